//! Changing how a vault is opened: what was is worth nothing for what is written from then on.

use super::bad::read_all;
use super::faults::{Disk, Fault, FaultyStorage, How, Machine};
use super::*;
use crate::crypto::kdf::KdfParams;
use crate::crypto::recovery::{RECOVERY_KEY_LENGTH, RecoveryKey};
use crate::error::{Kind, Result};
use crate::secret::record::StoredValue;
use crate::store::{Depth, Proof, SlotAfter};

const OLD: &[u8] = b"the old passphrase";
const NEW: &[u8] = b"the new passphrase";

/// OWASP's least: what opening still accepts.
const FLOOR: KdfParams = KdfParams {
    memory: 19 * 1024,
    passes: 2,
    lanes: 1,
};

type Vault = VaultFile<MemoryStorage>;

/// A vault with these slots, and secrets with current, previous and deprecated versions.
fn vault_with(slots: Vec<NewSlot<'_>>) -> Vault {
    let mut vault = VaultFile::in_memory(&new_with(slots), at(0)).unwrap();
    for number in 0..3 {
        for version in 0..4 {
            let name = format!("secret-{number}");
            put_one(
                &mut vault,
                &name,
                &format!("{name}-{version}"),
                &format!("value {number} {version}"),
            );
        }
    }
    vault
}

fn open(bytes: &[u8], unlock: Unlock<'_>) -> Result<Vault> {
    Located::new(MemoryStorage::new(bytes.to_vec()))?.unlock(&unlock)
}

fn prove(bytes: &[u8], unlock: Unlock<'_>) -> (Vault, Proof) {
    let located = Located::new(MemoryStorage::new(bytes.to_vec())).unwrap();
    located.prove(&unlock).unwrap()
}

/// An empty vault that several processes could open, by the key file.
struct OnDisk {
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl OnDisk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v.vault");
        let key = key();
        let new = new_with(vec![NewSlot::KeyFile(&key)]);
        drop(VaultFile::create(&path, &new, at(0)).unwrap());
        Self {
            path,
            _folder: folder,
        }
    }

    fn prove(&self) -> (VaultFile, Proof) {
        let located = Located::at(&self.path).unwrap();
        located.prove(&Unlock::KeyFile(&key())).unwrap()
    }
}

fn bytes(vault: &Vault) -> Vec<u8> {
    vault.storage().bytes().to_vec()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Every value in a vault, with what is sealed of its keys.
fn stored_values(vault: &mut Vault) -> Vec<StoredValue> {
    let secrets = all_secrets(vault).unwrap();
    let mut values = Vec::new();
    for secret in &secrets {
        let shelved = vault.deprecated(secret).unwrap();
        let versions = secret.record().versions.iter().chain(&shelved);
        values.extend(versions.filter_map(|version| version.value.clone()));
    }
    values
}

#[test]
fn values_survive_a_new_vault_key_byte_for_byte() {
    for depth in [Depth::Shallow, Depth::Deep] {
        let key = key();
        let mut vault = vault_with(vec![NewSlot::KeyFile(&key)]);
        let values = read_all(&mut vault).unwrap();
        assert_eq!(values.len(), 12);
        for round in 1..=3 {
            let proof;
            (vault, proof) = prove(&bytes(&vault), Unlock::KeyFile(&key));
            let expected = read_all(&mut vault).unwrap();
            vault
                .rekey(&[SlotAfter::proven(&proof)], depth, at(5))
                .unwrap();
            assert_eq!(vault.key_epoch(), 1 + round);
            let mut after = open(&bytes(&vault), Unlock::KeyFile(&key)).unwrap();
            after.verify().unwrap();
            assert_eq!(read_all(&mut after).unwrap(), expected);
            // And the vault that was changed goes on.
            put_one(&mut vault, "secret-1", &format!("later-{round}"), "later");
            assert_eq!(get(&mut vault, "secret-1").unwrap().unwrap(), "later");
            vault.verify().unwrap();
        }
        let before = bytes(&vault);
        let (mut after, proof) = prove(&before, Unlock::KeyFile(&key));
        after
            .rekey(&[SlotAfter::proven(&proof)], depth, at(5))
            .unwrap();
        // A generation that no value needs any more goes.
        let generations = after.view.root.kms_keys.len();
        assert_eq!(generations == 1, depth == Depth::Deep, "{generations}");
    }
}

#[test]
fn nothing_that_was_wrapped_or_sealed_before_is_left_in_the_file() {
    for depth in [Depth::Shallow, Depth::Deep] {
        let key = key();
        let mut vault = vault_with(vec![
            NewSlot::KeyFile(&key),
            NewSlot::Passphrase(OLD, FLOOR),
        ]);
        let before = bytes(&vault);
        let slots = vault.header.slots.clone();
        let kms_keys = vault.view.root.kms_keys.clone();
        let values = stored_values(&mut vault);
        let (mut vault, proof) = prove(&before, Unlock::KeyFile(&key));
        vault
            .rekey(&[SlotAfter::proven(&proof)], depth, at(5))
            .unwrap();
        let after = bytes(&vault);
        assert_eq!(vault.slots().len(), 1);
        for slot in &slots {
            let wrapped = slot.wrapped_for_test();
            assert!(contains(&before, wrapped) && !contains(&after, wrapped));
        }
        // Those of KMS keys and data keys stand within sealed parts: seen as the new vault has them.
        let root = &vault.view.root;
        for old in &kms_keys {
            assert!(root.kms_keys.iter().all(|new| new.wrapped != old.wrapped));
        }
        let kept = stored_values(&mut vault);
        assert_eq!(kept.len(), 12);
        for old in &values {
            let length = old.blob.length as usize;
            let start = usize::try_from(old.blob.offset).unwrap();
            let ciphertext = &before[start..start + length];
            let is_kept = depth == Depth::Shallow;
            assert_eq!(contains(&after, ciphertext), is_kept);
            assert_eq!(kept.iter().any(|new| new.data_key == old.data_key), is_kept);
        }
    }
}

#[test]
fn an_old_slot_and_an_old_passphrase_open_nothing_of_the_new_file() {
    let vault = vault_with(vec![NewSlot::Passphrase(OLD, FLOOR)]);
    let before = bytes(&vault);
    let (mut vault, proof) = prove(&before, Unlock::Passphrase(OLD));
    let new = NewSlot::Passphrase(NEW, FLOOR);
    vault
        .rekey(
            &[SlotAfter::replaced(proof.slot(), new)],
            Depth::Shallow,
            at(5),
        )
        .unwrap();
    put_one(&mut vault, "later", "later", "written later");
    let after = bytes(&vault);
    let refused = open(&after, Unlock::Passphrase(OLD)).err().unwrap();
    assert_eq!(refused.message(), "wrong passphrase");
    let mut opened = open(&after, Unlock::Passphrase(NEW)).unwrap();
    assert_eq!(get(&mut opened, "later").unwrap().unwrap(), "written later");
    // The slot keeps its name, and costs at least what a new one costs.
    assert_eq!(
        opened.slots(),
        [(
            proof.slot(),
            crate::store::SlotKind::Passphrase(KdfParams::DEFAULT)
        )]
    );
    // The old header in front of the new commits: the old vault key opens none of them.
    let length = opened.header_bytes.len();
    assert_eq!(length, vault.header_bytes.len());
    let spliced = [&before[..length], &after[length..]].concat();
    let error = open(&spliced, Unlock::Passphrase(OLD)).err().unwrap();
    assert_eq!(error.kind(), Kind::Damaged);
    // Nor does the slot alone, under the new header's authenticator.
    let mut spliced = after;
    spliced[44..44 + 149].copy_from_slice(&before[44..44 + 149]);
    assert!(open(&spliced, Unlock::Passphrase(OLD)).is_err());
    assert!(open(&spliced, Unlock::Passphrase(NEW)).is_err());
}

#[test]
fn an_added_slot_opens_the_same_vault_and_the_key_stays() {
    let key = key();
    let recovery = RecoveryKey::new([9; RECOVERY_KEY_LENGTH]);
    let other = Key::new([1; 32]);
    let mut vault = vault_with(vec![NewSlot::KeyFile(&key)]);
    let values = read_all(&mut vault).unwrap();
    for (new, unlock) in [
        (NewSlot::Recovery(&recovery), Unlock::Recovery(&recovery)),
        (
            NewSlot::PassphraseAndKeyFile(NEW, FLOOR, &other),
            Unlock::PassphraseAndKeyFile(NEW, &other),
        ),
        (NewSlot::Passphrase(NEW, FLOOR), Unlock::Passphrase(NEW)),
        (NewSlot::KeyFile(&other), Unlock::KeyFile(&other)),
    ] {
        let id = vault.add_slot(&new, at(5)).unwrap();
        let (mut opened, proof) = prove(&bytes(&vault), unlock);
        assert_eq!(proof.slot(), id);
        assert_eq!(opened.key_epoch(), 1);
        assert_eq!(read_all(&mut opened).unwrap(), values);
        opened.verify().unwrap();
    }
    let wrong = Unlock::PassphraseAndKeyFile(OLD, &other);
    assert!(open(&bytes(&vault), wrong).is_err());
    let wrong = Unlock::PassphraseAndKeyFile(NEW, &key);
    assert!(open(&bytes(&vault), wrong).is_err());
    assert!(open(&bytes(&vault), Unlock::KeyFile(&key)).is_ok());
}

#[test]
fn what_opens_a_slot_already_gets_no_second_one() {
    let (key, other) = (key(), Key::new([1; 32]));
    let mut vault = vault_with(vec![
        NewSlot::KeyFile(&key),
        NewSlot::Passphrase(OLD, FLOOR),
        NewSlot::PassphraseAndKeyFile(OLD, FLOOR, &key),
    ]);
    let before = bytes(&vault);
    for (new, number) in [
        (NewSlot::KeyFile(&key), 1),
        (NewSlot::Passphrase(OLD, FLOOR), 2),
        (NewSlot::PassphraseAndKeyFile(OLD, FLOOR, &key), 3),
    ] {
        let error = vault.add_slot(&new, at(5)).unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        let expected = format!("this opens slot {number} already: no slot was added");
        assert_eq!(error.message(), expected);
        assert_eq!(bytes(&vault), before);
    }
    // Something of each that is known, together with something that is not.
    for new in [
        NewSlot::PassphraseAndKeyFile(OLD, FLOOR, &other),
        NewSlot::PassphraseAndKeyFile(NEW, FLOOR, &key),
    ] {
        vault.add_slot(&new, at(5)).unwrap();
    }
}

#[test]
fn the_last_slot_and_a_full_header_are_refused_and_change_nothing() {
    let key = key();
    let mut vault = vault_with(vec![NewSlot::KeyFile(&key)]);
    let before = bytes(&vault);
    let error = vault.rekey(&[], Depth::Shallow, at(5)).unwrap_err();
    assert!(error.message().contains("last slot"), "{error}");
    assert_eq!(bytes(&vault), before);
    for number in 101..154 {
        let other = Key::new([number; 32]);
        vault.add_slot(&NewSlot::KeyFile(&other), at(5)).unwrap();
    }
    assert_eq!(vault.slots().len(), 54);
    let before = bytes(&vault);
    let other = Key::new([154; 32]);
    let error = vault
        .add_slot(&NewSlot::KeyFile(&other), at(5))
        .unwrap_err();
    assert!(error.message().contains("as many slots"), "{error}");
    assert_eq!(bytes(&vault), before);
    open(&before, Unlock::KeyFile(&key))
        .unwrap()
        .verify()
        .unwrap();
}

#[test]
fn a_slot_is_proven_by_what_opens_it_and_by_nothing_else() {
    let (key, other) = (key(), Key::new([1; 32]));
    let vault = vault_with(vec![
        NewSlot::KeyFile(&key),
        NewSlot::KeyFile(&other),
        NewSlot::Passphrase(OLD, FLOOR),
    ]);
    let ids: Vec<_> = vault.slots().into_iter().map(|(id, _)| id).collect();
    assert_eq!(
        vault
            .prove(ids[1], &Unlock::KeyFile(&other))
            .unwrap()
            .slot(),
        ids[1]
    );
    for (slot, unlock) in [
        (ids[0], Unlock::KeyFile(&other)),
        (ids[1], Unlock::KeyFile(&key)),
        (ids[2], Unlock::Passphrase(NEW)),
        (ids[2], Unlock::KeyFile(&key)),
    ] {
        assert_eq!(vault.prove(slot, &unlock).unwrap_err().kind(), Kind::Locked);
    }
}

#[test]
fn who_holds_the_old_key_is_told_and_writes_nothing() {
    let on_disk = OnDisk::new();
    let open = || on_disk.prove();
    let (mut writer, _) = open();
    let (mut late, late_proof) = open();
    let (mut changer, proof) = open();
    changer
        .rekey(&[SlotAfter::proven(&proof)], Depth::Shallow, at(5))
        .unwrap();
    for error in [
        writer.begin().unwrap_err(),
        writer.refresh().unwrap_err(),
        late.rekey(&[SlotAfter::proven(&late_proof)], Depth::Shallow, at(6))
            .unwrap_err(),
        late.add_slot(&NewSlot::KeyFile(&Key::new([1; 32])), at(6))
            .unwrap_err(),
    ] {
        assert_eq!(error.message(), "the vault's keys were changed meanwhile");
        assert_eq!(error.kind(), Kind::Locked);
    }
    // The lock was let go, and the vault is whole.
    put_one(&mut changer, "x", "x", "x");
    open().0.verify().unwrap();
}

#[test]
fn slots_that_changed_since_they_were_proven_are_not_overwritten() {
    let on_disk = OnDisk::new();
    let open = || on_disk.prove();
    let (mut changer, proof) = open();
    let other = Key::new([1; 32]);
    open().0.add_slot(&NewSlot::KeyFile(&other), at(5)).unwrap();
    let error = changer
        .rekey(&[SlotAfter::proven(&proof)], Depth::Shallow, at(5))
        .unwrap_err();
    assert_eq!(error.message(), "the vault's slots were changed meanwhile");
    assert_eq!(open().0.slots().len(), 2);
}

#[test]
fn two_at_once_cannot_add_two_slots_of_one_key() {
    let on_disk = OnDisk::new();
    let (mut first, _) = on_disk.prove();
    let (mut second, _) = on_disk.prove();
    let key = Key::new([1; 32]);
    first.add_slot(&NewSlot::KeyFile(&key), at(5)).unwrap();
    let error = second.add_slot(&NewSlot::KeyFile(&key), at(5)).unwrap_err();
    assert_eq!(error.message(), "the vault's slots were changed meanwhile");
    assert_eq!(on_disk.prove().0.slots().len(), 2);
}

#[test]
fn a_weak_slot_is_raised_by_the_next_commit_of_who_opened_it() {
    let key = key();
    let vault = vault_with(vec![
        NewSlot::KeyFile(&key),
        NewSlot::Passphrase(OLD, FLOOR),
    ]);
    let before = bytes(&vault);
    // By another slot nothing can be raised.
    let mut vault = open(&before, Unlock::KeyFile(&key)).unwrap();
    assert!(vault.take_notices().is_empty());
    put_one(&mut vault, "x", "x", "x");
    assert_eq!(vault.slots()[1].1.cost(), Some(FLOOR));
    // Who only reads is told.
    let mut vault = open(&before, Unlock::Passphrase(OLD)).unwrap();
    assert!(vault.take_notices()[0].contains("today's default"));
    assert_eq!(bytes(&vault), before);
    let ids: Vec<_> = vault.slots().into_iter().map(|(id, _)| id).collect();
    put_one(&mut vault, "x", "x", "x");
    let mut after = open(&bytes(&vault), Unlock::Passphrase(OLD)).unwrap();
    assert!(after.take_notices().is_empty());
    assert_eq!(after.slots()[1].1.cost(), Some(KdfParams::DEFAULT));
    assert_eq!(
        after
            .slots()
            .into_iter()
            .map(|(id, _)| id)
            .collect::<Vec<_>>(),
        ids
    );
    assert!(open(&bytes(&vault), Unlock::KeyFile(&key)).is_ok());
    after.verify().unwrap();
}

#[test]
fn a_commit_that_fails_leaves_the_raise_to_the_next_one() {
    let before = bytes(&vault_with(vec![NewSlot::Passphrase(OLD, FLOOR)]));
    let fails_at = |fault| {
        let machine = Machine::new(Disk::with(before.clone()), fault);
        let located = Located::new(FaultyStorage::open(&machine).unwrap()).unwrap();
        let mut vault = located.unlock(&Unlock::Passphrase(OLD)).unwrap();
        vault.begin().unwrap();
        put(&mut vault, "x", "x", "x");
        let is_done = vault.commit(at(5)).is_ok();
        let renamed = machine.calls().iter().position(|call| *call == "rename");
        machine.heal();
        put_one(&mut vault, "y", "y", "y");
        (is_done, renamed.unwrap() + 1, vault.slots()[0].1.cost())
    };
    let (is_done, rename, cost) = fails_at(None);
    assert_eq!((is_done, cost), (true, Some(KdfParams::DEFAULT)));
    let fault = Fault {
        at: rename,
        how: How::Eio,
    };
    let (is_done, _, cost) = fails_at(Some(fault));
    assert_eq!((is_done, cost), (false, Some(KdfParams::DEFAULT)));
}

#[test]
fn a_file_in_append_mode_is_raised_and_rekeyed_whole() {
    let mut vault = appended();
    let key = key();
    let before = read_all(&mut vault).unwrap();
    let (mut vault, proof) = prove(&bytes(&vault), Unlock::KeyFile(&key));
    vault
        .rekey(&[SlotAfter::proven(&proof)], Depth::Deep, at(9))
        .unwrap();
    put_one(&mut vault, "secret-7", "third-7", "appended");
    let report = vault.verify().unwrap();
    assert_eq!(report.commits, 2);
    let after = read_all(&mut open(&bytes(&vault), Unlock::KeyFile(&key)).unwrap()).unwrap();
    assert_eq!(after.len(), before.len() + 1);
}
