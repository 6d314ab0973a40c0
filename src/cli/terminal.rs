//! The terminal device: who may ask there, one process at a time, and a secret typed at it. rpassword reads it; the terminal's
//! mode is kept here, because rpassword dies of Ctrl-C, and of any other signal, before it has turned the echo on again.

use std::io;

#[cfg(unix)]
pub(crate) use unix::{Device, is_reachable};

/// Asks and reads a line without echo; if `alone`, nothing may be typed behind it. Ctrl-C ends the process, and all others
/// of its job, as it always does, with the terminal as it was.
#[cfg(unix)]
pub(crate) fn read_secret(question: &str, alone: bool) -> io::Result<String> {
    use std::io::Write as _;

    let mut device = Device::open()?;
    let quiet = unix::Quiet::new(device.file.try_clone()?)?;
    write!(device.file, "{question}: ")?;
    let config = rpassword::ConfigBuilder::new()
        .input_reader(unix::Keys::of(device.file.try_clone()?))
        .output_discard()
        .build();
    let mut typed = rpassword::read_password_with_config(config);
    let is_more = alone && typed.is_ok() && unix::is_more_typed(&device.file)?;
    if is_more {
        typed = Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "more than one line was typed",
        ));
    }
    if is_more || typed.is_err() {
        // Else the shell would run the rest of what was pasted.
        rustix::termios::tcflush(&device.file, rustix::termios::QueueSelector::IFlush)?;
    }
    device.file.write_all(b"\n")?;
    drop(quiet);
    if let Err(error) = &typed
        && error.kind() == io::ErrorKind::Interrupted
    {
        // What waits for its turn in the same pipeline is meant too.
        rustix::process::kill_current_process_group(rustix::process::Signal::INT)?;
    }
    typed
}

/// The same, with rpassword's own handling of the console.
#[cfg(not(unix))]
pub(crate) fn read_secret(question: &str, _alone: bool) -> io::Result<String> {
    rpassword::prompt_password(format!("{question}: "))
}

/// Whether there is a console at all.
#[cfg(not(unix))]
pub(crate) fn is_reachable() -> bool {
    use std::io::IsTerminal as _;
    io::stdin().is_terminal() || io::stderr().is_terminal()
}

#[cfg(unix)]
mod unix {
    use std::fs::{File, OpenOptions};
    use std::io::{self, Read};
    use std::path::Path;
    use std::thread;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::{FlockOperation, Mode, OFlags};
    use rustix::io::Errno;
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
    };

    use zeroize::Zeroizing;

    use crate::cli::env;
    use crate::platform::signals::Guard;
    use crate::store::make_private_folder;

    const CTRL_C: u8 = 3;

    /// A shell may start a job before it brings it to the front: how often, and with which pause, is looked again.
    const LOOKS: usize = 5;
    const PAUSE: Duration = Duration::from_millis(20);

    /// The terminal device, for one question: another process that wants to ask waits until this one is let go.
    pub(crate) struct Device {
        pub(crate) file: File,
        /// Locked. Where nothing can be, questions may cross.
        _turn: Option<File>,
    }

    impl Device {
        /// Opens it and waits for its turn.
        pub(crate) fn open() -> io::Result<Self> {
            let file = open()?;
            let turn = turn();
            if let Some(turn) = &turn {
                rustix::io::retry_on_intr(|| {
                    rustix::fs::flock(turn, FlockOperation::LockExclusive)
                })?;
            }
            if !is_in_front(&file) {
                return Err(io::Error::other("this process is in the background"));
            }
            Ok(Self { file, _turn: turn })
        }

        /// Waits for a line to be typed. Not so is told when a signal comes that this process catches: Ctrl-C, where an
        /// editor was to have it. Reading would go on after that.
        pub(crate) fn is_answered(&self) -> io::Result<bool> {
            let mut typed = [PollFd::new(&self.file, PollFlags::IN)];
            match poll(&mut typed, None) {
                Ok(_) => Ok(true),
                Err(Errno::INTR) => Ok(false),
                Err(errno) => Err(errno.into()),
            }
        }
    }

    /// Whether a person can be asked: there is a terminal, and this process is not in its background, where a question
    /// would stop it. Where standard input, output and error go says nothing about that.
    pub(crate) fn is_reachable() -> bool {
        let Ok(terminal) = open() else {
            return false;
        };
        is_in_front(&terminal)
            || (1..LOOKS).any(|_| {
                thread::sleep(PAUSE);
                is_in_front(&terminal)
            })
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the terminal device is not a file of the user's"
    )]
    fn open() -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open("/dev/tty")
    }

    fn is_in_front(terminal: &File) -> bool {
        match tcgetpgrp(terminal) {
            Ok(group) => group == rustix::process::getpgrp(),
            // It cannot be told across a border of process numbers, behind which the terminal is.
            Err(Errno::OPNOTSUPP) => true,
            Err(_) => false,
        }
    }

    /// What is locked for a question: the terminal by its own name, since all terminals share the inode of `/dev/tty`;
    /// where that is somebody else's (`su`), a file that is named by the session.
    fn turn() -> Option<File> {
        own_name().or_else(|| {
            let session = rustix::process::getsid(None).ok()?;
            let folder = env::runtime_folder()?.join("vault");
            make_private_folder(&folder).ok()?;
            let path = folder.join(format!("asking-{}.lock", session.as_raw_nonzero()));
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR).ok()?;
            Some(File::from(file))
        })
    }

    /// The controlling terminal by its name in `/dev`, as proc(5) tells its device.
    #[cfg(target_os = "linux")]
    #[expect(
        clippy::disallowed_methods,
        reason = "what the system says about this process is not a file of the user's"
    )]
    fn own_name() -> Option<File> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let (_, behind_name) = stat.rsplit_once(") ")?;
        let number: u32 = behind_name.split(' ').nth(4)?.parse().ok()?;
        let (major, minor) = (
            (number >> 8) & 0xfff,
            number & 0xff | (number >> 12) & 0xf_ff00,
        );
        let name = match (major, minor) {
            (136..=143, _) => format!("/dev/pts/{}", (major - 136) * 256 + minor),
            (4, 0..64) => format!("/dev/tty{minor}"),
            (4, _) => format!("/dev/ttyS{}", minor - 64),
            _ => return None,
        };
        let flags = OFlags::RDONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::open(Path::new(&name), flags, Mode::empty()).ok()?;
        let device = rustix::fs::fstat(&file).ok()?.st_rdev;
        (device == rustix::fs::makedev(major, minor)).then(|| File::from(file))
    }

    #[cfg(not(target_os = "linux"))]
    fn own_name() -> Option<File> {
        None
    }

    /// A terminal that shows nothing, gives each key at once and makes no signal of any, until it is let go.
    pub(super) struct Quiet {
        terminal: File,
        before: Termios,
        guard: Guard,
    }

    impl Quiet {
        pub(super) fn new(terminal: File) -> io::Result<Self> {
            let before = tcgetattr(&terminal)?;
            let mut quiet = before.clone();
            quiet.local_modes -=
                LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
            quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
            quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
            let guard = Guard::new(terminal.try_clone()?.into(), before.clone(), quiet.clone());
            tcsetattr(&terminal, OptionalActions::Now, &quiet)?;
            Ok(Self {
                terminal,
                before,
                guard,
            })
        }
    }

    impl Drop for Quiet {
        fn drop(&mut self) {
            self.guard.rest();
            // A terminal that is gone needs no echo.
            tcsetattr(&self.terminal, OptionalActions::Now, &self.before).unwrap_or_default();
        }
    }

    /// Whether something comes behind the line that was read: what is pasted is there at once, or nearly.
    pub(super) fn is_more_typed(terminal: &File) -> io::Result<bool> {
        let mut typed = [PollFd::new(terminal, PollFlags::IN)];
        let patience = Timespec {
            tv_sec: 0,
            tv_nsec: 30_000_000,
        };
        Ok(rustix::io::retry_on_intr(|| poll(&mut typed, Some(&patience)))? > 0)
    }

    /// The keys that are pressed; Ctrl-C is [`io::ErrorKind::Interrupted`], and bytes that are no UTF-8
    /// [`io::ErrorKind::InvalidData`]: who decodes them would put other characters in their place.
    pub(super) struct Keys {
        terminal: File,
        /// The bytes so far of a character that has several.
        begun: Zeroizing<Vec<u8>>,
    }

    impl Keys {
        pub(super) fn of(terminal: File) -> Self {
            Self {
                terminal,
                begun: Zeroizing::new(Vec::with_capacity(8)),
            }
        }

        fn check(&mut self, byte: u8) -> io::Result<()> {
            self.begun.push(byte);
            match str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(io::ErrorKind::InvalidData.into()),
            }
            Ok(())
        }
    }

    impl Read for Keys {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = || rustix::io::read(&self.terminal, &mut *buffer);
            let count = rustix::io::retry_on_intr(read)?;
            let typed = &buffer[..count];
            if typed.contains(&CTRL_C) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            typed.iter().try_for_each(|byte| self.check(*byte))?;
            Ok(count)
        }
    }
}
