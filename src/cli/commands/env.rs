//! `vault env`: secrets as words that a shell evaluates.

use std::ffi::OsString;

use super::Verb;
use super::variables::{Checked, Wanted};
use crate::cli::buffer::WipedBuffer;
use crate::cli::exit::Answered;
use crate::cli::globals::Globals;
use crate::cli::table::{self, Column};
use crate::cli::{env, output, ui};
use crate::error::{Error, Kind, Result};
use crate::shell::name::VariableName;
use crate::shell::quote::{Dialect, masks, render, render_failure, render_unset};
use crate::shell::undo::{Undo, change};

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
  vault env --format dotenv prod/ > .env
  vault env --format github-actions prod/ >> \"$GITHUB_ENV\"
  eval $(vault env --unset prod/db)                     (and as it was before)
  vault env --env prod --check                          (of .vault.toml: what is missing?)")]
pub(crate) struct Env {
    #[command(flatten)]
    wanted: Wanted,
    /// The shell or format to write for; the calling shell's if left out
    #[arg(long, value_name = "FORMAT")]
    format: Option<Dialect>,
    /// Say of each variable of .vault.toml whether its secret is there, and print no value; 1 if one is missing
    #[arg(long, conflicts_with = "format")]
    check: bool,
    /// Take the same variables out of the shell again, and put back what they held before
    #[arg(long, conflicts_with = "check")]
    unset: bool,
}

impl Verb for Env {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if self.check {
            return check(&self.wanted, globals);
        }
        let dialect = self.format.unwrap_or_else(callers);
        if ui::stdout_is_terminal() {
            ui::hint("values go to the terminal; eval $(vault env) hands them to the shell");
        }
        let (leave, mut variables) = if self.unset {
            (self.wanted.names(globals)?, Vec::new())
        } else {
            (Vec::new(), self.wanted.read(globals)?)
        };
        let mut text = WipedBuffer::default();
        let undo = Undo::parse(&env::text(env::Variable::Undo).unwrap_or_default());
        let failed = |error: std::io::Error| Error::new(Kind::Other, error.to_string());
        if is_a_shells(dialect) || self.unset {
            let former = |name: &VariableName| env::former(name).map(OsString::into_encoded_bytes);
            let change = change(undo, &leave, variables, former);
            render_unset(dialect, &change.unset, &mut text).map_err(failed)?;
            variables = change.set;
            if self.unset && variables.is_empty() {
                return Ok(output::stdout::write(&text.into_inner())?);
            }
        }
        render(dialect, &variables, &mut text).map_err(failed)?;
        if dialect == Dialect::GithubActions {
            masks(&variables, &mut std::io::stderr())
                .map_err(|error| Error::new(Kind::Other, error.to_string()))?;
        }
        Ok(output::stdout::write(&text.into_inner())?)
    }
}

/// Whether words in this dialect stay in a shell, which can be asked to undo them.
const fn is_a_shells(dialect: Dialect) -> bool {
    matches!(
        dialect,
        Dialect::Ansi | Dialect::Printf | Dialect::Fish | Dialect::PowerShell
    )
}

const fn column(heading: &'static str, least: usize, expendable: u8) -> Column {
    Column {
        heading,
        least,
        expendable,
    }
}

const COLUMNS: [Column; 4] = [
    column("VARIABLE", 8, 0),
    column("STATE", 8, 1),
    column("SECRET", 8, 2),
    column("DESCRIPTION", 24, 3),
];

fn check(wanted: &Wanted, globals: &Globals) -> anyhow::Result<()> {
    let checked = wanted.check(globals)?;
    let rows: Vec<Vec<String>> = checked
        .iter()
        .map(|Checked { entry, state, .. }| {
            let cells = [
                entry.variable.as_str(),
                state,
                &entry.reference.to_string(),
                entry.description.as_deref().unwrap_or_default(),
            ];
            cells.map(table::harmless).to_vec()
        })
        .collect();
    let columns = if ui::stdout_is_terminal() {
        ui::columns()
    } else {
        usize::MAX
    };
    output::stdout::write(table::fitted(&COLUMNS, &rows, columns).as_bytes())?;
    if checked.iter().all(|checked| checked.is_good) {
        return Ok(());
    }
    Err(Answered(Kind::Differs).into())
}

/// Makes the shell notice a failure; `words` are those of the command that failed.
pub(crate) fn print_failure(words: &[OsString]) -> Result<()> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    let mut format = None;
    while let Some(word) = words.next() {
        if word == "--check" {
            return Ok(());
        }
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
pub(super) fn callers() -> Dialect {
    #[cfg(target_os = "linux")]
    {
        let parent = std::os::unix::process::parent_id();
        if let Ok(path) = std::fs::read_link(format!("/proc/{parent}/exe")) {
            return Dialect::for_executable(&path.to_string_lossy());
        }
    }
    Dialect::for_executable("sh")
}
