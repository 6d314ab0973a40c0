//! What the process sets for itself before it reads a word (security 2.9), and what it found.

use crate::error::{Error, Kind, Result};
use crate::platform::descriptors;

/// Keeps the memory from core dumps and from other processes of the same user. No child inherits it.
pub(crate) fn protect() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // Refused nowhere that is known; and then the vault still opens.
        let _refused = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Refuses to begin when the answer could not be printed: `vault … >&-`.
pub(crate) fn require_stdout() -> Result<()> {
    if descriptors::stdout_was_closed() {
        return Err(Error::new(Kind::Other, "standard output is closed"));
    }
    Ok(())
}
