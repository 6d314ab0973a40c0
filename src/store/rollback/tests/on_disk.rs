//! Locks and replaced files: the races of readers, writers and killed processes.

#![expect(clippy::disallowed_methods, reason = "tests tear and copy files")]

use std::path::PathBuf;

use super::Machine;
use crate::error::{Kind, Result};
use crate::store::rollback::{OnRollback, Standing};
use crate::store::tests::{at, home, key, put_one};
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
fn left_over_drafts_are_swept_when_the_memory_is_behind() {
    let disk = OnDisk::new();
    let record = disk.machine.file(".state");
    let name = record.file_name().unwrap().to_str().unwrap();
    let draft = disk.machine.folder().join(format!(".{name}.0123.tmp"));
    std::fs::write(&draft, "half").unwrap();
    let mut killed = disk.unlock();
    put_one(&mut killed, "x", "id", "v");
    disk.open();
    assert!(!draft.exists());
}
