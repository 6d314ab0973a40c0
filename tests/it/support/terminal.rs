//! A program at a terminal of ours.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::OpenptFlags;
use rustix::termios::{LocalModes, OptionalActions, Winsize, tcgetattr, tcsetattr, tcsetwinsize};

use super::{PROGRAM, World, has};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program whose standard streams and controlling terminal are ours.
pub(crate) struct Session {
    master: File,
    /// Kept open, so that the terminal stays when the program ends.
    terminal: OwnedFd,
    shown: Receiver<Vec<u8>>,
    /// What was shown so far.
    screen: String,
    /// How much of it was waited for.
    seen: usize,
    child: Child,
}

impl Session {
    /// `None`, said by name, where no program can be given a terminal.
    pub(crate) fn begin(world: &World, columns: u16, words: &[&str]) -> Option<Self> {
        let words = [&[PROGRAM], words].concat();
        Self::of(world, columns, &words)
    }

    /// The same of any program, which is the first of the words.
    pub(crate) fn of(world: &World, columns: u16, words: &[&str]) -> Option<Self> {
        if !has("setsid") {
            return None;
        }
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = rustix::pty::openpt(flags).unwrap();
        rustix::pty::grantpt(&master).unwrap();
        rustix::pty::unlockpt(&master).unwrap();
        let terminal = rustix::pty::ioctl_tiocgptpeer(&master, flags).unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        let stream = || terminal.try_clone().unwrap();
        let child = world
            .command("setsid".as_ref())
            .args(["--ctty", "--wait", "env", "--default-signal"])
            .args(words)
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        let master = File::from(master);
        let mut reader = master.try_clone().unwrap();
        let (sender, shown) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Some(Self {
            master,
            terminal,
            shown,
            screen: String::new(),
            seen: 0,
            child,
        })
    }

    /// Waits until this is shown, behind what was waited for before.
    pub(crate) fn expect(&mut self, text: &str) {
        let started = Instant::now();
        loop {
            if let Some(at) = self.screen[self.seen..].find(text) {
                self.seen += at + text.len();
                return;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "no {text:?} in {:?}",
                self.screen
            );
            self.read(Duration::from_millis(50));
        }
    }

    pub(crate) fn read(&mut self, patience: Duration) -> bool {
        match self.shown.recv_timeout(patience) {
            Ok(bytes) => {
                self.screen.push_str(std::str::from_utf8(&bytes).unwrap());
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    fn echoes(&self) -> bool {
        let modes = tcgetattr(self.terminal.as_fd()).unwrap().local_modes;
        modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
    }

    /// Types a line at a question that must not show it.
    pub(crate) fn answer(&mut self, question: &str, line: &str) {
        self.expect(question);
        self.wait_until_quiet();
        self.type_keys(line);
        self.type_keys("\r");
    }

    /// Waits until what is typed is not shown.
    pub(crate) fn wait_until_quiet(&self) {
        let started = Instant::now();
        while self.echoes() {
            assert!(
                started.elapsed() < PATIENCE,
                "echo is on: {:?}",
                self.screen
            );
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Gives the terminal the modes that it had at first.
    pub(crate) fn show_again(&self) {
        let mut modes = tcgetattr(self.terminal.as_fd()).unwrap();
        modes.local_modes |= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(self.terminal.as_fd(), OptionalActions::Now, &modes).unwrap();
    }

    /// The program's process: setsid may wait for it, its only child.
    pub(crate) fn program(&self) -> i32 {
        let parent = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
        let children = children.unwrap();
        let program = children.split_whitespace().next();
        program
            .map_or(parent, |child| child.parse().unwrap())
            .cast_signed()
    }

    pub(crate) fn type_keys(&mut self, keys: &str) {
        self.type_bytes(keys.as_bytes());
    }

    pub(crate) fn type_bytes(&mut self, keys: &[u8]) {
        self.master.write_all(keys).unwrap();
    }

    /// Gives the terminal another size, as a window does that is dragged.
    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&self.terminal, size).unwrap();
    }

    /// Sends the program a signal, and nobody else.
    pub(crate) fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(process, signal).unwrap();
    }

    /// How it ended, and all that was shown.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        while self.read(Duration::from_millis(50)) {}
        assert!(self.echoes(), "the terminal is left without echo");
        (status, self.screen.replace("\r\n", "\n"))
    }
}

pub(crate) const GOOD: &str = "correct horse battery";

/// A world with a vault that is opened by a passphrase, made at the terminal.
pub(crate) fn with_passphrase() -> Option<World> {
    let world = World::empty();
    let mut session = Session::begin(&world, 80, &["init"])?;
    session.answer("New passphrase: ", GOOD);
    session.answer("Repeat it: ", GOOD);
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!shown.contains("horse"), "{shown}");
    assert!(!shown.contains("hint: a passphrase"), "{shown}");
    Some(world)
}
