//! SHA-256 (FIPS 180-4), cut to 128 bits where it only names or checks something.

use std::array;

use sha2::{Digest as _, Sha256};

/// Bytes of [`half`].
pub const HALF_LENGTH: usize = 16;

/// The first half of the SHA-256 of the bytes: 64 bits against collisions, 128 against finding another input.
pub fn half(bytes: &[u8]) -> [u8; HALF_LENGTH] {
    half_of(&Sha256::digest(bytes).into())
}

/// The first half of a digest or a MAC.
pub fn half_of(digest: &[u8; 32]) -> [u8; HALF_LENGTH] {
    array::from_fn(|place| digest[place])
}
