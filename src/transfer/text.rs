//! A file of text, and where in it something is.

use std::fmt;

use zeroize::Zeroizing;

use super::{Entry, Format, Found, Source, aws, dotenv, json, wrong, yaml};
use crate::error::{Error, Kind, Result};

/// A line and, where a line may be long, a column; both counted from 1, columns in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, for the formats that people do not write a line an entry.
    pub column: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "{}:{column}", self.line),
            None => write!(f, "{}", self.line),
        }
    }
}

/// A whole file of secrets in one of the text formats.
pub struct Document {
    format: Format,
    label: String,
    bytes: Zeroizing<Vec<u8>>,
}

impl Document {
    /// The content of the file that errors call `label`.
    pub const fn new(format: Format, label: String, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            format,
            label,
            bytes,
        }
    }
}

impl Source for Document {
    fn read(&mut self, _progress: &mut dyn FnMut(usize, usize)) -> Result<Found> {
        let text = Text::new(&self.label, &self.bytes)?;
        let only = |entries: Vec<Entry>| Found {
            entries,
            notes: Vec::new(),
        };
        match self.format {
            Format::Dotenv => dotenv::read(&text).map(only),
            Format::Json => json::read(&text).map(only),
            Format::Yaml => yaml::read(&text).map(only),
            Format::Aws => aws::read(&text),
            Format::Pass | Format::Vault => Err(Error::new(
                Kind::Usage,
                format!("{}: a store of this format is no file of text", self.label),
            )),
        }
    }

    fn label(&self) -> &str {
        &self.label
    }
}

/// Text with its lines.
pub(super) struct Text<'t> {
    label: &'t str,
    /// All of it but a byte order mark.
    pub(super) whole: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'t> Text<'t> {
    /// The text of a file, which must be UTF-8 and hold something.
    pub(super) fn new(label: &'t str, bytes: &'t [u8]) -> Result<Self> {
        if bytes.is_empty() {
            return Err(wrong(
                label,
                None,
                "the file is empty: there is nothing to import",
            ));
        }
        let text = str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = before.split(|byte| *byte == b'\n').count();
            let place = Place { line, column: None };
            wrong(label, Some(place), "the text is not UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(ends.map(|(end, _)| end + 1))
            .collect();
        Ok(Self {
            label,
            whole: text,
            starts,
        })
    }

    /// Line and column of the byte at `offset`.
    pub(super) fn at(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        Place {
            line,
            column: Some(offset - self.starts[line.saturating_sub(1)] + 1),
        }
    }

    /// Line and column of where `part`, a part of this text, begins.
    pub(super) fn start_of(&self, part: &str) -> Place {
        self.at(part.as_ptr() as usize - self.whole.as_ptr() as usize)
    }

    /// The same place, as a part of this text counts it.
    pub(super) fn within(&self, part: &str, line: usize, column: usize) -> Place {
        let start = self.start_of(part);
        match (line, start.column) {
            (0 | 1, Some(before)) => Place {
                line: start.line,
                column: Some(before + column.saturating_sub(1)),
            },
            _ => Place {
                line: start.line + line - 1,
                column: Some(column),
            },
        }
    }

    /// What is wrong there.
    pub(super) fn wrong(&self, place: Place, what: &str) -> Error {
        wrong(self.label, Some(place), what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_in_the_text_and_in_a_part_of_it() {
        let text = Text::new("f", b"\xef\xbb\xbfab\ncd\n\nef").unwrap();
        let at = |offset| text.at(offset).to_string();
        assert_eq!(
            [0, 1, 2, 3, 6, 7, 8].map(at),
            ["1:1", "1:2", "1:3", "2:1", "3:1", "4:1", "4:2"]
        );
        let part = &text.whole[4..];
        assert_eq!(text.start_of(part).to_string(), "2:2");
        assert_eq!(text.within(part, 1, 2).to_string(), "2:3");
        assert_eq!(text.within(part, 3, 2).to_string(), "4:2");
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_line() {
        let refused = |bytes: &[u8]| Text::new("f", bytes).err().unwrap().to_string();
        assert_eq!(
            refused(b""),
            "f: the file is empty: there is nothing to import"
        );
        assert_eq!(refused(b"A=1\nB=\xff"), "f:2: the text is not UTF-8");
    }
}
