//! The one module with `unsafe`: what the operating system gives only so. Each part says why it needs it.

pub mod locked;
pub mod memory;
pub mod process;
