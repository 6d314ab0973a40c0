//! The command line: the AWS CLI's words, and the vault's own.
//!
//! ```text
//! argv → words (which command?) → expand (file://, lists) → input (--cli-input-json) → clap, this command only
//!      → place (option, environment, profile) → session → service → output | human | exit
//! ```

mod buffer;
mod call;
mod commands;
mod complete;
mod config;
mod descriptors;
mod difference;
mod editor;
pub mod env;
mod examples;
mod exit;
pub mod expand;
mod globals;
mod human;
mod input;
#[cfg(target_os = "linux")]
mod masked;
mod memory_folder;
mod opened;
pub mod output;
mod paging;
mod parse;
mod place;
mod process;
mod progress;
mod project;
mod remote;
mod skeleton;
mod span;
mod table;
mod terminal;
mod tree_of_names;
mod ui;
mod value;
mod words;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::error::Kind;
use words::Words;

/// The whole program: `arguments` begin with its name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    process::protect();
    let mut arguments = arguments.into_iter();
    ui::set_program(arguments.next().as_deref());
    exit::install_panic_hook();
    let status = run(arguments);
    // What calls left on the stack: keys in registers that were spilled, values that were moved. Best effort (THREATS).
    zeroize::zeroize_stack::<STACK>();
    status
}

/// Bytes of stack that are wiped at the end: more than a command was seen to use.
const STACK: usize = 48 * 1024;

#[inline(never)]
fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let words = Words::split(arguments);
    descriptors::claim(&words.rest);
    match catch_unwind(AssertUnwindSafe(|| commands::run(words))) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => exit::report(&error),
        // The hook said where.
        Err(_) => ExitCode::from(Kind::Other.exit_code()),
    }
}
