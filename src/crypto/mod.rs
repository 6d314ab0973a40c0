//! Keys, sealing and randomness: everything that touches key bytes is in here.

pub mod digest;
pub mod entropy;
pub mod kdf;
pub mod keys;
pub mod recovery;
pub mod seal;
pub mod session;
