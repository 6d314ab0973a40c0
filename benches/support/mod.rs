//! What the benchmarks share: vaults of the data that the bars are set for, processes to time, and a table.
//!
//! A secret has 300 B of metadata (name, description, two tags) and two versions of 200 B each.

#![allow(dead_code, reason = "no benchmark uses all of this")]

pub(crate) mod data;
pub(crate) mod flush;
pub(crate) mod load;
pub(crate) mod process;
pub(crate) mod stats;
pub(crate) mod table;
