//! The agent: a process that holds one vault's session, answers on a socket, and ends with it.
//!
//! It ends on `vault lock`, at its time-outs, on SIGHUP, SIGINT and SIGTERM, and when its socket is gone (a log-out
//! removes the folder). It has no terminal, no environment, runs nothing, and asks nobody.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::Mode;
use rustix::mm::MlockAllFlags;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::agent::READY;
use super::clock::since_boot;
use super::wire::{HEADER_LENGTH, Reply, Request, START_LENGTH, Start};
use super::{Held, Lifetimes, socket};
use crate::error::{Error, Kind, Result};

/// How long a client may take for its eight bytes.
const PATIENCE: Duration = Duration::from_secs(5);
/// More clients at once are sent away.
const MAX_CLIENTS: usize = 64;
/// How often it looks whether its socket is still there.
const LOOK: Duration = Duration::from_secs(30);

/// Reads a session from standard input and holds it behind the socket. Comes back when the session is over.
pub fn serve(socket: &Path) -> Result<()> {
    // Refused only where there is nothing to leave.
    let _leader_already = rustix::process::setsid();
    // Files that only their owner reads and writes.
    rustix::process::umask(Mode::RWXG | Mode::RWXO | Mode::XUSR);
    // Best effort: the limit may be too low.
    let _unlocked = rustix::mm::mlockall(MlockAllFlags::CURRENT);
    let start = read_start(socket)?;
    let failed = |error| Error::io("cannot listen on", socket, error);
    let signals = signals().map_err(failed)?;
    let listener = Listener::bind(socket).map_err(failed)?;
    let mut session = Session::begin(start.held, start.lifetimes);
    detach().map_err(failed)?;
    name_process();
    session.serve(&listener, &signals);
    drop(session);
    drop(listener);
    Ok(())
}

/// It was started by a link of the system's (`exe`), after which process lists would call it.
#[expect(
    clippy::disallowed_methods,
    reason = "what the system shows of this process is not a file of the user's"
)]
fn name_process() {
    let _unnamed = std::fs::write("/proc/self/comm", "vault");
}

fn read_start(socket: &Path) -> Result<Start> {
    let read = || {
        let mut bytes = Zeroizing::new([0; START_LENGTH]);
        // The standard library's own handle would keep a copy in its buffer.
        let mut input = File::from(std::io::stdin().as_fd().try_clone_to_owned()?);
        input.read_exact(&mut *bytes)?;
        std::io::Result::Ok(Start::decode(&bytes))
    };
    match read() {
        Ok(Some(start)) if socket::is_of(socket, &start.vault) => Ok(start),
        _ => Err(Error::new(
            Kind::Usage,
            "this command is started by `unlock` where a session needs it; there is nothing to do by hand",
        )),
    }
}

/// A stream that can be read from once one of the signals came.
fn signals() -> std::io::Result<UnixStream> {
    let (heard, rung) = UnixStream::pair()?;
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::low_level::pipe::register(signal, rung.try_clone()?)?;
    }
    Ok(heard)
}

/// Says that it listens, and lets go of the streams of whoever started it.
#[expect(
    clippy::disallowed_methods,
    reason = "the null device is not a file of the user's"
)]
fn detach() -> std::io::Result<()> {
    let null = File::options().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stderr(&null)?;
    let mut output = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
    output.write_all(READY)?;
    rustix::stdio::dup2_stdout(&null)?;
    Ok(())
}

/// A socket in its place, and which file that is.
struct Listener<'p> {
    queue: UnixListener,
    path: &'p Path,
    file: (u64, u64),
}

impl<'p> Listener<'p> {
    /// Binds beside the path and moves there: whoever connects meets an agent that can answer.
    fn bind(path: &'p Path) -> std::io::Result<Self> {
        let beside = path.with_extension(std::process::id().to_string());
        let _none_yet = std::fs::remove_file(&beside);
        let listener = UnixListener::bind(&beside)?;
        let placed = listener
            .set_nonblocking(true)
            .and_then(|()| file_at(&beside))
            .and_then(|file| std::fs::rename(&beside, path).map(|()| file));
        match placed {
            Ok(file) => Ok(Self {
                queue: listener,
                path,
                file,
            }),
            Err(error) => {
                let _left = std::fs::remove_file(&beside);
                Err(error)
            }
        }
    }

    fn is_in_place(&self) -> bool {
        file_at(self.path).is_ok_and(|file| file == self.file)
    }
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        // The socket of a successor stays.
        if self.is_in_place() {
            let _gone = std::fs::remove_file(self.path);
        }
    }
}

fn file_at(path: &Path) -> std::io::Result<(u64, u64)> {
    let about = path.symlink_metadata()?;
    Ok((about.dev(), about.ino()))
}

/// What is held, and until when.
struct Session {
    held: Reply,
    key_epoch: u64,
    idle: Duration,
    idle_end: Duration,
    end: Duration,
}

/// A client that has not yet said all of its request.
struct Client {
    stream: UnixStream,
    until: Duration,
    request: [u8; HEADER_LENGTH],
    read: usize,
}

/// What is left to do for a client.
enum Next {
    Wait,
    Close,
    Lock,
}

impl Session {
    fn begin(held: Held, lifetimes: Lifetimes) -> Self {
        let now = since_boot();
        Self {
            key_epoch: held.key_epoch,
            held: Reply::Held(Box::new(held)),
            idle: lifetimes.idle,
            idle_end: now.saturating_add(lifetimes.idle),
            end: now.saturating_add(lifetimes.hard),
        }
    }

    /// Answers until the session is over.
    fn serve(&mut self, listener: &Listener<'_>, signals: &UnixStream) {
        let mut clients: Vec<Client> = Vec::new();
        loop {
            let now = since_boot();
            let left = self.left(now);
            if left.is_zero() || !listener.is_in_place() {
                return;
            }
            clients.retain(|client| now < client.until);
            let patience = clients
                .iter()
                .map(|client| client.until.saturating_sub(now));
            let patience = patience.min();
            let wait = left.min(LOOK).min(patience.unwrap_or(LOOK));
            let Some(ready) = wait_for(listener, signals, &clients, wait) else {
                return;
            };
            let (arrived, ready) = ready;
            let mut ready = ready.into_iter();
            let mut locks = Vec::new();
            clients = clients
                .into_iter()
                .filter_map(|mut client| {
                    if ready.next() != Some(true) {
                        return Some(client);
                    }
                    match self.hear(&mut client) {
                        Next::Wait => Some(client),
                        Next::Close => None,
                        Next::Lock => {
                            locks.push(client);
                            None
                        }
                    }
                })
                .collect();
            if !locks.is_empty() {
                // Gone before it is said, so that nobody who heard it finds the socket.
                self.held = Reply::Unknown;
                let _gone = listener.is_in_place() && std::fs::remove_file(listener.path).is_ok();
                for mut client in locks {
                    let _unheard = client.stream.write_all(&Reply::Locked.encode());
                }
                return;
            }
            if arrived {
                accept(&listener.queue, &mut clients);
            }
        }
    }

    fn left(&self, now: Duration) -> Duration {
        self.end.min(self.idle_end).saturating_sub(now)
    }

    /// Reads what there is; once the request is whole, answers.
    fn hear(&mut self, client: &mut Client) -> Next {
        match client.stream.read(&mut client.request[client.read..]) {
            Ok(0) => return Next::Close,
            Ok(count) => client.read += count,
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                return Next::Wait;
            }
            Err(_) => return Next::Close,
        }
        if client.read < HEADER_LENGTH {
            return Next::Wait;
        }
        let now = since_boot();
        let reply = match Request::decode(client.request) {
            Some(Request::Lock) => return Next::Lock,
            // It ended while the machine slept.
            _ if self.left(now).is_zero() => return Next::Close,
            Some(Request::Get) => {
                self.idle_end = now.saturating_add(self.idle);
                self.held.encode()
            }
            Some(Request::Status) => {
                let lasts = Lifetimes {
                    idle: self.idle_end.min(self.end).saturating_sub(now),
                    hard: self.end.saturating_sub(now),
                };
                Reply::Status(self.key_epoch, lasts).encode()
            }
            None => Reply::Unknown.encode(),
        };
        // An empty socket buffer has room for it.
        let _unheard = client.stream.write_all(&reply);
        Next::Close
    }
}

/// Waits until somebody wants something, or for so long: whether a new client arrived, and which of the others spoke.
/// `None`: a signal came.
fn wait_for(
    listener: &Listener<'_>,
    signals: &UnixStream,
    clients: &[Client],
    wait: Duration,
) -> Option<(bool, Vec<bool>)> {
    let mut fds = vec![
        PollFd::new(signals, PollFlags::IN),
        PollFd::new(&listener.queue, PollFlags::IN),
    ];
    let streams = clients.iter().map(|client| &client.stream);
    fds.extend(streams.map(|stream| PollFd::new(stream, PollFlags::IN)));
    // A millisecond more, so that it does not come back just before the time.
    let wait = Timespec::try_from(wait + Duration::from_millis(1)).ok()?;
    let nothing = || (false, vec![false; clients.len()]);
    match poll(&mut fds, Some(&wait)) {
        Ok(0) | Err(rustix::io::Errno::INTR) => return Some(nothing()),
        Ok(_) => {}
        Err(_) => return None,
    }
    let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
    if ready.next()? {
        return None;
    }
    Some((ready.next()?, ready.collect()))
}

fn accept(listener: &UnixListener, clients: &mut Vec<Client>) {
    while let Ok((stream, _)) = listener.accept() {
        let ready = stream.set_nonblocking(true).is_ok();
        if ready && clients.len() < MAX_CLIENTS && socket::is_ours(&stream) {
            clients.push(Client {
                stream,
                until: since_boot().saturating_add(PATIENCE),
                request: [0; HEADER_LENGTH],
                read: 0,
            });
        }
    }
}
