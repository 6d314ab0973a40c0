//! The program as a person meets it, one module a theme. The rules themselves are tested in the library.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may fail, its home folder is its own, and it says what it skips and measures"
)]

mod asking;
mod aws_examples;
mod backup;
mod bad_input;
mod bad_keys;
mod bad_vault;
mod children;
mod completion;
mod completion_shells;
mod credentials;
mod debug;
mod descriptors;
mod diff_and_rollback;
mod edit;
mod errors;
mod export;
mod format;
mod generated;
mod help;
mod hook;
mod import;
mod inject;
mod input;
mod kills;
mod looking;
mod masked;
mod memory;
mod paging;
mod pass_store;
mod permissions;
mod project;
mod races;
mod readme;
mod recover;
#[cfg(feature = "remote")]
mod remote;
mod rollback_memory;
#[cfg(feature = "serve")]
mod serve;
mod sessions;
mod shells;
mod slots;
mod static_binary;
mod strace;
mod streams;
mod support;
mod terminal;
mod usage;
mod values;
