//! The figures next to their bars.

use std::time::Duration;

use super::stats::millis;

/// A table in Markdown, printed row by row.
pub(crate) struct Table {
    rows: usize,
    missed: usize,
}

impl Table {
    pub(crate) fn new() -> Self {
        println!("| what | measured | bar | |");
        println!("|---|---|---|---|");
        Self { rows: 0, missed: 0 }
    }

    /// A figure that must not be above its bar.
    pub(crate) fn at_most(
        &mut self,
        what: &str,
        measured: f64,
        bar: f64,
        show: impl Fn(f64) -> String,
    ) {
        let verdict = if measured <= bar {
            "met"
        } else {
            self.missed += 1;
            "**missed**"
        };
        self.rows += 1;
        println!(
            "| {what} | {} | {} | {verdict} |",
            show(measured),
            show(bar)
        );
    }

    /// A figure that must not be below its bar.
    pub(crate) fn at_least(
        &mut self,
        what: &str,
        measured: f64,
        bar: f64,
        show: impl Fn(f64) -> String,
    ) {
        self.at_most(what, -measured, -bar, |figure| show(-figure));
    }

    /// A time as a multiple of the empty program's.
    pub(crate) fn ratio(&mut self, what: &str, time: Duration, empty: Duration, bar: f64) {
        let ratio = time.as_secs_f64() / empty.as_secs_f64();
        let what = format!("{what} ({:.2} ms)", millis(time));
        self.at_most(&what, ratio, bar, |ratio| format!("{ratio:.2} E"));
    }

    /// A time in milliseconds.
    pub(crate) fn time(&mut self, what: &str, time: Duration, bar: Duration) {
        self.at_most(what, millis(time), millis(bar), |time| {
            format!("{time:.2} ms")
        });
    }

    /// A figure without a bar.
    pub(crate) fn note(&mut self, what: &str, measured: &str) {
        self.rows += 1;
        println!("| {what} | {measured} | | |");
    }

    pub(crate) fn finish(self) {
        println!("\n{} of {} missed", self.missed, self.rows);
    }
}
