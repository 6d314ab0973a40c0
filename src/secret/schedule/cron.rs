//! `cron(minutes hours day-of-month month day-of-week year)`.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime};

use super::fields::{Days, Set, hours, months};
use super::{MIN_HOURS, Window, hours_in_millis, too_long};
use crate::error::Result;
use crate::types::time::{DAY, HOUR, Timestamp};

/// Days in which two windows surely open: every calendar year has one, and the searches begin within a year.
const SEARCH: usize = 3 * 366;

/// Windows by hour and date. Every calendar year has at least one, and no two are closer than [`MIN_HOURS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cron {
    hours: Set,
    months: Set,
    days: Days,
    /// A schedule in hours: its windows are an hour long and are bounded by the next window, not by the day.
    by_hours: bool,
    duration: Option<u32>,
}

impl Cron {
    /// What stands between the brackets; the error is the reason.
    pub(super) fn parse(inner: &str) -> Result<Self, String> {
        let fields: Vec<&str> = inner.split_whitespace().collect();
        let [minutes, hour, day_of_month, month, day_of_week, year] = fields[..] else {
            return Err(
                "cron has six fields: minutes hours day-of-month month day-of-week year.".into(),
            );
        };
        if minutes != "0" {
            return Err("minutes must be 0, because windows open on the hour.".into());
        }
        if year != "*" {
            return Err("year must be *.".into());
        }
        let (hours, by_hours) = hours(hour)?;
        let cron = Self {
            hours,
            months: months(month)?,
            days: Days::parse(day_of_month, day_of_week)?,
            by_hours,
            duration: None,
        };
        if !cron.opens_every_year() {
            return Err("it must open a window at least once in every year.".into());
        }
        if cron.least_gap() < MIN_HOURS {
            return Err(format!(
                "a secret can be rotated at most every {MIN_HOURS} hours."
            ));
        }
        Ok(cron)
    }

    /// The same with windows of another length, which must fit in the day or before the next window.
    pub(super) fn with_duration(mut self, duration: Option<u32>) -> Result<Self> {
        if let Some(hours) = duration {
            let (most, until) = if self.by_hours {
                (self.least_gap(), "window")
            } else {
                (24 - self.hours.iter().max().unwrap_or(0), "UTC day")
            };
            if hours > most {
                return Err(too_long(hours, most, until));
            }
        }
        self.duration = duration;
        Ok(self)
    }

    pub(super) fn next_window(&self, now: Timestamp) -> Option<Window> {
        let today = date_of(now)?;
        today
            .iter_days()
            .take(SEARCH)
            .filter(|date| self.opens_on(*date))
            .flat_map(|date| self.hours.iter().map(move |hour| (date, hour)))
            .map(|(date, hour)| (start_of(date, hour), hour))
            .find(|(start, _)| *start > now.millis())
            .and_then(|(start, hour)| Window::new(start, self.length(hour)))
    }

    pub(super) fn days_between_last_windows(&self, now: Timestamp) -> Option<i64> {
        let mut starts = std::iter::successors(date_of(now), NaiveDate::pred_opt)
            .take(SEARCH)
            .filter(|date| self.opens_on(*date))
            .flat_map(|date| {
                self.hours
                    .iter()
                    .rev()
                    .map(move |hour| start_of(date, hour))
            })
            .filter(|start| *start <= now.millis());
        let gap = starts.next()? - starts.next()?;
        Some(gap.div_euclid(DAY) + i64::from(gap.rem_euclid(DAY) > 0))
    }

    fn opens_on(&self, date: NaiveDate) -> bool {
        self.months.contains(date.month()) && self.days.contains(date)
    }

    /// How long the window is that opens at this hour, in milliseconds.
    fn length(&self, hour: u32) -> i64 {
        hours_in_millis(match self.duration {
            Some(duration) => duration,
            None if self.by_hours => 1,
            None => 24 - hour,
        })
    }

    fn opens_every_year(&self) -> bool {
        let mut opened = [false; YEARS];
        for (year, date) in sample() {
            opened[year] = opened[year] || self.opens_on(date);
        }
        opened.iter().all(|opened| *opened)
    }

    /// The least hours from one window to the next; more than a day counts as a day.
    fn least_gap(&self) -> u32 {
        let hours: Vec<u32> = self.hours.iter().collect();
        let by_day = hours.windows(2).map(|pair| pair[1] - pair[0]).min();
        let by_day = by_day.unwrap_or(24);
        let (first, last) = (hours.first().unwrap_or(&0), hours.last().unwrap_or(&0));
        let by_night = 24 - last + first;
        if by_night < by_day && self.opens_on_two_days_running() {
            by_night
        } else {
            by_day
        }
    }

    fn opens_on_two_days_running(&self) -> bool {
        let mut open_before = false;
        sample().any(|(_, date)| {
            let open = self.opens_on(date);
            std::mem::replace(&mut open_before, open) && open
        })
    }
}

/// Years after which the calendar of the days of the week repeats, as long as no century comes between.
const YEARS: usize = 28;

/// Every day of 28 years, with the number of its year: all fourteen calendars, and every turn of the year.
fn sample() -> impl Iterator<Item = (usize, NaiveDate)> {
    (0..YEARS).flat_map(|year| {
        let first = i32::try_from(2001 + year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
        first.into_iter().flat_map(move |first| {
            let days = first
                .iter_days()
                .take_while(move |date| date.year() == first.year());
            days.map(move |date| (year, date))
        })
    })
}

fn date_of(moment: Timestamp) -> Option<NaiveDate> {
    DateTime::from_timestamp_millis(moment.millis()).map(|moment| moment.date_naive())
}

fn start_of(date: NaiveDate, hour: u32) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp_millis() + i64::from(hour) * HOUR
}
