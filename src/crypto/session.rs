//! The vault key for a session: outside this floor it exists only sealed, under a random key that is kept apart from it.

use std::convert::Infallible;

use crate::crypto::entropy::Entropy;
use crate::crypto::keys::{KEY_LENGTH, Key, VaultKey, WrappedKey};
use crate::crypto::seal::{Context, Kind, Unopened};
use crate::error::Result;

/// The random key that seals a vault key while a session lasts. Alone it opens nothing of a vault.
#[derive(Debug)]
pub struct SessionKey(Key);

impl SessionKey {
    /// The key of these bytes.
    pub fn from_bytes(bytes: &[u8; KEY_LENGTH]) -> Self {
        let Ok(key) = Key::filled(|key| {
            key.copy_from_slice(bytes);
            Ok::<_, Infallible>(())
        });
        Self(key)
    }

    /// Its bytes, for what keeps a session.
    pub fn expose(&self) -> &[u8; KEY_LENGTH] {
        self.0.expose()
    }

    /// Whether the other is the same key, compared in constant time.
    pub fn equals(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq as _;
        self.expose().ct_eq(other.expose()).into()
    }
}

impl VaultKey {
    /// Seals the key for a session, under a new random key. Vault id and key epoch are the seal's context: a session
    /// survives every write and dies with the vault key.
    pub fn seal_for_session(
        &self,
        vault_id: &[u8; 16],
        key_epoch: u64,
        entropy: &dyn Entropy,
    ) -> Result<(SessionKey, WrappedKey)> {
        let key = Key::generate(entropy)?;
        let sealed = key.wrap(&context(vault_id, key_epoch), &self.0, entropy)?;
        Ok((SessionKey(key), sealed))
    }

    /// Opens what [`VaultKey::seal_for_session`] sealed.
    pub fn open_from_session(
        session: &SessionKey,
        vault_id: &[u8; 16],
        key_epoch: u64,
        sealed: &WrappedKey,
    ) -> Result<Self, Unopened> {
        let key = session.0.unwrap(&context(vault_id, key_epoch), sealed)?;
        Ok(Self(key))
    }
}

fn context(vault_id: &[u8; 16], key_epoch: u64) -> Context {
    Context::new(Kind::Session, vault_id).with(&key_epoch.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::entropy::OsEntropy;

    #[test]
    fn a_session_opens_for_its_vault_and_key_epoch_alone() {
        let key = VaultKey::generate(&OsEntropy).unwrap();
        let (session, sealed) = key.seal_for_session(&[1; 16], 7, &OsEntropy).unwrap();
        let opened = VaultKey::open_from_session(&session, &[1; 16], 7, &sealed).unwrap();
        assert_eq!(opened.0.expose(), key.0.expose());
        let again = SessionKey::from_bytes(session.expose());
        assert!(VaultKey::open_from_session(&again, &[1; 16], 7, &sealed).is_ok());
        assert!(VaultKey::open_from_session(&session, &[1; 16], 8, &sealed).is_err());
        assert!(VaultKey::open_from_session(&session, &[2; 16], 7, &sealed).is_err());
        let (other, _) = key.seal_for_session(&[1; 16], 7, &OsEntropy).unwrap();
        assert!(VaultKey::open_from_session(&other, &[1; 16], 7, &sealed).is_err());
    }
}
