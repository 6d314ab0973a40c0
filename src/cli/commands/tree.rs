//! All commands at once, for help, man pages and completions.

use clap::{Args, Command};

use super::{SHORT, for_each_verb};
use crate::cli::call::Form;
use crate::cli::globals::declare_ignored;
use crate::cli::{examples, parse, ui};
use crate::operations;

/// What `vault help` lists together; the rest are AWS's own names.
pub(crate) const GROUPS: [(&str, &[&str]); 8] = [
    (
        "Everyday",
        &[
            "get", "put", "edit", "create", "list", "generate", "describe", "update", "delete",
            "restore",
        ],
    ),
    (
        "Into a program",
        &["env", "run", "inject", "hook", "allow", "deny"],
    ),
    ("From elsewhere and back", &["import", "export"]),
    (
        "Versions, tags, rotation",
        &[
            "versions",
            "diff",
            "rollback",
            "stage",
            "batch-get",
            "tag",
            "untag",
            "rotate",
            "cancel-rotate",
        ],
    ),
    (
        "The vault",
        &[
            "init", "unlock", "lock", "status", "verify", "compact", "backup", "recover",
        ],
    ),
    ("What opens it", &["slot", "passphrase", "rekey"]),
    ("For applications", &["serve", "credentials"]),
    ("About", &["completions", "man", "help"]),
];

const HELP: &str = "Show what a command does";

/// The whole tree, as if every command were built for itself.
pub(crate) fn full() -> Command {
    build(true)
}

/// The tree without the options that are accepted and ignored: nobody looks for them.
pub(crate) fn for_completions() -> Command {
    build(false)
}

fn build(all: bool) -> Command {
    let mut tree = Command::new("vault")
        .bin_name(ui::program())
        .version(env!("CARGO_PKG_VERSION"))
        .about("AWS Secrets Manager for one machine, over one encrypted file")
        .disable_help_subcommand(true);
    macro_rules! verbs {
        ($($module:ident::$verb:ident $word:literal,)*) => {
            $(tree = tree.subcommand(dress(parse::declare::<super::$module::$verb>($word), all));)*
        };
    }
    for_each_verb!(verbs);
    let help = Topic::augment_args(Command::new("help").about(HELP));
    tree = tree.subcommand(dress(help, all));
    macro_rules! operations {
        ($($operation:ident $word:literal,)*) => {
            $(
                tree = tree.subcommand(operation::<operations::$operation>(&Form::aws($word), all));
                if let Some((_, form)) = SHORT.iter().find(|(name, _)| *name == $word) {
                    tree = tree.subcommand(operation::<operations::$operation>(form, all));
                }
            )*
        };
    }
    crate::for_each_operation!(operations);
    tree
}

/// One command with its options, as it is declared when it runs.
pub(crate) fn one(word: &str) -> Option<Command> {
    macro_rules! verbs {
        ($($module:ident::$verb:ident $word:literal,)*) => {
            match word {
                "help" => return Some(parse::declare::<Topic>("help")),
                $($word => return Some(parse::declare::<super::$module::$verb>($word)),)*
                _ => {}
            }
        };
    }
    for_each_verb!(verbs);
    let short = SHORT.iter().find(|(_, form)| form.word == word);
    let name = short.map_or(word, |(name, _)| name);
    macro_rules! operations {
        ($($operation:ident $word:literal,)*) => {
            match name {
                $($word => {
                    let form = short.map_or(Form::aws($word), |(_, form)| *form);
                    Some(augment(form.declare::<operations::$operation>(), &form))
                })*
                _ => None,
            }
        };
    }
    crate::for_each_operation!(operations)
}

#[derive(Debug, Args)]
// No doc comment: clap would take it for the command's help.
struct Topic {
    /// The command
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// The word and the first line of help of every command, without the options that all have.
pub(crate) fn abouts() -> Vec<(&'static str, String)> {
    let mut abouts = vec![("help", HELP.to_owned())];
    macro_rules! verbs {
        ($($module:ident::$verb:ident $word:literal,)*) => {
            $(abouts.push(($word, about::<super::$module::$verb>()));)*
        };
    }
    for_each_verb!(verbs);
    macro_rules! operations {
        ($($operation:ident $word:literal,)*) => {
            $(
                let help = about::<operations::$operation>();
                if let Some((_, form)) = SHORT.iter().find(|(name, _)| *name == $word) {
                    abouts.push((form.word, help.clone()));
                }
                abouts.push(($word, help));
            )*
        };
    }
    crate::for_each_operation!(operations);
    abouts
}

fn about<A: Args>() -> String {
    let command = A::augment_args(Command::new(""));
    command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn operation<A: Args>(form: &Form, all: bool) -> Command {
    dress(augment(form.declare::<A>(), form), all)
}

fn augment(command: Command, form: &Form) -> Command {
    match form.word {
        "list" | "list-secrets" => super::list::augment(command, form),
        _ => command,
    }
}

fn dress(command: Command, all: bool) -> Command {
    let examples = examples::of(command.get_name());
    let mut command = command.no_binary_name(false);
    if all {
        command = declare_ignored(command);
    }
    match examples {
        Some(examples) => command.after_help(examples),
        None => command,
    }
}
