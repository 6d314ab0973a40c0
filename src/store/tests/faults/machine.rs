//! A kernel over a modelled disk, whose N-th call fails as it is told.

use std::sync::{Arc, Mutex, MutexGuard};

use super::disk::{DRAFT, Disk, Step, VAULT};
use crate::error::{Error, Kind, Result};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// EIO, and nothing was done.
    Eio,
    /// ENOSPC, and nothing was done.
    Enospc,
    /// Half of a write was done, then ENOSPC. Other calls were done, and still say EIO.
    Short,
    /// EIO from this call on, whatever is called.
    EioFromHere,
    /// This call and what follows are never made.
    CrashBefore,
    /// Half of a write was done, and it was the last call. Other calls are done and the last.
    CrashWithin,
    /// The call is done, and is the last.
    CrashAfter,
}

impl How {
    pub(crate) const ALL: [Self; 7] = [
        Self::Eio,
        Self::Enospc,
        Self::Short,
        Self::EioFromHere,
        Self::CrashBefore,
        Self::CrashWithin,
        Self::CrashAfter,
    ];

    /// Whether the process was gone with it.
    pub(crate) const fn is_crash(self) -> bool {
        matches!(
            self,
            Self::CrashBefore | Self::CrashWithin | Self::CrashAfter
        )
    }
}

/// Which call fails and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    /// Counted from 1.
    pub(crate) at: usize,
    pub(crate) how: How,
}

/// What every process of the machine shares.
#[derive(Debug, Clone)]
pub(crate) struct Machine(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    disk: Disk,
    log: Vec<Step>,
    calls: Vec<&'static str>,
    fault: Option<Fault>,
    fired: Option<&'static str>,
    crashed: bool,
    locked: bool,
    marked: bool,
}

impl Machine {
    /// A machine with this disk, of which everything survives a power cut.
    pub(crate) fn new(disk: Disk, fault: Option<Fault>) -> Self {
        Self(Arc::new(Mutex::new(State {
            disk,
            log: Vec::new(),
            calls: Vec::new(),
            fault,
            fired: None,
            crashed: false,
            locked: false,
            marked: false,
        })))
    }

    /// What was done to the disk.
    pub(crate) fn log(&self) -> Vec<Step> {
        self.state().log.clone()
    }

    /// What the disk holds for whoever looks through the kernel.
    pub(crate) fn disk(&self) -> Disk {
        self.state().disk.clone()
    }

    /// Every call so far.
    pub(crate) fn calls(&self) -> Vec<&'static str> {
        self.state().calls.clone()
    }

    /// The call that failed, if it came to that.
    pub(crate) fn fired(&self) -> Option<&'static str> {
        self.state().fired
    }

    /// From here on nothing fails; a crashed machine starts again.
    pub(crate) fn heal(&self) {
        let mut state = self.state();
        state.fault = None;
        if state.crashed {
            (state.crashed, state.locked) = (false, false);
        }
    }

    /// A call that changes nothing.
    pub(super) fn ask(&self, call: &'static str) -> Result<()> {
        self.call(call, None)
    }

    /// A call that does something to the disk.
    pub(super) fn act(&self, call: &'static str, step: Step) -> Result<()> {
        self.call(call, Some(step))
    }

    /// Takes the lock, which nobody has: processes of these tests come one after the other.
    pub(super) fn lock(&self) -> Result<()> {
        self.ask("lock")?;
        let mut state = self.state();
        assert!(!state.locked, "a lock that was not let go");
        state.locked = true;
        Ok(())
    }

    /// A note that outlives a process, but not a power cut.
    pub(super) fn mark(&self, marked: bool) -> Result<()> {
        self.ask(if marked { "mark" } else { "unmark" })?;
        self.state().marked = marked;
        Ok(())
    }

    pub(super) fn is_marked(&self) -> bool {
        self.state().marked
    }

    pub(super) fn unlock(&self) {
        self.state().locked = false;
    }

    pub(super) fn is_locked(&self) -> bool {
        self.state().locked
    }

    pub(super) fn vault_inode(&self) -> usize {
        self.state().disk.names[VAULT]
    }

    /// A name and an inode that were never used.
    pub(super) fn new_file(&self) -> (String, usize) {
        let inode = self.state().disk.inodes.len();
        (format!("{DRAFT}{inode}.tmp"), inode)
    }

    pub(super) fn with_file<T>(&self, inode: usize, look: impl FnOnce(&[u8]) -> T) -> T {
        look(self.state().disk.file(inode))
    }

    fn call(&self, call: &'static str, step: Option<Step>) -> Result<()> {
        let mut state = self.state();
        if state.crashed {
            return Err(failed(call, "the process is gone"));
        }
        state.calls.push(call);
        let number = state.calls.len();
        let how = state.fault.and_then(|fault| {
            let is_now = fault.at == number;
            let lasts = fault.how == How::EioFromHere && fault.at < number;
            (is_now || lasts).then_some(fault.how)
        });
        let Some(how) = how else {
            state.apply(step);
            return Ok(());
        };
        state.fired.get_or_insert(call);
        state.crashed = how.is_crash();
        match how {
            How::Eio | How::Enospc | How::EioFromHere | How::CrashBefore => {}
            // A rename that failed was not made: POSIX leaves no other reading.
            How::Short => state.apply(step.filter(|step| !is_rename(step)).map(half)),
            How::CrashWithin => state.apply(step.map(half)),
            How::CrashAfter => state.apply(step),
        }
        Err(failed(
            call,
            match how {
                How::Enospc => "No space left on device",
                How::CrashBefore | How::CrashWithin | How::CrashAfter => "the process is gone",
                _ => "Input/output error",
            },
        ))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    fn apply(&mut self, step: Option<Step>) {
        if let Some(step) = step {
            self.disk.apply(&step);
            self.log.push(step);
        }
    }
}

const fn is_rename(step: &Step) -> bool {
    matches!(step, Step::Rename { .. })
}

/// What a write that is cut short does.
fn half(step: Step) -> Step {
    match step {
        Step::Write {
            inode,
            offset,
            mut bytes,
        } => {
            bytes.truncate(bytes.len() / 2);
            Step::Write {
                inode,
                offset,
                bytes,
            }
        }
        other => other,
    }
}

fn failed(call: &str, why: &str) -> Error {
    Error::new(Kind::Other, format!("cannot {call}: {why}"))
}
