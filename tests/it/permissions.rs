//! What is written is for its owner only, and no secret is anywhere but in its place.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::strace::Strace;
use crate::support::{World, finish};

const MARKER: &str = "mArKeR-7f3a9c";

/// Every file and folder below, with its mode. A link has none of its own.
fn modes(folder: &Path) -> Vec<(PathBuf, bool, u32)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let about = path.symlink_metadata().unwrap();
        if about.is_symlink() {
            continue;
        }
        let is_folder = about.is_dir();
        found.push((path.clone(), is_folder, about.permissions().mode() & 0o7777));
        if is_folder {
            found.extend(modes(&path));
        }
    }
    found
}

#[test]
fn whatever_the_umask_files_are_0600_and_folders_0700() {
    for umask in ["000", "022", "077", "777"] {
        let mut world = World::empty();
        world.set("VAULT_KEY_FILE", world.path("key"));
        let line = format!(
            "umask {umask} && vault init && printf one | vault create a && printf two | vault put a \
             && vault get a && vault compact && vault verify"
        );
        let output = world.shell(&line);
        assert_eq!(output.status, 0, "{umask}: {}", output.stderr);
        let found = modes(world.home());
        assert!(found.len() > 6, "{found:?}");
        for (path, is_folder, mode) in found {
            let expected = if is_folder { 0o700 } else { 0o600 };
            assert_eq!(mode, expected, "umask {umask}: {}", path.display());
        }
    }
}

#[test]
fn init_touches_nothing_that_is_there() {
    let world = World::with_vault();
    let before = (
        world.vault_bytes(),
        std::fs::read(world.path("key")).unwrap(),
    );
    assert_eq!(world.run(["init"]).status, 255);
    assert_eq!(world.run(["init", "--vault-file", "key"]).status, 255);
    std::os::unix::fs::symlink("nowhere", world.path("link")).unwrap();
    let output = world.run(["init", "--vault-file", "link"]);
    assert_eq!(output.status, 255, "{}", output.stderr);
    assert!(!world.path("nowhere").exists());
    let after = (
        world.vault_bytes(),
        std::fs::read(world.path("key")).unwrap(),
    );
    assert_eq!(before, after);
}

/// Every byte of every file below.
fn contents(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for (path, is_folder, _) in modes(folder) {
        if !is_folder {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

fn holds(bytes: &[u8], marker: &str) -> bool {
    bytes
        .windows(marker.len())
        .any(|window| window == marker.as_bytes())
}

#[test]
fn no_secret_is_in_a_file_an_argument_or_a_message() {
    let world = World::with_vault();
    let Some(strace) = Strace::on(&world, &["execve", "openat", "write", "pwrite64"]) else {
        return;
    };
    let name = format!("db/{MARKER}-name");
    let value = format!("{MARKER}-value");
    let script = format!(
        "exec 3>&1 >/dev/null; set -x
        printf %s \"$VALUE\" | vault create {name} --debug --description '{MARKER}-description'
        printf %s \"$VALUE\" | vault put {name} --debug
        vault get {name} --debug | cat
        vault get-secret-value --secret-id {name} --debug
        eval $(vault env V={name} --debug)
        vault run V={name} --debug -- true
        printf %s \"$VALUE\" | vault put {name}-not-there --debug
        printf %s \"$VALUE\" | vault create {name} --debug
        printf %s \"$VALUE\" | vault put {name} --secret-string - --nope
        vault create x --cli-input-json \"file://request\"
        vault compact --debug"
    );
    world.write(
        "request",
        format!(r#"{{"SecretString": "{value}", "SecretBinary": "{value}!"}}"#),
    );
    let mut command = strace.command(&["-s", "100000"], "bash");
    command.env("VALUE", &value).args(["-c", &script]);
    let output = finish(command, b"");
    // What the shell says of itself begins with `+`.
    let said: Vec<&str> = output
        .stderr
        .lines()
        .filter(|line| !line.starts_with('+'))
        .collect();
    assert!(said.len() > 9, "{}", output.stderr);
    assert!(
        said.iter().all(|line| !line.contains(&value)),
        "{}",
        said.join("\n")
    );
    let trace = strace.trace();
    let (mut programs, mut temporary) = (0, 0);
    for line in trace.lines() {
        if line.contains("execve(") {
            programs += 1;
            assert!(!line.contains(&value), "in an argument: {line}");
        }
        if line.contains(".tmp\"") && line.contains("O_CREAT") {
            temporary += 1;
            assert!(line.contains("O_EXCL") && line.contains("0600"), "{line}");
        }
        if line.contains("pwrite64(") {
            assert!(!line.contains(MARKER), "in clear: {line}");
        }
    }
    assert!(programs > 10, "{trace}");
    // What a process that is not dumpable passes to the system is shown to root alone.
    let is_root = rustix::process::geteuid().is_root();
    assert!(!is_root || temporary >= 3, "{trace}");
    std::fs::remove_file(world.path("request")).unwrap();
    std::fs::remove_file(strace.log()).unwrap();
    assert!(!holds(&contents(world.home()), MARKER));
}

#[test]
fn what_is_deleted_at_once_is_not_in_the_file_any_more() {
    let world = World::with_vault();
    let _created = world.run_with("x", ["create", "keep"]).ok();
    let before = world.vault_bytes();
    let _created = world.run_with("y", ["create", "gone"]).ok();
    let with = world.vault_bytes();
    let _deleted = world
        .run(["delete", "gone", "--force-delete-without-recovery"])
        .ok();
    let after = world.vault_bytes();
    assert_eq!(before.len(), after.len());
    // The ciphertext of the value that stays is moved as it is; nothing else that was written with `gone` is there.
    let shared = with
        .windows(32)
        .filter(|part| part.iter().any(|byte| *byte != 0))
        .filter(|part| !before.windows(32).any(|old| old == *part))
        .filter(|part| after.windows(32).any(|new| new == *part))
        .count();
    assert_eq!(shared, 0, "windows of 32 bytes that outlived the secret");
}

#[test]
fn a_folder_in_which_others_can_replace_the_vault_is_told() {
    let world = World::with_secret();
    let folder = world.vault().parent().unwrap().to_owned();
    for (mode, is_told) in [
        (0o777, true),
        (0o1777, false),
        (0o775, false),
        (0o700, false),
    ] {
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
        let output = world.run(["get", "x"]);
        let count = output.stderr.matches("can be written by others").count();
        assert_eq!(count, usize::from(is_told), "{mode:o}: {}", output.stderr);
        assert_eq!(output.ok(), "old");
    }
}
