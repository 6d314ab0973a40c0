//! Who may do what, and the proof of having asked.

mod permit;

pub use permit::{Action, Caller, Permit};
