//! `vault rekey`: a new vault key.

use super::Verb;
use super::slots_after::{self, Others};
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, prove_slot, tell};
use crate::cli::place::Place;
use crate::cli::ui;
use crate::store::Depth;

/// Give the vault a new key
///
/// Everything is sealed anew below the new key; an old copy and what opened it are worth nothing for what is written from
/// then on. Every other slot is proven by what opens it, or dropped by name; a recovery key is issued anew. Values that an
/// old copy holds stay readable by who has that copy and what opened it: change them at their source.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault rekey
  vault rekey --deep
  vault rekey --prove-key-file ci.key --drop-slot 3")]
pub(crate) struct Rekey {
    /// Seal each value anew too, below a data key of its own
    #[arg(long)]
    deep: bool,
    #[command(flatten)]
    others: Others,
}

impl Verb for Rekey {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let (mut vault, proof) = prove_slot(place, globals)?;
        let depth = if self.deep {
            Depth::Deep
        } else {
            Depth::Shallow
        };
        let done = slots_after::rekey(&mut vault, proof, &self.others, None, None, depth);
        name_damage(done, &file)?;
        tell(&mut vault);
        ui::line(&format!("{} has a new key", file.display()));
        Ok(())
    }
}
