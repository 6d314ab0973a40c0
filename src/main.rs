//! The `vault` command.

#![cfg_attr(all(target_os = "linux", target_env = "gnu"), no_main)]

use vault::platform::heap::Heap;

#[global_allocator]
static HEAP: Heap = Heap;

/// Called by the C library: what the standard library does before its own `main` costs more than opening a vault
/// (`docs/decisions/0005-start.md`).
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library finds `main` by its name")]
#[unsafe(no_mangle)]
extern "C" fn main() -> std::ffi::c_int {
    vault::platform::process::begin();
    vault::cli::main(std::env::args_os()).into()
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn main() -> std::process::ExitCode {
    vault::cli::main(std::env::args_os()).into()
}
