//! `vault slot`: what opens the vault.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use super::slots_after::{self, Others, find, hand_out, tell_of_keys, title};
use super::{Verb, init};
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, open_file, prove_slot, tell};
use crate::cli::place::Place;
use crate::cli::{output, ui};
use crate::crypto::entropy::OsEntropy;
use crate::crypto::recovery::RecoveryKey;
use crate::error::{Error, Kind, Result};
use crate::session::{self, Passphrase};
use crate::store::{Depth, NewSlot, SlotId, VaultFile};
use crate::types::time::{Clock as _, SystemClock};

/// Show, add or remove what opens the vault
///
/// Each slot opens the vault by itself: a passphrase, a key file, both together, or a recovery key. `add` and `remove` ask
/// for what opens the vault now, even when it is unlocked. `remove` gives the vault a new key, as `vault rekey` does, and
/// needs what that needs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault slot list
  vault slot add --new-key-file ci.key
  vault slot add --new-passphrase --new-key-file my.key    (one slot that needs both)
  vault slot add --recovery
  vault slot remove 2")]
pub(crate) struct Slot {
    /// What to do
    #[arg(value_name = "ACTION")]
    action: Action,
    /// remove: the slot, by its number or the beginning of its id
    #[arg(value_name = "SLOT")]
    named: Option<String>,
    /// add: a passphrase, asked for twice
    #[arg(long, conflicts_with = "recovery")]
    new_passphrase: bool,
    /// add: a passphrase, from a file
    #[arg(long, value_name = "PATH", conflicts_with_all = ["new_passphrase", "recovery"])]
    new_passphrase_file: Option<PathBuf>,
    /// add: a key file, which is made if it is not there; beside a passphrase, the slot needs both
    #[arg(long, value_name = "PATH", conflicts_with = "recovery")]
    new_key_file: Option<PathBuf>,
    /// add: a recovery key, shown once on the terminal
    #[arg(long)]
    recovery: bool,
    #[command(flatten)]
    others: Others,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Action {
    /// Show all slots
    List,
    /// Add a slot
    Add,
    /// Remove a slot
    Remove,
}

impl Verb for Slot {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let adds = self.new_passphrase
            || self.new_passphrase_file.is_some()
            || self.new_key_file.is_some()
            || self.recovery;
        if adds != (self.action == Action::Add) {
            let message = if adds {
                "what a new slot is opened by is said to `vault slot add` only"
            } else {
                "what shall open the new slot?"
            };
            return Err(Error::new(Kind::Usage, message)
                .hint("vault slot add --new-passphrase, --new-key-file PATH, both, or --recovery")
                .into());
        }
        if self.named.is_some() != (self.action == Action::Remove) {
            return Err(Error::new(
                Kind::Usage,
                "`vault slot remove` and nothing else takes a SLOT",
            )
            .hint("`vault slot list` shows each slot's number and id")
            .into());
        }
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let done = match self.action {
            Action::List => list(place, globals),
            Action::Add => self.add(place, globals),
            Action::Remove => self.remove(place, globals),
        };
        Ok(name_damage(done, &file)?)
    }
}

fn list(place: Place, globals: &Globals) -> Result<()> {
    let as_json = match globals.output.as_deref() {
        None | Some("text") => false,
        Some("json") => true,
        Some(_) => {
            return Err(Error::new(
                Kind::Usage,
                "slots are printed as text or with --output json",
            ));
        }
    };
    let vault = open_file(place, globals)?;
    let slots = vault.slots();
    let text = if as_json {
        let slots: Vec<_> = (1..)
            .zip(&slots)
            .map(|(number, (id, kind))| {
                let mut slot = json!({
                    "Number": number,
                    "Id": id.to_string(),
                    "Kind": kind.name(),
                });
                if let Some(cost) = kind.cost() {
                    slot["MemoryKiB"] = cost.memory.into();
                    slot["Passes"] = cost.passes.into();
                    slot["Lanes"] = cost.lanes.into();
                }
                slot
            })
            .collect();
        let answer = json!({ "Slots": slots, "KeyEpoch": vault.key_epoch() });
        format!("{answer:#}\n")
    } else {
        let mut text = String::new();
        for (number, (id, kind)) in (1..).zip(&slots) {
            let cost = kind.cost().map_or_else(String::new, |cost| {
                format!("  {} MiB, {} passes", cost.memory / 1024, cost.passes)
            });
            let id = &id.to_string()[..8];
            let _infallible = writeln!(text, "{number:>2}  {id}  {}{cost}", kind.name());
        }
        text
    };
    output::stdout::write(text.as_bytes())
}

impl Slot {
    fn add(&self, place: Place, globals: &Globals) -> Result<()> {
        slots_after::refuse_existing(self.others.recovery_key_out())?;
        let (mut vault, _proof) = prove_slot(place, globals)?;
        let added = if self.recovery {
            let key = RecoveryKey::generate(&OsEntropy)?;
            let keys = std::slice::from_ref(&key);
            hand_out(
                keys,
                &["a new slot".to_owned()],
                self.others.recovery_key_out(),
            )?;
            vault
                .add_slot(&NewSlot::Recovery(&key), SystemClock.now())
                .inspect_err(|error| tell_of_keys(keys, error))?
        } else {
            self.add_typed(&mut vault)?
        };
        tell(&mut vault);
        ui::line(&format!("added {}", title(&vault.slots(), added)));
        Ok(())
    }

    fn add_typed(&self, vault: &mut VaultFile) -> Result<SlotId> {
        let mut notice = |text: &str| ui::warning(text);
        let passphrase: Option<Passphrase> = match &self.new_passphrase_file {
            Some(path) => Some(session::read_passphrase(path, &mut notice)?),
            None if self.new_passphrase => Some(init::new_passphrase()?),
            None => None,
        };
        if let Some(passphrase) = &passphrase {
            passphrase.check_length()?;
        }
        let made = self.new_key_file.as_deref().filter(|path| !path.exists());
        let key = match &self.new_key_file {
            Some(path) => Some(init::key_file(path, &mut notice)?),
            None => None,
        };
        let new = match (&passphrase, &key) {
            (Some(passphrase), Some(key)) => {
                NewSlot::PassphraseAndKeyFile(passphrase.expose(), init::calibrate()?, key)
            }
            (Some(passphrase), None) => {
                NewSlot::Passphrase(passphrase.expose(), init::calibrate()?)
            }
            (None, Some(key)) => NewSlot::KeyFile(key),
            (None, None) => return Err(Error::new(Kind::Usage, "what shall open the new slot?")),
        };
        let added = vault.add_slot(&new, SystemClock.now());
        if let (Err(error), Some(made)) = (&added, made)
            && error.kind() != Kind::StateUnknown
        {
            // It opens nothing.
            std::fs::remove_file(made).unwrap_or_default();
        }
        added
    }

    fn remove(&self, place: Place, globals: &Globals) -> Result<()> {
        let (mut vault, proof) = prove_slot(place, globals)?;
        let slots = vault.slots();
        let slot = find(&slots, self.named.as_deref().unwrap_or_default())?;
        slots_after::rekey(
            &mut vault,
            proof,
            &self.others,
            Some(slot),
            None,
            Depth::Shallow,
        )?;
        tell(&mut vault);
        ui::line(&format!(
            "removed {}; copies made before still open with it",
            title(&slots, slot)
        ));
        Ok(())
    }
}
