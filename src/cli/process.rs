//! The process itself (security 2.9): what it found at its start, and what a child of it begins with.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
#[cfg(target_os = "linux")]
use std::io::{Seek as _, Write as _};
use std::process::Command;

use crate::cli::env::{self, UNLOCKING};
use crate::cli::exit::ChildStatus;
use crate::cli::ui;
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

/// Says that a command cannot be run; gives the shell's status for that, 127 where it is not there.
pub(crate) fn cannot_run(program: &OsStr, error: &io::Error) -> ChildStatus {
    let text = error.to_string();
    let why = text.split(" (os error").next().unwrap_or_default();
    ui::line(&format!(
        "{}: error: cannot run {}: {why}",
        ui::program(),
        program.display()
    ));
    ChildStatus(if error.kind() == io::ErrorKind::NotFound {
        127
    } else {
        126
    })
}

/// The status of a program that ended, as a shell has it: 128 and the signal's number for one that was killed.
#[cfg(feature = "serve")]
pub(crate) fn status_of(ended: std::process::ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;

    let code = ended
        .code()
        .or_else(|| ended.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Bytes as the system's strings have them.
#[cfg(unix)]
pub(crate) fn to_os(bytes: &[u8]) -> &OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(bytes)
}

#[cfg(not(unix))]
pub(crate) fn to_os(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
