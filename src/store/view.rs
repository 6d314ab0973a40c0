//! The vault as one commit left it, and what a transaction has changed of it so far.

use crate::error::Result;
use crate::store::codec::malformed;
use crate::store::file::VAULT_OWNER;
use crate::store::header;
use crate::store::rollback::Recalled;
use crate::store::root::Root;
use crate::store::sealed::{Keys, Parts};
use crate::store::storage::Storage;
use crate::store::tip::{self, Tip};
use crate::store::trie::Trie;
use crate::types::time::Timestamp;

/// One commit, and what a transaction changed of it.
pub(super) struct View {
    pub(super) tip: Tip,
    pub(super) root: Root,
    pub(super) trie: Trie,
    /// Where the next commit begins, and its bytes so far.
    pub(super) pending: (u64, Vec<u8>),
    /// Bytes that the transaction took out of use.
    pub(super) dropped: u64,
    /// Whether anything was saved or removed.
    pub(super) changed: bool,
    /// Whether something must be gone from the file.
    pub(super) erase: bool,
    /// Whether it shows what was not stored, because the file could not be read again: a reader must look first.
    pub(super) stale: bool,
}

/// The trie and the parts of the same view, borrowed side by side.
macro_rules! split {
    ($vault:expr) => {{
        let view = &mut $vault.view;
        (
            &mut view.trie,
            crate::store::sealed::Parts {
                storage: &$vault.storage,
                keys: &$vault.keys,
                recent: &view.tip.recent,
                pending: &mut view.pending,
                dropped: &mut view.dropped,
            },
        )
    }};
}
pub(super) use split;

/// The earlier of two moments, where there are two.
pub(super) fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

impl View {
    /// The view of the file's newest whole commit.
    pub(super) fn newest<S: Storage>(
        storage: &S,
        keys: &mut Keys,
        header_bytes: &[u8],
    ) -> Result<Self> {
        Self::newest_recalled(storage, keys, header_bytes, None)
    }

    /// The same, where the bytes of a commit that was recalled need no proof.
    pub(super) fn newest_recalled<S: Storage>(
        storage: &S,
        keys: &mut Keys,
        header_bytes: &[u8],
        recalled: Option<&Recalled>,
    ) -> Result<Self> {
        let header = header::authenticator(header_bytes)?;
        let length = header_bytes.len() as u64;
        let tip = tip::find(storage, keys, length, &header, recalled)?;
        let mut pending = (tip.end, Vec::new());
        let root = Parts {
            storage,
            keys,
            recent: &tip.recent,
            pending: &mut pending,
            dropped: &mut 0,
        }
        .read_root(&tip.footer.root)?;
        keys.name_by(&root)?;
        if root.live_bytes > tip.end || root.secrets > tip.end {
            return Err(malformed());
        }
        Ok(Self {
            trie: Trie::new(VAULT_OWNER, root.trie),
            root,
            pending,
            dropped: 0,
            changed: false,
            erase: false,
            stale: false,
            tip,
        })
    }

    /// The view after a commit of our own, without reading what was just written.
    pub(super) const fn written(tip: Tip, root: Root, trie: Trie) -> Self {
        Self {
            pending: (tip.end, Vec::new()),
            tip,
            root,
            trie,
            dropped: 0,
            changed: false,
            erase: false,
            stale: false,
        }
    }
}
