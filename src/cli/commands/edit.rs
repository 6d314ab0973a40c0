//! `vault edit NAME`: a secret's value in the user's editor.

use zeroize::Zeroizing;

use super::Verb;
use crate::cli::call;
use crate::cli::globals::Globals;
use crate::cli::memory_folder::MemoryFolder;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::cli::{editor, ui};
use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, Kind, Result};
use crate::operations::{GetSecretValue, Operation as _, PutSecretValue};
use crate::shell::json_text::{compact, pretty};
use crate::shell::member::members;
use crate::types::sensitive::{SecretString, SecretValue};

/// More than any value; what an editor leaves that is longer is refused.
const LONGEST: usize = 1 << 20;

/// Edit a secret's value in your editor
///
/// VISUAL or EDITOR names it. The value is in a private file in memory meanwhile, and the editors that are known (vim, neovim,
/// nano, emacs, micro) are told to keep no swap, undo, backup or history files. JSON is shown with a line for each member, checked, and
/// stored as tightly as it was. A value that is not changed makes no version, and an editor that fails changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault edit prod/db
  EDITOR='code --wait' vault edit prod/db
  vault diff prod/db              what was changed")]
pub(crate) struct Edit {
    /// The name or ARN of the secret
    #[arg(value_name = "SECRET", required = true)]
    secret: String,
}

impl Verb for Edit {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let request = GetSecretValue {
            secret_id: Some(self.secret.clone()),
            ..GetSecretValue::default()
        };
        call::check(&request)?;
        let mut vault = Opened::open(Place::anywhere(globals)?, globals)?;
        let answer = vault.handle(request.clone())?;
        let (name, version) = (answer.name.clone(), answer.version_id.clone());
        let shown = ui::escape(&name).into_owned();
        let Some(SecretValue::Text(text)) = answer.into_value() else {
            let text = format!("{shown} holds bytes, which no text editor shows");
            return Err(Error::new(Kind::Other, text)
                .hint(
                    "`vault get` writes them, `vault put --secret-binary fileb://PATH` reads them",
                )
                .into());
        };
        let draft = Draft::of(text.expose());
        let edited = draft.edit()?;
        let Some(edited) = edited else {
            ui::line(&format!("{shown}: unchanged"));
            return Ok(());
        };
        // Somebody may have been quicker.
        vault.refresh()?;
        if vault.handle(request)?.version_id != version {
            let text = format!("{shown} was changed by somebody else meanwhile");
            if !ui::can_ask() || !ui::confirm(&format!("{text}. Store yours all the same?"))? {
                let text = format!("nothing was changed: {text}");
                return Err(Error::new(Kind::Other, text).into());
            }
        }
        let mut put = PutSecretValue {
            secret_id: Some(name),
            secret_string: Some(SecretString::new(edited)),
            ..PutSecretValue::default()
        };
        put.fill_token(&OsEntropy)?;
        let stored = vault.handle(put)?;
        ui::line(&format!(
            "{shown}: {} is the current version",
            stored.version_id.as_str()
        ));
        Ok(())
    }
}

/// A value as it goes to the editor.
struct Draft<'v> {
    value: &'v str,
    is_json: bool,
    /// The editor's file ends with a line end that the value does not have.
    is_ended: bool,
    text: Zeroizing<Vec<u8>>,
}

impl<'v> Draft<'v> {
    fn of(value: &'v str) -> Self {
        let is_json = value.trim_start().starts_with(['{', '[']) && json_error(value).is_none();
        let mut text = if is_json && !value.contains('\n') {
            pretty(value)
        } else {
            Zeroizing::new(value.as_bytes().to_vec())
        };
        // Editors end the last line in any case.
        let is_ended = !text.ends_with(b"\n");
        if is_ended {
            let mut longer = Zeroizing::new(Vec::with_capacity(text.len() + 1));
            longer.extend_from_slice(&text);
            longer.push(b'\n');
            text = longer;
        }
        Self {
            value,
            is_json,
            is_ended,
            text,
        }
    }

    /// What the user made of it; `None` if that is the same.
    fn edit(&self) -> Result<Option<Zeroizing<String>>> {
        let folder = MemoryFolder::new()?;
        let name = if self.is_json {
            "secret.json"
        } else {
            "secret.txt"
        };
        let file = folder.write(name, &self.text)?;
        loop {
            editor::edit(&file)?;
            let found = folder.read(name, LONGEST).map_err(|error| {
                let text = format!("nothing was changed: {}", error.message());
                Error::new(error.kind(), text)
            })?;
            if *found == *self.text {
                return Ok(None);
            }
            match self.accept(&found) {
                Ok(value) if *value == self.value => return Ok(None),
                Ok(value) => return Ok(Some(value)),
                Err(error) if ui::can_ask() => {
                    if !ui::confirm(&format!("{}. Edit it again?", error.message()))? {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The value that the editor's text is.
    fn accept(&self, text: &[u8]) -> Result<Zeroizing<String>> {
        let wrong = |what: &str| Error::new(Kind::Other, format!("nothing was changed: {what}"));
        let text = str::from_utf8(text).map_err(|_| wrong("the text is not UTF-8"))?;
        let value = match text.strip_suffix('\n') {
            Some(value) if self.is_ended => value.strip_suffix('\r').unwrap_or(value),
            _ => text,
        };
        if value.trim().is_empty() {
            return Err(wrong("the text is empty"));
        }
        if !self.is_json {
            return Ok(Zeroizing::new(value.to_owned()));
        }
        if let Some((line, column)) = json_error(value) {
            return Err(wrong(&format!(
                "line {line}, column {column}: this is not JSON"
            )));
        }
        if let Some(name) = repeated(value) {
            return Err(wrong(&format!(
                "the member \"{}\" is there twice",
                name.escape_debug()
            )));
        }
        let tight = compact(value);
        let tight = str::from_utf8(&tight).unwrap_or_default();
        let was_tight = compact(self.value);
        if tight.as_bytes() == &**was_tight {
            return Ok(Zeroizing::new(self.value.to_owned()));
        }
        let is_laid_out = *was_tight != self.value.as_bytes() && self.value.contains('\n');
        Ok(Zeroizing::new(
            if is_laid_out { value } else { tight }.to_owned(),
        ))
    }
}

/// Where a text stops being JSON. What stands there is not said: it is a secret's.
fn json_error(text: &str) -> Option<(usize, usize)> {
    let parsed: std::result::Result<serde::de::IgnoredAny, _> = serde_json::from_str(text);
    parsed.err().map(|error| (error.line(), error.column()))
}

/// A member's name that an object has twice: what reads it would see one of the two.
fn repeated(text: &str) -> Option<String> {
    let mut names: Vec<String> = members(text)?
        .into_iter()
        .map(|member| member.name)
        .collect();
    names.sort_unstable();
    names
        .windows(2)
        .find(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(value: &str, text: &str) -> std::result::Result<String, String> {
        let accepted = Draft::of(value).accept(text.as_bytes());
        accepted
            .map(|value| value.to_string())
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn json_is_shown_with_lines_and_stored_as_tightly_as_it_was() {
        let draft = Draft::of(r#"{"a": 1.0}"#);
        assert_eq!(*draft.text, b"{\n  \"a\": 1.0\n}\n");
        let edited = "{\n  \"a\": 2,\n  \"b\": \"x y\"\n}\n";
        assert_eq!(
            accepted(r#"{"a":1}"#, edited).unwrap(),
            r#"{"a":2,"b":"x y"}"#
        );
        let laid_out = "{\n \"a\": 1\n}";
        assert_eq!(
            accepted(laid_out, "{\n \"a\": 2\n}\n").unwrap(),
            "{\n \"a\": 2\n}"
        );
        assert_eq!(
            accepted(r#"{"a": 1}"#, "{\"a\":1}\n").unwrap(),
            r#"{"a": 1}"#
        );
    }

    #[test]
    fn the_line_end_that_editors_add_is_not_the_values() {
        assert_eq!(accepted("x", "y\n").unwrap(), "y");
        assert_eq!(accepted("x\n", "y\n").unwrap(), "y\n");
        assert_eq!(accepted("x", "y").unwrap(), "y");
    }

    #[test]
    fn what_is_no_value_is_refused_without_showing_it() {
        let wrong = accepted("{}", "{\n\"hunter2\"\n}\n").unwrap_err();
        assert_eq!(
            wrong,
            "nothing was changed: line 3, column 1: this is not JSON"
        );
        assert!(
            accepted("x", "\n")
                .unwrap_err()
                .ends_with("the text is empty")
        );
        assert_eq!(
            accepted(r#"{"a":1}"#, r#"{"a":1,"b":2,"a":3}"#).unwrap_err(),
            "nothing was changed: the member \"a\" is there twice"
        );
        let draft = Draft::of("x");
        assert!(
            draft
                .accept(b"\xff")
                .unwrap_err()
                .message()
                .ends_with("not UTF-8")
        );
    }
}
