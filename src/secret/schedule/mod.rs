//! When rotations are due: `rate(...)`, `cron(...)`, `AutomaticallyAfterDays` and their windows
//! (semantics 7.2 and 7.7). All of it is in UTC.

mod cron;
mod fields;
mod rate;

use self::cron::Cron;
use self::rate::Rate;
use crate::error::{Error, ErrorCode, Result};
use crate::secret::rotation::RotationRules;
use crate::types::time::{HOUR, Timestamp};

/// Rotation windows are at least this far apart, in hours.
const MIN_HOURS: u32 = 4;

/// A schedule that is known to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Rate(Rate),
    Cron(Cron),
}

/// The time in which one rotation happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When it opens.
    pub start: Timestamp,
    /// When it is closed: the first moment after it.
    pub end: Timestamp,
}

impl Window {
    /// `NextRotationDate`: the last second of the window.
    pub const fn rotation_date(self) -> Timestamp {
        self.end.plus(-1000)
    }

    fn new(start: i64, length: i64) -> Option<Self> {
        Some(Self {
            start: Timestamp::from_millis(start),
            end: Timestamp::from_millis(start.checked_add(length)?),
        })
    }
}

impl Schedule {
    /// The schedule of these rules, or none if they hold nothing.
    ///
    /// Fails with `InvalidParameterException` if days and expression are both given, or if one of the rules is
    /// not good. The model's constraints (lengths, patterns, 1 to 1000 days) are checked by the request.
    pub fn from_rules(rules: &RotationRules) -> Result<Option<Self>> {
        let duration = rules.duration.as_deref();
        match (rules.automatically_after_days, &rules.schedule_expression) {
            (Some(_), Some(_)) => Err(invalid(
                "You cannot specify both rotation frequency and schedule expression together.",
            )),
            (Some(days), None) => {
                let hours = duration.map(parse_duration).transpose()?;
                Ok(Some(Self(Kind::Rate(Rate::days(days, hours)?))))
            }
            (None, Some(expression)) => Self::parse(expression, duration).map(Some),
            (None, None) if duration.is_some() => Err(invalid(
                "Duration needs ScheduleExpression or AutomaticallyAfterDays.",
            )),
            (None, None) => Ok(None),
        }
    }

    /// A `ScheduleExpression` with its `Duration`.
    pub fn parse(expression: &str, duration: Option<&str>) -> Result<Self> {
        let hours = duration.map(parse_duration).transpose()?;
        let refuse = |reason| {
            invalid(&format!(
                "The ScheduleExpression {expression} is not valid: {reason}"
            ))
        };
        let (kind, inner) = expression
            .trim()
            .strip_suffix(')')
            .and_then(|text| text.split_once('('))
            .ok_or_else(|| refuse("use rate(...) or cron(...).".to_owned()))?;
        match kind {
            "rate" => Ok(Self(Kind::Rate(
                Rate::parse(inner).map_err(refuse)?.with_duration(hours)?,
            ))),
            "cron" => Ok(Self(Kind::Cron(
                Cron::parse(inner).map_err(refuse)?.with_duration(hours)?,
            ))),
            _ => Err(refuse("use rate(...) or cron(...).".to_owned())),
        }
    }

    /// The first window that opens after `now`; none only at the end of time.
    ///
    /// A rate counts from `now`, the moment of a rotation or a change of value, unless `previous` gives the
    /// `NextRotationDate` of the window that has just been used: then the beat goes on from there. A cron
    /// expression needs neither.
    pub fn next_window(&self, now: Timestamp, previous: Option<Timestamp>) -> Option<Window> {
        match &self.0 {
            Kind::Rate(rate) => rate.next_window(now, previous),
            Kind::Cron(cron) => cron.next_window(now),
        }
    }

    /// `RotationRules.AutomaticallyAfterDays`, which the service fills in after a rotation: the days of a rate, 1
    /// for a rate in hours, and for a cron expression the whole days between the last two windows that opened
    /// by `now`.
    pub fn automatically_after_days(&self, now: Timestamp) -> Option<i64> {
        match &self.0 {
            Kind::Rate(rate) => Some(rate.in_days()),
            Kind::Cron(cron) => cron.days_between_last_windows(now),
        }
    }
}

/// Hours of a `Duration` such as `3h`.
fn parse_duration(text: &str) -> Result<u32> {
    text.strip_suffix('h')
        .filter(|digits| (1..=2).contains(&digits.len()))
        .and_then(number)
        .filter(|hours| *hours > 0)
        .ok_or_else(|| {
            invalid(&format!(
                "The Duration {text} is not valid: use a whole number of hours such as 3h."
            ))
        })
}

/// A number in digits alone: no sign, as `str::parse` would take.
fn number(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

fn invalid(message: &str) -> Error {
    Error::service(ErrorCode::InvalidParameterException, message)
}

fn too_long(hours: u32, most: u32, until: &str) -> Error {
    invalid(&format!(
        "The Duration {hours}h is not valid: the window must end before the next {until}, so it can be at most \
         {most}h."
    ))
}

const fn hours_in_millis(hours: u32) -> i64 {
    hours as i64 * HOUR
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
