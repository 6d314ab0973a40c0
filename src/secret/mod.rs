//! The secret and its rules, pure: no I/O, no clock, no randomness of its own.

mod deletion;
pub mod password;
pub mod record;
pub mod rotation;
pub mod schedule;
pub mod search;
pub mod sort;
pub mod stages;
mod tags;
mod version;
mod words;

pub use deletion::{RECOVERY_WINDOW_DAYS, check_window};
pub use tags::check_tags;
pub use version::MAX_VERSIONS;

use crate::secret::record::{Deprecated, SecretKey, SecretRecord};
use crate::secret::search::Searchable;
use crate::secret::sort::Sortable;
use crate::secret::stages::StagingLabels;
use crate::types::arn;
use crate::types::region::{AccountId, Region};
use crate::types::tag::Tag;
use crate::types::time::Timestamp;

/// One secret, with the rules by which it changes. The values of its versions stay with the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    record: SecretRecord,
}

impl Secret {
    /// The secret of this data.
    pub const fn new(record: SecretRecord) -> Self {
        Self { record }
    }

    /// A new secret without a version. Name and suffix must have been checked.
    pub fn create(
        key: SecretKey,
        region: Region,
        name: String,
        suffix: String,
        now: Timestamp,
    ) -> Self {
        Self::new(SecretRecord {
            key,
            region,
            name,
            suffix,
            description: None,
            kms_key_id: None,
            kind: None,
            tags: None,
            owning_service: None,
            primary_region: None,
            created: now,
            changed: now,
            accessed: None,
            deletion: None,
            rotation: None,
            stages: StagingLabels::default(),
            versions: Vec::new(),
            deprecated: Deprecated::default(),
            pruned: Vec::new(),
        })
    }

    /// Its data, to read.
    pub const fn record(&self) -> &SecretRecord {
        &self.record
    }

    /// Its data, to keep.
    pub fn into_record(self) -> SecretRecord {
        self.record
    }

    /// The complete ARN.
    pub fn arn(&self, account: &AccountId) -> String {
        arn::secret_arn(
            &self.record.region,
            account,
            &self.record.name,
            &self.record.suffix,
        )
    }

    /// Changes the description; an empty one is none.
    pub fn describe(&mut self, description: String, now: Timestamp) {
        self.record.description = Some(description).filter(|text| !text.is_empty());
        self.record.changed = now;
    }

    /// Changes the partner type; an empty one is none.
    pub fn set_kind(&mut self, kind: String, now: Timestamp) {
        self.record.kind = Some(kind).filter(|text| !text.is_empty());
        self.record.changed = now;
    }

    /// What filters look at.
    pub fn searchable(
        &self,
    ) -> Searchable<'_, impl Iterator<Item = (&'_ str, &'_ str)> + Clone + '_> {
        let tags = self.record.tags.iter().flatten();
        Searchable {
            name: &self.record.name,
            description: self.record.description.as_deref(),
            tags: tags.map(|Tag { key, value }| (key.as_str(), value.as_str())),
            primary_region: self.record.primary_region.as_ref().map(Region::as_str),
            owning_service: self.record.owning_service.as_deref(),
        }
    }

    /// What a list is ordered by.
    pub fn sortable(&self) -> Sortable<'_> {
        Sortable {
            name: &self.record.name,
            created: self.record.created,
            last_accessed: self.record.accessed,
            last_changed: Some(self.record.changed),
        }
    }
}

#[cfg(test)]
mod tests;
