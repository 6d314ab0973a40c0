//! A vault that one process keeps open while others write.

use crate::error::Result;
use crate::store::access::AccessDates;
use crate::store::credentials::Opened;
use crate::store::file::{VAULT_OWNER, VaultFile};
use crate::store::locate::Located;
use crate::store::storage::Storage;
use crate::store::trie::Trie;
use crate::store::view::View;
use crate::vault::Store as _;

/// Nodes of the trie that are kept in memory between reads: some 8 MiB.
const KEPT_NODES: usize = 1024;

impl VaultFile {
    /// The same vault, opened once more under the same key: for another thread.
    pub fn open_again(&self) -> Result<Self> {
        Located::at(self.storage().path())?.unlock_held(self.keys.vault.clone())
    }

    /// The same commit of the same vault, for a second thread that reads beside this one. What a transaction changed and did
    /// not store is not in it.
    pub fn twin(&self) -> std::io::Result<Self> {
        let (tip, root) = (self.view.tip.clone(), self.view.root.clone());
        let trie = Trie::new(VAULT_OWNER, root.trie);
        Ok(Self {
            storage: self.storage.twin()?,
            header: self.header.clone(),
            header_bytes: self.header_bytes.clone(),
            keys: self.keys.clone(),
            view: View::written(tip, root, trie),
            access: self.access.as_ref().map(AccessDates::twin),
            shelf: None,
            weak: None,
            notices: Vec::new(),
            memory: self.memory.clone(),
            recalled: None,
            judged: None,
            credentials: Opened::default(),
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{at, get, key, new_with, put_one};
    use crate::store::{NewSlot, Unlock};

    #[test]
    fn a_twin_shows_the_commit_that_was_in_view_whatever_is_written_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault");
        let key = key();
        let new = new_with(vec![NewSlot::KeyFile(&key)]);
        let mut vault = VaultFile::create(&path, &new, at(0)).unwrap();
        put_one(&mut vault, "x", "one", "old");
        let mut twin = vault.twin().unwrap();
        let mut writer = Located::at(&path)
            .unwrap()
            .unlock(&Unlock::KeyFile(&key))
            .unwrap();
        put_one(&mut writer, "x", "two", "new");
        put_one(&mut writer, "y", "three", "more");
        for reader in [&mut vault, &mut twin] {
            assert_eq!(get(reader, "x").unwrap().as_deref(), Some("old"));
            assert_eq!(get(reader, "y").unwrap(), None);
        }
        twin.follow().unwrap();
        assert_eq!(get(&mut twin, "x").unwrap().as_deref(), Some("new"));
    }
}
