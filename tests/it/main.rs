//! The program as a person meets it, one module a theme. The rules themselves are tested in the library.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and its home folder is its own"
)]

mod aws_examples;
mod bad_input;
mod bad_vault;
mod errors;
mod format;
mod generated;
mod help;
mod input;
mod kills;
mod permissions;
mod races;
mod readme;
mod shells;
mod static_binary;
mod strace;
mod support;
mod terminal;
mod usage;
mod values;
