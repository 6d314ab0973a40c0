//! From a passphrase, a key file or a session to an open vault.
//!
//! Nothing here reads the environment or talks to a terminal: the front-end says what it has, and how to ask.

mod credential;
pub mod held;
mod recover;

use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::store::{Located, SlotKind, Unlock, VaultFile};

pub use credential::{
    Credential, MAX_PASSPHRASE, MIN_PASSPHRASE, Passphrase, create_key, read_key, read_passphrase,
};
pub use recover::{Opener, open_damaged};

/// What the front-end has to open a vault with.
pub struct Keyring<'k> {
    /// Named on the command line: it opens the vault or the command fails.
    pub named: Option<Credential>,
    /// Found in the environment or the profile, best first: the first that the vault has a slot for counts.
    pub found: Vec<Credential>,
    /// Asks a person for the passphrase; fails where nobody can be asked.
    pub ask: &'k dyn Fn() -> Result<Passphrase>,
}

/// Opens the vault at `path` with what is named, else by a session, else with what is found or asked for.
pub fn open_or_resume(
    path: &Path,
    keyring: Keyring<'_>,
    sessions: &held::Sessions,
    notice: &mut dyn FnMut(&str),
) -> Result<VaultFile> {
    let located = locate(path, notice)?;
    if keyring.named.is_none() {
        let (vault, key_epoch) = located.identity();
        if let Some(key) = sessions.get(vault, key_epoch, |key| located.fits(key), notice) {
            return located.unlock_held(key);
        }
    }
    open_located(located, path, keyring, notice)
}

/// Opens the vault at `path`, whether a session holds it or not. `notice` gets lines for the user.
pub fn open(path: &Path, keyring: Keyring<'_>, notice: &mut dyn FnMut(&str)) -> Result<VaultFile> {
    let located = locate(path, notice)?;
    open_located(located, path, keyring, notice)
}

/// Finds the vault at `path`, still locked.
pub fn locate(path: &Path, notice: &mut dyn FnMut(&str)) -> Result<Located> {
    let mut located = Located::at(path)?;
    for warning in located.take_warnings() {
        notice(&warning);
    }
    Ok(located)
}

fn open_located(
    located: Located,
    path: &Path,
    keyring: Keyring<'_>,
    notice: &mut dyn FnMut(&str),
) -> Result<VaultFile> {
    let credential = choose(located.slot_kinds(), keyring, path)?;
    unlock(located, credential, notice)
}

/// Which of the credentials opens a vault that has these slots.
fn choose(
    slots: impl Iterator<Item = SlotKind>,
    keyring: Keyring<'_>,
    path: &Path,
) -> Result<Credential> {
    let (mut by_key_file, mut by_passphrase) = (false, false);
    for kind in slots {
        match kind {
            SlotKind::KeyFile => by_key_file = true,
            SlotKind::Passphrase(_) => by_passphrase = true,
        }
    }
    let fits = |credential: &Credential| match credential {
        Credential::KeyFile(_) => by_key_file,
        Credential::PassphraseFile(_) | Credential::Passphrase(_) => by_passphrase,
    };
    let credential = match keyring.named {
        Some(named) if fits(&named) => Some(named),
        Some(named) => return Err(no_slot(&named, path)),
        None => {
            let mut found = keyring.found;
            match found.iter().position(&fits) {
                Some(index) => Some(found.swap_remove(index)),
                None if by_passphrase => None,
                None => {
                    return Err(found
                        .first()
                        .map_or_else(|| needs_key_file(path), |first| no_slot(first, path)));
                }
            }
        }
    };
    match credential {
        Some(credential) => Ok(credential),
        None => Ok(Credential::Passphrase((keyring.ask)()?)),
    }
}

fn unlock(
    located: Located,
    credential: Credential,
    notice: &mut dyn FnMut(&str),
) -> Result<VaultFile> {
    match credential {
        Credential::KeyFile(path) => located.unlock(&Unlock::KeyFile(&read_key(&path, notice)?)),
        Credential::PassphraseFile(path) => {
            let passphrase = read_passphrase(&path, notice)?;
            located.unlock(&Unlock::Passphrase(passphrase.expose()))
        }
        Credential::Passphrase(passphrase) => {
            located.unlock(&Unlock::Passphrase(passphrase.expose()))
        }
    }
}

fn no_slot(credential: &Credential, path: &Path) -> Error {
    let (what, other) = match credential {
        Credential::KeyFile(_) => ("a key file", "its passphrase"),
        _ => ("a passphrase", "its key file (--key-file, VAULT_KEY_FILE)"),
    };
    Error::new(
        Kind::Locked,
        format!("{} is not opened by {what}", path.display()),
    )
    .hint(format!("open it with {other}"))
}

fn needs_key_file(path: &Path) -> Error {
    Error::new(
        Kind::Locked,
        format!("{} is opened by a key file", path.display()),
    )
    .hint("name it with --key-file or VAULT_KEY_FILE; `vault unlock` with it opens the vault for a while")
}
