#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::sigv4(data);
    if cfg!(feature = "planted") {
        assert!(
            !(accepted && data.windows(2).any(|pair| pair == b"::")),
            "planted"
        );
    }
});
