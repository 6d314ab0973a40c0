//! Words of the domain that need no vault: names, times, values.

pub mod arn;
pub mod constraint;
pub mod hex;
pub mod region;
pub mod sensitive;
pub mod shorthand;
pub mod switch;
pub mod tag;
pub mod time;
pub mod version;
