//! Every call of every operation that changes a vault fails once, in every way; and the power fails at every moment.

mod power;
mod scenes;

use self::scenes::{Scene, scenes};
use super::*;
use crate::error::Error;
use crate::store::tests::faults::{
    Content, Disk, Fault, FaultyStorage, How, Machine, content, judge, open,
};

type Rig = Bench<FaultyStorage>;

/// The bytes that operations take for random, the same for each process.
struct Fixed(AtomicI64);

impl Entropy for Fixed {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        for byte in buffer {
            let number = self
                .0
                .fetch_add(1, Ordering::Relaxed)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed());
            *byte = number.to_be_bytes()[1];
        }
        Ok(())
    }
}

/// A process on the machine that unlocks the vault.
fn new_rig(machine: &Machine) -> Result<Rig> {
    let store = open(FaultyStorage::open(machine)?)?;
    let clock = Hand(Arc::new(AtomicI64::new(START)));
    Ok(Bench::over(
        store,
        clock,
        Box::new(Fixed(AtomicI64::new(1))),
    ))
}

/// A change that is made after all else: it must succeed, keep what is there and clean up.
fn write_once_more(rig: &mut Rig, machine: &Machine, there: &Content, told: &str) {
    let tick = json!({"Name": "tick", "SecretString": "t", "ClientRequestToken": id("t1")});
    rig.send("CreateSecret", tick)
        .unwrap_or_else(|error| panic!("{told}: the next write: {error}"));
    let disk = machine.disk();
    let (mut found, is_torn) = judge(disk.vault(), told);
    assert!(
        found.remove("tick").is_some(),
        "{told}: the next write is lost"
    );
    assert!(
        found == *there,
        "{told}: the next write changed something else"
    );
    assert!(!is_torn, "{told}: a torn end after the next write");
    assert!(
        disk.leftovers().is_empty(),
        "{told}: {:?}",
        disk.leftovers()
    );
}

/// Plays a scene in which one call fails. `None` if there are not so many calls.
fn fail_once(scene: &Scene, fault: Fault) -> Option<()> {
    let (rig, machine) = scene.rig(Some(fault));
    let (mut rig, done) = match rig {
        Ok(mut rig) => {
            let done = scene.play(&mut rig);
            (Some(rig), done)
        }
        Err(error) => (None, Err(error)),
    };
    let call = machine.fired()?;
    let told = format!(
        "{}, {:?} at call {}, {call}",
        scene.name, fault.how, fault.at
    );
    machine.heal();
    let disk = machine.disk();
    let (found, is_torn) = judge(disk.vault(), &told);
    let told = format!("{told}, then {:?}", done.as_ref().map_err(Error::message));
    match &done {
        Ok(()) => assert!(found == scene.after, "{told}: no effect"),
        Err(error) if fault.how.is_crash() || error.kind() == Kind::StateUnknown => {
            assert!(
                found == scene.before || found == scene.after,
                "{told}: neither old nor new"
            );
        }
        Err(error) => {
            assert_eq!(error.kind(), Kind::Other, "{told}");
            assert!(found == scene.before, "{told}: it is stored");
            assert!(!is_torn, "{told}: a torn end");
        }
    }
    if fault.how.is_crash() {
        drop(rig);
        rig = None;
    } else if let Some(rig) = &mut rig {
        // The process goes on, with what is in the file.
        let seen = content(rig.service.store()).unwrap_or_else(|error| panic!("{told}: {error}"));
        if done
            .as_ref()
            .is_err_and(|error| error.kind() == Kind::StateUnknown)
        {
            assert!(
                seen == scene.before || seen == scene.after,
                "{told}: seen by the process"
            );
        } else {
            assert!(
                seen == found,
                "{told}: the process sees what is not in the file"
            );
        }
        write_once_more(rig, &machine, &found, &told);
    }
    drop(rig);
    let machine = Machine::new(disk, None);
    write_once_more(&mut new_rig(&machine).unwrap(), &machine, &found, &told);
    Some(())
}

/// Fails the first, second, third … call, until nothing fails. How many there were.
fn fail_each(scene: &Scene, how: How) -> usize {
    let mut at = 1;
    while fail_once(scene, Fault { at, how }).is_some() {
        at += 1;
    }
    at - 1
}

#[test]
fn whichever_call_fails_nothing_is_lost_and_nothing_is_half_done() {
    let mut points = 0;
    for scene in scenes() {
        for how in How::ALL {
            let count = fail_each(&scene, how);
            assert!(count > 8, "{}: only {count} calls", scene.name);
            points += count;
        }
    }
    println!("{points} points of failure");
}

#[test]
fn the_calls_of_a_commit_are_those_of_the_design() {
    let calls = |name: &str| {
        let all = scenes();
        let scene = all.iter().find(|scene| scene.name == name).unwrap();
        let (rig, machine) = scene.rig(None);
        let mut rig = rig.unwrap();
        let before = machine.calls().len();
        scene.play(&mut rig).unwrap();
        let mut calls = machine.calls().split_off(before);
        calls.retain(|call| !["read", "examine"].contains(call));
        calls.dedup();
        calls.join(", ")
    };
    let rewrite =
        "lock, open, mark, create, write beside, flush, rename, flush directory, open, unmark";
    assert_eq!(calls("put, small vault"), rewrite);
    assert_eq!(calls("delete by force, large vault"), rewrite);
    assert_eq!(
        calls("put, large vault"),
        "lock, open, mark, write, flush, unmark"
    );
    assert_eq!(
        calls("a put that is there already, large vault"),
        "lock, open"
    );
    // The footer only after its body is durable.
    assert_eq!(
        calls("put of 64 KiB, large vault"),
        "lock, open, mark, write, flush, write, flush, unmark"
    );
}
