//! The agent's socket: a file that only its owner reaches, and a check of who is at the other end.

use std::fs::{DirBuilder, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use super::{VaultId, socket_folder};
use crate::error::{Error, Kind, Result};
use crate::types::hex::hex;

/// Where the agent of a vault listens.
pub(super) fn path(runtime: &Path, vault: &VaultId) -> PathBuf {
    socket_folder(runtime).join(file_name(vault))
}

/// Whether the agent of this vault listens there.
pub(super) fn is_of(path: &Path, vault: &VaultId) -> bool {
    path.file_name()
        .is_some_and(|name| name == file_name(vault).as_str())
}

fn file_name(vault: &VaultId) -> String {
    format!("{}.sock", hex(vault))
}

/// Makes the folder of sockets, after a check of the one it is in.
pub(super) fn make_folder(runtime: &Path) -> Result<()> {
    let about = metadata(runtime)?.ok_or_else(|| {
        wrong(format!(
            "there is no folder {} for its socket",
            runtime.display()
        ))
    })?;
    check_owner(&about, runtime)?;
    if !about.is_dir() || about.mode() & 0o022 != 0 {
        return Err(wrong(format!(
            "{} is not a folder that only you can write to",
            runtime.display()
        )));
    }
    let folder = socket_folder(runtime);
    match DirBuilder::new().mode(0o700).create(&folder) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(Error::io("cannot create the folder", &folder, error)),
    }
    check_folder(runtime).map(|_| ())
}

/// Whether there is a folder of sockets; one that others can enter is refused.
pub(super) fn check_folder(runtime: &Path) -> Result<bool> {
    let folder = socket_folder(runtime);
    let Some(about) = metadata(&folder)? else {
        return Ok(false);
    };
    check_owner(&about, &folder)?;
    if !about.is_dir() {
        return Err(wrong(format!("{} is not a folder", folder.display())));
    }
    if about.mode() & 0o077 != 0 {
        let error = wrong(format!("{} is open to other users", folder.display()));
        return Err(error.hint(format!("chmod 700 {}", folder.display())));
    }
    Ok(true)
}

/// Connects to the agent of a vault. `None`: there is none. A socket, folder or process of somebody else is refused.
pub(super) fn connect(runtime: &Path, vault: &VaultId) -> Result<Option<UnixStream>> {
    let path = path(runtime, vault);
    // Asked first: whatever else is wrong with the folder, it matters to nobody without a socket.
    let Some(about) = metadata(&path)? else {
        return Ok(None);
    };
    check_folder(runtime)?;
    check_owner(&about, &path)?;
    if !about.file_type().is_socket() {
        return Err(wrong(format!("{} is not a socket", path.display())));
    }
    match UnixStream::connect(&path) {
        Ok(stream) if is_ours(&stream) => Ok(Some(stream)),
        Ok(_) => Err(foreign(&path)),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::ConnectionRefused | ErrorKind::NotFound
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(Error::io("cannot connect to", &path, error)),
    }
}

/// Whether the process at the other end is the same user's.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_ours(stream: &UnixStream) -> bool {
    rustix::net::sockopt::socket_peercred(stream)
        .is_ok_and(|peer| peer.uid == rustix::process::geteuid())
}

/// Elsewhere the folder's permissions have to do.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) const fn is_ours(_: &UnixStream) -> bool {
    true
}

/// Nothing when it is not there, or when what leads to it belongs to others who let nobody look.
fn metadata(path: &Path) -> Result<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(about) => Ok(Some(about)),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(Error::io("cannot look at", path, error)),
    }
}

fn check_owner(about: &Metadata, path: &Path) -> Result<()> {
    if about.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(foreign(path))
}

fn foreign(path: &Path) -> Error {
    wrong(format!(
        "{} belongs to another user and is not used",
        path.display()
    ))
}

fn wrong(message: String) -> Error {
    Error::new(Kind::Other, message)
}
