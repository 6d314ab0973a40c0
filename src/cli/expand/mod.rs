//! The command line before clap reads it: `file://`, `fileb://` and standard input are replaced by what they
//! hold, lists by one word an element, and every option with a value becomes `--option=value`, so that a value may
//! begin with a dash. Secrets go into the wiped table of [`crate::types::sensitive`]: clap sees only handles.

mod paramfile;
mod words;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::types::sensitive::{decode_base64, stash};
use paramfile::Source;
pub use words::Arity;
use words::Word;

/// A command line that clap can read.
#[derive(Debug)]
pub struct Expanded {
    /// The program's name and its words.
    pub args: Vec<OsString>,
    /// Whether a secret was typed, which other users see in a process list: worth a hint on a terminal.
    pub literal_secret: bool,
}

/// Rewrites `args`, the program's name first; `arity` knows every option of the command, without its dashes.
///
/// What cannot be read is `Kind::Usage` in the AWS CLI's words.
pub fn expand(args: Vec<OsString>, arity: &dyn Fn(&str) -> Arity) -> Result<Expanded> {
    let words = words::group(args, arity);
    let mut reader = Reader {
        literal_is_base64: !words.iter().any(asks_for_raw_blobs),
        stdin_is_read: false,
        literal_secret: false,
    };
    let mut args = Vec::with_capacity(words.len());
    for word in words {
        match word {
            Word::AsIs(word) => args.push(word),
            Word::Option {
                name,
                values,
                is_list,
            } => {
                let values = reader.resolve(&name, values, is_list)?;
                if values.is_empty() {
                    // A list with nothing in it is not a list that was not given.
                    args.push(format!("--{name}").into());
                }
                for value in values {
                    let mut arg = OsString::with_capacity(name.len() + value.len() + 3);
                    for part in ["--".as_ref(), name.as_ref(), "=".as_ref(), &*value] {
                        let part: &OsStr = part;
                        arg.push(part);
                    }
                    args.push(arg);
                }
            }
        }
    }
    Ok(Expanded {
        args,
        literal_secret: reader.literal_secret,
    })
}

/// Standard input to its end, exactly, as the value of `option`.
pub(crate) fn read_stdin(option: &str) -> Result<Zeroizing<Vec<u8>>> {
    paramfile::load_stdin(option)
}

/// A whole file of secrets, or standard input where the path is `-`; at most `limit` bytes, else `FileTooLarge`.
pub(crate) fn read_whole(path: &Path, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    paramfile::load_whole(path, limit)
}

/// The error of a value that cannot be understood, in AWS's words; `option` has no dashes.
fn parameter_error(option: &str, message: &str) -> Error {
    Error::new(
        Kind::Usage,
        format!("Error parsing parameter '--{option}': {message}"),
    )
}

fn asks_for_raw_blobs(word: &Word) -> bool {
    matches!(word, Word::Option { name, values, .. }
        if name == "cli-binary-format" && values.iter().any(|value| value == "raw-in-base64-out"))
}

/// The options whose value goes into the wiped table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secret {
    /// `--secret-string`.
    Text,
    /// `--secret-binary`.
    Binary,
    /// A request, in which a secret may stand.
    Request,
}

impl Secret {
    fn of(option: &str) -> Option<Self> {
        match option {
            "secret-string" => Some(Self::Text),
            "secret-binary" => Some(Self::Binary),
            "cli-input-json" | "cli-input-yaml" => Some(Self::Request),
            _ => None,
        }
    }
}

struct Reader {
    /// `--cli-binary-format base64`, the default.
    literal_is_base64: bool,
    stdin_is_read: bool,
    literal_secret: bool,
}

impl Reader {
    /// An option's values as clap should see them. As with AWS, only a lone value can be a file or a JSON list.
    fn resolve(
        &mut self,
        option: &str,
        mut values: Vec<OsString>,
        is_list: bool,
    ) -> Result<Vec<OsString>> {
        if values.len() > 1 {
            return Ok(values);
        }
        let Some(value) = values.pop() else {
            return Ok(values);
        };
        if let Some(secret) = Secret::of(option) {
            return Ok(vec![stash(self.secret(option, secret, value)?).into()]);
        }
        let value = match Source::of(&value) {
            Source::Literal => value,
            Source::Text(path) | Source::Bytes(path) => {
                let bytes = paramfile::load_text(option, &value, &path)?;
                String::from_utf8_lossy(&bytes).into_owned().into()
            }
        };
        match value.to_str() {
            Some(json) if is_list && json.trim_start().starts_with('[') => elements(option, json),
            _ => Ok(vec![value]),
        }
    }

    fn secret(
        &mut self,
        option: &str,
        secret: Secret,
        word: OsString,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let (bytes, is_text) = if word == "-" {
            if std::mem::replace(&mut self.stdin_is_read, true) {
                let message = "standard input can be read only once";
                return Err(parameter_error(option, message));
            }
            (paramfile::load_stdin(option)?, false)
        } else {
            match Source::of(&word) {
                Source::Text(path) => (paramfile::load_text(option, &word, &path)?, true),
                Source::Bytes(path) => (paramfile::load(option, &word, &path)?, false),
                Source::Literal => {
                    self.literal_secret |= secret != Secret::Request;
                    (Zeroizing::new(word.into_encoded_bytes()), true)
                }
            }
        };
        if secret == Secret::Binary && is_text && self.literal_is_base64 {
            return from_base64(option, bytes);
        }
        Ok(bytes)
    }
}

/// Bytes of a base64 text, in which line breaks and blanks do not count (`base64` makes lines of 76).
fn from_base64(option: &str, mut text: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>> {
    text.retain(|byte| !byte.is_ascii_whitespace());
    // AWS's message goes on with the value, which is the secret.
    let invalid = || parameter_error(option, "Invalid base64");
    let text = str::from_utf8(&text).map_err(|_| invalid())?;
    decode_base64(text).map_err(|_| {
        invalid()
            .hint("bytes are read from fileb://FILE, or with --cli-binary-format raw-in-base64-out")
    })
}

/// The elements of a JSON list, a word each: text as it is, everything else as JSON.
fn elements(option: &str, json: &str) -> Result<Vec<OsString>> {
    let list: Vec<Value> = serde_json::from_str(json)
        .map_err(|error| parameter_error(option, &format!("Invalid JSON: {error}")))?;
    Ok(list
        .into_iter()
        .map(|element| match element {
            Value::String(text) => text.into(),
            other => other.to_string().into(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use clap::Parser as _;
    use serde::Deserialize;

    use super::*;
    use crate::types::sensitive::{SecretBinary, SecretString};
    use crate::types::shorthand::Shorthand;

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Tag {
        key: String,
        value: String,
    }

    #[derive(Debug, clap::Parser)]
    struct Command {
        #[arg(long)]
        description: Option<String>,
        #[arg(long)]
        secret_string: Option<SecretString>,
        #[arg(long)]
        secret_binary: Option<SecretBinary>,
        #[arg(long)]
        cli_input_json: Option<SecretString>,
        #[arg(long)]
        cli_binary_format: Option<String>,
        #[arg(long, num_args(1..))]
        tags: Option<Vec<Shorthand<Tag>>>,
        #[arg(long, num_args(1..))]
        version_stages: Vec<String>,
        #[arg(long)]
        debug: bool,
        secret: Option<String>,
    }

    fn arity(name: &str) -> Arity {
        match name {
            "tags" | "version-stages" => Arity::Many,
            "debug" => Arity::Flag,
            "description" | "secret-string" | "secret-binary" | "cli-input-json"
            | "cli-binary-format" => Arity::One,
            _ => Arity::Unknown,
        }
    }

    fn expanded(words: &[&str]) -> Result<Expanded> {
        let args = std::iter::once("vault").chain(words.iter().copied());
        expand(args.map(OsString::from).collect(), &arity)
    }

    fn parsed(words: &[&str]) -> Command {
        Command::try_parse_from(expanded(words).unwrap().args).unwrap()
    }

    fn error(words: &[&str]) -> String {
        let error = expanded(words).unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        error.to_string()
    }

    fn file(content: &[u8]) -> (tempfile::NamedTempFile, String) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        let path = file.path().display().to_string();
        (file, path)
    }

    #[test]
    fn values_may_begin_with_a_dash_and_hold_anything() {
        let command = parsed(&["--description", "-x", "name", "--debug"]);
        assert_eq!(command.description.as_deref(), Some("-x"));
        assert_eq!(command.secret.as_deref(), Some("name"));
        assert!(command.debug);
        let command = parsed(&["--description=a=b"]);
        assert_eq!(command.description.as_deref(), Some("a=b"));
        let (_file, path) = file("text \u{fc}\n".as_bytes());
        for prefix in ["file://", "fileb://"] {
            let command = parsed(&["--description", &format!("{prefix}{path}")]);
            assert_eq!(command.description.as_deref(), Some("text \u{fc}\n"));
        }
    }

    #[test]
    fn clap_never_sees_a_secret_and_the_request_gets_it_exactly() {
        for value in ["--hunter2", "pa ss=\u{fc}\n", "", "[1]", "{}"] {
            for words in [
                vec!["--secret-string".to_owned(), value.to_owned()],
                vec![format!("--secret-string={value}")],
            ] {
                let words: Vec<_> = words.iter().map(String::as_str).collect();
                let expanded = expanded(&words).unwrap();
                assert!(expanded.literal_secret);
                assert!(value.is_empty() || !format!("{expanded:?}").contains(value));
                let command = Command::try_parse_from(expanded.args).unwrap();
                assert_eq!(command.secret_string.unwrap().expose(), value);
            }
        }
        let (_file, path) = file(b"from a file\r\n");
        for prefix in ["file://", "fileb://"] {
            let words = ["--secret-string", &format!("{prefix}{path}")];
            let expanded = expanded(&words).unwrap();
            assert!(!expanded.literal_secret);
            let command = Command::try_parse_from(expanded.args).unwrap();
            assert_eq!(command.secret_string.unwrap().expose(), "from a file\r\n");
        }
        let words = ["--cli-input-json", r#"{"SecretString":"hunter2"}"#];
        let expanded = expanded(&words).unwrap();
        assert!(!expanded.literal_secret && !format!("{expanded:?}").contains("hunter2"));
        let command = Command::try_parse_from(expanded.args).unwrap();
        assert_eq!(command.cli_input_json.unwrap().expose(), words[1]);
    }

    #[test]
    fn binary_is_base64_unless_it_is_a_file_of_bytes_or_raw_is_asked_for() {
        let (_text, text) = file(b"aGVs\nbG8=\n");
        let (_raw, raw) = file(b"\x00\xff");
        let binary = |words: &[&str]| parsed(words).secret_binary.unwrap().expose().to_vec();
        assert_eq!(binary(&["--secret-binary", "aGVsbG8="]), b"hello");
        assert_eq!(
            binary(&["--secret-binary", &format!("file://{text}")]),
            b"hello"
        );
        assert_eq!(
            binary(&["--secret-binary", &format!("fileb://{raw}")]),
            b"\x00\xff"
        );
        for asked in [
            &["--cli-binary-format", "raw-in-base64-out"][..],
            &["--cli-binary-format=raw-in-base64-out"],
        ] {
            for (value, expected) in [
                ("aGVsbG8=".to_owned(), &b"aGVsbG8="[..]),
                (format!("file://{text}"), b"aGVs\nbG8=\n"),
                (format!("fileb://{raw}"), b"\x00\xff"),
            ] {
                let words = [&["--secret-binary", &value], asked].concat();
                assert_eq!(binary(&words), expected);
            }
        }
        assert_eq!(
            error(&["--secret-binary", "hunter2!"]),
            "Error parsing parameter '--secret-binary': Invalid base64"
        );
        let error = error(&["--secret-binary", &format!("file://{raw}")]);
        assert!(error.contains("use the fileb:// prefix instead"), "{error}");
    }

    #[test]
    fn a_list_is_words_or_one_json_list_or_a_file_with_one() {
        let tag = |key: &str, value: &str| {
            Shorthand(Tag {
                key: key.to_owned(),
                value: value.to_owned(),
            })
        };
        let expected = Some(vec![tag("a", "1"), tag("b", "2")]);
        let json = r#" [{"Key":"a","Value":"1"}, {"Value":"2","Key":"b"}]"#;
        let (_file, path) = file(json.as_bytes());
        for words in [
            &["--tags", "Key=a,Value=1", "Key=b,Value=2"][..],
            &["--tags", r#"{"Key":"a","Value":"1"}"#, "Key=b,Value=2"],
            &["--tags", json],
            &["--tags", &format!("file://{path}")],
            &[
                "--tags=Key=z,Value=1",
                "--tags",
                "Key=a,Value=1",
                "Key=b,Value=2",
            ],
        ] {
            assert_eq!(parsed(words).tags, expected, "{words:?}");
        }
        for words in [
            &["--version-stages", "A", "-1", "--debug"][..],
            &["--debug", "--version-stages", r#"["A","-1"]"#],
        ] {
            assert_eq!(parsed(words).version_stages, ["A", "-1"]);
        }
        assert_eq!(
            error(&["--tags", "[{]"]),
            "Error parsing parameter '--tags': Invalid JSON: key must be a string at line 1 column 3"
        );
    }

    #[test]
    fn standard_input_is_read_once() {
        let mut reader = Reader {
            literal_is_base64: true,
            stdin_is_read: true,
            literal_secret: false,
        };
        let error = reader
            .secret("secret-string", Secret::Text, "-".into())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Error parsing parameter '--secret-string': standard input can be read only once"
        );
    }
}
