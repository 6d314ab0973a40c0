//! A private folder in memory for as long as an editor needs a file (security 2.14).
//!
//! Only a file system that is kept in memory will do (tmpfs; the system may swap it, as it may a program's memory). The
//! folder is for its owner alone, and its files are overwritten before they are removed: on every way out but SIGKILL, after
//! which the next edit removes it.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use zeroize::Zeroizing;

use crate::cli::buffer::WipedBuffer;
use crate::cli::env;
use crate::crypto::entropy::{Entropy as _, OsEntropy};
use crate::error::{Error, Kind, Result};

/// How every such folder is called, before the number of its process.
const PREFIX: &str = "vault-edit-";

/// The folder; letting it go removes it with all that is in it.
pub(crate) struct MemoryFolder(PathBuf);

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
        let mut random = [0; 8];
        OsEntropy.fill(&mut random)?;
        let process = std::process::id();
        let folder = parent.join(format!(
            "{PREFIX}{process}-{:016x}",
            u64::from_le_bytes(random)
        ));
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(|error| Error::io("cannot make", &folder, error))?;
        Ok(Self(folder))
    }

    /// Makes a file in it, through the descriptor that made it (CVE-2020-1740).
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let path = self.0.join(name);
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
        let path = self.0.join(name);
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        rustix::fs::open(&path, flags, Mode::empty())
            .map_err(io::Error::from)
            .and_then(|file| WipedBuffer::read(File::from(file), limit))
            .map_err(|error| Error::io("cannot read", &path, error))
    }
}

impl Drop for MemoryFolder {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Removes folders whose process is no more.
fn remove_abandoned(parent: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let process = process.and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        let is_alive = |process: u32| Path::new("/proc").join(process.to_string()).exists();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && process.is_some_and(|process| !is_alive(process)) {
            remove(&entry.path());
        }
    }
}

/// Overwrites the files and removes the folder. What cannot be done is left: there is nobody to tell.
fn remove(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        if let Ok(file) = rustix::fs::open(entry.path(), flags, Mode::empty()) {
            let mut file = File::from(file);
            let length = file.metadata().map_or(0, |about| about.len());
            let length = usize::try_from(length).unwrap_or(0);
            file.write_all(&vec![0; length]).unwrap_or_default();
        }
    }
    std::fs::remove_dir_all(folder).unwrap_or_default();
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
