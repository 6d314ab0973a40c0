//! The commits of a damaged file: each footer that still opens, newest first.

use crate::store::footer::{FOOTER_LENGTH, Footer};
use crate::store::header::ALIGNMENT;
use crate::store::sealed::Keys;
use crate::store::storage::Storage;

/// A commit whose footer opens; its bytes need not be whole.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) footer: Footer,
    /// Where its footer ends.
    pub(super) end: u64,
}

/// Searches backwards from the end of the file, at aligned offsets, down to its beginning.
pub(super) struct Commits<'c, S> {
    storage: &'c S,
    keys: &'c Keys,
    next: Option<u64>,
}

impl<'c, S: Storage> Commits<'c, S> {
    pub(super) fn of(storage: &'c S, keys: &'c Keys, length: u64) -> Self {
        let last = length.checked_sub(FOOTER_LENGTH as u64);
        Self {
            storage,
            keys,
            next: last.map(aligned),
        }
    }

    /// What cannot be read does not verify either.
    fn footer_at(&self, position: u64) -> Option<Footer> {
        let bytes = self.storage.read_part(position, FOOTER_LENGTH).ok()?;
        let bytes = bytes.first_chunk()?;
        Footer::open(bytes, &self.keys.root, &self.keys.vault_id, position)
            .ok()?
            .ok()
    }
}

impl<S: Storage> Iterator for Commits<'_, S> {
    type Item = Commit;

    fn next(&mut self) -> Option<Commit> {
        while let Some(position) = self.next {
            self.next = position.checked_sub(ALIGNMENT as u64);
            if let Some(footer) = self.footer_at(position) {
                // The commit before ends where this one begins.
                let before = footer.start.checked_sub(FOOTER_LENGTH as u64);
                self.next = before
                    .map(aligned)
                    .filter(|before| *before < position)
                    .or(self.next);
                return Some(Commit {
                    footer,
                    end: position + FOOTER_LENGTH as u64,
                });
            }
        }
        None
    }
}

const fn aligned(position: u64) -> u64 {
    position / ALIGNMENT as u64 * ALIGNMENT as u64
}
