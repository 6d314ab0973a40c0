//! Who may do what, and the proof of having asked.

mod client;
mod pattern;
mod permit;

pub use client::{Caller, Client};
pub use pattern::Pattern;
pub use permit::{Action, Permit, Resource, reads};
