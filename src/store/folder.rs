//! Folders for files of the vault's own.

use std::io;
use std::path::Path;

/// Makes a folder and those above it that are missing, each for its owner only: whatever the umask says, which at 777 would
/// make a folder that nothing can be put in, and at 000 one that everybody can put things in. What is there stays as it is.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_private_folder(parent)?;
    }
    match std::fs::create_dir(path) {
        Ok(()) => make_private(path),
        // Another process was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}
