//! Memories that are torn, missing, somebody else's, or cannot be kept.

#![expect(clippy::disallowed_methods, reason = "tests tear files")]

use std::path::Path;

use super::*;

#[test]
fn a_torn_missing_or_foreign_memory_is_never_an_error() {
    let machine = Machine::new();
    let vault = bytes(&seen_vault(&machine, 3));
    let record = machine.file(".state");
    let whole = std::fs::read(&record).unwrap();
    assert_eq!(whole.len(), seen::SEEN_LENGTH);
    let said = |content: Option<&[u8]>| {
        match content {
            Some(content) => std::fs::write(&record, content).unwrap(),
            None => std::fs::remove_file(&record).unwrap(),
        }
        let (_, _, notices) = machine.open(&vault).unwrap();
        assert_eq!(std::fs::read(&record).unwrap(), whole, "put right");
        machine.open_quietly(&vault);
        notices.join(" ")
    };
    let is_first = |said: String| assert!(said.starts_with("first use"), "{said}");
    is_first(said(None));
    is_first(said(Some(&[])));
    let is_damaged = |said: String| assert!(said.contains("was damaged"), "{said}");
    for length in 1..whole.len() {
        is_damaged(said(Some(&whole[..length])));
    }
    is_damaged(said(Some(&[&whole[..], &[0]].concat())));
    is_damaged(said(Some(&vec![0; whole.len()])));
    for index in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[index] ^= 0x10;
        let said = said(Some(&flipped));
        if index < whole.len() - 32 {
            is_damaged(said);
        } else {
            assert!(said.contains("under another vault key"), "{said}");
        }
    }
    for target in ["nowhere", "../..", "/dev/zero"] {
        let link = machine.file(".path");
        std::fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink(target, &link).unwrap();
        let (_, standing, _) = machine.open(&vault).unwrap();
        assert_eq!(standing, Standing::Newest, "{target}");
        assert_ne!(std::fs::read_link(&link).unwrap(), Path::new(target));
    }
}

#[test]
fn a_commit_that_cannot_be_remembered_is_said() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 2);
    let record = machine.file(".state");
    std::fs::remove_file(&record).unwrap();
    std::fs::create_dir(&record).unwrap();
    put_one(&mut vault, "x", "more", "v");
    let notices = vault.take_notices();
    assert!(
        notices[0].starts_with("nothing can be remembered in "),
        "{notices:?}"
    );
    let (_, _, notices) = machine.open(&bytes(&vault)).unwrap();
    assert!(
        notices[0].starts_with("nothing can be remembered in "),
        "{notices:?}"
    );
    let (_, _, notices) = machine.accept(&bytes(&vault));
    assert_eq!(notices, [""; 0]);
}

#[test]
fn going_on_leaves_the_record_before_whole_in_case_it_is_torn() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 2);
    let record = machine.file(".state");
    let mut copies = vec![bytes(&vault)];
    for number in 0..4 {
        let before = std::fs::read(&record).unwrap();
        put_one(&mut vault, "x", &format!("more-{number}"), "v");
        copies.push(bytes(&vault));
        let after = std::fs::read(&record).unwrap();
        let last = &copies[number + 1];
        machine.open_quietly(last);
        assert_eq!(refusal(machine.open(&copies[number])).0, Kind::Rollback);
        // Each byte that was written is torn in its turn: the newest before still counts.
        let written = (0..after.len()).filter(|&at| before.get(at) != Some(&after[at]));
        for at in written.filter(|at| at % 128 < seen::SEEN_LENGTH - 32) {
            let mut torn = after.clone();
            torn[at] ^= 0x10;
            std::fs::write(&record, &torn).unwrap();
            if let Some(older) = number.checked_sub(1) {
                assert_eq!(refusal(machine.open(&copies[older])).0, Kind::Rollback);
            }
            machine.open_quietly(&copies[number]);
        }
        std::fs::write(&record, &after).unwrap();
    }
}
