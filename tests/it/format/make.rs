//! Vaults that between them have everything that the format can hold.

use sha2::{Digest as _, Sha256};
use vault::crypto::kdf::KdfParams;
use vault::crypto::keys::Key;
use vault::crypto::recovery::{RECOVERY_KEY_LENGTH, RecoveryKey};
use vault::secret::Secret;
use vault::secret::password::PasswordRules;
use vault::secret::record::{Deprecated, SecretRecord, SecretVersion};
use vault::secret::rotation::{Rotation, RotationRules};
use vault::secret::stages::StagingLabels;
use vault::store::{Depth, MemoryStorage, NewSlot, NewVault, VaultFile};
use vault::types::sensitive::{SecretBinary, SecretString, SecretValue};
use vault::types::tag::Tag;
use vault::types::time::{DAY, Timestamp};
use vault::types::version::{StagingLabel, VersionId};
use vault::vault::{Store as _, Vault as _};
use zeroize::Zeroizing;

use super::rekeyed::{credentials, rekeyed, rekeyed_with_credentials};
use super::{PASSPHRASE, content, key, recovery_key};

/// OWASP's least: what opening still accepts.
pub(super) const FLOOR: KdfParams = KdfParams {
    memory: 19 * 1024,
    passes: 2,
    lanes: 1,
};

/// A vault each, by name.
pub(super) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let key = key();
    let by_key = || [NewSlot::KeyFile(&key)].to_vec();
    vec![
        ("empty", vault(by_key(), |_| {})),
        (
            "passphrase-at-the-floor",
            vault([NewSlot::Passphrase(PASSPHRASE, FLOOR)].to_vec(), simple),
        ),
        (
            "passphrase-and-key-file",
            vault(
                [
                    NewSlot::Passphrase(b"another passphrase", FLOOR),
                    NewSlot::KeyFile(&Key::new([7; 32])),
                    NewSlot::Passphrase(PASSPHRASE, KdfParams::DEFAULT),
                    NewSlot::KeyFile(&key),
                ]
                .to_vec(),
                simple,
            ),
        ),
        (
            "slot-of-both",
            vault(
                [NewSlot::PassphraseAndKeyFile(PASSPHRASE, FLOOR, &key)].to_vec(),
                simple,
            ),
        ),
        (
            "slot-of-a-recovery-key",
            vault(
                [
                    NewSlot::Recovery(&RecoveryKey::new([0; RECOVERY_KEY_LENGTH])),
                    NewSlot::Recovery(&recovery_key()),
                ]
                .to_vec(),
                simple,
            ),
        ),
        (
            "slots-of-every-kind",
            vault(
                [
                    NewSlot::PassphraseAndKeyFile(PASSPHRASE, KdfParams::DEFAULT, &key),
                    NewSlot::Recovery(&recovery_key()),
                    NewSlot::Passphrase(PASSPHRASE, FLOOR),
                    NewSlot::KeyFile(&key),
                ]
                .to_vec(),
                simple,
            ),
        ),
        ("one-secret", vault(by_key(), simple)),
        ("values-of-every-size", vault(by_key(), values)),
        ("binary-values", vault(by_key(), binary)),
        ("deprecated-versions", vault(by_key(), deprecated)),
        ("everything-of-a-secret", vault(by_key(), everything)),
        ("rotation", vault(by_key(), rotation)),
        ("scheduled-deletion", vault(by_key(), deletion)),
        ("unicode", vault(by_key(), unicode)),
        ("record-larger-than-a-leaf", vault(by_key(), large_record)),
        ("removed-secret", vault(by_key(), removed)),
        ("appended", vault(by_key(), appended)),
        ("credentials", vault(by_key(), credentials)),
        ("rekeyed", rekeyed(Depth::Shallow)),
        ("rekeyed-deep", rekeyed(Depth::Deep)),
        ("rekeyed-with-credentials", rekeyed_with_credentials()),
    ]
}

pub(super) type Open = VaultFile<MemoryStorage>;

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000 + second * 1000)
}

pub(super) fn vault(slots: Vec<NewSlot<'_>>, fill: impl Fn(&mut Open)) -> Vec<u8> {
    let new = NewVault {
        account: "123456789012".parse().unwrap(),
        home_region: "eu-central-1".parse().unwrap(),
        slots,
    };
    let mut vault = VaultFile::in_memory(&new, at(0)).unwrap();
    fill(&mut vault);
    vault.verify().unwrap();
    vault.storage().bytes().to_vec()
}

fn transaction(vault: &mut Open, change: impl FnOnce(&mut Open)) {
    vault.begin().unwrap();
    change(vault);
    vault.commit(at(1)).unwrap();
}

fn secret(region: &str, name: &str) -> SecretRecord {
    let digest: [u8; 32] = Sha256::digest(format!("{region} {name}")).into();
    SecretRecord {
        key: *digest.first_chunk().unwrap(),
        region: region.parse().unwrap(),
        name: name.to_owned(),
        suffix: "AbCdEf".to_owned(),
        description: None,
        kms_key_id: None,
        kind: None,
        tags: None,
        owning_service: None,
        primary_region: None,
        created: at(0),
        changed: at(1),
        accessed: None,
        deletion: None,
        rotation: None,
        stages: StagingLabels::default(),
        versions: Vec::new(),
        deprecated: Deprecated::default(),
        pruned: Vec::new(),
    }
}

fn find(vault: &mut Open, name: &str) -> SecretRecord {
    let region = vault.home_region().clone();
    match vault.find(&region, name).unwrap() {
        Some(found) => found.into_record(),
        None => secret(region.as_str(), name),
    }
}

fn save(vault: &mut Open, record: SecretRecord) {
    vault.save(Secret::new(record)).unwrap();
}

fn text(value: &str) -> SecretValue {
    SecretValue::Text(SecretString::new(Zeroizing::new(value.to_owned())))
}

fn bytes(value: &[u8]) -> SecretValue {
    SecretValue::Binary(SecretBinary::new(Zeroizing::new(value.to_vec())))
}

/// Gives a secret a version with these labels.
fn add(
    vault: &mut Open,
    record: &mut SecretRecord,
    id: &str,
    value: Option<&SecretValue>,
    labels: Option<&[&str]>,
) {
    let owner = Secret::new(record.clone());
    let id = VersionId::from(id);
    let value = value.map(|value| {
        vault
            .seal(&content::permit(&owner), &owner, &id, value)
            .unwrap()
    });
    let labels: Option<Vec<_>> = labels.map(|labels| {
        labels
            .iter()
            .map(|label| StagingLabel::from(*label))
            .collect()
    });
    let has_versions = !record.versions.is_empty();
    record
        .stages
        .put(&id, labels.as_deref(), has_versions)
        .unwrap();
    record.versions.push(SecretVersion {
        id,
        created: at(i64::try_from(record.versions.len()).unwrap()),
        accessed: None,
        value,
        shelved: false,
    });
}

/// A new current version of a secret of the home Region.
fn put(vault: &mut Open, name: &str, id: &str, value: &SecretValue) {
    let mut record = find(vault, name);
    add(vault, &mut record, id, Some(value), None);
    save(vault, record);
}

pub(super) fn simple(vault: &mut Open) {
    transaction(vault, |vault| {
        put(
            vault,
            "prod/db",
            "5f0c9d5e-8a55-4a0b-9d5e-0123456789ab",
            &text("s3cret"),
        );
    });
}

fn values(vault: &mut Open) {
    transaction(vault, |vault| {
        for length in [
            0, 1, 27, 28, 59, 60, 1018, 1019, 1020, 1500, 4096, 9000, 65_536,
        ] {
            put(
                vault,
                &format!("of-{length}"),
                "v1",
                &text(&"x".repeat(length)),
            );
        }
    });
}

fn binary(vault: &mut Open) {
    let every: Vec<u8> = (0..=255).collect();
    transaction(vault, |vault| {
        put(vault, "every-byte", "v1", &bytes(&every));
        put(vault, "nothing", "v1", &bytes(&[]));
        put(vault, "not-utf-8", "v1", &bytes(&[0xff, 0xfe]));
        put(vault, "zeros", "v1", &bytes(&[0; 40]));
    });
}

pub(super) fn deprecated(vault: &mut Open) {
    for number in 0..60 {
        transaction(vault, |vault| {
            put(
                vault,
                "often",
                &format!("version-{number}"),
                &text(&format!("{number}")),
            );
        });
    }
    transaction(vault, |vault| {
        let mut record = find(vault, "often");
        record.pruned.push(VersionId::from("version-3"));
        save(vault, record);
    });
}

fn everything(vault: &mut Open) {
    transaction(vault, |vault| {
        let mut record = secret("us-gov-west-1", "all/of-it");
        record.description = Some("with everything".to_owned());
        record.kms_key_id = Some("alias/aws/secretsmanager".to_owned());
        record.kind = Some("partner".to_owned());
        record.tags = Some(vec![
            Tag {
                key: "team".to_owned(),
                value: "core".to_owned(),
            },
            Tag {
                key: "empty".to_owned(),
                value: String::new(),
            },
        ]);
        record.owning_service = Some("rds".to_owned());
        record.primary_region = Some("ap-southeast-2".parse().unwrap());
        record.accessed = Some(Timestamp::from_millis(20_254 * DAY));
        let uuid = "5f0c9d5e-8a55-4a0b-9d5e-0123456789ab";
        add(vault, &mut record, uuid, Some(&text("one")), None);
        add(
            vault,
            &mut record,
            &uuid.to_uppercase(),
            Some(&text("two")),
            None,
        );
        add(vault, &mut record, "pending", None, Some(&["AWSPENDING"]));
        add(
            vault,
            &mut record,
            "mine",
            Some(&bytes(&[1])),
            Some(&["a", "Z", "é"]),
        );
        record.versions[0].accessed = Some(Timestamp::from_millis(20_254 * DAY));
        save(vault, record);

        let mut untagged = secret("us-gov-west-1", "no-tags-left");
        untagged.tags = Some(Vec::new());
        save(vault, untagged);
        // The same name in another Region is another secret.
        let mut other = secret("eu-west-1", "all/of-it");
        add(vault, &mut other, "v1", Some(&text("three")), None);
        save(vault, other);
    });
}

fn rotation(vault: &mut Open) {
    let rotation = Rotation {
        enabled: true,
        function: "vault-random".to_owned(),
        rules: RotationRules {
            automatically_after_days: None,
            duration: Some("3h".to_owned()),
            schedule_expression: Some("cron(0 16 1,15 * ? *)".to_owned()),
        },
        last_rotated: Some(at(5)),
        next: Some(at(86_400)),
        password: Some(PasswordRules {
            length: 24,
            exclude_characters: "\"'\\ ä".to_owned(),
            include_space: true,
            ..PasswordRules::default()
        }),
        test: Some(VersionId::from("v1")),
    };
    let cancelled = Rotation {
        enabled: false,
        function: "arn:aws:lambda:eu-central-1:123456789012:function:f".to_owned(),
        rules: RotationRules {
            automatically_after_days: Some(30),
            ..RotationRules::default()
        },
        last_rotated: None,
        next: None,
        password: None,
        test: None,
    };
    transaction(vault, |vault| {
        for (name, rotation) in [("rotates", rotation), ("cancelled", cancelled)] {
            let mut record = find(vault, name);
            record.rotation = Some(rotation);
            add(vault, &mut record, "v1", Some(&text("one")), None);
            add(
                vault,
                &mut record,
                "v2",
                Some(&text("two")),
                Some(&["AWSPENDING"]),
            );
            save(vault, record);
        }
    });
}

fn deletion(vault: &mut Open) {
    transaction(vault, |vault| {
        for (name, days) in [("in-a-week", 7), ("in-a-month", 30)] {
            let mut record = find(vault, name);
            record.deletion = Some(at(days * 86_400));
            add(vault, &mut record, "v1", Some(&text("soon gone")), None);
            save(vault, record);
        }
        put(vault, "stays", "v1", &text("here"));
    });
}

fn unicode(vault: &mut Open) {
    transaction(vault, |vault| {
        let mut record = find(vault, "unicode");
        record.description = Some("Zugang für 日本 🗝 e\u{301} \u{202e}rtl\n\t\0".to_owned());
        record.tags = Some(vec![Tag {
            key: "größe".to_owned(),
            value: "🗝".to_owned(),
        }]);
        add(
            vault,
            &mut record,
            "v1",
            Some(&text("пароль\0\r\n\u{10ffff}")),
            None,
        );
        save(vault, record);
    });
}

fn large_record(vault: &mut Open) {
    transaction(vault, |vault| {
        put(vault, "small", "v1", &text("small"));
        let mut record = find(vault, "large");
        record.tags = Some(
            (0..50)
                .map(|number| Tag {
                    key: format!("{number}"),
                    value: "🗝".repeat(256),
                })
                .collect(),
        );
        add(vault, &mut record, "v1", Some(&text("large")), None);
        save(vault, record);
    });
}

fn removed(vault: &mut Open) {
    simple(vault);
    transaction(vault, |vault| put(vault, "gone", "v1", &text("gone")));
    transaction(vault, |vault| {
        let record = find(vault, "gone");
        vault.remove(&Secret::new(record)).unwrap();
    });
}

/// Larger than what is rewritten: an import, which flushes twice, and single commits behind it.
fn appended(vault: &mut Open) {
    transaction(vault, |vault| {
        for number in 0..300 {
            let mut record = find(vault, &format!("secret-{number}"));
            record.description = Some("d".repeat(300));
            add(
                vault,
                &mut record,
                "v1",
                Some(&text(&"v".repeat(400))),
                None,
            );
            save(vault, record);
        }
    });
    for number in 0..5 {
        transaction(vault, |vault| {
            put(
                vault,
                "secret-1",
                &format!("more-{number}"),
                &text("changed"),
            );
            put(vault, &format!("new-{number}"), "v1", &text("new"));
        });
    }
}
