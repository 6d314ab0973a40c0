//! Opening a damaged vault, and keeping what opened it: the vault that is recovered gets a slot for the same.

use std::path::Path;

use super::choose::{Kinds, choose};
use super::{Credential, Keyring, Passphrase, read_key};
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::Key;
use crate::crypto::recovery::RecoveryKey;
use crate::error::Result;
use crate::store::{NewSlot, Recovery, Salvage, Unlock};

/// What opened a vault, read once: it may have come through a pipe.
#[derive(Debug)]
pub enum Opener {
    /// A key file's content.
    KeyFile(Key),
    /// A passphrase.
    Passphrase(Passphrase),
    /// A passphrase together with a key file's content.
    Both(Passphrase, Key),
    /// A recovery key.
    Recovery(RecoveryKey),
}

impl Opener {
    fn read(credential: &Credential, kinds: Kinds, notice: &mut dyn FnMut(&str)) -> Result<Self> {
        match credential {
            Credential::KeyFile(path) => read_key(path, notice).map(Self::KeyFile),
            Credential::Both(passphrase, path) => {
                let key = read_key(path, notice)?;
                Ok(Self::Both(passphrase.read(notice)?, key))
            }
            _ => {
                let passphrase = credential.read(notice)?;
                let typed = std::str::from_utf8(passphrase.expose()).unwrap_or_default();
                match RecoveryKey::parse(typed) {
                    Ok(key) if kinds.recovery => Ok(Self::Recovery(key)),
                    _ => Ok(Self::Passphrase(passphrase)),
                }
            }
        }
    }

    fn unlock(&self) -> Unlock<'_> {
        match self {
            Self::KeyFile(key) => Unlock::KeyFile(key),
            Self::Passphrase(passphrase) => Unlock::Passphrase(passphrase.expose()),
            Self::Both(passphrase, key) => Unlock::PassphraseAndKeyFile(passphrase.expose(), key),
            Self::Recovery(key) => Unlock::Recovery(key),
        }
    }

    /// A slot that the same opens; `kdf` gives what a guess of a passphrase shall cost.
    pub fn slot(&self, kdf: impl FnOnce() -> Result<KdfParams>) -> Result<NewSlot<'_>> {
        Ok(match self {
            Self::KeyFile(key) => NewSlot::KeyFile(key),
            Self::Passphrase(passphrase) => NewSlot::Passphrase(passphrase.expose(), kdf()?),
            Self::Both(passphrase, key) => {
                NewSlot::PassphraseAndKeyFile(passphrase.expose(), kdf()?, key)
            }
            Self::Recovery(key) => NewSlot::Recovery(key),
        })
    }
}

/// Opens the damaged vault at `path`, as far as its key slots are left. `notice` gets lines for the user.
pub fn open_damaged(
    path: &Path,
    keyring: Keyring<'_>,
    notice: &mut dyn FnMut(&str),
) -> Result<(Recovery, Opener)> {
    let mut salvage = Salvage::at(path)?;
    for warning in salvage.take_warnings() {
        notice(&warning);
    }
    let kinds = Kinds::of(salvage.slot_kinds());
    let credential = choose(kinds, keyring, path)?;
    let opener = Opener::read(&credential, kinds, notice)?;
    let recovery = salvage.unlock(&opener.unlock())?;
    Ok((recovery, opener))
}
