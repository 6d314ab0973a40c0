//! Sessions in an agent, where the kernel's keyring is refused.

use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rustix::process::{Signal, kill_process};

use super::*;

#[test]
fn where_keys_are_refused_an_agent_takes_their_place() {
    let Some(vault) = Unlockable::by_keyring() else {
        return;
    };
    let may = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    if !may.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: strace is not installed, or may not trace here");
        return;
    }
    for error in ["EPERM", "ENOSYS"] {
        let refuse = format!("--inject=add_key,keyctl,request_key:error={error}");
        let run = |words: &[&str]| {
            let mut command = vault.world.command("strace".as_ref());
            command
                .env_remove("VAULT_SESSION")
                .args([
                    "-f",
                    "-o",
                    "/dev/null",
                    "-e",
                    "trace=add_key,keyctl,request_key",
                ])
                .args([&refuse, PROGRAM])
                .args(words);
            crate::support::finish(command, b"")
        };
        let locked = run(&["get", "x"]);
        assert_eq!(locked.status, 253, "{}", locked.stderr);
        let key = vault.world.path("key");
        let key = key.to_str().unwrap();
        // strace ends when the agent does.
        let unlocked = run(&["unlock", "--key-file", key, "--for", "1s"]).ok();
        assert!(unlocked.contains("\"Source\": \"agent\""), "{unlocked}");
        assert!(!vault.socket().exists());
        let line = format!(
            "VAULT_SESSION=agent vault unlock --key-file key >/dev/null && env -u VAULT_SESSION \
             strace -f -o /dev/null -e trace=add_key,keyctl,request_key {refuse} vault get x; \
             VAULT_SESSION=agent vault lock >/dev/null"
        );
        assert_eq!(vault.world.shell(&line).ok(), "old");
    }
}

#[test]
fn an_agent_ends_on_signals_and_leaves_no_socket() {
    let vault = Unlockable::new("agent");
    for signal in [Signal::HUP, Signal::TERM, Signal::INT] {
        vault.unlock(&[]);
        assert!(vault.gets());
        kill_process(vault.agent(), signal).unwrap();
        wait_until("the socket goes", || !vault.socket().exists());
        assert!(!vault.gets());
    }
}

#[test]
fn a_socket_that_nobody_listens_on_is_replaced() {
    let vault = Unlockable::new("agent");
    vault.unlock(&[]);
    kill_process(vault.agent(), Signal::KILL).unwrap();
    assert!(vault.socket().exists());
    wait_until("the agent is gone", || {
        UnixStream::connect(vault.socket()).is_err()
    });
    assert!(!vault.gets());
    assert_eq!(vault.status(), 253);
    vault.unlock(&[]);
    assert!(vault.gets());
    let _locked = vault.world.run(["lock"]).ok();
    let left: Vec<_> = vault.world.path("run/vault").read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_agent_of_another_version_is_no_session_and_is_replaced() {
    let vault = Unlockable::new("agent");
    std::fs::create_dir(vault.world.path("run/vault")).unwrap();
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(vault.world.path("run/vault"), mode).unwrap();
    for answer in [&b"vlt\x93\x02\x03\0\0"[..], b"", b"nonsense", &[0xff; 4096]] {
        let listener = UnixListener::bind(vault.socket()).unwrap();
        let served = std::thread::spawn(move || {
            let mut asked = Vec::new();
            // get, status, and the lock that comes before a new one.
            for _ in 0..3 {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 8];
                stream.read_exact(&mut request).unwrap();
                asked.push(request[5]);
                let _unheard = stream.write_all(answer);
            }
            asked
        });
        assert!(!vault.gets());
        assert_eq!(vault.status(), 253);
        vault.unlock(&[]);
        assert_eq!(served.join().unwrap(), [1, 2, 3]);
        assert!(vault.gets());
        let _locked = vault.world.run(["lock"]).ok();
    }
}

#[test]
fn an_agent_bears_clients_that_say_nonsense_or_nothing() {
    let vault = Unlockable::new("agent");
    vault.unlock(&[]);
    let silent: Vec<UnixStream> = (0..8)
        .map(|_| UnixStream::connect(vault.socket()).unwrap())
        .collect();
    for request in [&b"x"[..], &[0; 8], &[0xff; 5000], b"vlt\x93\x02\x01\0\0"] {
        let mut stream = UnixStream::connect(vault.socket()).unwrap();
        let _unheard = stream.write_all(request);
        let _closed = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer);
        assert!(answer.len() <= 8, "{answer:?}");
    }
    assert!(vault.gets());
    drop(silent);
    assert!(vault.gets());
}

#[test]
fn a_folder_that_is_not_ours_alone_is_refused_by_name() {
    let refused = |vault: &Unlockable, why: &str| {
        let output = vault.by_key("", &["unlock"]);
        assert_eq!(output.status, 255, "{}", output.stderr);
        assert!(output.stderr.contains(why), "{}", output.stderr);
        assert!(!vault.gets());
    };
    let vault = Unlockable::new("agent");
    let chmod = |path: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(vault.world.path(path), mode).unwrap();
    };
    chmod("run", 0o777);
    refused(&vault, "only you can write to");
    chmod("run", 0o700);
    std::fs::create_dir(vault.world.path("elsewhere")).unwrap();
    symlink(vault.world.path("elsewhere"), vault.world.path("run/vault")).unwrap();
    refused(&vault, "is not a folder");
    std::fs::remove_file(vault.world.path("run/vault")).unwrap();
    std::fs::create_dir(vault.world.path("run/vault")).unwrap();
    chmod("run/vault", 0o755);
    refused(&vault, "is open to other users");
    chmod("run/vault", 0o700);
    if rustix::process::geteuid().is_root() {
        let nobody = Some(65_534);
        for path in ["run/vault", "run"] {
            std::os::unix::fs::chown(vault.world.path(path), nobody, nobody).unwrap();
            refused(&vault, "belongs to another user");
            std::os::unix::fs::chown(vault.world.path(path), Some(0), Some(0)).unwrap();
        }
        let _socket = UnixListener::bind(vault.socket()).unwrap();
        std::os::unix::fs::chown(vault.socket(), nobody, nobody).unwrap();
        let output = vault.world.run(["get", "x"]);
        assert_eq!(output.status, 253);
        assert!(output.stderr.contains("belongs to another user"));
        refused(&vault, "belongs to another user");
        std::fs::remove_file(vault.socket()).unwrap();
    } else {
        eprintln!("skipped: only root can give a folder away");
    }
    vault.unlock(&[]);
    assert!(vault.gets());
}

#[test]
fn without_a_folder_for_a_socket_it_is_said_that_there_can_be_no_session() {
    let vault = Unlockable::new("agent");
    std::fs::remove_dir(vault.world.path("run")).unwrap();
    let output = vault.by_key("", &["unlock"]);
    assert_eq!(output.status, 255);
    assert!(output.stderr.contains("this system can keep no session"));
    assert!(
        output.stderr.contains("there is no folder"),
        "{}",
        output.stderr
    );
}

#[test]
fn an_agent_keeps_nothing_of_the_shell_that_unlocked() {
    let vault = Unlockable::new("agent");
    let mut command = vault.world.command("sh".as_ref());
    // The shell's standard error goes to the agent as descriptor 7 if anything does; then it would not end.
    let child = command
        .args([
            "-c",
            "VAULT_PASSPHRASE=x vault unlock --key-file key 7>&2 >/dev/null",
        ])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(vault.gets());
    let process = format!("/proc/{}", vault.agent().as_raw_nonzero());
    let link = |name: &str| std::fs::read_link(format!("{process}/{name}"));
    if let Ok(folder) = link("cwd") {
        assert_eq!(folder, PathBuf::from("/"));
        for stream in ["fd/0", "fd/1", "fd/2"] {
            assert_eq!(link(stream).unwrap(), PathBuf::from("/dev/null"));
        }
        assert!(
            std::fs::read(format!("{process}/environ"))
                .unwrap()
                .is_empty()
        );
    }
    let arguments = std::fs::read(format!("{process}/cmdline")).unwrap();
    let arguments = String::from_utf8(arguments).unwrap();
    let socket = vault.socket();
    assert_eq!(arguments, format!("vault\0agent\0{}\0", socket.display()));
    let mode = std::fs::metadata(socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_agents_word_does_nothing_by_hand() {
    let world = World::empty();
    for words in [&["agent"][..], &["agent", "/tmp/x.sock"]] {
        let output = world.run_with("nonsense", words);
        assert_eq!(output.status, 252, "{}", output.stderr);
    }
}

#[test]
fn what_is_to_be_locked_is_locked_whatever_becomes_of_the_answer() {
    let vault = Unlockable::new("agent");
    for how in ["--query '['", ">&-", ">/dev/full"] {
        let line = format!("vault unlock --key-file key >/dev/null && vault lock {how}");
        let output = vault.world.shell(&line);
        assert_ne!(output.status, 0, "{how}");
        assert!(!vault.socket().exists(), "{how}");
    }
}

#[test]
fn a_new_vault_key_ends_the_session() {
    let vault = Unlockable::new("agent");
    let line = "vault unlock --key-file key >/dev/null && vault rekey --key-file key";
    let _rekeyed = vault.world.shell(line).ok();
    assert!(!vault.socket().exists());
}
