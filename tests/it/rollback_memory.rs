//! An older or forked copy does not pass for the vault, and nothing else is taken for one.

#![cfg(unix)]

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{Output, STATE, World};

const OLDER: &str = "is an older copy: it is at generation 2 of ";

/// A world whose vault went on after a copy was taken, which comes with it.
fn with_old_copy() -> (World, PathBuf) {
    let world = World::with_secret();
    let old = world.path("old");
    let _bytes = std::fs::copy(world.vault(), &old).unwrap();
    put(&world, "new");
    (world, old)
}

fn put(world: &World, value: &str) {
    let _stored = world.run_with(value, ["put", "x"]).ok();
}

/// Runs a command that succeeds and has nothing to remark.
fn quietly(world: &World, words: &[&str]) -> String {
    let output = world.run(words);
    assert_eq!(output.stderr, "", "{words:?}");
    output.ok()
}

fn refused(output: &Output, by: &str) {
    assert_eq!(output.status, 11, "{}", output.stderr);
    assert!(output.stdout.is_empty());
    assert!(output.stderr.contains(by), "{}", output.stderr);
    for hint in [
        "--accept-rollback",
        "VAULT_ACCEPT_ROLLBACK",
        "vault backup restore",
    ] {
        assert!(output.stderr.contains(hint), "{}", output.stderr);
    }
}

#[test]
fn an_older_copy_put_back_is_refused_until_it_is_accepted() {
    let (world, old) = with_old_copy();
    std::fs::copy(&old, world.vault()).unwrap();
    for words in [&["get", "x"][..], &["list"], &["compact"], &["delete", "x"]] {
        let output = world.run(words);
        refused(&output, OLDER);
        assert!(
            output.stderr.contains("has seen generation 3 of 20"),
            "{}",
            output.stderr
        );
    }
    refused(&world.run_with("newer", ["put", "x"]), OLDER);
    assert_eq!(world.vault_bytes(), std::fs::read(&old).unwrap());

    let output = world.run(["get", "x", "--accept-rollback"]);
    assert!(
        output
            .stderr
            .contains("warning: accepted: the vault at generation 2"),
        "{}",
        output.stderr
    );
    assert_eq!(output.ok(), "old");
    assert_eq!(quietly(&world, &["get", "x"]), "old");
    put(&world, "newer");
    assert_eq!(quietly(&world, &["get", "x"]), "newer");
}

#[test]
fn an_older_copy_gets_no_new_slot_or_key() {
    let (world, old) = with_old_copy();
    world.write("p", "another horse battery\n");
    std::fs::copy(&old, world.vault()).unwrap();
    for words in [
        "slot list",
        "slot add --new-key-file k",
        "slot add --recovery --recovery-key-out r",
        "slot remove 1 --yes",
        "rekey",
        "rekey --deep",
        "passphrase change --new-passphrase-file p",
    ] {
        refused(&world.run(words.split(' ')), OLDER);
        assert_eq!(world.vault_bytes(), std::fs::read(&old).unwrap(), "{words}");
    }
    assert!(!world.path("k").exists() && !world.path("r").exists());
    let output = world.run(["rekey", "--accept-rollback"]);
    assert!(
        output
            .stderr
            .contains("warning: accepted: the vault at generation 2"),
        "{}",
        output.stderr
    );
    let _rekeyed = output.ok();
    assert_eq!(quietly(&world, &["get", "x"]), "old");
}

#[test]
fn a_new_key_is_known_and_the_copy_with_the_old_one_is_older() {
    let world = World::with_secret();
    for words in [
        "rekey",
        "slot add --new-key-file k",
        "slot remove 2 --yes",
        "rekey --deep",
    ] {
        let before = world.vault_bytes();
        let _changed = world.run(words.split(' ')).ok();
        assert_eq!(quietly(&world, &["get", "x"]), "old", "{words}");
        let after = world.vault_bytes();
        std::fs::write(world.vault(), before).unwrap();
        refused(&world.run(["get", "x"]), "is an older copy: ");
        std::fs::write(world.vault(), after).unwrap();
    }
}

#[test]
fn only_a_clear_yes_in_the_environment_accepts() {
    let (mut world, old) = with_old_copy();
    std::fs::copy(&old, world.vault()).unwrap();
    for no in ["", "0", "false", "no"] {
        world.set("VAULT_ACCEPT_ROLLBACK", no);
        refused(&world.run(["get", "x"]), OLDER);
    }
    world.set("VAULT_ACCEPT_ROLLBACK", "1");
    assert_eq!(world.run(["get", "x"]).ok(), "old");
    assert_eq!(quietly(&world, &["get", "x"]), "old");
}

#[test]
fn a_fork_is_refused() {
    let (world, old) = with_old_copy();
    let ours = world.keep();
    // Another machine, with the same vault and key.
    let mut elsewhere = World::empty();
    elsewhere.set("VAULT_KEY_FILE", world.path("key"));
    elsewhere.set("VAULT_FILE", &old);
    let said = elsewhere.run_with("theirs", ["put", "x"]);
    assert!(
        said.stderr
            .contains("first use of this vault on this machine"),
        "{}",
        said.stderr
    );
    let _stored = said.ok();
    std::fs::copy(&old, world.vault()).unwrap();
    refused(
        &world.run(["get", "x"]),
        "is a forked copy: it is at generation 3 of ",
    );
    put_all(&elsewhere, 3);
    std::fs::copy(&old, world.vault()).unwrap();
    refused(
        &world.run(["get", "x"]),
        "is a forked copy: it is at generation 6 of ",
    );
    std::fs::write(world.vault(), &ours.vault).unwrap();
    assert_eq!(quietly(&world, &["get", "x"]), "new");
}

fn put_all(world: &World, count: usize) {
    for number in 0..count {
        put(world, &format!("{number}"));
    }
}

#[test]
fn a_copy_that_is_equal_or_newer_is_welcome() {
    let (world, old) = with_old_copy();
    std::fs::copy(world.vault(), &old).unwrap();
    std::fs::remove_file(world.vault()).unwrap();
    std::fs::copy(&old, world.vault()).unwrap();
    assert_eq!(quietly(&world, &["get", "x"]), "new");
    let path = old.to_str().unwrap();
    assert_eq!(quietly(&world, &["get", "x", "--vault-file", path]), "new");
    // It goes on elsewhere and comes back.
    let mut elsewhere = World::empty();
    elsewhere.set("VAULT_KEY_FILE", world.path("key"));
    elsewhere.set("VAULT_FILE", &old);
    put_all(&elsewhere, 5);
    std::fs::copy(&old, world.vault()).unwrap();
    assert_eq!(quietly(&world, &["get", "x"]), "4");
    let _compacted = quietly(&world, &["compact"]);
    assert_eq!(quietly(&world, &["get", "x"]), "4");
}

#[test]
fn another_vault_in_its_place_is_refused() {
    let world = World::with_secret();
    let other = world.path("other");
    let _made = world
        .run(["init", "--vault-file", other.to_str().unwrap()])
        .ok();
    let ours = world.vault_bytes();
    std::fs::copy(&other, world.vault()).unwrap();
    refused(&world.run(["list"]), "is another one, at generation 1 of ");
    std::fs::write(world.vault(), ours).unwrap();
    assert_eq!(quietly(&world, &["get", "x"]), "old");
}

#[test]
fn a_vault_that_is_gone_is_missed_and_not_begun_anew_without_a_word() {
    let world = World::with_secret();
    let moved = world.path("moved");
    std::fs::rename(world.vault(), &moved).unwrap();
    let output = world.run(["get", "x"]);
    assert_eq!(output.status, 253, "{}", output.stderr);
    for text in [
        "where this machine has seen one, at generation 2 of ",
        "vault backup restore FILE",
    ] {
        assert!(output.stderr.contains(text), "{}", output.stderr);
    }
    std::fs::rename(&moved, world.vault()).unwrap();
    assert_eq!(quietly(&world, &["get", "x"]), "old");
    std::fs::remove_file(world.vault()).unwrap();
    let made = world.run(["init"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let warning = "this machine has seen a vault at ";
    assert!(made.stderr.contains(warning), "{}", made.stderr);
    let _listed = quietly(&world, &["list"]);
}

#[test]
fn a_variable_does_not_replace_a_newer_vault() {
    let (mut world, _) = with_old_copy();
    let _made = world.run(["backup", "create", "b.vault"]).ok();
    put(&world, "newest");
    world.set("VAULT_ACCEPT_ROLLBACK", "1");
    let before = world.vault_bytes();
    for words in [
        &["backup", "restore", "b.vault"][..],
        &["backup", "restore", "b.vault", "--yes"],
    ] {
        let output = world.run(words);
        assert_eq!(output.status, 11, "{}", output.stderr);
        assert!(output.stderr.contains("is newer"), "{}", output.stderr);
    }
    assert!(before == world.vault_bytes());
    let _restored = world
        .run(["backup", "restore", "b.vault", "--accept-rollback"])
        .ok();
    assert_eq!(world.run(["get", "x"]).ok(), "new");
}

#[test]
fn the_first_use_is_said_once() {
    let (world, _) = with_old_copy();
    std::fs::remove_dir_all(world.path(STATE)).unwrap();
    let output = world.run(["get", "x"]);
    let lines: Vec<&str> = output.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("warning: first use of this vault on this machine, at generation 3 of")
    );
    assert_eq!(output.ok(), "new");
    assert_eq!(quietly(&world, &["get", "x"]), "new");
}

#[test]
fn a_state_folder_that_cannot_be_used_is_no_hindrance_but_told() {
    let world = World::with_secret();
    std::fs::remove_dir_all(world.path(STATE)).unwrap();
    world.write(STATE, "not a folder");
    for value in ["one", "two"] {
        let output = world.run_with(value, ["put", "x"]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert!(
            output.stderr.contains("would not be noticed"),
            "{}",
            output.stderr
        );
        let output = world.run(["get", "x"]);
        assert!(
            output.stderr.contains("would not be noticed"),
            "{}",
            output.stderr
        );
        assert_eq!(output.ok(), value);
        let meant = ["get", "x", "--accept-rollback"];
        assert_eq!(quietly(&world, &meant), value);
    }
}

#[test]
fn verify_checks_every_byte_and_says_what_is_remembered() {
    let (world, old) = with_old_copy();
    let verify = || world.run(["verify"]);
    let newest = "on this machine: the newest that was seen\n";
    assert!(verify().ok().ends_with(newest));
    let new = world.vault_bytes();
    std::fs::copy(&old, world.vault()).unwrap();
    let output = verify();
    assert_eq!(output.status, 11);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.contains(" verifies: 1 secrets")
            && stdout.contains("it is not the newest that was seen"),
        "{stdout}"
    );
    assert!(output.stderr.contains(OLDER), "{}", output.stderr);
    let mut damaged = std::fs::read(&old).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    std::fs::write(world.vault(), damaged).unwrap();
    assert_eq!(verify().status, 10);
    std::fs::write(world.vault(), new).unwrap();
    std::fs::remove_dir_all(world.path(STATE)).unwrap();
    assert!(
        verify()
            .ok()
            .ends_with("on this machine: seen for the first time\n")
    );
    assert!(verify().ok().ends_with(newest));
}

#[test]
fn a_damaged_end_that_was_acknowledged_is_kept_for_recovery() {
    let world = World::with_secret();
    for index in 0..8 {
        let name = format!("filling/{index}");
        let _created = world.run_with("f".repeat(60_000), ["create", &name]).ok();
    }
    put(&world, "acknowledged");
    let mut damaged = world.vault_bytes();
    let end = damaged.len();
    damaged[end - 100] ^= 1;
    std::fs::write(world.vault(), &damaged).unwrap();
    for output in [
        world.run(["get", "x"]),
        world.run_with("newer", ["put", "x"]),
        world.run(["verify"]),
    ] {
        assert_eq!(output.status, 10, "{}", output.stderr);
        assert!(output.stderr.contains("vault recover"), "{}", output.stderr);
    }
    assert_eq!(world.vault_bytes(), damaged);
    assert_eq!(world.run(["get", "x", "--accept-rollback"]).ok(), "old");
    put(&world, "newer");
    assert_eq!(quietly(&world, &["get", "x"]), "newer");
}

#[test]
fn readers_and_writers_at_once_are_never_taken_for_a_rollback() {
    let world = World::with_secret();
    let writing = AtomicBool::new(true);
    let write = |writer: usize| {
        for number in 0..30 {
            let output = world.run_with(format!("{writer}.{number}"), ["put", "x"]);
            assert_eq!((output.status, output.stderr.as_str()), (0, ""));
        }
    };
    let read = || {
        while writing.load(Ordering::Relaxed) {
            let output = world.run(["get", "x"]);
            assert_eq!((output.status, output.stderr.as_str()), (0, ""));
        }
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(read)).collect();
        let writers: Vec<_> = (0..4)
            .map(|index| scope.spawn(move || write(index)))
            .collect();
        let written = writers.into_iter().all(|writer| writer.join().is_ok());
        writing.store(false, Ordering::Relaxed);
        let unread = readers
            .into_iter()
            .filter_map(|reader| reader.join().err())
            .count();
        assert!(written && unread == 0);
    });
    assert!(quietly(&world, &["verify"]).contains("generation 122,"));
    let left: Vec<_> = std::fs::read_dir(world.path(STATE))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, [""; 0]);
}
