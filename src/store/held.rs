//! The vault key for a session, and a vault opened by one. The key leaves only sealed (`crypto::session`).

use crate::crypto::entropy::Entropy;
use crate::crypto::keys::{VaultKey, WrappedKey};
use crate::crypto::session::SessionKey;
use crate::error::Result;
use crate::store::file::VaultFile;
use crate::store::header::Header;
use crate::store::locate::Located;
use crate::store::storage::Storage;

impl<S: Storage> Located<S> {
    /// The vault's id and key epoch: as the header says, not yet verified.
    pub const fn identity(&self) -> (&[u8; 16], u64) {
        (&self.header.vault_id, self.header.key_epoch)
    }

    /// Whether the header verifies under a key that a session held.
    pub fn fits(&self, vault_key: &VaultKey) -> bool {
        Header::authenticate(&self.bytes, vault_key).is_ok()
    }

    /// Opens the vault with a key that a session held.
    pub fn unlock_held(self, vault_key: VaultKey) -> Result<VaultFile<S>> {
        Header::authenticate(&self.bytes, &vault_key)?;
        self.open(vault_key)
    }
}

impl<S: Storage> VaultFile<S> {
    /// The vault key, sealed for a session of this vault and key epoch.
    pub fn seal_for_session(&self, entropy: &dyn Entropy) -> Result<(SessionKey, WrappedKey)> {
        let header = &self.header;
        self.keys
            .vault
            .seal_for_session(&header.vault_id, header.key_epoch, entropy)
    }
}
