//! A private folder in memory for as long as an editor needs a file (security 2.14).
//!
//! Only a file system that is kept in memory will do (tmpfs; the system may swap it, as it may a program's memory). The
//! folder is for its owner alone, and its files are overwritten before they are removed: on every way out but SIGKILL, after
//! which the next edit removes it.

use std::fs::{File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, Mode, OFlags, flock};
use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::cli::buffer::WipedBuffer;
use crate::cli::env;
use crate::crypto::entropy::{Entropy as _, OsEntropy};
use crate::error::{Error, Kind, Result};
use crate::types::hex::hex;

/// How every such folder is called, before a random number.
const PREFIX: &str = "vault-edit-";

/// The folder; letting it go removes it with all that is in it.
pub(crate) struct MemoryFolder {
    path: PathBuf,
    /// Open and locked for as long as the folder is somebody's.
    folder: OwnedFd,
}

impl MemoryFolder {
    /// A new folder, empty.
    pub(crate) fn new() -> Result<Self> {
        let candidates = [env::runtime_folder(), Some(PathBuf::from("/dev/shm"))];
        let mut candidates = candidates.into_iter().flatten();
        let Some(parent) = candidates.find(|folder| is_in_memory(folder)) else {
            let text = "there is no folder in memory where a secret could be edited";
            return Err(Error::new(Kind::Other, text).hint(
                "XDG_RUNTIME_DIR can name one on a tmpfs; `vault get NAME` and `vault put NAME` do without",
            ));
        };
        remove_abandoned(&parent);
        loop {
            let random: [u8; 16] = OsEntropy.bytes()?;
            let path = parent.join(format!("{PREFIX}{}", hex(&random)));
            match make(&path) {
                Ok(Some(folder)) => return Ok(Self { path, folder }),
                // Another edit took it for an abandoned one before it was claimed.
                Ok(None) => {}
                Err(error) => return Err(Error::io("cannot make", &path, error)),
            }
        }
    }

    /// Makes a file in it, through the descriptor that made it (CVE-2020-1740).
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let path = self.path.join(name);
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let written = rustix::fs::open(&path, flags, Mode::RUSR | Mode::WUSR)
            .map_err(io::Error::from)
            .and_then(|file| File::from(file).write_all(content));
        match written {
            Ok(()) => Ok(path),
            Err(error) => Err(Error::io("cannot write", &path, error)),
        }
    }

    /// What a file in it holds now: an editor may have put another in its place.
    pub(crate) fn read(&self, name: &str, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
        let path = self.path.join(name);
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        rustix::fs::open(&path, flags, Mode::empty())
            .map_err(io::Error::from)
            .and_then(|file| WipedBuffer::read(File::from(file), limit))
            .map_err(|error| Error::io("cannot read", &path, error))
    }
}

impl Drop for MemoryFolder {
    fn drop(&mut self) {
        remove(&self.folder, &self.path);
    }
}

fn make(path: &Path) -> io::Result<Option<OwnedFd>> {
    std::fs::DirBuilder::new().mode(0o700).create(path)?;
    // Whatever the umask says.
    std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
    claim(path)
}

/// Opens a folder of this user's and locks it; `None` if it is somebody else's, in use, or gone.
fn claim(path: &Path) -> io::Result<Option<OwnedFd>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = match rustix::fs::open(path, flags, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(None),
        opened => opened?,
    };
    if rustix::fs::fstat(&folder)?.st_uid != rustix::process::geteuid().as_raw() {
        return Ok(None);
    }
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => Ok(None),
        locked => Ok(locked.map(|()| Some(folder))?),
    }
}

/// Removes folders whose process is no more.
fn remove_abandoned(parent: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let path = entry.path();
        if name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
            && let Ok(Some(folder)) = claim(&path)
        {
            remove(&folder, &path);
        }
    }
}

/// Overwrites the files and removes the folder. What cannot be done is left: there is nobody to tell.
fn remove(folder: &OwnedFd, path: &Path) {
    let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let entries = rustix::fs::Dir::read_from(folder).into_iter().flatten();
    for entry in entries.flatten() {
        let file = rustix::fs::openat(folder, entry.file_name(), flags, Mode::empty());
        if let Ok(mut file) = file.map(File::from)
            && let Ok(about) = file.metadata()
            && about.is_file()
        {
            io::copy(&mut io::repeat(0).take(about.len()), &mut file).unwrap_or_default();
        }
    }
    std::fs::remove_dir_all(path).unwrap_or_default();
}

#[cfg(target_os = "linux")]
fn is_in_memory(folder: &Path) -> bool {
    /// `TMPFS_MAGIC` and `RAMFS_MAGIC` of statfs(2).
    const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];
    rustix::fs::statfs(folder)
        .is_ok_and(|about| IN_MEMORY.contains(&u64::try_from(about.f_type).unwrap_or_default()))
        && rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

/// No other system has one by default.
#[cfg(not(target_os = "linux"))]
fn is_in_memory(_: &Path) -> bool {
    false
}
