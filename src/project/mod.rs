//! `.vault.toml`: which secrets a project's variables are, kept with the project (decisions 7).
//!
//! | file | answers |
//! |---|---|
//! | [`parse`] | what does the file say? |
//! | [`mod@find`] | which file is meant, and may it be read? |
//! | [`approval`] | did the user agree to what it says now, for this vault? |
//!
//! The file names secrets and holds none; nothing in it is run, included or expanded.

pub mod approval;
pub mod find;
pub mod parse;

pub use approval::{Approvals, Standing};
pub use find::{FILE_NAME, Found, find};
pub use parse::{Entry, Project};
