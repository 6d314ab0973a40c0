//! Opening a damaged vault, and keeping what opened it: the vault that is recovered gets a slot for the same.

use std::path::Path;

use super::{Credential, Keyring, Passphrase, choose, read_key, read_passphrase};
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::Key;
use crate::error::Result;
use crate::store::{NewSlot, Recovery, Salvage, Unlock};

/// What opened a vault, read once: it may have come through a pipe.
#[derive(Debug)]
pub enum Opener {
    /// A key file's content.
    KeyFile(Key),
    /// A passphrase.
    Passphrase(Passphrase),
}

impl Opener {
    fn read(credential: Credential, notice: &mut dyn FnMut(&str)) -> Result<Self> {
        match credential {
            Credential::KeyFile(path) => read_key(&path, notice).map(Self::KeyFile),
            Credential::PassphraseFile(path) => {
                read_passphrase(&path, notice).map(Self::Passphrase)
            }
            Credential::Passphrase(passphrase) => Ok(Self::Passphrase(passphrase)),
        }
    }

    fn unlock(&self) -> Unlock<'_> {
        match self {
            Self::KeyFile(key) => Unlock::KeyFile(key),
            Self::Passphrase(passphrase) => Unlock::Passphrase(passphrase.expose()),
        }
    }

    /// A slot that the same opens; `kdf` gives what a guess of a passphrase shall cost.
    pub fn slot(&self, kdf: impl FnOnce() -> Result<KdfParams>) -> Result<NewSlot<'_>> {
        Ok(match self {
            Self::KeyFile(key) => NewSlot::KeyFile(key),
            Self::Passphrase(passphrase) => NewSlot::Passphrase(passphrase.expose(), kdf()?),
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
    let credential = choose(salvage.slot_kinds(), keyring, path)?;
    let opener = Opener::read(credential, notice)?;
    let recovery = salvage.unlock(&opener.unlock())?;
    Ok((recovery, opener))
}
