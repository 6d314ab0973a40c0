//! `vault allow` and `vault deny`: whether this project's `.vault.toml` counts.

use super::Verb;
use crate::cli::globals::Globals;
use crate::cli::place::Place;
use crate::cli::{output, project, table, ui};
use crate::project::Project;

/// Agree to what the project's .vault.toml says now
///
/// `vault env` and `vault run` take variables from the .vault.toml of the folder they are called in, or of one above, only
/// after this. The agreement is for this file, as it is now, and for this vault: when the file changes, it ends. The
/// variables and their secrets are listed; nothing is read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cat .vault.toml; vault allow
  vault run -- ./server")]
pub(crate) struct Allow {}

/// Take the agreement to the project's .vault.toml back
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault deny")]
pub(crate) struct Deny {}

impl Verb for Allow {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let found = project::need()?;
        let path = found.shown();
        let said = Project::parse(&found.text, &path)?;
        project::approvals(&Place::anywhere(globals)?)?.allow(&found)?;
        let (mut text, mut unsafe_names) = (String::new(), Vec::new());
        for profile in std::iter::once(None).chain(said.profiles().map(Some)) {
            for entry in said.entries_of(profile) {
                let profile = profile.map(|name| format!("[{name}] ")).unwrap_or_default();
                let line = format!("{profile}{} = {}", entry.variable, entry.reference);
                text.push_str(&table::harmless(&line));
                text.push('\n');
                if entry.variable.is_dangerous() {
                    unsafe_names.push(entry.variable.as_str());
                }
            }
        }
        output::stdout::write(text.as_bytes())?;
        if !unsafe_names.is_empty() {
            let names = unsafe_names.join(",");
            ui::warning(&format!(
                "{names} can run code or change the shell: nothing is read without --allow-unsafe-names"
            ));
        }
        ui::line(&format!("allowed {}", ui::escape(&path)));
        Ok(())
    }
}

impl Verb for Deny {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let found = project::need()?;
        let path = found.shown();
        let done = if project::approvals(&Place::anywhere(globals)?)?.deny(&found)? {
            "denied"
        } else {
            "was not allowed:"
        };
        ui::line(&format!("{done} {}", ui::escape(&path)));
        Ok(())
    }
}
