//! Descriptors that hold what opens the vault: read themselves, once, for nothing else, and kept from children.

#![cfg(unix)]

use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;

use crate::support::{PROGRAM, World};

const GOOD: &str = "correct horse battery";

/// A vault that is opened by the passphrase file `p` or the key file `k`, with a secret `x`.
fn world() -> World {
    let world = World::empty();
    let path = world.write("p", format!("{GOOD}\n"));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let _made = world.run(["init", "--key-file", "k"]).ok();
    let slot = "slot add --new-passphrase-file p --key-file k";
    let _added = world.run(slot.split(' ')).ok();
    let create = "create x --secret-string old --key-file k";
    let _created = world.run(create.split(' ')).ok();
    world
}

#[test]
fn one_input_is_never_both_passphrase_and_value() {
    let world = world();
    let before = world.vault_bytes();
    for what in [
        "put x",
        "create y",
        "put x --secret-string -",
        "put x --secret-string file:///dev/stdin",
        "put x --secret-binary fileb:///dev/fd/0",
        "import - --from dotenv",
        "import /dev/stdin --from dotenv",
        "inject",
        "inject -",
    ] {
        for given in [
            "--passphrase-fd 0",
            "--passphrase-fd=0",
            "--passphrase-file /dev/stdin",
            "--passphrase-file /dev/fd/0",
            "--passphrase-fi=/proc/self/fd/0",
            "--key-file /dev/stdin",
        ] {
            let output = world.shell(&format!("vault {what} {given} <p"));
            assert_eq!(output.status, 252, "{what} {given}: {}", output.stderr);
            assert!(
                output.stderr.contains("standard input"),
                "{}",
                output.stderr
            );
            assert!(!output.stderr.contains("horse"), "{}", output.stderr);
        }
        let output = world.shell(&format!("VAULT_PASSPHRASE_FILE=/dev/stdin vault {what} <p"));
        assert_eq!(output.status, 252, "{what}: {}", output.stderr);
    }
    let line = "vault put x --passphrase-fd 5 --secret-string file:///dev/fd/5 5<p";
    assert_eq!(world.shell(line).status, 252);
    assert!(before == world.vault_bytes());
    // By two ways both are taken.
    let line = "printf new | vault put x --passphrase-fd 5 5<p";
    let _stored = world.shell(line).ok();
    let line = "vault get x --passphrase-fd 0 <p";
    assert_eq!(world.shell(line).ok(), "new");
}

#[test]
fn no_child_gets_the_descriptor_that_opened_the_vault() {
    let world = world();
    let key = std::fs::read(world.path("k")).unwrap();
    let reads = "-- sh -c 'cat /dev/fd/N; cat <&N; echo end'";
    for (line, number) in [
        ("vault run X=x --passphrase-fd 5 READS 5<p", "5"),
        ("vault run X=x --passphrase-file /dev/fd/7 READS 7<p", "7"),
        (
            "VAULT_PASSPHRASE_FILE=/dev/fd/7 vault run X=x READS 7<p",
            "7",
        ),
        ("vault run X=x --key-file /dev/fd/6 READS 6<k", "6"),
        ("VAULT_KEY_FILE=/dev/fd/6 vault run X=x READS 6<k", "6"),
        ("vault run X=x --passphrase-fd 0 READS <p", "0"),
        ("cat p | vault run X=x --passphrase-fd 0 READS", "0"),
        // It is not even read here.
        (
            "VAULT_PASSPHRASE_FILE=/dev/stdin vault run X=x --key-file k READS <p",
            "0",
        ),
        (
            "VAULT_PASSPHRASE_FILE=/dev/fd/7 vault run X=x --key-file k READS 7<p",
            "7",
        ),
    ] {
        let output = world.shell(&line.replace("READS", &reads.replace('N', number)));
        assert_eq!(output.stdout, b"end\n", "{line}: {}", output.stderr);
        assert_eq!(output.status, 0, "{line}: {}", output.stderr);
        assert!(
            !output.stderr.contains("horse"),
            "{line}: {}",
            output.stderr
        );
        assert!(!output.stdout.windows(8).any(|part| part == &key[..8]));
    }
    // Other descriptors are the child's.
    let line = "vault run X=x --passphrase-fd 5 -- sh -c 'cat <&6' 5<p 6<p";
    assert_eq!(world.shell(line).ok(), format!("{GOOD}\n"));
    let _script = world.write("editor", "cat <&5 >seen\ncat <&0 >>seen\n:\n");
    let line = "EDITOR='sh editor' vault edit x --passphrase-fd 5 5<p";
    let _unchanged = world.shell(line).ok();
    assert_eq!(std::fs::read(world.path("seen")).unwrap(), b"");
}

#[test]
fn the_descriptor_itself_is_read_from_where_it_stands() {
    let world = world();
    let path = world.write("two", format!("not this line\n{GOOD}\n"));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let line = "exec 5<two; read -r first <&5; vault get x --passphrase-fd 5; cat <&5";
    assert_eq!(world.shell(line).ok(), "old");
    for (line, why) in [
        (
            "vault get x --passphrase-fd 9",
            "no descriptor 9 was handed down",
        ),
        (
            "vault get x --passphrase-fd 3",
            "no descriptor 3 was handed down",
        ),
        ("vault get x --passphrase-fd 1", "answers go there"),
        (
            "vault passphrase change --passphrase-fd 5 --new-passphrase-file /dev/fd/5 --drop-slot 1 --yes 5<p",
            "it was read already",
        ),
        ("vault get x --passphrase-fd 5 5</dev/zero", "longer than"),
    ] {
        let output = world.shell(line);
        assert_eq!(output.status, 253, "{line}: {}", output.stderr);
        assert!(output.stderr.contains(why), "{line}: {}", output.stderr);
    }
    // A socket cannot be opened by a name.
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    writeln!(ours, "{GOOD}").unwrap();
    drop(ours);
    let output = world
        .command(PROGRAM.as_ref())
        .args(["get", "x", "--passphrase-fd", "0"])
        .stdin(OwnedFd::from(theirs))
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"old", "{output:?}");
}
