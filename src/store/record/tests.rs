use super::*;
use crate::crypto::keys::WRAPPED_KEY_LENGTH;
use crate::crypto::seal::{PIN_LENGTH, Pin};
use crate::secret::record::Pointer;

fn pointer(offset: u64) -> Pointer {
    Pointer {
        offset,
        length: 256,
        pin: Pin::from_bytes([3; PIN_LENGTH]),
    }
}

fn version(id: &str) -> SecretVersion {
    SecretVersion {
        id: VersionId::from(id),
        created: Timestamp::from_millis(1_700_000_000_123),
        accessed: Some(Timestamp::from_millis(20_000 * DAY)),
        value: Some(StoredValue {
            kms_key: [0; 16],
            generation: 1,
            data_key: WrappedKey([4; WRAPPED_KEY_LENGTH]),
            blob: pointer(9),
        }),
        shelved: false,
    }
}

fn full() -> SecretRecord {
    let versions = vec![
        version("0f0e0d0c-0b0a-4009-8807-060504030201"),
        SecretVersion {
            value: None,
            accessed: None,
            ..version("Not-A-Lower-Case-Uuid-0123456789ABCDEF")
        },
    ];
    SecretRecord {
        key: [1; 16],
        region: "eu-west-1".parse().unwrap(),
        name: "prod/db".to_owned(),
        suffix: "a1B2c3".to_owned(),
        description: Some("naïve".to_owned()),
        kms_key_id: Some("alias/x".to_owned()),
        kind: Some("t".to_owned()),
        tags: Some(vec![Tag {
            key: "k".to_owned(),
            value: String::new(),
        }]),
        owning_service: Some("rds".to_owned()),
        primary_region: Some("us-east-1".parse().unwrap()),
        created: Timestamp::from_millis(1),
        changed: Timestamp::from_millis(-1),
        accessed: Some(Timestamp::from_millis(DAY)),
        deletion: Some(Timestamp::from_millis(i64::MAX)),
        rotation: Some(Rotation {
            enabled: true,
            function: "f".to_owned(),
            rules: RotationRules {
                automatically_after_days: Some(30),
                duration: Some("3h".to_owned()),
                schedule_expression: Some("rate(30 days)".to_owned()),
            },
            last_rotated: Some(Timestamp::from_millis(5)),
            next: Some(Timestamp::from_millis(6)),
            password: Some(PasswordRules {
                length: 32,
                exclude_characters: "\"ä".to_owned(),
                include_space: true,
                ..PasswordRules::default()
            }),
            test: Some(VersionId::from("x")),
        }),
        stages: [
            (StagingLabel::from("AWSCURRENT"), versions[0].id.clone()),
            (StagingLabel::from("AWSPENDING"), versions[1].id.clone()),
        ]
        .into_iter()
        .collect(),
        versions,
        deprecated: Deprecated {
            count: 3,
            oldest: Some(Timestamp::from_millis(7)),
            root: Some((true, pointer(11))),
        },
        pruned: Vec::new(),
    }
}

#[test]
fn every_field_comes_back() {
    let secret = full();
    let bytes = encode(&secret);
    assert_eq!(decode(&bytes).unwrap(), secret);
    assert_eq!(encode(&decode(&bytes).unwrap()), bytes);
}

#[test]
fn an_empty_secret_is_small() {
    let secret = SecretRecord {
        description: None,
        kms_key_id: None,
        kind: None,
        tags: None,
        owning_service: None,
        primary_region: None,
        accessed: None,
        deletion: None,
        rotation: None,
        stages: StagingLabels::default(),
        versions: Vec::new(),
        deprecated: Deprecated::default(),
        ..full()
    };
    let bytes = encode(&secret);
    assert!(bytes.len() < 90, "{}", bytes.len());
    assert_eq!(decode(&bytes).unwrap(), secret);
}

#[test]
fn no_cut_or_changed_record_makes_it_panic() {
    let bytes = encode(&full());
    for length in 0..bytes.len() {
        let cut = decode(&bytes[..length]);
        assert!(cut.is_err() || encode(&cut.unwrap()) == bytes[..length]);
    }
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 0xff;
        if let Ok(secret) = decode(&changed) {
            assert!(!encode(&secret).is_empty());
        }
    }
}

#[test]
fn ids_that_are_not_uuids_keep_their_letters() {
    for id in [
        "0F0e0d0c-0b0a-4009-8807-060504030201",
        "0f0e0d0c0b0a40098807060504030201",
        "é",
        "",
    ] {
        let version = SecretVersion {
            shelved: true,
            ..version(id)
        };
        assert_eq!(decode_version(&encode_version(&version)).unwrap(), version);
    }
}

#[test]
fn deprecated_versions_without_a_count_are_refused() {
    let mut counted = full();
    counted.deprecated.count = u32::from_be_bytes([0xc1, 0xc2, 0xc3, 0xc4]);
    let mut bytes = encode(&counted);
    assert!(decode(&bytes).is_ok());
    let is_count = |four: &[u8]| four == counted.deprecated.count.to_le_bytes();
    let at = bytes.windows(4).rposition(is_count).unwrap();
    bytes[at..at + 4].fill(0);
    assert!(decode(&bytes).is_err());
}
