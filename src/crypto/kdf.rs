//! Argon2id (RFC 9106): a passphrase becomes a key, at a cost that a header can neither lower nor raise without bound.

use argon2::{Algorithm, Argon2, Params, Version};

use crate::crypto::keys::{KEY_LENGTH, Key};
use crate::error::{Error, Kind, Result};
use crate::platform::memory::Blocks;

/// The cost of a passphrase guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes that are filled at once.
    pub lanes: u32,
}

const MIB: u32 = 1024;

impl KdfParams {
    /// The least that a new slot gets: RFC 9106's second recommendation.
    pub const DEFAULT: Self = Self {
        memory: 64 * MIB,
        passes: 3,
        lanes: 4,
    };

    /// The most that calibration chooses by itself, in KiB.
    pub const CALIBRATED_MEMORY: u32 = 256 * MIB;

    /// The most that all of a header's slots may cost together, in KiB times passes: a wrong passphrase tries them all.
    pub const MAX_WORK: u64 = 8192 * MIB as u64;

    /// The same, raised to [`Self::DEFAULT`] where it is below: what a new wrap costs at least.
    #[must_use]
    pub fn raised(self) -> Self {
        Self {
            memory: self.memory.max(Self::DEFAULT.memory),
            passes: self.passes.max(Self::DEFAULT.passes),
            lanes: self.lanes.max(Self::DEFAULT.lanes),
        }
    }

    /// Memory times passes.
    pub const fn work(self) -> u64 {
        self.memory as u64 * self.passes as u64
    }

    /// Refuses what is below the floor (19 MiB, 2 passes) or above the ceiling (2 GiB, 64 passes, 16 lanes, 8 GiB·passes),
    /// before any memory is asked for (security 2.3).
    pub fn check(self) -> Result<()> {
        if self.memory < 19 * MIB || self.passes < 2 || self.lanes < 1 {
            Err(Error::damaged(format!(
                "the vault is damaged: a key slot asks for Argon2id with {} KiB and {} passes, below the floor of 19456 KiB and 2 passes",
                self.memory, self.passes
            )))
        } else if self.memory > 2048 * MIB
            || self.passes > 64
            || self.lanes > 16
            || self.work() > Self::MAX_WORK
        {
            Err(Error::damaged(format!(
                "the vault is damaged: a key slot asks for Argon2id with {} KiB, {} passes and {} lanes, above the ceiling",
                self.memory, self.passes, self.lanes
            )))
        } else {
            Ok(())
        }
    }

    /// The key of a passphrase: its bytes as typed, without normalisation.
    pub fn derive(self, passphrase: &[u8], salt: &[u8; 16]) -> Result<Key> {
        self.check()?;
        let params = Params::new(self.memory, self.passes, self.lanes, Some(KEY_LENGTH))
            .map_err(|error| Error::damaged(format!("Argon2id refuses its parameters: {error}")))?;
        let mut blocks = Blocks::new(params.block_count()).ok_or_else(|| {
            Error::new(
                Kind::Locked,
                format!(
                    "there is too little memory to open or make a slot of a passphrase: Argon2id needs {} MiB",
                    self.memory.div_ceil(MIB)
                ),
            )
            .hint("`ulimit -v` or the limit of a container may be too low; a key file needs none of it")
        })?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Key::filled(|key| {
            argon2
                .hash_password_into_with_memory(passphrase, salt, key, blocks.as_mut_slice())
                .map_err(|error| Error::new(Kind::Other, format!("Argon2id failed: {error}")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(memory: u32, passes: u32, lanes: u32) -> KdfParams {
        KdfParams {
            memory,
            passes,
            lanes,
        }
    }

    #[test]
    fn bounds_hold_at_their_edges() {
        for good in [
            params(19 * MIB, 2, 1),
            KdfParams::DEFAULT,
            params(2048 * MIB, 4, 16),
            params(128 * MIB, 64, 4),
        ] {
            assert!(good.check().is_ok(), "{good:?}");
        }
        for bad in [
            params(0, 0, 0),
            params(19 * MIB - 1, 2, 1),
            params(19 * MIB, 1, 1),
            params(19 * MIB, 2, 0),
            params(2048 * MIB + 1, 2, 1),
            params(2048 * MIB, 5, 1),
            params(64 * MIB, 65, 1),
            params(64 * MIB, 3, 17),
            params(u32::MAX, u32::MAX, u32::MAX),
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
            assert!(bad.derive(b"x", &[0; 16]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_was_within_the_bounds_is_so_when_raised() {
        assert_eq!(params(19 * MIB, 2, 1).raised(), KdfParams::DEFAULT);
        for (memory, passes) in [(19, 64), (64, 3), (128, 64), (2048, 2), (2048, 4)] {
            let before = params(memory * MIB, passes, 1);
            let raised = before.raised();
            assert!(before.check().is_ok() && raised.check().is_ok());
            assert!(raised.work() >= before.work().max(KdfParams::DEFAULT.work()));
            assert_eq!(raised.raised(), raised);
        }
    }

    #[test]
    fn the_key_is_that_of_the_reference_implementation() {
        // echo -n 'correct horse' | argon2 0123456789abcdef -id -t 2 -k 19456 -p 1 -l 32 -r
        let key = params(19 * MIB, 2, 1)
            .derive(b"correct horse", b"0123456789abcdef")
            .unwrap();
        let reference = "ae4d8c8b713876044c8347c76986a9b5655944aaacfffe9bea4dff9e7b6a1899";
        let (high, low) = reference.split_at(32);
        let [high, low] =
            [high, low].map(|half| u128::from_str_radix(half, 16).unwrap().to_be_bytes());
        assert_eq!(key.expose()[..], [high, low].concat());
    }
}
