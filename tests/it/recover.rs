//! `vault recover`: of a damaged vault all that verifies, in a new one; never anything else, and never over a file.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Output, World};

/// A vault with several secrets, versions, tags and dates.
fn world() -> World {
    let world = World::with_secret();
    let _put = world.run_with("new", ["put", "x"]).ok();
    let _put = world.run_with("newer", ["put", "x"]).ok();
    let _made = world
        .run_with("other", ["create", "y", "--tags", "Key=team,Value=core"])
        .ok();
    let _told = world
        .run([
            "rotate",
            "y",
            "--generate",
            "--rotation-rules",
            "AutomaticallyAfterDays=7",
        ])
        .ok();
    world
}

/// A damaged copy of the vault, whose owner alone may read it.
fn damaged(world: &World, bytes: &[u8]) -> PathBuf {
    let path = world.write("damaged.vault", bytes);
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    path
}

fn recover(world: &World) -> Output {
    world.run(["recover", "damaged.vault", "--into", "new.vault"])
}

fn json(world: &World, words: &[&str]) -> Value {
    let text = world.run(words).ok();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn of_a_whole_vault_everything_is_recovered() {
    let world = world();
    let bytes = world.vault_bytes();
    damaged(&world, &bytes);
    let recovered = recover(&world);
    assert!(recovered.stderr.is_empty(), "{}", recovered.stderr);
    let told = recovered.ok();
    assert!(
        told.starts_with("new.vault: recovered 2 secrets, 5 versions of generation "),
        "{told}"
    );
    assert_eq!(std::fs::read(world.path("damaged.vault")).unwrap(), bytes);
    let verified = world.run(["verify", "--vault-file", "new.vault"]);
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    for words in [
        &["describe-secret", "--secret-id=x"][..],
        &["describe-secret", "--secret-id=y"],
        &["get-secret-value", "--secret-id=y"],
        &[
            "list-secret-version-ids",
            "--secret-id=x",
            "--include-deprecated",
        ],
        &["list-secrets"],
    ] {
        let old = json(&world, words);
        let new = json(&world, &[words, &["--vault-file=new.vault"]].concat());
        assert_eq!(old, new, "{words:?}");
    }
    // It is a vault of its own.
    let restored = world.run(["backup", "restore", "new.vault"]);
    assert_eq!(restored.status, 11, "{}", restored.stderr);
}

#[test]
fn a_passphrase_opens_what_it_opened_before() {
    let mut world = World::empty();
    world.set("VAULT_PASSPHRASE", "correct horse battery");
    let _made = world.run(["init", "--vault-file", "damaged.vault"]).ok();
    let _made = world
        .run_with("v", ["create", "x", "--vault-file", "damaged.vault"])
        .ok();
    let _told = recover(&world).ok();
    assert_eq!(
        world.run(["get", "x", "--vault-file", "new.vault"]).ok(),
        "v"
    );
    world.set("VAULT_PASSPHRASE", "wrong horse battery");
    let locked = world.run(["recover", "damaged.vault", "--into", "other.vault"]);
    assert_eq!(locked.status, 253, "{}", locked.stderr);
    assert!(
        locked.stderr.contains("wrong passphrase"),
        "{}",
        locked.stderr
    );
    assert!(
        locked.stderr.contains("a damaged key slot looks the same"),
        "{}",
        locked.stderr
    );
    assert!(!world.path("other.vault").exists());
}

#[test]
fn flipped_bits_never_give_other_data() {
    let world = world();
    let genuine = world.vault_bytes();
    let (mut whole, mut partial) = (0, 0);
    for at in (0..genuine.len()).step_by(97) {
        let mut bytes = genuine.clone();
        bytes[at] ^= 0x10;
        damaged(&world, &bytes);
        let output = recover(&world);
        assert!(
            !output.stderr.contains("internal error"),
            "byte {at}: {}",
            output.stderr
        );
        assert_eq!(
            std::fs::read(world.path("damaged.vault")).unwrap(),
            bytes,
            "byte {at}: changed"
        );
        let new = world.path("new.vault");
        if !new.exists() {
            assert!(
                matches!(output.status, 10 | 253),
                "byte {at}: {}",
                output.stderr
            );
            assert!(
                output.stderr.contains("vault: error: "),
                "byte {at}: {}",
                output.stderr
            );
            continue;
        }
        let verified = world.run(["verify", "--vault-file", "new.vault"]);
        assert_eq!(verified.status, 0, "byte {at}: {}", verified.stderr);
        let lost = output
            .stderr
            .lines()
            .filter(|line| line.starts_with("lost: "))
            .count();
        match output.status {
            0 => {
                assert_eq!(lost, 0, "byte {at}: {}", output.stderr);
                whole += 1;
            }
            10 => {
                assert!(lost > 0, "byte {at}: {}", output.stderr);
                partial += 1;
            }
            status => panic!("byte {at}: {status}: {}", output.stderr),
        }
        let read = world.run(["get", "x", "--vault-file", "new.vault"]);
        match read.status {
            0 => assert_eq!(read.stdout, b"newer", "byte {at}"),
            status => assert_eq!(
                (status, output.status),
                (254, 10),
                "byte {at}: {}",
                read.stderr
            ),
        }
        std::fs::remove_file(new).unwrap();
    }
    assert!(whole > 0 && partial > 0, "{whole} whole, {partial} partial");
}

#[test]
fn what_is_lost_is_named() {
    let world = world();
    let mut bytes = world.vault_bytes();
    bytes.extend([7; 300]);
    let to = bytes.len();
    damaged(&world, &bytes);
    let output = recover(&world);
    assert_eq!(output.status, 10);
    let expected = format!(
        "lost: bytes {} to {to}, behind the newest commit that can be found\n\
         vault: error: damaged.vault is damaged: what is listed as lost could not be recovered\n",
        to - 300
    );
    assert_eq!(output.stderr, expected);
    assert_eq!(
        world.run(["get", "x", "--vault-file", "new.vault"]).ok(),
        "newer"
    );
}

#[test]
fn nothing_is_overwritten_and_nothing_made_of_what_is_no_vault() {
    let world = world();
    damaged(&world, &world.vault_bytes());
    world.write("new.vault", "precious");
    let output = recover(&world);
    assert_eq!(output.status, 255);
    assert!(
        output
            .stderr
            .starts_with("vault: error: new.vault exists already\n"),
        "{}",
        output.stderr
    );
    assert_eq!(std::fs::read(world.path("new.vault")).unwrap(), b"precious");
    std::fs::remove_file(world.path("new.vault")).unwrap();
    let genuine = world.vault_bytes();
    let mut newer = genuine.clone();
    newer[8] += 1;
    for (content, status, what) in [
        (&b""[..], 253, "damaged.vault is not a vault file"),
        (
            b"notes, and more of them than a header's start has",
            253,
            "damaged.vault is not a vault file",
        ),
        (
            &newer,
            253,
            "damaged.vault was made by a newer vault program",
        ),
        (&genuine[..20], 10, "damaged.vault is damaged"),
        (
            &genuine[..60],
            10,
            "damaged.vault is damaged: its key slots cannot be read",
        ),
        (
            &genuine[..300],
            10,
            "damaged.vault is damaged: no commit in it verifies",
        ),
    ] {
        damaged(&world, content);
        let output = recover(&world);
        assert_eq!(output.status, status, "{what}: {}", output.stderr);
        assert!(
            output.stderr.starts_with(&format!("vault: error: {what}")),
            "{what}: {}",
            output.stderr
        );
        assert!(!world.path("new.vault").exists(), "{what}");
    }
    let output = world.run(["recover", "none.vault", "--into", "new.vault"]);
    assert_eq!(output.status, 253);
    assert!(
        output
            .stderr
            .starts_with("vault: error: no vault at none.vault\n"),
        "{}",
        output.stderr
    );
    let output = world.run(["recover", "damaged.vault"]);
    assert_eq!(output.status, 252);
    assert!(output.stderr.contains("--into"), "{}", output.stderr);
}
