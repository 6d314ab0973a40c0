//! What the AWS CLI prints: answers of `get-secret-value` and `batch-get-secret-value`, one or many in a file.
//!
//! A file may hold several answers one after the other, as a loop over secrets writes them, or in a list. An answer of
//! `describe-secret` or `list-secrets` beside them gives description and tags. Of versions, those labelled AWSCURRENT and
//! AWSPREVIOUS are taken.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::json::refused;
use super::text::Text;
use super::{Entry, Found, Place, counted, shown};
use crate::error::Result;
use crate::operations::ImportedSecret;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue, decode_base64};
use crate::types::tag::Tag;
use crate::types::version::{AWSCURRENT, AWSPREVIOUS};

const SHAPE: &str = "this is no answer of get-secret-value or batch-get-secret-value";

/// The secrets of the answers.
pub(super) fn read(text: &Text<'_>) -> Result<Found> {
    let mut gathered = Gathered::default();
    let answers = serde_json::Deserializer::from_str(text.whole).into_iter::<&RawValue>();
    for answer in answers {
        let answer = answer.map_err(|error| refused(text, text.whole, &error, SHAPE))?;
        gathered.answer(text, answer)?;
    }
    Ok(gathered.finish())
}

/// Lists of the service's answers; none of them is there in an answer about one secret.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'t> {
    #[serde(borrow)]
    secret_values: Option<Vec<&'t RawValue>>,
    #[serde(borrow)]
    secret_list: Option<Vec<&'t RawValue>>,
    errors: Option<Vec<IgnoredAny>>,
    next_token: Option<IgnoredAny>,
}

/// What the service says of one secret.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct About {
    name: Option<String>,
    secret_string: Option<Zeroizing<String>>,
    secret_binary: Option<Zeroizing<String>>,
    version_stages: Option<Vec<String>>,
    description: Option<String>,
    tags: Option<Vec<Tag>>,
}

/// What all answers together say.
#[derive(Default)]
struct Gathered {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    other_labels: usize,
    errors: usize,
    has_next: bool,
}

impl Gathered {
    fn answer(&mut self, text: &Text<'_>, raw: &RawValue) -> Result<()> {
        let wrong = |error: serde_json::Error| refused(text, raw.get(), &error, SHAPE);
        if raw.get().starts_with('[') {
            let answers: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(wrong)?;
            return answers
                .into_iter()
                .try_for_each(|answer| self.single(text, answer));
        }
        let answer: Answer<'_> = serde_json::from_str(raw.get()).map_err(wrong)?;
        self.errors += answer.errors.map_or(0, |errors| errors.len());
        self.has_next |= answer.next_token.is_some();
        if answer.secret_values.is_none() && answer.secret_list.is_none() {
            return self.single(text, raw);
        }
        let lists = [answer.secret_values, answer.secret_list];
        let mut all = lists.into_iter().flatten().flatten();
        all.try_for_each(|about| self.single(text, about))
    }

    fn single(&mut self, text: &Text<'_>, raw: &RawValue) -> Result<()> {
        let about: About = serde_json::from_str(raw.get())
            .map_err(|error| refused(text, raw.get(), &error, SHAPE))?;
        let place = text.start_of(raw.get());
        let Some(name) = about.name else {
            return Err(text.wrong(place, SHAPE));
        };
        let value = match (about.secret_string, about.secret_binary) {
            (Some(_), Some(_)) => {
                let what = format!("{} has both SecretString and SecretBinary", shown(&name));
                return Err(text.wrong(place, &what));
            }
            (Some(string), None) => Some(SecretValue::Text(SecretString::new(string))),
            (None, Some(encoded)) => {
                let bytes = decode_base64(&encoded).map_err(|_| {
                    text.wrong(
                        place,
                        &format!("SecretBinary of {} is not base64", shown(&name)),
                    )
                })?;
                Some(SecretValue::Binary(SecretBinary::new(bytes)))
            }
            (None, None) => None,
        };
        let entry = self.entry(name, place);
        if about.description.is_some() {
            entry.secret.description = about.description;
        }
        entry.secret.tags.extend(
            about
                .tags
                .into_iter()
                .flatten()
                .filter(|tag| !tag.key.starts_with("aws:")),
        );
        let Some(value) = value else { return Ok(()) };
        let labels = about.version_stages;
        let has = |label: &str| {
            labels.as_ref().map_or(label == AWSCURRENT, |labels| {
                labels.iter().any(|other| other == label)
            })
        };
        let slot = if has(AWSCURRENT) {
            entry.place = Some(place);
            &mut entry.secret.value
        } else if has(AWSPREVIOUS) {
            &mut entry.secret.previous
        } else {
            self.other_labels += 1;
            return Ok(());
        };
        if slot.replace(value).is_some() {
            let what = format!("{} has this version twice", shown(&entry.secret.name));
            return Err(text.wrong(place, &what));
        }
        Ok(())
    }

    fn entry(&mut self, name: String, place: Place) -> &mut Entry {
        let index = *self.by_name.entry(name).or_insert_with_key(|name| {
            self.entries.push(Entry {
                secret: ImportedSecret {
                    name: name.clone(),
                    ..ImportedSecret::default()
                },
                place: Some(place),
            });
            self.entries.len() - 1
        });
        &mut self.entries[index]
    }

    fn finish(mut self) -> Found {
        let mut notes = Vec::new();
        let without = |entry: &mut Entry| entry.secret.value.is_none();
        let without = self.entries.extract_if(.., without).count();
        if without > 0 {
            notes.push(format!(
                "left out {} without a value labelled AWSCURRENT",
                counted(without, "secret")
            ));
        }
        if self.other_labels > 0 {
            notes.push(format!(
                "left out {} with neither AWSCURRENT nor AWSPREVIOUS",
                counted(self.other_labels, "version")
            ));
        }
        if self.errors > 0 {
            notes.push(format!(
                "the answer says of {} that it could not be read",
                counted(self.errors, "secret")
            ));
        }
        if self.has_next {
            notes.push("the answer ends in a NextToken: there are more pages".to_owned());
        }
        Found {
            entries: self.entries,
            notes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(json: &str) -> Result<Found> {
        read(&Text::new("x.json", json.as_bytes())?)
    }

    fn value(text: &str) -> SecretValue {
        SecretValue::Text(SecretString::new(Zeroizing::new(text.to_owned())))
    }

    const ONE: &str = r#"{"ARN": "arn:aws:x", "Name": "a", "VersionId": "1", "SecretString": "one",
        "VersionStages": ["AWSCURRENT", "mine"], "CreatedDate": "2026-01-01T00:00:00+00:00"}"#;

    #[test]
    fn one_answer_and_many_in_whichever_order() {
        let previous = r#"{"Name": "a", "SecretString": "old", "VersionStages": ["AWSPREVIOUS"]}"#;
        let described = r#"{"Name": "a", "Description": "d", "Tags": [{"Key": "k", "Value": "v"}, {"Key": "aws:x", "Value": "y"}]}"#;
        let binary = r#"{"Name": "b", "SecretBinary": "AP8="}"#;
        let expected = ImportedSecret {
            name: "a".to_owned(),
            value: Some(value("one")),
            previous: Some(value("old")),
            description: Some("d".to_owned()),
            tags: vec![Tag {
                key: "k".to_owned(),
                value: "v".to_owned(),
            }],
        };
        for file in [
            format!("{previous}\n{ONE}{described}{binary}"),
            format!("[{described},{ONE},{previous},{binary}]"),
            format!(
                r#"{{"SecretValues":[{ONE},{previous},{binary}],"Errors":[]}}{{"SecretList":[{described}]}}"#
            ),
        ] {
            let found = found(&file).unwrap();
            assert_eq!(found.entries.len(), 2);
            assert_eq!(found.entries[0].secret, expected, "{file}");
            let bytes = found.entries[1].secret.value.as_ref().unwrap();
            assert!(matches!(bytes, SecretValue::Binary(_)) && bytes.expose_bytes() == b"\0\xff");
            assert!(found.notes.is_empty(), "{:?}", found.notes);
        }
    }

    #[test]
    fn what_is_left_out_is_said() {
        let file = format!(
            r#"{{"SecretValues":[{ONE},{{"Name":"p","SecretString":"x","VersionStages":["AWSPENDING"]}}],
            "Errors":[{{"SecretId":"q"}}],"NextToken":"t"}}{{"Name":"r","Description":"d"}}"#
        );
        let found = found(&file).unwrap();
        assert_eq!(found.entries.len(), 1);
        assert_eq!(
            found.notes,
            [
                "left out 2 secrets without a value labelled AWSCURRENT",
                "left out 1 version with neither AWSCURRENT nor AWSPREVIOUS",
                "the answer says of 1 secret that it could not be read",
                "the answer ends in a NextToken: there are more pages",
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_by_its_place_and_never_quoted() {
        for (json, expected) in [
            (
                "{\"Name\": \"a\",\n\"SecretString\": \"s3cret",
                "x.json:2:23: the JSON ends too early",
            ),
            (
                "{\"SecretString\": \"s3cret\"}",
                "x.json:1:1: this is no answer of",
            ),
            (
                "{\"SecretValues\": [{\"Name\": \"a\",\n\"SecretString\": 5}]}",
                "x.json:2:17: this is no answer of",
            ),
            (
                "{\"SecretValues\": \"s3cret\"}",
                "x.json:1:25: this is no answer of",
            ),
            ("\"s3cret\"", "x.json:1:8: this is no answer of"),
            (
                "{\"Name\": \"a\", \"Name\": \"s3cret\"}",
                "x.json:1:20: this is no answer of",
            ),
            (
                "{\"Name\": \"a\", \"SecretBinary\": \"s3cret!\"}",
                "x.json:1:1: SecretBinary of \"a\" is not base64",
            ),
            (
                "{\"Name\": \"a\", \"SecretBinary\": \"\", \"SecretString\": \"s3cret\"}",
                "x.json:1:1: \"a\" has both SecretString and SecretBinary",
            ),
            (
                "{\"Name\": \"a\", \"SecretString\": \"s3cret\"}\n{\"Name\": \"a\", \"SecretString\": \"s3cret\"}",
                "x.json:2:1: \"a\" has this version twice",
            ),
        ] {
            let error = found(json).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{json}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
