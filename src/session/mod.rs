//! From a passphrase, a key file or a session to an open vault.
//!
//! Nothing here reads the environment or talks to a terminal: the front-end says what it has, and how to ask.

mod choose;
mod command;
mod credential;
pub mod held;
mod recover;

use std::path::Path;

use crate::crypto::recovery::RecoveryKey;
use crate::error::Result;
use crate::store::{Located, Proof, Unlock, VaultFile};
use choose::{Kinds, choose};

pub use command::PassphraseCommand;
pub use credential::{
    Credential, MAX_PASSPHRASE, MIN_PASSPHRASE, Passphrase, create_key, create_secret_file,
    read_key, read_passphrase, read_protected,
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
    /// Where this machine remembers the vault ([`Located::remembered_in`]), if it will be held against that.
    pub memory: Option<&'k Path>,
}

/// Opens the vault at `path` with what is named, else by a session, else with what is found or asked for.
pub fn open_or_resume(
    path: &Path,
    keyring: Keyring<'_>,
    sessions: &held::Sessions,
    notice: &mut dyn FnMut(&str),
) -> Result<VaultFile> {
    let located = remembered(locate(path, notice)?, &keyring);
    if keyring.named.is_none() {
        let (vault, key_epoch) = located.identity();
        if let Some(key) = sessions.get(vault, key_epoch, |key| located.fits(key), notice) {
            return located.unlock_held(key);
        }
    }
    prove_located(located, path, keyring, notice)
        .map(|(vault, _)| vault)
        .map_err(|error| {
            if error.message().ends_with(choose::BY_KEY_FILE) {
                return error.hint("`vault unlock` with it opens the vault for a while");
            }
            error
        })
}

/// Opens the vault at `path` by a session; `None` if none holds it. For what must never ask.
pub fn resume(path: &Path, sessions: &held::Sessions) -> Result<Option<VaultFile>> {
    let mut unheard = |_: &str| {};
    let located = locate(path, &mut unheard)?;
    let (vault, key_epoch) = located.identity();
    let key = sessions.get(vault, key_epoch, |key| located.fits(key), &mut unheard);
    key.map(|key| located.unlock_held(key)).transpose()
}

/// Opens the vault at `path`, whether a session holds it or not. `notice` gets lines for the user.
pub fn open(path: &Path, keyring: Keyring<'_>, notice: &mut dyn FnMut(&str)) -> Result<VaultFile> {
    prove(path, keyring, notice).map(|(vault, _)| vault)
}

/// Opens the vault at `path` by one of its slots: a session is never enough for what changes the slots.
pub fn prove(
    path: &Path,
    keyring: Keyring<'_>,
    notice: &mut dyn FnMut(&str),
) -> Result<(VaultFile, Proof)> {
    let located = remembered(locate(path, notice)?, &keyring);
    prove_located(located, path, keyring, notice)
}

/// Finds the vault at `path`, still locked.
pub fn locate(path: &Path, notice: &mut dyn FnMut(&str)) -> Result<Located> {
    let mut located = Located::at(path)?;
    for warning in located.take_warnings() {
        notice(&warning);
    }
    Ok(located)
}

fn remembered(located: Located, keyring: &Keyring<'_>) -> Located {
    match keyring.memory {
        Some(folder) => located.remembered_in(folder),
        None => located,
    }
}

fn prove_located(
    located: Located,
    path: &Path,
    keyring: Keyring<'_>,
    notice: &mut dyn FnMut(&str),
) -> Result<(VaultFile, Proof)> {
    let kinds = Kinds::of(located.slot_kinds());
    let credential = choose(kinds, keyring, path)?;
    if let Credential::KeyFile(path) = &credential {
        return located.prove(&Unlock::KeyFile(&read_key(path, notice)?));
    }
    if let Credential::Both(passphrase, path) = &credential {
        let key = read_key(path, notice)?;
        let passphrase = passphrase.read(notice)?;
        return located.prove(&Unlock::PassphraseAndKeyFile(passphrase.expose(), &key));
    }
    let passphrase = credential.read(notice)?;
    by_passphrase(located, kinds, &passphrase)
}

/// A recovery key is typed where a passphrase is.
fn by_passphrase(
    located: Located,
    kinds: Kinds,
    passphrase: &Passphrase,
) -> Result<(VaultFile, Proof)> {
    let typed = std::str::from_utf8(passphrase.expose()).unwrap_or_default();
    let slip = match RecoveryKey::parse(typed) {
        Ok(key) if kinds.recovery => return located.prove(&Unlock::Recovery(&key)),
        Err(slip) if kinds.recovery && !kinds.passphrase => return Err(slip),
        parsed => parsed.err(),
    };
    let opened = located.prove(&Unlock::Passphrase(passphrase.expose()));
    match slip {
        Some(slip) if kinds.recovery && RecoveryKey::resembles(typed) => {
            opened.map_err(|error| error.hint(format!("if the recovery key was meant: {slip}")))
        }
        _ => opened,
    }
}
