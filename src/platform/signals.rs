//! A terminal that is put in order before a signal ends the process, and made quiet again when a stopped process goes on.

#![cfg(unix)]
#![expect(
    unsafe_code,
    reason = "only a signal's handler runs when the process is ended"
)]

use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd, RawFd};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use rustix::termios::{OptionalActions, Termios, tcsetattr};

/// The signals that end a process whose user wants it ended.
const DEADLY: [libc::c_int; 4] = [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM];

/// What the handler puts in order: null outside a [`Guard`]'s life.
static SAVED: AtomicPtr<Saved> = AtomicPtr::new(ptr::null_mut());

/// The modes that a process needs which was stopped and goes on: null before and after it needs them.
static QUIET: AtomicPtr<Saved> = AtomicPtr::new(ptr::null_mut());

struct Saved {
    terminal: RawFd,
    modes: Termios,
}

/// Until it is let go, a deadly signal first gives the terminal its modes back, then ends the process as it always does.
/// A signal that is ignored stays ignored (`nohup`). A shell takes the terminal's modes back while it has the process
/// stopped: when that goes on, they are set again.
pub struct Guard {
    before: Vec<(libc::c_int, libc::sigaction)>,
    /// Open for as long as the handler may use it.
    _terminal: OwnedFd,
}

impl Guard {
    /// Guards the terminal's modes as they were, and as they are needed until [`Guard::rest`]. One guard at a time: a
    /// second one is the only one that counts.
    pub fn new(terminal: OwnedFd, modes: Termios, quiet: Termios) -> Self {
        // Never freed: while the guard is let go, a handler on another thread may still look at it. It is some bytes a
        // question.
        let leak = |modes| {
            Box::leak(Box::new(Saved {
                terminal: terminal.as_raw_fd(),
                modes,
            }))
        };
        SAVED.store(leak(modes), Ordering::Release);
        QUIET.store(leak(quiet), Ordering::Release);
        let deadly = DEADLY
            .into_iter()
            .filter_map(|signal| Some((signal, catch(signal, end, libc::SA_RESETHAND)?)));
        let before = deadly
            .chain(catch(libc::SIGCONT, go_on, 0).map(|before| (libc::SIGCONT, before)))
            .collect();
        Self {
            before,
            _terminal: terminal,
        }
    }
}

impl Guard {
    /// The quiet modes are needed no more: before the terminal gets its own back.
    pub fn rest(&self) {
        QUIET.store(ptr::null_mut(), Ordering::Release);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.rest();
        for (signal, action) in &self.before {
            // SAFETY: the action is one that the system gave for this signal.
            unsafe { libc::sigaction(*signal, action, ptr::null_mut()) };
        }
        SAVED.store(ptr::null_mut(), Ordering::Release);
    }
}

/// Installs the handler; gives what was there before, or `None` if the signal is ignored.
fn catch(
    signal: libc::c_int,
    handler: extern "C" fn(libc::c_int),
    flags: libc::c_int,
) -> Option<libc::sigaction> {
    // SAFETY: a zeroed `sigaction` is valid, and so is one with a handler of this type. The handler calls nothing but
    // what signal-safety(7) allows.
    unsafe {
        let mut before = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        libc::sigaction(signal, ptr::null(), &raw mut before);
        if before.sa_sigaction == libc::SIG_IGN {
            return None;
        }
        let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        action.sa_sigaction = handler as libc::sighandler_t;
        action.sa_flags = flags;
        libc::sigemptyset(&raw mut action.sa_mask);
        if signal != libc::SIGCONT {
            // Else a process in the background would be stopped instead of ended.
            libc::sigaddset(&raw mut action.sa_mask, libc::SIGTTOU);
        }
        (libc::sigaction(signal, &raw const action, ptr::null_mut()) == 0).then_some(before)
    }
}

/// Runs when a signal arrives: two system calls. The signal's default, which SA_RESETHAND brought back, acts on return.
extern "C" fn end(signal: libc::c_int) {
    // What was typed of a secret and not read yet is not for the shell.
    set(&SAVED, OptionalActions::Flush);
    // SAFETY: raising a signal is allowed everywhere.
    unsafe { libc::raise(signal) };
}

/// Runs when a stopped process goes on. In the background it is stopped again, by the system, until it comes to the front:
/// the modes are the shell's there.
extern "C" fn go_on(_: libc::c_int) {
    set(&QUIET, OptionalActions::Now);
}

fn set(modes: &AtomicPtr<Saved>, when: OptionalActions) {
    // SAFETY: what is stored is null or was leaked, and is never written again.
    if let Some(saved) = unsafe { modes.load(Ordering::Acquire).as_ref() } {
        // SAFETY: the guard keeps the descriptor open. One that is let go at this moment, by another thread, makes it stale;
        // the process ends next, and what is not a terminal has no modes.
        let terminal = unsafe { BorrowedFd::borrow_raw(saved.terminal) };
        // A terminal that is gone needs no order.
        let _gone = tcsetattr(terminal, when, &saved.modes);
    }
}
