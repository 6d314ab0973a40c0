//! The `vault` command.

use std::process::ExitCode;

use vault::platform::heap::Heap;

#[global_allocator]
static HEAP: Heap = Heap;

fn main() -> ExitCode {
    vault::cli::main(std::env::args_os())
}
