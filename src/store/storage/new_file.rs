//! A vault file on its way to a path of its own: written beside it and proven before it gets its name.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::error::{Error, Kind, Result};
use crate::store::storage::Draft as _;
use crate::store::storage::draft::{DraftError, FileDraft, flush_placed, remove_abandoned};
use crate::store::storage::file::{resolve_parent, split};

/// Writes a private file (0600) that is there whole and durably, or not at all. What is at `path` already is refused, or replaced
/// if `replace` and a regular file.
pub fn write_private_file(path: &Path, content: &[u8], replace: bool) -> Result<()> {
    let mut new = NewFile::begin(path, replace)?;
    new.draft.write(content)?;
    new.place()
}

/// What is there already, if it is, and what comes there.
pub(in crate::store) struct NewFile {
    path: PathBuf,
    name: OsString,
    replaces: bool,
    directory: OwnedFd,
    /// The content, in a private file beside the path; one that is let go leaves nothing.
    pub(in crate::store) draft: FileDraft,
}

impl NewFile {
    /// Begins a file for `path`. What is there already stays, unless `replace`, which is for regular files only; then what
    /// comes there meanwhile is replaced too.
    pub(in crate::store) fn begin(path: &Path, replace: bool) -> Result<Self> {
        let standing = path.symlink_metadata().is_ok();
        if standing && !replace {
            return Err(exists(path));
        }
        let resolved = match std::fs::metadata(path) {
            Ok(about) if about.is_file() => std::fs::canonicalize(path)
                .map_err(|error| Error::io("cannot examine", path, error))?,
            Ok(_) => {
                return Err(Error::new(
                    Kind::Usage,
                    format!("{} is not a regular file", path.display()),
                ));
            }
            Err(error) if standing => return Err(Error::io("cannot examine", path, error)),
            Err(_) => resolve_parent(path)?,
        };
        let (directory, name) = split(&resolved)?;
        remove_abandoned(&directory, &name);
        let draft = FileDraft::begin(directory.as_fd(), &name, resolved)
            .map_err(|error| refused(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            name,
            replaces: replace,
            directory,
            draft,
        })
    }

    /// Gives the content its name, durably.
    pub(in crate::store) fn place(mut self) -> Result<()> {
        if self.replaces {
            self.draft.flush()?;
            self.draft.rename_over(&self.name)?;
            return flush_placed(&self.directory, &self.path);
        }
        self.draft
            .place(&self.name)
            .map_err(|error| refused(&self.path, error))
    }
}

/// How the regular file at `path` begins; `None` if nothing is there, or what is no such file.
pub(in crate::store) fn first_bytes(path: &Path) -> Result<Option<Vec<u8>>> {
    if !std::fs::metadata(path).is_ok_and(|about| about.is_file()) {
        return Ok(None);
    }
    let read = || {
        let file = rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
        let mut start = vec![0; 64];
        let length = rustix::io::read(&file, &mut start)?;
        start.truncate(length);
        Ok(Some(start))
    };
    read().map_err(|errno: Errno| Error::io("cannot read", path, errno.into()))
}

fn exists(path: &Path) -> Error {
    Error::new(Kind::Other, format!("{} exists already", path.display()))
}

fn refused(path: &Path, error: DraftError) -> Error {
    match error {
        DraftError::System(Errno::EXIST) => exists(path),
        DraftError::System(errno) => Error::io("cannot create", path, io::Error::from(errno)),
        DraftError::Other(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_may_replace_the_last_one_stays_though_nothing_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let begin = |content: &[u8]| {
            let mut new = NewFile::begin(&path, true).unwrap();
            new.draft.write(content).unwrap();
            new
        };
        let (first, second) = (begin(b"first"), begin(b"second"));
        first.place().unwrap();
        second.place().unwrap();
        assert_eq!(first_bytes(&path).unwrap().unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = write_private_file(&path, b"third", false).unwrap_err();
        assert!(error.message().ends_with("exists already"), "{error}");
    }
}
