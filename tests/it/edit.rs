//! `vault edit`: in memory, once, and nothing left behind.

#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::support::terminal::Session;
use crate::support::{World, has};

/// The folders that an edit makes, of processes of this test run or any other.
fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/dev/shm").unwrap().flatten();
    let entries = entries.map(|entry| entry.path());
    entries
        .filter(|path| path.to_string_lossy().contains("vault-edit-"))
        .collect()
}

/// A vault with `x` and `prod/db`, and an editor that is this script.
fn with_editor(script: &str) -> World {
    let mut world = World::with_secret();
    let value = r#"{"user":"app","password":"hunter2"}"#;
    let _created = world.run_with(value, ["create", "prod/db"]).ok();
    let path = world.write("editor", format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    world.set("VISUAL", path);
    world.set("XDG_RUNTIME_DIR", "/dev/shm");
    world
}

#[test]
fn an_edit_makes_a_version_and_leaves_nothing() {
    let script = "stat -c '%a %n' \"$1\" \"${1%/*}\" > seen; cat \"$1\" >> seen; env >> seen; echo \"$1\" > path; sed -i s/hunter2/hunter3/ \"$1\"";
    let world = with_editor(script);
    let edited = world.run(["edit", "prod/db"]);
    assert!(
        edited.stderr.starts_with("prod/db: ")
            && edited.stderr.ends_with(" is the current version\n"),
        "{}",
        edited.stderr
    );
    assert_eq!(edited.ok(), "");
    assert_eq!(
        world.run(["get", "prod/db"]).ok(),
        r#"{"user":"app","password":"hunter3"}"#
    );
    let seen = std::fs::read_to_string(world.path("seen")).unwrap();
    assert!(seen.starts_with("600 /dev/shm/vault-edit-"), "{seen}");
    assert!(
        seen.lines()
            .nth(1)
            .unwrap()
            .starts_with("700 /dev/shm/vault-edit-"),
        "{seen}"
    );
    assert!(
        seen.contains("{\n  \"user\": \"app\",\n  \"password\": \"hunter2\"\n}\n"),
        "{seen}"
    );
    assert!(!seen.contains("VAULT_KEY_FILE"), "{seen}");
    let path = std::fs::read_to_string(world.path("path")).unwrap();
    assert!(!std::path::Path::new(path.trim()).parent().unwrap().exists());
}

#[test]
fn an_edit_that_changes_nothing_makes_no_version() {
    let world = with_editor("touch \"$1\"");
    let before = world.vault_bytes();
    for name in ["x", "prod/db"] {
        let edited = world.run(["edit", name]);
        assert_eq!(edited.stderr, format!("{name}: unchanged\n"));
        assert_eq!(edited.status, 0);
    }
    assert_eq!(world.vault_bytes(), before);
}

#[test]
fn an_editor_that_fails_or_spoils_the_value_changes_nothing() {
    for (script, status, expected) in [
        (
            "echo new > \"$1\"; exit 3",
            255,
            "nothing was changed: the editor",
        ),
        ("kill -9 $$", 255, "nothing was changed: the editor"),
        (
            "echo '{\"hunter9\"' > \"$1\"",
            255,
            "line 1, column 10: this is not JSON",
        ),
        ("printf '\\377' > \"$1\"", 255, "is not UTF-8"),
        (": > \"$1\"", 255, "is empty"),
        ("rm \"$1\"", 255, "cannot read"),
        ("ln -sf /etc/passwd \"$1\"", 255, "cannot read"),
    ] {
        let world = with_editor(script);
        let before = world.vault_bytes();
        let failed = world.run(["edit", "prod/db"]);
        assert_eq!(failed.status, status, "{script}: {}", failed.stderr);
        assert!(
            failed.stderr.contains(expected),
            "{script}: {}",
            failed.stderr
        );
        assert!(!failed.stderr.contains("hunter"), "{}", failed.stderr);
        assert_eq!(world.vault_bytes(), before, "{script}");
    }
    let world = World::with_secret();
    assert_eq!(world.run(["edit", "x"]).status, 252);
    let mut world = with_editor("");
    world.set("VISUAL", "no-such-editor");
    assert_eq!(world.run(["edit", "x"]).status, 255);
    assert_eq!(world.run(["edit", "nope"]).status, 254);
}

#[test]
fn who_ends_the_program_ends_the_editor_and_nothing_is_left() {
    let world =
        with_editor("echo $$ > pid; echo \"${1%/*}\" > folder; while :; do sleep 0.05; done");
    let mut command = world.command(std::path::Path::new(crate::support::PROGRAM));
    let mut child = command.args(["edit", "x"]).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !world.path("folder").exists() || std::fs::read(world.path("folder")).unwrap().is_empty()
    {
        assert!(Instant::now() < until, "the editor did not start");
        std::thread::sleep(Duration::from_millis(10));
    }
    let folder = std::fs::read_to_string(world.path("folder")).unwrap();
    let folder = std::path::Path::new(folder.trim());
    assert!(folder.exists() && folders().iter().any(|other| other == folder));
    let process = i32::try_from(child.id()).unwrap();
    let process = rustix::process::Pid::from_raw(process).unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
    assert!(!child.wait().unwrap().success());
    assert!(!folder.exists());
    assert_eq!(world.run(["get", "x"]).ok(), "old");
}

#[test]
fn vim_keeps_no_swap_undo_backup_or_history_file() {
    if !has("vim") {
        return;
    }
    let mut world = with_editor("");
    let _rc = world.write(
        ".vimrc",
        "set undofile backup undodir=. backupdir=. directory=.\n",
    );
    world.set("VISUAL", "vim -es -c '%s/hunter2/hunter3/' -c wq");
    let _edited = world.run(["edit", "prod/db"]);
    assert!(world.run(["get", "prod/db"]).ok().contains("hunter3"));
    let found = world.shell("grep -rlE 'hunter[23]' . || true").ok();
    assert_eq!(found, "", "{found}");
}

#[test]
fn an_edit_does_not_undo_what_somebody_else_stored_meanwhile() {
    let world = with_editor(
        "printf other | vault put x --key-file \"$HOME/key\" >/dev/null; echo mine > \"$1\"",
    );
    let refused = world.run(["edit", "x"]);
    assert_eq!(refused.status, 255, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("was changed by somebody else"),
        "{}",
        refused.stderr
    );
    assert_eq!(world.run(["get", "x"]).ok(), "other");
}

#[test]
fn ctrl_c_at_the_question_ends_an_edit_that_cannot_be_stored_and_leaves_nothing() {
    let world = with_editor("echo \"${1%/*}\" > folder; echo '{' > \"$1\"");
    let Some(mut terminal) = Session::begin(&world, 80, &["edit", "prod/db"]) else {
        return;
    };
    terminal.expect("this is not JSON. Edit it again? [y/N]");
    terminal.type_keys("\u{3}");
    let (status, shown) = terminal.end();
    assert_eq!(status.code(), Some(255), "{shown}");
    assert!(shown.contains("nothing was answered"), "{shown}");
    let folder = std::fs::read_to_string(world.path("folder")).unwrap();
    assert!(!std::path::Path::new(folder.trim()).exists());
    assert!(world.run(["get", "prod/db"]).ok().contains("hunter2"));
}
