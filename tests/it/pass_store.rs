//! `vault import` of stores of pass and gopass, with a gpg of our own and with the real one.

#![cfg(unix)]

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use insta::assert_snapshot;

use crate::import::{SECRET, get, names, refused};
use crate::support::{World, has};

/// A store with this `gpg`, and the program's path with it in front.
fn store_with_gpg(world: &mut World, script: &str) {
    world.write("store/.gpg-id", "me\n");
    world.write("store/.git/config", "");
    for name in ["web/site", "plain"] {
        world.write(&format!("store/{name}.gpg"), format!("{name} {SECRET}\n"));
    }
    let gpg = world.write("bin/gpg", format!("#!/bin/sh\n{script}"));
    std::fs::set_permissions(&gpg, Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", world.path("bin").display());
    world.set("PATH", path);
}

#[test]
fn a_pass_store_is_read_through_gpg_which_learns_nothing_of_the_vault() {
    let mut world = World::with_vault();
    store_with_gpg(
        &mut world,
        "test \"$1 $2 $3 $#\" = '--batch --quiet --decrypt 4' || exit 3\n\
         env | grep ^VAULT_ >&2 && exit 4\ncat \"$4\"; test -n \"${4##*site*}\" || echo 'user: me'\n",
    );
    let output = world.run(["import", "store", "--prefix", "pass/"]);
    assert_snapshot!(output.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    imported store (pass): 2 secrets, 2 created
    ");
    assert_eq!(names(&world), "pass/plain\npass/web/site\n");
    assert_eq!(get(&world, "pass/plain"), format!("plain {SECRET}"));
    assert_eq!(
        get(&world, "pass/web/site"),
        format!("web/site {SECRET}\nuser: me\n")
    );
    let part = world.run(["import", "store/web"]);
    assert!(
        part.stderr
            .starts_with("imported store/web (pass): 1 secret, 1 created"),
        "{}",
        part.stderr
    );
    world.write("store/my bank.gpg", "");
    refused(
        &world,
        &["import", "store"],
        255,
        "store/my bank.gpg: \"my bank\" cannot be a secret's name",
    );
}

#[test]
fn a_gpg_that_fails_or_is_not_there_is_named_with_the_file() {
    let mut world = World::with_vault();
    store_with_gpg(
        &mut world,
        "cat \"$4\"; echo 'gpg: decryption failed: No secret key' >&2; exit 2\n",
    );
    let output = refused(&world, &["import", "store"], 255, "");
    assert_snapshot!(output, @"vault: error: store/plain.gpg: gpg cannot decrypt it: decryption failed: No secret key");
    world.write("bin/gpg", "#!/bin/sh\nyes\n");
    refused(
        &world,
        &["import", "store"],
        255,
        "store/plain.gpg: the value has more than 65536 bytes",
    );
    world.set("PATH", world.path("nowhere"));
    refused(
        &world,
        &["import", "store"],
        255,
        "gpg is not there, without which store/plain.gpg cannot be decrypted",
    );
}

#[test]
fn a_store_that_gpg_itself_encrypted_is_read() {
    if !has("gpg") {
        return;
    }
    let mut world = World::with_vault();
    let home = world.path("g");
    std::fs::create_dir(&home).unwrap();
    std::fs::set_permissions(&home, Permissions::from_mode(0o700)).unwrap();
    world.set("GNUPGHOME", home);
    let made = world.shell(
        "gpg --batch --quiet --passphrase '' --quick-gen-key me@example.org default default never && \
         mkdir -p store/web && echo me@example.org > store/.gpg-id && \
         printf 'pw\\nuser: me\\n' | gpg --batch --quiet --trust-model always -e -r me@example.org -o store/web/site.gpg",
    );
    assert_eq!(made.status, 0, "{}", made.stderr);
    let output = world.run(["import", "store"]);
    let _stopped = world.shell("gpgconf --kill gpg-agent");
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert_eq!(get(&world, "web/site"), "pw\nuser: me\n");
}
