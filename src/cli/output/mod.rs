//! `--output` and `--query`: an operation's answer on standard output, as the AWS CLI prints it.
//!
//! Plain JSON goes from the answer straight into one wiped buffer and from there to the descriptor. The other
//! formats and `--query` need a [`Value`] in between, for which the heap wipes what is freed.

pub(crate) mod file;
pub mod json;
pub(crate) mod pages;
mod pieces;
pub mod query;
pub(crate) mod stdout;
mod table;
mod text;
mod yaml;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::cli::ui;
use crate::error::{Error, Result};
use crate::platform::heap;
use pieces::Pieces;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// JSON, indented by four spaces
    #[default]
    Json,
    /// Lines of values separated by tabs
    Text,
    /// A table for people
    Table,
    /// YAML
    Yaml,
    /// YAML, a list item for each page
    YamlStream,
    /// Nothing
    Off,
}

/// Prints what `operation` (AWS's name, `DescribeSecret`) answered on standard output.
///
/// An empty answer prints nothing. A closed pipe is `Kind::BrokenPipe`; a query that cannot be read is
/// `Kind::Usage`, but by then the operation is done: [`query::Query::parse`] tells before.
pub fn print<T: Serialize + ?Sized>(
    value: &T,
    operation: &str,
    format: Format,
    query: Option<&str>,
) -> Result<()> {
    render(value, operation, format, query, stdout::Descriptor)
}

/// Writes what [`print`] prints.
fn render<T: Serialize + ?Sized>(
    value: &T,
    operation: &str,
    format: Format,
    query: Option<&str>,
    mut out: impl Write,
) -> Result<()> {
    let answer = match (format, query) {
        (Format::Off, _) => return Ok(()),
        (Format::Json, None) => {
            let mut pieces = Pieces::new(out);
            json::write(value, &mut pieces)?;
            return pieces.finish(b"{}\n").map_err(unwritten);
        }
        (_, None) => {
            heap::wipe_from_here_on();
            json::to_value(value)?
        }
        (_, Some(query)) => {
            heap::wipe_from_here_on();
            query::Query::parse(query)?.search(json::to_value(value)?)?
        }
    };
    if answer.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(());
    }
    let text = match format {
        Format::Off => String::new(),
        Format::Json => {
            let bytes = json::to_bytes(&answer)?;
            return out.write_all(&bytes).map_err(unwritten);
        }
        Format::Text => harmless(text::render(&answer)),
        Format::Table => harmless(table::render(operation, &answer, ui::columns())?),
        Format::Yaml => yaml::render(&answer),
        Format::YamlStream => yaml::render(&Value::Array(vec![answer])),
    };
    let bytes = Zeroizing::new(text.into_bytes());
    out.write_all(&bytes).map_err(unwritten)
}

/// On a terminal nothing acts that a description or a tag holds; JSON and YAML escape it themselves, and a pipe gets all of it.
fn harmless(text: String) -> String {
    if !ui::stdout_is_terminal() {
        return text;
    }
    match ui::escape(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}

/// Why standard output did not take what it was given.
pub(crate) fn unwritten(error: io::Error) -> Error {
    Error::io("cannot write to", Path::new("standard output"), error)
}

/// A value in one cell, in the words of the AWS CLI, which is written in Python: `None`, `True`.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a value is neither a list nor an object.
const fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// An object's members in the order of their names.
fn sorted(object: &serde_json::Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut members: Vec<_> = object.iter().map(|(key, v)| (key.as_str(), v)).collect();
    members.sort_unstable_by_key(|(key, _)| *key);
    members
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;
    use serde_json::json;

    use super::*;

    fn rendered(value: &Value, format: Format, query: Option<&str>) -> String {
        let mut bytes = Vec::new();
        render(value, "DescribeSecret", format, query, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_names_of_the_formats_are_those_of_the_aws_cli() {
        let names: Vec<_> = Format::value_variants()
            .iter()
            .map(|format| format.to_possible_value().unwrap().get_name().to_owned())
            .collect();
        assert_eq!(
            names,
            ["json", "text", "table", "yaml", "yaml-stream", "off"]
        );
    }

    #[test]
    fn every_format_prints_the_same_answer_in_its_way() {
        let answer = json!({"Name": "x", "Tags": [{"Key": "k", "Value": "v"}]});
        for (format, expected) in [
            (
                Format::Json,
                "{\n    \"Name\": \"x\",\n    \"Tags\": [\n        {\n            \"Key\": \"k\",\n            \"Value\": \"v\"\n        }\n    ]\n}\n",
            ),
            (Format::Text, "x\nTAGS\tk\tv\n"),
            (Format::Yaml, "Name: x\nTags:\n- Key: k\n  Value: v\n"),
            (
                Format::YamlStream,
                "- Name: x\n  Tags:\n  - Key: k\n    Value: v\n",
            ),
            (Format::Off, ""),
        ] {
            assert_eq!(rendered(&answer, format, None), expected);
        }
    }

    #[test]
    fn an_empty_answer_prints_nothing_but_a_null_result_does() {
        for format in Format::value_variants() {
            assert_eq!(rendered(&json!({}), *format, None), "");
        }
        let answer = json!({"Name": "n"});
        assert_eq!(rendered(&answer, Format::Json, Some("Nope")), "null\n");
        assert_eq!(rendered(&answer, Format::Text, Some("Nope")), "None\n");
        assert_eq!(rendered(&answer, Format::Table, Some("Nope")), "");
        assert_eq!(rendered(&answer, Format::Json, Some("Name")), "\"n\"\n");
        assert_eq!(rendered(&answer, Format::Text, Some("Name")), "n\n");
    }
}
