#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::query(data);
    if cfg!(feature = "planted") {
        assert!(!(accepted && data.starts_with(b"@|")), "planted");
    }
});
