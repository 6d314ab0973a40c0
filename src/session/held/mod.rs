//! A vault held open for a while: where its key is kept between commands (decisions 8).
//!
//! ```text
//! vault unlock ─▶ Sessions::put ─▶ keyring (the kernel's, under @u), else agent (a process of this program)
//! any command  ─▶ Sessions::get ─▶ keyring, then agent, then nothing: never an error
//! ```
//!
//! What is kept is the vault key sealed under a session key, and the session key: two halves, handed out together to every
//! program of the same user that asks. A session is a convenience against other users, not against one's own programs.

#[cfg(unix)]
mod agent;
mod clock;
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod socket;
mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::crypto::keys::{VaultKey, WrappedKey};
use crate::crypto::session::SessionKey;
use crate::error::{Error, Kind, Result};

#[cfg(unix)]
pub use agent::WORD as AGENT;
#[cfg(unix)]
pub use server::serve;

/// Names a vault.
pub type VaultId = [u8; 16];

/// Where sessions are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The kernel's keyring of the user.
    Keyring,
    /// A process of this program.
    Agent,
}

impl Source {
    /// `keyring` or `agent`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Agent => "agent",
        }
    }
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Without use: counted anew at each.
    pub idle: Duration,
    /// In all.
    pub hard: Duration,
}

/// A vault key, sealed, and what opens it.
#[derive(Debug)]
pub struct Held {
    /// The key epoch of the vault when it was unlocked.
    pub key_epoch: u64,
    /// Seals the vault key.
    pub session: SessionKey,
    /// The vault key.
    pub sealed: WrappedKey,
}

/// What a session can say of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Where it is kept.
    pub source: Source,
    /// The key epoch of the vault when it was unlocked.
    pub key_epoch: u64,
    /// How long it lasts yet at most.
    pub expires_in: Duration,
    /// How long it lasts yet without use; nothing where the system does not tell.
    pub idle_expires_in: Option<Duration>,
}

/// A place where sessions are kept. An error says why this place cannot be used, or must not be trusted.
trait Holder {
    fn source(&self) -> Source;
    /// Keeps a session, in the place of the vault's last one.
    fn put(&self, vault: &VaultId, held: &Held, lifetimes: Lifetimes) -> Result<()>;
    /// The vault's session, whose idle time begins anew.
    fn get(&self, vault: &VaultId) -> Result<Option<Held>>;
    /// Ends the vault's session; whether there was one.
    fn lock(&self, vault: &VaultId) -> Result<bool>;
    /// The vault's session, whose idle time goes on.
    fn status(&self, vault: &VaultId) -> Result<Option<Status>>;
    /// The vaults that have a session here, or may have one.
    fn vaults(&self) -> Result<Vec<VaultId>>;
}

/// The places where sessions are kept, best first.
pub struct Sessions {
    holders: Vec<Box<dyn Holder>>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.holders.iter().map(|holder| holder.source()))
            .finish()
    }
}

impl Sessions {
    /// No place at all: nothing is found.
    pub const fn none() -> Self {
        Self {
            holders: Vec::new(),
        }
    }

    /// The places that this system has. `only` leaves out all others; the agent's sockets are in `vault/` under `runtime`,
    /// a folder of the user alone that does not outlive the machine.
    pub fn new(only: Option<Source>, runtime: Option<PathBuf>) -> Self {
        let mut sessions = Self::none();
        let wanted = |source| only.is_none_or(|only| only == source);
        #[cfg(target_os = "linux")]
        if wanted(Source::Keyring) {
            sessions.holders.push(Box::new(keyring::Keyring));
        }
        #[cfg(unix)]
        if wanted(Source::Agent) {
            sessions.holders.push(Box::new(agent::Agent::new(runtime)));
        }
        #[cfg(not(unix))]
        let _nowhere = (wanted, runtime);
        sessions
    }

    /// Keeps a session in the first place that can, and says where. The vault's sessions in other places end.
    pub fn put(&self, vault: &VaultId, held: &Held, lifetimes: Lifetimes) -> Result<Source> {
        let mut reasons = Vec::new();
        for (index, holder) in self.holders.iter().enumerate() {
            match holder.put(vault, held, lifetimes) {
                Ok(()) => {
                    for other in self.holders.iter().skip(index + 1) {
                        // A place that cannot be used holds nothing.
                        let _unused = other.lock(vault);
                    }
                    return Ok(holder.source());
                }
                Err(error) => reasons.push(format!("{}: {error}", holder.source().name())),
            }
        }
        let error = Error::new(Kind::Other, "this system can keep no session");
        Err(reasons.into_iter().fold(error, Error::hint))
    }

    /// The vault key of a session of this vault and key epoch, if `fits` says that it is the right one. A session that is
    /// not is ended: it belongs to a vault key that was replaced.
    pub fn get(
        &self,
        vault: &VaultId,
        key_epoch: u64,
        fits: impl Fn(&VaultKey) -> bool,
        notice: &mut dyn FnMut(&str),
    ) -> Option<VaultKey> {
        for holder in &self.holders {
            let mut get = || {
                holder.get(vault).unwrap_or_else(|error| {
                    notice(error.message());
                    None
                })
            };
            let open = |held: &Held| {
                let key =
                    VaultKey::open_from_session(&held.session, vault, key_epoch, &held.sealed);
                key.ok().filter(&fits)
            };
            let Some(held) = get() else {
                continue;
            };
            if let Some(key) = open(&held) {
                return Some(key);
            }
            // Another process may just have put a new one: its two halves are not written at once.
            match get() {
                Some(again)
                    if again.sealed != held.sealed || !again.session.equals(&held.session) =>
                {
                    if let Some(key) = open(&again) {
                        return Some(key);
                    }
                }
                // An older copy of the vault is no reason to end the session of the newer one.
                Some(again) if again.key_epoch <= key_epoch => {
                    let _unused = holder.lock(vault);
                }
                _ => {}
            }
        }
        None
    }

    /// The vault's session, if it is of this key epoch.
    pub fn status(
        &self,
        vault: &VaultId,
        key_epoch: u64,
        notice: &mut dyn FnMut(&str),
    ) -> Option<Status> {
        self.holders.iter().find_map(|holder| {
            let status = holder.status(vault).unwrap_or_else(|error| {
                notice(error.message());
                None
            });
            status.filter(|status| status.key_epoch == key_epoch)
        })
    }

    /// Ends the vault's sessions, wherever they are; whether there was one.
    pub fn lock(&self, vault: &VaultId) -> Result<bool> {
        let ended: Vec<Result<bool>> = self
            .holders
            .iter()
            .map(|holder| holder.lock(vault))
            .collect();
        ended
            .into_iter()
            .try_fold(false, |any, ended| Ok(ended? || any))
    }

    /// Ends all sessions of the user; of how many vaults there was one. What cannot be looked through or ended fails once all
    /// the others are ended.
    pub fn lock_all(&self) -> Result<usize> {
        let (mut vaults, mut failures) = (Vec::new(), Vec::new());
        for holder in &self.holders {
            match holder.vaults() {
                Ok(held) => vaults.extend(held),
                Err(error) => failures.push(error),
            }
        }
        vaults.sort_unstable();
        vaults.dedup();
        let ended: Vec<Result<bool>> = vaults.iter().map(|vault| self.lock(vault)).collect();
        failures
            .into_iter()
            .map(Err)
            .chain(ended)
            .try_fold(0, |count, ended| Ok(count + usize::from(ended?)))
    }
}

/// The vault id that these digits are.
fn from_hex(text: &str) -> Option<VaultId> {
    let mut vault = [0; 16];
    if text.len() != 32
        || !text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        return None;
    }
    for (byte, digits) in vault.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(vault)
}

/// The folder of the agent's sockets.
fn socket_folder(runtime: &Path) -> PathBuf {
    runtime.join("vault")
}
