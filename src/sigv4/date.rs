//! A request's time, in the one form that is signed: `20260101T000000Z`.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::types::time::Timestamp;

/// A second of the calendar (ISO 8601, basic form).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Second(DateTime<Utc>);

impl Second {
    /// The second that a moment is in; `None` where the calendar ends.
    pub(super) fn of(moment: Timestamp) -> Option<Self> {
        DateTime::from_timestamp(moment.millis().div_euclid(1_000), 0)
            .map(Self)
            .filter(|second| second.to_string().len() == "20260101T000000Z".len())
    }

    /// What `X-Amz-Date` says, read strictly: what is accepted here prints as it came.
    pub(super) fn parse_basic(text: &str) -> Option<Self> {
        let digits = |from: usize, to: usize| -> Option<u32> {
            let part = text.get(from..to)?;
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| part.parse().ok())?
        };
        if text.len() != 16 || text.get(8..9) != Some("T") || text.get(15..) != Some("Z") {
            return None;
        }
        let day = NaiveDate::from_ymd_opt(
            i32::try_from(digits(0, 4)?).ok()?,
            digits(4, 6)?,
            digits(6, 8)?,
        )?;
        let time = day.and_hms_opt(digits(9, 11)?, digits(11, 13)?, digits(13, 15)?)?;
        Some(Self(time.and_utc()))
    }

    /// What `Date` says: HTTP's form (RFC 9110, 5.6.7), or the basic one.
    pub(super) fn parse_date_header(text: &str) -> Option<Self> {
        Self::parse_basic(text).or_else(|| {
            let time = NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok()?;
            Self::of(Timestamp::from_millis(
                time.and_utc().timestamp().checked_mul(1_000)?,
            ))
        })
    }

    /// This second and so many minutes; itself where the calendar ends.
    pub(super) fn plus_minutes(self, minutes: i64) -> Self {
        chrono::TimeDelta::try_minutes(minutes)
            .and_then(|delta| self.0.checked_add_signed(delta))
            .map_or(self, Self)
    }

    /// `20260101`, as it stands in the scope.
    pub(super) fn day(self) -> String {
        self.0.format("%Y%m%d").to_string()
    }
}

impl fmt::Display for Second {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y%m%dT%H%M%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_prints_as_it_came() {
        for good in ["20260101T000000Z", "00010203T040506Z", "99991231T235959Z"] {
            assert_eq!(Second::parse_basic(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "20260101T000000",
            "20260101T000000z",
            "20260101t000000Z",
            "20261301T000000Z",
            "20260230T000000Z",
            "20260101T240000Z",
            "20260101T000060Z",
            "+0260101T000000Z",
            "2026-01-01T00:00:00Z",
            "20260101T000000ZZ",
            " 20260101T000000Z",
            "2026010éT00000Z",
        ] {
            assert_eq!(Second::parse_basic(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_date_header_is_read_in_the_form_of_http() {
        let read = Second::parse_date_header("Thu, 01 Jan 2026 00:00:00 GMT").unwrap();
        assert_eq!(read.to_string(), "20260101T000000Z");
        assert_eq!(Second::parse_date_header("20260101T000000Z"), Some(read));
        for bad in [
            "yesterday",
            "Fri, 01 Jan 2026 00:00:00 GMT",
            "Thu, 01 Jan 2026 00:00:00 +0000",
            "Thu, 01 Jan 12026 00:00:00 GMT",
        ] {
            assert_eq!(Second::parse_date_header(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        assert_eq!(Second::of(Timestamp::from_millis(i64::MAX)), None);
        assert_eq!(Second::of(Timestamp::from_millis(i64::MIN)), None);
        let last = Second::parse_basic("99991231T235959Z").unwrap();
        assert_eq!(last.plus_minutes(5).day().len(), "+100000101".len());
    }
}
