//! The `vault` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    vault::cli::main(std::env::args_os())
}
