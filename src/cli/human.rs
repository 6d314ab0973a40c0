//! An answer for people: members below each other, lists of objects as columns.

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::{table, ui};

/// The answer in lines that fit a terminal of this many columns where they can, and harmless for it.
pub(crate) fn render(answer: &Value, columns: usize) -> String {
    let mut text = String::new();
    match answer {
        Value::Object(members) => object(members, columns, &mut text),
        other => line(&scalar(other), &mut text),
    }
    text
}

/// What has one value first, each name with its value; lists of objects below.
fn object(members: &Map<String, Value>, columns: usize, text: &mut String) {
    let is_empty = |value: &Value| matches!(value, Value::Array(items) if items.is_empty());
    let is_list =
        |value: &Value| matches!(value, Value::Array(items) if items.iter().any(Value::is_object));
    let single: Vec<(&String, Vec<String>)> = members
        .iter()
        .filter(|(_, value)| !is_list(value) && !is_empty(value))
        .map(|(name, value)| (name, values(name, value)))
        .collect();
    let width = single.iter().map(|(name, _)| name.width()).max();
    let width = width.unwrap_or(0);
    for (name, values) in &single {
        for (index, value) in values.iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            line(&format!("{name:<width$}  {value}"), text);
        }
    }
    for (name, value) in members {
        if let Value::Array(items) = value
            && is_list(value)
        {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(gap);
            line(&format!("{name}:"), text);
            list(items, columns, text);
        }
    }
}

/// A column for each member that any of the objects has; where that is too wide, one object below the other.
fn list(items: &[Value], columns: usize, text: &mut String) {
    let mut names: Vec<&str> = Vec::new();
    for item in items.iter().filter_map(Value::as_object) {
        for name in item.keys() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    let cell = |item: &Value, name: &str| {
        let value = item.get(name).map(|value| values(name, value).join(", "));
        value.unwrap_or_default()
    };
    let row = |item| names.iter().map(|name| cell(item, name)).collect();
    let rows: Vec<Vec<String>> = items.iter().map(row).collect();
    if table::drawn_width(&names, &rows) <= columns {
        text.push_str(&table::drawn(&names, &rows));
        return;
    }
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        match item {
            Value::Object(members) => object(members, columns, text),
            other => line(&scalar(other), text),
        }
    }
}

/// A member's value, a line for each entry of a map: dates to the second, as the service's clock counts.
fn values(name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::String(date) if name.ends_with("Date") || name == "Expiration" => vec![when(date)],
        Value::Object(members) if members.values().all(Value::is_array) => members
            .iter()
            .map(|(name, value)| format!("{name}  {}", scalar(value)))
            .collect(),
        other => vec![scalar(other)],
    }
}

/// `2026-11-23T19:39:43.988000+01:00` without what only programs read.
fn when(date: &str) -> String {
    let Some((day, time)) = date.split_once('T') else {
        return date.to_owned();
    };
    match time.get(..8) {
        Some("00:00:00") => day.to_owned(),
        Some(time) => format!("{day} {time}"),
        None => date.to_owned(),
    }
}

/// A value on one line.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        // A line feed would begin a row that nobody wrote.
        Value::String(text) => text.trim_end().replace('\n', "\\n"),
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
            "Versions": [{"VersionId": "1", "CreatedDate": "2026-11-23T19:39:43.988000+01:00"}, {"VersionId": "2"}],
            "Name": "prod/db",
            "RotationEnabled": true,
            "LastAccessedDate": "2026-11-23T00:00:00+00:00",
            "VersionIdsToStages": {"1": ["AWSPREVIOUS"], "2": ["AWSCURRENT", "mine"]},
            "Errors": [],
        });
        assert_eq!(
            render(&answer, 80),
            "Name                prod/db\n\
             RotationEnabled     yes\n\
             LastAccessedDate    2026-11-23\n\
             VersionIdsToStages  1  AWSPREVIOUS\n\
             \u{20}                   2  AWSCURRENT, mine\n\
             \n\
             Versions:\n\
             VersionId  CreatedDate\n\
             1          2026-11-23 19:39:43\n\
             2\n"
        );
    }

    #[test]
    fn a_table_that_is_too_wide_becomes_one_object_below_the_other() {
        let answer = json!({"L": [{"Key": "one", "Value": "two"}, {"Key": "three"}]});
        assert_eq!(
            render(&answer, 10),
            "L:\nKey    one\nValue  two\n\nKey  three\n"
        );
        assert_eq!(render(&answer, 12), "L:\nKey    Value\none    two\nthree\n");
    }

    #[test]
    fn what_is_stored_cannot_move_the_cursor_or_break_a_row() {
        let answer = json!({"Description": "\u{1b}[2Jx", "L": [{"K": "a\nb"}]});
        assert_eq!(
            render(&answer, 80),
            "Description  \\u{1b}[2Jx\n\nL:\nK\na\\nb\n"
        );
    }
}
