//! The program on Linux with glibc needs no loader: it starts in three quarters of the time (docs/BENCHMARKS.md).

#![cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]

use crate::support::PROGRAM;

/// Names the loader of a dynamic program (ELF, program header types).
const PT_INTERP: u32 = 3;

#[test]
fn the_program_is_static() {
    let elf = std::fs::read(PROGRAM).unwrap();
    assert_eq!(elf[..4], *b"\x7fELF");
    let number = |at: usize, length: usize| {
        let mut bytes = [0; 8];
        bytes[..length].copy_from_slice(&elf[at..at + length]);
        usize::try_from(u64::from_le_bytes(bytes)).unwrap()
    };
    // e_phoff, e_phentsize and e_phnum.
    let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    assert!(count > 0);
    let types: Vec<usize> = (0..count)
        .map(|index| number(start + index * size, 4))
        .collect();
    assert!(
        !types.contains(&(PT_INTERP as usize)),
        "RUSTFLAGS in the environment undoes .cargo/config.toml: {types:?}"
    );
}
