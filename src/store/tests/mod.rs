//! The vault file in memory: what is promised of its content.

mod bad;
mod credentials;
mod damage;
pub(crate) mod faults;
mod hostile;
mod model;
mod recover;
pub(crate) mod seeds;
mod slots;
mod splice;
mod transactions;

use zeroize::Zeroizing;

use crate::crypto::keys::Key;
use crate::iam::{Caller, Permit};
use crate::secret::Secret;
use crate::secret::record::{Deprecated, SecretRecord, SecretVersion};
use crate::secret::stages::StagingLabels;
use crate::store::{Located, MemoryStorage, NewSlot, NewVault, Storage, Unlock, VaultFile};
use crate::types::region::Region;
use crate::types::sensitive::{SecretString, SecretValue};
use crate::types::time::Timestamp;
use crate::types::version::{AWSCURRENT, StagingLabel, VersionId};
use crate::vault::{Store as _, Vault as _};

pub(super) fn key() -> Key {
    Key::new([42; 32])
}

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000 + second * 1000)
}

pub(super) fn home() -> Region {
    Region::DEFAULT.parse().unwrap()
}

/// What a vault with these slots is made with.
pub(super) fn new_with(slots: Vec<NewSlot<'_>>) -> NewVault<'_> {
    NewVault {
        account: "123456789012".parse().unwrap(),
        home_region: home(),
        slots,
    }
}

pub(crate) fn new_vault() -> VaultFile<MemoryStorage> {
    let key = key();
    let new = new_with(vec![NewSlot::KeyFile(&key)]);
    VaultFile::in_memory(&new, at(0)).unwrap()
}

pub(super) fn reopen(bytes: &[u8]) -> crate::error::Result<VaultFile<MemoryStorage>> {
    Located::new(MemoryStorage::new(bytes.to_vec()))?.unlock(&Unlock::KeyFile(&key()))
}

pub(super) fn text(value: &str) -> SecretValue {
    SecretValue::Text(SecretString::new(Zeroizing::new(value.to_owned())))
}

/// A secret without versions.
pub(super) fn secret(name: &str) -> Secret {
    use sha2::{Digest as _, Sha256};
    let digest: [u8; 32] = Sha256::digest(name).into();
    Secret::new(SecretRecord {
        key: *digest.first_chunk().unwrap(),
        region: home(),
        name: name.to_owned(),
        suffix: "AbCdEf".to_owned(),
        description: Some("x".repeat(250)),
        kms_key_id: None,
        kind: None,
        tags: None,
        owning_service: None,
        primary_region: None,
        created: at(0),
        changed: at(0),
        accessed: None,
        deletion: None,
        rotation: None,
        stages: StagingLabels::default(),
        versions: Vec::new(),
        deprecated: Deprecated::default(),
        pruned: Vec::new(),
    })
}

/// Puts a new AWSCURRENT version into a secret, which is made if it is not there.
pub(super) fn put<S: Storage>(vault: &mut VaultFile<S>, name: &str, id: &str, value: &str) {
    let found = vault
        .find(&home(), name)
        .unwrap()
        .unwrap_or_else(|| secret(name));
    let permit = Permit::evaluate(&Caller::Owner, "PutSecretValue", &found).unwrap();
    let id = VersionId::from(id);
    let stored = vault.seal(&permit, &found, &id, &text(value)).unwrap();
    let mut record = found.into_record();
    let has_versions = !record.versions.is_empty();
    record.stages.put(&id, None, has_versions).unwrap();
    record.versions.push(SecretVersion {
        id,
        created: at(1),
        accessed: None,
        value: Some(stored),
        shelved: false,
    });
    vault.save(Secret::new(record)).unwrap();
}

/// One committed put.
pub(super) fn put_one<S: Storage>(vault: &mut VaultFile<S>, name: &str, id: &str, value: &str) {
    vault.begin().unwrap();
    put(vault, name, id, value);
    vault.commit(at(2)).unwrap();
}

/// A committed put that is appended, however small the file is.
pub(super) fn append_one(vault: &mut VaultFile<MemoryStorage>, name: &str, id: &str, value: &str) {
    vault.begin().unwrap();
    put(vault, name, id, value);
    vault.append(at(2)).unwrap();
}

pub(super) fn get<S: Storage>(
    vault: &mut VaultFile<S>,
    name: &str,
) -> crate::error::Result<Option<String>> {
    let Some(found) = vault.find(&home(), name)? else {
        return Ok(None);
    };
    let label = StagingLabel::from(AWSCURRENT);
    let id = found
        .record()
        .stages
        .holder(label.as_str())
        .unwrap()
        .clone();
    read(vault, &found, &id)
}

pub(super) fn read<S: Storage>(
    vault: &mut VaultFile<S>,
    found: &Secret,
    id: &VersionId,
) -> crate::error::Result<Option<String>> {
    let permit = Permit::evaluate(&Caller::Owner, "GetSecretValue", found).unwrap();
    let Some(version) = vault.version(found, id)? else {
        return Ok(None);
    };
    let SecretValue::Text(value) = vault.reveal(&permit, found, &version)? else {
        panic!("text was put");
    };
    Ok(Some(value.expose().to_owned()))
}

/// All secrets of a vault, in no order.
pub(super) fn all_secrets<S: Storage>(
    vault: &mut VaultFile<S>,
) -> crate::error::Result<Vec<Secret>> {
    let mut secrets = Vec::new();
    vault.secrets(&mut |secret| {
        secrets.push(secret);
        Ok(())
    })?;
    Ok(secrets)
}

/// A vault in append mode: larger than what is rewritten whole, with some single puts behind an import.
pub(super) fn appended() -> VaultFile<MemoryStorage> {
    let mut vault = new_vault();
    vault.begin().unwrap();
    for number in 0..400 {
        put(
            &mut vault,
            &format!("secret-{number}"),
            &format!("first-{number}"),
            &"v".repeat(200),
        );
    }
    vault.commit(at(1)).unwrap();
    for number in 0..6 {
        put_one(
            &mut vault,
            &format!("secret-{number}"),
            &format!("second-{number}"),
            &format!("new-{number}"),
        );
    }
    vault
}
