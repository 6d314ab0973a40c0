//! An answer for people: members below each other, lists of objects as columns.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::cli::ui;

/// The answer in lines, harmless for a terminal.
pub(crate) fn render(answer: &Value) -> String {
    let mut text = String::new();
    match answer {
        Value::Object(members) => object(members, &mut text),
        other => line(&scalar(other), &mut text),
    }
    text
}

/// Rows below a heading, each column as wide as its widest cell but the last.
pub(crate) fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let heading = heading.iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<&Vec<String>> = std::iter::once(&heading).chain(rows).collect();
    let mut widths = vec![0; heading.len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row.iter()) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut shown = String::new();
        for (width, cell) in widths.iter().zip(row) {
            let _infallible = write!(shown, "{cell:<width$}  ");
        }
        line(&shown, &mut text);
    }
    text
}

fn object(members: &Map<String, Value>, text: &mut String) {
    let is_table =
        |value: &Value| matches!(value, Value::Array(items) if items.iter().any(Value::is_object));
    let width = members
        .iter()
        .filter(|(_, value)| !is_table(value))
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    for (name, value) in members {
        match value {
            Value::Array(items) if is_table(value) => {
                line(name, text);
                text.push_str(&columns(items));
            }
            value => line(&format!("{name:<width$}  {}", scalar(value)), text),
        }
    }
}

/// A column for each member that any of the objects has.
fn columns(items: &[Value]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for item in items.iter().filter_map(Value::as_object) {
        for name in item.keys() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let cell = |name: &&str| item.get(*name).map(|value| cell(value).into_owned());
            names
                .iter()
                .map(|name| cell(name).unwrap_or_default())
                .collect()
        })
        .collect();
    table(&names, &rows)
}

/// A scalar in a table, where a line end would break the row.
fn cell(value: &Value) -> Cow<'_, str> {
    Cow::Owned(scalar(value).replace('\n', "\\n").replace('\t', "\\t"))
}

/// A value on one line.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            items.join(", ")
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name}: {}", scalar(value)))
                .collect();
            members.join("; ")
        }
    }
}

fn line(shown: &str, text: &mut String) {
    text.push_str(&ui::escape(shown.trim_end()));
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_stand_below_each_other_and_lists_of_objects_in_columns() {
        let answer = json!({
            "Name": "prod/db",
            "RotationEnabled": true,
            "Tags": [{"Key": "team", "Value": "core"}, {"Key": "x"}],
            "VersionIdsToStages": {"id": ["AWSCURRENT", "mine"]},
        });
        assert_eq!(
            render(&answer),
            "Name                prod/db\n\
             RotationEnabled     yes\n\
             Tags\n\
             Key   Value\n\
             team  core\n\
             x\n\
             VersionIdsToStages  id: AWSCURRENT, mine\n"
        );
    }

    #[test]
    fn what_is_stored_cannot_move_the_cursor_or_break_a_row() {
        let answer = json!({"Description": "\u{1b}[2Jx", "L": [{"K": "a\nb"}]});
        assert_eq!(render(&answer), "Description  \\u{1b}[2Jx\nL\nK\na\\nb\n");
    }
}
