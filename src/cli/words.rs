//! The first look at argv: which command is meant, and which words are its own.

use std::ffi::{OsStr, OsString};

use crate::cli::globals::{IGNORED, VALUED};

/// A command line, split at its command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// The command's word, if there is one.
    pub(crate) command: Option<String>,
    /// All other words in their order, without the ignored options: global options may stand on either side.
    pub(crate) rest: Vec<OsString>,
    /// `--help` stands before the command.
    pub(crate) help: bool,
    /// `--version` stands before the command.
    pub(crate) version: bool,
}

impl Words {
    /// Splits what follows the program's name. What follows `--` is never looked at.
    pub(crate) fn split(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let mut words = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let Some(text) = argument.to_str() else {
                words.rest.push(argument);
                continue;
            };
            if text == "--" {
                words.rest.push(argument);
                words.rest.extend(arguments);
                break;
            }
            if words.command.is_none() && !text.starts_with('-') {
                words.command = Some(text.to_owned());
                continue;
            }
            if is_ignored(text) {
                continue;
            }
            if words.command.is_some() {
                words.rest.push(argument);
                continue;
            }
            match text {
                "--help" | "-h" => words.help = true,
                "--version" | "-V" => words.version = true,
                _ => {
                    let valued = VALUED.contains(&text);
                    words.rest.push(argument);
                    if valued {
                        words.rest.extend(arguments.next());
                    }
                }
            }
        }
        words
    }

    /// Whether `help` is all that follows the command, as the AWS CLI has it.
    pub(crate) fn asks_help(&self) -> bool {
        matches!(self.rest.as_slice(), [only] if only == OsStr::new("help"))
    }
}

/// Whether this is an option that changes nothing here.
fn is_ignored(text: &str) -> bool {
    let name = text.split_once('=').map_or(text, |(name, _)| name);
    IGNORED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> (Option<String>, String) {
        let words = Words::split(line.split_whitespace().map(OsString::from));
        let rest: Vec<_> = words
            .rest
            .iter()
            .map(|word| word.to_str().unwrap())
            .collect();
        (words.command, rest.join(" "))
    }

    #[test]
    fn global_options_stand_on_either_side_of_the_command() {
        assert_eq!(
            split("--region eu-west-1 --debug get-secret-value --secret-id x --output text"),
            (
                Some("get-secret-value".to_owned()),
                "--region eu-west-1 --debug --secret-id x --output text".to_owned()
            )
        );
        assert_eq!(
            split("--query=a get x"),
            (Some("get".to_owned()), "--query=a x".to_owned())
        );
    }

    #[test]
    fn ignored_options_go_and_what_follows_the_dashes_stays() {
        assert_eq!(
            split("--no-verify-ssl get x --no-cli-pager --no-sign-request y"),
            (Some("get".to_owned()), "x y".to_owned())
        );
        assert_eq!(
            split("run A -- cmd --no-cli-pager"),
            (Some("run".to_owned()), "A -- cmd --no-cli-pager".to_owned())
        );
    }

    #[test]
    fn help_and_version_are_the_programs_only_before_the_command() {
        let words = Words::split(["--version", "--help"].map(OsString::from));
        assert!(words.version && words.help && words.command.is_none());
        let words = Words::split(["get", "--help"].map(OsString::from));
        assert!(!words.help && !words.rest.is_empty());
    }
}
