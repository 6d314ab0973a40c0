//! A command whose output shows no secret (`run --mask`).
//!
//! Where standard output is a terminal, the command has a terminal of its own, of the same size and modes, so that it behaves as
//! if nothing were between; else its standard output and standard error go through a pipe each, so that they stay apart.
//!
//! | file | has |
//! |---|---|
//! | [`relay`] | the loop between the command and us |
//! | [`channel`] | a stream of output on its way |
//! | [`keys`] | our terminal, while the command has it |

mod channel;
mod keys;
mod relay;

use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::process::Command;

use rustix::fs::OFlags;
use rustix::process::Pid;
use rustix::pty::OpenptFlags;
use rustix::termios::{OptionalActions, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};

use crate::cli::ui;
use crate::platform::heap;
use crate::platform::heard::Signals;
use crate::platform::watched::Watched;
use crate::shell::mask::Values;

use channel::Channel;
use keys::Keys;
use relay::{Child, Relay, Terminal};

/// What is heard while the command runs: what is passed on to it, and what is about it or the terminal.
const SIGNALS: [i32; 9] = [
    libc::SIGHUP,
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGTERM,
    libc::SIGUSR1,
    libc::SIGUSR2,
    libc::SIGCONT,
    libc::SIGWINCH,
    libc::SIGCHLD,
];

/// Runs the command to its end and gives its status, or 128 and the number of the signal that ended it. The error is that of
/// its start. `has_input` says that its standard input is chosen already.
pub(crate) fn run(command: Command, values: &Values, has_input: bool) -> io::Result<u8> {
    // What the command prints is wiped, too, before it is masked.
    heap::wipe_from_here_on();
    if ui::stdout_is_terminal() {
        at_terminal(command, values, has_input)
    } else {
        through_pipes(command, values)
    }
}

fn at_terminal(mut command: Command, values: &Values, has_input: bool) -> io::Result<u8> {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let master = rustix::pty::openpt(flags)?;
    rustix::pty::grantpt(&master)?;
    rustix::pty::unlockpt(&master)?;
    let inner = rustix::pty::ioctl_tiocgptpeer(&master, flags)?;
    tcsetattr(&inner, OptionalActions::Now, &tcgetattr(&stdout)?)?;
    tcsetwinsize(&inner, tcgetwinsize(&stdout)?)?;
    // A key that the command does not take yet must not hold up what it prints.
    let status = rustix::fs::fcntl_getfl(&master)?;
    rustix::fs::fcntl_setfl(&master, status | OFlags::NONBLOCK)?;
    let mut channels = vec![Channel::new(master.try_clone()?, stdout.as_fd(), values)?];
    command.stdout(inner.try_clone()?);
    if ui::stderr_is_terminal() {
        command.stderr(inner.try_clone()?);
    } else {
        let (source, sink) = io::pipe()?;
        command.stderr(sink);
        channels.push(Channel::new(source.into(), stderr.as_fd(), values)?);
    }
    if !has_input && ui::stdin_is_terminal() {
        command.stdin(inner.try_clone()?);
    }
    let child = Watched::start(command, inner)?;
    let signals = Signals::hear(&SIGNALS)?;
    let terminal = Terminal::new(master, Keys::find());
    Relay::new(Child::Watched(child), channels, Some(terminal), signals).run()
}

fn through_pipes(mut command: Command, values: &Values) -> io::Result<u8> {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let (source, sink) = io::pipe()?;
    let mut channels = vec![Channel::new(source.into(), stdout.as_fd(), values)?];
    if is_same(stdout.as_fd(), stderr.as_fd()) {
        // In one file, lines of both stay in the order in which they were written.
        command.stderr(sink.try_clone()?);
    } else {
        let (source, sink) = io::pipe()?;
        channels.push(Channel::new(source.into(), stderr.as_fd(), values)?);
        command.stderr(sink);
    }
    command.stdout(sink);
    let signals = Signals::hear(&SIGNALS)?;
    let child = command.spawn()?;
    // Its own ends of the pipes would keep them open.
    drop(command);
    let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let process = process.ok_or(io::ErrorKind::InvalidData)?;
    Relay::new(Child::Own(process), channels, None, signals).run()
}

fn is_same(one: BorrowedFd<'_>, other: BorrowedFd<'_>) -> bool {
    match (rustix::fs::fstat(one), rustix::fs::fstat(other)) {
        (Ok(one), Ok(other)) => (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino),
        _ => false,
    }
}
