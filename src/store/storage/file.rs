//! A vault file on a POSIX file system: checks, the side lock file, durable appends, atomic replacement.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use crate::error::{Error, Kind, Result};
use crate::store::storage::check::{folder_warning, missing_or, open_checked, same_file, warnings};
use crate::store::storage::draft::{self, DraftError, FileDraft};
use crate::store::storage::{Draft as _, Quiet, Storage};

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(30);

/// A vault file, opened. What it is was checked on its descriptor, so a later change of the path does not matter.
#[derive(Debug)]
pub struct FileStorage {
    /// The resolved path: a link was followed once, so that its target is replaced and not the link.
    path: PathBuf,
    directory: OwnedFd,
    name: OsString,
    file: File,
    writable: Option<File>,
    lock: Option<File>,
    /// Whether the lock file was not empty: see [`Storage::mark`].
    marked: bool,
    warnings: Vec<String>,
}

impl FileStorage {
    /// Opens the vault file at `path`, after its checks: a regular file of ours that others cannot write.
    pub fn open(path: &Path) -> Result<Self> {
        let resolved = std::fs::canonicalize(path).map_err(|error| missing_or(path, error))?;
        let (directory, name) = split(&resolved)?;
        let (file, stat) = open_checked(&directory, &name, &resolved, OFlags::RDONLY)?;
        let mut storage = Self {
            warnings: warnings(&resolved, &stat, &file),
            path: resolved,
            directory,
            name,
            file,
            writable: None,
            lock: None,
            marked: false,
        };
        storage
            .warnings
            .extend(folder_warning(&storage.path, &storage.directory));
        storage.warnings.sort();
        Ok(storage)
    }

    /// The same open file, for another reader.
    pub(in crate::store) fn twin(&self) -> io::Result<Self> {
        Ok(Self {
            path: self.path.clone(),
            directory: self.directory.try_clone()?,
            name: self.name.clone(),
            file: self.file.try_clone()?,
            writable: None,
            lock: None,
            marked: self.marked,
            warnings: Vec::new(),
        })
    }

    /// Makes a new vault file at `path` with this content. What is there already is never touched.
    pub fn create(path: &Path, content: &[u8]) -> Result<Self> {
        let resolved = resolve_parent(path)?;
        let (directory, name) = split(&resolved)?;
        let placed =
            FileDraft::begin(directory.as_fd(), &name, resolved.clone()).and_then(|mut draft| {
                draft.write(content)?;
                draft.place(&name)
            });
        placed.map_err(|error| match error {
            DraftError::System(Errno::EXIST) => Error::new(
                Kind::Locked,
                format!("{} is there already: init never overwrites", path.display()),
            ),
            DraftError::System(errno) => Error::io("cannot create", path, errno.into()),
            DraftError::Other(error) => error,
        })?;
        Self::open(&resolved)
    }

    /// Where the file is, links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user should know about the file's place and permissions.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn lock_name(&self) -> OsString {
        let mut name = self.name.clone();
        name.push(".lock");
        name
    }

    fn try_lock(&self) -> Result<Option<(File, bool)>> {
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let name = self.lock_name();
        let fd = rustix::fs::openat(&self.directory, &name, flags, Mode::RUSR | Mode::WUSR)
            .map_err(|errno| self.not_writable("cannot open the lock file of", errno))?;
        let file = File::from(fd);
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                // Whoever holds a lock on a file that is no longer at the path holds nothing.
                let held = rustix::fs::fstat(&file)
                    .map_err(|errno| self.io("cannot examine the lock file of", errno))?;
                if held.st_mode & 0o777 != 0o600 {
                    // A umask of 777 made it so; the lock itself holds in any case.
                    rustix::fs::fchmod(&file, Mode::RUSR | Mode::WUSR).unwrap_or_default();
                }
                let at_path = rustix::fs::statat(&self.directory, &name, AtFlags::SYMLINK_NOFOLLOW);
                let same = at_path.is_ok_and(|stat| same_file(&stat, &held));
                Ok(same.then_some((file, held.st_size != 0)))
            }
            Err(Errno::WOULDBLOCK | Errno::INTR) => Ok(None),
            Err(errno) => Err(self.io("cannot lock", errno)),
        }
    }

    fn writable(&mut self) -> Result<&File> {
        if self.writable.is_none() {
            let (file, stat) = open_checked(&self.directory, &self.name, &self.path, OFlags::RDWR)?;
            let reading =
                rustix::fs::fstat(&self.file).map_err(|errno| self.io("cannot examine", errno))?;
            if !same_file(&stat, &reading) {
                return Err(Error::new(
                    Kind::Other,
                    format!("{} was replaced while it was locked", self.path.display()),
                ));
            }
            self.writable = Some(file);
        }
        self.writable
            .as_ref()
            .ok_or_else(|| Error::new(Kind::Other, "the vault is not open for writing"))
    }

    fn io(&self, what: &str, errno: Errno) -> Error {
        Error::io(what, &self.path, errno.into())
    }

    fn not_writable(&self, what: &str, errno: Errno) -> Error {
        match errno {
            Errno::ACCESS | Errno::ROFS | Errno::PERM => Error::new(
                Kind::Other,
                format!(
                    "cannot write in {}: {}",
                    self.path.parent().unwrap_or(&self.path).display(),
                    if errno == Errno::ROFS {
                        "the file system is read-only"
                    } else {
                        "permission denied"
                    }
                ),
            )
            .hint("reading works there; to change the vault, its directory must be writable"),
            _ => self.io(what, errno),
        }
    }
}

impl Storage for FileStorage {
    type Draft = FileDraft;

    fn length(&self) -> Result<u64> {
        let stat =
            rustix::fs::fstat(&self.file).map_err(|errno| self.io("cannot examine", errno))?;
        Ok(u64::try_from(stat.st_size).unwrap_or(0))
    }

    fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.file.read_exact_at(buffer, offset).map_err(|error| {
            if error.kind() == io::ErrorKind::UnexpectedEof {
                Error::damaged("the vault is damaged: it ends early")
            } else {
                Error::io("cannot read", &self.path, error)
            }
        })
    }

    fn read_part(&self, offset: u64, length: usize) -> Result<Vec<u8>> {
        // Into memory that was not cleared first: most of what a command reads comes through here.
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let next = offset + bytes.len() as u64;
            match rustix::io::pread(&self.file, spare_capacity(&mut bytes), next) {
                Ok(0) => return Err(Error::damaged("the vault is damaged: it ends early")),
                Ok(_) | Err(Errno::INTR) => {}
                Err(errno) => return Err(self.io("cannot read", errno)),
            }
        }
        // The allocator may give more room than was asked for.
        bytes.truncate(length);
        Ok(bytes)
    }

    fn reopen(&mut self) -> Result<bool> {
        let (file, stat) = open_checked(&self.directory, &self.name, &self.path, OFlags::RDONLY)?;
        let before =
            rustix::fs::fstat(&self.file).map_err(|errno| self.io("cannot examine", errno))?;
        let other = !same_file(&stat, &before);
        if other {
            self.file = file;
            self.writable = None;
        }
        Ok(other)
    }

    fn lock(&mut self) -> Result<()> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some((lock, marked)) = self.try_lock()? {
                self.lock = Some(lock);
                self.marked = marked;
                // Also before a commit that is appended: a draft may hold what was deleted since.
                draft::remove_abandoned(&self.directory, &self.name);
                return Ok(());
            }
            if start.elapsed() >= PATIENCE {
                return Err(Error::new(
                    Kind::Busy,
                    format!(
                        "{} is busy: another process has been writing to it for 30 s",
                        self.path.display()
                    ),
                )
                .hint("try again; `fuser` names the process that holds the .lock file beside it"));
            }
            thread::sleep(pause);
            pause = (pause * 3 / 2).min(Duration::from_millis(50));
        }
    }

    fn unlock(&mut self) {
        self.lock = None;
    }

    fn mark(&mut self) -> Result<()> {
        match &self.lock {
            // Its length is the note: it takes no block, and the lock's own look at the file tells it.
            Some(lock) => rustix::fs::ftruncate(lock, 1)
                .map_err(|errno| self.io("cannot write the lock file of", errno)),
            None => Ok(()),
        }
    }

    fn unmark(&mut self) {
        if let Some(lock) = &self.lock {
            // One that stays costs the next writer a flush.
            rustix::fs::ftruncate(lock, 0).unwrap_or_default();
        }
        self.marked = false;
    }

    fn is_marked(&self) -> bool {
        self.marked
    }

    fn is_written(&self) -> bool {
        // Read-only and without creating it: no lock file means that nobody ever wrote here.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let Ok(lock) = rustix::fs::openat(&self.directory, self.lock_name(), flags, Mode::empty())
        else {
            return false;
        };
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK)
    }

    fn keep_quiet(&self) -> Option<Quiet> {
        // Without creating it: where there is no lock file yet, nobody has written what was read before.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        match rustix::fs::openat(&self.directory, self.lock_name(), flags, Mode::empty()) {
            Ok(lock) => {
                rustix::fs::flock(&lock, FlockOperation::NonBlockingLockShared).ok()?;
                Some(Quiet(Some(File::from(lock))))
            }
            Err(Errno::NOENT) => Some(Quiet::default()),
            Err(_) => None,
        }
    }

    fn settle(&self) -> Result<()> {
        // The directory too: a writer may have been killed between its rename and its flush.
        self.file
            .sync_data()
            .and_then(|()| Ok(rustix::fs::fsync(&self.directory)?))
            .map_err(|error| Error::io("cannot flush", &self.path, error))
    }

    fn append(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        let path = self.path.clone();
        self.writable()?
            .write_all_at(bytes, offset)
            .map_err(|error| Error::io("cannot write", &path, error))
    }

    fn flush(&mut self) -> Result<()> {
        let path = self.path.clone();
        self.writable()?
            .sync_data()
            .map_err(|error| Error::io("cannot flush", &path, error))
    }

    fn truncate(&mut self, length: u64) -> Result<()> {
        let path = self.path.clone();
        let file = self.writable()?;
        file.set_len(length)
            .and_then(|()| file.sync_all())
            .map_err(|error| Error::io("cannot truncate", &path, error))
    }

    fn draft(&mut self) -> Result<Self::Draft> {
        FileDraft::begin(self.directory.as_fd(), &self.name, self.path.clone()).map_err(|error| {
            match error {
                DraftError::System(errno) => self.not_writable("cannot write beside", errno),
                DraftError::Other(error) => error,
            }
        })
    }

    fn replace(&mut self, draft: Self::Draft) -> Result<()> {
        draft.rename_over(&self.name)
    }

    fn flush_directory(&mut self) -> Result<()> {
        rustix::fs::fsync(&self.directory)
            .map_err(|errno| self.io("cannot flush the directory of", errno))
    }
}

/// A path at which there need not be a file yet, with the links in its directory's path resolved.
pub(super) fn resolve_parent(path: &Path) -> Result<PathBuf> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = path.file_name().ok_or_else(|| {
        Error::new(
            Kind::Usage,
            format!("{} does not name a file", path.display()),
        )
    })?;
    Ok(std::fs::canonicalize(parent)
        .map_err(|error| Error::io("cannot open the directory", parent, error))?
        .join(name))
}

/// A resolved path's directory, opened, and the name in it.
pub(super) fn split(resolved: &Path) -> Result<(OwnedFd, OsString)> {
    let name = resolved.file_name().ok_or_else(|| {
        Error::new(
            Kind::Locked,
            format!("{} is a directory, not a vault file", resolved.display()),
        )
    })?;
    let parent = resolved.parent().unwrap_or(Path::new("/"));
    let directory = rustix::fs::open(
        parent,
        OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .map_err(|errno| Error::io("cannot open the directory", parent, errno.into()))?;
    Ok((directory, name.to_owned()))
}
