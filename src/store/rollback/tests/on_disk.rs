//! Locks and replaced files: the races of readers, writers and killed processes.

#![expect(clippy::disallowed_methods, reason = "tests tear and copy files")]

use std::path::PathBuf;

use super::Machine;
use crate::error::{Kind, Result};
use crate::store::rollback::{OnRollback, Standing};
use crate::store::tests::{append_one, appended, at, get, home, key, put_one};
use crate::store::{Located, NewSlot, NewVault, Storage as _, Unlock, VaultFile};
use crate::vault::Store as _;

/// A vault on a disk.
struct OnDisk {
    machine: Machine,
    path: PathBuf,
}

impl OnDisk {
    fn new() -> Self {
        let machine = Machine::new();
        let path = machine.home.path().join("v");
        let key = key();
        let new = NewVault {
            account: "123456789012".parse().unwrap(),
            home_region: home(),
            slots: vec![NewSlot::KeyFile(&key)],
        };
        let vault = VaultFile::create(&path, &new, at(0)).unwrap();
        assert!(vault.accept(&machine.folder()));
        Self { machine, path }
    }

    /// Opens it, and does not look at the memory yet.
    fn unlock(&self) -> VaultFile {
        let located = Located::at(&self.path).unwrap();
        located.unlock(&Unlock::KeyFile(&key())).unwrap()
    }

    /// Opens it as commands do, with the memory at hand.
    fn recall(&self) -> VaultFile {
        let located = Located::at(&self.path).unwrap();
        let located = located.remembered_in(&self.machine.folder());
        located.unlock(&Unlock::KeyFile(&key())).unwrap()
    }

    fn remember(&self, vault: &mut VaultFile) -> Result<Standing> {
        vault.remember(&self.machine.folder(), OnRollback::Refuse)
    }

    fn open(&self) -> VaultFile {
        let mut vault = self.unlock();
        self.remember(&mut vault).unwrap();
        vault
    }
}

#[test]
fn a_commit_between_a_readers_look_at_the_file_and_at_the_memory_is_no_rollback() {
    let disk = OnDisk::new();
    let mut reader = disk.unlock();
    let mut writer = disk.open();
    for number in 0..70 {
        put_one(&mut writer, "x", &format!("id-{number}"), "v");
    }
    assert_eq!(disk.remember(&mut reader).unwrap(), Standing::Newest);
    assert_eq!(reader.take_notices(), [""; 0]);
    assert_eq!(reader.generation(), writer.generation());
}

#[test]
fn a_reader_remembers_nothing_while_a_writer_is_at_work() {
    let disk = OnDisk::new();
    let before = std::fs::read(disk.machine.file(".state")).unwrap();
    // It has committed, and has not yet remembered.
    let mut writer = disk.unlock();
    put_one(&mut writer, "x", "id", "v");
    writer.begin().unwrap();
    let mut reader = disk.unlock();
    assert!(matches!(
        disk.remember(&mut reader).unwrap(),
        Standing::Newer(_)
    ));
    assert_eq!(reader.take_notices(), [""; 0]);
    assert_eq!(std::fs::read(disk.machine.file(".state")).unwrap(), before);
    writer.abandon();
    let mut reader = disk.unlock();
    disk.remember(&mut reader).unwrap();
    assert_ne!(std::fs::read(disk.machine.file(".state")).unwrap(), before);
}

#[test]
fn a_reader_does_not_remember_what_was_taken_back() {
    let disk = OnDisk::new();
    let whole = std::fs::read(&disk.path).unwrap();
    let before = std::fs::read(disk.machine.file(".state")).unwrap();
    let mut writer = disk.unlock();
    put_one(&mut writer, "x", "id", "v");
    let mut reader = disk.unlock();
    // In place, as a writer does whose flush failed.
    std::fs::write(&disk.path, whole).unwrap();
    disk.remember(&mut reader).unwrap();
    assert_eq!(std::fs::read(disk.machine.file(".state")).unwrap(), before);
    disk.open();
}

#[test]
fn a_writer_looks_again_under_its_lock() {
    let disk = OnDisk::new();
    let old = std::fs::read(&disk.path).unwrap();
    let mut writer = disk.open();
    put_one(&mut writer, "x", "id", "v");
    std::fs::remove_file(&disk.path).unwrap();
    std::fs::write(&disk.path, &old).unwrap();
    assert_eq!(writer.begin().unwrap_err().kind(), Kind::Rollback);
    assert!(!writer.storage().is_written(), "the lock was let go");
    assert_eq!(std::fs::read(&disk.path).unwrap(), old);
}

#[test]
fn a_writer_that_stayed_notices_that_the_file_it_has_open_came_back() {
    let disk = OnDisk::new();
    let mut stayed = disk.open();
    stayed.begin().unwrap();
    stayed.abandon();
    let aside = disk.path.with_extension("aside");
    std::fs::hard_link(&disk.path, &aside).unwrap();
    let mut other = disk.open();
    put_one(&mut other, "x", "id", "v");
    std::fs::rename(&aside, &disk.path).unwrap();
    assert_eq!(stayed.begin().unwrap_err().kind(), Kind::Rollback);
}

#[test]
fn left_over_drafts_are_swept_when_the_memory_is_behind() {
    let disk = OnDisk::new();
    let record = disk.machine.file(".state");
    let name = record.file_name().unwrap().to_str().unwrap();
    let of = |name: &str| disk.machine.folder().join(format!(".{name}.tmp"));
    let random = "0123456789abcdef".repeat(2);
    let (draft, link) = (
        of(&format!("{name}.{random}")),
        of(&format!("{name}.{}", random.replace('0', "f"))),
    );
    let others = of(&format!("{name}.bak.{random}"));
    std::fs::write(&draft, "half").unwrap();
    std::os::unix::fs::symlink(name, &link).unwrap();
    std::fs::write(&others, "of another file").unwrap();
    let mut killed = disk.unlock();
    put_one(&mut killed, "x", "id", "v");
    disk.open();
    assert!(!draft.exists() && link.symlink_metadata().is_err());
    assert!(others.exists());
}

/// A vault in append mode whose last commit this machine has seen, and that commit's first byte, which is a value's.
fn appended_on_disk() -> (OnDisk, Vec<u8>, usize) {
    let disk = OnDisk::new();
    let mut vault = appended();
    let start = vault.storage().bytes().len();
    append_one(&mut vault, "secret-1", "last", "acknowledged");
    let whole = vault.storage().bytes().to_vec();
    std::fs::write(&disk.path, &whole).unwrap();
    std::fs::remove_dir_all(disk.machine.folder()).unwrap();
    assert!(disk.unlock().accept(&disk.machine.folder()));
    (disk, whole, start)
}

#[test]
fn a_seen_commit_is_opened_without_its_bytes_and_a_damaged_part_of_it_is_still_noticed() {
    let (disk, mut damaged, start) = appended_on_disk();
    damaged[start] ^= 1;
    std::fs::write(&disk.path, &damaged).unwrap();
    let mut vault = disk.recall();
    assert_eq!(disk.remember(&mut vault).unwrap(), Standing::Newest);
    assert_eq!(vault.take_notices(), [""; 0]);
    assert_eq!(get(&mut vault, "secret-5").unwrap().unwrap(), "new-5");
    let error = get(&mut vault, "secret-1").unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
    assert!(vault.verify().is_err());

    let footer = damaged.len() - 1;
    damaged[footer] ^= 1;
    std::fs::write(&disk.path, &damaged).unwrap();
    let error = disk.remember(&mut disk.recall()).unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
}

#[test]
fn a_commit_that_was_not_seen_here_is_proven_when_it_is_opened() {
    let (disk, whole, start) = appended_on_disk();
    let mut damaged = whole.clone();
    damaged[start] ^= 1;
    std::fs::write(&disk.path, &damaged).unwrap();
    let last_whole = || disk.recall().generation().0;
    let newest = last_whole();
    // Seen, but under another key; at another path; not at all.
    let record = disk.machine.file(".state");
    let seen = std::fs::read(&record).unwrap();
    let mut forged = seen.clone();
    *forged.last_mut().unwrap() ^= 1;
    std::fs::write(&record, forged).unwrap();
    assert_eq!(last_whole(), newest - 1);
    std::fs::write(&record, &seen).unwrap();
    assert_eq!(last_whole(), newest);
    let link = disk.machine.file(".path");
    let elsewhere = link.with_extension("away");
    std::fs::rename(&link, &elsewhere).unwrap();
    assert_eq!(last_whole(), newest - 1);
    std::fs::rename(&elsewhere, &link).unwrap();
    std::fs::remove_file(&record).unwrap();
    assert_eq!(last_whole(), newest - 1);

    // One that came after the one that was seen.
    std::fs::write(&disk.path, &whole[..start]).unwrap();
    assert!(disk.unlock().accept(&disk.machine.folder()));
    std::fs::write(&disk.path, &damaged).unwrap();
    assert_eq!(last_whole(), newest - 1);
    std::fs::write(&disk.path, &whole).unwrap();
    assert_eq!(last_whole(), newest);
}
