//! `vault diff NAME [A] [B]`: what differs between two versions of a secret.

use std::io::Write as _;

use super::{Verb, wanted_version};
use crate::cli::buffer::WipedBuffer;
use crate::cli::call;
use crate::cli::difference::{Change, differences};
use crate::cli::exit::Answered;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::cli::{output, ui};
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::operations::RevealedVersion;
use crate::types::sensitive::SecretValue;
use crate::types::version::{AWSCURRENT, AWSPREVIOUS};

/// Show what differs between two versions of a secret
///
/// Of JSON objects the members that were added (+), removed (-) or changed (~), of other values the value; what they hold is
/// hidden unless --show asks for it. Without A and B the previous version is compared with the current one, with A alone
/// that one with the current one. 0: they are equal; 1: they differ.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault diff prod/db
  vault diff prod/db AWSPENDING
  vault diff prod/db AWSPREVIOUS AWSPENDING --show
  vault diff prod/db 7c1e9e0e-3f0e-4a3c-9a52-0c9b5c9f6d11")]
pub(crate) struct Diff {
    /// The name or ARN of the secret
    #[arg(value_name = "SECRET", required = true)]
    secret: String,
    /// The staging label or id of the older version
    #[arg(value_name = "A", default_value = AWSPREVIOUS)]
    older: String,
    /// The staging label or id of the newer version
    #[arg(value_name = "B", default_value = AWSCURRENT)]
    newer: String,
    /// Print what the values hold, too
    #[arg(long)]
    show: bool,
}

impl Verb for Diff {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if globals.output.is_some() || globals.query.is_some() {
            let text = "a difference is printed as text: --output and --query do not apply";
            return Err(Error::new(Kind::Usage, text).into());
        }
        let older = wanted_version::get(&self.secret, Some(&self.older))?;
        let newer = wanted_version::get(&self.secret, Some(&self.newer))?;
        call::check(&older)?;
        call::check(&newer)?;
        let mut vault = Opened::open(Place::anywhere(globals)?, globals)?;
        let older = vault.handle(older)?;
        let newer = vault.handle(newer)?;
        let head = format!(
            "{}: {} ({}) and {} ({})\n",
            ui::escape(&newer.name),
            ui::escape(&self.older),
            output::json::local(older.created_date),
            ui::escape(&self.newer),
            output::json::local(newer.created_date),
        );
        let (older, newer) = (value(older)?, value(newer)?);
        let changes = differences(&older, &newer);
        if changes.is_empty() {
            return Ok(());
        }
        let mut text = WipedBuffer::default();
        text.write_all(head.as_bytes())?;
        for change in &changes {
            write(change, self.show, &mut text)?;
        }
        output::stdout::write(&text.into_inner())?;
        Err(Answered(Kind::Differs).into())
    }
}

fn value(version: RevealedVersion) -> Result<SecretValue> {
    let id = version.version_id.clone();
    version.into_value().ok_or_else(|| {
        let text = format!("the version {} has no value", id.as_str());
        Error::service(ErrorCode::ResourceNotFoundException, text)
    })
}

/// A line for each side of a change that is shown, one for a change that is not.
fn write(change: &Change, show: bool, text: &mut WipedBuffer) -> std::io::Result<()> {
    let sides = [("-", &change.older), ("+", &change.newer)];
    if !show {
        let sign = match (&change.older, &change.newer) {
            (None, _) => "+",
            (_, None) => "-",
            (Some(_), Some(_)) => "~",
        };
        return writeln!(text, "{sign} {}", ui::escape(change.title()));
    }
    let member = change.member.as_ref();
    let member = member.map_or_else(String::new, |name| format!("{}: ", ui::escape(name)));
    for (sign, side) in sides {
        let Some(side) = side else { continue };
        // A line of the value for a line of the text: so a PEM can be read.
        for line in side.split(|byte| *byte == b'\n') {
            write!(text, "{sign} {member}")?;
            match str::from_utf8(line) {
                Ok(line) => text.write_all(ui::escape(line).as_bytes())?,
                Err(_) => write!(text, "{}", line.escape_ascii())?,
            }
            text.write_all(b"\n")?;
        }
    }
    Ok(())
}
