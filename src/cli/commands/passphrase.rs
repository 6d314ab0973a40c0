//! `vault passphrase change`: another passphrase, and a new vault key with it.

use std::path::PathBuf;

use super::Verb;
use super::init;
use super::slots_after::{self, Others, find};
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, prove_slot, tell};
use crate::cli::place::Place;
use crate::cli::ui;
use crate::error::{Error, Kind, Result};
use crate::session;
use crate::store::{Depth, SlotId, SlotKind, VaultFile};

/// Change the passphrase
///
/// Asks for what opens the vault now, even when it is unlocked, then for the new passphrase twice. The vault gets a new
/// key: an old copy and the old passphrase are worth nothing for what is written from then on. Who forgot the passphrase
/// types the recovery key in its place.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault passphrase change
  vault passphrase change --prove-key-file ci.key")]
pub(crate) struct Passphrase {
    /// What to do
    #[arg(value_name = "ACTION")]
    action: Action,
    /// The slot whose passphrase is changed, if there are several
    #[arg(long, value_name = "SLOT")]
    slot: Option<String>,
    /// A file with the new passphrase, in place of the terminal
    #[arg(long, value_name = "PATH")]
    new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    others: Others,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Action {
    /// Change the passphrase
    Change,
}

impl Verb for Passphrase {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let Action::Change = self.action;
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let (mut vault, proof) = prove_slot(place, globals)?;
        let slot = self.slot(&vault, proof.slot())?;
        if vault
            .slots()
            .iter()
            .any(|(id, kind)| *id == slot && !matches!(kind, SlotKind::Passphrase(_)))
        {
            return Err(Error::new(
                Kind::Usage,
                "the slot has no passphrase of its own that could be changed",
            )
            .hint("`vault slot add` makes another slot, `vault slot remove` removes this one")
            .into());
        }
        let new = || {
            let new = match &self.new_passphrase_file {
                Some(path) => session::read_passphrase(path, &mut |text| ui::warning(text))?,
                None => init::new_passphrase()?,
            };
            new.check_length()?;
            Ok((new, init::calibrate()?))
        };
        let done = slots_after::rekey(
            &mut vault,
            proof,
            &self.others,
            None,
            Some((slot, &new)),
            Depth::Shallow,
        );
        name_damage(done, &file)?;
        tell(&mut vault);
        ui::line(&format!(
            "the passphrase of {} is changed; copies made before still open with the old one",
            file.display()
        ));
        Ok(())
    }
}

impl Passphrase {
    /// The slot that is named, else the one that was opened, else the only one with a passphrase.
    fn slot(&self, vault: &VaultFile, opened: SlotId) -> Result<SlotId> {
        let slots = vault.slots();
        if let Some(name) = &self.slot {
            return find(&slots, name);
        }
        let mut with = slots
            .iter()
            .filter(|(_, kind)| matches!(kind, SlotKind::Passphrase(_)))
            .map(|(id, _)| *id);
        match (
            with.clone().find(|id| *id == opened),
            with.next(),
            with.next(),
        ) {
            (Some(slot), ..) | (None, Some(slot), None) => Ok(slot),
            (None, None, _) => Err(Error::new(Kind::Usage, "the vault has no passphrase")
                .hint("`vault slot add --new-passphrase` adds one")),
            _ => Err(Error::new(Kind::Usage, "the vault has several passphrases")
                .hint("--slot SLOT says which one is changed; `vault slot list` shows them")),
        }
    }
}
