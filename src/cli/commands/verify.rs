//! `vault verify`: is every byte of the file as it was written?

use super::Verb;
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, on_rollback, open_unjudged, tell};
use crate::cli::place::Place;
use crate::cli::progress::Working;
use crate::cli::{env, output};
use crate::error::Kind;
use crate::store::Standing;

/// Check every part of the vault file
///
/// Ends with 0 when all of it verifies, 10 when it is damaged, 11 when it is an older or forked
/// copy of what this machine has seen.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault verify
  vault verify --vault-file backup.vault")]
pub(crate) struct Verify {}

impl Verb for Verify {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let mut vault = open_unjudged(place, globals)?;
        let judged = env::state_folder()
            .map(|folder| name_damage(vault.remember(&folder, on_rollback(globals)), &file));
        // An older copy may still be whole, which is worth knowing; an end that hides a commit is known to be damaged.
        let judged = match judged {
            Some(Err(error)) if error.kind() == Kind::Damaged => return Err(error.into()),
            judged => judged,
        };
        let working = Working::begin("checking every byte");
        let report = name_damage(vault.verify(), &file);
        drop(working);
        let report = report?;
        tell(&mut vault);
        let memory = match &judged {
            Some(Ok(standing)) => remembered(standing),
            Some(Err(_)) => "it is not the newest that was seen".to_owned(),
            None => "nothing is remembered, there is no state folder".to_owned(),
        };
        let text = format!(
            "{} verifies: {} secrets, {} versions, generation {}, {} bytes of which {} are dead\non this machine: {memory}\n",
            file.display(),
            report.secrets,
            report.versions,
            report.generation,
            report.bytes,
            report.dead_bytes
        );
        output::stdout::write(text.as_bytes())?;
        judged.transpose()?;
        Ok(())
    }
}

fn remembered(standing: &Standing) -> String {
    match standing {
        Standing::First => "seen for the first time".to_owned(),
        Standing::Newest => "the newest that was seen".to_owned(),
        Standing::Newer(seen) => format!("newer than {seen}, the last that was seen"),
        Standing::Accepted(seen) => format!("accepted in place of {seen}"),
    }
}
