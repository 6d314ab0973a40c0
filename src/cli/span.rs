//! Spans of time, as people write them: `30s`, `15m`, `8h`, `2d`.

use std::str::FromStr;
use std::time::Duration;

/// The longest span: whoever needs more has a key file.
const LONGEST: u64 = 30 * DAY;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A span from a second to 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

/// A span from a second to ten years: for what ends by itself, where nobody waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LongSpan(pub(crate) Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        within(text, LONGEST, "30d are the most").map(Self)
    }
}

impl FromStr for LongSpan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        within(text, 3650 * DAY, "3650d are the most").map(Self)
    }
}

fn within(text: &str, most: u64, refusal: &str) -> Result<Duration, String> {
    let seconds = parse(text).ok_or("write it as 30s, 15m, 8h, 1h30m or 2d")?;
    if seconds == 0 {
        return Err("at least 1s is needed".to_owned());
    }
    if seconds > most {
        return Err(refusal.to_owned());
    }
    Ok(Duration::from_secs(seconds))
}

/// Seconds; each unit at most once, the largest first.
fn parse(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut smaller = u64::MAX;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit())?;
        let (count, after) = rest.split_at(end);
        let unit = match after.as_bytes().first()? {
            b's' => 1,
            b'm' => MINUTE,
            b'h' => HOUR,
            b'd' => DAY,
            _ => return None,
        };
        if unit >= smaller {
            return None;
        }
        smaller = unit;
        total = total.checked_add(count.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = &after[1..];
    }
    (smaller < u64::MAX).then_some(total)
}

/// A span in its two largest units: `7h 59m`.
pub(crate) fn describe(span: Duration) -> String {
    let mut seconds = span.as_secs();
    let mut parts = Vec::new();
    for (unit, name) in [(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s")] {
        if seconds >= unit && parts.len() < 2 {
            parts.push(format!("{}{name}", seconds / unit));
            seconds %= unit;
        } else if !parts.is_empty() {
            break;
        }
    }
    if parts.is_empty() {
        return "less than 1s".to_owned();
    }
    parts.join(" ")
}

/// How long ago it was, in one unit, for a column: `5m`, `3h`, `40d`, `7mo`, `2y`.
pub(crate) fn age(since: Duration) -> String {
    const MONTH: u64 = 2_629_746;
    let seconds = since.as_secs();
    match seconds {
        0..MINUTE => "now".to_owned(),
        MINUTE..HOUR => format!("{}m", seconds / MINUTE),
        HOUR..DAY => format!("{}h", seconds / HOUR),
        _ if seconds < 60 * DAY => format!("{}d", seconds / DAY),
        _ if seconds < 24 * MONTH => format!("{}mo", seconds / MONTH),
        _ => format!("{}y", seconds / (12 * MONTH)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_age_is_told_in_one_unit() {
        for (seconds, shown) in [
            (0, "now"),
            (59, "now"),
            (60, "1m"),
            (3599, "59m"),
            (3600, "1h"),
            (86_399, "23h"),
            (86_400, "1d"),
            (59 * 86_400, "59d"),
            (60 * 86_400, "1mo"),
            (729 * 86_400, "23mo"),
            (731 * 86_400, "2y"),
        ] {
            assert_eq!(age(Duration::from_secs(seconds)), shown);
        }
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("1s", 1),
            ("30s", 30),
            ("15m", 900),
            ("8h", 28_800),
            ("2d", 172_800),
            ("1h30m", 5400),
            ("30d", 2_592_000),
        ] {
            assert_eq!(
                text.parse(),
                Ok(Span(Duration::from_secs(seconds))),
                "{text}"
            );
        }
        for wrong in [
            "",
            "0s",
            "8",
            "h",
            "8 h",
            "-1h",
            "1.5h",
            "31d",
            "1m1h",
            "1s1s",
            "8H",
            "ä",
            "8hä",
            "99999999999999999999s",
            "18446744073709551615d",
            "+1s",
        ] {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn spans_are_told_in_their_two_largest_units() {
        for (seconds, text) in [
            (0, "less than 1s"),
            (1, "1s"),
            (60, "1m"),
            (899, "14m 59s"),
            (28_799, "7h 59m"),
            (28_800, "8h"),
            (3601, "1h"),
            (90_061, "1d 1h"),
        ] {
            assert_eq!(describe(Duration::from_secs(seconds)), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_span_or_refused(text in "[0-9smhd]{0,24}|.{0,12}") {
            if let Ok(Span(span)) = text.parse() {
                prop_assert!(span >= Duration::from_secs(1) && span.as_secs() <= LONGEST);
            }
        }
    }
}
