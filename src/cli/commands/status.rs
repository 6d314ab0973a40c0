//! `vault status`: is the vault unlocked, and for how long yet?

use serde::Serialize;

use super::Verb;
use super::unlock::describe;
use crate::cli::call::{Form, Printer};
use crate::cli::exit::Answered;
use crate::cli::globals::Globals;
use crate::cli::place::Place;
use crate::cli::{output, span, ui};
use crate::error::Kind;
use crate::session;
use crate::session::held;

/// Tell whether the vault is unlocked, and for how long yet
///
/// Ends with 0 when it is unlocked, 253 when it is locked. Asking is not using: the idle time goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault status
  vault status --query State --output text
  vault status --output off || vault unlock")]
pub(crate) struct Status {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    state: &'static str,
    vault_file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_expires_in_seconds: Option<u64>,
}

impl Verb for Status {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::of(globals)?;
        let printer = Printer::new("Status", &Form::short("status", &[]), globals, &place)?;
        let mut notice = |notice: &str| ui::warning(notice);
        let located = session::locate(&place.file, &mut notice)?;
        let (vault, key_epoch) = located.identity();
        let status = place.sessions.status(vault, key_epoch, &mut notice);
        let file = place.file.display().to_string();
        if printer.is_for_people() {
            let text = tell(&file, status.as_ref());
            output::stdout::write(ui::escape(&text).as_bytes())?;
        } else {
            printer.print(&Answer {
                state: if status.is_some() {
                    "unlocked"
                } else {
                    "locked"
                },
                vault_file: file,
                source: status.map(|status| status.source.name()),
                expires_in_seconds: status.map(|status| status.expires_in.as_secs()),
                idle_expires_in_seconds: status
                    .and_then(|status| status.idle_expires_in)
                    .map(|idle| idle.as_secs()),
            })?;
        }
        if status.is_some() {
            return Ok(());
        }
        Err(Answered(Kind::Locked).into())
    }
}

fn tell(file: &str, status: Option<&held::Status>) -> String {
    let Some(status) = status else {
        return format!("{file} is locked\n");
    };
    let idle = match status.idle_expires_in {
        Some(idle) => format!(", {} without use", span::describe(idle)),
        None => String::new(),
    };
    format!(
        "{file} is unlocked for {} yet{idle} ({})\n",
        span::describe(status.expires_in),
        describe(status.source)
    )
}
