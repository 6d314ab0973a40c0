//! The files of the rollback memory: a record for each vault, and a link to it for each path where it was seen.
//!
//! The link is the path's record: its target names the vault. So the usual question, "is the vault that I know here still at
//! this path, and how far had it come?", costs one file. Nothing is flushed and no failure is an error: what is lost or torn
//! is a first use again.
//!
//! A record's file has two places. Going on fills the one that does not hold the newest, where it is: to rename a new file
//! over the old one costs as much as a put's own flush (`docs/BENCHMARKS.md`).

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use crate::crypto::digest;
use crate::crypto::entropy::{Entropy as _, OsEntropy};
use crate::crypto::keys::Key;
use crate::store::folder::make_private_folder;
use crate::store::rollback::seen::{SEEN_LENGTH, Seen};
use crate::store::storage::{create_private, is_claimed, remove_abandoned};
use crate::types::hex::hex;

/// Where one vault at one path is remembered.
#[derive(Debug, Clone)]
pub(in crate::store) struct Files {
    folder: PathBuf,
    record: String,
    link: String,
}

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Remembered {
    pub(super) seen: Option<Seen>,
    /// Whether the key in use made the record.
    pub(super) is_proven: bool,
    /// Whether the path is known to hold this vault.
    pub(super) knows_path: bool,
    /// Whether the path is known to hold another vault. `seen` is then that one's.
    pub(super) is_another: bool,
    /// Whether there is something that is no record any more where the path's record should be.
    pub(super) is_damaged: bool,
    /// Which place of the record may be filled next. Without one the record is to be made anew.
    free: Option<Place>,
}

/// A place in a record's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Second,
}

impl Place {
    const fn offset(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 128,
        }
    }
}

/// Bytes of a file with both its places filled.
const FULL_LENGTH: usize = Place::Second.offset() + SEEN_LENGTH;

impl Remembered {
    /// Whether the vault was seen, but never at this path: this may be a copy of what still stands where it was.
    pub(super) const fn is_elsewhere(&self) -> bool {
        self.seen.is_some() && !self.knows_path && !self.is_another
    }
}

impl Files {
    /// For the vault of this id at this resolved path.
    pub(in crate::store) fn new(folder: &Path, path: &Path, vault_id: &[u8; 16]) -> Self {
        let digest = digest::half(path.as_os_str().as_bytes());
        Self {
            folder: folder.to_owned(),
            record: format!("{}.state", hex(vault_id)),
            link: format!("{}.path", hex(&digest)),
        }
    }

    /// The newest commit of whichever vault was seen at the path, unproven.
    pub(super) fn seen_at_path(&self) -> Option<Seen> {
        newest(&self.folder.join(&self.link)).map(|(seen, ..)| seen)
    }

    /// Where it is remembered.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is remembered of the vault and of the path.
    pub(super) fn read(&self, key: &Key) -> Remembered {
        let mut remembered = Remembered {
            seen: None,
            is_proven: false,
            knows_path: false,
            is_another: false,
            is_damaged: false,
            free: None,
        };
        if let Some((seen, is_proven, free)) = read_newest(&self.folder.join(&self.link), key) {
            let is_ours = format!("{}.state", hex(&seen.vault_id)) == self.record;
            remembered.knows_path = is_ours;
            remembered.is_another = !is_ours;
            remembered.is_proven = is_proven;
            remembered.seen = Some(seen);
            remembered.free = (is_ours && is_proven).then_some(free);
            return remembered;
        }
        // The link may be there and lead to nothing, or to a torn record.
        if let Ok(target) = rustix::fs::readlink(self.folder.join(&self.link), Vec::new()) {
            let target = target.as_bytes();
            remembered.knows_path = target == self.record.as_bytes();
            remembered.is_another = !remembered.knows_path && is_record_name(target);
            // A record is never empty: one that is was torn when it was made.
            remembered.is_damaged = self
                .folder
                .join(&self.record)
                .metadata()
                .is_ok_and(|about| about.len() > 0);
        }
        if !remembered.knows_path
            && !remembered.is_another
            && let Some((seen, is_proven, _)) = read_newest(&self.folder.join(&self.record), key)
        {
            remembered.seen = Some(seen);
            remembered.is_proven = is_proven;
        }
        remembered
    }

    /// Remembers this commit for the vault, and the vault for the path, whatever was remembered. Whether both are in place.
    pub(super) fn write(&self, seen: &Seen, key: &Key) -> bool {
        let place = || {
            let folder = self.open_folder().ok()?;
            self.place_record(&folder, &seen.encode(key)).ok()?;
            self.place_link(&folder).ok()
        };
        place().is_some()
    }

    /// Remembers a commit that comes after what is remembered. Whether it is in place.
    pub(super) fn advance(&self, seen: &Seen, key: &Key, remembered: &Remembered) -> bool {
        let fill = |place: Place| -> Result<bool, Errno> {
            let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = rustix::fs::open(self.folder.join(&self.record), flags, Mode::empty())?;
            let offset = place.offset() as u64;
            Ok(rustix::io::pwrite(&file, &seen.encode(key), offset)? == SEEN_LENGTH)
        };
        remembered
            .free
            .is_some_and(|place| fill(place).unwrap_or(false))
            || self.write(seen, key)
    }

    /// Remembers the vault for the path, where its record needs no change.
    pub(super) fn write_link(&self) {
        if let Ok(folder) = self.open_folder() {
            self.place_link(&folder).unwrap_or_default();
        }
    }

    /// Forgets which vault was seen at the path.
    pub(super) fn remove_link(&self) {
        rustix::fs::unlink(self.folder.join(&self.link)).unwrap_or_default();
    }

    /// Keeps other readers from remembering meanwhile: of two that look and then write, the one that saw less could be the
    /// last. `None` where another one is at it.
    pub(super) fn lock(&self) -> Option<OwnedFd> {
        let folder = self.open_folder().ok()?;
        rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive).ok()?;
        Some(folder)
    }

    /// Whether anything can be remembered here.
    pub(super) fn is_writable(&self) -> bool {
        use rustix::fs::{Access, accessat};
        self.open_folder().is_ok_and(|folder| {
            accessat(&folder, ".", Access::WRITE_OK, rustix::fs::AtFlags::empty()).is_ok()
        })
    }

    /// Removes what killed processes left of records on their way into place.
    pub(super) fn sweep(&self) {
        if let Ok(folder) = self.open_folder() {
            remove_abandoned(&folder, OsStr::new(&self.record));
            remove_abandoned(&folder, OsStr::new(&self.link));
        }
    }

    fn place_record(&self, folder: &OwnedFd, bytes: &[u8]) -> Result<(), Errno> {
        let name = draft_name(&self.record)?;
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = create_private(folder, OsStr::new(&name), flags)?;
        if !is_claimed(&file) {
            return Err(Errno::WOULDBLOCK);
        }
        let placed = file
            .write_all(bytes)
            .map_err(|_| Errno::IO)
            .and_then(|()| rustix::fs::renameat(folder, &name, folder, &self.record));
        remove_if_failed(folder, &name, placed)
    }

    fn place_link(&self, folder: &OwnedFd) -> Result<(), Errno> {
        let name = draft_name(&self.link)?;
        rustix::fs::symlinkat(&self.record, folder, &name)?;
        let placed = rustix::fs::renameat(folder, &name, folder, &self.link);
        remove_if_failed(folder, &name, placed)
    }

    fn open_folder(&self) -> Result<OwnedFd, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let open = || rustix::fs::open(&self.folder, flags, Mode::empty());
        open().or_else(|errno| {
            if errno != Errno::NOENT {
                return Err(errno);
            }
            make_private_folder(&self.folder).map_err(|_| Errno::IO)?;
            open()
        })
    }
}

fn remove_if_failed(folder: &OwnedFd, name: &str, placed: Result<(), Errno>) -> Result<(), Errno> {
    placed.inspect_err(|_| {
        rustix::fs::unlinkat(folder, name, rustix::fs::AtFlags::empty()).unwrap_or_default();
    })
}

/// The newest commit that a record's file holds, whether this key made it, and the place that does not hold it.
fn read_newest(path: &Path, key: &Key) -> Option<(Seen, bool, Place)> {
    let (seen, record, free) = newest(path)?;
    Some((seen, Seen::is_made_by(&record, key), free))
}

/// The newest commit that a record's file holds, its record, and the place that does not hold it.
fn newest(path: &Path) -> Option<(Seen, [u8; SEEN_LENGTH], Place)> {
    // NONBLOCK: what a link leads to may be anything.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = rustix::fs::open(path, flags, Mode::empty()).ok()?;
    // Once: a file of this length comes whole or is as good as torn, and every `get` does this.
    let mut bytes = [0; FULL_LENGTH + 1];
    let length = rustix::io::read(&file, &mut bytes).ok()?;
    let at = |place: Place| bytes.get(place.offset()..)?.get(..SEEN_LENGTH);
    let first = at(Place::First).and_then(Seen::decode);
    let second = match length {
        SEEN_LENGTH => None,
        FULL_LENGTH => at(Place::Second).and_then(Seen::decode),
        _ => return None,
    };
    let is_first = match (&first, &second) {
        (Some(first), Some(second)) => first.generation > second.generation,
        (first, _) => first.is_some(),
    };
    let (seen, holder, free) = if is_first {
        (first?, Place::First, Place::Second)
    } else {
        (second?, Place::Second, Place::First)
    };
    Some((seen, at(holder)?.try_into().ok()?, free))
}

/// As the vault's own drafts are called, so that the same sweep finds them.
fn draft_name(name: &str) -> Result<String, Errno> {
    let random: [u8; 16] = OsEntropy.bytes().map_err(|_| Errno::IO)?;
    Ok(format!(".{name}.{}.tmp", hex(&random)))
}

fn is_record_name(name: &[u8]) -> bool {
    name.strip_suffix(b".state")
        .is_some_and(|id| id.len() == 32 && id.iter().all(u8::is_ascii_hexdigit))
}
