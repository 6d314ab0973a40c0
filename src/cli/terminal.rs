//! A secret typed at the terminal device. rpassword reads it; the terminal's mode is kept here, because rpassword dies of
//! Ctrl-C, and of any other signal, before it has turned the echo on again.

use std::io;

/// Asks and reads a line without echo. Ctrl-C ends the process as it always does, with the terminal as it was.
#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "the terminal device is not a file of the user's"
)]
pub(crate) fn read_secret(question: &str) -> io::Result<String> {
    use std::io::Write as _;

    let mut terminal = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/tty")?;
    let quiet = unix::Quiet::new(terminal.try_clone()?)?;
    write!(terminal, "{question}: ")?;
    let config = rpassword::ConfigBuilder::new()
        .input_reader(unix::Keys(terminal.try_clone()?))
        .output_discard()
        .build();
    let typed = rpassword::read_password_with_config(config);
    terminal.write_all(b"\n")?;
    drop(quiet);
    if let Err(error) = &typed
        && error.kind() == io::ErrorKind::Interrupted
    {
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::INT)?;
    }
    typed
}

/// The same, with rpassword's own handling of the console.
#[cfg(not(unix))]
pub(crate) fn read_secret(question: &str) -> io::Result<String> {
    rpassword::prompt_password(format!("{question}: "))
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read};

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    use crate::platform::signals::Guard;

    const CTRL_C: u8 = 3;

    /// A terminal that shows nothing, gives each key at once and makes no signal of any, until it is let go.
    pub(super) struct Quiet {
        terminal: File,
        before: Termios,
        _guard: Guard,
    }

    impl Quiet {
        pub(super) fn new(terminal: File) -> io::Result<Self> {
            let before = tcgetattr(&terminal)?;
            let guard = Guard::new(terminal.try_clone()?.into(), before.clone());
            let mut quiet = before.clone();
            quiet.local_modes -=
                LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
            quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
            quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
            tcsetattr(&terminal, OptionalActions::Now, &quiet)?;
            Ok(Self {
                terminal,
                before,
                _guard: guard,
            })
        }
    }

    impl Drop for Quiet {
        fn drop(&mut self) {
            // A terminal that is gone needs no echo.
            tcsetattr(&self.terminal, OptionalActions::Now, &self.before).unwrap_or_default();
        }
    }

    /// The keys that are pressed; Ctrl-C is [`io::ErrorKind::Interrupted`].
    pub(super) struct Keys(pub(super) File);

    impl Read for Keys {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = rustix::io::retry_on_intr(|| rustix::io::read(&self.0, &mut *buffer))?;
            if buffer[..count].contains(&CTRL_C) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            Ok(count)
        }
    }
}
