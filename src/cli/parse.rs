//! One command's words become its options: only this command is declared, which costs a tenth of the whole tree.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, ArgMatches, ColorChoice, Command};

use crate::cli::expand::{Arity, expand};
use crate::cli::globals::{Globals, declare_ignored};
use crate::cli::ui;
use crate::error::{Error, Kind, Result};

/// What a command's words say.
#[derive(Debug)]
pub(crate) struct Parsed<A> {
    /// The command's own options.
    pub(crate) own: A,
    /// The options that every command has.
    pub(crate) globals: Globals,
}

/// The command of this word, with `A`'s options and the global ones.
pub(crate) fn declare<A: clap::Args>(word: &'static str) -> Command {
    let command = <Globals as clap::Args>::augment_args(bare(word));
    A::augment_args(command.next_help_heading(None::<&str>))
}

/// The same without the global options, which are half of what a command line costs: where [`needs_no_globals`].
pub(crate) fn declare_own<A: clap::Args>(word: &'static str) -> Command {
    A::augment_args(bare(word))
}

fn bare(word: &'static str) -> Command {
    Command::new(word)
        .no_binary_name(true)
        .disable_version_flag(true)
        .args_override_self(true)
}

/// Whether every word that may be an option is one of this command, spelt out: no other can be meant, and none suggested.
pub(crate) fn needs_no_globals(command: &Command, rest: &[OsString]) -> bool {
    let is_own = |word: &OsString| {
        let long = word.to_str().and_then(|word| word.strip_prefix("--"));
        let name = long.map(|long| long.split_once('=').map_or(long, |(name, _)| name));
        name.is_some() && command.get_arguments().any(|arg| arg.get_long() == name)
    };
    rest.iter()
        .take_while(|word| *word != "--")
        .all(|word| !word.as_encoded_bytes().starts_with(b"-") || is_own(word))
}

/// Reads the words that follow the command's; `None` when help was asked for and printed.
///
/// `rewrite` may change the words between their expansion and clap.
pub(crate) fn parse<A: clap::Args>(
    command: Command,
    rest: Vec<OsString>,
    rewrite: impl FnOnce(&Command, Vec<OsString>) -> Result<Vec<OsString>>,
) -> Result<Option<Parsed<A>>> {
    let mut words = Vec::with_capacity(rest.len() + 1);
    words.push(OsString::from(ui::program()));
    words.extend(rest);
    let expanded = expand(words, &|name| arity(&command, name))?;
    if expanded.literal_secret && ui::stderr_is_terminal() {
        ui::hint(
            "a secret typed on the command line stays in the shell's history; --secret-string file://PATH or - (standard input) does not",
        );
    }
    let mut words = rewrite(&command, expanded.args)?;
    words.remove(0);
    let name = command.get_name().to_owned();
    match read(command, words) {
        Ok((own, globals)) => Ok(Some(Parsed { own, globals })),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            print_help(&error)?;
            Ok(None)
        }
        Err(error) => Err(usage(&error, &name)),
    }
}

fn read<A: clap::Args>(
    mut command: Command,
    words: Vec<OsString>,
) -> Result<(A, Globals), clap::Error> {
    if words
        .iter()
        .take_while(|word| *word != "--")
        .any(|word| word == "--help" || word == "-h")
    {
        command = dress(command).color(color(&words));
    }
    let has_globals = command
        .get_groups()
        .any(|group| Some(group.get_id()) == <Globals as clap::Args>::group_id().as_ref());
    let mut matches: ArgMatches = command.try_get_matches_from(words)?;
    let globals = if has_globals {
        <Globals as clap::FromArgMatches>::from_arg_matches_mut(&mut matches)?
    } else {
        Globals::default()
    };
    Ok((A::from_arg_matches_mut(&mut matches)?, globals))
}

/// What only help needs.
fn dress(command: Command) -> Command {
    let name = format!("{} {}", ui::program(), command.get_name());
    let examples = crate::cli::examples::of(command.get_name());
    let command = declare_ignored(command).bin_name(name);
    match examples {
        Some(examples) => command.after_help(examples),
        None => command,
    }
}

fn color(words: &[OsString]) -> ColorChoice {
    let mut asked = words.iter().rev();
    match asked.find_map(|word| word.to_str()?.strip_prefix("--color=")) {
        Some("on") => ColorChoice::Always,
        Some("off") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

fn print_help(error: &clap::Error) -> Result<()> {
    error
        .print()
        .map_err(|error| Error::io("cannot write to", "standard output".as_ref(), error))
}

fn arity(command: &Command, name: &str) -> Arity {
    if name == "help" {
        return Arity::Flag;
    }
    let known = command.get_arguments().find(|arg| {
        arg.get_long() == Some(name)
            || arg
                .get_all_aliases()
                .is_some_and(|aliases| aliases.contains(&name))
    });
    let Some(arg) = known else {
        let longs = command.get_arguments().filter_map(clap::Arg::get_long);
        let mut longs = longs.filter(|long| long.starts_with(name));
        return match (longs.next(), longs.next()) {
            (Some(only), None) if !name.is_empty() => Arity::Abbreviates(only.to_owned()),
            _ => Arity::Unknown,
        };
    };
    match arg.get_action() {
        _ if arg.is_require_equals_set() => Arity::Flag,
        ArgAction::Set => Arity::One,
        // One that is given anew for each value takes no word behind it.
        ArgAction::Append
            if arg
                .get_num_args()
                .is_none_or(|count| count.max_values() == 1) =>
        {
            Arity::One
        }
        ArgAction::Append => Arity::Many,
        _ => Arity::Flag,
    }
}

/// clap's many lines in one, with its tips as hints and in the AWS CLI's words where it has them.
fn usage(error: &clap::Error, word: &str) -> Error {
    let culprits = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(many)) => many.clone(),
        _ => Vec::new(),
    };
    let names: Vec<&str> = culprits
        .iter()
        .map(|arg| arg.split(' ').next().unwrap_or(arg))
        .map(|arg| {
            arg.trim_start_matches('<')
                .trim_end_matches("...")
                .trim_end_matches('>')
        })
        .collect();
    if error.kind() == ErrorKind::UnknownArgument && names.iter().any(|name| !name.starts_with('-'))
    {
        return extra_operand(word);
    }
    let rendered = error.render().to_string();
    let mut lines = rendered.lines().map(str::trim);
    let message = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            format!("the following arguments are required: {}", names.join(", "))
        }
        ErrorKind::UnknownArgument => format!("Unknown options: {}", names.join(", ")),
        _ => {
            let text: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            let text = without_handle(text.join(" "), error);
            text.strip_prefix("error: ").unwrap_or(&text).to_owned()
        }
    };
    let mut usage = Error::new(Kind::Usage, message);
    for line in lines {
        if let Some(tip) = line.strip_prefix("tip: ")
            && !tip.starts_with("to pass ")
        {
            usage = usage.hint(tip);
        }
    }
    usage.hint(format!("{} {word} --help", ui::program()))
}

/// clap would show the handle of a secret as if it were the value.
fn without_handle(text: String, error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) if value.starts_with('\0') => {
            let shown = format!("invalid value '{}' for", value.trim_start_matches('\0'));
            text.replacen(&shown, "invalid value for", 1)
        }
        _ => text,
    }
}

/// One word too many: it is not shown, for it may be a secret that was meant as the value.
fn extra_operand(word: &str) -> Error {
    let error = Error::new(
        Kind::Usage,
        "there is one word too many on the command line, or an option's name is missing",
    );
    let error = match word {
        "create" | "put" | "update" => error.hint(
            "a value is given by standard input, --secret-string file://PATH or, on a terminal, when it is asked for",
        ),
        "get" => error.hint("a member of a JSON value is printed by --key MEMBER"),
        _ => error,
    };
    error.hint(format!("{} {word} --help", ui::program()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::GetSecretValue;

    fn read_with(words: &[&str]) -> (bool, Globals) {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let own = declare_own::<GetSecretValue>("get-secret-value");
        let is_enough = needs_no_globals(&own, &words);
        let command = if is_enough {
            own
        } else {
            declare::<GetSecretValue>("get-secret-value")
        };
        let (_, globals) = read::<GetSecretValue>(command, words).unwrap();
        (is_enough, globals)
    }

    #[test]
    fn global_options_are_declared_where_a_word_may_be_one() {
        let (is_enough, globals) = read_with(&["--secret-id", "x", "--version-stage=y"]);
        assert!(is_enough && globals.region.is_none());
        for words in [
            ["--secret-id=x", "--region=eu-west-1"],
            ["--region=eu-west-1", "--secret-id=x"],
        ] {
            let (is_enough, globals) = read_with(&words);
            assert!(!is_enough);
            assert_eq!(globals.region.as_deref(), Some("eu-west-1"));
        }
    }

    #[test]
    fn an_abbreviation_or_a_mistake_is_held_against_all_options() {
        let own = declare_own::<GetSecretValue>("get-secret-value");
        for word in ["--reg", "--secret", "--nonsense", "-x", "--help", "-"] {
            assert!(!needs_no_globals(&own, &[word.into()]), "{word}");
        }
        assert!(needs_no_globals(&own, &["--".into(), "--region".into()]));
    }
}
