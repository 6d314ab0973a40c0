//! A replacement of the vault file, beside it until it is published.

use std::ffi::{CStr, OsStr, OsString};
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use crate::crypto::entropy::{Entropy as _, OsEntropy};
use crate::error::{Error, Kind, Result};
use crate::store::storage::{Draft, FileStorage};
use crate::types::hex::hex;

const SUFFIX: &str = ".tmp";
const BUFFER: usize = 64 * 1024;

/// New content in a private file of a random name. One that is not published is removed.
#[derive(Debug)]
pub struct FileDraft {
    directory: OwnedFd,
    /// Absent once the draft has become the vault.
    name: Option<OsString>,
    path: PathBuf,
    file: File,
    buffer: Vec<u8>,
    written: u64,
}

impl FileDraft {
    /// Begins a draft beside the vault called `vault` in this directory; `path` is for errors.
    pub(super) fn begin(
        directory: BorrowedFd<'_>,
        vault: &OsStr,
        path: PathBuf,
    ) -> Result<Self, DraftError> {
        let (name, file) = loop {
            let random: [u8; 16] = OsEntropy.bytes()?;
            let mut name = prefix(vault);
            name.push(hex(&random));
            name.push(SUFFIX);
            let flags =
                OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = create_private(directory, &name, flags)?;
            if is_claimed(&file) {
                break (name, file);
            }
        };
        Ok(Self {
            directory: directory
                .try_clone_to_owned()
                .map_err(|error| Error::io("cannot open", &path, error))?,
            name: Some(name),
            path,
            file,
            buffer: Vec::with_capacity(BUFFER),
            written: 0,
        })
    }

    /// Flushes the content and opens it for reading, so that it can be proven before it gets its name.
    pub(in crate::store) fn written(&mut self) -> Result<FileStorage> {
        self.flush()?;
        let name = self.name.as_deref().unwrap_or_default();
        FileStorage::open(&self.path.with_file_name(name))
    }

    /// Flushes the content and gives it the vault's name, where nothing may be yet: a killed `init` leaves no torn vault.
    pub(super) fn place(mut self, vault: &OsStr) -> Result<(), DraftError> {
        self.flush()?;
        let name = self.name.as_deref().unwrap_or_default();
        rustix::fs::linkat(
            &self.directory,
            name,
            &self.directory,
            vault,
            AtFlags::empty(),
        )?;
        // What cannot be removed now, the next sweep takes.
        rustix::fs::unlinkat(&self.directory, name, AtFlags::empty()).unwrap_or_default();
        self.name = None;
        flush_placed(&self.directory, &self.path)?;
        Ok(())
    }

    /// Moves the content, which was flushed, over the vault.
    pub(super) fn rename_over(mut self, vault: &OsStr) -> Result<()> {
        let name = self.name.take().unwrap_or_default();
        rustix::fs::renameat(&self.directory, &name, &self.directory, vault).map_err(|errno| {
            let error = Error::io("cannot replace", &self.path, errno.into());
            self.name = Some(name);
            if errno == Errno::BUSY {
                error.hint("the file is a mount point (a file bind-mounted into a container?): mount its directory instead")
            } else {
                error
            }
        })
    }

    fn write_out(&mut self) -> Result<()> {
        self.file
            .write_all_at(&self.buffer, self.written)
            .map_err(|error| Error::io("cannot write beside", &self.path, error))?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

impl Draft for FileDraft {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.write_out()?;
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.write_out()?;
        self.file
            .sync_all()
            .map_err(|error| Error::io("cannot flush", &self.path, error))
    }
}

impl Drop for FileDraft {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // The next writer removes what cannot be removed now.
            rustix::fs::unlinkat(&self.directory, name, AtFlags::empty()).unwrap_or_default();
        }
    }
}

/// Why a draft could not begin; the storage knows what to say of the system's refusal.
pub(super) enum DraftError {
    System(Errno),
    Other(Error),
}

impl From<Errno> for DraftError {
    fn from(errno: Errno) -> Self {
        Self::System(errno)
    }
}

impl From<Error> for DraftError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// Creates a file for its owner only, whatever the umask says: 777 would leave a file that nobody can open.
pub(in crate::store) fn create_private(
    directory: impl AsFd,
    name: &OsStr,
    flags: OFlags,
) -> Result<File, Errno> {
    let mode = Mode::RUSR | Mode::WUSR;
    let directory = directory.as_fd();
    let fd = rustix::fs::openat(directory, name, flags, mode)?;
    if let Err(errno) = rustix::fs::fchmod(&fd, mode) {
        rustix::fs::unlinkat(directory, name, AtFlags::empty()).unwrap_or_default();
        return Err(errno);
    }
    Ok(File::from(fd))
}

/// Flushes the directory in which a file has just got its name: it is there from here on, whatever happens.
pub(super) fn flush_placed(directory: &OwnedFd, path: &Path) -> Result<()> {
    rustix::fs::fsync(directory).map_err(|errno| {
        let error = Error::io("cannot flush the directory of", path, errno.into());
        let message = format!("it is in place, but {}", error.message());
        Error::new(Kind::StateUnknown, message)
            .caused_by(error)
            .hint("it may be gone if the power fails now")
    })
}

/// Whether the draft that was just made is ours: a sweep may have taken it for one that was abandoned.
pub(in crate::store) fn is_claimed(draft: &File) -> bool {
    match rustix::fs::flock(draft, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => rustix::fs::fstat(draft).is_ok_and(|about| about.st_nlink > 0),
        // Where nothing can be claimed, no sweep can either.
        Err(errno) => errno != Errno::WOULDBLOCK,
    }
}

/// Removes the drafts that killed processes left of a file of this name: only names of our own pattern, and nothing that a
/// living process writes.
pub(in crate::store) fn remove_abandoned(directory: &OwnedFd, file: &OsStr) {
    let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let claim = |name: &CStr| match rustix::fs::openat(directory, name, flags, Mode::empty()) {
        Ok(draft) => {
            rustix::fs::flock(&draft, FlockOperation::NonBlockingLockExclusive).ok()?;
            Some(Some(draft))
        }
        // A link, which nobody can claim: the process that makes one does without, should it be gone.
        Err(Errno::LOOP) => Some(None),
        Err(_) => None,
    };
    let Ok(entries) = rustix::fs::Dir::read_from(directory.as_fd()) else {
        return;
    };
    let prefix = prefix(file);
    for entry in entries.flatten() {
        let name = entry.file_name().to_bytes();
        // Another file's name may begin as this one's.
        let random = name
            .strip_prefix(prefix.as_encoded_bytes())
            .and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if random.is_some_and(|it| it.len() == 32 && it.iter().all(is_digit))
            && let Some(_claimed) = claim(entry.file_name())
        {
            // A leftover that cannot be removed is as harmless as one that was not found.
            rustix::fs::unlinkat(directory, entry.file_name(), AtFlags::empty())
                .unwrap_or_default();
        }
    }
}

fn prefix(vault: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(vault);
    prefix.push(".");
    prefix
}
