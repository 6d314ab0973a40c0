//! `vault lock`: the end of a session.

use serde::Serialize;

use super::Verb;
use crate::cli::call::{Form, Printer};
use crate::cli::globals::Globals;
use crate::cli::place::{self, Place};
use crate::cli::{output, process, ui};
use crate::session;

/// End the session of the vault, or of all vaults
///
/// Locking a locked vault is no error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault lock
  vault lock --all")]
pub(crate) struct Lock {
    /// End all your sessions, of whatever vault
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Locked {
    #[serde(skip_serializing_if = "Option::is_none")]
    vault_file: Option<String>,
    ended_sessions: usize,
}

impl Verb for Lock {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::of(globals)?;
        // Whether sessions are to be used or not, one that is there ends.
        let sessions = place::sessions()?;
        let (file, ended) = if self.all {
            (None, sessions.lock_all()?)
        } else {
            let located = session::locate(&place.file, &mut |notice| ui::warning(notice))?;
            let ended = sessions.lock(located.identity().0)?;
            (Some(place.file.display().to_string()), usize::from(ended))
        };
        process::require_stdout()?;
        let printer = Printer::new("Lock", &Form::short("lock", &[]), globals, &place)?;
        if printer.is_for_people() {
            let text = match (&file, ended) {
                (Some(file), 0) => format!("{file} was locked already\n"),
                (Some(file), _) => format!("{file} is locked\n"),
                (None, 0) => "every vault was locked already\n".to_owned(),
                (None, 1) => "1 vault is locked\n".to_owned(),
                (None, count) => format!("{count} vaults are locked\n"),
            };
            return Ok(output::stdout::write(ui::escape(&text).as_bytes())?);
        }
        Ok(printer.print(&Locked {
            vault_file: file,
            ended_sessions: ended,
        })?)
    }
}
