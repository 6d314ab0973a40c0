//! Versions of a secret: how they come, get and lose labels, and are cleaned up (semantics 6).

use super::Secret;
use super::record::SecretVersion;
use crate::error::{Error, ErrorCode, Result};
use crate::types::time::{DAY, Timestamp};
use crate::types::version::{AWSCURRENT, StagingLabel, VersionId};

/// Versions of one secret beyond which old deprecated ones are removed.
pub const MAX_VERSIONS: usize = 100;

impl Secret {
    /// Whether it ever had a version.
    pub fn has_versions(&self) -> bool {
        !self.record.versions.is_empty() || self.record.deprecated.count > 0
    }

    /// The version that holds a label.
    pub fn labelled(&self, label: &str) -> Option<&SecretVersion> {
        let holder = self.record.stages.holder(label)?;
        self.listed(holder)
    }

    /// A version that holds any label.
    pub fn listed(&self, id: &VersionId) -> Option<&SecretVersion> {
        let versions = &self.record.versions;
        versions.iter().find(|version| version.id == *id)
    }

    /// The labels of a version, sorted.
    pub fn stages_of(&self, id: &VersionId) -> Vec<StagingLabel> {
        self.record.stages.of(id).into_iter().cloned().collect()
    }

    /// Adds a version with its value, or fills one that a rotation left empty, and labels it `stages`, or AWSCURRENT if
    /// there are none (semantics 6.3). A new AWSCURRENT counts as a rotation (semantics 7.7).
    pub fn put(
        &mut self,
        version: SecretVersion,
        stages: Option<&[StagingLabel]>,
        now: Timestamp,
    ) -> Result<()> {
        let has_versions = self.has_versions();
        self.record.stages.put(&version.id, stages, has_versions)?;
        let is_current = self.record.stages.holder(AWSCURRENT) == Some(&version.id);
        self.list(version);
        self.record.changed = now;
        if is_current {
            self.reschedule(now)?;
        }
        Ok(())
    }

    /// Moves, attaches or removes one label (semantics 6.5). `to` may be a deprecated version. Tells whether anything
    /// changed.
    pub fn move_label(
        &mut self,
        label: &StagingLabel,
        from: Option<&VersionId>,
        to: Option<SecretVersion>,
        now: Timestamp,
    ) -> Result<bool> {
        let mut stages = self.record.stages.clone();
        stages.move_label(label, from, to.as_ref().map(|version| &version.id))?;
        if stages == self.record.stages {
            return Ok(false);
        }
        if let Some(version) = to {
            // A reader of AWSCURRENT must always find a value, whatever a rotation function does.
            if label.as_str() == AWSCURRENT && version.value.is_none() {
                return Err(Error::service(
                    ErrorCode::InvalidRequestException,
                    format!(
                        "You can't move staging label AWSCURRENT to version {} because it has no secret value.",
                        version.id
                    ),
                ));
            }
            self.list(version);
        }
        self.record.stages = stages;
        self.record.changed = now;
        Ok(true)
    }

    /// Puts a version among those that the record lists, oldest first, or replaces it there.
    pub(super) fn list(&mut self, version: SecretVersion) {
        let versions = &mut self.record.versions;
        versions.retain(|other| other.id != version.id);
        let order = |version: &SecretVersion| (version.created, version.id.clone());
        let place = versions.partition_point(|other| order(other) < order(&version));
        versions.insert(place, version);
    }

    /// Whether a clean-up would remove something, as far as can be told without reading the deprecated versions.
    pub fn needs_pruning(&self, now: Timestamp) -> bool {
        let unlabelled = self.unlabelled().map(|version| version.created);
        let oldest = unlabelled.chain(self.record.deprecated.oldest).min();
        self.version_count() > MAX_VERSIONS && oldest.is_some_and(|created| is_old(created, now))
    }

    /// Removes the oldest deprecated versions that are over a day old until 100 versions are left (semantics 6.6).
    /// `deprecated` are all that the store keeps.
    pub fn prune(&mut self, deprecated: Vec<SecretVersion>, now: Timestamp) {
        let mut excess = self.version_count().saturating_sub(MAX_VERSIONS);
        let kept = deprecated
            .into_iter()
            .filter(|version| self.listed(&version.id).is_none());
        let mut candidates: Vec<(Timestamp, VersionId)> = kept
            .chain(self.unlabelled().cloned())
            .map(|version| (version.created, version.id))
            .collect();
        candidates.sort();
        let (mut oldest, mut gone) = (None, Vec::new());
        for (created, id) in candidates {
            if excess > 0 && is_old(created, now) {
                excess -= 1;
                gone.push(id);
            } else {
                oldest = oldest.or(Some(created));
            }
        }
        self.record
            .versions
            .retain(|version| !gone.contains(&version.id));
        self.record.deprecated.oldest = oldest;
        self.record.pruned.extend(gone);
    }

    fn version_count(&self) -> usize {
        let listed = self.record.versions.iter();
        listed.filter(|version| !version.shelved).count() + self.record.deprecated.count as usize
    }

    /// Listed versions that lost their last label and are not yet kept apart.
    fn unlabelled(&self) -> impl Iterator<Item = &SecretVersion> {
        let versions = self.record.versions.iter();
        versions.filter(|version| !version.shelved && self.record.stages.of(&version.id).is_empty())
    }
}

fn is_old(created: Timestamp, now: Timestamp) -> bool {
    created.plus(DAY) < now
}
