//! Keys, sealing and randomness.

pub mod entropy;
