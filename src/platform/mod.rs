//! The one module with `unsafe`: what the operating system gives only so. Each part says why it needs it.

pub mod descriptors;
pub mod environment;
pub mod heap;
pub mod heard;
pub mod locked;
#[cfg(target_os = "linux")]
mod mapping;
pub mod memory;
pub mod process;
pub mod signals;
pub mod stack;
pub mod watched;
