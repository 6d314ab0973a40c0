//! `vault versions NAME`: for people the newest first, each with its dates and labels.

use std::ffi::OsString;

use crate::cli::call::{self, Form, Printer};
use crate::cli::place::Place;
use crate::cli::table::{self, Column};
use crate::cli::{output, ui};
use crate::error::Result;
use crate::operations::{
    ListSecretVersionIds, ListSecretVersionIdsResponse, Operation as _, VersionEntry,
};
use crate::types::time::Timestamp;
use crate::types::version::StagingLabel;

/// Runs `list-secret-version-ids` and `versions`.
pub(crate) fn run(form: &Form, rest: Vec<OsString>) -> anyhow::Result<()> {
    let Some((mut request, globals)) =
        call::read::<ListSecretVersionIds, ListSecretVersionIds>(form, rest)?
    else {
        return Ok(());
    };
    let place = Place::anywhere(&globals)?;
    let printer = Printer::new(ListSecretVersionIds::NAME, form, &globals, &place)?;
    if !printer.is_for_people() {
        return call::answer(request, form, place, &globals);
    }
    request.unpaged = true;
    let answer = call::send(request, place, &globals)?;
    print(&answer)?;
    if let Some(token) = &answer.next_token {
        ui::hint(&format!("there are more: --next-token {token}"));
    }
    Ok(())
}

const fn column(heading: &'static str) -> Column {
    Column {
        heading,
        least: usize::MAX,
        expendable: 0,
    }
}

const COLUMNS: [Column; 4] = [
    column("VERSION"),
    column("CREATED"),
    column("READ"),
    column("LABELS"),
];

fn print(answer: &ListSecretVersionIdsResponse) -> Result<()> {
    if answer.versions.is_empty() {
        ui::line("it has no version with a label; --include-deprecated shows the others");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = answer.versions.iter().rev().map(row).collect();
    let columns = ui::columns();
    let text = if table::has_room(&COLUMNS, &rows, columns) {
        table::fitted(&COLUMNS, &rows, columns)
    } else {
        stacked(&rows, columns)
    };
    output::stdout::write(text.as_bytes())
}

/// The day and the minute in local time; the day of the last read, which is all that is kept of it.
fn row(version: &VersionEntry) -> Vec<String> {
    let labels: Vec<&str> = version
        .version_stages
        .iter()
        .map(StagingLabel::as_str)
        .collect();
    let created = output::json::local(version.created_date).replace('T', " ");
    let read = version.last_accessed_date.map(day).unwrap_or_default();
    vec![
        version.version_id.as_str().to_owned(),
        created.get(..16).unwrap_or(&created).to_owned(),
        read,
        labels.join(", "),
    ]
}

/// A day is one of the service's clock, UTC: in another zone its first moment would be of the day before.
fn day(moment: Timestamp) -> String {
    let text = moment.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// Each version by itself, where a row has no room: its id, which must be seen whole to be typed, and the rest below.
fn stacked(rows: &[Vec<String>], columns: usize) -> String {
    let mut text = String::new();
    for row in rows {
        for (cell, Column { heading, .. }) in row.iter().zip(COLUMNS) {
            let cell = table::harmless(cell);
            let line = match heading {
                "VERSION" => cell,
                _ if cell.is_empty() => continue,
                heading => format!("  {}  {cell}", heading.to_lowercase()),
            };
            text.push_str(&table::cut(&line, columns));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_without_room_stands_by_itself() {
        let cells = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let rows = [
            cells(["id-2", "2026-11-24 02:16", "", "AWSCURRENT"]),
            cells(["id-1", "2026-11-23 02:16", "2026-11-23", ""]),
        ];
        assert_eq!(
            stacked(&rows, 20),
            "id-2\n  created  2026-11-\u{2026}\n  labels  AWSCURRENT\n\
             id-1\n  created  2026-11-\u{2026}\n  read  2026-11-23\n"
        );
    }
}
