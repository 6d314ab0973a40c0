//! An answer for people: members below each other, lists of objects as columns.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::cli::ui;

/// A narrower last column says too little.
const NARROWEST: usize = 12;

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

/// The same within a width: what does not fit is left out from the right, the last column is cut before it is left out,
/// and the first is always whole.
pub(crate) fn fitting_table(heading: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let longest = |index: usize| {
        let cells = rows.iter().map(|row| row[index].width());
        cells.chain([heading[index].width()]).max().unwrap_or(0)
    };
    let last = heading.len() - 1;
    let mut used = longest(0);
    let mut kept = 1;
    while kept < last && used + 2 + longest(kept) <= width {
        used += 2 + longest(kept);
        kept += 1;
    }
    let mut rows = rows.to_vec();
    let room = width.saturating_sub(used + 2);
    if kept == last && room >= NARROWEST {
        for row in &mut rows {
            shorten(&mut row[last], room);
        }
        kept += 1;
    }
    for row in &mut rows {
        row.truncate(kept);
    }
    table(&heading[..kept], &rows)
}

/// Cuts a text that is wider than `room` and says so.
fn shorten(text: &mut String, room: usize) {
    if text.width() <= room {
        return;
    }
    let mut used = 1;
    let end = text.char_indices().find(|(_, character)| {
        used += character.width().unwrap_or(0);
        used > room
    });
    text.truncate(end.map_or(text.len(), |(at, _)| at));
    text.push('…');
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

    #[test]
    fn a_table_fits_its_width_and_keeps_the_first_column() {
        let rows = [vec![
            "a/long/name".to_owned(),
            "2026-11-23 19:59".to_owned(),
            "Something 日本語 that goes on".to_owned(),
        ]];
        let second = |width| {
            let table = fitting_table(&["NAME", "CHANGED", "DESCRIPTION"], &rows, width);
            table.lines().nth(1).unwrap_or_default().to_owned()
        };
        assert_eq!(
            second(60),
            "a/long/name  2026-11-23 19:59  Something 日本語 that goes on"
        );
        assert_eq!(second(47), "a/long/name  2026-11-23 19:59  Something 日本…");
        assert_eq!(second(40), "a/long/name  2026-11-23 19:59");
        assert_eq!(second(28), "a/long/name");
        assert_eq!(second(5), "a/long/name");
    }
}
