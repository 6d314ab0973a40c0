use super::*;
use crate::store::file::VAULT_OWNER;

#[test]
fn what_was_committed_is_there_after_reopening() {
    let mut vault = new_vault();
    put_one(&mut vault, "a", "v1", "one");
    put_one(&mut vault, "b", "v1", "two");
    let mut vault = reopen(vault.storage().bytes()).unwrap();
    assert_eq!(get(&mut vault, "a").unwrap().as_deref(), Some("one"));
    assert_eq!(get(&mut vault, "b").unwrap().as_deref(), Some("two"));
    assert_eq!(get(&mut vault, "c").unwrap(), None);
    assert_eq!(vault.account().as_str(), "123456789012");
    assert_eq!(vault.generation().0, 3);
}

#[test]
fn what_was_abandoned_is_not() {
    let mut vault = new_vault();
    put_one(&mut vault, "a", "v1", "one");
    let before = vault.storage().bytes().to_vec();
    vault.begin().unwrap();
    put(&mut vault, "a", "v2", "two");
    vault.abandon();
    assert_eq!(get(&mut vault, "a").unwrap().as_deref(), Some("one"));
    assert_eq!(vault.storage().bytes(), before);
}

#[test]
fn nothing_that_was_stored_can_be_read_in_the_file() {
    let mut vault = new_vault();
    put_one(&mut vault, "a-telling-name", "v1", "a-telling-value");
    let bytes = vault.storage().bytes();
    for marker in [
        "a-telling-name",
        "a-telling-value",
        "AWSCURRENT",
        "us-east-1",
        "123456789012",
    ] {
        assert!(
            !bytes
                .windows(marker.len())
                .any(|window| window == marker.as_bytes()),
            "{marker}"
        );
    }
}

#[test]
fn deprecated_versions_are_kept_apart_and_found() {
    let mut vault = new_vault();
    for number in 0..40 {
        put_one(
            &mut vault,
            "a",
            &format!("v{number}"),
            &format!("value {number}"),
        );
    }
    let mut vault = reopen(vault.storage().bytes()).unwrap();
    let found = vault.find(&home(), "a").unwrap().unwrap();
    assert_eq!(found.record().versions.len(), 2);
    assert_eq!(found.record().deprecated.count, 38);
    assert_eq!(vault.deprecated(&found).unwrap().len(), 38);
    for number in 0..40 {
        let id = VersionId::from(format!("v{number}"));
        assert_eq!(
            read(&mut vault, &found, &id).unwrap(),
            Some(format!("value {number}"))
        );
    }
    assert_ne!(found.record().key, VAULT_OWNER);
    vault.verify().unwrap();
}

#[test]
fn a_label_brings_a_deprecated_version_back() {
    let mut vault = new_vault();
    for id in ["v1", "v2", "v3"] {
        put_one(&mut vault, "a", id, id);
    }
    vault.begin().unwrap();
    let found = vault.find(&home(), "a").unwrap().unwrap();
    let version = vault
        .version(&found, &VersionId::from("v1"))
        .unwrap()
        .unwrap();
    assert!(version.shelved);
    let mut record = found.into_record();
    record
        .stages
        .move_label(&StagingLabel::from("mine"), None, Some(&version.id))
        .unwrap();
    record.versions.push(version);
    vault.save(Secret::new(record)).unwrap();
    vault.commit(at(3)).unwrap();
    let found = vault.find(&home(), "a").unwrap().unwrap();
    assert_eq!(found.record().versions.len(), 3);
    assert_eq!(found.record().deprecated, Deprecated::default());
    assert_eq!(vault.verify().unwrap().versions, 3);
}

#[test]
fn pruned_versions_are_gone() {
    let mut vault = new_vault();
    for id in ["v1", "v2", "v3", "v4"] {
        put_one(&mut vault, "a", id, id);
    }
    vault.begin().unwrap();
    let mut record = vault.find(&home(), "a").unwrap().unwrap().into_record();
    record.pruned.push(VersionId::from("v1"));
    vault.save(Secret::new(record)).unwrap();
    vault.commit(at(3)).unwrap();
    let found = vault.find(&home(), "a").unwrap().unwrap();
    assert_eq!(found.record().deprecated.count, 1);
    assert!(
        vault
            .version(&found, &VersionId::from("v1"))
            .unwrap()
            .is_none()
    );
    assert!(
        vault
            .version(&found, &VersionId::from("v2"))
            .unwrap()
            .is_some()
    );
    vault.verify().unwrap();
}

#[test]
fn a_removed_secret_leaves_no_byte_of_its_ciphertext() {
    let mut vault = appended();
    put_one(&mut vault, "gone", "v1", "soon");
    let before = vault.storage().bytes().to_vec();
    let found = vault.find(&home(), "gone").unwrap().unwrap();
    let blob = found.record().versions[0].value.as_ref().unwrap().blob;
    let start = usize::try_from(blob.offset).unwrap();
    let ciphertext = before[start..start + blob.length as usize].to_vec();
    vault.begin().unwrap();
    vault.remove(&found).unwrap();
    vault.commit(at(3)).unwrap();
    let after = vault.storage().bytes();
    assert!(
        !after
            .windows(ciphertext.len())
            .any(|window| window == ciphertext)
    );
    assert_eq!(get(&mut vault, "gone").unwrap(), None);
    assert_eq!(vault.verify().unwrap().secrets, 400);
}

#[test]
fn a_purge_takes_what_is_due_and_only_that() {
    let mut vault = new_vault();
    vault.begin().unwrap();
    for (name, due) in [("due", 10), ("later", 20)] {
        put(&mut vault, name, "v1", "x");
        let mut record = vault.find(&home(), name).unwrap().unwrap().into_record();
        record.deletion = Some(at(due));
        vault.save(Secret::new(record)).unwrap();
    }
    vault.commit(at(1)).unwrap();
    vault.begin().unwrap();
    vault.purge(at(15)).unwrap();
    vault.commit(at(15)).unwrap();
    assert!(vault.find(&home(), "due").unwrap().is_none());
    assert!(vault.find(&home(), "later").unwrap().is_some());
    assert_eq!(vault.view.root.deletion_due, Some(at(20)));
    vault.verify().unwrap();
}

#[test]
fn appends_leave_dead_bytes_and_a_compaction_takes_them_away() {
    let mut vault = appended();
    let report = vault.verify().unwrap();
    assert!(report.commits > 2, "{report:?}");
    assert!(report.dead_bytes > 0, "{report:?}");
    let compacted = vault.compact(at(4)).unwrap();
    assert!(compacted.after < compacted.before);
    let report = vault.verify().unwrap();
    assert_eq!(
        (report.commits, report.dead_bytes, report.secrets),
        (1, 0, 400)
    );
    assert_eq!(report.generation, 9);
}

#[test]
fn live_bytes_are_counted_within_a_fiftieth() {
    let mut vault = appended();
    for number in 0..30 {
        put_one(
            &mut vault,
            &format!("secret-{number}"),
            &format!("third-{number}"),
            "again",
        );
        let counted = vault.view.root.live_bytes;
        let mut copy = reopen(vault.storage().bytes()).unwrap();
        let exact = copy.compact(at(9)).unwrap().after;
        let difference = counted.abs_diff(exact);
        assert!(
            difference * 50 < exact,
            "counted {counted}, exactly {exact}"
        );
    }
}

#[test]
fn a_file_grows_to_at_most_twice_its_live_bytes() {
    let mut vault = appended();
    let mut largest = 0;
    for number in 0..300 {
        put_one(&mut vault, "secret-1", &format!("more-{number}"), "again");
        let live = vault.view.root.live_bytes;
        largest = largest.max(vault.storage().bytes().len() as u64 * 100 / live);
    }
    assert!(largest <= 205, "{largest} %");
    assert!(largest > 150, "it appended in between: {largest} %");
}

#[test]
fn the_vault_knows_whether_any_name_has_an_equals_sign() {
    let mut vault = new_vault();
    put_one(&mut vault, "a", "v1", "one");
    assert!(!vault.has_names_with_equals());
    put_one(&mut vault, "B=a", "v1", "two");
    put_one(&mut vault, "B=a", "v2", "three");
    let mut vault = reopen(vault.storage().bytes()).unwrap();
    assert!(vault.has_names_with_equals());
    vault.verify().unwrap();
    vault.begin().unwrap();
    let secret = vault.find(&home(), "B=a").unwrap().unwrap();
    vault.remove(&secret).unwrap();
    vault.commit(at(9)).unwrap();
    assert!(!vault.has_names_with_equals());
    vault.verify().unwrap();
}
