//! Changing what opens the vault: what goes well, and what is refused with not a byte changed.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::support::{Output, World};

/// A file for its owner only.
fn private(world: &World, name: &str, content: impl AsRef<[u8]>) {
    let path = world.write(name, content);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// A vault that is opened by the passphrase file `p` or by the key file `k`, with a secret `x`.
fn world() -> World {
    let world = World::empty();
    private(&world, "p", "correct horse battery\n");
    private(&world, "p2", "another horse battery\n");
    let _made = world.run(["init", "--key-file", "k"]).ok();
    let _added = by_key(&world, &["slot", "add", "--new-passphrase-file", "p"]).ok();
    let mut words = vec!["create", "x", "--secret-string", "old"];
    words.extend(["--key-file", "k"]);
    let _created = world.run(&words).ok();
    world
}

fn by_key(world: &World, words: &[&str]) -> Output {
    world.run(words.iter().copied().chain(["--key-file", "k"]))
}

fn opens(world: &World, options: &[&str]) -> bool {
    let output = world.run(["get", "x"].iter().chain(options));
    assert!(
        output.status == 0 || output.status == 253,
        "{}",
        output.stderr
    );
    output.status == 0
}

fn slots(world: &World) -> Vec<serde_json::Value> {
    let text = by_key(world, &["slot", "list", "--output", "json"]).ok();
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    answer["Slots"].as_array().unwrap().clone()
}

#[test]
fn a_passphrase_is_changed_and_the_old_one_opens_only_old_copies() {
    let world = world();
    std::fs::copy(world.vault(), world.path("copy")).unwrap();
    let output = world.run([
        "passphrase",
        "change",
        "--passphrase-file",
        "p",
        "--new-passphrase-file",
        "p2",
        "--prove-key-file",
        "k",
    ]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(!opens(&world, &["--passphrase-file", "p"]));
    assert!(opens(&world, &["--passphrase-file", "p2"]));
    assert!(opens(&world, &["--key-file", "k"]));
    assert!(opens(
        &world,
        &[
            "--accept-rollback",
            "--vault-file",
            "copy",
            "--passphrase-file",
            "p"
        ]
    ));
    assert!(world.leftovers().is_empty());
}

#[test]
fn slots_come_and_go() {
    let world = world();
    for (kind, words) in [
        ("recovery", &["--recovery", "--recovery-key-out", "r"][..]),
        (
            "passphrase-and-key-file",
            &["--new-passphrase-file", "p2", "--new-key-file", "k2"],
        ),
    ] {
        let words: Vec<&str> = ["slot", "add"].iter().chain(words).copied().collect();
        let output = by_key(&world, &words);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert_eq!(slots(&world).last().unwrap()["Kind"], kind);
    }
    let mode = std::fs::metadata(world.path("r"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(opens(&world, &["--passphrase-file", "r"]));
    assert!(opens(
        &world,
        &["--passphrase-file", "p2", "--key-file", "k2"]
    ));
    assert!(!opens(
        &world,
        &["--passphrase-file", "p", "--key-file", "k2"]
    ));
    assert!(!opens(&world, &["--passphrase-file", "p2"]));
    // A slip in the recovery key is told by its group, and nothing of the key is shown.
    let key = std::fs::read_to_string(world.path("r")).unwrap();
    let other = if key.starts_with('7') { "8" } else { "7" };
    private(&world, "slip", format!("{other}{}", &key[1..]));
    let output = world.run(["get", "x", "--passphrase-file", "slip"]);
    assert_eq!(output.status, 253);
    assert!(output.stderr.contains("group 1 of 8"), "{}", output.stderr);
    assert!(!output.stderr.contains(&key[6..11]), "{}", output.stderr);
    // With a new vault key the recovery key is another.
    let id = slots(&world)[1]["Id"].as_str().unwrap()[..8].to_owned();
    let output = by_key(
        &world,
        &[
            "slot",
            "remove",
            &id,
            "--yes",
            "--recovery-key-out",
            "r2",
            "--prove-passphrase-file",
            "p2",
            "--prove-key-file",
            "k2",
        ],
    );
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(!opens(&world, &["--passphrase-file", "p"]));
    assert!(!opens(&world, &["--passphrase-file", "r"]));
    assert!(opens(&world, &["--passphrase-file", "r2"]));
    assert!(opens(
        &world,
        &["--passphrase-file", "p2", "--key-file", "k2"]
    ));
    assert_eq!(by_key(&world, &["get", "x"]).ok(), "old");
    let _verified = by_key(&world, &["verify"]).ok();
}

#[test]
fn rekeying_needs_every_slot_or_its_name() {
    let world = world();
    for words in [&["rekey"][..], &["rekey", "--deep"]] {
        let before = world.vault_bytes();
        let output = by_key(&world, words);
        assert_eq!(output.status, 253);
        assert!(
            output.stderr.contains("slot 2 (passphrase, "),
            "{}",
            output.stderr
        );
        assert!(output.stderr.contains("--drop-slot"), "{}", output.stderr);
        assert!(before == world.vault_bytes());
        let words: Vec<&str> = words
            .iter()
            .chain(&["--prove-passphrase-file", "p"])
            .copied()
            .collect();
        let output = by_key(&world, &words);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert!(opens(&world, &["--passphrase-file", "p"]));
    }
    let output = by_key(&world, &["rekey", "--drop-slot", "2", "--yes"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(!opens(&world, &["--passphrase-file", "p"]));
    assert!(opens(&world, &["--key-file", "k"]));
}

#[test]
fn what_is_refused_changes_nothing() {
    let world = world();
    private(&world, "short", "seven77\n");
    private(&world, "there", "");
    let _added = by_key(
        &world,
        &["slot", "add", "--recovery", "--recovery-key-out", "r"],
    )
    .ok();
    let before = world.vault_bytes();
    for (status, text, words) in [
        (252, "opens slot 1 already", "slot add --new-key-file k"),
        (
            252,
            "opens slot 2 already",
            "slot add --new-passphrase-file p",
        ),
        (252, "takes a SLOT", "slot remove"),
        (252, "takes a SLOT", "slot list 1"),
        (252, "what shall open", "slot add"),
        (252, "add", "slot list --recovery"),
        (252, "no slot is called", "slot remove 9"),
        (252, "no slot is called", "slot remove 0"),
        (252, "no slot is called", "slot remove zzzz"),
        (252, "There is no terminal", "slot remove 2 --drop-slot 3"),
        (252, "there is no terminal", "slot add --recovery"),
        (252, "at least 8", "slot add --new-passphrase-file short"),
        (253, "nowhere", "slot add --new-passphrase-file nowhere"),
        (253, "slot 2", "slot remove 3 --yes"),
        (252, "no terminal", "slot remove 2 --yes"),
        (
            255,
            "there exists",
            "slot remove 2 --recovery-key-out there",
        ),
        (
            255,
            "there exists",
            "slot add --recovery --recovery-key-out there",
        ),
        (
            252,
            "no recovery key is made",
            "slot remove 3 --yes --prove-passphrase-file p --recovery-key-out q",
        ),
        (
            255,
            "last slot",
            "slot remove 1 --drop-slot 2 --drop-slot 3 --yes",
        ),
        (
            252,
            "at least 8",
            "passphrase change --new-passphrase-file short",
        ),
        (253, "no terminal", "passphrase change"),
        (
            252,
            "cannot be dropped",
            "passphrase change --new-passphrase-file p2 --drop-slot 2 --yes",
        ),
        (
            252,
            "no passphrase of its own",
            "passphrase change --slot 1 --new-passphrase-file p2",
        ),
        (253, "wrong", "rekey --key-file p32"),
    ] {
        private(&world, "p32", [1; 32]);
        let mut words: Vec<&str> = words.split(' ').collect();
        if !words.contains(&"--key-file") {
            words.extend(["--key-file", "k"]);
        }
        let output = world.run(&words);
        assert_eq!(output.status, status, "{words:?}: {}", output.stderr);
        assert!(output.stderr.contains(text), "{words:?}: {}", output.stderr);
        assert!(before == world.vault_bytes(), "{words:?} changed the vault");
    }
    assert!(!world.path("q").exists());
    assert!(world.leftovers().is_empty());
}

#[test]
fn every_slot_that_went_or_changed_is_said() {
    let world = world();
    for words in [
        "slot add --new-passphrase-file p2",
        "slot add --recovery --recovery-key-out r",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let _added = by_key(&world, &words).ok();
    }
    let words = "slot remove 2 --drop-slot 3 --yes --recovery-key-out r2";
    let words: Vec<&str> = words.split(' ').collect();
    let output = by_key(&world, &words);
    for text in [
        "removed slot 2 (passphrase, ",
        "removed slot 3 (passphrase, ",
        "slot 4 (recovery, ",
        "has a new recovery key, in r2; the old one opens nothing",
    ] {
        assert!(output.stderr.contains(text), "{text}: {}", output.stderr);
    }
    assert_eq!(output.status, 0);
}

#[test]
fn what_is_not_proven_is_said_before_a_new_passphrase_is_asked_for() {
    let world = world();
    private(&world, "short", "seven77\n");
    let words = "passphrase change --passphrase-file p --new-passphrase-file short";
    let output = world.run(words.split(' '));
    assert_eq!(output.status, 253, "{}", output.stderr);
    assert!(
        output.stderr.contains("slot 1 (key-file, "),
        "{}",
        output.stderr
    );
}

#[test]
fn a_change_of_slots_says_that_a_session_is_not_enough() {
    let world = world();
    for words in [
        "slot add --recovery",
        "slot remove 2",
        "rekey",
        "passphrase change",
    ] {
        let output = world.run(words.split(' '));
        assert_eq!(output.status, 253, "{words}: {}", output.stderr);
        for text in [
            "even while it is unlocked",
            "--passphrase-file",
            "--key-file",
        ] {
            assert!(output.stderr.contains(text), "{words}: {}", output.stderr);
        }
        assert!(!output.stderr.contains("unlock` "), "{}", output.stderr);
    }
}

#[test]
fn too_little_memory_is_said_in_one_line() {
    let world = world();
    for words in [
        "get x --passphrase-file p",
        "init --vault-file n.vault --passphrase-file p",
    ] {
        let output = world.shell(&format!("ulimit -v 60000; vault {words}"));
        assert_eq!(output.status, 253, "{words}: {}", output.stderr);
        let errors = output
            .stderr
            .lines()
            .filter(|line| !line.starts_with("hint: "));
        assert_eq!(errors.count(), 1, "{words}: {}", output.stderr);
        assert!(
            output.stderr.contains("too little memory"),
            "{}",
            output.stderr
        );
    }
    assert!(!world.path("n.vault").exists());
}

#[test]
fn the_passphrase_comes_from_a_descriptor_or_a_program() {
    let mut world = world();
    let get = "vault get x --passphrase-fd 3 3<p";
    assert_eq!(world.shell(get).ok(), "old");
    let output = world.shell("vault get x --passphrase-fd 9");
    assert_eq!(output.status, 253, "{}", output.stderr);
    let output = world.shell("vault get x --passphrase-fd 3 --passphrase-file p 3<p");
    assert_eq!(output.status, 252, "{}", output.stderr);
    world.set("VAULT_PASSPHRASE_COMMAND", "cat p");
    assert!(opens(&world, &[]));
    world.set(
        "VAULT_PASSPHRASE_COMMAND",
        "sh -c 'test -z \"$VAULT_PASSPHRASE_COMMAND$VAULT_KEY_FILE\" && cat p'",
    );
    assert!(opens(&world, &[]));
    for (command, text) in [
        ("false", "failed"),
        ("true", "printed nothing"),
        ("cat 'p", "cannot be split"),
        ("/nowhere/program", "cannot be run"),
        ("echo wrong passphrase", "wrong passphrase"),
    ] {
        world.set("VAULT_PASSPHRASE_COMMAND", command);
        let output = world.run(["get", "x"]);
        assert_eq!(output.status, 253, "{command}: {}", output.stderr);
        assert!(output.stderr.contains(text), "{command}: {}", output.stderr);
        // It is not run where something else opens the vault.
        assert!(opens(&world, &["--key-file", "k"]));
    }
    // What a program under `vault run` inherits opens nothing.
    world.set("VAULT_PASSPHRASE_COMMAND", "cat p");
    let output = world.run(["run", "--", "sh", "-c", "env"]);
    assert!(
        !String::from_utf8(output.stdout)
            .unwrap()
            .contains("VAULT_PASSPHRASE")
    );
}
