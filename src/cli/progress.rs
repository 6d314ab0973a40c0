//! A line on standard error while something takes more than a second; only where a person sees it, and gone when it is done.

use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::cli::{table, ui};

/// Between two looks at the line, and before the first.
const SECOND: Duration = Duration::from_secs(1);

/// Something that goes on until this is let go. Nothing else may speak to the terminal meanwhile.
#[must_use]
pub(crate) struct Working(Option<(Sender<()>, JoinHandle<()>)>);

impl Working {
    /// Tells `what` goes on: `checking every byte`.
    pub(crate) fn begin(what: &'static str) -> Self {
        if !ui::stderr_is_terminal() {
            return Self(None);
        }
        let (end, ended) = channel();
        let columns = ui::stderr_columns();
        let shown = std::thread::Builder::new().spawn(move || {
            let goes_on = || ended.recv_timeout(SECOND) == Err(RecvTimeoutError::Timeout);
            show(what, columns, goes_on, &mut std::io::stderr());
        });
        // The work does not need the line.
        Self(shown.ok().map(|thread| (end, thread)))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.0.take() {
            drop(end);
            let _shown = thread.join();
        }
    }
}

/// Shows the line anew after each second, in place, by nothing but carriage returns: any terminal knows those.
fn show(what: &str, columns: usize, mut goes_on: impl FnMut() -> bool, out: &mut impl Write) {
    let mut longest = 0;
    let mut seconds = 0_u64;
    while goes_on() {
        seconds += 1;
        // A terminal may go to the next line behind its last column.
        let line = table::cut(&format!("{what}, {seconds}s"), columns.saturating_sub(1));
        longest = longest.max(line.chars().count());
        // Nobody is left to tell if it cannot be written.
        let _unseen = write!(out, "\r{line}").and_then(|()| out.flush());
    }
    if longest > 0 {
        let _unseen = write!(out, "\r{:longest$}\r", "").and_then(|()| out.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(seconds: u32, columns: usize) -> String {
        let mut out = Vec::new();
        let mut left = seconds;
        let goes_on = || left.checked_sub(1).inspect(|less| left = *less).is_some();
        show("working", columns, goes_on, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_takes_less_than_a_second_says_nothing() {
        assert_eq!(shown(0, 80), "");
    }

    #[test]
    fn the_line_counts_and_then_is_gone() {
        assert_eq!(shown(2, 80), "\rworking, 1s\rworking, 2s\r           \r");
        assert_eq!(shown(1, 8), "\rworkin\u{2026}\r       \r");
    }
}
