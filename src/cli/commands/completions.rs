//! `vault completions SHELL`: printed from the declaration.

use clap_complete::Shell;

use super::{Verb, tree};
use crate::cli::globals::Globals;
use crate::cli::{output, ui};

/// Print a shell's completion script
///
/// It knows commands and options; it never opens a vault.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault completions bash > ~/.local/share/bash-completion/completions/vault
  vault completions fish > ~/.config/fish/completions/vault.fish")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Verb for Completions {
    fn run(self, _: &Globals) -> anyhow::Result<()> {
        let mut text = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut tree::for_completions(),
            ui::program(),
            &mut text,
        );
        Ok(output::stdout::write(&text)?)
    }
}
