//! The table of credentials: it survives whatever the vault does, and what is removed from it is gone.

use super::hostile::{clients, forge};
use super::*;
use crate::crypto::entropy::OsEntropy;
use crate::error::Kind;
use crate::iam::{Credential, Grant, credential};
use crate::store::recover::Loss;
use crate::store::{Depth, SlotAfter};

type Vault = VaultFile<MemoryStorage>;

fn add(vault: &mut Vault, name: &str, lifetime: Option<i64>) -> Credential {
    let grant = Grant {
        name: name.to_owned(),
        is_session: false,
        lifetime,
        read_only: false,
        secrets: Vec::new(),
    };
    let new = Credential::generate(grant, at(1), &OsEntropy).unwrap();
    vault
        .change_credentials(at(1), |all| credential::add(all, new.clone(), at(1)))
        .unwrap();
    new
}

fn remove(vault: &mut Vault, name: &str) {
    vault
        .change_credentials(at(2), |all| credential::remove(all, name))
        .unwrap();
}

fn rotate(vault: &mut Vault, name: &str) -> Credential {
    vault
        .change_credentials(at(2), |all| {
            credential::rotate(all, name, at(2), &OsEntropy)
        })
        .unwrap()
}

/// The credentials of the file, as somebody else reads it who proves it first.
fn stored(vault: &Vault) -> Vec<Credential> {
    let mut vault = reopen(vault.storage().bytes()).unwrap();
    vault.verify().unwrap();
    vault.credentials().unwrap().to_vec()
}

/// The sealed table.
fn table(vault: &Vault) -> Vec<u8> {
    let pointer = vault.view.root.credentials.unwrap();
    let start = usize::try_from(pointer.offset).unwrap();
    vault.storage().bytes()[start..start + pointer.length as usize].to_vec()
}

fn contains(vault: &Vault, part: &[u8]) -> bool {
    let mut windows = vault.storage().bytes().windows(part.len());
    windows.any(|window| window == part)
}

#[test]
fn a_vault_without_credentials_has_none() {
    let mut vault = new_vault();
    assert!(vault.credentials().unwrap().is_empty());
    assert!(stored(&vault).is_empty());
}

#[test]
fn they_are_there_after_rewrites_and_appends() {
    for mut vault in [new_vault(), appended()] {
        let app = add(&mut vault, "app", None);
        let other = add(&mut vault, "a", None);
        put_one(&mut vault, "secret-1", "third-1", "x");
        append_one(&mut vault, "secret-2", "third-2", "x");
        assert_eq!(stored(&vault), [other.clone(), app.clone()]);
        vault.compact(at(3)).unwrap();
        assert_eq!(stored(&vault), [other, app]);
        assert_eq!(get(&mut vault, "secret-2").unwrap().as_deref(), Some("x"));
    }
}

#[test]
fn they_are_carried_below_a_new_vault_key() {
    for depth in [Depth::Shallow, Depth::Deep] {
        let mut vault = new_vault();
        let app = add(&mut vault, "app", None);
        let before = table(&vault);
        let located = Located::new(MemoryStorage::new(vault.storage().bytes().to_vec())).unwrap();
        let (mut vault, proof) = located.prove(&Unlock::KeyFile(&key())).unwrap();
        vault
            .rekey(&[SlotAfter::proven(&proof)], depth, at(4))
            .unwrap();
        assert_eq!(stored(&vault), std::slice::from_ref(&app));
        assert_eq!(vault.credentials().unwrap(), [app]);
        assert!(!contains(&vault, &before), "sealed anew");
    }
}

#[test]
fn of_what_was_removed_or_rotated_no_byte_is_left() {
    for mut vault in [new_vault(), appended()] {
        let kept = add(&mut vault, "kept", None);
        let old = add(&mut vault, "app", None);
        let before = table(&vault);
        assert!(contains(&vault, &before));
        let new = rotate(&mut vault, "app");
        assert!(!contains(&vault, &before));
        assert_ne!(new.access_key_id(), old.access_key_id());
        assert_eq!(stored(&vault), [new, kept.clone()]);

        let before = table(&vault);
        remove(&mut vault, "app");
        assert!(!contains(&vault, &before));
        assert_eq!(stored(&vault), [kept]);

        let before = table(&vault);
        remove(&mut vault, "kept");
        assert!(!contains(&vault, &before));
        assert!(vault.view.root.credentials.is_none());
        assert!(stored(&vault).is_empty());
    }
}

#[test]
fn what_has_expired_is_listed_until_the_table_is_written_again() {
    let mut vault = appended();
    let brief = add(&mut vault, "brief", Some(500));
    assert_eq!(vault.credentials().unwrap(), [brief]);
    let before = table(&vault);
    vault
        .change_credentials(at(5), |all| {
            let grant = Grant {
                name: "app".to_owned(),
                is_session: true,
                lifetime: Some(1000),
                read_only: false,
                secrets: Vec::new(),
            };
            let new = Credential::generate(grant, at(5), &OsEntropy)?;
            credential::add(all, new, at(5))
        })
        .unwrap();
    let names: Vec<_> = stored(&vault)
        .iter()
        .map(|one| one.name().to_owned())
        .collect();
    assert_eq!(names, ["app"]);
    assert!(!contains(&vault, &before));
}

#[test]
fn a_change_that_is_refused_changes_nothing() {
    let mut vault = new_vault();
    add(&mut vault, "app", None);
    let before = vault.storage().bytes().to_vec();
    let refused = vault.change_credentials(at(2), |all| credential::remove(all, "other"));
    assert_eq!(refused.unwrap_err().kind(), Kind::Other);
    assert_eq!(vault.storage().bytes(), before);
    assert_eq!(vault.credentials().unwrap().len(), 1);
    put_one(&mut vault, "a", "v1", "the lock is free");
}

#[test]
fn another_process_sees_the_change_after_a_look() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.vault");
    let key = key();
    let new = new_with(vec![NewSlot::KeyFile(&key)]);
    drop(VaultFile::create(&path, &new, at(0)).unwrap());
    let open = || {
        let located = Located::at(&path).unwrap();
        located.unlock(&Unlock::KeyFile(&key)).unwrap()
    };
    let (mut writer, mut reader) = (open(), open());
    let names = |vault: &mut VaultFile| {
        let all = vault.credentials().unwrap().iter();
        all.map(|one| one.access_key_id().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(names(&mut reader).is_empty());
    for _ in 0..2 {
        let before = names(&mut reader);
        writer
            .change_credentials(at(1), |all| {
                let new = clients().remove(0);
                all.clear();
                credential::add(all, new, at(1))
            })
            .unwrap();
        assert_eq!(names(&mut reader), before, "the commit that it looks at");
        reader.refresh().unwrap();
        assert_eq!(names(&mut reader), names(&mut writer));
        assert_ne!(names(&mut reader), before);
    }
}

#[test]
fn what_does_not_ask_for_the_table_does_not_open_it() {
    let bytes = forge(|forge| forge.credentials = Some(Box::new(|content| content.fill(7))));
    let mut vault = reopen(&bytes).unwrap();
    assert_eq!(all_secrets(&mut vault).unwrap().len(), 2);
    put_one(&mut vault, "a", "v1", "one");
    assert_eq!(get(&mut vault, "a").unwrap().as_deref(), Some("one"));
    let damaged = vault.credentials().unwrap_err();
    assert_eq!(damaged.kind(), Kind::Damaged);
    assert_eq!(vault.verify().unwrap_err().kind(), Kind::Damaged);
}

#[test]
fn a_flipped_bit_of_the_table_is_noticed() {
    let mut vault = new_vault();
    add(&mut vault, "app", None);
    let mut bytes = vault.storage().bytes().to_vec();
    let pointer = vault.view.root.credentials.unwrap();
    bytes[usize::try_from(pointer.offset).unwrap() + 9] ^= 1;
    let mut damaged = reopen(&bytes).unwrap();
    let error = damaged.credentials().unwrap_err();
    assert_eq!(
        error.message(),
        "the vault is damaged: the table of credentials does not verify"
    );
    assert!(damaged.verify().is_err());
}

#[test]
fn a_recovery_brings_them_over_or_says_so() {
    let mut vault = appended();
    let app = add(&mut vault, "app", None);
    let bytes = vault.storage().bytes().to_vec();
    let recovered = recover::recover(&bytes).unwrap();
    assert_eq!(stored(&recovered.vault), [app]);
    assert!(recovered.lost.is_empty());

    let damaged = forge(|forge| forge.credentials = Some(Box::new(|content| content.fill(7))));
    let recovered = recover::recover(&damaged).unwrap();
    assert!(stored(&recovered.vault).is_empty());
    assert_eq!(recovered.lost, [Loss::Credentials]);
}

#[test]
fn a_forge_with_credentials_writes_a_sound_vault() {
    let bytes = forge(|forge| forge.credentials = Some(Box::new(|_| {})));
    let mut vault = reopen(&bytes).unwrap();
    vault.verify().unwrap();
    let names: Vec<_> = vault
        .credentials()
        .unwrap()
        .iter()
        .map(Credential::name)
        .collect();
    assert_eq!(names, ["app", "ci"]);
}
