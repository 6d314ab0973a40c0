//! What should open the vault and does not: one line that says why, status 253, and not a byte changed.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::support::World;

/// A file for its owner only.
fn private(world: &World, name: &str, content: impl AsRef<[u8]>) {
    let path = world.write(name, content);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn what_should_open_the_vault_and_does_not() {
    let mut world = World::with_secret();
    world.set("VAULT_KEY_FILE", "");
    let key = std::fs::read(world.path("key")).unwrap();
    private(&world, "other", [7; 32]);
    private(&world, "short", &key[..31]);
    private(&world, "long", [&key[..], b"x"].concat());
    private(&world, "empty", b"");
    private(&world, "passphrase", b"correct horse\n");
    let made = world.run([
        "init",
        "--vault-file",
        "p.vault",
        "--passphrase-file",
        "passphrase",
    ]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    private(&world, "wrong", b"wrong horse\n");
    private(&world, "huge", [b'p'; 5_000]);
    std::fs::create_dir(world.path("folder")).unwrap();
    let before = (
        world.vault_bytes(),
        std::fs::read(world.path("p.vault")).unwrap(),
    );
    let by_passphrase = "--vault-file p.vault --passphrase-file";
    for (options, text) in [
        ("--key-file other", "wrong key file"),
        ("--key-file short", "short"),
        ("--key-file long", "long"),
        ("--key-file empty", "empty"),
        ("--key-file nowhere", "nowhere"),
        ("--key-file folder", "folder"),
        (
            "--passphrase-file passphrase",
            "is not opened by a passphrase",
        ),
        (&format!("{by_passphrase} wrong"), "wrong passphrase"),
        (&format!("{by_passphrase} empty"), "empty"),
        (&format!("{by_passphrase} huge"), "huge"),
        (&format!("{by_passphrase} nowhere"), "nowhere"),
        (
            "--vault-file p.vault --key-file key",
            "is not opened by a key file",
        ),
    ] {
        let mut words = vec!["put", "x", "--secret-string", "new"];
        words.extend(options.split(' '));
        let output = world.run(&words);
        assert_eq!(output.status, 253, "{words:?}: {}", output.stderr);
        let first = output
            .stderr
            .lines()
            .find(|line| line.contains("error: "))
            .unwrap();
        assert!(first.contains(text), "{words:?}: {first}");
        assert!(!output.stderr.contains("horse"), "{}", output.stderr);
    }
    let after = (
        world.vault_bytes(),
        std::fs::read(world.path("p.vault")).unwrap(),
    );
    assert!(before == after, "a vault changed");
    let output = world.run(["list", "--vault-file", "p.vault"]);
    assert_eq!(output.status, 253);
    for way in [
        "VAULT_PASSPHRASE_FILE",
        "--passphrase-file",
        "VAULT_KEY_FILE",
    ] {
        assert!(output.stderr.contains(way), "{}", output.stderr);
    }
}

#[test]
fn who_else_could_have_read_or_written_the_key_decides() {
    let world = World::with_secret();
    let key = world.path("key");
    for mode in [0o640, 0o604, 0o644] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let output = world.run(["get", "x"]);
        assert!(
            output.stderr.starts_with("vault: warning: the key file ")
                && output.stderr.contains("can be read by others"),
            "{}",
            output.stderr
        );
        assert_eq!(output.ok(), "old");
    }
    for mode in [0o620, 0o602, 0o666] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        let output = world.run(["get", "x"]);
        assert_eq!(output.status, 253, "{mode:o}");
        assert!(
            output.stderr.contains("can be written by others"),
            "{}",
            output.stderr
        );
        assert!(output.stdout.is_empty());
    }
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(&key, Some(12345), None).unwrap();
        let output = world.run(["get", "x"]);
        assert_eq!(output.status, 253);
        assert!(
            output.stderr.contains("belongs to another user"),
            "{}",
            output.stderr
        );
    }
}

#[test]
fn a_passphrase_comes_through_a_pipe() {
    let world = World::empty();
    let line = "vault init --passphrase-file /dev/fd/3 3<<EOF
correct horse
EOF
";
    assert_eq!(world.shell(line).status, 0);
    let line = "printf 'correct horse' | vault list -1 --passphrase-file /dev/stdin";
    let output = world.shell(line);
    assert_eq!(output.seen(), "status: 0\n--- stdout\n--- stderr\n");
    // An empty pipe is no passphrase, and nothing waits.
    let output = world.shell("vault list --passphrase-file /dev/fd/3 3</dev/null");
    assert_eq!(output.status, 253, "{}", output.stderr);
}

#[test]
fn a_key_file_that_no_vault_came_of_is_not_left_behind() {
    let world = World::empty();
    let _folder = world.write("file", "");
    let words = "init --vault-file file/x.vault --key-file new";
    let output = world.run(words.split(' '));
    assert_ne!(output.status, 0);
    assert!(!world.path("new").exists(), "{}", output.stderr);
    // One that was there before stays.
    let _made = world.run(["init", "--key-file", "k"]).ok();
    let words = "init --vault-file file/x.vault --key-file k";
    assert_ne!(world.run(words.split(' ')).status, 0);
    assert!(world.path("k").exists());
}
