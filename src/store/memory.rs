//! A vault in memory: for tests, and for a vault that shall leave nothing behind.

use std::collections::HashMap;

use crate::crypto::keys::{WRAPPED_KEY_LENGTH, WrappedKey};
use crate::crypto::seal::{PIN_LENGTH, Pin};
use crate::error::{Error, Kind, Result};
use crate::iam::Permit;
use crate::secret::Secret;
use crate::secret::record::{Pointer, SecretKey, SecretVersion, StoredValue};
use crate::types::region::{AccountId, Region};
use crate::types::sensitive::SecretValue;
use crate::types::time::Timestamp;
use crate::types::version::VersionId;
use crate::vault::{Store, Vault};

/// Secrets of one account, gone when it is dropped. Values are wiped then.
#[derive(Debug)]
pub struct MemoryStore {
    account: AccountId,
    region: Region,
    secrets: HashMap<Place, Kept>,
    values: HashMap<u64, Value>,
    next_value: u64,
    /// What the open transaction changed, as it was before, in order.
    undo: Option<Vec<(Place, Option<Kept>)>>,
}

type Place = (Region, String);

/// A secret and its versions without a label.
#[derive(Debug, Clone)]
struct Kept {
    secret: Secret,
    deprecated: HashMap<VersionId, SecretVersion>,
}

/// A value, and what it was sealed for.
#[derive(Debug)]
struct Value {
    secret: SecretKey,
    version: VersionId,
    content: SecretValue,
}

impl MemoryStore {
    /// An empty vault.
    pub fn new(account: AccountId, region: Region) -> Self {
        Self {
            account,
            region,
            secrets: HashMap::new(),
            values: HashMap::new(),
            next_value: 0,
            undo: None,
        }
    }

    fn kept(&self, secret: &Secret) -> Option<&Kept> {
        self.secrets.get(&place(secret))
    }

    /// Puts or removes a secret, and remembers what was there.
    fn set(&mut self, place: Place, kept: Option<Kept>) -> Result<()> {
        let Some(undo) = &mut self.undo else {
            return Err(Error::new(Kind::Other, "a change outside a transaction"));
        };
        let before = match kept {
            Some(kept) => self.secrets.insert(place.clone(), kept),
            None => self.secrets.remove(&place),
        };
        undo.push((place, before));
        Ok(())
    }

    /// Wipes the values that no version holds any more.
    fn sweep(&mut self) {
        let versions = self.secrets.values().flat_map(|kept| {
            let listed = kept.secret.record().versions.iter();
            listed.chain(kept.deprecated.values())
        });
        let held: std::collections::HashSet<u64> = versions
            .filter_map(|version| version.value.as_ref())
            .map(|value| value.blob.offset)
            .collect();
        self.values.retain(|offset, _| held.contains(offset));
    }
}

impl Vault for MemoryStore {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn home_region(&self) -> &Region {
        &self.region
    }

    fn find(&mut self, region: &Region, name: &str) -> Result<Option<Secret>> {
        let place = (region.clone(), name.to_owned());
        Ok(self.secrets.get(&place).map(|kept| kept.secret.clone()))
    }

    fn secrets(&mut self, visit: &mut dyn FnMut(Secret) -> Result<()>) -> Result<()> {
        let mut secrets = self.secrets.values();
        secrets.try_for_each(|kept| visit(kept.secret.clone()))
    }

    fn save(&mut self, secret: Secret) -> Result<()> {
        let place = place(&secret);
        let before = self.secrets.get(&place);
        let mut deprecated = before.map_or_else(HashMap::new, |kept| kept.deprecated.clone());
        let mut record = secret.into_record();
        for id in record.pruned.drain(..) {
            deprecated.remove(&id);
        }
        let (labelled, unlabelled) = record
            .versions
            .into_iter()
            .partition(|version| !record.stages.of(&version.id).is_empty());
        record.versions = labelled;
        for version in &mut record.versions {
            deprecated.remove(&version.id);
            version.shelved = false;
        }
        let unlabelled: Vec<SecretVersion> = unlabelled;
        for mut version in unlabelled {
            version.shelved = true;
            let oldest = record.deprecated.oldest;
            record.deprecated.oldest = oldest.into_iter().chain([version.created]).min();
            deprecated.insert(version.id.clone(), version);
        }
        record.deprecated.count = u32::try_from(deprecated.len()).unwrap_or(u32::MAX);
        if deprecated.is_empty() {
            record.deprecated.oldest = None;
        }
        let secret = Secret::new(record);
        self.set(place, Some(Kept { secret, deprecated }))
    }

    fn remove(&mut self, secret: &Secret) -> Result<()> {
        self.set(place(secret), None)
    }

    fn version(&mut self, secret: &Secret, id: &VersionId) -> Result<Option<SecretVersion>> {
        if let Some(version) = secret.listed(id) {
            return Ok(Some(version.clone()));
        }
        let deprecated = self.kept(secret).and_then(|kept| kept.deprecated.get(id));
        Ok(deprecated.cloned())
    }

    fn deprecated(&mut self, secret: &Secret) -> Result<Vec<SecretVersion>> {
        let kept = self.kept(secret);
        Ok(kept.map_or_else(Vec::new, |kept| kept.deprecated.values().cloned().collect()))
    }

    fn seal(
        &mut self,
        permit: &Permit,
        secret: &Secret,
        id: &VersionId,
        value: &SecretValue,
    ) -> Result<StoredValue> {
        covered(permit, secret)?;
        let offset = self.next_value;
        self.next_value += 1;
        let value = Value {
            secret: secret.record().key,
            version: id.clone(),
            content: value.clone(),
        };
        self.values.insert(offset, value);
        Ok(StoredValue {
            kms_key: [0; 16],
            generation: 0,
            data_key: WrappedKey([0; WRAPPED_KEY_LENGTH]),
            blob: Pointer {
                offset,
                length: 0,
                pin: Pin::from_bytes([0; PIN_LENGTH]),
            },
        })
    }

    fn reveal(
        &mut self,
        permit: &Permit,
        secret: &Secret,
        version: &SecretVersion,
    ) -> Result<SecretValue> {
        covered(permit, secret)?;
        let pointer = version.value.as_ref().map(|value| value.blob.offset);
        let value = pointer.and_then(|offset| self.values.get(&offset));
        value
            .filter(|value| value.secret == secret.record().key && value.version == version.id)
            .map(|value| value.content.clone())
            .ok_or_else(|| Error::damaged("a version has another version's value"))
    }

    fn touch(&mut self, secret: &Secret, version: &SecretVersion, day: Timestamp) {
        let Some(kept) = self.secrets.get_mut(&place(secret)) else {
            return;
        };
        let mut record = kept.secret.clone().into_record();
        record.accessed = Some(day);
        for listed in &mut record.versions {
            if listed.id == version.id {
                listed.accessed = Some(day);
            }
        }
        kept.secret = Secret::new(record);
        if let Some(deprecated) = kept.deprecated.get_mut(&version.id) {
            deprecated.accessed = Some(day);
        }
    }
}

impl Store for MemoryStore {
    fn begin(&mut self) -> Result<()> {
        self.undo = Some(Vec::new());
        Ok(())
    }

    fn purge(&mut self, now: Timestamp) -> Result<()> {
        let expired = self
            .secrets
            .iter()
            .filter(|(_, kept)| kept.secret.is_expired(now));
        let places: Vec<Place> = expired.map(|(place, _)| place.clone()).collect();
        places
            .into_iter()
            .try_for_each(|place| self.set(place, None))
    }

    fn refresh(&mut self) -> Result<()> {
        Ok(())
    }

    fn commit(&mut self, _now: Timestamp) -> Result<()> {
        if self.undo.take().is_some_and(|undo| !undo.is_empty()) {
            self.sweep();
        }
        Ok(())
    }

    fn abandon(&mut self) {
        for (place, before) in self.undo.take().into_iter().flatten().rev() {
            match before {
                Some(kept) => self.secrets.insert(place, kept),
                None => self.secrets.remove(&place),
            };
        }
        self.sweep();
    }
}

fn place(secret: &Secret) -> Place {
    let record = secret.record();
    (record.region.clone(), record.name.clone())
}

fn covered(permit: &Permit, secret: &Secret) -> Result<()> {
    if permit.covers(secret) {
        Ok(())
    } else {
        Err(Error::new(Kind::Other, "a permit for another secret"))
    }
}
