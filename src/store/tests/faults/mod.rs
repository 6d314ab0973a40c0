//! A machine whose calls fail and whose power fails. What is done on it, by every mutating operation, is in
//! `service/tests/faults`: the store knows no operations.

mod disk;
mod judge;
mod machine;
mod power;
mod storage;

pub(crate) use disk::{Disk, Step};
pub(crate) use judge::{Content, content, judge, open};
pub(crate) use machine::{Fault, How, Machine};
pub(crate) use power::{Numbers, PowerCut};
pub(crate) use storage::FaultyStorage;
