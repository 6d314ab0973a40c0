//! Which of the things at hand opens this vault.

use std::path::{Path, PathBuf};

use super::{Credential, Keyring};
use crate::error::{Error, Kind, Result};
use crate::store::SlotKind;

/// How the sentence ends about a vault that nothing at hand opens and nobody can be asked for.
pub(super) const BY_KEY_FILE: &str = "is opened by a key file";

/// Which kinds of slots a vault has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kinds {
    pub(super) key_file: bool,
    pub(super) passphrase: bool,
    pub(super) both: bool,
    pub(super) recovery: bool,
}

impl Kinds {
    pub(super) fn of(slots: impl Iterator<Item = SlotKind>) -> Self {
        let mut kinds = Self::default();
        for slot in slots {
            match slot {
                SlotKind::KeyFile => kinds.key_file = true,
                SlotKind::Passphrase(_) => kinds.passphrase = true,
                SlotKind::PassphraseAndKeyFile(_) => kinds.both = true,
                SlotKind::Recovery => kinds.recovery = true,
            }
        }
        kinds
    }

    /// Whether something of this kind may open the vault alone. A recovery key is typed where a passphrase is.
    fn fits(self, credential: &Credential) -> bool {
        match credential {
            Credential::KeyFile(_) => self.key_file,
            Credential::Both(..) => self.both,
            _ => self.passphrase || self.recovery,
        }
    }
}

/// What is named opens the vault or the command fails; else the first that is found and fits; else a person is asked.
pub(super) fn choose(kinds: Kinds, keyring: Keyring<'_>, path: &Path) -> Result<Credential> {
    let Keyring {
        named, found, ask, ..
    } = keyring;
    let asked = || ask().map(Credential::Passphrase);
    match named {
        Some(named) if kinds.fits(&named) => Ok(named),
        Some(named) if !kinds.both || matches!(named, Credential::Both(..)) => {
            Err(no_slot(&named, path))
        }
        Some(Credential::KeyFile(key)) => {
            let passphrase = found.into_iter().find(Credential::is_passphrase);
            Ok(both(passphrase.map_or_else(asked, Ok)?, key))
        }
        Some(passphrase) => match found.into_iter().find_map(Credential::into_key_file) {
            Some(key) => Ok(both(passphrase, key)),
            None => Err(needs_both(path)),
        },
        None => {
            let mut found = found;
            if let Some(index) = found.iter().position(|credential| kinds.fits(credential)) {
                return Ok(found.swap_remove(index));
            }
            let key = found
                .iter()
                .position(|credential| !credential.is_passphrase());
            match key
                .map(|index| found.remove(index))
                .and_then(Credential::into_key_file)
            {
                Some(key) if kinds.both => {
                    let passphrase = found.into_iter().find(Credential::is_passphrase);
                    Ok(both(passphrase.map_or_else(asked, Ok)?, key))
                }
                _ if kinds.passphrase || kinds.recovery => asked(),
                _ if kinds.both => Err(needs_both(path)),
                Some(key) => Err(no_slot(&Credential::KeyFile(key), path)),
                None => Err(found
                    .first()
                    .map_or_else(|| needs_key_file(path), |first| no_slot(first, path))),
            }
        }
    }
}

fn both(passphrase: Credential, key: PathBuf) -> Credential {
    Credential::Both(Box::new(passphrase), key)
}

fn no_slot(credential: &Credential, path: &Path) -> Error {
    let (what, other) = match credential {
        Credential::KeyFile(_) => ("a key file", "its passphrase"),
        Credential::Both(..) => (
            "a passphrase together with a key file",
            "either of them alone",
        ),
        _ => ("a passphrase", "its key file (--key-file, VAULT_KEY_FILE)"),
    };
    Error::new(
        Kind::Locked,
        format!("{} is not opened by {what}", path.display()),
    )
    .hint(format!("open it with {other}"))
}

fn needs_both(path: &Path) -> Error {
    Error::new(
        Kind::Locked,
        format!(
            "{} is opened by a passphrase together with a key file",
            path.display()
        ),
    )
    .hint("name the key file with --key-file or VAULT_KEY_FILE")
}

fn needs_key_file(path: &Path) -> Error {
    Error::new(Kind::Locked, format!("{} {BY_KEY_FILE}", path.display()))
        .hint("name it with --key-file or VAULT_KEY_FILE")
}
