//! Signals as bytes in a pipe, with who sent them: what signal-hook tells only with code in C.

#![cfg(target_os = "linux")]
#![expect(
    unsafe_code,
    reason = "only a signal's handler hears a signal and its sender"
)]

use std::io::{self, Read as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering};

/// Where the handler writes; negative before the first [`Signals`].
static HEARD: AtomicI32 = AtomicI32::new(-1);

/// A signal that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Its number.
    pub signal: i32,
    /// Whether the kernel sent it, as it does for a key of the terminal, to the whole process group.
    pub is_from_kernel: bool,
}

/// The signals that came and are not read yet.
pub struct Signals(UnixStream);

impl Signals {
    /// Hears these signals from here on, to the end of the process, in the place of what they do. Of them, those that are
    /// ignored stay so (`nohup`); the end of a child is heard always.
    pub fn hear(signals: &[i32]) -> io::Result<Self> {
        let (heard, rung) = UnixStream::pair()?;
        heard.set_nonblocking(true)?;
        rung.set_nonblocking(true)?;
        HEARD.store(rung.as_raw_fd(), Ordering::Release);
        // A handler may run for as long as the process.
        std::mem::forget(rung);
        for signal in signals {
            catch(*signal)?;
        }
        Ok(Self(heard))
    }

    /// The next one; `None` if no more has come.
    pub fn take(&mut self) -> Option<Heard> {
        let mut told = [0; 2];
        self.0.read_exact(&mut told).ok()?;
        Some(Heard {
            signal: i32::from(told[0]),
            is_from_kernel: told[1] != 0,
        })
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

fn catch(signal: i32) -> io::Result<()> {
    // SAFETY: a zeroed `sigaction` is valid, and so is one with a handler of this type. The handler makes one system call.
    let caught = unsafe {
        let mut before = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        libc::sigaction(signal, ptr::null(), &raw mut before);
        if before.sa_sigaction == libc::SIG_IGN && signal != libc::SIGCHLD {
            return Ok(());
        }
        let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        let handler: extern "C" fn(i32, *const libc::siginfo_t, *const libc::c_void) = ring;
        action.sa_sigaction = handler as libc::sighandler_t;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, ptr::null_mut())
    };
    if caught == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

extern "C" fn ring(signal: i32, about: *const libc::siginfo_t, _: *const libc::c_void) {
    // SAFETY: the kernel gives a handler with SA_SIGINFO a pointer to what it knows of the signal.
    let is_from_kernel = unsafe { (*about).si_code } == libc::SI_KERNEL;
    let told = [
        u8::try_from(signal).unwrap_or_default(),
        u8::from(is_from_kernel),
    ];
    // SAFETY: the descriptor was leaked before this handler was installed, so that it stays open.
    let heard = unsafe { BorrowedFd::borrow_raw(HEARD.load(Ordering::Acquire)) };
    // Thousands that nobody read would not fit, and one more tells nothing new. rustix does not touch `errno`.
    let _full = rustix::io::write(heard, &told);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_told_with_its_sender() {
        let mut signals = Signals::hear(&[libc::SIGUSR1]).unwrap();
        assert_eq!(signals.take(), None);
        let this = rustix::process::getpid();
        rustix::process::kill_process(this, rustix::process::Signal::USR1).unwrap();
        let heard = std::iter::repeat_with(|| signals.take())
            .flatten()
            .next()
            .unwrap();
        assert_eq!(heard.signal, libc::SIGUSR1);
        assert!(!heard.is_from_kernel);
    }
}
