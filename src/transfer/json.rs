//! A JSON object: the name of a secret, and its value.
//!
//! A string is the value itself. An object, a list, a number, `true` and `false` are a value in JSON, without blanks between
//! its parts and otherwise as it is written. An object with the one member `SecretBinary` is a binary value in base64.

use std::cell::RefCell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed as _, Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::text::Text;
use super::unique::Unique;
use super::{Entry, shown};
use crate::error::{Error, Result};
use crate::operations::ImportedSecret;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue, decode_base64};

/// The member of an object that is a binary value.
pub(super) const BINARY: &str = "SecretBinary";

/// The secrets of a JSON object.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Entry>> {
    let mut deserializer = serde_json::Deserializer::from_str(text.whole);
    let Members(members) = Members::deserialize(&mut deserializer)
        .and_then(|members| deserializer.end().map(|()| members))
        .map_err(|error| {
            refused(
                text,
                text.whole,
                &error,
                "this is not an object of names and values",
            )
        })?;
    let entry = |(name, raw): (String, &RawValue)| {
        Ok(Entry {
            secret: ImportedSecret {
                value: Some(value(text, &name, raw)?),
                name,
                ..ImportedSecret::default()
            },
            place: Some(text.start_of(raw.get())),
        })
    };
    members.into_iter().map(entry).collect()
}

/// What is wrong with `part`, in words that do not quote it; `shape` says what is wrong with JSON of another shape.
pub(super) fn refused(
    text: &Text<'_>,
    part: &str,
    error: &serde_json::Error,
    shape: &str,
) -> Error {
    let place = text.within(part, error.line(), error.column());
    text.wrong(
        place,
        match error.classify() {
            Category::Eof => "the JSON ends too early",
            Category::Data => shape,
            Category::Syntax | Category::Io => "this is not JSON",
        },
    )
}

/// The members of an object in their order, and as they are written.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'t> Visitor<'t> for Collect {
            type Value = Members<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The value of the secret `name`; `null` is an empty one.
fn value(text: &Text<'_>, name: &str, raw: &RawValue) -> Result<SecretValue> {
    let written = raw.get();
    let string = match written.as_bytes().first() {
        Some(b'"') => string(text, raw)?,
        Some(b'n') => Zeroizing::default(),
        _ => {
            if let Some(binary) = binary(text, name, raw)? {
                return Ok(binary);
            }
            check_unique(text, name, raw)?;
            compact(written)
        }
    };
    Ok(SecretValue::Text(SecretString::new(string)))
}

fn string(text: &Text<'_>, raw: &RawValue) -> Result<Zeroizing<String>> {
    serde_json::from_str(raw.get())
        .map_err(|error| refused(text, raw.get(), &error, "this is not a text"))
}

fn binary(text: &Text<'_>, name: &str, raw: &RawValue) -> Result<Option<SecretValue>> {
    let Ok(Members(members)) = serde_json::from_str(raw.get()) else {
        return Ok(None);
    };
    let [(member, encoded)] = &members[..] else {
        return Ok(None);
    };
    if member != BINARY || !encoded.get().starts_with('"') {
        return Ok(None);
    }
    let bytes = decode_base64(&string(text, encoded)?).map_err(|_| {
        let place = text.start_of(encoded.get());
        text.wrong(place, &format!("{BINARY} of {} is not base64", shown(name)))
    })?;
    Ok(Some(SecretValue::Binary(SecretBinary::new(bytes))))
}

/// Refuses a value in which an object has two members of one name: readers would not agree on what it says.
fn check_unique(text: &Text<'_>, name: &str, raw: &RawValue) -> Result<()> {
    let twice = RefCell::default();
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    Unique(&twice)
        .deserialize(&mut deserializer)
        .map_err(|error| match twice.take() {
            Some(member) => {
                let place = text.within(raw.get(), error.line(), error.column());
                let (member, name) = (shown(&member), shown(name));
                text.wrong(
                    place,
                    &format!("{member} stands twice in the value of {name}"),
                )
            }
            None => refused(text, raw.get(), &error, "this value cannot be read"),
        })
}

/// JSON without what stands between its parts for people.
pub(super) fn compact(json: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(json.len()));
    let (mut in_string, mut escaped) = (false, false);
    for character in json.chars() {
        if in_string {
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if character.is_ascii_whitespace() {
            continue;
        } else {
            in_string = character == '"';
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(json: &str) -> Result<Vec<Entry>> {
        read(&Text::new("x.json", json.as_bytes())?)
    }

    fn refusal(json: &str) -> String {
        let error = entries(json).unwrap_err().to_string();
        assert!(!error.contains("s3cret"), "{error}");
        error
    }

    #[test]
    fn every_json_value_is_a_secrets_value() {
        let json = "\u{feff}{\n \"s\": \"a\\n\\u00fc\\\"\", \"o\": { \"b\" : [ 1.10, \"a b\\\\\", \"\\\"  \" ],\n\"a\": null },\n\
                    \"n\": 0.10, \"big\": 123456789012345678901234567890, \"t\": true, \"l\": [ ]\n, \"none\": null,\
                    \"b\": {\"SecretBinary\": \"AP8=\"}, \"not\": {\"SecretBinary\": 1}}";
        let read = entries(json).unwrap();
        let values: Vec<(&str, &[u8])> = read
            .iter()
            .map(|entry| {
                (
                    entry.secret.name.as_str(),
                    entry.secret.value.as_ref().unwrap().expose_bytes(),
                )
            })
            .collect();
        let expected: [(&str, &[u8]); 9] = [
            ("s", "a\n\u{fc}\"".as_bytes()),
            ("o", br#"{"b":[1.10,"a b\\","\"  "],"a":null}"#),
            ("n", b"0.10"),
            ("big", b"123456789012345678901234567890"),
            ("t", b"true"),
            ("l", b"[]"),
            ("none", b""),
            ("b", b"\0\xff"),
            ("not", br#"{"SecretBinary":1}"#),
        ];
        assert_eq!(values, expected);
        assert!(matches!(read[7].secret.value, Some(SecretValue::Binary(_))));
        assert_eq!(read[2].place.unwrap().to_string(), "4:6");
    }

    #[test]
    fn what_is_wrong_is_said_by_its_place_and_never_quoted() {
        for (json, expected) in [
            ("{\"a\": \"s3cret\"", "x.json:1:14: the JSON ends too early"),
            ("{\"a\":\n \"s3cret", "x.json:2:8: the JSON ends too early"),
            ("{\"a\": s3cret}", "x.json:1:7: this is not JSON"),
            ("{\"a\": \"s3cret\"} x", "x.json:1:17: this is not JSON"),
            (
                "[\"s3cret\"]",
                "x.json:1:1: this is not an object of names and values",
            ),
            (
                "\"s3cret\"",
                "x.json:1:8: this is not an object of names and values",
            ),
            ("{\"a\": \"s3cret\n\"}", "x.json:1:13: this is not JSON"),
            (
                "{\"a\": \"s3cret\\ud800\"}",
                "x.json:1:20: this is not JSON",
            ),
            (
                "{\"a\": {\"x\": \"s3cret\",\n \"y\": {\"z\": 1, \"z\": 2}}}",
                "x.json:2:18: \"z\" stands twice in the value of \"a\"",
            ),
            (
                "{\"a\": {\"SecretBinary\": \"s3cret!\"}}",
                "x.json:1:24: SecretBinary of \"a\" is not base64",
            ),
        ] {
            assert_eq!(refusal(json), expected, "{json}");
        }
        let deep = format!("{{\"a\": {}1{}}}", "[".repeat(500), "]".repeat(500));
        assert!(refusal(&deep).starts_with("x.json:1:"));
    }
}
