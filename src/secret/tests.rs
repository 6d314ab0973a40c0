use super::*;
use crate::secret::record::SecretVersion;
use crate::secret::rotation::RotationRules;
use crate::types::time::DAY;
use crate::types::version::VersionId;

const NOW: Timestamp = Timestamp::from_millis(1_767_614_400_000);

fn secret() -> Secret {
    let region = "us-east-1".parse().unwrap();
    Secret::create([1; 16], region, "S".to_owned(), "abcdef".to_owned(), NOW)
}

fn version(id: &str, created: Timestamp) -> SecretVersion {
    SecretVersion {
        id: id.into(),
        created,
        accessed: None,
        value: None,
        shelved: false,
    }
}

fn ids(secret: &Secret) -> Vec<&str> {
    let versions = secret.record().versions.iter();
    versions.map(|version| version.id.as_str()).collect()
}

#[test]
fn versions_are_kept_oldest_first_and_the_one_that_lost_its_label_stays_for_the_store() {
    let mut secret = secret();
    assert!(!secret.has_versions());
    for (index, id) in ["c", "b", "a"].into_iter().enumerate() {
        let created = NOW.plus(i64::try_from(index).unwrap());
        secret.put(version(id, created), None, created).unwrap();
    }
    assert_eq!(ids(&secret), ["c", "b", "a"]);
    assert!(secret.stages_of(&"c".into()).is_empty());
    assert_eq!(secret.record().changed, NOW.plus(2));
}

#[test]
fn a_clean_up_leaves_the_young_and_keeps_count_of_the_oldest() {
    let mut secret = secret();
    secret.put(version("current", NOW), None, NOW).unwrap();
    let mut deprecated: Vec<SecretVersion> = (0..110)
        .map(|number| version(&format!("d{number:03}"), NOW.plus(-2 * DAY + number)))
        .collect();
    deprecated.push(version("young", NOW));
    let mut record = secret.into_record();
    record.deprecated.count = 111;
    record.deprecated.oldest = Some(NOW);
    let young = Secret::new(record.clone());
    assert!(!young.needs_pruning(NOW), "none can be old enough");
    record.deprecated.oldest = Some(NOW.plus(-2 * DAY));
    let mut secret = Secret::new(record);
    assert!(secret.needs_pruning(NOW));
    secret.prune(deprecated, NOW);
    let pruned: Vec<&str> = secret
        .record()
        .pruned
        .iter()
        .map(VersionId::as_str)
        .collect();
    assert_eq!(pruned.len(), 12);
    assert_eq!((pruned[0], pruned[11]), ("d000", "d011"));
    assert_eq!(
        secret.record().deprecated.oldest,
        Some(NOW.plus(-2 * DAY + 12))
    );
}

#[test]
fn a_scheduled_secret_is_active_again_when_restored_and_expired_when_due() {
    let mut secret = secret();
    let before = secret.clone();
    let due = secret.schedule_deletion(7, NOW);
    assert_eq!(due, NOW.plus(7 * DAY));
    assert!(secret.require_active().is_err());
    assert!(!secret.is_expired(due.plus(-1)) && secret.is_expired(due));
    secret.restore();
    assert_eq!(secret, before);
}

#[test]
fn a_test_s_version_goes_even_when_a_new_value_took_its_label() {
    let mut secret = secret();
    secret.put(version("v1", NOW), None, NOW).unwrap();
    secret
        .configure_rotation("f".to_owned(), RotationRules::default(), None, NOW)
        .unwrap();
    secret.begin_rotation(version("test", NOW), true).unwrap();
    assert_eq!(secret.pending_rotation(), None, "a test is no rotation");
    secret.put(version("v2", NOW), None, NOW).unwrap();
    // The store keeps what has no label apart.
    let mut record = secret.into_record();
    record
        .versions
        .retain(|version| version.id.as_str() != "test");
    record.deprecated.count = 1;
    let mut secret = Secret::new(record);
    secret.end_rotation_test().unwrap();
    assert_eq!(secret.record().pruned, ["test".into()]);
    assert_eq!(ids(&secret), ["v1", "v2"]);
}
