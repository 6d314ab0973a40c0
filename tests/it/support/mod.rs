//! A world of its own for each test: a home folder, an environment with nothing else in it, a vault opened by a key file.

#[cfg(target_os = "linux")]
pub(crate) mod terminal;

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_vault");

/// Whether a test can be made here; says by name what it lacks.
pub(crate) fn has(program: &str) -> bool {
    let found = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists());
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// A home folder and what the program is given.
pub(crate) struct World {
    folder: tempfile::TempDir,
    variables: Vec<(OsString, OsString)>,
}

/// Where the state folder is in a home.
pub(crate) const STATE: &str = ".local/state/vault";

/// See [`World::keep`].
pub(crate) struct Kept {
    pub(crate) vault: Vec<u8>,
    records: Vec<(PathBuf, Vec<u8>)>,
}

/// What the program did.
#[derive(Debug)]
#[must_use]
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl World {
    /// An empty home.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    /// A home with a vault that is opened by a key file, without Argon2.
    pub(crate) fn with_vault() -> Self {
        let mut world = Self::empty();
        let key = world.path("key");
        world.set("VAULT_KEY_FILE", key);
        let made = world.run(["init"]);
        assert_eq!(made.status, 0, "{}", made.stderr);
        world
    }

    /// The same with a secret `x` whose value is `old`.
    pub(crate) fn with_secret() -> Self {
        let world = Self::with_vault();
        let _created = world.run_with("old", ["create", "x"]).ok();
        world
    }

    /// The home folder.
    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    /// The default vault's file.
    pub(crate) fn vault(&self) -> PathBuf {
        self.path(".local/share/vault/default.vault")
    }

    /// The bytes of the default vault.
    pub(crate) fn vault_bytes(&self) -> Vec<u8> {
        std::fs::read(self.vault()).unwrap()
    }

    /// The default vault as it is now, with what is remembered of it.
    pub(crate) fn keep(&self) -> Kept {
        let folder = self.path(STATE);
        let names = std::fs::read_dir(&folder).map_or_else(
            |_| Vec::new(),
            |entries| entries.map(|entry| entry.unwrap().file_name()).collect(),
        );
        let records = names
            .into_iter()
            .map(|name| folder.join(name))
            .filter(|path| path.extension().is_some_and(|end| end == "state"))
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect();
        Kept {
            vault: self.vault_bytes(),
            records,
        }
    }

    /// Puts the default vault back, and the memory with it: nobody is to notice.
    pub(crate) fn put_back(&self, kept: &Kept) {
        std::fs::write(self.vault(), &kept.vault).unwrap();
        for (path, record) in &kept.records {
            std::fs::write(path, record).unwrap();
        }
    }

    /// The files beside the vault that a writer left, which should be none.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let folder = self.vault().parent().unwrap().to_owned();
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !matches!(name.as_str(), "default.vault" | "default.vault.lock"))
            .collect();
        names.sort();
        names
    }

    /// A place in the home folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file in the home folder.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Sets a variable for every run from here on.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.push((name.into(), value.into()));
    }

    /// Runs the program with nothing on standard input.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.run_with("", arguments)
    }

    /// The same as another machine would, which has seen nothing yet.
    pub(crate) fn run_elsewhere<A: AsRef<OsStr>>(
        &self,
        input: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Output {
        let state = tempfile::tempdir().unwrap();
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_vault")));
        command.args(arguments).env("XDG_STATE_HOME", state.path());
        finish(command, input.as_bytes())
    }

    /// Runs the program with this on standard input.
    pub(crate) fn run_with<A: AsRef<OsStr>>(
        &self,
        input: impl AsRef<[u8]>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Output {
        let mut command = self.command(PROGRAM.as_ref());
        command.args(arguments);
        finish(command, input.as_ref())
    }

    /// Runs a line of `sh`, in which `vault` is the program.
    #[cfg(unix)]
    pub(crate) fn shell(&self, line: &str) -> Output {
        self.run_in(&["sh"], line)
    }

    /// Runs a line of this shell, in which `vault` is the program.
    #[cfg(unix)]
    pub(crate) fn run_in(&self, shell: &[&str], line: &str) -> Output {
        let mut command = self.command(shell[0].as_ref());
        command.args(&shell[1..]).args(["-c", line]);
        finish(command, b"")
    }

    /// A command in this world, for what [`World::run`] cannot say. `vault` is found on its path.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let folder = Path::new(PROGRAM).parent().unwrap();
        let mut path = folder.as_os_str().to_owned();
        path.push(":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .current_dir(self.folder.path())
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

pub(crate) fn finish(mut command: Command, input: &[u8]) -> Output {
    // Whoever runs the tests at a terminal is asked nothing: a group of its own is in the background there.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads nothing closes the pipe.
    let _unread = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The folder of a Python package that a test reads; `None`, said by name, where it is not installed and need not be.
pub(crate) fn python_folder(package: &str) -> Option<PathBuf> {
    let script =
        format!("import {package}, os; print(os.path.dirname({package}.__file__), end='')");
    let output = Command::new("python3").args(["-c", &script]).output();
    match output {
        Ok(output) if output.status.success() => {
            Some(PathBuf::from(String::from_utf8(output.stdout).unwrap()))
        }
        _ => {
            let message = format!("the Python package {package} is not installed");
            // CI has all that the tests need.
            assert!(std::env::var_os("CI").is_none(), "{message}");
            eprintln!("skipped: {message}");
            None
        }
    }
}

impl Output {
    /// Standard output of a run that went well.
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.status, 0, "{}", self.stderr);
        String::from_utf8(self.stdout).unwrap()
    }

    /// All that a person sees, for a snapshot.
    pub(crate) fn seen(&self) -> String {
        let stdout = String::from_utf8_lossy(&self.stdout);
        format!(
            "status: {}\n--- stdout\n{stdout}--- stderr\n{}",
            self.status, self.stderr
        )
    }
}
