//! `vault init`: a new vault.

use std::path::Path;
use std::time::{Duration, Instant};

use super::Verb;
use crate::cli::globals::Globals;
use crate::cli::opened::on_rollback;
use crate::cli::place::{self, Place};
use crate::cli::{env, ui};
use crate::crypto::entropy::OsEntropy;
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::Key;
use crate::error::{Error, Kind, Result};
use crate::session::{self, Credential, Passphrase};
use crate::store::{
    NewSlot, NewVault, OnRollback, VaultFile, forget_path, make_private_folder, seen_at,
};
use crate::types::region::{AccountId, Region};
use crate::types::time::{Clock as _, SystemClock};

/// What a guess of the passphrase should cost at most here; memory is doubled while it fits.
const LONGEST: Duration = Duration::from_millis(400);

/// Make a vault
///
/// It is opened by a passphrase, or by a key file when --key-file or VAULT_KEY_FILE names one; a key file that is not
/// there is made. Where this machine has seen a vault that is gone, it asks first; --accept-rollback goes on. With --passphrase-file beside --key-file it takes both, and neither alone opens anything. --region is the vault's home Region, us-east-1 if left out. Both Region and account are for good.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault init
  vault init --region eu-central-1 --account-id 123456789012
  vault init --vault-file ci.vault --key-file ci.key")]
pub(crate) struct Init {
    /// The account that ARNs name
    #[arg(long, value_name = "DIGITS", default_value = AccountId::DEFAULT)]
    account_id: AccountId,
}

impl Verb for Init {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let mut place = Place::of(globals)?;
        refuse_existing(&place.file)?;
        refuse_missed(&place.file, globals)?;
        let credential = match place.named.take() {
            Some(named) => named,
            None if place.found.is_empty() => Credential::Passphrase(new_passphrase()?),
            None => place.found.swap_remove(0),
        };
        create(&place, self.account_id, &credential)?;
        Ok(())
    }
}

/// Makes a vault with AWS's defaults that is opened by a passphrase, asked for here; gives what opens it.
pub(crate) fn with_passphrase(place: &Place) -> Result<Credential> {
    let credential = Credential::Passphrase(new_passphrase()?);
    let account = AccountId::DEFAULT.parse().map_err(other)?;
    create(place, account, &credential)?;
    Ok(credential)
}

fn create(place: &Place, account: AccountId, credential: &Credential) -> Result<()> {
    let home_region = match &place.region {
        Some(region) => region.clone(),
        None => Region::DEFAULT.parse().map_err(other)?,
    };
    let mut notice = |text: &str| ui::warning(text);
    let passphrase;
    let key;
    let mut made = None;
    let slot = match credential {
        Credential::KeyFile(path) => {
            let is_new = !path.exists();
            key = key_file(path, &mut notice)?;
            made = is_new.then(|| MadeKey {
                path,
                vault: &place.file,
            });
            NewSlot::KeyFile(&key)
        }
        Credential::Both(given, path) => {
            passphrase = given.read(&mut notice)?;
            passphrase.check_length()?;
            let is_new = !path.exists();
            key = key_file(path, &mut notice)?;
            made = is_new.then(|| MadeKey {
                path,
                vault: &place.file,
            });
            NewSlot::PassphraseAndKeyFile(passphrase.expose(), calibrate()?, &key)
        }
        given => {
            passphrase = given.read(&mut notice)?;
            passphrase_slot(&passphrase)?
        }
    };
    if env::default_vault().as_deref() == Some(&place.file) {
        make_folder(&place.file)?;
    }
    let new = NewVault {
        account,
        home_region,
        slots: vec![slot],
    };
    let folder = env::state_folder();
    if let Some(folder) = &folder {
        // First: killed in between, this must not make the new vault look like one that was put in the old one's place.
        forget_path(folder, &place.file);
    }
    let vault = VaultFile::create(&place.file, &new, SystemClock.now())?;
    if let Some(folder) = &folder {
        // Where nothing can be remembered, the next command is the first use.
        vault.accept(folder);
    }
    // There is a vault that it opens: it stays.
    drop(made);
    ui::line(&format!("made {}", place.file.display()));
    Ok(())
}

/// A key file that was made for a vault: removed when no vault came of it.
struct MadeKey<'p> {
    path: &'p Path,
    vault: &'p Path,
}

impl Drop for MadeKey<'_> {
    fn drop(&mut self) {
        if self.vault.symlink_metadata().is_err() {
            let _gone = std::fs::remove_file(self.path);
        }
    }
}

fn refuse_existing(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(
        Error::new(Kind::Other, format!("{} exists already", path.display()))
            .hint("--vault-file or VAULT_FILE names another place"),
    )
}

/// A vault that was here and is gone is rarely meant to be begun anew.
fn refuse_missed(path: &Path, globals: &Globals) -> Result<()> {
    let Some(missed) = missed(path) else {
        return Ok(());
    };
    if on_rollback(globals) == OnRollback::Accept {
        return Ok(());
    }
    if ui::can_ask() {
        return super::agree(
            &format!("{missed}. Make a new and empty one?"),
            "--accept-rollback",
        );
    }
    // A script that removed it knows.
    ui::warning(&format!("{missed}: the new one is empty"));
    Ok(())
}

/// The sentence about a path where this machine has seen a vault and there is none.
pub(super) fn missed(path: &Path) -> Option<String> {
    let seen = seen_at(&env::state_folder()?, path)?;
    Some(format!(
        "this machine has seen a vault at {}, at {seen}, and it is not there now",
        path.display()
    ))
}

pub(super) fn key_file(path: &Path, notice: &mut dyn FnMut(&str)) -> Result<Key> {
    if path.exists() {
        return session::read_key(path, notice);
    }
    let key = session::create_key(path, &OsEntropy)?;
    ui::line(&format!(
        "made the key file {}; whoever loses it loses the vault, whoever copies it opens it",
        path.display()
    ));
    Ok(key)
}

fn passphrase_slot(passphrase: &Passphrase) -> Result<NewSlot<'_>> {
    passphrase.check_length()?;
    Ok(NewSlot::Passphrase(passphrase.expose(), calibrate()?))
}

pub(super) fn new_passphrase() -> Result<Passphrase> {
    let passphrase = place::ask_new_passphrase()?;
    if is_weak(passphrase.expose()) {
        ui::hint("a passphrase of five or more random words is far harder to guess");
    }
    Ok(passphrase)
}

/// Short, or all of one kind: what guessing programs try first.
fn is_weak(passphrase: &[u8]) -> bool {
    let kinds = [
        passphrase.iter().any(u8::is_ascii_lowercase),
        passphrase.iter().any(u8::is_ascii_uppercase),
        passphrase.iter().any(u8::is_ascii_digit),
        passphrase.iter().any(|byte| !byte.is_ascii_alphanumeric()),
    ];
    let kinds = kinds.into_iter().filter(|has| *has).count();
    passphrase.len() < 12 || passphrase.len() < 20 && kinds < 2
}

/// The most memory that keeps an unlock below [`LONGEST`], between the default and the most that is chosen unasked.
pub(super) fn calibrate() -> Result<KdfParams> {
    let mut params = KdfParams::DEFAULT;
    let started = Instant::now();
    params.derive(b"calibration", &[0; 16])?;
    let mut expected = started.elapsed();
    while params.memory < KdfParams::CALIBRATED_MEMORY && expected * 2 <= LONGEST {
        params.memory *= 2;
        expected *= 2;
    }
    Ok(params)
}

/// The folder of the default vault, for its owner only.
fn make_folder(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    make_private_folder(folder)
        .map_err(|error| Error::io("cannot create the folder", folder, error))
}

fn other(wrong: String) -> Error {
    Error::new(Kind::Other, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_is_for_what_is_guessed_first() {
        for weak in ["password", "Passw0rd!", "abcdefghijklmnop"] {
            assert!(is_weak(weak.as_bytes()), "{weak}");
        }
        for strong in ["correct horse battery", "Tr0ub4dor&3xyz"] {
            assert!(!is_weak(strong.as_bytes()), "{strong}");
        }
    }
}
