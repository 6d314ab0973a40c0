//! Cold processes: the program, the empty program beside it, and what they cost.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::data;
use super::stats::Times;

/// A folder of this run's own under `target/`, on the disk that the build is on.
pub(crate) struct Bench {
    pub(crate) folder: PathBuf,
    pub(crate) empty: Run,
}

/// A command line to be run again and again.
#[derive(Clone)]
pub(crate) struct Run {
    program: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
    input: Option<PathBuf>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        build_installed();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
        if folder.exists() {
            std::fs::remove_dir_all(&folder).expect("the folder of the last run can be removed");
        }
        std::fs::create_dir_all(folder.join("home")).expect("target/ is writable");
        std::fs::write(folder.join("key"), data::KEY).expect("target/ is writable");
        let made_private = Command::new("chmod")
            .args(["600"])
            .arg(folder.join("key"))
            .status();
        assert!(made_private.is_ok_and(|status| status.success()));
        let empty = Run {
            program: build_empty(&folder),
            arguments: Vec::new(),
            variables: Vec::new(),
            input: None,
        };
        Self { folder, empty }
    }

    /// `vault` with these words, on the vault of this name, opened by its key file.
    pub(crate) fn vault<'w>(&self, name: &str, words: impl IntoIterator<Item = &'w str>) -> Run {
        Run {
            program: env!("CARGO_BIN_EXE_vault").into(),
            arguments: words.into_iter().map(OsString::from).collect(),
            variables: vec![
                ("HOME", self.folder.join("home").into()),
                ("VAULT_FILE", self.folder.join(name).into()),
                // Copies of one vault: each is the only one that its state folder knows.
                (
                    "XDG_STATE_HOME",
                    self.folder.join(format!("{name}.state")).into(),
                ),
                ("VAULT_KEY_FILE", self.folder.join("key").into()),
            ],
            input: None,
        }
    }
}

/// The program as `cargo install` makes it, where `CARGO_BIN_EXE_vault` is: what cargo builds for a bench has the features
/// that tests ask of its dependencies too, and so other names of functions than `link/order.txt`.
fn build_installed() {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "cargo builds the program"
    );
}

/// `fn main() {}`, as cargo's release profile builds it where nothing is configured: by rustc alone, because cargo would
/// take this repository's own configuration.
fn build_empty(folder: &Path) -> PathBuf {
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    std::fs::write(&source, "fn main() {}\n").expect("target/ is writable");
    let built = Command::new("rustc")
        .args(["--edition=2024", "-Copt-level=3", "-Cstrip=debuginfo", "-o"])
        .args([&program, &source])
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "rustc builds the empty program"
    );
    program
}

impl Run {
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.retain(|(other, _)| *other != name);
        self.variables.push((name, value.into()));
        self
    }

    /// With this file on standard input.
    #[must_use]
    pub(crate) fn reading(mut self, input: PathBuf) -> Self {
        self.input = Some(input);
        self
    }

    #[must_use]
    pub(crate) fn then(mut self, word: impl Into<OsString>) -> Self {
        self.arguments.push(word.into());
        self
    }

    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// The process, to be started with other streams.
    pub(crate) fn prepared(&self) -> Command {
        let mut command = self.command(&self.program);
        command.args(&self.arguments);
        command
    }

    /// Itself, to be timed among others.
    pub(crate) fn task(&self) -> Task<'_> {
        Box::new(|| self.time())
    }

    /// A command whose output is to be read.
    pub(crate) fn command_to_read(&self) -> Command {
        let mut command = self.command(&self.program);
        command.args(&self.arguments).stdout(Stdio::piped());
        command
    }

    /// From before it starts until it has ended.
    pub(crate) fn time(&self) -> Duration {
        let mut command = self.command(&self.program);
        command.args(&self.arguments);
        let start = Instant::now();
        let status = command.status().expect("the program starts");
        let took = start.elapsed();
        assert!(status.success(), "{:?} failed: {status}", self.arguments);
        took
    }

    /// Whether it ends well.
    pub(crate) fn succeeds(&self) -> bool {
        let mut command = self.command(&self.program);
        command.args(&self.arguments).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Instructions in user space, counted by callgrind; nothing where valgrind is not installed.
    pub(crate) fn instructions(&self) -> Option<u64> {
        let mut command = self.command(Path::new("valgrind"));
        command
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(&self.program)
            .args(&self.arguments)
            .stderr(Stdio::piped());
        let told = String::from_utf8(command.output().ok()?.stderr).ok()?;
        let (_, count) = told.split_once("Collected :")?;
        count.split_whitespace().next()?.parse().ok()
    }

    /// The largest resident set in KiB, told by GNU time; nothing where that is not installed.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let mut command = self.command(Path::new("/usr/bin/time"));
        command
            .args(["-f", "%M"])
            .arg(&self.program)
            .args(&self.arguments)
            .stderr(Stdio::piped());
        let told = String::from_utf8(command.output().ok()?.stderr).ok()?;
        told.lines().next_back()?.parse().ok()
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(match &self.input {
                Some(input) => std::fs::File::open(input)
                    .expect("the input is there")
                    .into(),
                None => Stdio::null(),
            })
            .stdout(Stdio::null());
        command
    }
}

/// Something that can be timed.
pub(crate) type Task<'t> = Box<dyn FnMut() -> Duration + 't>;

/// Times of each, taken in turns, so that whatever else the machine does falls on all alike.
pub(crate) fn interleaved(rounds: usize, tasks: &mut [Task<'_>]) -> Vec<Times> {
    let mut times = vec![Vec::with_capacity(rounds); tasks.len()];
    for _ in 0..rounds {
        for (task, times) in tasks.iter_mut().zip(&mut times) {
            times.push(task());
        }
    }
    times.into_iter().map(Times::new).collect()
}
