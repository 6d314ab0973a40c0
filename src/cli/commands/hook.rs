//! `vault hook SHELL`: a project's variables come with its folder and go with it.
//!
//! ```text
//! prompt or cd ─▶ script ─▶ vault __hook SHELL ─▶ is it the project of VAULT_PROJECT still? then nothing
//!              ◀─ words ◀── what the former project set is undone, what the new one sets is set
//! ```
//!
//! Nothing is ever asked here: a locked vault says so once, and its project is loaded at the prompt after `vault unlock`.

use std::ffi::OsString;

use clap::ValueEnum as _;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Verb;
use super::variables::Wanted;
use crate::cli::buffer::WipedBuffer;
use crate::cli::complete::script;
use crate::cli::env::{self, Variable as Setting};
use crate::cli::globals::Globals;
use crate::cli::place::Place;
use crate::cli::{exit, output, project, ui};
use crate::crypto::digest::half_of;
use crate::error::{Error, Kind, Result};
use crate::project::{Found, Standing};
use crate::shell::Variable;
use crate::shell::name::VariableName;
use crate::shell::quote::{Dialect, render, render_unset};
use crate::shell::undo::{Undo, change};
use crate::types::hex::hex;

/// The word that the scripts call; no list of commands has it.
pub(crate) const WORD: &str = "__hook";

/// Print a script that loads a project's variables with its folder
///
/// Where a .vault.toml was allowed (`vault allow`), its variables are set when the shell enters the folder, and taken out again
/// when it leaves; what they held before is put back. Nothing is ever asked: while the vault is locked it says so once, and
/// the variables come at the prompt after `vault unlock`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  eval \"$(vault hook bash)\"         in ~/.bashrc
  eval \"$(vault hook zsh)\"          in ~/.zshrc
  vault hook fish | source          in ~/.config/fish/config.fish
  eval \"$(vault env --format bash)\" in a project's .envrc, for direnv")]
pub(crate) struct Hook {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

impl Verb for Hook {
    fn run(self, _: &Globals) -> anyhow::Result<()> {
        let text = match self.shell {
            Shell::Bash => include_str!("../hooks/hook.bash"),
            Shell::Zsh => include_str!("../hooks/hook.zsh"),
            Shell::Fish => include_str!("../hooks/hook.fish"),
        };
        let text = script::fill(text, ui::program());
        Ok(output::stdout::write(text.as_bytes())?)
    }
}

/// Answers a script. Whatever goes wrong is said once for each folder.
pub(crate) fn answer(rest: &[OsString]) -> Result<()> {
    let shell = rest.first().and_then(|shell| shell.to_str());
    let Some(shell) = shell.and_then(|shell| Shell::from_str(shell, false).ok()) else {
        return Ok(());
    };
    let dialect = match shell {
        Shell::Bash | Shell::Zsh => Dialect::Ansi,
        Shell::Fish => Dialect::Fish,
    };
    let before = State::parse(&env::text(Setting::Project).unwrap_or_default());
    let found = project::find();
    let mark = mark(&found);
    if before.mark == mark && !before.awaits && !is_denied(&found) {
        return Ok(());
    }
    let mut after = State {
        mark,
        ..State::default()
    };
    let variables = match load(found) {
        Ok(variables) => variables,
        Err(error) => {
            let kind = error.downcast_ref::<Error>().map(Error::kind);
            after.awaits = kind == Some(Kind::Locked);
            if before == after {
                return Ok(());
            }
            let _status = exit::report(&error);
            Vec::new()
        }
    };
    after.names = variables
        .iter()
        .map(|variable| variable.name.clone())
        .collect();
    write(dialect, &before, &after, variables)
}

/// Whether the agreement to a project's file is known to have ended, by `vault deny` for one.
fn is_denied(found: &Result<Option<Found>>) -> bool {
    let Ok(Some(found)) = found else {
        return false;
    };
    Place::anywhere(&Globals::default())
        .and_then(|place| project::approvals(&place))
        .is_ok_and(|approvals| approvals.standing(found) != Standing::Allowed)
}

/// The variables of the project, if there is one.
fn load(found: Result<Option<Found>>) -> anyhow::Result<Vec<Variable>> {
    match found? {
        None => Ok(Vec::new()),
        Some(_) => Wanted::default().read_unasked(&Globals::default()),
    }
}

fn write(dialect: Dialect, before: &State, after: &State, variables: Vec<Variable>) -> Result<()> {
    let undo = Undo::parse(&env::text(Setting::Undo).unwrap_or_default());
    let former = |name: &VariableName| env::former(name).map(OsString::into_encoded_bytes);
    let mut change = change(undo, &before.names, variables, former);
    let state = Setting::Project.name().parse();
    let state: VariableName = state.map_err(|_| Error::new(Kind::Other, "no name"))?;
    if after.mark.is_empty() {
        change.unset.push(state);
    } else {
        change.set.push(Variable {
            name: state,
            value: Zeroizing::new(after.to_string().into_bytes()),
        });
    }
    let mut text = WipedBuffer::default();
    render_unset(dialect, &change.unset, &mut text)
        .and_then(|()| render(dialect, &change.set, &mut text))
        .map_err(|error| Error::new(Kind::Other, error.to_string()))?;
    output::stdout::write(&text.into_inner())
}

/// What is loaded, as `VAULT_PROJECT` keeps it: `MARK:NAME,...`, or `MARK!:` while the vault is locked or the file not allowed.
#[derive(Debug, Default, PartialEq, Eq)]
struct State {
    mark: String,
    awaits: bool,
    names: Vec<VariableName>,
}

impl State {
    fn parse(text: &str) -> Self {
        let (mark, names) = text.split_once(':').unwrap_or((text, ""));
        let known = mark.strip_suffix('!');
        Self {
            mark: known.unwrap_or(mark).to_owned(),
            awaits: known.is_some(),
            names: names
                .split(',')
                .filter_map(|name| name.parse().ok())
                .collect(),
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.names.iter().map(VariableName::as_str).collect();
        let awaits = if self.awaits { "!" } else { "" };
        write!(f, "{}{awaits}:{}", self.mark, names.join(","))
    }
}

/// Names a project's file as it is now, and its profile; empty without a project.
fn mark(found: &Result<Option<Found>>) -> String {
    let mut hash = Sha256::new();
    match found {
        Ok(None) => return String::new(),
        Ok(Some(found)) => {
            hash.update(found.path.as_os_str().as_encoded_bytes());
            hash.update([0]);
            hash.update(&found.text);
        }
        Err(error) => hash.update(error.message()),
    }
    hash.update([0]);
    hash.update(env::text(Setting::ProjectProfile).unwrap_or_default());
    hex(&half_of(&hash.finalize().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_written() {
        for text in ["ab:A,B", "ab!:", ":"] {
            assert_eq!(State::parse(text).to_string(), text);
        }
        assert_eq!(State::parse(""), State::default());
        assert!(State::parse("ab:$(id),;x").names.is_empty());
    }
}
