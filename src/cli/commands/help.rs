//! What the program says about itself.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::Args as _;

use super::tree::{self, GROUPS};
use crate::cli::env::Variable;
use crate::cli::globals::Globals;
use crate::cli::{output, ui};
use crate::error::{Error, Kind, Result};

/// What the program's end says (decisions 5).
pub(super) const EXIT_CODES: [(&str, &str); 12] = [
    ("0", "Done"),
    ("1", "What was compared differs: diff, env --check"),
    ("252", "The command line cannot be understood"),
    (
        "253",
        "No vault, locked, wrong passphrase or key, bad configuration",
    ),
    ("254", "The service refused: An error occurred (...)"),
    ("255", "Anything else"),
    ("10", "The vault is damaged or was tampered with"),
    ("11", "The vault is an older or a forked copy"),
    ("12", "Another program kept the vault busy for too long"),
    (
        "14",
        "Not certain whether the change is stored, after an I/O error",
    ),
    (
        "126, 127",
        "run: the command cannot be run, or is not there",
    ),
    ("others", "run: the command's own"),
];

/// `vault --version`.
pub(crate) fn version() -> Result<()> {
    let text = format!("{} {}\n", ui::program(), env!("CARGO_PKG_VERSION"));
    output::stdout::write(text.as_bytes())
}

/// The widest that help is set: longer lines are hard to read.
const WIDEST: usize = 100;

/// `vault --help`: every command with its first line, grouped.
pub(crate) fn overview() -> Result<()> {
    let abouts = tree::abouts();
    let about = |name: &str| {
        let found = abouts.iter().find(|(word, _)| *word == name);
        found.map(|(_, about)| about.as_str()).unwrap_or_default()
    };
    let program = ui::program();
    let columns = ui::columns().min(WIDEST);
    let mut text = String::new();
    wrap(
        "AWS Secrets Manager for one machine, over one encrypted file",
        0,
        columns,
        &mut text,
    );
    let _infallible = writeln!(text, "\nUsage: {program} COMMAND [OPTIONS]");
    text.push_str("\nA beginning:\n");
    for line in ["init", "create prod/db", "get prod/db"] {
        let _infallible = writeln!(text, "  {program} {line}");
    }
    for (title, names) in GROUPS {
        let entries = names.iter().map(|name| (*name, about(name)));
        section(title, entries, columns, &mut text);
    }
    let grouped = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let aws = abouts.iter().map(|(word, about)| (*word, about.as_str()));
    let aws = aws.filter(|(word, _)| !grouped(word));
    section("As aws secretsmanager has them", aws, columns, &mut text);
    let variables = Variable::ALL.iter();
    let variables = variables.map(|variable| (variable.name(), variable.help()));
    section("Environment", variables, columns, &mut text);
    section("Exit codes", EXIT_CODES.into_iter(), columns, &mut text);
    let _infallible = writeln!(
        text,
        "\n{program} help COMMAND tells all options of a command."
    );
    output::stdout::write(text.as_bytes())
}

fn section<'n>(
    title: &str,
    entries: impl Iterator<Item = (&'n str, &'n str)>,
    columns: usize,
    text: &mut String,
) {
    /// The longest short name, so that most sections stand below each other.
    const NARROWEST: usize = "cancel-rotate".len();
    let entries: Vec<(&str, &str)> = entries.collect();
    let longest = entries.iter().map(|(name, _)| name.len()).max();
    let indent = longest.unwrap_or(0).max(NARROWEST) + 4;
    let _infallible = writeln!(text, "\n{title}:");
    for (name, about) in entries {
        if columns < 2 * indent {
            let _infallible = writeln!(text, "  {name}");
            wrap(about, 6, columns, text);
        } else {
            let mut entry = String::new();
            wrap(about, indent, columns, &mut entry);
            let name = format!("  {name}");
            let _infallible = write!(text, "{name:<indent$}{}", entry.trim_start());
        }
    }
}

/// Lines of at most `columns`, each after `indent` blanks.
fn wrap(words: &str, indent: usize, columns: usize, text: &mut String) {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.is_empty() && indent + line.len() + 1 + word.len() > columns {
            let _infallible = writeln!(text, "{:indent$}{line}", "");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _infallible = writeln!(text, "{:indent$}{line}", "");
}

/// `vault help COMMAND`.
pub(crate) fn of(rest: &[OsString]) -> Result<()> {
    let word = rest.first().and_then(|word| word.to_str());
    let Some(word) = word.filter(|word| !word.starts_with('-')) else {
        return overview();
    };
    let tree = tree::full();
    let Some(command) = tree.find_subcommand(word) else {
        return Err(unknown(word));
    };
    let name = format!("{} {word}", ui::program());
    let text = command.clone().bin_name(name).render_long_help();
    output::stdout::write(text.to_string().as_bytes())
}

/// Nothing says what to do.
pub(crate) fn no_command(rest: &[OsString]) -> Error {
    let unknown = rest.iter().filter_map(|word| word.to_str()).find(|word| {
        let name = word.split('=').next().unwrap_or(word);
        word.starts_with('-') && !is_global(name)
    });
    let message = match unknown {
        Some(option) => format!("Unknown options: {}", option.escape_debug()),
        None => "the following arguments are required: COMMAND".to_owned(),
    };
    let program = ui::program();
    Error::new(Kind::Usage, message)
        .hint(format!(
            "a beginning: {program} init, {program} create NAME, {program} get NAME"
        ))
        .hint(format!("{program} --help lists all commands"))
}

fn is_global(option: &str) -> bool {
    Globals::augment_args(clap::Command::new("vault"))
        .get_arguments()
        .filter_map(clap::Arg::get_long)
        .any(|name| option.strip_prefix("--") == Some(name))
}

/// A word that is no command, with the one that is nearest.
pub(crate) fn unknown(word: &str) -> Error {
    let tree = tree::full();
    let nearest = tree
        .get_subcommands()
        .map(clap::Command::get_name)
        .map(|name| (distance(word, name), name))
        .min();
    let error = Error::new(
        Kind::Usage,
        format!("unknown command '{}'", word.escape_debug()),
    );
    match nearest {
        Some((distance, name)) if distance <= 2.max(word.len() / 3) && distance < word.len() => {
            error.hint(format!("did you mean '{name}'?"))
        }
        _ => error.hint(format!("{} --help", ui::program())),
    }
}

/// Letters to insert, remove or replace to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, candidate) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *candidate);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::for_each_verb;

    #[test]
    fn every_verb_of_our_own_stands_in_one_group() {
        macro_rules! words {
            ($($module:ident::$verb:ident $word:literal,)*) => { [$($word,)*] };
        }
        let operations = crate::cli::commands::SHORT
            .iter()
            .map(|(_, form)| form.word);
        let words = for_each_verb!(words).into_iter().chain(operations);
        for word in words.chain(["help"]) {
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&word));
            assert_eq!(groups.count(), 1, "{word}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_finds_its_command() {
        for (typed, meant) in [
            ("get-secret-valeu", "did you mean 'get-secret-value'?"),
            ("lst", "did you mean 'list'?"),
            ("inti", "did you mean 'init'?"),
        ] {
            assert_eq!(unknown(typed).hints(), [meant]);
        }
        assert!(unknown("frobnicate").hints()[0].ends_with("--help"));
    }

    #[test]
    fn lines_are_wrapped_between_words() {
        let mut text = String::new();
        wrap("one two three", 2, 9, &mut text);
        assert_eq!(text, "  one two\n  three\n");
    }

    #[test]
    fn every_grouped_command_exists() {
        let tree = tree::full();
        for (_, names) in GROUPS {
            for name in names {
                assert!(tree.find_subcommand(name).is_some(), "{name}");
            }
        }
    }
}
