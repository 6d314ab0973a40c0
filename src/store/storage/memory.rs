//! A file in memory: for tests of the format and for vaults that live no longer than their process.

use crate::error::{Error, Result};
use crate::store::storage::{Draft, Storage};

/// Bytes that behave as a file does.
#[derive(Debug, Clone, Default)]
pub struct MemoryStorage {
    bytes: Vec<u8>,
}

impl MemoryStorage {
    /// A file of these bytes.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Storage for MemoryStorage {
    type Draft = MemoryDraft;

    fn length(&self) -> Result<u64> {
        Ok(self.bytes.len() as u64)
    }

    fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let bytes = usize::try_from(offset)
            .ok()
            .and_then(|start| self.bytes.get(start..start.checked_add(buffer.len())?))
            .ok_or_else(|| Error::damaged("the vault is damaged: it ends early"))?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn reopen(&mut self) -> Result<bool> {
        Ok(false)
    }

    fn lock(&mut self) -> Result<()> {
        Ok(())
    }

    fn unlock(&mut self) {}

    fn is_written(&self) -> bool {
        false
    }

    fn append(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        debug_assert_eq!(offset, self.bytes.len() as u64, "an append is at the end");
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> Result<()> {
        self.bytes
            .truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }

    fn draft(&mut self) -> Result<Self::Draft> {
        Ok(MemoryDraft::default())
    }

    fn replace(&mut self, draft: Self::Draft) -> Result<()> {
        self.bytes = draft.bytes;
        Ok(())
    }

    fn flush_directory(&mut self) -> Result<()> {
        Ok(())
    }
}

/// A replacement for a [`MemoryStorage`].
#[derive(Debug, Default)]
pub struct MemoryDraft {
    bytes: Vec<u8>,
}

impl Draft for MemoryDraft {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
