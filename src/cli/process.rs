//! What the process sets for itself before it reads a word (security 2.9), and what it found.

use crate::error::{Error, Kind, Result};

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

#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "only a constructor runs before the standard library opens /dev/null in the place of closed descriptors"
)]
mod descriptors {
    use std::sync::atomic::{AtomicBool, Ordering};

    static STDOUT_WAS_CLOSED: AtomicBool = AtomicBool::new(false);

    // SAFETY: `.init_array` holds pointers to functions of this type, which the C library calls once, before `main`,
    // on the only thread. The function touches an atomic and makes one system call; it needs nothing initialised.
    #[used]
    #[unsafe(link_section = ".init_array")]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        let closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
        STDOUT_WAS_CLOSED.store(closed, Ordering::Relaxed);
    }

    pub(super) fn stdout_was_closed() -> bool {
        STDOUT_WAS_CLOSED.load(Ordering::Relaxed)
    }
}

#[cfg(not(target_os = "linux"))]
mod descriptors {
    pub(super) const fn stdout_was_closed() -> bool {
        false
    }
}
