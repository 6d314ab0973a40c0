//! The loop between a command and us: what it prints is masked, what is typed and every signal goes on to it.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_current_process_group, kill_process, kill_process_group};
use rustix::termios::{tcgetwinsize, tcsetwinsize};

use super::channel::Channel;
use super::keys::Keys;
use crate::cli::{exit, output};
use crate::platform::heard::{Heard, Signals};
use crate::platform::watched::{Fate, Watched, fate_of};

/// How long what is held waits for what follows, before somebody who waits for it is shown a little.
const PAUSE: Duration = Duration::from_millis(25);
/// After the command's end, what it left running may print until it is quiet for so long …
const QUIET: Duration = Duration::from_millis(200);
/// … and no longer than this.
const AT_MOST: Duration = Duration::from_secs(2);
/// Bytes read at once: what a pipe holds.
const BUFFER: usize = 64 * 1024;
/// The status of who wrote where nobody reads.
const PIPE_BROKEN: u8 = 128 + 13;

/// The command, by whom it is waited for.
pub(super) enum Child {
    /// A process of ours, in our process group.
    Own(Pid),
    /// In a session of its own.
    Watched(Watched),
}

/// The command's terminal.
pub(super) struct Terminal {
    master: OwnedFd,
    keys: Option<Keys>,
    /// Keys that the command's terminal did not take yet.
    typed: Vec<u8>,
}

impl Terminal {
    pub(super) const fn new(master: OwnedFd, keys: Option<Keys>) -> Self {
        Self {
            master,
            keys,
            typed: Vec::new(),
        }
    }

    fn set_size(&self) {
        if let Ok(size) = tcgetwinsize(io::stdout()) {
            // A terminal that is gone has no size.
            tcsetwinsize(&self.master, size).unwrap_or_default();
        }
    }

    /// Passes on what is typed.
    fn read(&mut self, buffer: &mut [u8]) {
        let Some(source) = self.keys.as_ref().and_then(Keys::source) else {
            return;
        };
        match rustix::io::read(source, &mut *buffer) {
            Ok(count @ 1..) => self.typed.extend_from_slice(&buffer[..count]),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            Ok(_) | Err(_) => self.keys = None,
        }
    }

    fn write(&mut self) {
        match rustix::io::write(&self.master, &self.typed) {
            Ok(count) => drop(self.typed.drain(..count)),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            Err(_) => self.typed.clear(),
        }
    }
}

pub(super) struct Relay<'v> {
    child: Child,
    channels: Vec<Channel<'v>>,
    terminal: Option<Terminal>,
    signals: Signals,
    ended: Option<(u8, Instant)>,
}

/// What there is to be done about a descriptor.
#[derive(Clone, Copy)]
enum Work {
    Hear,
    Follow,
    Read(usize),
    Write(usize),
    TakeKeys,
    Type,
}

impl<'v> Relay<'v> {
    pub(super) const fn new(
        child: Child,
        channels: Vec<Channel<'v>>,
        terminal: Option<Terminal>,
        signals: Signals,
    ) -> Self {
        Self {
            child,
            channels,
            terminal,
            signals,
            ended: None,
        }
    }

    /// Until the command has ended and what it printed is gone on.
    pub(super) fn run(mut self) -> io::Result<u8> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let timeout = self.timeout(Instant::now()).map(|timeout| Timespec {
                tv_sec: timeout.as_secs().cast_signed(),
                tv_nsec: timeout.subsec_nanos().into(),
            });
            let (works, mut polled): (Vec<Work>, Vec<PollFd<'_>>) = self
                .sources()
                .into_iter()
                .map(|(work, source, flags)| (work, PollFd::from_borrowed_fd(source, flags)))
                .unzip();
            match poll(&mut polled, timeout.as_ref()) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            let due: Vec<Work> = polled
                .iter()
                .zip(works)
                .filter(|(polled, _)| !polled.revents().is_empty())
                .map(|(_, work)| work)
                .collect();
            for work in due {
                self.attend(work, &mut buffer);
            }
            if self.is_over(Instant::now()) {
                return Ok(self.status());
            }
        }
    }

    /// The command's own status, unless it thinks that all went well, or ended because we took no more, and what it printed
    /// is lost.
    fn status(&self) -> u8 {
        let status = self.ended.map_or(u8::MAX, |(status, _)| status);
        let Some(error) = self.channels.first().and_then(Channel::failure) else {
            return status;
        };
        let reported = exit::report(&output::unwritten(error).into());
        if [0, PIPE_BROKEN].contains(&status) {
            reported
        } else {
            status
        }
    }

    fn sources(&self) -> Vec<(Work, BorrowedFd<'_>, PollFlags)> {
        let mut sources = vec![(Work::Hear, self.signals.as_fd(), PollFlags::IN)];
        if let (Child::Watched(watched), None) = (&self.child, self.ended) {
            sources.push((Work::Follow, watched.as_fd(), PollFlags::IN));
        }
        for (number, channel) in self.channels.iter().enumerate() {
            if let Some(source) = channel.source() {
                sources.push((Work::Read(number), source.as_fd(), PollFlags::IN));
            }
            if let Some(sink) = channel.sink() {
                sources.push((Work::Write(number), sink.as_fd(), PollFlags::OUT));
            }
        }
        if let (Some(terminal), None) = (&self.terminal, self.ended) {
            if !terminal.typed.is_empty() {
                sources.push((Work::Type, terminal.master.as_fd(), PollFlags::OUT));
            } else if let Some(keys) = terminal.keys.as_ref().and_then(Keys::source) {
                sources.push((Work::TakeKeys, keys.as_fd(), PollFlags::IN));
            }
        }
        sources
    }

    fn attend(&mut self, work: Work, buffer: &mut [u8]) {
        match work {
            Work::Hear => {
                while let Some(heard) = self.signals.take() {
                    self.hear(heard);
                }
            }
            Work::Follow => self.follow(),
            Work::Read(number) => self.channels[number].read(buffer),
            Work::Write(number) => {
                // What prints where nobody reads is told so, as it would be without us.
                if !self.channels[number].write() && number == 0 {
                    self.terminal = None;
                }
            }
            Work::TakeKeys | Work::Type => {
                if let Some(terminal) = &mut self.terminal {
                    if matches!(work, Work::Type) {
                        terminal.write();
                    } else {
                        terminal.read(buffer);
                    }
                }
            }
        }
    }

    fn hear(&mut self, heard: Heard) {
        match (heard.signal, &self.child) {
            (libc::SIGCHLD, Child::Own(process)) => {
                if let (Some(status), None) = (fate_of(*process), self.ended) {
                    self.ended = Some((status, Instant::now()));
                }
            }
            (libc::SIGCHLD, Child::Watched(_)) => {}
            (libc::SIGWINCH, _) => {
                if let Some(terminal) = &self.terminal {
                    terminal.set_size();
                }
            }
            (libc::SIGCONT, Child::Watched(_)) => self.go_on(),
            // Whoever ends what has ended waits for what it left behind.
            (_, _) if self.ended.is_some() => self.channels.clear(),
            // A key of the terminal, and what continues a job, reach all of our process group.
            (_, Child::Own(_)) if heard.is_from_kernel => {}
            (libc::SIGCONT, Child::Own(_)) => {}
            (number, child) => {
                let Some(signal) = Signal::from_named_raw(number) else {
                    return;
                };
                // A command that has ended hears nothing.
                let _gone = match child {
                    Child::Own(process) => kill_process(*process, signal),
                    Child::Watched(watched) if heard.is_from_kernel => {
                        kill_process_group(watched.process, signal)
                    }
                    Child::Watched(watched) => kill_process(watched.process, signal),
                };
            }
        }
    }

    /// What became of a command in a session of its own. Where nobody is left to tell, its terminal is gone, and so is it.
    fn follow(&mut self) {
        let Child::Watched(watched) = &mut self.child else {
            return;
        };
        match watched.wait().unwrap_or(Fate::Ended(u8::MAX)) {
            Fate::Ended(status) => self.ended = Some((status, Instant::now())),
            Fate::Stopped => {
                if let Some(terminal) = &mut self.terminal
                    && let Some(keys) = &mut terminal.keys
                {
                    keys.give_back();
                }
                // Our job stops as a whole, as it would without us; a group that nobody could continue does not.
                let _refused = kill_current_process_group(Signal::TSTP);
                self.go_on();
            }
        }
    }

    /// We were continued, perhaps in the background, perhaps with another size.
    fn go_on(&mut self) {
        if let Some(terminal) = &mut self.terminal {
            if let Some(keys) = &mut terminal.keys {
                keys.take();
            }
            terminal.set_size();
        }
        if let Child::Watched(watched) = &self.child {
            let _gone = kill_process_group(watched.process, Signal::CONT);
        }
    }

    /// Until something is to be done though nothing comes; does what is due already.
    fn timeout(&mut self, now: Instant) -> Option<Duration> {
        let mut next: Option<Instant> = None;
        let mut wait = |until: Instant| next = Some(next.map_or(until, |next| next.min(until)));
        for channel in &mut self.channels {
            if channel
                .waits_since()
                .is_some_and(|since| since + PAUSE <= now)
            {
                channel.pause();
            }
            if let Some(since) = channel.waits_since() {
                wait(since + PAUSE);
            }
        }
        if let Some((_, ended)) = self.ended {
            for channel in self.channels.iter().filter(|channel| channel.is_open()) {
                let quiet = channel.heard().max(ended) + QUIET;
                wait(quiet.min(ended + AT_MOST));
            }
        }
        next.map(|next| next.saturating_duration_since(now))
    }

    fn is_over(&mut self, now: Instant) -> bool {
        let Some((_, ended)) = self.ended else {
            return false;
        };
        for channel in &mut self.channels {
            if now >= ended + AT_MOST || now >= channel.heard().max(ended) + QUIET {
                channel.end();
            }
        }
        self.channels.iter().all(Channel::is_done)
    }
}
