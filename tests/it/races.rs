//! Many at once: nothing acknowledged is lost, nothing read is torn, nobody is kept out.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::World;

/// The status of a writer that waited 30 s.
const BUSY: i32 = 12;

/// A value that tells whether it is whole.
fn value(writer: usize, put: usize) -> String {
    let mark = format!("{writer}.{put};");
    mark.repeat(40 + (writer * 7 + put) % 60)
}

fn is_whole(text: &str) -> bool {
    let Some((first, _)) = text.split_once(';') else {
        return false;
    };
    let Some((writer, put)) = first.split_once('.') else {
        return false;
    };
    text == value(writer.parse().unwrap(), put.parse().unwrap())
}

/// A vault whose commits are appended: it is larger than what is rewritten, and little of it is dead.
fn fill(world: &World) {
    let filling = "x".repeat(60_000);
    for index in 0..20 {
        let _created = world
            .run_with(&filling, ["create", &format!("filling/{index}")])
            .ok();
    }
    assert!(world.vault_bytes().len() > 1024 * 1024);
}

/// What happened to the writers.
#[derive(Debug, Default)]
struct Told {
    acknowledged: BTreeSet<String>,
    longest: Duration,
    busy: usize,
}

fn race(world: &World, writers: usize, puts: usize) -> Told {
    let _created = world.run_with(value(0, 0), ["create", "shared"]).ok();
    let told = Mutex::new(Told::default());
    let writing = AtomicBool::new(true);
    let write = |writer: usize| {
        for put in 0..puts {
            loop {
                let started = Instant::now();
                let words = ["put", "shared", "--query", "VersionId", "--output", "text"];
                let output = world.run_with(value(writer, put), words);
                let took = started.elapsed();
                let mut told = told.lock().unwrap();
                told.longest = told.longest.max(took);
                if output.status == BUSY {
                    told.busy += 1;
                    continue;
                }
                assert!(output.stderr.is_empty(), "{}", output.stderr);
                let id = output.ok().trim().to_owned();
                assert!(told.acknowledged.insert(id), "an id came twice");
                break;
            }
        }
    };
    let read = || {
        let mut reads = 0;
        while writing.load(Ordering::Relaxed) {
            let output = world.run(["get", "shared"]);
            assert!(output.stderr.is_empty(), "{}", output.stderr);
            let text = output.ok();
            assert!(is_whole(&text), "torn: {text}");
            reads += 1;
        }
        reads
    };
    let reads: usize = thread::scope(|scope| {
        let writers: Vec<_> = (0..writers)
            .map(|writer| scope.spawn(move || write(writer)))
            .collect();
        let readers = [scope.spawn(read), scope.spawn(read)];
        let failed = writers
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .filter(Result::is_err)
            .count();
        writing.store(false, Ordering::Relaxed);
        let reads = readers
            .into_iter()
            .map(|reader| reader.join().unwrap())
            .sum();
        assert_eq!(failed, 0, "writers failed");
        reads
    });
    assert!(reads > 0);
    told.into_inner().unwrap()
}

/// The ids of all versions, page by page.
fn versions(world: &World) -> Vec<String> {
    let mut ids = Vec::new();
    let mut token = String::new();
    loop {
        let mut words = vec![
            "list-secret-version-ids",
            "--secret-id=shared",
            "--include-deprecated",
        ];
        let next = format!("--next-token={token}");
        if !token.is_empty() {
            words.push(&next);
        }
        let page: serde_json::Value = serde_json::from_str(&world.run(words).ok()).unwrap();
        let versions = page["Versions"].as_array().unwrap();
        ids.extend(
            versions
                .iter()
                .map(|version| version["VersionId"].as_str().unwrap().to_owned()),
        );
        match page.get("NextToken") {
            Some(next) => next.as_str().unwrap().clone_into(&mut token),
            None => return ids,
        }
    }
}

fn nothing_is_lost(world: &World, writers: usize, puts: usize) {
    let started = Instant::now();
    let told = race(world, writers, puts);
    println!(
        "{writers} x {puts}: {:?} in all, the longest put {:?}, {} times busy, {} bytes",
        started.elapsed(),
        told.longest,
        told.busy,
        world.vault_bytes().len()
    );
    assert_eq!(told.busy, 0, "a writer was kept out for 30 s");
    assert_eq!(told.acknowledged.len(), writers * puts);
    let listed = versions(world);
    let stored: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), stored.len());
    // The version that the secret was created with is there too.
    assert_eq!(stored.len(), writers * puts + 1);
    let lost: Vec<&String> = told.acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(world.run(["verify"]).status, 0);
    assert!(world.leftovers().is_empty(), "{:?}", world.leftovers());
}

#[test]
fn writers_at_once_lose_nothing_in_a_small_vault() {
    nothing_is_lost(&World::with_vault(), 8, 25);
}

#[test]
fn writers_at_once_lose_nothing_in_a_vault_that_grows() {
    let world = World::with_vault();
    fill(&world);
    nothing_is_lost(&world, 8, 25);
}

#[test]
#[ignore = "16 processes, 3,200 puts"]
fn sixteen_writers_lose_nothing_in_a_small_vault() {
    nothing_is_lost(&World::with_vault(), 16, 200);
}

#[test]
#[ignore = "16 processes, 3,200 puts"]
fn sixteen_writers_lose_nothing_in_a_vault_that_grows() {
    let world = World::with_vault();
    fill(&world);
    nothing_is_lost(&world, 16, 200);
}
