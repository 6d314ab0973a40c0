//! Structures on the command line: AWS's shorthand (`Key=k,Value=v`) or JSON.
//!
//! On the wire the same types are plain JSON: [`Shorthand`] deserialises as what it wraps.

mod coerce;
mod parser;

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One structure that an option takes, as shorthand or as a JSON object.
///
/// A list option is a `Vec<Shorthand<T>>` with `num_args(1..)`: `cli::expand` has already made one word of each
/// element of a JSON list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Shorthand<T>(pub T);

/// On the wire a structure is an object: the list of its members in their order, which serde would take too, is none.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shorthand<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a structure")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

/// A list of structures in one text: a JSON list, or a single element in shorthand or JSON.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ShorthandList<T>(pub Vec<T>);

/// Why a structure cannot be read, in the AWS CLI's words: what follows
/// `Error parsing parameter '--tags': `. Of a syntax error the second and third line show the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShorthandError {
    /// Something else stands where the grammar has one thing.
    #[error("Expected: '{expected}', received: '{received}' for input:\n{place}")]
    Syntax {
        /// What would fit there.
        expected: String,
        /// What is there.
        received: String,
        /// The input with a caret beneath the place.
        place: String,
    },
    /// A key twice in one structure.
    #[error(
        "Second instance of key \"{key}\" encountered for input:\n{place}\nThis is often because there is a preceding \",\" instead of a space."
    )]
    DuplicateKey {
        /// The key.
        key: String,
        /// The input with a caret beneath the place.
        place: String,
    },
    /// Lists in lists beyond any use.
    #[error("nested too deeply")]
    TooDeep,
    /// `Key@=file://...`: files are only read as whole values.
    #[error(
        "{0}: a file can only be the whole value of an option; give the structure as JSON in it"
    )]
    File(String),
    /// Text that begins as JSON and is none, or not of the type.
    #[error("Invalid JSON: {0}")]
    Json(String),
    /// A member that the structure does not have, which a service may overlook and a person mistyped.
    #[error("Unknown parameter in input: \"{0}\"")]
    Unknown(String),
    /// Correct shorthand of something that the option does not take.
    #[error("{0}")]
    Type(String),
}

/// Reads `text` as a `T`: JSON if it begins with `{` or `[`, else shorthand, in which numbers, booleans and
/// one-element lists are recognised by what `T` wants.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ShorthandError> {
    let mut unknown = None;
    let mut ignored = |path: serde_ignored::Path<'_>| unknown = Some(path.to_string());
    let parsed = if text.trim_start().starts_with(['{', '[']) {
        let json: Value =
            serde_json::from_str(text).map_err(|error| ShorthandError::Json(error.to_string()))?;
        serde_ignored::deserialize(json, &mut ignored)
            .map_err(|error| ShorthandError::Json(error.to_string()))?
    } else {
        let shorthand = coerce::Coerce(Value::Object(parser::parse(text)?));
        serde_ignored::deserialize(shorthand, &mut ignored)
            .map_err(|error| ShorthandError::Type(error.to_string()))?
    };
    match unknown {
        Some(path) => Err(ShorthandError::Unknown(path)),
        None => Ok(parsed),
    }
}

impl<T: DeserializeOwned> FromStr for Shorthand<T> {
    type Err = ShorthandError;

    fn from_str(text: &str) -> Result<Self, ShorthandError> {
        parse(text).map(Self)
    }
}

impl<T: DeserializeOwned> FromStr for ShorthandList<T> {
    type Err = ShorthandError;

    fn from_str(text: &str) -> Result<Self, ShorthandError> {
        if text.trim_start().starts_with('[') {
            parse(text).map(Self)
        } else {
            parse(text).map(|element| Self(vec![element]))
        }
    }
}

impl<T> FromIterator<Shorthand<T>> for ShorthandList<T> {
    fn from_iter<I: IntoIterator<Item = Shorthand<T>>>(elements: I) -> Self {
        Self(elements.into_iter().map(|element| element.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Filter {
        key: String,
        values: Vec<String>,
    }

    #[derive(Debug, Clone, PartialEq, Deserialize, Default)]
    #[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
    struct Rules {
        automatically_after_days: Option<u32>,
        duration: Option<String>,
        enabled: Option<bool>,
        ratio: Option<f64>,
        offset: i64,
    }

    fn filter(key: &str, values: &[&str]) -> Filter {
        Filter {
            key: key.into(),
            values: values.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn shorthand_and_json_are_the_same_structure() {
        for text in [
            "Key=name,Values=a,b",
            "Key=name,Values=[a,b]",
            "Values=a,b,Key=name",
            r#"{"Key": "name", "Values": ["a", "b"]}"#,
            "  {\"Key\": \"name\",\n\"Values\": [\"a\", \"b\"]}",
        ] {
            assert_eq!(
                text.parse::<Shorthand<Filter>>().unwrap().0,
                filter("name", &["a", "b"]),
                "{text}"
            );
        }
        assert_eq!(
            parse::<Filter>("Key=name,Values=a").unwrap(),
            filter("name", &["a"])
        );
    }

    #[test]
    fn numbers_and_booleans_are_read_where_the_structure_has_them() {
        let rules: Rules =
            parse("AutomaticallyAfterDays=30,Duration=3,Enabled=TRUE,Ratio=1.5,Offset=-2").unwrap();
        assert_eq!(
            rules,
            Rules {
                automatically_after_days: Some(30),
                duration: Some("3".into()),
                enabled: Some(true),
                ratio: Some(1.5),
                offset: -2,
            }
        );
        assert_eq!(
            parse::<Rules>("AutomaticallyAfterDays=soon")
                .unwrap_err()
                .to_string(),
            "invalid type: string \"soon\", expected u32"
        );
        let error = parse::<Rules>("Days=3").unwrap_err().to_string();
        assert!(error.starts_with("unknown field `Days`"), "{error}");
    }

    #[test]
    fn a_list_is_one_json_list_or_one_element_or_a_collection_of_words() {
        let expected = vec![filter("a", &["x"]), filter("b", &["y"])];
        let json = r#"[{"Key":"a","Values":["x"]},{"Key":"b","Values":["y"]}]"#;
        let list: ShorthandList<Filter> = json.parse().unwrap();
        assert_eq!(list.0, expected);
        let wire: ShorthandList<Filter> = serde_json::from_str(json).unwrap();
        assert_eq!(wire.0, expected);
        let wire: Vec<Shorthand<Filter>> = serde_json::from_str(json).unwrap();
        assert_eq!(wire.into_iter().collect::<ShorthandList<_>>().0, expected);
        let one: ShorthandList<Filter> = "Key=a,Values=x".parse().unwrap();
        assert_eq!(one.0, expected[..1]);
    }

    #[test]
    fn a_member_that_the_structure_does_not_have_is_refused() {
        for text in [
            "Key=k,Values=v,Valu=x",
            r#"{"Key": "k", "Values": ["v"], "Valu": 1}"#,
        ] {
            assert_eq!(
                parse::<Filter>(text).unwrap_err().to_string(),
                "Unknown parameter in input: \"Valu\""
            );
        }
        // A service would read this as another number than was meant, or as none.
        let error = parse::<Filter>(r#"{"Key": -1e04444}"#).unwrap_err();
        assert!(matches!(error, ShorthandError::Json(_)), "{error}");
    }

    #[test]
    fn broken_json_is_told_in_one_line() {
        let error = parse::<Filter>("{\"Key\": }").unwrap_err().to_string();
        assert_eq!(error, "Invalid JSON: expected value at line 1 column 9");
        let error = parse::<Filter>("[\n]").unwrap_err().to_string();
        assert!(error.starts_with("Invalid JSON: ") && !error.contains('\n'));
    }
}
