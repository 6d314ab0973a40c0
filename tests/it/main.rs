//! The program as a person meets it, one module a theme. The rules themselves are tested in the library.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and its home folder is its own"
)]

mod errors;
mod format;
mod help;
mod input;
mod support;
mod usage;
mod values;
