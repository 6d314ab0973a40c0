//! `vault env`: secrets as words that a shell evaluates.

use std::ffi::OsString;

use super::Verb;
use super::variables::Wanted;
use crate::cli::buffer::WipedBuffer;
use crate::cli::globals::Globals;
use crate::cli::{output, ui};
use crate::error::{Error, Kind, Result};
use crate::shell::quote::{Dialect, render, render_failure};

/// Print secrets as variables for a shell to evaluate
///
/// The words are for the shell that called the command, unless --format says otherwise. They survive an unquoted eval,
/// and if anything fails they make the shell fail too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  eval $(vault env)
  eval $(vault env prod/db DATABASE_URL=prod/db#url staging/)
  vault env | source                                    (fish)
  Invoke-Expression (vault env)                         (PowerShell)
  vault env --format nu | from json | load-env          (nushell)
  vault env --format dotenv prod/ > .env")]
pub(crate) struct Env {
    #[command(flatten)]
    wanted: Wanted,
    /// The shell or format to write for; the calling shell's if left out
    #[arg(long, value_name = "FORMAT")]
    format: Option<Dialect>,
}

impl Verb for Env {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let dialect = self.format.unwrap_or_else(callers);
        if ui::stdout_is_terminal() {
            ui::hint("values go to the terminal; eval $(vault env) hands them to the shell");
        }
        let variables = self.wanted.read(globals)?;
        let mut text = WipedBuffer::default();
        render(dialect, &variables, &mut text)
            .map_err(|error| Error::new(Kind::Other, error.to_string()))?;
        Ok(output::stdout::write(&text.into_inner())?)
    }
}

/// Makes the shell notice a failure; `words` are those of the command that failed.
pub(crate) fn print_failure(words: &[OsString]) -> Result<()> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    let mut format = None;
    while let Some(word) = words.next() {
        if word == "--format" {
            format = words.next();
        } else if let Some(value) = word.strip_prefix("--format=") {
            format = Some(value);
        }
    }
    let dialect = format.and_then(|name| name.parse().ok());
    let mut text = Vec::new();
    render_failure(dialect.unwrap_or_else(callers), &mut text)
        .map_err(|error| Error::new(Kind::Other, error.to_string()))?;
    output::stdout::write(&text)
}

/// The dialect of the shell that called the command.
fn callers() -> Dialect {
    #[cfg(target_os = "linux")]
    {
        let parent = std::os::unix::process::parent_id();
        if let Ok(path) = std::fs::read_link(format!("/proc/{parent}/exe")) {
            return Dialect::for_executable(&path.to_string_lossy());
        }
    }
    Dialect::for_executable("sh")
}
