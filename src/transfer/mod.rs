//! Secrets from elsewhere and back: what `vault import` reads and `vault export` writes.
//!
//! | file | answers |
//! |---|---|
//! | [`mod@format`] | which formats are there, and which one is this file? |
//! | [`dotenv`], [`json`], [`yaml`], [`aws`] | which secrets does this text hold, and where? |
//! | [`pass`] | which secrets does this store of pass or gopass hold? |
//! | [`mod@write`] | how are secrets written, so that reading gives them back? |
//! | `text` | where in its file is this byte? |
//!
//! Another kind of source is another implementation of [`Source`] and another [`Format`]. What is wrong with a file is said
//! with file, line and, where lines are long, column; never with what stands there, for that is a value.

pub mod aws;
pub mod dotenv;
pub mod format;
pub mod json;
pub mod pass;
#[cfg(test)]
mod round_trip;
mod text;
mod unique;
pub mod write;
pub mod yaml;

pub use format::Format;
pub use text::{Document, Place};

use std::collections::HashMap;

use crate::error::{Error, Kind, Result};
use crate::operations::ImportedSecret;
use crate::types::arn::check_new_name;

/// Most bytes of a value (semantics 3.1).
pub const LONGEST_VALUE: usize = 65_536;

/// Where secrets come from.
pub trait Source {
    /// Reads all secrets. `progress` is told how many of how many are read, where that takes its time.
    fn read(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<Found>;

    /// What errors call it: a path, mostly.
    fn label(&self) -> &str;
}

/// What a source holds.
#[derive(Debug, Default)]
pub struct Found {
    /// The secrets, in the source's order.
    pub entries: Vec<Entry>,
    /// What a person should know: what was left out, and why.
    pub notes: Vec<String>,
}

/// One secret of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The secret, under the name that it has there.
    pub secret: ImportedSecret,
    /// Where it stands, if that can be told.
    pub place: Option<Place>,
}

impl Found {
    /// Puts `prefix` before every name.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        for entry in &mut self.entries {
            entry.secret.name.insert_str(0, prefix);
        }
        self
    }

    /// Leaves out what has no value to store and gives the names of it: `OPTIONAL=` in a .env file, `null` in JSON.
    pub fn without_empty(&mut self) -> Vec<String> {
        let is_empty = |entry: &mut Entry| {
            let value = entry.secret.value.as_ref();
            value.is_some_and(|value| value.expose_bytes().is_empty())
        };
        let empty = self.entries.extract_if(.., is_empty);
        empty.map(|entry| entry.secret.name).collect()
    }

    /// Refuses what cannot be stored, and two secrets of one name; `label` is the source's.
    pub fn check(&self, label: &str) -> Result<()> {
        let mut names: HashMap<&str, Option<Place>> = HashMap::with_capacity(self.entries.len());
        for entry in &self.entries {
            let secret = &entry.secret;
            let wrong = |what: &str| {
                wrong(
                    label,
                    entry.place,
                    &format!("{} {what}", shown(&secret.name)),
                )
            };
            if check_new_name(&secret.name).is_err() || secret.name.is_empty() {
                return Err(wrong("cannot be a secret's name")
                    .hint("a name takes letters, digits and /_+=.@-"));
            }
            if secret.name.len() > 512 {
                return Err(wrong("is longer than the 512 characters of a name"));
            }
            for value in [&secret.value, &secret.previous].into_iter().flatten() {
                if value.expose_bytes().len() > LONGEST_VALUE {
                    return Err(wrong("has a value of more than 65536 bytes"));
                }
            }
            if let Some(first) = names.insert(&secret.name, entry.place) {
                let first = first.map_or_else(String::new, |place| {
                    format!(", first in line {}", place.line)
                });
                return Err(wrong(&format!("stands there twice{first}")));
            }
            secret
                .check()
                .map_err(|error| wrong(&format!("cannot be stored: {}", error.message())))?;
        }
        Ok(())
    }
}

/// What is wrong, and where.
fn wrong(label: &str, place: Option<Place>, what: &str) -> Error {
    let place = place.map_or_else(String::new, |place| format!("{place}:"));
    Error::new(Kind::Other, format!("{label}:{place} {what}"))
}

/// So many of something that has a regular plural.
pub fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// A name as an error shows it: a wrong file may have a value where a name should be, so not much of it.
fn shown(name: &str) -> String {
    const MOST: usize = 64;
    let start: String = name.chars().take(MOST).collect();
    let more = if start.len() < name.len() {
        "\u{2026}"
    } else {
        ""
    };
    format!("\"{}{more}\"", start.escape_debug())
}
