//! `vault backup`: a copy of the vault file that is known to be whole, and its way back.

use std::path::{Path, PathBuf};

use super::Verb;
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, on_rollback, open_file, open_unjudged, tell};
use crate::cli::place::Place;
use crate::cli::progress::Working;
use crate::cli::{env, output, ui};
use crate::error::{Error, Kind, Result};
use crate::store::OnRollback;
use crate::store::{Report, make_private_folder};

/// Copy the vault, or put a copy back
///
/// `create` writes a copy to FILE while others read and write the vault, and proves every byte of the copy before FILE gets
/// its name. The copy is a vault like the one it was made of: the same passphrase or key file opens it.
///
/// `restore` proves every byte of FILE and puts a copy of it in the vault's place, all at once. It refuses, with status 11,
/// when something would be lost: when the vault in place is newer than FILE, has another history, is another vault, or is
/// damaged so that this cannot be told; or when this machine has seen a newer state than FILE, and an older copy is in place.
/// --accept-rollback does it all the same.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault backup create ~/backups/vault-$(date +%F).vault
  vault backup create --force /media/stick/vault.vault
  vault backup restore ~/backups/vault-2026-11-23.vault
  vault backup restore ~/backups/vault-2026-11-23.vault --accept-rollback")]
pub(crate) struct Backup {
    /// What to do
    #[arg(value_name = "ACTION")]
    action: Action,
    /// The copy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// create: replace FILE if it is there
    #[arg(long)]
    force: bool,
    /// restore: do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Action {
    /// Copy the vault to FILE
    Create,
    /// Put FILE in the vault's place
    Restore,
}

impl Verb for Backup {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if self.file.as_os_str() == "-" {
            return Err(Error::new(
                Kind::Usage,
                "a backup cannot go through standard input or output: it is proven whole before it gets its name",
            )
            .hint("name a file; `cat` brings it on")
            .into());
        }
        let place = Place::of(globals)?;
        let text = match self.action {
            Action::Create => self.create(place, globals)?,
            Action::Restore => self.restore(place, globals)?,
        };
        Ok(output::stdout::write(text.as_bytes())?)
    }
}

impl Backup {
    fn create(&self, place: Place, globals: &Globals) -> Result<String> {
        if self.yes {
            return Err(not_of("create", "--yes"));
        }
        let vault_path = place.file.clone();
        let mut vault = open_file(place, globals)?;
        let working = Working::begin("copying the vault and checking the copy");
        let report = vault.back_up(&self.file, self.force).map_err(|error| {
            if self.force || error.message() != format!("{} exists already", self.file.display()) {
                error
            } else {
                error.hint("--force replaces it")
            }
        });
        drop(working);
        let report = name_damage(report, &vault_path).map_err(|error| match error.kind() {
            Kind::Damaged => {
                error.hint("no backup was made; `vault recover` exports what verifies")
            }
            _ => error,
        })?;
        tell(&mut vault);
        Ok(format!("{} {}\n", self.file.display(), told(&report)))
    }

    fn restore(&self, mut place: Place, globals: &Globals) -> Result<String> {
        if self.force {
            return Err(
                not_of("restore", "--force").hint("--accept-rollback replaces a newer vault")
            );
        }
        if self.file.symlink_metadata().is_err() {
            let message = format!("no backup at {}", self.file.display());
            return Err(Error::new(Kind::Locked, message));
        }
        let target = std::mem::replace(&mut place.file, self.file.clone());
        // A backup is older by its nature.
        let mut backup = open_unjudged(place, globals)?;
        // VAULT_ACCEPT_ROLLBACK is there for machines that can remember nothing; a newer vault goes only where somebody said so.
        let mut accepts = globals.accept_rollback;
        let memory = env::state_folder();
        let memory = memory.as_deref();
        let working = Working::begin("checking the backup");
        let verified = name_damage(backup.verify(), &self.file);
        drop(working);
        verified?;
        let is_meant = on_rollback(globals) == OnRollback::Accept;
        if is_meant && !self.yes && ui::can_ask() {
            self.ask(&name_damage(
                backup.may_replace(&target, memory),
                &self.file,
            ))?;
            accepts = true;
        }
        if env::default_vault().as_deref() == Some(&target) {
            make_folder(&target)?;
        }
        let working = Working::begin("putting the backup in place");
        let report = name_damage(backup.restore(&target, accepts, memory), &self.file);
        drop(working);
        let report = report?;
        tell(&mut backup);
        Ok(format!("{} {}\n", target.display(), told(&report)))
    }

    /// What would be lost is lost only if a person says so.
    fn ask(&self, judged: &Result<()>) -> Result<()> {
        let Err(error) = judged else {
            return Ok(());
        };
        if error.kind() != Kind::Rollback {
            return Ok(());
        }
        let why = error.message();
        ui::warning(why.strip_suffix(": it is not replaced").unwrap_or(why));
        super::agree(
            &format!("Put {} in its place all the same?", self.file.display()),
            "--yes",
        )
    }
}

fn told(report: &Report) -> String {
    format!(
        "verifies: generation {} of {}, {} secrets, {} versions, {} bytes",
        report.generation, report.written, report.secrets, report.versions, report.bytes
    )
}

fn not_of(action: &str, options: &str) -> Error {
    Error::new(
        Kind::Usage,
        format!("{options} cannot be given to backup {action}"),
    )
}

fn make_folder(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    make_private_folder(folder)
        .map_err(|error| Error::io("cannot create the folder", folder, error))
}
