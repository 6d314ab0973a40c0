//! A vault that one process keeps open while others write.

use crate::error::Result;
use crate::store::file::{VAULT_OWNER, VaultFile};
use crate::store::locate::Located;
use crate::store::storage::Storage;
use crate::store::trie::Trie;
use crate::vault::Store as _;

/// Nodes of the trie that are kept in memory between reads: some 8 MiB.
const KEPT_NODES: usize = 1024;

impl VaultFile {
    /// The same vault, opened once more under the same key: for another thread.
    pub fn open_again(&self) -> Result<Self> {
        Located::at(self.storage().path())?.unlock_held(self.keys.vault.clone())
    }
}

impl<S: Storage> VaultFile<S> {
    /// Brings the file's newest commit into view if it is another than the one in view, and holds what is in view against
    /// the rollback memory: an older copy may have come back while another process, or thread, went on. Costs a few system
    /// calls where nothing happened.
    ///
    /// # Errors
    ///
    /// [`Kind::Locked`](crate::error::Kind::Locked) once the vault key was changed, and those of opening a vault.
    pub fn follow(&mut self) -> Result<()> {
        if self.storage.reopen()? || !self.is_current()? {
            self.refresh()?;
        } else {
            self.check_memory(false)?;
        }
        if self.view.trie.loaded() >= KEPT_NODES {
            self.view.trie = Trie::new(VAULT_OWNER, self.view.root.trie);
        }
        self.view.trie.keep(KEPT_NODES);
        Ok(())
    }

    /// Lets others see the access dates that reads left. They are written at the end of a process else, which this one may
    /// be far from.
    pub fn write_access_dates(&mut self) {
        if let Some(access) = &mut self.access {
            access.write();
        }
    }
}
