//! `vault verify`: is every byte of the file as it was written?

use super::Verb;
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, open_file, tell};
use crate::cli::output;
use crate::cli::place::Place;

/// Check every part of the vault file
///
/// Ends with 0 when all of it verifies, 10 when it is damaged, 11 when it is an older copy.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault verify
  vault verify --vault-file backup.vault")]
pub(crate) struct Verify {}

impl Verb for Verify {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let mut vault = open_file(place, globals)?;
        let report = name_damage(vault.verify(), &file)?;
        tell(&mut vault);
        let text = format!(
            "{} verifies: {} secrets, {} versions, generation {}, {} bytes of which {} are dead\n",
            file.display(),
            report.secrets,
            report.versions,
            report.generation,
            report.bytes,
            report.dead_bytes
        );
        Ok(output::stdout::write(text.as_bytes())?)
    }
}
