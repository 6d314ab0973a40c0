//! Our terminal, while the command has the keys.

use std::os::fd::{AsFd as _, OwnedFd};

use rustix::process::getpgrp;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use crate::cli::ui;

/// A terminal whose keys are passed on as they are, while this process is in its foreground. Its modes come back when this is
/// let go.
pub(super) struct Keys {
    terminal: OwnedFd,
    /// How the modes were before the keys were taken; `None` while they are not.
    before: Option<Termios>,
}

impl Keys {
    /// Standard input, or the controlling terminal where that is something else; `None` without any.
    #[expect(
        clippy::disallowed_methods,
        reason = "the terminal device is not a file of the user's"
    )]
    pub(super) fn find() -> Option<Self> {
        let terminal: OwnedFd = if ui::stdin_is_terminal() {
            std::io::stdin().as_fd().try_clone_to_owned().ok()?
        } else {
            let device = std::fs::OpenOptions::new().read(true).open("/dev/tty");
            device.ok()?.into()
        };
        let mut keys = Self {
            terminal,
            before: None,
        };
        keys.take();
        Some(keys)
    }

    /// Where keys come from, while they are ours to take.
    pub(super) fn source(&self) -> Option<&OwnedFd> {
        self.before.as_ref().map(|_| &self.terminal)
    }

    /// Takes the keys, unless this process is in the background, where the terminal is somebody else's.
    pub(super) fn take(&mut self) {
        if !self.is_in_foreground() {
            self.before = None;
            return;
        }
        if self.before.is_some() {
            return;
        }
        let Ok(before) = tcgetattr(&self.terminal) else {
            return;
        };
        let mut raw = before.clone();
        raw.make_raw();
        if tcsetattr(&self.terminal, OptionalActions::Now, &raw).is_ok() {
            self.before = Some(before);
        }
    }

    /// Gives the terminal its modes back.
    pub(super) fn give_back(&mut self) {
        let is_ours = self.is_in_foreground();
        if let Some(before) = self.before.take()
            && is_ours
        {
            // A terminal that is gone needs no modes.
            tcsetattr(&self.terminal, OptionalActions::Now, &before).unwrap_or_default();
        }
    }

    /// A terminal that is not the controlling one has no foreground.
    fn is_in_foreground(&self) -> bool {
        tcgetpgrp(&self.terminal).is_ok_and(|group| group == getpgrp())
            || tcgetpgrp(&self.terminal) == Err(rustix::io::Errno::NOTTY)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.give_back();
    }
}
