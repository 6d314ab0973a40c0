//! `vault recover`: a new vault of whatever still verifies in a damaged one.

use std::path::{Path, PathBuf};

use super::{Verb, init};
use crate::cli::globals::Globals;
use crate::cli::opened::name_vault;
use crate::cli::place::{self, Place};
use crate::cli::progress::Working;
use crate::cli::{env, output, ui};
use crate::crypto::kdf::KdfParams;
use crate::error::{Error, Kind, Result};
use crate::session::{self, Keyring};
use crate::store::{Recovery, forget_path};
use crate::types::time::{Clock as _, SystemClock};

/// Make a new vault of what still verifies in a damaged one
///
/// FILE is only read. NEW is a vault of its own, with a new key; what opened FILE opens it. It has the secrets with all their
/// versions, labels, dates, tags and rotation rules, as far as each part of FILE proves to be as it was written: a byte that
/// does not verify is never brought over. Where a part of the index is damaged, the newest older commit in FILE that has it
/// whole is taken.
///
/// Ends with 0 when everything was there, and with 10 when something was lost, each of which is told on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault recover ~/.local/share/vault/default.vault --into recovered.vault
  vault list --vault-file recovered.vault")]
pub(crate) struct Recover {
    /// The damaged vault
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The vault to be made, where nothing is yet
    #[arg(long, value_name = "NEW")]
    into: PathBuf,
}

impl Verb for Recover {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if self.into.symlink_metadata().is_ok() {
            return Err(exists(&self.into).into());
        }
        if self.file.symlink_metadata().is_err() {
            let message = format!("no vault at {}", self.file.display());
            return Err(Error::new(Kind::Locked, message).into());
        }
        let place = Place::of(globals)?;
        let keyring = Keyring {
            named: place.named,
            found: place.found,
            ask: &place::ask_passphrase,
            memory: None,
        };
        let opened = session::open_damaged(&self.file, keyring, &mut |notice| ui::warning(notice));
        let (recovery, opener) = name_vault(opened.map_err(|error| self.name(error)), &self.file)?;
        if !recovery.is_header_whole() {
            ui::warning("the header does not verify; every other part proves itself");
        }
        let slot = opener.slot(|| kdf(&recovery))?;
        let working = Working::begin("bringing over what verifies");
        let recovered = recovery.export(&[slot], SystemClock.now());
        drop(working);
        let recovered = name_vault(recovered, &self.file)?;
        let folder = env::state_folder();
        if let Some(folder) = &folder {
            forget_path(folder, &self.into);
        }
        let report = recovered.vault.copy_to(&self.into, false)?;
        if let (Some(folder), Ok(path)) = (&folder, self.into.canonicalize()) {
            // Where nothing can be remembered, the next command is the first use.
            recovered.vault.accept_at(folder, &path);
        }
        for loss in &recovered.lost {
            ui::line(&format!("lost: {loss}"));
        }
        let text = format!(
            "{}: recovered {} secrets, {} versions of generation {} of {}\n",
            self.into.display(),
            report.secrets,
            report.versions,
            recovered.generation,
            recovered.written
        );
        output::stdout::write(text.as_bytes())?;
        if recovered.lost.is_empty() {
            return Ok(());
        }
        Err(Error::damaged(format!(
            "{} is damaged: what is listed as lost could not be recovered",
            self.file.display()
        ))
        .into())
    }
}

impl Recover {
    /// The store does not know the path.
    fn name(&self, error: Error) -> Error {
        if error.message() == "not a vault file" {
            let message = format!("{} is not a vault file", self.file.display());
            return Error::new(error.kind(), message);
        }
        error
    }
}

/// What a guess shall cost: as much as in the old vault, and no less than in a new one.
fn kdf(recovery: &Recovery) -> Result<KdfParams> {
    let new = init::calibrate()?;
    Ok(recovery
        .kdf()
        .filter(|old| old.work() > new.work())
        .unwrap_or(new))
}

fn exists(path: &Path) -> Error {
    let message = format!("{} exists already", path.display());
    Error::new(Kind::Other, message).hint("recover never overwrites: name another file")
}
