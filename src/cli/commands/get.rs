//! `vault get NAME`: the value alone.

use anyhow::Context as _;
use zeroize::Zeroizing;

use super::Verb;
use crate::cli::exit::Calling;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::cli::{output, ui};
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::operations::{GetSecretValue, Operation as _};
use crate::shell::member::members;
use crate::types::sensitive::Revealed;
use crate::types::version::{StagingLabel, VersionId};

/// Print a secret's value, and nothing else
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  psql \"$(vault get prod/db-url)\"
  vault get prod/db --key password
  vault get prod/db --version-stage AWSPREVIOUS
  vault get tls/key > key.der")]
pub(crate) struct Get {
    /// The name or ARN of the secret
    #[arg(value_name = "SECRET", required = true)]
    secret: String,
    /// The id of the version to read
    #[arg(long)]
    version_id: Option<VersionId>,
    /// The staging label of the version to read; AWSCURRENT when neither is given
    #[arg(long)]
    version_stage: Option<StagingLabel>,
    /// Print this member of a JSON value
    #[arg(long, value_name = "MEMBER")]
    key: Option<String>,
    /// Print control characters to a terminal too
    #[arg(long)]
    raw: bool,
}

impl Verb for Get {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let place = Place::anywhere(globals)?;
        let format = place.output;
        let request = GetSecretValue {
            secret_id: Some(self.secret),
            version_id: self.version_id,
            version_stage: self.version_stage,
        };
        crate::cli::call::check(&request)?;
        let answer = Opened::open(place, globals)?.handle(request)?;
        if globals.output.is_some() || globals.query.is_some() {
            let query = globals.query.as_deref();
            return Ok(output::print(&answer, GetSecretValue::NAME, format, query)?);
        }
        let value = match (&answer.secret_string, &answer.secret_binary) {
            (Some(Revealed(text)), _) => text.expose().as_bytes(),
            (None, Some(Revealed(bytes))) => bytes.expose(),
            (None, None) => {
                let text = "the secret has no value";
                return Err(Error::service(ErrorCode::ResourceNotFoundException, text))
                    .context(Calling(GetSecretValue::NAME));
            }
        };
        match self.key {
            Some(key) => print(&member(value, &key)?, self.raw)?,
            None => print(value, self.raw)?,
        }
        Ok(())
    }
}

/// The text of a member of a JSON object.
pub(super) fn member(value: &[u8], key: &str) -> Result<Zeroizing<Vec<u8>>> {
    let shown = key.escape_debug();
    let wrong = |what: String| Error::new(Kind::Other, what);
    let members = str::from_utf8(value).ok().and_then(members);
    let members = members.ok_or_else(|| wrong("the value is not a JSON object".to_owned()))?;
    // As every JSON reader has it, the last of two members of one name counts.
    let Some(member) = members.iter().rfind(|member| member.name == key) else {
        return Err(wrong(format!("the value has no member \"{shown}\"")));
    };
    member
        .value()
        .map_err(|why| wrong(format!("the member \"{shown}\" {why}")))
}

/// The bytes as they are into a pipe; on a terminal with a line end, and only if they cannot do more than be seen.
fn print(value: &[u8], raw: bool) -> Result<()> {
    if !ui::stdout_is_terminal() {
        return output::stdout::write(value);
    }
    let is_harmless = str::from_utf8(value).is_ok_and(|text| !text.chars().any(ui::is_treacherous));
    if !raw && !is_harmless {
        return Err(Error::new(
            Kind::Other,
            "the value holds control characters or is not text, and standard output is a terminal",
        )
        .hint("--raw prints it all the same; into a pipe or a file it always goes as it is"));
    }
    output::stdout::write(value)?;
    output::stdout::write(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_text_as_a_program_wants_it() {
        let value = br#"{"user":"a","port":5432,"user":"b","n":null,"o":{"x": 1}}"#;
        for (key, expected) in [("user", "b"), ("port", "5432"), ("o", "{\"x\":1}")] {
            assert_eq!(*member(value, key).unwrap(), expected.as_bytes());
        }
        for (value, key) in [
            (&value[..], "nope"),
            (value, "n"),
            (b"text", "x"),
            (b"\xff", "x"),
        ] {
            let error = member(value, key).unwrap_err();
            assert!(!error.message().contains("5432"));
        }
    }
}
