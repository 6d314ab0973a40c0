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

use crate::error::Kind;
use crate::platform::stack;
use words::Words;

/// The whole program: `arguments` begin with its name. Gives its exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    process::protect();
    let mut arguments = arguments.into_iter();
    ui::set_program(arguments.next().as_deref());
    exit::install_panic_hook();
    let status = run(arguments);
    // What calls left on the stack: keys in registers that were spilled, values that were moved. Best effort (THREATS).
    stack::wipe();
    status
}

#[inline(never)]
fn run(arguments: impl Iterator<Item = OsString>) -> u8 {
    let words = Words::split(arguments);
    descriptors::claim(&words.rest);
    match catch_unwind(AssertUnwindSafe(|| commands::run(words))) {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => exit::report(&error),
        // The hook said where.
        Err(_) => Kind::Other.exit_code(),
    }
}
