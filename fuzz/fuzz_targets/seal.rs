#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::seal(data);
    if cfg!(feature = "planted") {
        assert!(!(accepted && data.ends_with(b"!!")), "planted");
    }
});
