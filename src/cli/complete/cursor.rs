//! What is wanted where the cursor is: of the one command that is meant only its own options are declared.

use std::ffi::OsString;

use clap::builder::ValueHint;
use clap::{Arg, ArgAction, Args as _, Command};

use crate::cli::commands::tree;
use crate::cli::globals::Globals;
use crate::cli::words::Words;

/// A candidate and what is said of it.
pub(super) type Word = (String, Option<String>);

/// What may stand under the cursor.
#[derive(Debug)]
pub(super) enum Wanted {
    /// Nothing that is known here.
    Nothing,
    /// A path.
    Files,
    /// A program to be run.
    Program,
    /// One of these.
    Words(Vec<Word>),
    /// A value that only the vault or the configuration knows.
    Value(Value),
}

/// A value of an option, or of a word that is given by its place.
#[derive(Debug)]
pub(super) struct Value {
    /// The field's name in the declaration.
    pub(super) field: String,
    /// The command's word.
    pub(super) command: String,
    /// What stands before the value in the same word: `--secret-id=`.
    pub(super) before: String,
    /// The value so far.
    pub(super) typed: String,
    /// A word that begins with a dash can be one.
    pub(super) may_be_dashed: bool,
    /// The other values of the line, by their fields.
    pub(super) given: Given,
}

/// Values by their fields, in the line's order.
#[derive(Debug, Default)]
pub(super) struct Given(Vec<(String, String)>);

impl Given {
    /// The last value of this field.
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        let mut found = self.0.iter().rev();
        found
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }

    fn add(&mut self, arg: &Arg, value: &str) {
        self.0.push((arg.get_id().to_string(), value.to_owned()));
    }
}

/// What may stand behind these words, the program's not among them.
pub(super) fn at(words: &[String], current: &str) -> Wanted {
    let split = Words::split(words.iter().map(OsString::from));
    let command = match &split.command {
        Some(word) => match tree::one(word) {
            Some(command) => command,
            None => return Wanted::Nothing,
        },
        None => Globals::augment_args(Command::new("")),
    };
    let rest: Vec<&str> = split.rest.iter().filter_map(|word| word.to_str()).collect();
    let line = Line::read(&command, &rest);
    line.wanted(&command, split.command.as_deref(), current)
}

/// The words between the command and the cursor.
struct Line<'c> {
    /// An option that awaits its value.
    pending: Option<&'c Arg>,
    /// Words given by their place.
    places: usize,
    /// Words behind `--`, if there is one.
    dashed: Option<usize>,
    given: Given,
}

impl<'c> Line<'c> {
    fn read(command: &'c Command, words: &[&str]) -> Self {
        let mut line = Self {
            pending: None,
            places: 0,
            dashed: None,
            given: Given::default(),
        };
        for word in words {
            line.take(command, word);
        }
        line
    }

    fn take(&mut self, command: &'c Command, word: &str) {
        if let Some(count) = &mut self.dashed {
            *count += 1;
            if last(command).is_none() {
                self.place(command, word);
            }
            return;
        }
        if let Some(arg) = self.pending {
            let ends = is_list(arg) && word.starts_with('-');
            if !ends {
                self.given.add(arg, word);
                self.pending = Some(arg).filter(|arg| is_list(arg));
                return;
            }
            self.pending = None;
        }
        if word == "--" {
            self.dashed = Some(0);
        } else if let Some(option) = word.strip_prefix("--") {
            let (name, value) = match option.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (option, None),
            };
            let arg = option_of(command, name);
            match (arg, value) {
                (Some(arg), Some(value)) => self.given.add(arg, value),
                (Some(arg), None) if arg.get_action().takes_values() => self.pending = Some(arg),
                (Some(arg), None) => self.given.add(arg, ""),
                (None, _) => {}
            }
        } else if !word.starts_with('-') || word == "-" {
            self.place(command, word);
        }
    }

    fn place(&mut self, command: &Command, word: &str) {
        if let Some(arg) = placed(command, self.places) {
            self.given.add(arg, word);
            self.places += usize::from(!is_list(arg));
        }
    }

    fn wanted(self, command: &Command, word: Option<&str>, current: &str) -> Wanted {
        if let (Some(count), Some(_)) = (self.dashed, last(command)) {
            return if count == 0 {
                Wanted::Program
            } else {
                Wanted::Files
            };
        }
        if let Some(arg) = self.pending
            && !(is_list(arg) && current.starts_with('-'))
        {
            return self.value(arg, word, "", current);
        }
        if self.dashed.is_none() && current.starts_with('-') {
            let Some((name, typed)) = current.split_once('=') else {
                return Wanted::Words(options(command));
            };
            let arg = option_of(command, name.trim_start_matches('-'));
            return match arg.filter(|arg| arg.get_action().takes_values()) {
                Some(arg) => self.value(arg, word, &format!("{name}="), typed),
                None => Wanted::Nothing,
            };
        }
        if word.is_none() {
            return Wanted::Words(commands());
        }
        match placed(command, self.places) {
            Some(arg) => self.value(arg, word, "", current),
            None if current.is_empty() => Wanted::Words(options(command)),
            None => Wanted::Nothing,
        }
    }

    fn value(self, arg: &Arg, word: Option<&str>, before: &str, typed: &str) -> Wanted {
        let possible = arg.get_possible_values();
        if !possible.is_empty() {
            let known = possible.iter().map(|value| {
                let about = value.get_help().map(ToString::to_string);
                (format!("{before}{}", value.get_name()), about)
            });
            return Wanted::Words(known.collect());
        }
        if word == Some("help") {
            return Wanted::Words(commands());
        }
        if arg.get_value_hint() == ValueHint::AnyPath {
            return Wanted::Files;
        }
        Wanted::Value(Value {
            field: arg.get_id().to_string(),
            command: word.unwrap_or_default().to_owned(),
            before: before.to_owned(),
            typed: typed.to_owned(),
            may_be_dashed: self.dashed.is_some() || !before.is_empty() || typed.starts_with('-'),
            given: self.given,
        })
    }
}

fn commands() -> Vec<Word> {
    let known = tree::abouts().into_iter();
    known
        .map(|(word, about)| (word.to_owned(), Some(about)))
        .collect()
}

fn options(command: &Command) -> Vec<Word> {
    let about = |arg: &Arg| arg.get_help().map(ToString::to_string);
    let long = |arg: &Arg| arg.get_long().map(|name| (format!("--{name}"), about(arg)));
    let mut known: Vec<Word> = command.get_arguments().filter_map(long).collect();
    known.push(("--help".to_owned(), Some("Print help".to_owned())));
    known
}

/// The option of this name; as on the command line, its beginning is enough where no other begins so.
fn option_of<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    let named = |arg: &&Arg| arg.get_long() == Some(name);
    if let Some(arg) = command.get_arguments().find(named) {
        return Some(arg);
    }
    let begins = |arg: &&Arg| arg.get_long().is_some_and(|long| long.starts_with(name));
    let mut found = command.get_arguments().filter(begins);
    match (found.next(), found.next()) {
        (Some(only), None) if !name.is_empty() => Some(only),
        _ => None,
    }
}

/// What stands at this place, counted from 0, before any `--`.
fn placed(command: &Command, place: usize) -> Option<&Arg> {
    let mut placed: Vec<&Arg> = command
        .get_positionals()
        .filter(|arg| !arg.is_last_set())
        .collect();
    placed.sort_by_key(|arg| arg.get_index().unwrap_or(usize::MAX));
    placed.get(place).copied()
}

/// What stands behind `--`.
fn last(command: &Command) -> Option<&Arg> {
    command.get_positionals().find(|arg| arg.is_last_set())
}

/// Whether several values may follow each other.
fn is_list(arg: &Arg) -> bool {
    let several = arg
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1);
    several || matches!(arg.get_action(), ArgAction::Append) && arg.is_positional()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(line: &str) -> Wanted {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let current = words.pop().unwrap_or_default();
        at(&words, &current)
    }

    /// The field, what stands before the value, and the value so far.
    fn value(line: &str) -> (String, String, String) {
        match wanted(line) {
            Wanted::Value(value) => (value.field, value.before, value.typed),
            other => panic!("{line}: {other:?}"),
        }
    }

    fn list(line: &str) -> Vec<String> {
        match wanted(line) {
            Wanted::Words(words) => words.into_iter().map(|(word, _)| word).collect(),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn secrets_stand_where_the_commands_have_them() {
        for (line, field) in [
            ("get pr", "secret"),
            ("get --version-stage AWSCURRENT ", "secret"),
            ("--region eu-west-1 describe ", "secret_id"),
            ("put ", "secret_id"),
            ("rotate ", "secret_id"),
            ("get-secret-value --secret-id ", "secret_id"),
            ("get-secret-value --secret ", "secret_id"),
            ("batch-get a b ", "secret_id_list"),
            (
                "batch-get-secret-value --secret-id-list a ",
                "secret_id_list",
            ),
            ("env A ", "references"),
            ("run A B", "references"),
            ("tag x ", "tags"),
            ("untag x a ", "tag_keys"),
            ("untag-resource --secret-id x --tag-keys a ", "tag_keys"),
            ("stage x ", "version_stage"),
            (
                "stage x AWSCURRENT --move-to-version-id ",
                "move_to_version_id",
            ),
            ("--profile ", "profile"),
            ("list --profile ", "profile"),
            ("get -- -", "secret"),
        ] {
            assert_eq!(value(line).0, field, "{line}");
        }
        assert_eq!(
            value("get-secret-value --secret-id=pr"),
            ("secret_id".into(), "--secret-id=".into(), "pr".into())
        );
    }

    #[test]
    fn commands_options_and_choices_need_no_vault() {
        assert!(list("").contains(&"get-secret-value".to_owned()));
        assert!(list("help ").contains(&"list".to_owned()));
        assert!(list("get -").contains(&"--version-stage".to_owned()));
        assert!(list("--").contains(&"--vault-file".to_owned()));
        assert!(list("get x ").contains(&"--key".to_owned()));
        assert_eq!(list("slot "), ["list", "add", "remove"]);
        assert!(list("env --format ").contains(&"fish".to_owned()));
        assert!(list("list --color=").contains(&"--color=auto".to_owned()));
        assert!(matches!(wanted("nope "), Wanted::Nothing));
        assert!(matches!(wanted("get x y"), Wanted::Nothing));
    }

    #[test]
    fn paths_and_programs_are_the_shells() {
        for line in [
            "backup create ",
            "--vault-file ",
            "init --key-file=",
            "run -- a ",
        ] {
            assert!(matches!(wanted(line), Wanted::Files), "{line}");
        }
        assert!(matches!(wanted("run A -- "), Wanted::Program));
    }

    #[test]
    fn what_the_line_says_is_known() {
        let Wanted::Value(value) =
            wanted("--profile=work get-secret-value --secret-id x --version-stage ")
        else {
            panic!();
        };
        assert_eq!(value.given.get("secret_id"), Some("x"));
        assert_eq!(value.given.get("profile"), Some("work"));
        assert_eq!(value.given.get("region"), None);
    }
}
