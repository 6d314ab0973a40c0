#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::header(data);
    if cfg!(feature = "planted") {
        assert!(!(accepted && data[30..32] == [0x2a, 0x2b]), "planted");
    }
});
