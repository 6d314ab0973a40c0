//! `vault export`: secrets in the formats that `vault import` reads, in a private file or on standard output.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use super::Verb;
use crate::cli::buffer::WipedBuffer;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::cli::{output, ui};
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::operations::{GetSecretValue, RevealedVersion};
use crate::platform::heap;
use crate::shell::name::VariableName;
use crate::transfer::counted;
use crate::transfer::write::{self, Exported};

/// Export current values to a private file or to standard output
///
/// What is written is not encrypted. --out makes a new file for its owner alone (0600), whole or not at all. `vault import`
/// reads every format back exactly. json is an object of names and values, text always as a string and bytes as
/// {"SecretBinary": "..."} in base64. dotenv has a line a secret, under its name as it is; secrets that no .env file can hold
/// are refused. aws is the answer of batch-get-secret-value. `vault env --format dotenv` makes variable names of the names
/// and variables of JSON members.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault export --out secrets.json
  vault export --format dotenv --prefix prod/ --out .env
  vault export --format aws prod/db staging/ --stdout | jq '.SecretValues[].Name'
  vault export --stdout | age -r RECIPIENT > secrets.json.age")]
pub(crate) struct Export {
    /// Names, or prefixes that end in /; all secrets if left out
    #[arg(value_name = "NAME|PREFIX/")]
    wanted: Vec<String>,
    /// How to write them
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    format: Format,
    /// Only the names that begin with PREFIX, and without it: what --prefix of import puts back
    #[arg(
        long,
        value_name = "PREFIX",
        default_value = "",
        hide_default_value = true
    )]
    prefix: String,
    /// The file to make
    #[arg(long, value_name = "FILE", conflicts_with = "stdout")]
    out: Option<PathBuf>,
    /// Print them instead
    #[arg(long)]
    stdout: bool,
    /// Replace the file if it is there
    #[arg(long, conflicts_with = "stdout")]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A .env file
    Dotenv,
    /// A JSON object of names and values
    Json,
    /// What batch-get-secret-value answers
    Aws,
}

impl Verb for Export {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        self.check()?;
        heap::wipe_from_here_on();
        let mut vault = Opened::open(Place::anywhere(globals)?, globals)?;
        let names = self.names(vault.names(false)?)?;
        let (versions, without) = read(&mut vault, names)?;
        if !without.is_empty() {
            ui::warning(&format!("left out without a value: {}", without.join(", ")));
        }
        let count = versions.len();
        let text = self.written(versions)?.into_inner();
        let Some(path) = &self.out else {
            if ui::stdout_is_terminal() {
                ui::hint("values go to the terminal; --out FILE makes a private file");
            }
            return Ok(output::stdout::write(&text)?);
        };
        output::file::write(path, &text, self.force)?;
        ui::line(&format!(
            "exported {} to {}, not encrypted",
            counted(count, "secret"),
            path.display()
        ));
        Ok(())
    }
}

impl Export {
    fn check(&self) -> Result<()> {
        let wrong = |what: &str| Err(Error::new(Kind::Usage, what));
        if self.out.is_none() && !self.stdout {
            return wrong(
                "values would be written without encryption, so say where: --out FILE makes a private file, --stdout prints them",
            );
        }
        if self
            .out
            .as_ref()
            .is_some_and(|path| path.as_os_str() == "-")
        {
            return wrong("--out makes a file: --stdout prints to standard output");
        }
        if self.format == Format::Aws && !self.prefix.is_empty() {
            return wrong(
                "--prefix changes names, and the answer of the service has ARNs with them: name PREFIX/ instead",
            );
        }
        Ok(())
    }

    /// What is wanted of all names, in their order. An exact name wins over a prefix.
    fn names(&self, mut all: Vec<String>) -> Result<Vec<String>> {
        all.sort_unstable();
        let mut meant = BTreeSet::new();
        for wanted in &self.wanted {
            let before = meant.len();
            if all.binary_search(wanted).is_ok() {
                meant.insert(wanted.as_str());
            } else if wanted.ends_with('/') {
                let below = all.iter().filter(|name| name.starts_with(wanted));
                meant.extend(below.map(String::as_str));
            }
            if meant.len() == before && !meant.iter().any(|name| name.starts_with(wanted)) {
                let what = if wanted.ends_with('/') {
                    "below"
                } else {
                    "called"
                };
                return Err(not_found(&format!("No secret is {what} {wanted}.")));
            }
        }
        if self.wanted.is_empty() {
            meant.extend(all.iter().map(String::as_str));
        }
        let prefix = self.prefix.as_str();
        meant.retain(|name| name.len() > prefix.len() && name.starts_with(prefix));
        if meant.is_empty() {
            return Err(not_found("There is no secret to export."));
        }
        Ok(meant.into_iter().map(str::to_owned).collect())
    }

    fn written(&self, versions: Vec<RevealedVersion>) -> Result<WipedBuffer> {
        let mut text = WipedBuffer::default();
        match self.format {
            Format::Aws => {
                let answer = Answer {
                    secret_values: versions,
                    errors: [],
                };
                output::json::write(&answer, &mut text)?;
            }
            Format::Json => write::json(&self.renamed(versions), &mut text)?,
            Format::Dotenv => {
                let exported = self.renamed(versions);
                write::dotenv(&exported, &mut text)?;
                warn_of_names(&exported);
            }
        }
        Ok(text)
    }

    fn renamed(&self, versions: Vec<RevealedVersion>) -> Vec<Exported> {
        let renamed = |version: RevealedVersion| {
            let name = version.name.get(self.prefix.len()..)?.to_owned();
            let value = version.into_value()?;
            Some(Exported { name, value })
        };
        versions.into_iter().filter_map(renamed).collect()
    }
}

fn not_found(what: &str) -> Error {
    Error::service(ErrorCode::ResourceNotFoundException, what)
}

/// The answer of batch-get-secret-value, however many there are.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    secret_values: Vec<RevealedVersion>,
    errors: [(); 0],
}

/// The current values, and the names of the secrets that have none.
fn read(vault: &mut Opened, names: Vec<String>) -> Result<(Vec<RevealedVersion>, Vec<String>)> {
    let mut progress = ui::Progress::new("reading");
    let (mut versions, mut without) = (Vec::new(), Vec::new());
    let all = names.len();
    for (index, name) in names.into_iter().enumerate() {
        progress.tell(index, all);
        let request = GetSecretValue {
            secret_id: Some(name.clone()),
            ..GetSecretValue::default()
        };
        match vault.ask(request) {
            Ok(version) => versions.push(version),
            // The name was listed, so it is the value that is not there.
            Err(error) if error.code() == Some(ErrorCode::ResourceNotFoundException) => {
                without.push(name);
            }
            Err(error) => return Err(error),
        }
    }
    Ok((versions, without))
}

/// Most readers of .env files take variables' names alone.
fn warn_of_names(secrets: &[Exported]) {
    let is_odd = |secret: &&Exported| secret.name.parse::<VariableName>().is_err();
    let odd: Vec<&str> = secrets
        .iter()
        .filter(is_odd)
        .map(|secret| secret.name.as_str())
        .collect();
    let Some(first) = odd.first() else { return };
    let (count, names) = match odd.len() {
        1 => (String::new(), "is not a variable's name"),
        more => (
            format!(" and {} more", more - 1),
            "are not variables' names",
        ),
    };
    ui::warning(&format!(
        "{first}{count} {names}: few readers of .env files but vault import take them; --prefix takes a prefix off"
    ));
}
