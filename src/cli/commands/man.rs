//! `vault man DIR`: a manual page for each command, printed from the declaration.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap_mangen::Man as Page;

use super::Verb;
use super::tree::{self, GROUPS};
use crate::cli::globals::Globals;
use crate::error::{Error, Result};

/// Write the manual pages
///
/// One page for each command, and vault.1 that groups them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault man ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Where to write them
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Verb for Man {
    fn run(self, _: &Globals) -> anyhow::Result<()> {
        // The pages are of `vault`, whatever it is called here: their file names are.
        let tree = tree::full().bin_name("vault");
        for command in tree.get_subcommands() {
            let name = format!("vault-{}", command.get_name());
            let usage = format!("vault {}", command.get_name());
            let page = Page::new(command.clone().bin_name(usage).display_name(&name)).title(&name);
            let mut text = Vec::new();
            let path = self.folder.join(format!("{name}.1"));
            page.render(&mut text)
                .map_err(|error| Error::io("cannot write", &path, error))?;
            write(&path, &text)?;
        }
        write(&self.folder.join("vault.1"), overview(&tree)?.as_bytes())?;
        Ok(())
    }
}

fn overview(tree: &clap::Command) -> Result<String> {
    let failed = |error| Error::io("cannot write", Path::new("vault.1"), error);
    let page = Page::new(tree.clone()).title("vault");
    let mut start = Vec::new();
    page.render_title(&mut start).map_err(failed)?;
    page.render_name_section(&mut start).map_err(failed)?;
    page.render_synopsis_section(&mut start).map_err(failed)?;
    let mut text = String::from_utf8_lossy(&start).into_owned();
    let mut section = |title: &str, names: &[&str]| {
        let _infallible = writeln!(text, ".SH {}", title.to_uppercase());
        for name in names {
            let about = tree
                .find_subcommand(name)
                .and_then(clap::Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let name = name.replace('-', "\\-");
            let _infallible = writeln!(text, ".TP\n\\fBvault\\-{name}\\fR(1)\n{about}");
        }
    };
    for (title, names) in GROUPS {
        section(title, names);
    }
    let grouped = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let aws: Vec<&str> = tree
        .get_subcommands()
        .map(clap::Command::get_name)
        .filter(|name| !grouped(name))
        .collect();
    section("As aws secretsmanager has them", &aws);
    Ok(text)
}

#[expect(
    clippy::disallowed_methods,
    reason = "manual pages are nobody's secrets"
)]
fn write(path: &Path, text: &[u8]) -> Result<()> {
    std::fs::write(path, text).map_err(|error| Error::io("cannot write", path, error))
}
