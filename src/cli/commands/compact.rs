//! `vault compact`: the file without what nothing leads to.

use super::Verb;
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, open_file, tell};
use crate::cli::output;
use crate::cli::place::Place;
use crate::cli::progress::Working;
use crate::types::time::{Clock as _, SystemClock};

/// Rewrite the vault file without its dead parts
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault compact")]
pub(crate) struct Compact {}

impl Verb for Compact {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let mut vault = open_file(place, globals)?;
        let working = Working::begin("rewriting the vault");
        let compacted = name_damage(vault.compact(SystemClock.now()), &file);
        drop(working);
        let compacted = compacted?;
        tell(&mut vault);
        let text = format!(
            "{}: {} bytes before, {} after\n",
            file.display(),
            compacted.before,
            compacted.after
        );
        Ok(output::stdout::write(text.as_bytes())?)
    }
}
