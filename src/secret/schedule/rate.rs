//! `rate(10 days)`, `rate(12 hours)`, and `AutomaticallyAfterDays`, which is a rate in days.

use super::{MIN_HOURS, Window, hours_in_millis, invalid, number, too_long};
use crate::error::Result;
use crate::types::time::{DAY, HOUR, Timestamp};

const MAX_DAYS: u32 = 999;

/// A rotation every so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    every: Every,
    /// How long a window is open.
    window_hours: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Hours(u32),
    Days(u32),
}

impl Rate {
    /// What stands between the brackets; the error is the reason.
    pub(super) fn parse(inner: &str) -> Result<Self, String> {
        let mut words = inner.split_whitespace();
        let (Some(count), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err("a rate is a number and a unit, such as rate(10 days).".to_owned());
        };
        let count = number(count)
            .filter(|count| *count > 0)
            .ok_or("a rate needs a whole number greater than 0.")?;
        match unit {
            "hour" | "hours" if count < MIN_HOURS => Err(format!(
                "a secret can be rotated at most every {MIN_HOURS} hours."
            )),
            "hour" | "hours" if count > MAX_DAYS * 24 => {
                Err(format!("a rate is at most {MAX_DAYS} days."))
            }
            "hour" | "hours" => Ok(Self {
                every: Every::Hours(count),
                window_hours: 1,
            }),
            "day" | "days" if count > MAX_DAYS => {
                Err(format!("a rate is at most {MAX_DAYS} days."))
            }
            "day" | "days" => Ok(Self {
                every: Every::Days(count),
                window_hours: 24,
            }),
            _ => Err("the unit of a rate is hours or days.".to_owned()),
        }
    }

    /// `AutomaticallyAfterDays`.
    pub(super) fn days(days: i64, duration: Option<u32>) -> Result<Self> {
        let days = u32::try_from(days)
            .ok()
            .filter(|days| (1..=1000).contains(days))
            .ok_or_else(|| invalid("AutomaticallyAfterDays must be from 1 to 1000."))?;
        let rate = Self {
            every: Every::Days(days),
            window_hours: 24,
        };
        rate.with_duration(duration)
    }

    /// The same with windows of another length, which must fit in the day or the interval.
    pub(super) fn with_duration(self, duration: Option<u32>) -> Result<Self> {
        let Some(window_hours) = duration else {
            return Ok(self);
        };
        let (most, until) = match self.every {
            Every::Days(_) => (24, "UTC day"),
            Every::Hours(hours) => (hours, "window"),
        };
        if window_hours > most {
            return Err(too_long(window_hours, most, until));
        }
        Ok(Self {
            window_hours,
            ..self
        })
    }

    pub(super) fn next_window(self, now: Timestamp, previous: Option<Timestamp>) -> Option<Window> {
        let length = hours_in_millis(self.window_hours);
        let (interval, grid) = match self.every {
            Every::Hours(hours) => (hours_in_millis(hours), HOUR),
            Every::Days(days) => (i64::from(days) * DAY, DAY),
        };
        let start = if let Some(date) = previous {
            // From the end of that window back to its beginning, then on by whole intervals.
            let last = date.millis().checked_add(1000)?.checked_sub(length)?;
            let intervals = now.millis().checked_sub(last)?.div_euclid(interval).max(0) + 1;
            last.checked_add(intervals.checked_mul(interval)?)?
        } else {
            // Hours wait for the next full hour, days open at the midnight before.
            let wait = match self.every {
                Every::Hours(_) => grid - 1,
                Every::Days(_) => 0,
            };
            let earliest = now.millis().checked_add(interval + wait)?;
            earliest.div_euclid(grid).checked_mul(grid)?
        };
        Window::new(start, length)
    }

    pub(super) const fn in_days(self) -> i64 {
        match self.every {
            Every::Hours(_) => 1,
            Every::Days(days) => days as i64,
        }
    }
}
