//! Rotations: the functions that change a secret and whatever it opens, and who runs their four steps (semantics 7,
//! `rotation.md`).
//!
//! [`RotateSecret`](crate::operations::RotateSecret) only begins a rotation. [`rotate`] begins one and runs it to its end;
//! [`resume`] goes on with one that was left open. Neither holds a lock between two steps.

mod function;
mod random;
mod runner;

pub use function::{Client, Event, Registry, RotationFunction, Step};
pub use random::{Random, needs_assent};
pub use runner::{resume, rotate};
