//! Who may do what, and the proof of having asked.

mod client;
pub mod credential;
mod pattern;
mod permit;

pub use client::{Caller, Client};
pub use credential::{Credential, Grant};
pub use pattern::Pattern;
pub use permit::{Action, Permit, Resource, reads};
