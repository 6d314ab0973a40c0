//! `vault man DIR`: a manual page for each command, printed from the declaration.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap_mangen::Man as Page;

use super::Verb;
use super::help::EXIT_CODES;
use super::tree::{self, GROUPS};
use crate::cli::env::Variable;
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
            let path = self.folder.join(format!("vault-{}.1", command.get_name()));
            let text = page(command).map_err(|error| Error::io("cannot write", &path, error))?;
            write(&path, &text)?;
        }
        let path = self.folder.join("vault.1");
        let text = overview(&tree).map_err(|error| Error::io("cannot write", &path, error))?;
        write(&path, &text)?;
        Ok(())
    }
}

fn page(command: &clap::Command) -> std::io::Result<String> {
    let word = command.get_name();
    let name = format!("vault-{word}");
    let command = command
        .clone()
        .bin_name(format!("vault {word}"))
        .display_name(&name)
        // What short help leaves out belongs into a manual page.
        .mut_args(|argument| argument.hide_short_help(false));
    let examples = command.get_after_help().map(ToString::to_string);
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let page = titled(command.override_usage(usage), &name);
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    let mut text = String::from_utf8_lossy(&text).into_owned();
    if let Some(examples) = examples {
        text.push_str(".SH EXAMPLES\n.nf\n");
        for line in examples.lines().skip(1) {
            let line = line.strip_prefix("  ").unwrap_or(line);
            let _infallible = writeln!(text, "{}", escape(line));
        }
        text.push_str(".fi\n");
    }
    text.push_str(".SH SEE ALSO\n\\fBvault\\fR(1)\n");
    Ok(text)
}

fn overview(tree: &clap::Command) -> std::io::Result<String> {
    let page = titled(
        tree.clone().override_usage("vault COMMAND [OPTIONS]"),
        "vault",
    );
    let mut start = Vec::new();
    page.render_title(&mut start)?;
    page.render_name_section(&mut start)?;
    page.render_synopsis_section(&mut start)?;
    let mut text = String::from_utf8_lossy(&start).into_owned();
    let mut section = |title: &str, entries: &mut dyn Iterator<Item = (String, String)>| {
        let _infallible = writeln!(text, ".SH {}", title.to_uppercase());
        for (name, about) in entries {
            let _infallible = writeln!(text, ".TP\n{name}\n{}", escape(&about));
        }
    };
    let command = |name: &str| {
        let about = tree
            .find_subcommand(name)
            .and_then(clap::Command::get_about);
        let about = about.map(ToString::to_string).unwrap_or_default();
        (format!("\\fBvault\\-{}\\fR(1)", escape(name)), about)
    };
    for (title, names) in GROUPS {
        section(title, &mut names.iter().map(|name| command(name)));
    }
    let grouped = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let all = tree.get_subcommands().map(clap::Command::get_name);
    let mut aws = all.filter(|name| !grouped(name)).map(command);
    section("As aws secretsmanager has them", &mut aws);
    let bold =
        |(name, about): (&str, &str)| (format!("\\fB{}\\fR", escape(name)), about.to_owned());
    let variables = Variable::ALL.iter();
    let variables = variables.map(|variable| (variable.name(), variable.help()));
    section("Environment", &mut variables.map(bold));
    section("Exit status", &mut EXIT_CODES.into_iter().map(bold));
    Ok(text)
}

fn titled(command: clap::Command, name: &str) -> Page {
    Page::new(command)
        .title(name)
        .source(concat!("vault ", env!("CARGO_PKG_VERSION")))
        .manual("vault")
}

/// Text in which roff finds nothing to do.
fn escape(text: &str) -> String {
    let text = text
        .replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('\'', "\\(aq");
    if text.starts_with(['.', '\'']) {
        return format!("\\&{text}");
    }
    text
}

#[expect(
    clippy::disallowed_methods,
    reason = "manual pages are nobody's secrets"
)]
fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|error| Error::io("cannot write", path, error))
}
