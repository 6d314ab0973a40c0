//! `vault completions SHELL`: a script that asks the program, or a list printed from the declaration.

use clap_complete::Shell;

use super::{Verb, tree};
use crate::cli::complete::script;
use crate::cli::globals::Globals;
use crate::cli::{output, ui};

/// Print a shell's completion script
///
/// In bash, zsh and fish it completes commands, options and their choices, and profiles; while the vault is unlocked
/// (`vault unlock`) also secret names, version ids, staging labels and tag keys. It never asks for a passphrase and never
/// reads a value. In PowerShell and elvish it knows commands and options.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault completions bash > ~/.local/share/bash-completion/completions/vault
  vault completions zsh > ~/.zfunc/_vault                     (a folder of your fpath)
  vault completions fish > ~/.config/fish/completions/vault.fish
  source <(vault completions bash)                            (this shell only)")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Verb for Completions {
    fn run(self, _: &Globals) -> anyhow::Result<()> {
        let program = ui::program();
        if let Some(text) = script::of(&self.shell.to_string(), program) {
            return Ok(output::stdout::write(text.as_bytes())?);
        }
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut tree::for_completions(), program, &mut text);
        Ok(output::stdout::write(&text)?)
    }
}
