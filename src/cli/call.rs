//! One operation, from its words to its answer.

use std::ffi::OsString;

use anyhow::Context as _;
use serde::Serialize;

use crate::cli::exit::Calling;
use crate::cli::globals::{Globals, Input};
use crate::cli::opened::{self, Opened};
use crate::cli::output::pages::Pages;
use crate::cli::output::query::Query;
use crate::cli::output::{self, Format};
use crate::cli::parse::{self, Parsed};
use crate::cli::place::Place;
use crate::cli::{human, input, skeleton, ui, value};
use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, Kind, Result};
use crate::iam::Action;
use crate::operations::{Effect, Operation, Request};
use crate::types::constraint::Constraints;
use crate::types::region::Region;

/// How an operation was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// The word that was typed.
    pub(crate) word: &'static str,
    /// The fields that are given by their place instead of an option.
    pub(crate) positionals: &'static [&'static str],
    /// Prints for people when people read it.
    pub(crate) short: bool,
}

impl Form {
    /// AWS's own word.
    pub(crate) const fn aws(word: &'static str) -> Self {
        Self {
            word,
            positionals: &[],
            short: false,
        }
    }

    /// A short name, whose first words are these fields.
    pub(crate) const fn short(word: &'static str, positionals: &'static [&'static str]) -> Self {
        Self {
            word,
            positionals,
            short: true,
        }
    }

    /// The command that this form reads, with `A`'s options.
    pub(crate) fn declare<A: clap::Args>(&self) -> clap::Command {
        let command = parse::declare::<A>(self.word);
        // What these say is taken from the words themselves.
        self.place(<Input as clap::Args>::augment_args(command))
    }

    /// The same with no more options than these words need.
    fn declare_for<A: clap::Args>(&self, rest: &[OsString]) -> clap::Command {
        let command = self.place(parse::declare_own::<A>(self.word));
        if parse::needs_no_globals(&command, rest) {
            command
        } else {
            self.declare::<A>()
        }
    }

    fn place(&self, mut command: clap::Command) -> clap::Command {
        for (index, field) in self.positionals.iter().enumerate() {
            command = command.mut_arg(*field, |argument| {
                // A batch may be named by filters instead.
                let required = *field != "secret_id_list";
                let argument = argument.long(None).index(index + 1).required(required);
                match argument.get_action() {
                    clap::ArgAction::Append => argument.num_args(1..),
                    _ => argument,
                }
            });
        }
        command
    }
}

/// What is to be done with an answer.
#[derive(Debug)]
pub(crate) struct Printer {
    operation: Action,
    format: Format,
    query: Option<String>,
    human: bool,
}

impl Printer {
    /// Decides before anything is done, so that a bad `--query` does nothing.
    pub(crate) fn new(
        operation: Action,
        form: &Form,
        globals: &Globals,
        place: &Place,
    ) -> Result<Self> {
        if let Some(query) = &globals.query {
            Query::parse(query)?;
        }
        let plain = globals.output.is_none() && globals.query.is_none();
        Ok(Self {
            operation,
            format: place.output,
            query: globals.query.clone(),
            human: form.short && plain && place.output == Format::Json && ui::stdout_is_terminal(),
        })
    }

    /// Whether the answer goes to a person who did not ask for a format.
    pub(crate) const fn is_for_people(&self) -> bool {
        self.human
    }

    /// What prints the pages of an answer one by one; `None` where they are printed as one.
    pub(crate) fn by_page(&self) -> Result<Option<Pages>> {
        if self.human || !self.format.goes_by_page() {
            return Ok(None);
        }
        Pages::new(self.format, self.query.as_deref()).map(Some)
    }

    /// Prints the answer.
    pub(crate) fn print<T: Serialize>(&self, answer: &T) -> Result<()> {
        if self.human {
            return output::stdout::write(
                human::render(&output::json::to_value(answer)?, ui::columns()).as_bytes(),
            );
        }
        output::print(answer, self.operation, self.format, self.query.as_deref())
    }
}

/// Runs the operation `O` as `form` asks for it.
pub(crate) fn run<O: Request>(form: &Form, rest: Vec<OsString>) -> anyhow::Result<()> {
    let Some((request, globals)) = read::<O, O>(form, rest)? else {
        return Ok(());
    };
    answer(request, form, Place::anywhere(&globals)?, &globals)
}

/// Reads the words of operation `O` with the options `A`; `None` when help or a skeleton was asked for and printed.
pub(crate) fn read<O: Request, A: clap::Args>(
    form: &Form,
    rest: Vec<OsString>,
) -> Result<Option<(A, Globals)>> {
    let command = form.declare_for::<A>(&rest);
    if let Some(what) = asked_skeleton(&rest)? {
        skeleton::print::<O>(what, &command)?;
        return Ok(None);
    }
    let parsed = parse::parse::<A>(command, rest, |command, words| {
        let words = if input::is_asked(&words) {
            input::merge(command, &skeleton::members(O::NAME)?, words)?
        } else {
            words
        };
        match form.word {
            "create" | "put" => value::supply(command, words),
            "tag" => Ok(tags(words)),
            _ => Ok(words),
        }
    })?;
    Ok(parsed.map(|Parsed { own, globals }| (own, globals)))
}

/// Sends a request and prints its answer.
pub(crate) fn answer<O: Request>(
    request: O,
    form: &Form,
    place: Place,
    globals: &Globals,
) -> anyhow::Result<()> {
    let printer = Printer::new(O::NAME, form, globals, &place)?;
    let answer = send(request, place, globals)?;
    let printed = printer.print(&answer);
    if O::EFFECT == Effect::Write {
        return Ok(printed.map_err(only_unprinted)?);
    }
    Ok(printed?)
}

/// A change that cannot be answered is made all the same: whoever tries it again should know.
pub(crate) fn only_unprinted(error: Error) -> Error {
    error.hint("the change is stored; only its answer could not be printed")
}

/// Sends a request to the vault that is meant.
pub(crate) fn send<O: Request>(
    mut request: O,
    place: Place,
    globals: &Globals,
) -> anyhow::Result<O::Response> {
    check(&request)?;
    request.fill_token(&OsEntropy)?;
    if O::EFFECT != Effect::Pure || place.remote.is_some() {
        return Opened::open(place, globals)?.handle(request);
    }
    let region = match place.region {
        Some(region) => region,
        None => Region::DEFAULT
            .parse()
            .map_err(|wrong: String| Error::new(Kind::Usage, wrong))?,
    };
    opened::tools()
        .handle_without_vault(request, &opened::owner(region))
        .context(Calling(O::NAME))
}

/// Refuses what the AWS CLI itself refuses before it sends a request, in botocore's words.
pub(crate) fn check<O: Operation>(request: &O) -> Result<()> {
    let mut check = Constraints::new();
    request.constraints(&mut check);
    let Some(text) = check.client_side() else {
        return Ok(());
    };
    let missing = skeleton::missing(&text);
    Err(Error::new(
        Kind::Usage,
        if missing.is_empty() {
            text
        } else {
            format!(
                "the following arguments are required: {}",
                missing.join(", ")
            )
        },
    ))
}

/// `team=core` is what people write for `Key=team,Value=core`.
fn tags(words: Vec<OsString>) -> Vec<OsString> {
    let tag = |word: OsString| {
        let Some((key, value)) = word.to_str().and_then(|word| word.split_once('=')) else {
            return word;
        };
        if key == "Key" || key.starts_with(['-', '{', '[']) {
            return word;
        }
        serde_json::json!({"Key": key, "Value": value})
            .to_string()
            .into()
    };
    // The program's name and the secret's may hold anything.
    let is_place = |word: &OsString| !word.as_encoded_bytes().starts_with(b"-");
    let mut places = 0;
    words
        .into_iter()
        .map(|word| {
            places += usize::from(is_place(&word));
            if places > 2 { tag(word) } else { word }
        })
        .collect()
}

/// What `--generate-cli-skeleton` asks for, if it is there.
fn asked_skeleton(rest: &[OsString]) -> Result<Option<&'static str>> {
    const OPTION: &str = "--generate-cli-skeleton";
    const KINDS: [&str; 3] = ["input", "output", "yaml-input"];
    let mut words = rest.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let Some(after) = word.to_str().and_then(|word| word.strip_prefix(OPTION)) else {
            continue;
        };
        let asked = match after.strip_prefix('=') {
            Some(value) => value,
            None if !after.is_empty() => continue,
            None => match words.next().and_then(|word| word.to_str()) {
                Some(value) if !value.starts_with('-') => value,
                _ => "input",
            },
        };
        return match KINDS.into_iter().find(|kind| *kind == asked) {
            Some(kind) => Ok(Some(kind)),
            None => Err(Error::new(
                Kind::Usage,
                format!(
                    "argument {OPTION}: Invalid choice, valid choices are: {}",
                    KINDS.join(", ")
                ),
            )),
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_may_be_written_as_people_do() {
        let words = [
            "x",
            "prod/a=b",
            "team=core",
            "a=b=c",
            "Key=k,Value=v",
            r#"{"Key":"a=b"}"#,
        ];
        assert_eq!(
            tags(words.map(OsString::from).to_vec())[2..],
            [
                r#"{"Key":"team","Value":"core"}"#,
                r#"{"Key":"a","Value":"b=c"}"#,
                "Key=k,Value=v",
                r#"{"Key":"a=b"}"#
            ]
        );
    }

    #[test]
    fn a_skeleton_is_asked_for_with_or_without_its_kind() {
        let asked = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            asked_skeleton(&words)
        };
        for (line, kind) in [
            ("--secret-id x --generate-cli-skeleton", Some("input")),
            ("--generate-cli-skeleton output", Some("output")),
            (
                "--generate-cli-skeleton=yaml-input --debug",
                Some("yaml-input"),
            ),
            ("--generate-cli-skeleton --debug", Some("input")),
            ("--secret-id x", None),
            ("-- --generate-cli-skeleton", None),
        ] {
            assert_eq!(asked(line).unwrap(), kind, "{line}");
        }
        assert!(asked("--generate-cli-skeleton nope").is_err());
    }
}
