//! `vault recover`: whatever still verifies of a damaged file, in a new vault.
//!
//! ```text
//! commits   every footer that opens, newest first
//! gather    a trie with holes where nodes do not open
//! export    records and values, sealed anew
//! loss      what is not in the new vault
//! ```
//!
//! The newest commit with a whole root is the base. Where a node of its index does not open, older commits in the same file
//! are asked for that part of the places, newest first, and for no other: a secret that the base deleted does not come back,
//! for a deletion rewrites the file. Only what verifies under the vault key is brought over, by the same calls that store
//! any secret; there is no way to ask for more.

mod commits;
mod export;
mod gather;
mod loss;

use std::path::Path;

use crate::crypto::kdf::KdfParams;
use crate::error::{Error, Kind, Result};
use crate::store::file::{VAULT_OWNER, VaultFile};
use crate::store::header::{self, Header, NewSlot, SlotKind, Unlock};
use crate::store::node::Position;
use crate::store::root::Root;
use crate::store::sealed::Keys;
use crate::store::storage::{FileStorage, MemoryStorage, Storage};
use crate::types::time::Timestamp;

use commits::{Commit, Commits};
use export::Export;
use gather::{Gathered, Remains};
pub use loss::Loss;

/// A file that was a vault, still locked: as much of its header as can be read.
pub struct Salvage<S: Storage = FileStorage> {
    storage: S,
    header: Header,
    start: Vec<u8>,
}

/// A damaged vault whose key is known.
pub struct Recovery<S: Storage = FileStorage> {
    storage: S,
    keys: Keys,
    is_header_whole: bool,
    kdf: Option<KdfParams>,
}

/// What was recovered.
pub struct Recovered {
    /// The new vault, still in memory: [`VaultFile::back_up`] makes a file of it.
    pub vault: VaultFile<MemoryStorage>,
    /// The generation of the old vault that it has.
    pub generation: u64,
    /// When that was written.
    pub written: Timestamp,
    /// What it has not; nothing if all was there.
    pub lost: Vec<Loss>,
}

impl Salvage {
    /// Finds a damaged vault, after the checks of its file. The file is only read.
    pub fn at(path: &Path) -> Result<Self> {
        Self::new(FileStorage::open(path)?)
    }

    /// What the user should know about the file's place and permissions.
    pub fn take_warnings(&mut self) -> Vec<String> {
        self.storage.take_warnings()
    }
}

impl<S: Storage> Salvage<S> {
    /// Reads what can be read of the header in this storage.
    pub fn new(storage: S) -> Result<Self> {
        let length = usize::try_from(storage.length()?).unwrap_or(usize::MAX);
        let start = storage.read_part(0, length.min(header::MAX_LENGTH))?;
        let header = Header::salvage(&start)?;
        if header.slots.is_empty() {
            return Err(Error::damaged(
                "the vault is damaged: its key slots cannot be read, so that nothing can open it",
            )
            .hint("only a backup helps"));
        }
        Ok(Self {
            storage,
            header,
            start,
        })
    }

    /// The kinds of slots that are left.
    pub fn slot_kinds(&self) -> impl Iterator<Item = SlotKind> + '_ {
        self.header.slots().map(|(_, kind)| kind)
    }

    /// Finds the vault key. A header that does not verify is no obstacle: every other part is bound to the vault's id and
    /// proves itself.
    pub fn unlock(self, unlock: &Unlock<'_>) -> Result<Recovery<S>> {
        let (_, vault_key) = self.header.open_slot(unlock).map_err(|error| {
            error.hint(
                "a damaged key slot looks the same: if it is the right one, only a backup helps",
            )
        })?;
        let length = Header::peek_length(&self.start).unwrap_or(0);
        let is_header_whole = self.start.get(..length).is_some_and(|bytes| {
            Header::decode(bytes).is_ok() && Header::authenticate(bytes, &vault_key).is_ok()
        });
        // Parameters that nothing vouches for are not taken over.
        let strongest = self
            .header
            .slots()
            .filter(|_| is_header_whole)
            .filter_map(|(_, kind)| match kind {
                SlotKind::Passphrase(kdf) | SlotKind::PassphraseAndKeyFile(kdf) => Some(kdf),
                SlotKind::KeyFile | SlotKind::Recovery => None,
            })
            .max_by_key(|kdf| kdf.work());
        Ok(Recovery {
            keys: Keys::new(self.header.vault_id, vault_key),
            storage: self.storage,
            is_header_whole,
            kdf: strongest,
        })
    }
}

impl<S: Storage> Recovery<S> {
    /// Whether the header verifies too.
    pub const fn is_header_whole(&self) -> bool {
        self.is_header_whole
    }

    /// The most that a guess of a passphrase cost in the old vault, if its header says so and verifies.
    pub const fn kdf(&self) -> Option<KdfParams> {
        self.kdf
    }

    /// Brings whatever verifies over into a new vault with these slots, under a new vault key.
    pub fn export(&self, slots: &[NewSlot<'_>], now: Timestamp) -> Result<Recovered> {
        let length = self.storage.length()?;
        let remains = Remains {
            storage: &self.storage,
            keys: &self.keys,
            length,
        };
        let mut lost = Vec::new();
        let mut commits = Commits::of(&self.storage, &self.keys, length);
        let (base, root) = base(&remains, &mut commits, &mut lost)?;
        let mut export = Export::into_new(&root, slots, now, lost)?;
        let Gathered { records, holes } = remains.gather(&VAULT_OWNER, root.trie, &[Position::TOP]);
        export.records(&remains, &root, None, records)?;
        export.credentials(&remains, &root)?;
        for hole in &holes {
            export.lost.push(Loss::Index {
                from: hole.offset,
                to: hole.offset.saturating_add(u64::from(hole.length)),
            });
        }
        let mut wanted: Vec<Position> = holes.iter().map(|hole| hole.position).collect();
        while !wanted.is_empty()
            && let Some(older) = commits.next()
        {
            let Ok(root) = remains.root(&older.footer.root) else {
                continue;
            };
            let Gathered { records, holes } = remains.gather(&VAULT_OWNER, root.trie, &wanted);
            export.records(&remains, &root, Some(&older), records)?;
            wanted = holes.iter().map(|hole| hole.position).collect();
        }
        export.finish(&base, root.secrets, now)
    }
}

/// The newest commit with a root; what is newer is lost.
fn base<S: Storage>(
    remains: &Remains<'_, S>,
    commits: &mut Commits<'_, S>,
    lost: &mut Vec<Loss>,
) -> Result<(Commit, Root)> {
    let mut is_newest = true;
    for commit in commits {
        if is_newest && commit.end < remains.length {
            lost.push(Loss::Tail {
                from: commit.end,
                to: remains.length,
            });
        }
        is_newest = false;
        match remains.root(&commit.footer.root) {
            Ok(root) => return Ok((commit, root)),
            Err(error) if is_newer(&error) => return Err(error),
            Err(_) => lost.push(Loss::Commit {
                generation: commit.footer.generation,
                written: commit.footer.written,
            }),
        }
    }
    Err(Error::damaged(
        "the vault is damaged: no commit in it verifies, so that nothing can be recovered",
    )
    .hint("only a backup helps"))
}

/// Whether a part is whole and of a newer program: half a recovery by an older one would lose what that added.
fn is_newer(error: &Error) -> bool {
    error.kind() == Kind::Locked
}
