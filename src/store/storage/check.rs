//! What a vault file must be before it is opened, and what is said about it (security 2.10).

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use crate::error::{Error, Kind, Result};

/// Opens a vault file whose descriptor passes the checks.
pub(super) fn open_checked(
    directory: &OwnedFd,
    name: &OsStr,
    path: &Path,
    access: OFlags,
) -> Result<(File, Stat)> {
    // NONBLOCK: opening a FIFO would wait for its other end.
    let flags = access | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let fd = rustix::fs::openat(directory, name, flags, Mode::empty()).map_err(|errno| {
        let error = io::Error::from(errno);
        match errno {
            Errno::ISDIR => Error::new(
                Kind::Locked,
                format!("{} is a directory, not a vault file", path.display()),
            ),
            // A socket cannot be opened at all.
            Errno::NXIO => Error::new(
                Kind::Locked,
                format!("{} is not a regular file", path.display()),
            ),
            Errno::ACCESS | Errno::ROFS if access != OFlags::RDONLY => Error::new(
                Kind::Other,
                format!(
                    "cannot write {}: {}",
                    path.display(),
                    if errno == Errno::ROFS {
                        "the file system is read-only"
                    } else {
                        "permission denied"
                    }
                ),
            ),
            _ => missing_or(path, error),
        }
    })?;
    let file = File::from(fd);
    let stat = rustix::fs::fstat(&file)
        .map_err(|errno| Error::io("cannot examine", path, errno.into()))?;
    check(path, &stat)?;
    Ok((file, stat))
}

fn check(path: &Path, stat: &Stat) -> Result<()> {
    let refuse = |why: &str| {
        Err(Error::new(
            Kind::Locked,
            format!("{} {why}", path.display()),
        ))
    };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => {}
        FileType::Directory => return refuse("is a directory, not a vault file"),
        FileType::Fifo => return refuse("is a FIFO, not a vault file"),
        _ => return refuse("is not a regular file"),
    }
    let user = rustix::process::geteuid().as_raw();
    if stat.st_uid != user && stat.st_uid != 0 {
        return refuse(&format!(
            "belongs to another user (uid {}): not opened",
            stat.st_uid
        ));
    }
    if stat.st_mode & 0o022 != 0 {
        return refuse(&format!(
            "can be written by others (mode {:04o}): not opened",
            stat.st_mode & 0o7777
        ))
        .map_err(|error: Error| {
            error.hint(format!(
                "if that was not intended: chmod 600 {}",
                path.display()
            ))
        });
    }
    Ok(())
}

/// What the user should know though it is no reason to refuse.
pub(super) fn warnings(path: &Path, stat: &Stat, file: &File) -> Vec<String> {
    let mut warnings = Vec::new();
    if stat.st_mode & 0o044 != 0 {
        warnings.push(format!(
            "{} can be read by others (mode {:04o}); chmod 600 it",
            path.display(),
            stat.st_mode & 0o7777
        ));
    }
    if stat.st_nlink > 1 {
        warnings.push(format!(
            "{} has more than one link: a rewrite will part them",
            path.display()
        ));
    }
    if let Some(kind) = network_file_system(file) {
        warnings.push(format!(
            "{} is on {kind}, where locks and flushes may not hold",
            path.display()
        ));
    }
    warnings
}

/// The same of the folder that it is in. Where only a file's owner may move it (sticky, as `/tmp`), nothing is to be said.
pub(super) fn folder_warning(path: &Path, folder: &OwnedFd) -> Option<String> {
    let mode = rustix::fs::fstat(folder).ok()?.st_mode;
    (mode & 0o002 != 0 && mode & 0o1000 == 0).then(|| {
        format!(
            "{} can be written by others (mode {:04o}): they can put another file in the vault's place",
            path.parent().unwrap_or(path).display(),
            mode & 0o7777
        )
    })
}

#[cfg(target_os = "linux")]
fn network_file_system(file: &File) -> Option<&'static str> {
    // statfs(2) lists these numbers.
    match u32::try_from(rustix::fs::fstatfs(file).ok()?.f_type).ok()? {
        0x6969 => Some("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x6573_5546 => Some("FUSE"),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn network_file_system(_: &File) -> Option<&'static str> {
    None
}

/// Whether both are of one inode.
pub(super) fn same_file(one: &Stat, other: &Stat) -> bool {
    one.st_dev == other.st_dev && one.st_ino == other.st_ino
}

/// The error of a path that cannot be opened; no file there is the most likely one.
pub(super) fn missing_or(path: &Path, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        Error::new(Kind::Locked, format!("no vault at {}", path.display()))
            .hint("make one with `vault init`, or name another with --vault-file or VAULT_FILE")
    } else {
        Error::io("cannot open", path, error)
    }
}
