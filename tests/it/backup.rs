//! Backups: made while others write, whole or not there, and put back only over what is older.

#![cfg(unix)]

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::World;

fn create(world: &World, name: &str) -> String {
    world.run(["backup", "create", name]).ok()
}

fn put(world: &World, name: &str, value: &str) {
    let _stored = world.run_with(value, ["put", name]).ok();
}

fn get(world: &World, name: &str) -> String {
    world.run(["get", name]).ok()
}

/// The command is refused with this status and a line that says `what`; the vault is as it was.
fn refused(world: &World, words: &[&str], status: i32, what: &str) -> String {
    let before = std::fs::read(world.vault()).ok();
    let output = world.run(words);
    assert_eq!(output.status, status, "{words:?}: {}", output.stderr);
    assert!(output.stdout.is_empty(), "{words:?}");
    let line = output.stderr.lines().next().unwrap_or_default();
    assert!(line.starts_with("vault: error: "), "{}", output.stderr);
    assert!(line.contains(what), "{words:?}: {}", output.stderr);
    assert!(!line.contains("internal error"), "{}", output.stderr);
    assert!(before == std::fs::read(world.vault()).ok(), "{words:?}");
    assert!(world.leftovers().is_empty(), "{:?}", world.leftovers());
    output.stderr
}

/// Names beside `name` in the home folder that a draft left.
fn drafts(world: &World, name: &str) -> Vec<String> {
    std::fs::read_dir(world.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|found| found.starts_with(&format!(".{name}.")))
        .collect()
}

#[test]
fn a_backup_is_the_vault_as_it_was_and_a_private_file() {
    let world = World::with_secret();
    let told = create(&world, "b.vault");
    assert!(told.contains("1 secrets, 1 versions"), "{told}");
    assert!(told.contains("generation 2 of "), "{told}");
    assert_eq!(
        std::fs::read(world.path("b.vault")).unwrap(),
        world.vault_bytes()
    );
    let mode = std::fs::metadata(world.path("b.vault"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let read = world.run(["get", "x", "--vault-file", "b.vault"]);
    assert_eq!(read.ok(), "old");
    assert!(drafts(&world, "b.vault").is_empty());
}

#[test]
fn what_is_there_already_is_replaced_only_by_force() {
    let world = World::with_secret();
    let path = world.write("b.vault", "precious");
    let told = refused(
        &world,
        &["backup", "create", "b.vault"],
        255,
        "b.vault exists already",
    );
    assert!(told.contains("hint: --force replaces it"), "{told}");
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    for (name, content) in [("b.vault", &b"precious"[..]), ("vault.key", &[7; 32])] {
        let path = world.write(name, content);
        let told = refused(
            &world,
            &["backup", "create", "--force", name],
            252,
            "is not a vault file, and is not replaced",
        );
        assert!(told.contains("hint: name another file"), "{told}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    let other = World::with_secret();
    let theirs = world.path("theirs");
    let _bytes = std::fs::copy(other.vault(), &theirs).unwrap();
    refused(
        &world,
        &["backup", "create", "--force", "theirs"],
        252,
        "is not a backup of this vault",
    );
    for before in [Vec::new(), world.vault_bytes()] {
        std::fs::write(&path, before).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let _stored = world.run_with("newer", ["put", "x"]).ok();
        let _forced = world.run(["backup", "create", "--force", "b.vault"]).ok();
        assert_eq!(std::fs::read(&path).unwrap(), world.vault_bytes());
    }
    std::fs::create_dir(world.path("folder")).unwrap();
    refused(
        &world,
        &["backup", "create", "folder"],
        255,
        "folder exists already",
    );
    refused(
        &world,
        &["backup", "create", "--force", "folder"],
        252,
        "folder is not a regular file",
    );
}

#[test]
fn a_backup_that_cannot_be_made_says_why_and_leaves_nothing() {
    let world = World::with_secret();
    refused(
        &world,
        &["backup", "create", "-"],
        252,
        "standard input or output",
    );
    refused(
        &world,
        &["backup", "create", "no/such/b.vault"],
        255,
        "no/such",
    );
    refused(&world, &["backup", "create"], 252, "FILE");
    refused(
        &world,
        &["backup", "create", "b.vault", "--yes"],
        252,
        "--yes",
    );
    let vault = world.vault();
    let damaged = damage_value(&world.vault_bytes());
    std::fs::write(&vault, damaged).unwrap();
    refused(
        &world,
        &["backup", "create", "b.vault"],
        10,
        "default.vault is damaged",
    );
    assert!(!world.path("b.vault").exists());
    assert!(drafts(&world, "b.vault").is_empty());
    std::fs::remove_file(&vault).unwrap();
    refused(&world, &["backup", "create", "b.vault"], 253, "no vault at");
}

/// A byte in the middle of the body: the header and the footer stay whole.
fn damage_value(bytes: &[u8]) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    let header = u32::from_le_bytes(damaged[10..14].try_into().unwrap()) as usize;
    damaged[header + 3] ^= 1;
    damaged
}

/// Has threads end that go on while this is so, also when an assertion fails: else their scope waits for ever.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

#[test]
fn backups_are_whole_while_four_writers_put() {
    let world = World::with_vault();
    // Large enough for commits to be appended.
    let filling = "x".repeat(60_000);
    for index in 0..6 {
        let _created = world
            .run_with(&filling, ["create", &format!("filling/{index}")])
            .ok();
    }
    for writer in 0..4 {
        let _created = world.run_with("0", ["create", &format!("w/{writer}")]).ok();
    }
    let writing = AtomicBool::new(true);
    thread::scope(|scope| {
        let stop = StopOnDrop(&writing);
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (world, writing) = (&world, &writing);
                scope.spawn(move || {
                    let mut count = 0;
                    while writing.load(Ordering::Relaxed) {
                        count += 1;
                        put(world, &format!("w/{writer}"), &count.to_string());
                    }
                    count
                })
            })
            .collect();
        let mut last = [0; 4];
        for round in 0..12 {
            let name = format!("b{round}.vault");
            let output = world.run(["backup", "create", &name]);
            assert!(output.stderr.is_empty(), "{}", output.stderr);
            let _made = output.ok();
            let verified = world.run_elsewhere("", ["verify", "--vault-file", &name]);
            assert_eq!(verified.status, 0, "{}", verified.stderr);
            for (writer, last) in last.iter_mut().enumerate() {
                let secret = format!("w/{writer}");
                let value: u32 = world
                    .run_elsewhere("", ["get", &secret, "--vault-file", &name])
                    .ok()
                    .parse()
                    .unwrap();
                assert!(value >= *last, "a later backup has an older value");
                *last = value;
            }
        }
        drop(stop);
        for writer in writers {
            assert!(writer.join().unwrap() > 0);
        }
    });
    assert!(world.leftovers().is_empty(), "{:?}", world.leftovers());
}

#[test]
fn what_a_killed_backup_left_is_removed_and_what_a_living_one_writes_is_not() {
    let world = World::with_secret();
    let dead = world.write(".b.vault.00112233445566778899aabbccddeeff.tmp", "torn");
    let alive = world.write(".b.vault.ffeeddccbbaa99887766554433221100.tmp", "more");
    let other = world.write(".b.vaults.tmp", "another's");
    let living = std::fs::File::open(&alive).unwrap();
    rustix::fs::flock(&living, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let _made = create(&world, "b.vault");
    assert!(!dead.exists());
    assert!(alive.exists() && other.exists());
    drop(living);
    let _made = world.run(["backup", "create", "--force", "b.vault"]).ok();
    assert_eq!(drafts(&world, "b.vault"), [""; 0]);
    assert!(other.exists());
}

#[test]
fn a_backup_of_the_vault_over_itself_is_refused() {
    let world = World::with_secret();
    let own = world.vault();
    let words = ["backup", "create", "--force", own.to_str().unwrap()];
    refused(&world, &words, 252, "is the vault itself");
}

#[test]
fn a_vault_that_is_gone_comes_back() {
    let world = World::with_secret();
    let _made = create(&world, "b.vault");
    std::fs::remove_dir_all(world.path(".local")).unwrap();
    let restored = world.run(["backup", "restore", "b.vault"]);
    assert!(restored.stderr.is_empty(), "{}", restored.stderr);
    assert!(restored.ok().contains("1 secrets, 1 versions"));
    assert_eq!(get(&world, "x"), "old");
    assert_eq!(
        std::fs::read(world.path("b.vault")).unwrap(),
        world.vault_bytes()
    );
    put(&world, "x", "new");
    assert_eq!(get(&world, "x"), "new");
}

#[test]
fn an_ancestor_and_the_same_state_are_replaced_without_a_word() {
    let world = World::with_secret();
    let before = world.vault_bytes();
    put(&world, "x", "new");
    let _made = create(&world, "b.vault");
    let _same = world.run(["backup", "restore", "b.vault"]).ok();
    std::fs::write(world.vault(), before).unwrap();
    let _newer = world
        .run(["backup", "restore", "b.vault", "--accept-rollback"])
        .ok();
    assert_eq!(get(&world, "x"), "new");
    assert!(world.leftovers().is_empty());
}

#[test]
fn a_newer_vault_is_replaced_only_when_its_loss_is_accepted() {
    let world = World::with_secret();
    let _made = create(&world, "b.vault");
    put(&world, "x", "new");
    let restore = ["backup", "restore", "b.vault"];
    let told = refused(
        &world,
        &restore,
        11,
        "is newer than the backup: generation 3 of ",
    );
    assert!(told.contains("generation 2 of "), "{told}");
    assert!(told.contains("--accept-rollback"), "{told}");
    assert_eq!(get(&world, "x"), "new");
    let _accepted = world
        .run(["backup", "restore", "b.vault", "--accept-rollback"])
        .ok();
    assert_eq!(get(&world, "x"), "old");
    assert!(world.leftovers().is_empty());
}

#[test]
fn what_this_machine_has_seen_counts_though_an_older_copy_is_in_place() {
    let world = World::with_secret();
    let oldest = world.vault_bytes();
    put(&world, "x", "new");
    let _made = create(&world, "b.vault");
    put(&world, "x", "newest");
    std::fs::write(world.vault(), oldest).unwrap();
    let restore = ["backup", "restore", "b.vault"];
    let told = refused(
        &world,
        &restore,
        11,
        "is an older copy: it is at generation 3 of ",
    );
    assert!(told.contains("has seen generation 4 of "), "{told}");
    assert!(told.contains("--accept-rollback"), "{told}");
    let accepted = world.run(["backup", "restore", "b.vault", "--accept-rollback"]);
    assert!(
        accepted.stderr.contains("accepted: ") && accepted.stderr.contains("generation 4 of "),
        "{}",
        accepted.stderr
    );
    let _accepted = accepted.ok();
    let output = world.run(["get", "x"]);
    assert_eq!(output.stderr, "");
    assert_eq!(output.ok(), "new");
}

#[test]
fn a_backup_in_the_place_of_nothing_says_what_is_lost() {
    let world = World::with_secret();
    let _made = create(&world, "b.vault");
    put(&world, "x", "new");
    std::fs::remove_file(world.vault()).unwrap();
    let restored = world.run(["backup", "restore", "b.vault"]);
    assert!(
        restored.stderr.contains("warning: ") && restored.stderr.contains("generation 3 of "),
        "{}",
        restored.stderr
    );
    let _restored = restored.ok();
    let output = world.run(["get", "x"]);
    assert_eq!(output.stderr, "");
    assert_eq!(output.ok(), "old");
}

#[test]
fn another_history_or_another_vault_is_not_lost_unasked() {
    let world = World::with_secret();
    let _made = create(&world, "fork.vault");
    let fork = ["put", "x", "--vault-file", "fork.vault"];
    let _forked = world.run_elsewhere("theirs", fork).ok();
    put(&world, "x", "ours");
    refused(
        &world,
        &["backup", "restore", "fork.vault"],
        11,
        "has another history",
    );
    let _longer = world.run_elsewhere("more", fork).ok();
    refused(
        &world,
        &["backup", "restore", "fork.vault"],
        11,
        "has another history",
    );
    let _other = world.run(["init", "--vault-file", "other.vault"]);
    refused(
        &world,
        &["backup", "restore", "other.vault"],
        11,
        "is another vault",
    );
    let accepted = world.run([
        "backup",
        "restore",
        "other.vault",
        "--accept-rollback",
        "--yes",
    ]);
    let _accepted = accepted.ok();
    assert_eq!(world.run(["get", "x"]).status, 254);
}

#[test]
fn a_damaged_vault_in_place_is_replaced_only_when_its_loss_is_accepted() {
    let world = World::with_secret();
    let _made = create(&world, "b.vault");
    let genuine = world.vault_bytes();
    let mut torn = genuine.clone();
    torn.extend([7; 500]);
    let mut header = genuine.clone();
    header[40] ^= 1;
    let footerless = &genuine[..genuine.len() - 1];
    for (content, what) in [
        (&torn[..], "ends in torn or damaged bytes"),
        (&header, "header"),
        (footerless, "is damaged"),
        (&genuine[..100], "is damaged"),
    ] {
        std::fs::write(world.vault(), content).unwrap();
        refused(&world, &["backup", "restore", "b.vault"], 11, what);
        let _accepted = world
            .run(["backup", "restore", "b.vault", "--accept-rollback"])
            .ok();
        assert_eq!(world.vault_bytes(), genuine, "{what}");
    }
    // The same commit with a damaged part: nothing is in it that the backup has not.
    std::fs::write(world.vault(), damage_value(&genuine)).unwrap();
    let _same = world.run(["backup", "restore", "b.vault"]).ok();
    assert_eq!(world.vault_bytes(), genuine);
}

#[test]
fn what_is_no_whole_vault_is_not_restored() {
    let world = World::with_secret();
    let genuine = world.vault_bytes();
    let mut newer = genuine.clone();
    newer[8] += 1;
    let mut torn = genuine.clone();
    torn.extend([7; 500]);
    for (content, status, what) in [
        (&b""[..], 253, "b.vault is not a vault file"),
        (
            b"garbage, and more of it than a header has",
            253,
            "b.vault is not a vault file",
        ),
        (&newer, 253, "newer"),
        (&genuine[..genuine.len() - 64], 10, "b.vault is damaged"),
        (&damage_value(&genuine), 10, "b.vault is damaged"),
        (&torn, 10, "b.vault is damaged"),
    ] {
        let path = world.write("b.vault", content);
        std::fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        let output = world.run(["backup", "restore", "b.vault", "--accept-rollback"]);
        assert_eq!(output.status, status, "{what}: {}", output.stderr);
        assert!(output.stderr.contains(what), "{what}: {}", output.stderr);
        assert_eq!(world.vault_bytes(), genuine, "{what}");
    }
    refused(
        &world,
        &["backup", "restore", "none.vault"],
        253,
        "no backup at none.vault",
    );
    let own = world.vault();
    let own = own.to_str().unwrap();
    refused(
        &world,
        &["backup", "restore", own],
        252,
        "is the vault itself",
    );
    refused(
        &world,
        &["backup", "restore", "b.vault", "--force"],
        252,
        "--force",
    );
}

#[test]
fn what_is_in_place_and_no_vault_is_never_replaced() {
    let world = World::with_secret();
    let _made = create(&world, "b.vault");
    std::fs::write(
        world.vault(),
        "somebody's notes, which are longer than a header's start",
    )
    .unwrap();
    let words = ["backup", "restore", "b.vault", "--accept-rollback", "--yes"];
    refused(&world, &words, 253, "is not a vault file");
    std::fs::remove_file(world.vault()).unwrap();
    std::fs::create_dir(world.vault()).unwrap();
    let output = world.run(words);
    assert_eq!(output.status, 253, "{}", output.stderr);
    assert!(Path::new(&world.vault()).is_dir());
}
