//! The client of the agent: where the kernel's keyring is refused (containers, seccomp) or absent.

use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use zeroize::Zeroizing;

use super::wire::{MAX_REPLY, Reply, Request, Start};
use super::{Held, Holder, Lifetimes, Source, Status, VaultId, from_hex, socket, socket_folder};
use crate::error::{Error, Kind, Result};

/// The hidden command that an agent runs as; its one argument is the socket.
pub const WORD: &str = "agent";
/// What a new agent says when it listens.
pub(super) const READY: &[u8] = b"ready\n";

/// How long an agent may take for an answer; one that is stopped keeps nobody longer.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Agent {
    runtime: Option<PathBuf>,
}

impl Agent {
    pub(super) const fn new(runtime: Option<PathBuf>) -> Self {
        Self { runtime }
    }

    /// Asks the vault's agent. `None`: there is none, or none of this version.
    fn ask(&self, vault: &VaultId, request: Request) -> Result<Option<Reply>> {
        let Some(runtime) = &self.runtime else {
            return Ok(None);
        };
        let stream = socket::connect(runtime, vault)?;
        // An agent that goes away meanwhile is none.
        Ok(stream.and_then(|stream| exchange(stream, request).ok().flatten()))
    }
}

impl Holder for Agent {
    fn source(&self) -> Source {
        Source::Agent
    }

    fn put(&self, vault: &VaultId, held: &Held, lifetimes: Lifetimes) -> Result<()> {
        let Some(runtime) = &self.runtime else {
            return Err(Error::new(
                Kind::Other,
                "there is no folder for its socket: XDG_RUNTIME_DIR is not set, or is no absolute path",
            ));
        };
        socket::make_folder(runtime)?;
        self.lock(vault)?;
        start(
            &socket::path(runtime, vault),
            &Start::encode(vault, held, lifetimes),
        )
    }

    fn get(&self, vault: &VaultId) -> Result<Option<Held>> {
        Ok(match self.ask(vault, Request::Get)? {
            Some(Reply::Held(held)) => Some(*held),
            _ => None,
        })
    }

    fn lock(&self, vault: &VaultId) -> Result<bool> {
        let Some(runtime) = &self.runtime else {
            return Ok(false);
        };
        let path = socket::path(runtime, vault);
        let there = match socket::connect(runtime, vault)? {
            Some(stream) => {
                let _answer = exchange(stream, Request::Lock);
                true
            }
            None => false,
        };
        // Left by an agent that was killed; one that does not hear ends when it misses its socket.
        match std::fs::remove_file(&path) {
            Err(error) if !is_absent(&error) => Err(Error::io("cannot remove", &path, error)),
            _ => Ok(there),
        }
    }

    fn status(&self, vault: &VaultId) -> Result<Option<Status>> {
        Ok(match self.ask(vault, Request::Status)? {
            Some(Reply::Status(key_epoch, lasts)) => Some(Status {
                source: Source::Agent,
                key_epoch,
                expires_in: lasts.hard,
                idle_expires_in: Some(lasts.idle),
            }),
            _ => None,
        })
    }

    fn vaults(&self) -> Result<Vec<VaultId>> {
        let Some(runtime) = &self.runtime else {
            return Ok(Vec::new());
        };
        let folder = socket_folder(runtime);
        let entries = match folder.read_dir() {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("cannot list", &folder, error)),
        };
        let vaults = entries.filter_map(|entry| {
            let name = entry.ok()?.file_name();
            from_hex(name.to_str()?.strip_suffix(".sock")?)
        });
        Ok(vaults.collect())
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied
    )
}

/// Sends a request and reads until the agent closes.
fn exchange(mut stream: UnixStream, request: Request) -> std::io::Result<Option<Reply>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&request.encode())?;
    let mut reply = Zeroizing::new(Vec::with_capacity(MAX_REPLY + 1));
    stream.take(MAX_REPLY as u64 + 1).read_to_end(&mut reply)?;
    Ok(Reply::decode(&reply))
}

/// Starts an agent. The session goes through a pipe; arguments and environment are seen by others.
fn start(socket: &Path, message: &[u8]) -> Result<()> {
    let failed = |error| Error::io("cannot start", &program(), error);
    // A pipe or a lock of the calling shell's would be held for hours.
    close_fds::set_fds_cloexec(3, &[]);
    let mut child = Command::new(program())
        .arg0("vault")
        .arg(WORD)
        .arg(socket)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // Why it did not read is what it says.
        let _unread = input.write_all(message);
    }
    let mut said = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(4096).read_to_end(&mut said).map_err(failed)?;
    }
    if said == READY {
        return Ok(());
    }
    child.wait().map_err(failed)?;
    let said = String::from_utf8_lossy(&said);
    let why = said.trim();
    Err(Error::new(
        Kind::Other,
        if why.is_empty() {
            "it ended at once"
        } else {
            why
        },
    ))
}

/// This very program, even if an update has put another in its place.
fn program() -> PathBuf {
    let own = Path::new("/proc/self/exe");
    if own.exists() {
        return own.to_owned();
    }
    std::env::current_exe().unwrap_or_else(|_| "vault".into())
}
