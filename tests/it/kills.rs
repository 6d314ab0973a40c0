//! Killed or failing at any moment: what was acknowledged is there, and the vault opens.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::strace::Strace;
use crate::support::{Kept, Output, PROGRAM, World, has};

/// What a reader says of bytes that no commit owns.
const TORN: &str = "bytes behind the last whole commit are torn or damaged and were left out";

/// The calls that change a file, or come before or after one that does.
const WRITING: [&str; 9] = [
    "pwrite64",
    "write",
    "fsync",
    "fdatasync",
    "renameat",
    "ftruncate",
    "unlinkat",
    "fchmod",
    "flock",
];

const FORCED: &str = "--force-delete-without-recovery";

/// Numbers without a pattern, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// A vault with one secret whose commits are appended.
fn large() -> World {
    let world = World::with_secret();
    for index in 0..8 {
        let name = format!("filling/{index}");
        let _created = world.run_with("f".repeat(60_000), ["create", &name]).ok();
    }
    world
}

/// The value of a secret, `None` if there is no such secret, and whether the reader spoke of a torn end.
fn look(world: &World, name: &str) -> (Option<String>, bool) {
    let output = world.run(["get", name]);
    let torn = output.stderr.contains(TORN);
    let others = output.stderr.lines().filter(|line| !line.contains(TORN));
    match output.status {
        0 => {
            assert_eq!(others.count(), 0, "{}", output.stderr);
            (Some(String::from_utf8(output.stdout).unwrap()), torn)
        }
        254 => (None, torn),
        _ => panic!("the vault does not open: {}", output.stderr),
    }
}

/// After the next write nothing is left of what went wrong.
fn next_write_cleans_up(world: &World, told: &str) {
    let output = world.run_with("tick", ["create", "tick"]);
    let output = if output.status == 254 {
        world.run_with("tick", ["put", "tick"])
    } else {
        output
    };
    assert_eq!(output.status, 0, "{told}: {}", output.stderr);
    assert!(
        world.leftovers().is_empty(),
        "{told}: {:?}",
        world.leftovers()
    );
    let output = world.run(["verify"]);
    assert_eq!(output.status, 0, "{told}: {}", output.stderr);
    assert_eq!(output.stderr, "", "{told}");
}

/// What one command may do to one secret.
struct Change {
    words: Vec<String>,
    name: String,
    input: String,
    /// The secret's value when the command is done.
    new: Option<String>,
}

fn some_change(numbers: &mut Numbers, step: usize, now: &BTreeMap<String, String>) -> Change {
    let name = format!("s/{}", numbers.below(10));
    let length = [10, 3_000, 65_536][usize::try_from(numbers.below(3)).unwrap()];
    let mut value = format!("{step}:").repeat(length / 2);
    value.truncate(length);
    let there = now.get(&name).cloned();
    let (words, input, new) = match (numbers.below(10), &there) {
        (0, _) => (vec!["compact"], String::new(), there.clone()),
        (1 | 2, Some(_)) => (vec!["delete", &name, FORCED], String::new(), None),
        (_, Some(_)) => (vec!["put", &name], value.clone(), Some(value)),
        (_, None) => (vec!["create", &name], value.clone(), Some(value)),
    };
    Change {
        words: words.into_iter().map(str::to_owned).collect(),
        name,
        input,
        new,
    }
}

/// Runs a command and kills it after this long. Whether it was done before.
fn run_and_kill(world: &World, change: &Change, after: Duration) -> bool {
    let mut command = world.command(PROGRAM.as_ref());
    let mut child = command
        .args(&change.words)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = change.input.clone();
    // A process that is killed does not read to the end.
    let writing = thread::spawn(move || stdin.write_all(input.as_bytes()).is_ok());
    thread::sleep(after);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    let _given = writing.join().unwrap();
    assert!(status.success() || status.code().is_none(), "{status}");
    status.success()
}

fn storm(world: &World, moments: usize) {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut acknowledged = BTreeMap::new();
    let started = Instant::now();
    for index in 0..8 {
        next_write_cleans_up(world, &format!("before, {index}"));
    }
    // Two processes of the eight rounds write, two or so read.
    let usual = u64::try_from(started.elapsed().as_micros()).unwrap() / 20;
    let (mut done, mut changed, mut torn) = (0, 0, 0);
    for step in 0..moments {
        let change = some_change(&mut numbers, step, &acknowledged);
        let before = world.vault_bytes();
        let after = Duration::from_micros(numbers.below(usual * 2));
        let was_done = run_and_kill(world, &change, after);
        let told = format!("step {step}, {:?} killed after {after:?}", change.words);
        let old = acknowledged.get(&change.name).cloned();
        let (found, spoke) = look(world, &change.name);
        assert!(
            found == old || found == change.new,
            "{told}: neither old nor new"
        );
        assert!(
            !was_done || found == change.new,
            "{told}: acknowledged and lost"
        );
        // An old state in another file is an old state with a torn end.
        let same_file = world.vault_bytes() == before;
        let is_torn = !same_file && found == old && old != change.new;
        assert_eq!(spoke, is_torn, "{told}: the line about a torn end");
        done += usize::from(was_done);
        changed += usize::from(!was_done && !same_file);
        torn += usize::from(is_torn);
        match found {
            Some(value) => acknowledged.insert(change.name, value),
            None => acknowledged.remove(&change.name),
        };
        next_write_cleans_up(world, &told);
        if step % 50 == 49 || step + 1 == moments {
            for (name, value) in &acknowledged {
                let (found, spoke) = look(world, name);
                assert_eq!(found.as_ref(), Some(value), "{told}: {name}");
                assert!(!spoke, "{told}");
            }
        }
    }
    println!(
        "{moments} kills within {usual} us x 2: {done} came too late, {changed} after the change, {torn} left a torn end"
    );
}

#[test]
fn a_kill_at_any_moment_loses_nothing_in_a_small_vault() {
    storm(&World::with_vault(), 30);
}

#[test]
fn a_kill_at_any_moment_loses_nothing_in_a_large_vault() {
    storm(&large(), 30);
}

#[test]
#[ignore = "ten thousand kills, half an hour"]
fn five_thousand_kills_lose_nothing_in_a_small_vault() {
    storm(&World::with_vault(), 5_000);
}

#[test]
#[ignore = "ten thousand kills, half an hour"]
fn five_thousand_kills_lose_nothing_in_a_large_vault() {
    storm(&large(), 5_000);
}

/// A command whose every call is the last one once.
struct Scene {
    name: &'static str,
    world: World,
    words: &'static [&'static str],
    input: Vec<u8>,
}

fn scenes() -> Vec<Scene> {
    let put = &["put", "x"];
    let scene = |name, world, words, input: &[u8]| Scene {
        name,
        world,
        words,
        input: input.to_vec(),
    };
    vec![
        scene("small put", World::with_secret(), put, b"new"),
        scene("appended put", large(), put, b"new"),
        scene("appended put of 64 KiB", large(), put, &[b'n'; 65_536]),
        scene(
            "forced deletion",
            World::with_secret(),
            &["delete", "x", FORCED],
            b"",
        ),
        scene(
            "forced deletion, large",
            large(),
            &["delete", "x", FORCED],
            b"",
        ),
        scene("compact", large(), &["compact"], b""),
    ]
}

/// What is to be found after a scene.
struct Seen {
    output: Output,
    /// The value is the old one, the new one.
    is_old: bool,
    is_new: bool,
    spoke: bool,
    same_file: bool,
}

/// Plays the scene once on the same vault.
fn play(scene: &Scene, strace: &Strace<'_>, before: &Kept, options: &[&str]) -> Seen {
    scene.world.put_back(before);
    let output = strace.run(options, &scene.input, scene.words);
    let after = scene.world.vault_bytes();
    let (found, spoke) = look(&scene.world, "x");
    let new = match scene.words[0] {
        "put" => Some(String::from_utf8(scene.input.clone()).unwrap()),
        "delete" => None,
        _ => Some("old".to_owned()),
    };
    Seen {
        output,
        is_old: found.as_deref() == Some("old"),
        is_new: found == new,
        spoke,
        same_file: after == before.vault,
    }
}

fn in_every_scene(visit: impl Fn(&Scene, &Strace<'_>, &Kept, &[(String, usize)])) {
    for scene in scenes() {
        let Some(strace) = Strace::on(&scene.world, &WRITING) else {
            return;
        };
        let before = scene.world.keep();
        let calls = strace.count(&scene.input, scene.words);
        let total: usize = calls.iter().map(|(_, count)| count).sum();
        assert!(total > 3, "{}: {calls:?}", scene.name);
        visit(&scene, &strace, &before, &calls);
    }
}

#[test]
fn every_writing_call_may_be_the_last() {
    in_every_scene(|scene, strace, before, calls| {
        for (call, count) in calls {
            for nth in 1..=*count {
                let told = format!("{}, killed at {call} {nth} of {count}", scene.name);
                let inject = format!("inject={call}:signal=KILL:when={nth}");
                let seen = play(scene, strace, before, &["-e", &inject]);
                assert_eq!(seen.output.status, -1, "{told}");
                assert!(seen.is_old || seen.is_new, "{told}");
                let is_torn = !seen.same_file && seen.is_old && !seen.is_new;
                assert_eq!(seen.spoke, is_torn, "{told}: the line about a torn end");
                next_write_cleans_up(&scene.world, &told);
            }
        }
    });
}

#[test]
fn a_killed_init_leaves_a_whole_vault_or_none() {
    let world = World::with_vault();
    let calls = [&WRITING[..], &["linkat"]].concat();
    let Some(strace) = Strace::on(&world, &calls) else {
        return;
    };
    let made = world.path("made");
    let path = made.to_str().unwrap();
    let init = ["init", "--vault-file", path];
    for (call, count) in strace.count(&[], &init) {
        for nth in 1..=count {
            std::fs::remove_file(&made).unwrap_or_default();
            let inject = format!("inject={call}:signal=KILL:when={nth}");
            let killed = strace.run(&["-e", &inject], &[], &init);
            let told = format!("killed at {call} {nth} of {count}: {}", killed.stderr);
            assert_eq!(killed.status, -1, "{told}");
            let again = world.run(init);
            assert_eq!(
                again.status == 0,
                killed_before_its_name(&again.stderr),
                "{told}"
            );
            assert_eq!(
                world.run(["verify", "--vault-file", path]).status,
                0,
                "{told}"
            );
        }
    }
}

/// Whether a second `init` found nothing in its way.
fn killed_before_its_name(stderr: &str) -> bool {
    !stderr.contains("exists already")
}

/// How calls fail besides those for want of space and of a sound disk: interrupted, over quota, not allowed.
const SELDOM: [&str; 3] = ["EINTR", "EDQUOT", "EACCES"];

#[test]
fn every_writing_call_may_fail() {
    fail_every_call(&["ENOSPC", "EIO"]);
}

#[test]
#[ignore = "minutes: the long form (docs/TESTING.md)"]
fn every_writing_call_may_fail_in_every_way() {
    fail_every_call(&SELDOM);
}

fn fail_every_call(errors: &[&str]) {
    in_every_scene(|scene, strace, before, calls| {
        for (call, count) in calls {
            for (error, nth) in errors
                .iter()
                .flat_map(|error| (1..=*count).map(move |nth| (*error, nth)))
            {
                let told = format!("{}, {error} at {call} {nth} of {count}", scene.name);
                let inject = format!("inject={call}:error={error}:when={nth}");
                let seen = play(scene, strace, before, &["-e", &inject]);
                let stderr = &seen.output.stderr;
                let told = format!("{told}: {} {stderr}", seen.output.status);
                let first = stderr.lines().next().unwrap_or_default();
                match (seen.output.status, call.as_str()) {
                    // Tried again, or nothing that counts.
                    (0, _) if error == "EINTR" => assert!(seen.is_new, "{told}"),
                    // The answer could not be printed; the change is made.
                    (255, "write") => {
                        assert!(seen.is_new, "{told}");
                        assert!(first.contains("standard output"), "{told}");
                    }
                    // After the lock only a draft is claimed, against a sweep by who has no lock.
                    (0, "flock") if nth > 1 => assert!(seen.is_new, "{told}"),
                    (255, "flock") => assert!(seen.is_old && seen.same_file, "{told}"),
                    (255, _) => {
                        assert!(seen.is_old && seen.same_file, "{told}");
                        assert!(first.starts_with("vault: error: not stored: "), "{told}");
                    }
                    (14, _) => assert!(seen.is_old || seen.is_new, "{told}"),
                    // Dates of reads and the rollback memory are an effort without a promise, as is the mode of the lock
                    // file; a mark that stays in it costs the next writer a flush.
                    (0, "ftruncate" | "fchmod" | "write" | "renameat" | "unlinkat") => {
                        assert!(seen.is_new, "{told}");
                    }
                    // The memory's record is the last to be filled in place.
                    (0, "pwrite64") if nth == *count => assert!(seen.is_new, "{told}"),
                    _ => panic!("{told}"),
                }
                assert!(!seen.spoke, "{told}: nothing may be torn");
                next_write_cleans_up(&scene.world, &told);
            }
        }
    });
}

/// Opening is another matter: a command that cannot open a file ends before it changes anything, or did not need it.
#[test]
fn every_opening_may_fail() {
    for scene in scenes().into_iter().take(2) {
        let Some(strace) = Strace::on(&scene.world, &["openat"]) else {
            return;
        };
        let before = scene.world.keep();
        let calls = strace.count(&scene.input, scene.words);
        for nth in 1..=calls[0].1 {
            for error in ["EIO", "EACCES", "EMFILE"] {
                let inject = format!("inject=openat:error={error}:when={nth}");
                let seen = play(&scene, &strace, &before, &["-e", &inject]);
                let told = format!("{}, {error} at openat {nth}: {:?}", scene.name, seen.output);
                match seen.output.status {
                    0 => assert!(seen.is_new, "{told}"),
                    253 | 255 => assert!(seen.is_old && seen.same_file, "{told}"),
                    14 => assert!(seen.is_old || seen.is_new, "{told}"),
                    _ => panic!("{told}"),
                }
                next_write_cleans_up(&scene.world, &told);
            }
        }
    }
}

#[test]
fn a_failed_flush_that_cannot_be_taken_back_is_an_unknown_state() {
    let scene = Scene {
        name: "appended put",
        world: large(),
        words: &["put", "x"],
        input: b"new".to_vec(),
    };
    let Some(strace) = Strace::on(&scene.world, &WRITING) else {
        return;
    };
    let before = scene.world.keep();
    // The first cut is that of the lock file, which marks it.
    let inject =
        ["fdatasync:error=EIO", "ftruncate:error=EIO:when=2+"].map(|call| format!("inject={call}"));
    let seen = play(
        &scene,
        &strace,
        &before,
        &["-e", &inject[0], "-e", &inject[1]],
    );
    assert_eq!(seen.output.status, 14);
    let first = seen.output.stderr.lines().next().unwrap();
    assert!(
        first.contains("not known whether the change is stored"),
        "{first}"
    );
    assert!(seen.is_old || seen.is_new);
    next_write_cleans_up(&scene.world, "after status 14");
}

#[test]
fn a_torn_end_is_told_unless_a_writer_is_at_work() {
    let world = large();
    let whole = world.keep();
    for tail in [b"torn".to_vec(), vec![0; 4096], vec![0xff; 70_000]] {
        world.put_back(&whole);
        std::fs::write(world.vault(), [&whole.vault[..], &tail].concat()).unwrap();
        for _ in 0..2 {
            assert_eq!(look(&world, "x"), (Some("old".to_owned()), true));
        }
        if has("flock") {
            let output = world.shell("flock .local/share/vault/default.vault.lock vault get x");
            assert_eq!(output.stderr, "");
            assert_eq!(output.ok(), "old");
        }
        let output = world.run_with("newer", ["put", "x"]);
        assert!(output.stderr.contains(TORN), "{}", output.stderr);
        let _stored = output.ok();
        assert_eq!(look(&world, "x"), (Some("newer".to_owned()), false));
        next_write_cleans_up(&world, "after a torn end");
    }
}

#[test]
#[ignore = "waits 30 s"]
fn a_writer_that_waits_in_vain_says_busy() {
    if !has("flock") {
        return;
    }
    let world = World::with_secret();
    let output =
        world.shell("flock .local/share/vault/default.vault.lock vault tag x Key=a,Value=b");
    assert_eq!(output.status, 12, "{}", output.stderr);
    assert!(output.stderr.contains("is busy"), "{}", output.stderr);
    assert_eq!(look(&world, "x").0.as_deref(), Some("old"));
}
