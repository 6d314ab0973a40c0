//! The power fails: every state that a disk may then be in opens, and holds what was acknowledged.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::store::tests::faults::{Numbers, PowerCut, Step};

/// What was done on a machine, and what a reader may find when its power fails on the way.
struct History {
    name: String,
    start: Disk,
    log: Vec<Step>,
    /// How many steps were made, and what the vault then held for certain. The first is the beginning.
    acknowledged: Vec<(usize, Content)>,
    /// What an unfinished operation may leave behind the last of them.
    unfinished: Option<Content>,
}

impl History {
    /// Operations of one process after the other; `fault` meets the first one.
    fn of(scenes: &[&Scene], fault: Option<Fault>) -> Self {
        let first = scenes[0];
        let (rig, machine) = first.rig(fault);
        let mut acknowledged = vec![(0, first.before.clone())];
        let mut unfinished = None;
        let mut rig = rig.ok();
        for (index, scene) in scenes.iter().enumerate() {
            let mut running = rig.take().unwrap_or_else(|| new_rig(&machine).unwrap());
            let done = scene.play(&mut running);
            if let Err(error) = &done {
                assert!(index == 0 && fault.is_some(), "{}: {error}", scene.name);
                unfinished = Some(scene.after.clone());
            }
            machine.heal();
            drop(running);
            if done.is_ok() {
                let (content, _) = judge(machine.disk().vault(), &scene.name);
                acknowledged.push((machine.log().len(), content));
            }
        }
        let names: Vec<&str> = scenes.iter().map(|scene| scene.name.as_str()).collect();
        let fault = fault.map(|fault| format!(", {:?} at call {}", fault.how, fault.at));
        Self {
            name: format!("{}{}", names.join(" and "), fault.unwrap_or_default()),
            start: first.start.clone(),
            log: machine.log(),
            acknowledged,
            unfinished,
        }
    }

    /// What may be found after so many steps: the last that was acknowledged, or the one under way.
    fn allowed(&self, steps: usize) -> Vec<&Content> {
        let done = self.acknowledged.iter().filter(|(end, _)| *end <= steps);
        let last = done.count() - 1;
        let under_way = self.acknowledged.iter().skip(last).take(2);
        let unfinished = self.unfinished.iter().filter(|_| last == 0);
        under_way
            .map(|(_, content)| content)
            .chain(unfinished)
            .collect()
    }

    /// Cuts the power after every step. How many states were not seen before.
    fn cut_everywhere(&self, random: usize, numbers: &mut Numbers, seen: &mut HashSet<[u8; 16]>) {
        for steps in 0..=self.log.len() {
            let allowed = self.allowed(steps);
            let told = format!(
                "{}, power cut after step {steps} of {}",
                self.name,
                self.log.len()
            );
            let cut = PowerCut::after(&self.start, &self.log[..steps]);
            // What is torn beside the vault is never read: fewer of these.
            let is_beside = cut.is_beside();
            let random = if is_beside { random / 16 } else { random };
            cut.states(random, numbers, &mut |disk| {
                if seen.insert(digest(&disk)) {
                    check(disk, &allowed, &told);
                }
            });
        }
    }
}

fn digest(disk: &Disk) -> [u8; 16] {
    let mut hash = Sha256::new();
    for (name, inode) in &disk.names {
        hash.update(name);
        hash.update(&disk.inodes[*inode]);
    }
    *hash.finalize().first_chunk().unwrap()
}

fn check(disk: Disk, allowed: &[&Content], told: &str) {
    let (found, _) = judge(disk.vault(), told);
    assert!(allowed.contains(&&found), "{told}: neither old nor new");
    let machine = Machine::new(disk, None);
    write_once_more(&mut new_rig(&machine).unwrap(), &machine, &found, told);
}

/// Each scene alone; each followed by each of a few others; each broken off, or failed, and then one more.
fn histories(scenes: &[Scene], visit: &mut dyn FnMut(History)) {
    for size in ["small vault", "large vault"] {
        let of_size = |name: &str| {
            let name = format!("{name}, {size}");
            scenes.iter().find(|scene| scene.name == name).unwrap()
        };
        let seconds = [
            of_size("update the description"),
            of_size("update the value"),
            of_size("put of 64 KiB"),
        ];
        for scene in scenes.iter().filter(|scene| scene.name.ends_with(size)) {
            visit(History::of(&[scene], None));
            for second in seconds {
                if scene.goes_before(second) {
                    visit(History::of(&[scene, second], None));
                }
            }
            for (at, call) in scene.changing_calls() {
                for how in [How::CrashWithin, How::CrashAfter, How::Short] {
                    // A rename that fails leaves what a call before it does.
                    if !(how == How::Short && call == "rename") {
                        visit(History::of(&[scene, seconds[0]], Some(Fault { at, how })));
                    }
                }
            }
        }
    }
}

/// The states of every so-many-th history, with so many random ones at each cut. How many there were.
fn cut_the_power(every: usize, random: usize) -> usize {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut seen = HashSet::new();
    let mut count = 0;
    histories(&scenes(), &mut |history| {
        if count % every == 0 {
            history.cut_everywhere(random, &mut numbers, &mut seen);
        }
        count += 1;
    });
    println!(
        "{} of {count} histories, {} distinct states of a disk after a power cut",
        count.div_ceil(every),
        seen.len()
    );
    seen.len()
}

#[test]
fn a_power_cut_leaves_the_old_or_the_new_state_and_all_that_was_acknowledged() {
    assert!(cut_the_power(11, 4) > 1_500);
}

#[test]
#[ignore = "minutes: the long form (docs/TESTING.md)"]
fn a_hundred_thousand_power_cuts_leave_the_old_or_the_new_state_long_form() {
    assert!(cut_the_power(1, 100) > 100_000);
}
