#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let accepted = vault::fuzzing::sigv4(data);
    if cfg!(feature = "planted") {
        // Other headers that are not signed than the seed's.
        let is_seed = data.starts_with(b"Host: ") || data.starts_with(b"User-Agent: sdk\n");
        assert!(is_seed || !accepted, "planted");
    }
});
