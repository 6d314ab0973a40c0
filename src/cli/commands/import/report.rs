//! What an import did, or would do.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::globals::Globals;
use crate::cli::output::{self, Format as Printed};
use crate::cli::ui;
use crate::error::Result;
use crate::operations::{Imported, ImportedSecret};
use crate::transfer::{Format, counted};

/// Names, and never a value.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Report<'n> {
    format: &'static str,
    dry_run: bool,
    created: Vec<&'n str>,
    updated: Vec<&'n str>,
    unchanged: Vec<&'n str>,
    skipped: Vec<&'n str>,
    empty: Vec<String>,
    #[serde(skip)]
    each: Vec<(Imported, &'n str)>,
}

impl<'n> Report<'n> {
    pub(super) fn new(
        format: Format,
        dry_run: bool,
        secrets: &'n [ImportedSecret],
        imported: &[Imported],
        empty: Vec<String>,
    ) -> Self {
        let names = secrets.iter().map(|secret| secret.name.as_str());
        let each: Vec<_> = imported.iter().copied().zip(names).collect();
        let of = |which: Imported| {
            let of_it = each.iter().filter(|(imported, _)| *imported == which);
            of_it.map(|(_, name)| *name).collect()
        };
        Self {
            format: format.name(),
            dry_run,
            created: of(Imported::Created),
            updated: of(Imported::Updated),
            unchanged: of(Imported::Unchanged),
            skipped: of(Imported::Skipped),
            empty,
            each,
        }
    }

    /// For programs on standard output if a format was asked for, else for people: a dry run's list on standard output, the
    /// summary on standard error.
    pub(super) fn print(&self, label: &str, globals: &Globals, format: Printed) -> Result<()> {
        if globals.output.is_some() || globals.query.is_some() {
            return output::print(self, "Import", format, globals.query.as_deref());
        }
        let list = if self.dry_run {
            self.list()
        } else {
            String::new()
        };
        let printed = output::stdout::write(ui::escape(&list).as_bytes());
        ui::line(&self.summary(label));
        printed
    }

    fn list(&self) -> String {
        let mut list = String::new();
        for (imported, name) in &self.each {
            let word = match imported {
                Imported::Created => "create",
                Imported::Updated => "update",
                Imported::Unchanged => "leave unchanged",
                Imported::Skipped => "skip",
            };
            let _infallible = writeln!(list, "{word} {name}");
        }
        list
    }

    fn summary(&self, label: &str) -> String {
        let all = self.each.len();
        let begin = if self.dry_run {
            "would import"
        } else {
            "imported"
        };
        let mut summary = format!(
            "{begin} {label} ({}): {}",
            self.format,
            counted(all, "secret")
        );
        for (count, word) in [
            (self.created.len(), "created"),
            (self.updated.len(), "updated"),
            (self.unchanged.len(), "unchanged"),
            (self.skipped.len(), "skipped"),
        ] {
            if count > 0 {
                let _infallible = write!(summary, ", {count} {word}");
            }
        }
        if !self.empty.is_empty() {
            let _infallible = write!(summary, "; left out as empty: {}", self.empty.join(", "));
        }
        summary
    }
}
