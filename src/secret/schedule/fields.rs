//! The fields of a cron expression, each as a set of numbers. The error of every function is the reason.

use chrono::{Datelike as _, NaiveDate};

use super::number;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// Numbers from 0 to 63.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Set(u64);

impl Set {
    pub(super) const fn contains(self, number: u32) -> bool {
        number < 64 && self.0 >> number & 1 == 1
    }

    pub(super) fn iter(self) -> impl DoubleEndedIterator<Item = u32> {
        (0..64).filter(move |number| self.contains(*number))
    }

    const fn insert(&mut self, number: u32) {
        self.0 |= 1 << number;
    }
}

/// The days of a month on which windows open: any that one of the sets names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// 1 to 31.
    dates: Set,
    /// `L` as day of the month.
    last: bool,
    /// 1 (Sunday) to 7.
    weekdays: Set,
    /// `SUNL`: the last such day of the month; 1 to 7.
    last_weekdays: Set,
    /// `TUE#3`: weekday times 8 plus which of the month, 1 to 5.
    nth_weekdays: Set,
}

impl Days {
    /// Exactly one of the two fields must be `?`.
    pub(super) fn parse(day_of_month: &str, day_of_week: &str) -> Result<Self, String> {
        let mut days = Self::default();
        match (day_of_month, day_of_week) {
            ("?", "?") => return Err("one of day-of-month and day-of-week must not be ?.".into()),
            (field, "?") => {
                for item in field.split(',') {
                    days.add_day_of_month(item)?;
                }
            }
            ("?", field) => {
                for item in field.split(',') {
                    days.add_day_of_week(item)?;
                }
            }
            _ => return Err("one of day-of-month and day-of-week must be ?.".into()),
        }
        Ok(days)
    }

    pub(super) fn contains(self, date: NaiveDate) -> bool {
        let day = date.day();
        let length = u32::from(date.num_days_in_month());
        let weekday = date.weekday().number_from_sunday();
        self.dates.contains(day)
            || (self.last && day == length)
            || self.weekdays.contains(weekday)
            || (self.last_weekdays.contains(weekday) && day + 7 > length)
            || self.nth_weekdays.contains(weekday * 8 + day.div_ceil(7))
    }

    fn add_day_of_month(&mut self, item: &str) -> Result<(), String> {
        if item.eq_ignore_ascii_case("L") {
            self.last = true;
            return Ok(());
        }
        self.add_last_weekday(item)
            .or_else(|()| span(item, "day-of-month", 1, 31, &[], &mut self.dates))
    }

    fn add_day_of_week(&mut self, item: &str) -> Result<(), String> {
        if item.eq_ignore_ascii_case("L") {
            self.weekdays.insert(7);
            return Ok(());
        }
        if let Some((weekday, nth)) = item.split_once('#') {
            let weekday = value(weekday, "day-of-week", 1, 7, &WEEKDAYS)?;
            let nth = value(nth, "number after #", 1, 5, &[])?;
            self.nth_weekdays.insert(weekday * 8 + nth);
            return Ok(());
        }
        self.add_last_weekday(item)
            .or_else(|()| span(item, "day-of-week", 1, 7, &WEEKDAYS, &mut self.weekdays))
    }

    fn add_last_weekday(&mut self, item: &str) -> Result<(), ()> {
        let weekday = item.strip_suffix(['L', 'l']).ok_or(())?;
        let weekday = value(weekday, "day-of-week", 1, 7, &WEEKDAYS).map_err(|_| ())?;
        self.last_weekdays.insert(weekday);
        Ok(())
    }
}

/// The hours, and whether they are a schedule in hours: given with `/`, the only operator here.
pub(super) fn hours(field: &str) -> Result<(Set, bool), String> {
    let by_step = field.contains('/');
    if !by_step && number(field).is_none() {
        return Err(format!(
            "the hours {field} must be one hour from 0 to 23, or a start and a step such as 8/12."
        ));
    }
    let mut hours = Set::default();
    span(field, "hours", 0, 23, &[], &mut hours)?;
    Ok((hours, by_step))
}

pub(super) fn months(field: &str) -> Result<Set, String> {
    let mut months = Set::default();
    for item in field.split(',') {
        span(item, "month", 1, 12, &MONTHS, &mut months)?;
    }
    Ok(months)
}

/// One part of a list: `*`, `a`, `a-b`, each also with `/step`; `/step` begins at the least value.
fn span(
    item: &str,
    field: &str,
    min: u32,
    max: u32,
    names: &[&str],
    set: &mut Set,
) -> Result<(), String> {
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (item, None),
    };
    let (first, last) = match (range, range.split_once('-')) {
        ("*", _) => (min, max),
        ("", _) if step.is_some() => (min, max),
        (_, Some((first, last))) => (
            value(first, field, min, max, names)?,
            value(last, field, min, max, names)?,
        ),
        (single, None) => {
            let first = value(single, field, min, max, names)?;
            (first, if step.is_some() { max } else { first })
        }
    };
    if first > last {
        return Err(format!("in {field}, {range} ends before it begins."));
    }
    let step = match step {
        Some(step) => number(step)
            .filter(|step| *step > 0)
            .ok_or_else(|| format!("in {field}, the step {step} must be a number above 0."))?,
        None => 1,
    };
    let mut here = first;
    while here <= last {
        set.insert(here);
        here = here.saturating_add(step);
    }
    Ok(())
}

/// A number in its bounds, or a name, whose number is its place in `names` counted from 1.
fn value(text: &str, field: &str, min: u32, max: u32, names: &[&str]) -> Result<u32, String> {
    (1..)
        .zip(names)
        .find(|(_, name)| name.eq_ignore_ascii_case(text))
        .map(|(place, _)| place)
        .or_else(|| number(text).filter(|number| (min..=max).contains(number)))
        .ok_or_else(|| {
            let words = match (names.first(), names.last()) {
                (Some(first), Some(last)) => format!(" or {first} to {last}"),
                _ => String::new(),
            };
            format!("in {field}, '{text}' is not one of {min} to {max}{words}.")
        })
}
