//! What the process was started with, as it was before the standard library put `/dev/null` in the place of closed
//! descriptors: nothing later can tell `>&-` from `>/dev/null`.

pub use before_main::stdout_was_closed;

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "only a constructor runs early enough")]
mod before_main {
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

    /// Whether standard output was closed when the process began.
    pub fn stdout_was_closed() -> bool {
        STDOUT_WAS_CLOSED.load(Ordering::Relaxed)
    }
}

#[cfg(not(target_os = "linux"))]
mod before_main {
    /// Not known here.
    pub const fn stdout_was_closed() -> bool {
        false
    }
}
