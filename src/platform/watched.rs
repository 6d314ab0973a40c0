//! A command in the foreground of a terminal of its own, and a process that watches it there.
//!
//! A program that Ctrl-Z is to stop needs a parent in its session, and in another process group; else its group is
//! orphaned, and the kernel lets nothing stop it (`credentials(7)`). So the leader of the terminal's session is a process
//! between: it starts the command, tells what becomes of it, and stays until all that was printed has been read, since
//! the end of a session's leader empties its terminal.

#![cfg(target_os = "linux")]
#![expect(
    unsafe_code,
    reason = "a session with a child in it needs a fork, and a child's process group a hook before exec"
)]

use std::io::{self, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::ptr;

use rustix::process::{Pid, WaitId, WaitIdOptions, WaitIdStatus};

const FAILED: i32 = 0;
const STARTED: i32 = 1;
const STOPPED: i32 = 2;
const ENDED: i32 = 3;

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was stopped, and can go on.
    Stopped,
    /// It ended: with a status, or 128 and the number of the signal that ended it.
    Ended(u8),
}

/// A command that was started, and leads a process group.
pub struct Watched {
    /// The command's process, which is there until this is let go.
    pub process: Pid,
    reports: UnixStream,
}

impl Watched {
    /// Starts the command with `terminal` as its controlling terminal, in whose foreground it is. The error is that of the
    /// command's own start, if it cannot be.
    pub fn start(command: Command, terminal: OwnedFd) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        // SAFETY: no other thread runs at this time (those of Argon2 are joined), so that the child may do what any
        // process may. It never leaves this block.
        match unsafe { libc::fork() } {
            -1 => return Err(io::Error::last_os_error()),
            0 => {
                drop(ours);
                watch_and_end(command, terminal, theirs);
            }
            // What stays open here would never end.
            _ => drop((command, terminal, theirs)),
        }
        let mut watched = Self {
            process: Pid::INIT,
            reports: ours,
        };
        match watched.read()? {
            (STARTED, process) => {
                let process = Pid::from_raw(process);
                watched.process = process.ok_or(io::ErrorKind::InvalidData)?;
                Ok(watched)
            }
            (_, error) => Err(io::Error::from_raw_os_error(error)),
        }
    }

    /// What became of it next; waits for that.
    pub fn wait(&mut self) -> io::Result<Fate> {
        match self.read()? {
            (STOPPED, _) => Ok(Fate::Stopped),
            (_, status) => Ok(Fate::Ended(u8::try_from(status).unwrap_or(u8::MAX))),
        }
    }

    fn read(&mut self) -> io::Result<(i32, i32)> {
        let mut report = [0; 8];
        self.reports.read_exact(&mut report)?;
        let (kind, value) = report.split_at(4);
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, i32::from_ne_bytes);
        Ok((number(kind), number(value)))
    }
}

impl AsFd for Watched {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.reports.as_fd()
    }
}

/// What became of a child that ended; `None` while it runs. It stays to be waited for.
pub fn fate_of(process: Pid) -> Option<u8> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let status = rustix::process::waitid(WaitId::Pid(process), options).ok()??;
    status_of(&status)
}

fn status_of(status: &WaitIdStatus) -> Option<u8> {
    let signal = status.terminating_signal().map(|signal| 128 + signal);
    let code = status.exit_status().or(signal)?;
    u8::try_from(code & 0xff).ok()
}

/// Ends the process, after a panic too, without the work of an end, which is that of the process it was forked from.
fn watch_and_end(mut command: Command, terminal: OwnedFd, reports: UnixStream) -> ! {
    struct End;

    impl Drop for End {
        fn drop(&mut self) {
            // SAFETY: it only ends this process.
            unsafe { libc::_exit(0) };
        }
    }

    let end = End;
    // Nobody is left to be told of an error.
    let _told = watch(&mut command, terminal, reports);
    drop(end);
    unreachable!("the process has ended")
}

fn watch(command: &mut Command, terminal: OwnedFd, mut reports: UnixStream) -> io::Result<()> {
    let started = lead(command, &terminal);
    let child = match started {
        Ok(child) => child,
        Err(error) => {
            let number = error.raw_os_error().unwrap_or(libc::EINVAL);
            return report(&mut reports, FAILED, number);
        }
    };
    report(&mut reports, STARTED, child.as_raw_nonzero().get())?;
    let null = rustix::fs::open(
        "/dev/null",
        rustix::fs::OFlags::RDWR | rustix::fs::OFlags::CLOEXEC,
        rustix::fs::Mode::empty(),
    )?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    rustix::stdio::dup2_stderr(&null)?;
    let kept = [terminal.as_raw_fd(), reports.as_raw_fd()];
    // SAFETY: what owns the other descriptors is not used any more, and never let go: this process ends by `_exit`.
    unsafe { close_fds::close_open_fds(3, &kept) };
    std::mem::forget(null);
    loop {
        let options = WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
        let wait = || rustix::process::waitid(WaitId::Pid(child), options);
        let Some(status) = rustix::io::retry_on_intr(wait)? else {
            continue;
        };
        if status.stopped() {
            let seen = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
            rustix::process::waitid(WaitId::Pid(child), seen)?;
            report(&mut reports, STOPPED, 0)?;
        } else if let Some(status) = status_of(&status) {
            // From here on the terminal is open only in what the command left behind.
            drop(terminal);
            report(&mut reports, ENDED, i32::from(status))?;
            let mut nothing = [0];
            return reports.read(&mut nothing).map(drop);
        }
    }
}

/// Becomes the leader of the terminal's session, and starts the command in its foreground.
fn lead(command: &mut Command, terminal: &OwnedFd) -> io::Result<Pid> {
    rustix::process::setsid()?;
    rustix::process::ioctl_tiocsctty(terminal)?;
    let raw = terminal.as_raw_fd();
    // SAFETY: between fork and exec only system calls are made.
    unsafe { command.pre_exec(move || come_to_the_foreground(raw)) };
    let child = command.spawn()?;
    let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    process.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn come_to_the_foreground(terminal: RawFd) -> io::Result<()> {
    rustix::process::setpgid(None, None)?;
    // SAFETY: zeroed signal sets are valid, and these are our own; the descriptor is open until exec.
    let changed = unsafe {
        let mut stopping = MaybeUninit::<libc::sigset_t>::zeroed().assume_init();
        let mut before = MaybeUninit::<libc::sigset_t>::zeroed().assume_init();
        libc::sigaddset(&raw mut stopping, libc::SIGTTOU);
        libc::sigprocmask(libc::SIG_BLOCK, &raw const stopping, &raw mut before);
        let terminal = BorrowedFd::borrow_raw(terminal);
        let changed = rustix::termios::tcsetpgrp(terminal, rustix::process::getpid());
        libc::sigprocmask(libc::SIG_SETMASK, &raw const before, ptr::null_mut());
        changed
    };
    Ok(changed?)
}

fn report(reports: &mut UnixStream, kind: i32, value: i32) -> io::Result<()> {
    let bytes: [[u8; 4]; 2] = [kind.to_ne_bytes(), value.to_ne_bytes()];
    reports.write_all(bytes.as_flattened())
}
