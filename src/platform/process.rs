//! What the process was started with, what it sets for itself, and how a child gets the former back.
//!
//! SIGPIPE is ignored, and `/dev/null` put in the place of closed descriptors 0 to 2, by the standard library before its
//! `main` or by [`begin`]; a constructor looks at both first. Descriptors that the program opens are close-on-exec, and it changes neither umask nor
//! signal mask nor any hard limit, so nothing else has to be given back. Dumpable is a property of the memory, which
//! `execve` replaces: the kernel makes a child's anew.

pub use system::{begin, protect, restore_for, stdout_was_closed};

#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "only a constructor runs early enough, and only a hook between fork and exec can undo for a child"
)]
mod system {
    use std::mem::MaybeUninit;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;
    use std::ptr;
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    use rustix::fs::{Mode, OFlags};
    use rustix::io::Errno;
    use rustix::process::{
        DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit,
    };

    static STDOUT_WAS_CLOSED: AtomicBool = AtomicBool::new(false);
    static PIPE_WAS_IGNORED: AtomicBool = AtomicBool::new(false);
    /// The soft core limit that [`protect`] lowered; 0 where it had nothing to do, the highest number for no limit.
    static CORE_LIMIT: AtomicU64 = AtomicU64::new(0);

    // SAFETY: `.init_array` holds pointers to functions of this type, which the C library calls once, before `main`,
    // on the only thread. The function touches atomics and makes two system calls; it needs nothing initialised.
    #[used]
    #[unsafe(link_section = ".init_array")]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        let closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
        STDOUT_WAS_CLOSED.store(closed, Ordering::Relaxed);
        let mut action = MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: a null pointer asks without a change; the answer goes into our own variable, which is a valid
        // `sigaction` when zeroed.
        let handler = unsafe {
            libc::sigaction(libc::SIGPIPE, ptr::null(), action.as_mut_ptr());
            action.assume_init().sa_sigaction
        };
        PIPE_WAS_IGNORED.store(handler == libc::SIG_IGN, Ordering::Relaxed);
    }

    /// What the standard library does before its `main`, for a program whose `main` is called by the C library. All but
    /// one thing: a stack that ends is a SIGSEGV without a message.
    pub fn begin() {
        for descriptor in [
            rustix::stdio::stdin(),
            rustix::stdio::stdout(),
            rustix::stdio::stderr(),
        ] {
            if rustix::io::fcntl_getfd(descriptor) == Err(Errno::BADF) {
                // The lowest number that is free is this one. A file opened later must not get it: what is printed would
                // be written into that.
                match rustix::fs::open("/dev/null", OFlags::RDWR, Mode::empty()) {
                    Ok(null) => std::mem::forget(null),
                    Err(_) => std::process::abort(),
                }
            }
        }
        // SAFETY: a signal is ignored, and nobody asks what was before.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    }

    /// Whether standard output was closed when the process began.
    pub fn stdout_was_closed() -> bool {
        STDOUT_WAS_CLOSED.load(Ordering::Relaxed)
    }

    /// Keeps the memory out of core dumps and from other processes of the same user.
    ///
    /// The limit alone would not keep a dump from a program in `core_pattern`, nor a debugger away: not being dumpable
    /// does both. Neither is refused anywhere that is known; and then the vault still opens.
    pub fn protect() {
        let limit = getrlimit(Resource::Core);
        let none = Rlimit {
            current: Some(0),
            maximum: limit.maximum,
        };
        if limit.current != Some(0) && setrlimit(Resource::Core, none).is_ok() {
            CORE_LIMIT.store(limit.current.unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        let _refused = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }

    /// Lets a child begin with the core limit and the disposition of SIGPIPE that this process began with, and without a
    /// standard input that holds a credential.
    pub fn restore_for(command: &mut Command) {
        crate::platform::descriptors::withhold();
        let core = CORE_LIMIT.load(Ordering::Relaxed);
        let ignore_pipe = PIPE_WAS_IGNORED.load(Ordering::Relaxed);
        let restore = move || {
            if core > 0 {
                let mut limit = getrlimit(Resource::Core);
                limit.current = (core < u64::MAX).then_some(core);
                setrlimit(Resource::Core, limit)?;
            }
            // The standard library gives every child SIGPIPE's default; here an ignored one is given back.
            if ignore_pipe {
                // SAFETY: a zeroed `sigaction` with SIG_IGN is valid, and nobody asks what was before.
                unsafe {
                    let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
                    action.sa_sigaction = libc::SIG_IGN;
                    libc::sigaction(libc::SIGPIPE, &raw const action, ptr::null_mut());
                }
            }
            Ok(())
        };
        // SAFETY: between fork and exec only system calls are made: nothing is allocated, no lock is taken.
        unsafe { command.pre_exec(restore) };
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::process::Command;

    /// Left to the standard library here.
    pub const fn begin() {}

    /// Not known here.
    pub const fn stdout_was_closed() -> bool {
        false
    }

    /// Nothing that is known to help here.
    pub const fn protect() {}

    /// Keeps a standard input that holds a credential from a child; nothing else was changed.
    #[cfg(unix)]
    pub fn restore_for(_: &mut Command) {
        crate::platform::descriptors::withhold();
    }

    /// Nothing was changed.
    #[cfg(not(unix))]
    pub const fn restore_for(_: &mut Command) {}
}
