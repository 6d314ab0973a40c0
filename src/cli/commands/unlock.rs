//! `vault unlock`: open once, for a while.

use std::time::Duration;

use serde::Serialize;

use super::Verb;
use crate::cli::call::{Form, Printer};
use crate::cli::globals::Globals;
use crate::cli::opened::open_file;
use crate::cli::place::{self, Place};
use crate::cli::span::{self, Span};
use crate::cli::{output, ui};
use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, Kind, Result};
use crate::session::held::{Held, Lifetimes, Sessions, Source};

/// Without use.
const IDLE: Duration = Duration::from_mins(15);

/// Open the vault for a while, for all your terminals
///
/// Until then no command asks for the passphrase or needs the key file. The key is kept by the system's keyring, or where
/// that is not possible (containers, other systems) by a small process of this program. Every program that you run can
/// use an unlocked vault. Spans are written 30s, 15m, 8h, 1h30m or 2d.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault unlock
  vault unlock --for 2h --idle 5m
  vault unlock --key-file ci.key --for 10m")]
pub(crate) struct Unlock {
    /// How long at most
    #[arg(long = "for", value_name = "SPAN", default_value = "8h")]
    hard: Span,
    /// How long without use [default: 15m, or all of --for if that is shorter]
    #[arg(long, value_name = "SPAN")]
    idle: Option<Span>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unlocked {
    vault_file: String,
    source: &'static str,
    expires_in_seconds: u64,
    idle_expires_in_seconds: u64,
}

impl Verb for Unlock {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let lifetimes = self.lifetimes()?;
        let mut place = Place::of(globals)?;
        if !place::uses_sessions(globals) {
            return Err(Error::new(
                Kind::Usage,
                "sessions are switched off by --no-session or VAULT_NO_SESSION",
            )
            .into());
        }
        let printer = Printer::new("Unlock", &Form::short("unlock", &[]), globals, &place)?;
        // What is asked for is proven anew, so that no session prolongs itself.
        let sessions = std::mem::replace(&mut place.sessions, Sessions::none());
        let file = place.file.clone();
        let vault = open_file(place, globals)?;
        let (session, sealed) = vault.seal_for_session(&OsEntropy)?;
        let held = Held {
            key_epoch: vault.key_epoch(),
            session,
            sealed,
        };
        let source = sessions.put(vault.vault_id(), &held, lifetimes)?;
        if printer.is_for_people() {
            let text = format!(
                "{} is unlocked for {}, and until it is not used for {} ({})\n",
                file.display(),
                span::describe(lifetimes.hard),
                span::describe(lifetimes.idle),
                describe(source)
            );
            return Ok(output::stdout::write(ui::escape(&text).as_bytes())?);
        }
        Ok(printer.print(&Unlocked {
            vault_file: file.display().to_string(),
            source: source.name(),
            expires_in_seconds: lifetimes.hard.as_secs(),
            idle_expires_in_seconds: lifetimes.idle.as_secs(),
        })?)
    }
}

impl Unlock {
    fn lifetimes(&self) -> Result<Lifetimes> {
        let hard = self.hard.0;
        let idle = self.idle.map_or(IDLE.min(hard), |idle| idle.0);
        if idle > hard {
            return Err(Error::new(
                Kind::Usage,
                "--idle is longer than --for: the vault is locked when either is over",
            ));
        }
        Ok(Lifetimes { idle, hard })
    }
}

/// Where a session is kept, for people.
pub(super) const fn describe(source: Source) -> &'static str {
    match source {
        Source::Keyring => "held by the system's keyring",
        Source::Agent => "held by an agent process",
    }
}

/// The word that an agent is started by; no list of commands has it.
#[cfg(unix)]
pub(super) const AGENT: &str = crate::session::held::AGENT;

/// Runs an agent until its session is over; what goes wrong is told to the command that started it.
#[cfg(unix)]
pub(super) fn serve(rest: &[std::ffi::OsString]) -> Result<()> {
    let socket = rest.first().map_or("".as_ref(), std::path::Path::new);
    crate::session::held::serve(socket).inspect_err(|error| {
        let _unheard = output::stdout::write(error.message().as_bytes());
    })
}
