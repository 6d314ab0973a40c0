//! Unlocking once: the kernel's keyring and the agent, as a person and as a script meet them.

#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::Pid;

use crate::support::{Output, PROGRAM, World};

mod agent;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A home with a vault that no variable opens, a secret `x`, and a folder for sockets; locked again at the end.
struct Unlockable {
    world: World,
    source: &'static str,
}

impl Unlockable {
    fn new(source: &'static str) -> Self {
        let mut world = World::empty();
        std::fs::create_dir(world.path("run")).unwrap();
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(world.path("run"), mode).unwrap();
        world.set("XDG_RUNTIME_DIR", world.path("run"));
        world.set("VAULT_SESSION", source);
        let new = Self { world, source };
        let _made = new.by_key("", &["init"]).ok();
        let _created = new.by_key("old", &["create", "x"]).ok();
        new
    }

    /// `None`, said by name, where the kernel lets nobody keep a key.
    fn by_keyring() -> Option<Self> {
        let new = Self::new("keyring");
        let tried = new.by_key("", &["unlock"]);
        if tried.status == 255 && tried.stderr.contains("can keep no session") {
            eprintln!("skipped: keyctl is not possible here");
            return None;
        }
        let _unlocked = tried.ok();
        let _locked = new.world.run(["lock"]).ok();
        Some(new)
    }

    /// The places that work here.
    fn all() -> Vec<Self> {
        let agent = Self::new("agent");
        Self::by_keyring().into_iter().chain([agent]).collect()
    }

    /// Runs a command that the key file opens.
    fn by_key(&self, input: &str, words: &[&str]) -> Output {
        let key = self.world.path("key");
        let words = words.iter().map(Into::into);
        let words = words.chain(["--key-file".into(), key.into_os_string()]);
        self.world.run_with(input, words)
    }

    fn unlock(&self, words: &[&str]) {
        let words: Vec<&str> = ["unlock"].iter().chain(words).copied().collect();
        let unlocked = self.by_key("", &words).ok();
        let source = format!("\"Source\": \"{}\"", self.source);
        assert!(unlocked.contains(&source), "{unlocked}");
    }

    fn gets(&self) -> bool {
        let got = self.world.run(["get", "x"]);
        if got.status == 0 {
            assert_eq!(
                (got.stdout.as_slice(), got.stderr.as_str()),
                (&b"old"[..], "")
            );
            return true;
        }
        assert_eq!(got.status, 253, "{}", got.stderr);
        assert!(got.stdout.is_empty());
        assert!(got.stderr.contains("vault unlock"), "{}", got.stderr);
        false
    }

    fn status(&self) -> i32 {
        let status = self.world.run(["status"]);
        let said = String::from_utf8(status.stdout).unwrap();
        let state = if status.status == 0 {
            "unlocked"
        } else {
            "locked"
        };
        assert!(said.contains(&format!("\"State\": \"{state}\"")), "{said}");
        assert_eq!(status.stderr, "");
        status.status
    }

    /// The vault's id, as keys and sockets are named by it.
    fn id(&self) -> String {
        let bytes = self.world.vault_bytes();
        bytes[14..30]
            .iter()
            .fold(String::new(), |id, byte| format!("{id}{byte:02x}"))
    }

    fn socket(&self) -> PathBuf {
        self.world
            .path("run/vault")
            .join(format!("{}.sock", self.id()))
    }

    /// The agent's process.
    fn agent(&self) -> Pid {
        let stream = UnixStream::connect(self.socket()).unwrap();
        rustix::net::sockopt::socket_peercred(&stream).unwrap().pid
    }
}

impl Drop for Unlockable {
    fn drop(&mut self) {
        let _locked = self.world.run(["lock"]);
    }
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn unlocked_once_nothing_else_is_needed_until_it_is_locked() {
    for vault in Unlockable::all() {
        assert!(!vault.gets());
        assert_eq!(vault.status(), 253);
        vault.unlock(&[]);
        assert!(vault.gets());
        assert_eq!(vault.status(), 0);
        let locked = vault.world.run(["lock"]).ok();
        assert!(locked.contains("\"EndedSessions\": 1"), "{locked}");
        assert!(!vault.gets());
        assert_eq!(vault.status(), 253);
        let again = vault.world.run(["lock"]).ok();
        assert!(again.contains("\"EndedSessions\": 0"), "{again}");
    }
}

#[test]
fn several_processes_share_a_session_and_writes_do_not_end_it() {
    for vault in Unlockable::all() {
        vault.unlock(&[]);
        let line = "for i in 1 2 3; do vault get x & done; wait";
        assert_eq!(vault.world.shell(line).ok(), "oldoldold");
        for number in 0..3 {
            let value = number.to_string();
            let _put = vault.world.run_with(&value, ["put", "x"]).ok();
            assert_eq!(vault.world.run(["get", "x"]).ok(), value);
        }
        let _compacted = vault.world.run(["compact"]).ok();
        assert_eq!(vault.world.run(["get", "x"]).ok(), "2");
    }
}

#[test]
fn a_session_of_another_session_keyring_and_process_group_is_found() {
    let Some(vault) = Unlockable::by_keyring() else {
        return;
    };
    vault.unlock(&[]);
    // PAM and systemd give a session keyring that does not lead to the user's: KEYCTL_JOIN_SESSION_KEYRING.
    let number = match std::env::consts::ARCH {
        "x86_64" => 250,
        "aarch64" => 219,
        _ => return,
    };
    if crate::support::has("python3") {
        let join = format!(
            "import ctypes, os\nassert ctypes.CDLL(None).syscall({number}, 1, 0) > 0\nos.execvp('vault', ['vault', 'get', 'x'])"
        );
        let mut command = vault.world.command("python3".as_ref());
        command.args(["-c", &join]);
        assert_eq!(crate::support::finish(command, b"").ok(), "old");
    }
    if crate::support::has("setsid") {
        assert_eq!(vault.world.shell("setsid --wait vault get x").ok(), "old");
    }
}

#[test]
fn an_idle_session_ends_and_a_used_one_ends_too() {
    for vault in Unlockable::all() {
        vault.unlock(&["--idle", "1s"]);
        wait_until("the idle time is over", || vault.status() == 253);
        assert!(!vault.gets());
        vault.unlock(&["--for", "2s"]);
        // Each get begins the idle time anew, and none the whole.
        wait_until("the whole time is over", || !vault.gets());
        assert_eq!(vault.status(), 253);
    }
}

#[test]
fn a_session_ends_with_the_vault_key_and_another_vault_does_not_get_it() {
    for vault in Unlockable::all() {
        vault.unlock(&[]);
        let original = vault.world.vault_bytes();
        // The header of a vault that has another vault key: what a change of the passphrase leaves behind.
        let other = Unlockable::new(vault.source);
        let mut forged = other.world.vault_bytes();
        forged[14..30].copy_from_slice(&original[14..30]);
        std::fs::write(vault.world.vault(), &forged).unwrap();
        assert!(!vault.gets());
        std::fs::write(vault.world.vault(), &original).unwrap();
        assert!(!vault.gets(), "the session was ended");
        vault.unlock(&[]);
        // A later key epoch, in bytes 30 to 38 of the header.
        let mut later = original.clone();
        later[30] += 1;
        std::fs::write(vault.world.vault(), &later).unwrap();
        assert_eq!(vault.status(), 253);
        assert!(!vault.gets());
        std::fs::write(vault.world.vault(), &original).unwrap();
        assert!(!vault.gets(), "the session was ended");
        assert!(!other.gets());
    }
}

#[test]
fn an_older_copy_does_not_end_the_session_of_the_vault() {
    for vault in Unlockable::all() {
        vault.unlock(&[]);
        let original = vault.world.vault_bytes();
        let mut older = original.clone();
        older[30] -= 1;
        std::fs::write(vault.world.vault(), &older).unwrap();
        assert!(!vault.gets());
        std::fs::write(vault.world.vault(), &original).unwrap();
        assert!(vault.gets());
    }
}

#[test]
fn sessions_can_be_ignored_and_what_is_named_stands_over_them() {
    for vault in Unlockable::all() {
        vault.unlock(&[]);
        let ignored = vault.world.run(["get", "x", "--no-session"]);
        assert_eq!(ignored.status, 253);
        let line = "VAULT_NO_SESSION=1 vault get x; echo $?; VAULT_NO_SESSION=1 vault status >/dev/null; echo $?";
        let ignored = vault.world.shell(line);
        assert_eq!(ignored.stdout, b"253\n253\n", "{}", ignored.stderr);
        let wrong = vault.world.write("wrong", [7; 32]);
        std::fs::set_permissions(&wrong, std::fs::Permissions::from_mode(0o600)).unwrap();
        let named = vault.world.run(["get", "x", "--key-file", "wrong"]);
        assert_eq!(
            named.status, 253,
            "a named key file opens it or nothing does"
        );
        // What is only found does not stand over the session.
        let found = vault.world.shell("VAULT_KEY_FILE=wrong vault get x");
        assert_eq!(found.ok(), "old");
        let refused = vault.by_key("", &["unlock", "--no-session"]);
        assert_eq!(refused.status, 252);
        let locked = vault.world.run(["lock", "--no-session"]).ok();
        assert!(locked.contains("\"EndedSessions\": 1"), "{locked}");
    }
}

#[test]
fn without_a_terminal_nothing_asks() {
    for vault in Unlockable::all() {
        for words in [
            &["unlock"][..],
            &["get", "x"],
            &["delete", "x"],
            &["verify"],
        ] {
            let output = vault.world.run(words);
            assert_eq!(output.status, 253, "{words:?}: {}", output.stderr);
            assert!(output.stdout.is_empty());
        }
    }
    let mut world = World::empty();
    world.set("VAULT_PASSPHRASE", "correct horse battery");
    let _made = world.run(["init"]).ok();
    let output = world.shell("unset VAULT_PASSPHRASE; vault get x");
    assert_eq!(output.status, 253);
    for way in ["vault unlock", "--passphrase-file", "VAULT_KEY_FILE"] {
        assert!(output.stderr.contains(way), "{}", output.stderr);
    }
}

#[test]
fn spans_are_bounded_and_said_clearly() {
    let vault = Unlockable::new("agent");
    for words in [
        &["--for", "0s"][..],
        &["--for", "8"],
        &["--for", "31d"],
        &["--idle", "-1s"],
        &["--for", "1m", "--idle", "2m"],
    ] {
        let words: Vec<&str> = ["unlock"].iter().chain(words).copied().collect();
        let refused = vault.by_key("", &words);
        assert_eq!(refused.status, 252, "{words:?}: {}", refused.stderr);
        assert_eq!(vault.status(), 253);
    }
    let unlocked = vault.by_key("", &["unlock", "--for", "10m"]).ok();
    assert!(
        unlocked.contains("\"IdleExpiresInSeconds\": 600"),
        "{unlocked}"
    );
}

#[test]
fn all_vaults_are_locked_at_once() {
    // Only the agents of this world are in its folder; the keyring's sessions may be other tests'.
    let vault = Unlockable::new("agent");
    vault.unlock(&[]);
    let other = vault.world.path("other.vault");
    let named = ["--vault-file".as_ref(), other.as_os_str()];
    let key = vault.world.path("key");
    let by_key = ["--key-file".as_ref(), key.as_os_str()];
    for word in ["init", "unlock"] {
        let words = [word.as_ref()].into_iter().chain(named).chain(by_key);
        let _done = vault.world.run(words).ok();
    }
    let locked = vault.world.run(["lock", "--all"]).ok();
    assert!(locked.contains("\"EndedSessions\": 2"), "{locked}");
    assert_eq!(vault.status(), 253);
    let words = ["status".as_ref()].into_iter().chain(named);
    assert_eq!(vault.world.run(words).status, 253);
}
