//! The seam under the file: everything that can fail or be torn goes through here.

mod check;
mod draft;
mod file;
mod memory;
mod new_file;

pub(in crate::store) use draft::{FileDraft, create_private, is_claimed, remove_abandoned};

pub use file::FileStorage;
pub use memory::MemoryStorage;
pub use new_file::write_private_file;
pub(in crate::store) use new_file::{NewFile, first_bytes};

use std::fs::File;

use crate::error::{Error, Kind, Result};

/// One vault's bytes and its write lock. Threads of one command may read at once.
pub trait Storage: Sync {
    /// Content on its way to replace the whole file.
    type Draft: Draft;

    /// How long the file is, in bytes.
    fn length(&self) -> Result<u64>;

    /// Fills the buffer with the bytes at `offset`. The file must have them all: else it is damaged.
    fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<()>;

    /// So many bytes at `offset`, as [`Storage::read`] gives them.
    fn read_part(&self, offset: u64, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.read(offset, &mut bytes)?;
        Ok(bytes)
    }

    /// Looks at the file that is at the path now. Whether it is another than before.
    fn reopen(&mut self) -> Result<bool>;

    /// Takes the write lock; waits for another writer, but not for ever.
    fn lock(&mut self) -> Result<()>;

    /// Lets the write lock go.
    fn unlock(&mut self);

    /// Notes beside the file that changes which others see may not be durable. Only under the lock; outlives a killed
    /// process, but need not outlive a power cut, after which all that is seen is durable.
    fn mark(&mut self) -> Result<()> {
        Ok(())
    }

    /// Takes the note of [`Storage::mark`] away.
    fn unmark(&mut self) {}

    /// Whether the note of [`Storage::mark`] was there when the lock was taken.
    fn is_marked(&self) -> bool {
        false
    }

    /// Whether another process holds the write lock now.
    fn is_written(&self) -> bool;

    /// Keeps writers out for a moment; `None` if one is at work, this process included.
    fn keep_quiet(&self) -> Option<Quiet> {
        (!self.is_written()).then(Quiet::default)
    }

    /// Makes what was read survive a power cut, whoever wrote it. Only for a reader that keeps writers out: a writer's
    /// failed flush is not undone by another's.
    fn settle(&self) -> Result<()> {
        Ok(())
    }

    /// Writes at the end, which must be `offset`. Counts as stored only after [`Storage::flush`].
    fn append(&mut self, offset: u64, bytes: &[u8]) -> Result<()>;

    /// Makes what was appended survive a power cut.
    fn flush(&mut self) -> Result<()>;

    /// Cuts the file to this length and makes that durable.
    fn truncate(&mut self, length: u64) -> Result<()>;

    /// Begins a replacement of the whole file.
    fn draft(&mut self) -> Result<Self::Draft>;

    /// Gives a flushed draft the file's name, all at once. On an error the old file is still there.
    fn replace(&mut self, draft: Self::Draft) -> Result<()>;

    /// Makes a replacement survive a power cut.
    fn flush_directory(&mut self) -> Result<()>;

    /// Puts the draft in the file's place, all at once and durably, and looks at it.
    fn publish(&mut self, mut draft: Self::Draft) -> Result<()> {
        draft.flush()?;
        self.replace(draft)?;
        // The new content is in place from here on, whatever happens: only its durability is in question.
        self.flush_directory().map_err(|error| {
            let message = format!("the vault was replaced, but {}", error.message());
            Error::new(Kind::StateUnknown, message)
                .caused_by(error)
                .hint("the change may be lost if the power fails now")
        })?;
        self.reopen().map_err(|error| {
            let message = format!("stored, but it cannot be opened again: {}", error.message());
            Error::new(Kind::StateUnknown, message).caused_by(error)
        })?;
        Ok(())
    }
}

/// See [`Storage::draft`]. One that is let go leaves nothing behind.
pub trait Draft {
    /// Adds to the end.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Makes the content survive a power cut.
    fn flush(&mut self) -> Result<()>;
}

/// See [`Storage::keep_quiet`]. Writers wait while it lives.
#[derive(Debug, Default)]
pub struct Quiet(#[expect(dead_code, reason = "what it holds is let go with it")] Option<File>);
