//! The only place that asks for randomness.

use crate::error::{Error, Kind, Result};

/// Where random bytes come from: the operating system, or a test.
pub trait Entropy {
    /// Fills the buffer; fails rather than give less than full randomness.
    fn fill(&self, buffer: &mut [u8]) -> Result<()>;

    /// So many random bytes.
    fn bytes<const N: usize>(&self) -> Result<[u8; N]>
    where
        Self: Sized,
    {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// An unbiased number below `bound`, by rejection. `bound` must not be 0.
    fn below(&self, bound: u32) -> Result<u32> {
        let zone = u32::MAX - u32::MAX % bound;
        loop {
            let mut bytes = [0; 4];
            self.fill(&mut bytes)?;
            let number = u32::from_le_bytes(bytes);
            if number < zone {
                return Ok(number % bound);
            }
        }
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door that the others use"
    )]
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        getrandom::fill(buffer).map_err(|error| {
            Error::new(
                Kind::Other,
                format!("the operating system gives no randomness: {error}"),
            )
        })
    }
}
