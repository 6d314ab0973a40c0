//! What is recovered of a damaged file is exactly what still verifies, and what is not is told.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::error::{Kind, Result};
use crate::secret::rotation::{Rotation, RotationRules};
use crate::store::file::VAULT_OWNER;
use crate::store::footer::FOOTER_LENGTH;
use crate::store::node::{Inner, Leaf, Position, Stored};
use crate::store::record;
use crate::store::recover::{Loss, Recovered, Salvage};
use crate::store::sealed::Parts;
use crate::store::view::split;
use crate::types::tag::Tag;
use crate::types::version::AWSPREVIOUS;

pub(super) fn recover(bytes: &[u8]) -> Result<Recovered> {
    let storage = MemoryStorage::new(bytes.to_vec());
    let recovery = Salvage::new(storage)?.unlock(&Unlock::KeyFile(&key()))?;
    recovery.export(&[NewSlot::KeyFile(&key())], at(9))
}

/// Every value by secret and version.
type Values = BTreeMap<(String, String), String>;

fn values<S: Storage>(vault: &mut VaultFile<S>) -> Values {
    let secrets = all_secrets(vault).unwrap();
    let mut values = Values::new();
    for secret in &secrets {
        let mut versions = secret.record().versions.clone();
        versions.extend(vault.deprecated(secret).unwrap());
        for version in versions {
            let name = secret.record().name.clone();
            let value = read(vault, secret, &version.id).unwrap().unwrap();
            values.insert((name, version.id.as_str().to_owned()), value);
        }
    }
    values
}

/// What of a vault's values and of the losses belong together: nothing is in both, and together they are all.
fn recovered_is_the_rest(recovered: &mut Recovered, all: &Values, lost: &[(&str, &str)]) {
    assert!(recovered.vault.verify().is_ok());
    let mut expected = all.clone();
    for (name, id) in lost {
        let key = ((*name).to_owned(), (*id).to_owned());
        assert!(expected.remove(&key).is_some(), "{name} {id} never was");
    }
    assert_eq!(values(&mut recovered.vault), expected);
}

fn version(secret: &str, id: &str, labels: &[&str]) -> Loss {
    Loss::Version {
        secret: secret.to_owned(),
        id: VersionId::from(id),
        labels: labels
            .iter()
            .map(|label| StagingLabel::from(*label))
            .collect(),
    }
}

/// A secret with two deprecated versions, and one with a single version.
fn two_secrets() -> VaultFile<MemoryStorage> {
    let mut vault = new_vault();
    for number in 1..=4 {
        put_one(
            &mut vault,
            "a",
            &format!("a{number}"),
            &format!("one {number}"),
        );
    }
    put_one(&mut vault, "b", "b1", "two");
    vault
}

fn flipped(bytes: &[u8], offset: u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[usize::try_from(offset).unwrap()] ^= 1;
    bytes
}

/// A leaf or inner node of the index, with the names of the secrets below it.
struct Found {
    stored: Stored,
    names: BTreeSet<String>,
}

fn nodes(vault: &mut VaultFile<MemoryStorage>) -> Vec<Found> {
    fn below(
        parts: &Parts<'_, MemoryStorage>,
        stored: &Stored,
        position: Position,
        found: &mut Vec<Found>,
    ) -> BTreeSet<String> {
        let content = parts.node(&VAULT_OWNER, position, stored).unwrap();
        let mut names = BTreeSet::new();
        if stored.is_leaf {
            for (_, bytes) in Leaf::read(&content, position).unwrap() {
                names.insert(record::decode(bytes).unwrap().name);
            }
        } else {
            for child in Inner::decode(&content, position).unwrap().children {
                let part = position.child(child.first, child.width);
                names.append(&mut below(
                    parts,
                    &child.link.stored().unwrap(),
                    part,
                    found,
                ));
            }
        }
        found.push(Found {
            stored: *stored,
            names: names.clone(),
        });
        names
    }
    let top = vault.view.root.trie.unwrap();
    let (_, parts) = split!(vault);
    let mut found = Vec::new();
    below(&parts, &top, Position::TOP, &mut found);
    found
}

#[test]
fn of_a_whole_vault_everything_is_recovered() {
    for mut vault in [new_vault(), two_secrets(), appended()] {
        let mut recovered = recover(vault.storage().bytes()).unwrap();
        assert_eq!(recovered.lost, []);
        assert_eq!(
            (recovered.generation, recovered.written),
            vault.generation()
        );
        assert_ne!(recovered.vault.vault_id(), vault.vault_id());
        assert_eq!(recovered.vault.account(), vault.account());
        assert_eq!(recovered.vault.home_region(), vault.home_region());
        recovered_is_the_rest(&mut recovered, &values(&mut vault), &[]);
        // What opened the old one opens the new one, from its bytes alone.
        let mut again = reopen(recovered.vault.storage().bytes()).unwrap();
        assert!(again.verify().is_ok());
        assert_eq!(values(&mut again), values(&mut vault));
    }
}

#[test]
fn a_secret_is_recovered_with_all_that_is_known_of_it() {
    let mut vault = two_secrets();
    vault.begin().unwrap();
    let mut record = vault.find(&home(), "a").unwrap().unwrap().into_record();
    record.tags = Some(vec![Tag {
        key: "team".to_owned(),
        value: "core".to_owned(),
    }]);
    record.kms_key_id = Some("alias/other".to_owned());
    record.accessed = Some(at(0).day());
    record.changed = at(5);
    record.deletion = Some(at(900_000));
    record.rotation = Some(Rotation {
        enabled: true,
        function: "vault-random".to_owned(),
        rules: RotationRules {
            automatically_after_days: Some(30),
            ..RotationRules::default()
        },
        last_rotated: Some(at(3)),
        next: Some(at(800_000)),
        password: None,
        test: None,
    });
    vault.save(Secret::new(record)).unwrap();
    vault.commit(at(6)).unwrap();
    let mut recovered = recover(vault.storage().bytes()).unwrap().vault;
    assert_eq!(recovered.view.root.created, vault.view.root.created);
    assert_eq!(recovered.view.root.deletion_due, Some(at(900_000)));
    assert_eq!(recovered.view.root.rotation_due, Some(at(800_000)));
    // Ids and places within the file are the new file's own.
    let comparable = |vault: &mut VaultFile<MemoryStorage>| {
        let secret = vault.find(&home(), "a").unwrap().unwrap();
        let mut versions = secret.record().versions.clone();
        let mut deprecated = vault.deprecated(&secret).unwrap();
        deprecated.sort_by(|one, other| one.id.cmp(&other.id));
        versions.append(&mut deprecated);
        for version in &mut versions {
            version.value = None;
        }
        let mut record = secret.into_record();
        record.key = [0; 16];
        record.versions = versions;
        record.deprecated.root = None;
        record
    };
    assert_eq!(comparable(&mut recovered), comparable(&mut vault));
}

#[test]
fn a_damaged_value_loses_its_version_and_its_labels() {
    let mut vault = two_secrets();
    let all = values(&mut vault);
    let secret = vault.find(&home(), "a").unwrap().unwrap();
    for (id, labels) in [
        ("a1", &[][..]),
        ("a2", &[]),
        ("a3", &[AWSPREVIOUS]),
        ("a4", &[AWSCURRENT]),
    ] {
        let found = vault
            .version(&secret, &VersionId::from(id))
            .unwrap()
            .unwrap();
        let blob = found.value.unwrap().blob;
        let damaged = flipped(vault.storage().bytes(), blob.offset + 1);
        let mut recovered = recover(&damaged).unwrap();
        assert_eq!(recovered.lost, [version("a", id, labels)]);
        recovered_is_the_rest(&mut recovered, &all, &[("a", id)]);
        let after = recovered.vault.find(&home(), "a").unwrap().unwrap();
        for label in labels {
            assert_eq!(after.record().stages.holder(label), None);
        }
    }
}

#[test]
fn damaged_deprecated_versions_leave_the_others() {
    let mut vault = two_secrets();
    let all = values(&mut vault);
    let secret = vault.find(&home(), "a").unwrap().unwrap();
    let (_, top) = secret.record().deprecated.root.unwrap();
    let mut recovered = recover(&flipped(vault.storage().bytes(), top.offset)).unwrap();
    let lost = Loss::Deprecated {
        secret: "a".to_owned(),
        count: 2,
    };
    assert_eq!(recovered.lost, [lost]);
    recovered_is_the_rest(&mut recovered, &all, &[("a", "a1"), ("a", "a2")]);
}

#[test]
fn a_damaged_leaf_loses_its_secrets_and_no_other() {
    let mut vault = appended();
    vault.begin().unwrap();
    vault.rewrite_as(None, at(3)).unwrap();
    let all = values(&mut vault);
    let leaves: Vec<Found> = nodes(&mut vault)
        .into_iter()
        .filter(|node| node.stored.is_leaf)
        .collect();
    assert!(leaves.len() > 3);
    for leaf in leaves {
        let pointer = leaf.stored.pointer;
        let mut recovered = recover(&flipped(vault.storage().bytes(), pointer.offset)).unwrap();
        let index = Loss::Index {
            from: pointer.offset,
            to: pointer.offset + u64::from(pointer.length),
        };
        assert_eq!(
            recovered.lost,
            [index, Loss::Secrets(leaf.names.len() as u64)]
        );
        let gone = all.keys().filter(|(name, _)| leaf.names.contains(name));
        let gone: Vec<(&str, &str)> = gone.map(|(name, id)| (&**name, &**id)).collect();
        recovered_is_the_rest(&mut recovered, &all, &gone);
    }
}

#[test]
fn a_leaf_that_an_older_commit_has_whole_is_taken_from_there() {
    let mut vault = appended();
    let all = values(&mut vault);
    let (base, _) = vault.generation();
    // The leaf that the last put wrote; the commit before has its secrets as they were.
    let newest = nodes(&mut vault)
        .into_iter()
        .find(|node| node.stored.is_leaf && node.names.contains("secret-5"))
        .unwrap();
    let damaged = flipped(vault.storage().bytes(), newest.stored.pointer.offset);
    let mut recovered = recover(&damaged).unwrap();
    assert_eq!(recovered.generation, base);
    let changes: BTreeSet<String> = recovered
        .lost
        .iter()
        .filter_map(|loss| match loss {
            Loss::Changes {
                secret, generation, ..
            } => {
                assert_eq!(*generation, base - 1);
                Some(secret.clone())
            }
            Loss::Index { .. } => None,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(changes, newest.names);
    recovered_is_the_rest(&mut recovered, &all, &[("secret-5", "second-5")]);
    let value = get(&mut recovered.vault, "secret-5").unwrap();
    assert_eq!(value, Some("v".repeat(200)));
}

#[test]
fn a_damaged_top_of_the_index_falls_back_to_the_commit_before() {
    let mut vault = appended();
    let all = values(&mut vault);
    let top = nodes(&mut vault).pop().unwrap();
    assert!(!top.stored.is_leaf);
    let mut recovered =
        recover(&flipped(vault.storage().bytes(), top.stored.pointer.offset)).unwrap();
    assert_eq!(recovered.lost.len(), 1 + top.names.len());
    recovered_is_the_rest(&mut recovered, &all, &[("secret-5", "second-5")]);
}

#[test]
fn a_damaged_root_or_footer_falls_back_to_the_commit_before() {
    let mut vault = appended();
    let all = values(&mut vault);
    let (base, written) = vault.generation();
    let root = vault.view.tip.footer.root.offset;
    let mut recovered = recover(&flipped(vault.storage().bytes(), root)).unwrap();
    assert_eq!(
        recovered.lost,
        [Loss::Commit {
            generation: base,
            written
        }]
    );
    assert_eq!(recovered.generation, base - 1);
    recovered_is_the_rest(&mut recovered, &all, &[("secret-5", "second-5")]);

    let end = vault.view.tip.end;
    let from = vault.view.tip.footer.start;
    let mut recovered = recover(&flipped(vault.storage().bytes(), end - 1)).unwrap();
    assert_eq!(recovered.lost, [Loss::Tail { from, to: end }]);
    assert_eq!(recovered.generation, base - 1);
    recovered_is_the_rest(&mut recovered, &all, &[("secret-5", "second-5")]);
}

#[test]
fn a_torn_end_is_told_and_the_commit_before_recovered() {
    let mut vault = appended();
    let all = values(&mut vault);
    let bytes = vault.storage().bytes();
    let start = vault.view.tip.footer.start;
    let torn = &bytes[..bytes.len() - FOOTER_LENGTH / 2];
    let mut recovered = recover(torn).unwrap();
    let to = torn.len() as u64;
    assert_eq!(recovered.lost, [Loss::Tail { from: start, to }]);
    recovered_is_the_rest(&mut recovered, &all, &[("secret-5", "second-5")]);
}

#[test]
fn damage_where_nothing_leads_to_loses_nothing() {
    let mut vault = appended();
    let all = values(&mut vault);
    // The footer of the commit before, and its root.
    let before = vault.view.tip.footer.start;
    for offset in [before - 1, before - FOOTER_LENGTH as u64 - 1] {
        let mut recovered = recover(&flipped(vault.storage().bytes(), offset)).unwrap();
        assert_eq!(recovered.lost, []);
        recovered_is_the_rest(&mut recovered, &all, &[]);
    }
}

#[test]
fn a_damaged_header_is_no_obstacle_while_a_slot_opens() {
    let vault = two_secrets();
    let bytes = vault.storage().bytes();
    let length = vault.header_bytes.len();
    let recovery = |bytes: &[u8]| {
        Salvage::new(MemoryStorage::new(bytes.to_vec()))?.unlock(&Unlock::KeyFile(&key()))
    };
    assert!(recovery(bytes).unwrap().is_header_whole());
    // Its length, the key epoch, the flags, the number of slots, its authenticator.
    for offset in [10, 30, 38, 42, 43, length - 1] {
        let damaged = flipped(bytes, offset as u64);
        assert!(reopen(&damaged).is_err(), "byte {offset}");
        assert!(
            !recovery(&damaged).unwrap().is_header_whole(),
            "byte {offset}"
        );
        assert_eq!(recover(&damaged).unwrap().lost, [], "byte {offset}");
    }
    // The vault's id and the slot itself: nothing opens.
    for offset in 14..30_u64 {
        assert_eq!(
            recovery(&flipped(bytes, offset)).err().unwrap().kind(),
            Kind::Locked
        );
    }
    for offset in 44..44 + 100 {
        assert!(recovery(&flipped(bytes, offset)).is_err(), "byte {offset}");
    }
}

#[test]
fn of_a_file_without_any_commit_nothing_is_recovered() {
    let vault = two_secrets();
    let header = vault.header_bytes.clone();
    for content in [
        header.clone(),
        [&header[..], &[7; 5000]].concat(),
        header[..header.len() - 1].to_vec(),
    ] {
        let error = recover(&content).err().unwrap();
        assert_eq!(error.kind(), Kind::Damaged, "{error}");
    }
    for content in [&b""[..], b"\n", &[0; 5000], &header[..20]] {
        assert!(recover(content).is_err());
    }
}

/// Whatever is damaged: no panic, no other data, a sound vault, and nothing missing without a word.
fn judge(bytes: &[u8], all: &Values, what: &str) {
    let Ok(mut recovered) = recover(bytes) else {
        return;
    };
    assert!(recovered.vault.verify().is_ok(), "{what}");
    let found = values(&mut recovered.vault);
    for (place, value) in &found {
        assert_eq!(all.get(place), Some(value), "{what}: {place:?}");
    }
    assert!(
        found.len() == all.len() || !recovered.lost.is_empty(),
        "{what}: something is missing without a word"
    );
}

#[test]
fn a_flip_of_any_byte_of_a_small_vault_never_gives_other_data() {
    let mut vault = two_secrets();
    let all = values(&mut vault);
    let bytes = vault.storage().bytes();
    for offset in 0..bytes.len() as u64 {
        judge(&flipped(bytes, offset), &all, &format!("byte {offset}"));
    }
    for length in 0..bytes.len() {
        judge(&bytes[..length], &all, &format!("length {length}"));
    }
}

#[test]
fn damage_of_any_size_in_a_vault_in_append_mode_never_gives_other_data() {
    let mut vault = appended();
    let all = values(&mut vault);
    let bytes = vault.storage().bytes();
    for start in (0..bytes.len()).step_by(bytes.len() / 40) {
        for length in [1, 5000, 100_000] {
            let mut damaged = bytes.to_vec();
            let end = (start + length).min(bytes.len());
            damaged[start..end].fill(0);
            judge(&damaged, &all, &format!("{length} bytes at {start}"));
        }
    }
}
