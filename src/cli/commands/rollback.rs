//! `vault rollback NAME`: the value before the last change is the current one again.

use super::Verb;
use crate::cli::call;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::output;
use crate::cli::place::Place;
use crate::cli::ui;
use crate::error::{Error, ErrorCode, Kind};
use crate::operations::{DescribeSecret, Operation as _, UpdateSecretVersionStage};
use crate::types::version::{AWSCURRENT, AWSPREVIOUS, VersionId};

/// Make the previous version of a secret the current one again
///
/// Moves AWSCURRENT to the version that has AWSPREVIOUS, as update-secret-version-stage does; AWSPREVIOUS goes the other way
/// by itself, so a second rollback takes the first one back. Nothing is deleted. An older version than that is made current
/// with `vault stage`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault diff prod/db              what would change
  vault rollback prod/db
  vault versions prod/db          an older one: its id, for
  vault stage prod/db AWSCURRENT --move-to-version-id ID --remove-from-version-id CURRENT_ID")]
pub(crate) struct Rollback {
    /// The name or ARN of the secret
    #[arg(value_name = "SECRET", required = true)]
    secret: String,
}

impl Verb for Rollback {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::anywhere(globals)?;
        let format = place.output;
        let describe = DescribeSecret {
            secret_id: Some(self.secret.clone()),
        };
        call::check(&describe)?;
        let mut vault = Opened::open(place, globals)?;
        let known = vault.handle(describe)?;
        let with = |label: &str| -> Option<VersionId> {
            let found = known.version_ids_to_stages.iter();
            found
                .filter(|(_, labels)| labels.iter().any(|other| other.as_str() == label))
                .map(|(id, _)| id.clone())
                .next()
        };
        let Some(previous) = with(AWSPREVIOUS) else {
            let shown = self.secret.escape_debug();
            return Err(Error::service(
                ErrorCode::ResourceNotFoundException,
                format!("\"{shown}\" has no version with {AWSPREVIOUS}"),
            )
            .hint("`vault versions` lists what there is; `vault stage` makes any of them current")
            .into());
        };
        let label = AWSCURRENT
            .parse()
            .map_err(|_| Error::new(Kind::Other, "AWSCURRENT is no label"))?;
        // Between the two somebody else may have moved the label: then it is not on `current`, and nothing is done.
        let answer = vault.handle(UpdateSecretVersionStage {
            secret_id: Some(self.secret),
            version_stage: Some(label),
            remove_from_version_id: with(AWSCURRENT),
            move_to_version_id: Some(previous.clone()),
        })?;
        ui::line(&format!(
            "{}: {AWSCURRENT} is {} again",
            ui::escape(&answer.name),
            previous.as_str()
        ));
        if ui::stdout_is_terminal() && globals.output.is_none() && globals.query.is_none() {
            return Ok(());
        }
        let query = globals.query.as_deref();
        Ok(output::print(
            &answer,
            UpdateSecretVersionStage::NAME,
            format,
            query,
        )?)
    }
}
