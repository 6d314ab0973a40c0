//! Words of the domain that need no vault: names, times, values.

pub mod sensitive;
pub mod time;
