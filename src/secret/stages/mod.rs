//! Which version holds which staging label, and how the operations move them (semantics 6).

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Result};
use crate::types::version::{AWSCURRENT, AWSPENDING, AWSPREVIOUS, StagingLabel, VersionId};

/// Labels on all versions of one secret together (semantics 6.1).
pub const MAX_LABELS: usize = 20;

/// The staging labels of one secret: each is on one version.
///
/// An operation that fails leaves them as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StagingLabels(BTreeMap<StagingLabel, VersionId>);

impl StagingLabels {
    /// Labels a version that a value was just put in, `stages` or AWSCURRENT if none are named (semantics 6.3).
    ///
    /// The version that loses AWSCURRENT gets AWSPREVIOUS; a rotation that was under way is abandoned. The first
    /// version of a secret becomes AWSCURRENT whatever `stages` say. Fails with `LimitExceededException`.
    pub fn put(
        &mut self,
        new: &VersionId,
        stages: Option<&[StagingLabel]>,
        secret_has_versions: bool,
    ) -> Result<()> {
        let mut after = self.clone();
        for label in stages.unwrap_or_default() {
            after.attach(label.as_str(), new);
        }
        let becomes_current = match stages {
            Some(stages) => {
                !secret_has_versions || stages.iter().any(|label| label.as_str() == AWSCURRENT)
            }
            None => true,
        };
        if becomes_current {
            after.attach(AWSCURRENT, new);
            if let Some(current) = self.holder(AWSCURRENT).filter(|current| *current != new) {
                after.attach(AWSPREVIOUS, current);
                if after
                    .holder(AWSPENDING)
                    .is_some_and(|pending| pending != new)
                {
                    after.0.remove(AWSPENDING);
                }
            }
        }
        self.commit(after)
    }

    /// Moves, attaches or removes one label (`UpdateSecretVersionStage`, semantics 6.5). That the versions exist
    /// is the caller's to check.
    pub fn move_label(
        &mut self,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> Result<()> {
        let holder = self.holder(label.as_str());
        let refuse = |text: String| Err(Error::service(ErrorCode::InvalidParameterException, text));
        match (remove_from, move_to, holder) {
            (None, None, _) => {
                return refuse(
                    "You must specify RemoveFromVersionId, MoveToVersionId, or both.".to_owned(),
                );
            }
            (None, Some(to), Some(at)) if at != to => {
                return refuse(format!(
                    "The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently \
                     attached to version {at}, so you must explicitly reference that version in \
                     RemoveFromVersionId."
                ));
            }
            (Some(_), None, _) if label.as_str() == AWSCURRENT => {
                return refuse(
                    "You can only move staging label AWSCURRENT to a different secret version. It can't be \
                     completely removed."
                        .to_owned(),
                );
            }
            (Some(from), _, at) if at != Some(from) => {
                return refuse(format!(
                    "When you move staging label {label}, if you specify RemoveFromVersionId, it must be set to \
                     the version that currently has the staging label {label}."
                ));
            }
            _ => {}
        }

        let mut after = self.clone();
        match move_to {
            Some(to) => after.attach(label.as_str(), to),
            None => {
                after.0.remove(label);
            }
        }
        if let (AWSCURRENT, Some(from), Some(to)) = (label.as_str(), remove_from, move_to)
            && from != to
        {
            after.attach(AWSPREVIOUS, from);
        }
        self.commit(after)
    }

    /// Gives AWSPENDING to the version that a rotation begins with (semantics 7.3).
    ///
    /// Fails with `InvalidRequestException` while the rotation of another version is not finished.
    pub fn start_rotation(&mut self, token: &VersionId) -> Result<()> {
        if self.pending().is_some_and(|pending| pending != token) {
            return Err(Error::service(
                ErrorCode::InvalidRequestException,
                "A previous rotation isn't complete. That rotation will be reattempted.",
            ));
        }
        let mut after = self.clone();
        after.attach(AWSPENDING, token);
        self.commit(after)
    }

    /// The version of a rotation that is not finished: AWSPENDING without AWSCURRENT.
    pub fn pending(&self) -> Option<&VersionId> {
        self.holder(AWSPENDING)
            .filter(|pending| self.holder(AWSCURRENT) != Some(*pending))
    }

    /// The version that holds a label.
    pub fn holder(&self, label: &str) -> Option<&VersionId> {
        self.0.get(label)
    }

    /// The labels of a version, sorted; none means that it is deprecated.
    pub fn of(&self, version: &VersionId) -> Vec<&StagingLabel> {
        self.iter()
            .filter(|(_, holder)| *holder == version)
            .map(|(label, _)| label)
            .collect()
    }

    /// `VersionIdsToStages`: every version that is not deprecated, with its labels sorted.
    pub fn by_version(&self) -> BTreeMap<&VersionId, Vec<&StagingLabel>> {
        let mut versions: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (label, version) in self.iter() {
            versions.entry(version).or_default().push(label);
        }
        versions
    }

    /// Every label with its version, in the order of the labels.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&StagingLabel, &VersionId)> {
        self.0.iter()
    }

    fn attach(&mut self, label: &str, version: &VersionId) {
        self.0.insert(label.into(), version.clone());
    }

    fn commit(&mut self, after: Self) -> Result<()> {
        let count = after.0.len();
        if count > MAX_LABELS {
            return Err(Error::service(
                ErrorCode::LimitExceededException,
                format!(
                    "A secret can have at most {MAX_LABELS} staging labels across all its versions; with this \
                     request it would have {count}."
                ),
            ));
        }
        *self = after;
        Ok(())
    }
}

impl FromIterator<(StagingLabel, VersionId)> for StagingLabels {
    fn from_iter<T: IntoIterator<Item = (StagingLabel, VersionId)>>(labels: T) -> Self {
        Self(labels.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
