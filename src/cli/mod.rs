//! The command line.

mod buffer;
pub mod expand;
pub mod output;
