//! The process itself (security 2.9): what it found at its start, and what a child of it begins with.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
#[cfg(target_os = "linux")]
use std::io::{Seek as _, Write as _};
use std::process::Command;

use crate::cli::env::{self, UNLOCKING};
use crate::error::{Error, Kind, Result};
use crate::platform::process;

pub(crate) use crate::platform::process::protect;

/// Refuses to begin when the answer could not be printed: `vault … >&-`.
pub(crate) fn require_stdout() -> Result<()> {
    if process::stdout_was_closed() {
        return Err(Error::new(Kind::Other, "standard output is closed"));
    }
    Ok(())
}

/// Makes a child begin as this process began, without what opens the vault. Every child is prepared so.
pub(crate) fn prepare(command: &mut Command) {
    for variable in UNLOCKING {
        command.env_remove(variable.name());
    }
    process::restore_for(command);
}

/// The program as a path, as the search path of this process has it; the name itself where it is a path or is not found.
pub(crate) fn find(program: &OsStr) -> OsString {
    let is_path = program.as_encoded_bytes().contains(&b'/');
    let folders = env::search_path().filter(|_| !is_path).unwrap_or_default();
    let executable = rustix::fs::Access::EXEC_OK;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| rustix::fs::access(path, executable).is_ok() && path.is_file())
        .map_or_else(|| program.to_owned(), Into::into)
}

/// A file that is only in memory and holds these bytes, at its beginning: what a program may read as its standard input.
#[cfg(target_os = "linux")]
pub(crate) fn memory_file(bytes: &[u8]) -> io::Result<File> {
    let flags = rustix::fs::MemfdFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::memfd_create("vault", flags)?);
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// Elsewhere there are no such files.
#[cfg(not(target_os = "linux"))]
pub(crate) fn memory_file(_: &[u8]) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}
