//! The process itself (security 2.9): what it found at its start, and what a child of it begins with.

use std::process::Command;

use crate::cli::env::UNLOCKING;
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
