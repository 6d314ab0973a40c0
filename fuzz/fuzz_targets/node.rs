#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::node(data);
    if cfg!(feature = "planted") {
        assert!(!(accepted && data[0] == 0x2a), "planted");
    }
});
