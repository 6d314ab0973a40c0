//! `--cli-input-json` and `--cli-input-yaml`: a request's members become the options that were not given.

use std::any::TypeId;
use std::ffi::{OsStr, OsString};

use clap::{ArgAction, Command};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::platform::heap;
use crate::types::sensitive::{SecretString, decode_base64, stash};

const JSON: &str = "--cli-input-json=";
const YAML: &str = "--cli-input-yaml=";

/// Puts the members of a request that is given as a document behind the words, as options. Options that are given
/// beside it win; members that the operation does not have are an error, as the AWS CLI gives it.
pub(crate) fn merge(
    command: &Command,
    members: &[Member],
    words: Vec<OsString>,
) -> Result<Vec<OsString>> {
    let mut document = None;
    let mut merged = Vec::with_capacity(words.len());
    for word in words {
        let given = match word.to_str() {
            Some(text) => match (text.strip_prefix(JSON), text.strip_prefix(YAML)) {
                (Some(json), _) => Some(read_json(&document_of(json)?)?),
                (_, Some(yaml)) => Some(read_yaml(&document_of(yaml)?)?),
                _ => None,
            },
            None => None,
        };
        match (given, document.is_some()) {
            (None, _) => merged.push(word),
            (Some(given), false) => document = Some(given),
            (Some(_), true) => {
                return Err(Error::new(
                    Kind::Usage,
                    "only one of --cli-input-json and --cli-input-yaml may be given",
                ));
            }
        }
    }
    let Some(document) = document else {
        return Ok(merged);
    };
    // Before `--`, where options end.
    let end = merged
        .iter()
        .position(|word| word == "--")
        .unwrap_or(merged.len());
    let tail = merged.split_off(end);
    for (name, value) in document {
        let Some(member) = members.iter().find(|member| member.name == name) else {
            return Err(unknown(&name, members));
        };
        if value.is_null() || is_given(&merged, &member.option) {
            continue;
        }
        add(command, member, value, &mut merged)?;
    }
    merged.extend(tail);
    Ok(merged)
}

/// Whether a request is given as a document.
pub(crate) fn is_asked(words: &[OsString]) -> bool {
    words
        .iter()
        .filter_map(|word| word.to_str())
        .any(|word| word.starts_with(JSON) || word.starts_with(YAML))
}

/// A member of a request and the option that stands for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// AWS's name: `SecretId`.
    pub(crate) name: String,
    /// The option, without its dashes: `secret-id`.
    pub(crate) option: String,
}

impl Member {
    /// The member of this name, with the option that the AWS CLI gives it.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            option: option_name(name),
        }
    }
}

/// botocore's `xform_name` with a hyphen: `RotationLambdaARN` is `rotation-lambda-arn`.
fn option_name(member: &str) -> String {
    let letters: Vec<char> = member.chars().collect();
    let mut option = String::with_capacity(member.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        let starts_word = letter.is_ascii_uppercase()
            && index > 0
            && (letters[index - 1].is_ascii_lowercase()
                || letters.get(index + 1).is_some_and(char::is_ascii_lowercase));
        if starts_word {
            option.push('-');
        }
        option.push(letter.to_ascii_lowercase());
    }
    option
}

/// The document itself, where the words hold a handle: it may have a secret in it, and so may the tree that it becomes.
fn document_of(text: &str) -> Result<SecretString> {
    heap::wipe_from_here_on();
    text.parse()
        .map_err(|_| Error::new(Kind::Usage, "the request is not valid UTF-8"))
}

fn read_json(text: &SecretString) -> Result<Map<String, Value>> {
    let value = serde_json::from_str(text.expose()).map_err(|error| {
        Error::new(
            Kind::Usage,
            format!(
                "Error parsing parameter 'cli-input-json': Invalid JSON, line {} column {}",
                error.line(),
                error.column()
            ),
        )
    })?;
    object(value, "--cli-input-json")
}

fn read_yaml(text: &SecretString) -> Result<Map<String, Value>> {
    let value = serde_yaml_ng::from_str(text.expose()).map_err(|error| {
        let place = error
            .location()
            .map(|at| format!(", line {} column {}", at.line(), at.column()))
            .unwrap_or_default();
        Error::new(
            Kind::Usage,
            format!("Error parsing parameter 'cli-input-yaml': Invalid YAML{place}"),
        )
    })?;
    object(value, "--cli-input-yaml")
}

fn object(value: Value, option: &str) -> Result<Map<String, Value>> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(
            Error::new(Kind::Usage, format!("{option} wants an object of members"))
                .hint("--generate-cli-skeleton prints one to fill in"),
        ),
    }
}

/// A member that the operation does not have, in botocore's words.
pub(crate) fn unknown(name: &str, members: &[Member]) -> Error {
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    Error::new(
        Kind::Usage,
        format!(
            "Parameter validation failed:\nUnknown parameter in input: \"{name}\", must be one of: {}",
            names.join(", ")
        ),
    )
}

fn is_given(words: &[OsString], option: &str) -> bool {
    words.iter().filter_map(|word| word.to_str()).any(|word| {
        word.strip_prefix("--").is_some_and(|word| {
            let name = word.split('=').next().unwrap_or(word);
            name == option || name.strip_prefix("no-") == Some(option)
        })
    })
}

fn add(command: &Command, member: &Member, value: Value, words: &mut Vec<OsString>) -> Result<()> {
    let option = member.option.as_str();
    let argument = command
        .get_arguments()
        .find(|arg| arg.get_long() == Some(option));
    let is_list = argument.is_some_and(|arg| matches!(arg.get_action(), ArgAction::Append));
    let is_of = |kind: TypeId| argument.is_some_and(|arg| arg.get_value_parser().type_id() == kind);
    let (is_number, is_text) = (is_of(TypeId::of::<i64>()), is_of(TypeId::of::<String>()));
    let set = |value: &str| {
        let mut word = OsString::from(format!("--{option}="));
        word.push(OsStr::new(value));
        word
    };
    match value {
        Value::String(text) if is_number => return Err(wrong_type(member, &text, "str", "int")),
        Value::Number(number) if is_number && !number.is_f64() => {
            words.push(set(&number.to_string()));
        }
        Value::Number(number) if is_number || is_text => {
            let (is, wants) = match (number.is_f64(), is_number) {
                (true, true) => ("float", "int"),
                (true, false) => ("float", "str"),
                (false, _) => ("int", "str"),
            };
            return Err(wrong_type(member, &number.to_string(), is, wants));
        }
        Value::Bool(true) => words.push(format!("--{option}").into()),
        Value::Bool(false) => words.push(format!("--no-{option}").into()),
        Value::String(text) => {
            let text = Zeroizing::new(text);
            let handle = match option {
                "secret-string" => Some(stash(Zeroizing::new(text.as_bytes().to_vec()))),
                "secret-binary" => Some(stash(decode_base64(&text).map_err(|wrong| {
                    Error::new(
                        Kind::Usage,
                        format!("Error parsing parameter '--{option}': {wrong}"),
                    )
                })?)),
                // Nothing that is read may look like a handle.
                _ if text.starts_with('\0') => {
                    return Err(invalid_type(member, "a text that begins with NUL"));
                }
                _ => None,
            };
            words.push(set(handle.as_deref().unwrap_or(&text)));
        }
        Value::Array(elements) if is_list => {
            for element in elements {
                match element {
                    Value::String(text) if text.starts_with('\0') => {
                        return Err(invalid_type(member, "a text that begins with NUL"));
                    }
                    Value::String(text) => words.push(set(&text)),
                    other => words.push(set(&other.to_string())),
                }
            }
        }
        other => {
            if matches!(option, "secret-string" | "secret-binary") {
                return Err(invalid_type(member, "no text"));
            }
            words.push(set(&other.to_string()));
        }
    }
    Ok(())
}

/// botocore's words for a value of another type, which are Python's names of types.
fn wrong_type(member: &Member, value: &str, is: &str, wants: &str) -> Error {
    let name = &member.name;
    let value = value.escape_debug();
    Error::new(
        Kind::Usage,
        format!(
            "Parameter validation failed:\nInvalid type for parameter {name}, value: {value}, type: <class '{is}'>, valid types: <class '{wants}'>"
        ),
    )
}

fn invalid_type(member: &Member, what: &str) -> Error {
    Error::new(
        Kind::Usage,
        format!(
            "Parameter validation failed:\nInvalid type for parameter {}: {what}",
            member.name
        ),
    )
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    fn merged(line: &[&str]) -> Result<Vec<String>> {
        let command = Command::new("x")
            .arg(Arg::new("secret-id").long("secret-id"))
            .arg(
                Arg::new("password-length")
                    .long("password-length")
                    .value_parser(clap::value_parser!(i64)),
            )
            .arg(
                Arg::new("tag-keys")
                    .long("tag-keys")
                    .action(ArgAction::Append),
            )
            .arg(
                Arg::new("include-space")
                    .long("include-space")
                    .action(ArgAction::SetTrue),
            );
        let members = [
            "SecretId",
            "TagKeys",
            "IncludeSpace",
            "PasswordLength",
            "SecretString",
            "Tags",
        ]
        .map(Member::new);
        merge(
            &command,
            &members,
            line.iter().map(OsString::from).collect(),
        )
        .map(|words| {
            words
                .into_iter()
                .map(|word| word.into_string().unwrap())
                .collect()
        })
    }

    #[test]
    fn members_become_options_and_options_win() {
        assert_eq!(
            merged(&[
                "--secret-id=mine",
                r#"--cli-input-json={"SecretId":"theirs","TagKeys":["a","b"],"IncludeSpace":false,"Tags":[{"Key":"k"}]}"#,
                "--",
            ])
            .unwrap(),
            [
                "--secret-id=mine",
                "--tag-keys=a",
                "--tag-keys=b",
                "--no-include-space",
                r#"--tags=[{"Key":"k"}]"#,
                "--"
            ]
        );
        assert_eq!(
            merged(&["--cli-input-yaml=SecretId: x\nIncludeSpace: true\n"]).unwrap(),
            ["--secret-id=x", "--include-space"]
        );
    }

    #[test]
    fn a_secret_goes_aside_and_nothing_read_can_name_one() {
        let words = merged(&[r#"--cli-input-json={"SecretString":"s3cret"}"#]).unwrap();
        assert!(words[0].starts_with("--secret-string=\0"));
        assert!(merged(&[r#"--cli-input-json={"SecretId":"\u00000"}"#]).is_err());
    }

    #[test]
    fn what_is_no_request_is_refused_without_showing_it() {
        for document in [
            r#"{"SecretString":"s3cret","Nope":1}"#,
            r#"{"SecretString":"s3cret""#,
            r#""s3cret""#,
            r#"{"SecretString":["s3cret"]}"#,
        ] {
            for option in [JSON, YAML] {
                let error = merged(&[&format!("{option}{document}")]).unwrap_err();
                assert_eq!(error.kind(), Kind::Usage);
                assert!(!error.message().contains("s3cret"), "{}", error.message());
            }
        }
    }

    #[test]
    fn a_member_of_another_type_is_refused_as_botocore_does() {
        let refused = |document: &str| {
            let word = format!("--cli-input-json={document}");
            merged(&[&word]).unwrap_err().message().to_owned()
        };
        assert_eq!(
            refused(r#"{"SecretId":5}"#),
            "Parameter validation failed:\nInvalid type for parameter SecretId, value: 5, type: <class 'int'>, valid types: <class 'str'>"
        );
        assert_eq!(
            refused(r#"{"PasswordLength":"5"}"#),
            "Parameter validation failed:\nInvalid type for parameter PasswordLength, value: 5, type: <class 'str'>, valid types: <class 'int'>"
        );
        assert!(refused(r#"{"PasswordLength":5.5}"#).contains("<class 'float'>"));
        assert_eq!(
            merged(&[r#"--cli-input-json={"PasswordLength":5}"#]).unwrap(),
            ["--password-length=5"]
        );
    }

    #[test]
    fn options_are_called_as_by_the_aws_cli() {
        for (member, option) in [
            ("SecretId", "secret-id"),
            ("RotationLambdaARN", "rotation-lambda-arn"),
            ("KmsKeyId", "kms-key-id"),
            (
                "ExternalSecretRotationRoleArn",
                "external-secret-rotation-role-arn",
            ),
        ] {
            assert_eq!(option_name(member), option);
        }
    }
}
