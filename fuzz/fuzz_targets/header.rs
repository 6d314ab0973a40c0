#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::header(data);
    if cfg!(feature = "planted") {
        assert!(!(accepted && data[30] == 0x2a), "planted");
    }
});
