//! A YAML mapping: the name of a secret, and its value.
//!
//! Text is the value itself, and so is a number as it is written (`1.10` stays `1.10`). A mapping or a list is a value in JSON,
//! without blanks. A mapping with the one key `SecretBinary` is a binary value in base64. Anchors are followed; tags and
//! merge keys are refused.

mod shape;
mod written;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde::de::DeserializeSeed as _;
use zeroize::Zeroizing;

use self::shape::{Shape, Sketch};
use self::written::Written;
use super::json::{self, BINARY};
use super::text::Text;
use super::{Entry, Place, shown};
use crate::error::{Error, Result};
use crate::operations::ImportedSecret;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue, decode_base64};

/// The secrets of a YAML mapping.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Entry>> {
    // JSON is YAML but for some characters, which its own reader takes as they are.
    if text.whole.trim_start().starts_with('{')
        && let Ok(entries) = json::read(text)
    {
        return Ok(entries);
    }
    let twice = RefCell::default();
    let sketch = Sketch(&twice);
    let refused = |error: &serde_yaml_ng::Error| refused(text, error, twice.take());
    // What a scalar is, the first pass tells; how it is written, the second.
    let shape = sketch
        .deserialize(serde_yaml_ng::Deserializer::from_str(text.whole))
        .map_err(|error| refused(&error))?;
    let Shape::Map(members) = shape else {
        let start = Place {
            line: 1,
            column: Some(1),
        };
        return Err(text.wrong(start, "this is not a mapping of names and values"));
    };
    let written = Written(&members, &Cell::new(false));
    let values = written
        .deserialize(serde_yaml_ng::Deserializer::from_str(text.whole))
        .map_err(|error| {
            if written.1.get() {
                let what = "a number that JSON does not have stands in a list or mapping";
                at(text, &error, what)
            } else {
                refused(&error)
            }
        })?;
    let entry = |((name, shape), value): ((String, Shape), Zeroizing<String>)| {
        let place = line_of(text.whole, &name);
        Ok(Entry {
            place,
            secret: ImportedSecret {
                value: Some(finished(text, &name, &shape, value, place)?),
                name,
                ..ImportedSecret::default()
            },
        })
    };
    members.into_iter().zip(values).map(entry).collect()
}

/// Where a parser of YAML gave up, in words that do not quote what it saw.
fn refused(text: &Text<'_>, error: &serde_yaml_ng::Error, twice: Option<String>) -> Error {
    let Some(name) = twice else {
        return at(text, error, "this is not YAML that holds names and values");
    };
    let what = format!("{} stands twice in one mapping", shown(&name));
    // The parser tells where the mapping begins.
    let begins = error.location().map_or(1, |at| at.line());
    let lines = text.whole.lines().enumerate().skip(begins - 1);
    let mut lines = lines.filter(|(_, line)| is_key(line.trim_start_matches([' ', '-']), &name));
    match lines.nth(1) {
        Some((index, line)) => {
            let column = line.len() - line.trim_start_matches([' ', '-']).len() + 1;
            let place = Place {
                line: index + 1,
                column: Some(column),
            };
            text.wrong(place, &what)
        }
        None => at(text, error, &what),
    }
}

fn at(text: &Text<'_>, error: &serde_yaml_ng::Error, what: &str) -> Error {
    let place = error.location().map_or(
        Place {
            line: 1,
            column: None,
        },
        |at| Place {
            line: at.line(),
            column: Some(at.column()),
        },
    );
    text.wrong(place, what)
}

/// The parser does not tell where a key is; most stand at the beginning of a line.
fn line_of(text: &str, name: &str) -> Option<Place> {
    let line = text.lines().position(|line| is_key(line, name))? + 1;
    Some(Place {
        line,
        column: Some(1),
    })
}

fn is_key(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches(['"', '\'']);
    let after = line.strip_prefix(name);
    let after = after.map(|after| after.trim_start_matches(['"', '\'', ' ']));
    after.is_some_and(|after| after.starts_with(':'))
}

fn finished(
    text: &Text<'_>,
    name: &str,
    shape: &Shape,
    value: Zeroizing<String>,
    place: Option<Place>,
) -> Result<SecretValue> {
    if let Shape::Map(members) = shape
        && let [(member, Shape::Text)] = &members[..]
        && member == BINARY
    {
        let not_base64 = || {
            let start = Place {
                line: 1,
                column: None,
            };
            let what = format!("{BINARY} of {} is not base64", shown(name));
            text.wrong(place.unwrap_or(start), &what)
        };
        let encoded: Vec<Zeroizing<String>> =
            serde_json::from_str::<BTreeMap<String, Zeroizing<String>>>(&value)
                .map_err(|_| not_base64())?
                .into_values()
                .collect();
        // A block of base64 has line ends.
        let encoded: Zeroizing<String> = Zeroizing::new(
            encoded
                .iter()
                .flat_map(|text| text.split_ascii_whitespace())
                .collect(),
        );
        let bytes = decode_base64(&encoded).map_err(|_| not_base64())?;
        return Ok(SecretValue::Binary(SecretBinary::new(bytes)));
    }
    Ok(SecretValue::Text(SecretString::new(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(yaml: &str) -> Result<Vec<Entry>> {
        read(&Text::new("x.yaml", yaml.as_bytes())?)
    }

    #[test]
    fn text_and_numbers_are_as_written_and_the_rest_is_json() {
        let yaml = "# names\ns: two words\nq: \"a\\n\u{fc}\"\nblock: |\n  one\n  two\npin: 0123\nversion: 1.10\nbig: 123456789012345678901234567890\n\
                    hex: 0x1F\nt: True\nnone:\ntilde: ~\nempty: \"\"\nprod/db:\n  user: &u app\n  port: 5432\n  ratio: 1.50\n  on: TRUE\n  no: null\n  l: [1, \"2\", *u, {}]\n\
                    \"quoted\" : 'it''s'\nb:\n  SecretBinary: |\n    AP\n    8=\n1: one\nalias: *u\n";
        let read = entries(yaml).unwrap();
        let values: Vec<(&str, &[u8])> = read
            .iter()
            .map(|entry| {
                (
                    entry.secret.name.as_str(),
                    entry.secret.value.as_ref().unwrap().expose_bytes(),
                )
            })
            .collect();
        let expected: [(&str, &[u8]); 16] = [
            ("s", b"two words"),
            ("q", "a\n\u{fc}".as_bytes()),
            ("block", b"one\ntwo\n"),
            ("pin", b"0123"),
            ("version", b"1.10"),
            ("big", b"123456789012345678901234567890"),
            ("hex", b"0x1F"),
            ("t", b"True"),
            ("none", b""),
            ("tilde", b""),
            ("empty", b""),
            ("prod/db", br#"{"user":"app","port":5432,"ratio":1.50,"on":true,"no":null,"l":[1,"2","app",{}]}"#),
            ("quoted", b"it's"),
            ("b", b"\0\xff"),
            ("1", b"one"),
            ("alias", b"app"),
        ];
        assert_eq!(values, expected);
        let lines: Vec<_> = read
            .iter()
            .map(|entry| entry.place.map(|place| place.line))
            .collect();
        assert_eq!(
            (lines[0], lines[3], lines[12]),
            (Some(2), Some(7), Some(22))
        );
    }

    #[test]
    fn what_is_wrong_is_said_by_its_place_and_never_quoted() {
        for (yaml, expected) in [
            (
                "a: s3cret\nb: [s3cret\n",
                "x.yaml:3:1: this is not YAML that holds names and values",
            ),
            (
                "a: \"s3cret",
                "x.yaml:1:11: this is not YAML that holds names and values",
            ),
            (
                "a: 1\nb: 2\na: s3cret\n",
                "x.yaml:3:1: \"a\" stands twice in one mapping",
            ),
            (
                "a:\n  x: 1\n  x: s3cret\n",
                "x.yaml:3:3: \"x\" stands twice in one mapping",
            ),
            (
                "- s3cret\n",
                "x.yaml:1:1: this is not a mapping of names and values",
            ),
            (
                "s3cret\n",
                "x.yaml:1:1: this is not a mapping of names and values",
            ),
            (
                "a: !Ref s3cret\n",
                "this is not YAML that holds names and values",
            ),
            (
                "a: *s3cret\n",
                "x.yaml:1:4: this is not YAML that holds names and values",
            ),
            (
                "a: 1\n---\nb: s3cret\n",
                "this is not YAML that holds names and values",
            ),
            ("a: [.inf]\n", "a number that JSON does not have"),
            ("a: [0x1F]\n", "a number that JSON does not have"),
            (
                "a: {SecretBinary: s3cret!}\n",
                "x.yaml:1:1: SecretBinary of \"a\" is not base64",
            ),
            (
                "\ta: s3cret\n",
                "this is not YAML that holds names and values",
            ),
        ] {
            let error = entries(yaml).unwrap_err().to_string();
            assert!(
                error.contains(expected) && error.starts_with("x.yaml:"),
                "{yaml}: {error}"
            );
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let mut yaml = String::from("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (name, before) in "bcdefghij".chars().zip("abcdefghi".chars()) {
            let many = vec![format!("*{before}"); 10].join(",");
            yaml = format!("{yaml}{name}: &{name} [{many}]\n");
        }
        assert!(entries(&yaml).is_err());
        assert!(entries(&format!("a: {}1{}", "[".repeat(1000), "]".repeat(1000))).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(yaml in "[ab:\\-\\[\\]{}&*!|>'\" \n0.#]{0,30}") {
            if let Err(error) = entries(&yaml) {
                proptest::prop_assert!(error.to_string().starts_with("x.yaml:"));
            }
        }
    }
}
