//! The command line.

mod buffer;
pub mod output;
