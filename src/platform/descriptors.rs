//! Descriptors that the program was started with and that hold a credential: read themselves, once, and passed on to no
//! child.
//!
//! `/dev/fd/N` would open the file anew: another offset, other rights than those that were handed down, and nothing at all
//! for a socket. The program's own descriptors are close-on-exec, which no inherited one can be: so they are told apart.

#![cfg(unix)]
#![expect(
    unsafe_code,
    reason = "an inherited descriptor is known by nothing but its number"
)]

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{BorrowedFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{Mode, OFlags};
use rustix::io::FdFlags;

/// Links that are followed from a path to a descriptor, at most.
const LINKS: usize = 8;

/// Every descriptor that is spoken for, and whether it was read.
static CLAIMED: Mutex<Vec<(RawFd, bool)>> = Mutex::new(Vec::new());

/// The descriptor that a path means: `/dev/stdin`, `/dev/fd/N`, `/proc/self/fd/N`, or a link to one of them.
pub fn named_by(path: &Path) -> Option<RawFd> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if let Some(number) = number_in(&path) {
            return Some(number);
        }
        let target = rustix::fs::readlink(&path, Vec::new()).ok()?;
        let target = PathBuf::from(std::ffi::OsString::from(target.into_string().ok()?));
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    None
}

fn number_in(path: &Path) -> Option<RawFd> {
    let path = path.to_str()?;
    match path {
        "/dev/stdin" => return Some(0),
        "/dev/stdout" => return Some(1),
        "/dev/stderr" => return Some(2),
        _ => {}
    }
    let own = format!("/proc/{}/fd/", std::process::id());
    let folders = ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", &own];
    folders
        .into_iter()
        .find_map(|folder| path.strip_prefix(folder)?.parse().ok())
        .filter(|number| *number >= 0)
}

/// Keeps a descriptor from every child from here on. Whether it was handed down at all.
pub fn claim(number: RawFd) -> bool {
    let mut claimed = claimed();
    if claimed.iter().any(|(known, _)| *known == number) {
        return true;
    }
    // SAFETY: only asked about and marked; a number that is not open is an error of the call.
    let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
    let Ok(flags) = rustix::io::fcntl_getfd(descriptor) else {
        return false;
    };
    if flags.contains(FdFlags::CLOEXEC) {
        return false;
    }
    // A child without any standard input would take the next file it opens for it: see `withhold`.
    if number > 2 && rustix::io::fcntl_setfd(descriptor, FdFlags::CLOEXEC).is_err() {
        return false;
    }
    claimed.push((number, false));
    true
}

/// Whether a descriptor is spoken for.
pub fn is_claimed(number: RawFd) -> bool {
    claimed().iter().any(|(known, _)| *known == number)
}

/// What is to be read of a claimed descriptor, once; its offset moves on for all who have it.
#[derive(Debug)]
pub struct Inherited(RawFd);

impl Inherited {
    /// Claims the descriptor. `NotFound` if it was not handed down, `Other` if it was read already, `InvalidInput` for the
    /// two that answers go to.
    pub fn take(number: RawFd) -> io::Result<Self> {
        if number == 1 || number == 2 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "answers go there",
            ));
        }
        if !claim(number) {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("no descriptor {number} was handed down"),
            ));
        }
        let mut claimed = claimed();
        let was_read = claimed
            .iter_mut()
            .find(|(known, _)| *known == number)
            .is_none_or(|(_, was_read)| std::mem::replace(was_read, true));
        if was_read {
            return Err(io::Error::other("it was read already"));
        }
        Ok(Self(number))
    }

    /// What the descriptor is open on.
    pub fn metadata(&self) -> io::Result<std::fs::Metadata> {
        // A copy, closed again: the standard library asks of files.
        let copy = rustix::io::fcntl_dupfd_cloexec(self.descriptor(), 3)?;
        File::from(copy).metadata()
    }

    fn descriptor(&self) -> BorrowedFd<'_> {
        // SAFETY: it was open when it was claimed, and nobody here closes what was handed down.
        unsafe { BorrowedFd::borrow_raw(self.0) }
    }
}

impl Read for Inherited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = rustix::io::retry_on_intr(|| rustix::io::read(self.descriptor(), &mut *buffer))?;
        Ok(read)
    }
}

impl Drop for Inherited {
    fn drop(&mut self) {
        if self.0 == 0 {
            withhold();
        }
    }
}

/// Puts `/dev/null` in the place of a standard input that is spoken for: before a child begins, and once it was read.
pub(super) fn withhold() {
    if !is_claimed(0) {
        return;
    }
    let null = rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
    // Where there is no such device, a standard input at its end has to do.
    let _kept = null.and_then(rustix::stdio::dup2_stdin);
}

fn claimed() -> MutexGuard<'static, Vec<(RawFd, bool)>> {
    CLAIMED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_to_mean_a_descriptor_through_links_too() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/fd/7", &link).unwrap();
        let further = folder.path().join("further");
        std::os::unix::fs::symlink("link", &further).unwrap();
        let own = format!("/proc/{}/fd/7", std::process::id());
        for (path, number) in [
            ("/dev/stdin", Some(0)),
            ("/dev/fd/7", Some(7)),
            ("/proc/self/fd/12", Some(12)),
            (&own, Some(7)),
            (link.to_str().unwrap(), Some(7)),
            (further.to_str().unwrap(), Some(7)),
            ("/dev/fd/-1", None),
            ("/dev/fd/x", None),
            ("/dev/null", None),
            ("stdin", None),
        ] {
            assert_eq!(named_by(Path::new(path)), number, "{path}");
        }
    }

    #[test]
    fn the_programs_own_descriptors_are_no_credentials() {
        use std::os::fd::AsRawFd as _;
        let own = tempfile::tempfile().unwrap();
        let error = Inherited::take(own.as_raw_fd()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let unopened = Inherited::take(999_999).unwrap_err();
        assert_eq!(unopened.kind(), io::ErrorKind::NotFound);
        assert!(Inherited::take(1).is_err());
    }
}
