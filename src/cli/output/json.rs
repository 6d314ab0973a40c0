//! JSON as AWS CLI v2 prints it: four spaces, non-ASCII as it is, times in ISO 8601 with the local offset.

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{DateTime, Datelike as _, Local, Offset as _, TimeZone, Timelike as _};
use serde::Serialize;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::ser::{Formatter, Serializer};
use zeroize::Zeroizing;

use crate::cli::buffer::WipedBuffer;
use crate::cli::ui;
use crate::error::{Error, Kind, Result};
use crate::types::time::Timestamp;

/// Writes `value` and a newline to `out`, in many small writes.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut impl Write) -> Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(
            &mut *out,
            AwsFormatter {
                is_seen: ui::stdout_is_terminal(),
                ..AwsFormatter::default()
            },
        ))
        .and_then(|()| out.write_all(b"\n").map_err(serde_json::Error::io))
        .map_err(|error| match error.classify() {
            Category::Io => super::unwritten(error.into()),
            _ => unprintable(error),
        })
}

/// `value` and a newline; wiped when let go.
pub(super) fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Zeroizing<Vec<u8>>> {
    let mut buffer = WipedBuffer::default();
    write(value, &mut buffer)?;
    Ok(buffer.into_inner())
}

/// `value` as it would be printed, for the formats and queries that need to look into it. Not wiped.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value> {
    serde_json::from_slice(&to_bytes(value)?).map_err(unprintable)
}

fn unprintable(error: serde_json::Error) -> Error {
    // serde's words might quote a value.
    Error::new(Kind::Other, "the answer cannot be written as JSON").caused_by(error)
}

/// Indents like Python's `json.dump(indent=4)`, and knows a [`Timestamp`] by its `i128`.
///
/// `serde_json`'s own writes each level of each line by itself, which for a list of 100,000 takes as long as all the rest.
#[derive(Default)]
struct AwsFormatter {
    level: usize,
    is_empty: bool,
    /// On a terminal nothing acts that a text holds.
    is_seen: bool,
}

/// A moment as it is printed: ISO 8601 with the local offset; its number beyond chrono's years (262,143).
pub(crate) fn local(moment: Timestamp) -> String {
    match DateTime::from_timestamp_millis(moment.millis()) {
        Some(utc) => iso_8601(&utc.with_timezone(&Local)),
        None => moment.millis().to_string(),
    }
}

impl Formatter for AwsFormatter {
    fn write_i128<W: Write + ?Sized>(&mut self, out: &mut W, millis: i128) -> io::Result<()> {
        let utc = i64::try_from(millis)
            .ok()
            .and_then(DateTime::from_timestamp_millis);
        match utc {
            Some(utc) => {
                let text = iso_8601(&utc.with_timezone(&Local));
                [b"\"", text.as_bytes(), b"\""]
                    .into_iter()
                    .try_for_each(|part| out.write_all(part))
            }
            // Beyond chrono's years (262,143): the number is all that can be said.
            None => write!(out, "{millis}"),
        }
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if !self.is_seen || !fragment.contains(ui::is_treacherous) {
            return out.write_all(fragment.as_bytes());
        }
        fragment.chars().try_for_each(|character| {
            if ui::is_treacherous(character) {
                let mut units = [0; 2];
                return character
                    .encode_utf16(&mut units)
                    .iter()
                    .try_for_each(|unit| write!(out, "\\u{unit:04x}"));
            }
            out.write_all(character.encode_utf8(&mut [0; 4]).as_bytes())
        })
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.line(out, !first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _out: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.line(out, !first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _out: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }
}

/// The end of a line before one that is indented by up to 16 levels.
const LINE: &[u8] = b",\n                                                                ";

impl AwsFormatter {
    fn begin<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.is_empty = true;
        out.write_all(bracket)
    }

    fn end<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level -= 1;
        if !self.is_empty {
            self.line(out, false)?;
        }
        self.is_empty = false;
        out.write_all(bracket)
    }

    fn line<W: Write + ?Sized>(&self, out: &mut W, comma: bool) -> io::Result<()> {
        let (start, end) = (usize::from(!comma), 2 + 4 * self.level);
        if let Some(line) = LINE.get(start..end) {
            return out.write_all(line);
        }
        out.write_all(&LINE[start..2])?;
        (0..self.level).try_for_each(|_| out.write_all(b"    "))
    }
}

/// Python's `isoformat()`: microseconds only when there are any, seconds of the offset likewise.
fn iso_8601<Z: TimeZone>(at: &DateTime<Z>) -> String {
    let mut text = String::with_capacity("2026-01-02T03:04:05.678000+01:00".len());
    // Writing into a String cannot fail.
    let _ = write!(text, "{:04}", at.year());
    push_two(&mut text, '-', at.month());
    push_two(&mut text, '-', at.day());
    push_two(&mut text, 'T', at.hour());
    push_two(&mut text, ':', at.minute());
    push_two(&mut text, ':', at.second());
    let _ = match at.nanosecond() / 1000 {
        0 => Ok(()),
        micros => write!(text, ".{micros:06}"),
    };
    let offset = at.offset().fix().local_minus_utc();
    let (sign, seconds) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    push_two(&mut text, sign, seconds / 3600);
    push_two(&mut text, ':', seconds / 60 % 60);
    if !seconds.is_multiple_of(60) {
        push_two(&mut text, ':', seconds % 60);
    }
    text
}

/// A number below 100 in two digits. A list has 200,000 dates: `write!` of all their parts would take a third of its time.
fn push_two(text: &mut String, before: char, number: u32) {
    text.push(before);
    for digit in [number / 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('?'));
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use serde_json::json;

    use super::*;
    use crate::types::time::Timestamp;

    fn printed<T: Serialize + ?Sized>(value: &T) -> String {
        let mut out = Vec::new();
        write(value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn looks_as_python_prints_it() {
        let value = json!({
            "A": "q\"b\\s/ü\u{1F600}\n\t\r\u{8}\u{c}\u{1f}\u{7f}",
            "B": [], "C": {}, "D": [1, -2, true, null, [[]]], "E": {"F": {"G": []}},
        });
        assert_eq!(
            printed(&value),
            "{\n    \"A\": \"q\\\"b\\\\s/ü😀\\n\\t\\r\\b\\f\\u001f\u{7f}\",\n    \"B\": [],\n    \"C\": {},\n    \"D\": [\n        1,\n        -2,\n        true,\n        null,\n        [\n            []\n        ]\n    ],\n    \"E\": {\n        \"F\": {\n            \"G\": []\n        }\n    }\n}\n"
        );
        assert_eq!(printed("bare"), "\"bare\"\n");
    }

    #[test]
    fn times_have_the_offset_of_their_zone_and_microseconds_when_not_zero() {
        let at = |millis, offset| {
            let zone = FixedOffset::east_opt(offset).unwrap();
            iso_8601(
                &DateTime::from_timestamp_millis(millis)
                    .unwrap()
                    .with_timezone(&zone),
            )
        };
        assert_eq!(
            at(1_523_477_145_713, -7 * 3600),
            "2018-04-11T13:05:45.713000-07:00"
        );
        assert_eq!(at(1_523_477_145_000, 0), "2018-04-11T20:05:45+00:00");
        assert_eq!(
            at(1_523_477_145_001, 19_800),
            "2018-04-12T01:35:45.001000+05:30"
        );
        assert_eq!(at(0, -28_378), "1969-12-31T16:07:02-07:52:58");
        assert_eq!(at(-1, 0), "1969-12-31T23:59:59.999000+00:00");
    }

    #[test]
    fn what_is_seen_acts_on_no_terminal_and_is_the_same_text() {
        let text = "é\u{9b}31m\u{202e}\u{e0001}\u{7f}\n";
        let mut out = Vec::new();
        let formatter = AwsFormatter {
            is_seen: true,
            ..AwsFormatter::default()
        };
        text.serialize(&mut Serializer::with_formatter(&mut out, formatter))
            .unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown, r#""é\u009b31m\u202e\udb40\udc01\u007f\n""#);
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
    }

    #[test]
    fn a_timestamp_is_text_and_a_number_stays_one() {
        #[derive(Serialize)]
        struct Answer {
            at: Timestamp,
            days: u32,
        }
        let value = to_value(&Answer {
            at: Timestamp::from_millis(1_523_477_145_713),
            days: 30,
        })
        .unwrap();
        let text = value["at"].as_str().unwrap();
        assert_eq!(
            DateTime::parse_from_rfc3339(text)
                .unwrap()
                .timestamp_millis(),
            1_523_477_145_713
        );
        assert_eq!(value["days"], 30);
        assert_eq!(
            printed(&Timestamp::from_millis(i64::MAX)),
            "9223372036854775807\n"
        );
    }
}
