//! Moments, and the only place that asks the clock.

use std::fmt;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds in a day.
pub const DAY: i64 = 86_400_000;
/// Milliseconds in an hour.
pub const HOUR: i64 = 3_600_000;

/// A moment: milliseconds since 1970-01-01 00:00 UTC.
///
/// It serialises as `i128`, which nothing else in a response does: so a JSON formatter can tell times from
/// numbers and print them as its front-end does (ISO 8601 on the command line, epoch seconds on the wire).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment and so many milliseconds; stays at the end of time rather than wrap.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// 00:00 UTC of this moment's day, the resolution of `LastAccessedDate` (semantics 3.4).
    #[must_use]
    pub const fn day(self) -> Self {
        Self(self.0.div_euclid(DAY) * DAY)
    }
}

/// `2026-11-23 22:14:01 UTC`: for a sentence to a person.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match chrono::DateTime::from_timestamp_millis(self.0) {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%d %H:%M:%S UTC")),
            None => write!(f, "{} ms after 1970", self.0),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i128(i128::from(self.0))
    }
}

/// Seconds since the epoch, with or without a fraction, as they are on the wire (semantics 3.4).
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seconds;

        impl Visitor<'_> for Seconds {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("seconds since 1970")
            }

            fn visit_i64<E: serde::de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
                let millis = seconds.checked_mul(1_000).map(Timestamp);
                millis.ok_or_else(|| E::invalid_value(Unexpected::Signed(seconds), &self))
            }

            fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
                let seconds = i64::try_from(seconds)
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(seconds), &self))?;
                self.visit_i64(seconds)
            }

            #[expect(
                clippy::cast_possible_truncation,
                reason = "what does not fit is refused before"
            )]
            fn visit_f64<E: serde::de::Error>(self, seconds: f64) -> Result<Timestamp, E> {
                // Beyond this a float counts no milliseconds.
                const MOST: f64 = 9_007_199_254_740.0;
                if seconds.abs() > MOST || seconds.is_nan() {
                    return Err(E::invalid_value(Unexpected::Float(seconds), &self));
                }
                Ok(Timestamp((seconds * 1_000.0).round() as i64))
            }
        }

        deserializer.deserialize_any(Seconds)
    }
}

/// Where the time comes from: the system, or a test.
pub trait Clock {
    /// The moment it is.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door that the others use"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_moment_on_the_wire_are_read() {
        for (text, millis) in [
            ("1523477145", 1_523_477_145_000),
            ("1523477145.713", 1_523_477_145_713),
            ("1.523477145713E9", 1_523_477_145_713),
            ("1.5E9", 1_500_000_000_000),
            ("0", 0),
            ("-1.5", -1_500),
            ("253402300799.999", 253_402_300_799_999),
        ] {
            let read: Timestamp = serde_json::from_str(text).unwrap();
            assert_eq!(read.millis(), millis, "{text}");
        }
        for bad in [
            "\"1523477145\"",
            "null",
            "1e300",
            "18446744073709551615",
            "9223372036854775807",
            "{}",
        ] {
            assert!(serde_json::from_str::<Timestamp>(bad).is_err(), "{bad}");
        }
    }
}
