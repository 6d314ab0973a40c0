//! A new value that no option gives: asked for without echo on a terminal, else read from standard input.

use std::ffi::OsString;

use clap::Command;
use zeroize::Zeroizing;

use crate::cli::expand;
use crate::cli::ui;
use crate::error::{Error, Kind, Result};
use crate::types::sensitive::stash;

/// Adds the option that holds the value, unless there is one, or something else is wrong: nothing is asked for then.
pub(crate) fn supply(command: &Command, mut words: Vec<OsString>) -> Result<Vec<OsString>> {
    let end = words
        .iter()
        .position(|word| word == "--")
        .unwrap_or(words.len());
    let is = |name: &str| {
        words[..end]
            .iter()
            .any(|word| word.to_str().is_some_and(|word| word.starts_with(name)))
    };
    // More than the program and the secret: for clap to refuse, before anything is read.
    let operands = words.len() - end
        + words[..end]
            .iter()
            .filter(|word| !word.as_encoded_bytes().starts_with(b"-"))
            .count();
    if operands > 2 + usize::from(end < words.len())
        || is("--secret-string")
        || is("--secret-binary")
        || is("--help")
        || is("-h")
    {
        return Ok(words);
    }
    let any_value = stash(Zeroizing::new(b"-".to_vec()));
    let mut whole = words[1..].to_vec();
    whole.insert(end - 1, format!("--secret-string={any_value}").into());
    if command.clone().try_get_matches_from(whole).is_err() {
        return Ok(words);
    }
    let (option, bytes) = read()?;
    words.insert(end, format!("--{option}={}", stash(bytes)).into());
    Ok(words)
}

fn read() -> Result<(&'static str, Zeroizing<Vec<u8>>)> {
    if ui::stdin_is_terminal() {
        let mut typed = ui::ask_secret_alone("Value").map_err(|error| match error.kind() {
            Kind::Usage => error.hint(
                "any value can be read from a file: --secret-string file://PATH, or `< PATH`",
            ),
            _ => error,
        })?;
        if typed.is_empty() {
            return Err(Error::new(Kind::Usage, "nothing was typed"));
        }
        let bytes = std::mem::take(&mut *typed).into_bytes();
        return Ok(("secret-string", Zeroizing::new(bytes)));
    }
    let bytes = expand::read_stdin("secret-string")?;
    if bytes.is_empty() {
        return Err(
            Error::new(Kind::Usage, "standard input holds no value").hint(
                "give the value with --secret-string file://PATH, or run the command on a terminal",
            ),
        );
    }
    if str::from_utf8(&bytes).is_err() {
        return Ok(("secret-binary", bytes));
    }
    if is_line(&bytes) {
        ui::warning("the value ends in a line feed, which is kept; printf %s writes none");
    }
    Ok(("secret-string", bytes))
}

/// A single line with its end, which is rarely meant: `echo secret | vault put x`. In a JSON document it means nothing.
fn is_line(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"{")
        && bytes.iter().position(|byte| *byte == b'\n') == Some(bytes.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_given_is_not_asked_for() {
        for word in ["--secret-string=x", "--secret-binary=x", "--help", "-h"] {
            let words = vec![OsString::from("vault"), word.into()];
            let command = Command::new("put");
            assert_eq!(supply(&command, words.clone()).unwrap(), words);
        }
    }

    #[test]
    fn only_a_single_line_is_suspicious() {
        assert!(is_line(b"secret\n"));
        for fine in ["secret", "a\nb\n", "a\nb", "{\"a\":1}\n"] {
            assert!(!is_line(fine.as_bytes()));
        }
    }
}
