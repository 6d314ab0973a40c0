//! Deprecated versions, kept apart from their secret in a trie of its own: a read or a put of the secret does not meet them.

use crate::error::{Error, ErrorCode, Result};
use crate::secret::record::{Deprecated, SecretKey, SecretRecord, SecretVersion};
use crate::store::codec::malformed;
use crate::store::file::VaultFile;
use crate::store::record;
use crate::store::storage::Storage;
use crate::store::trie::Trie;
use crate::store::view::split;
use crate::types::version::VersionId;

impl<S: Storage> VaultFile<S> {
    /// Moves versions between a secret's record and its deprecated ones, as their labels now say.
    pub(super) fn shelve(&mut self, secret: &mut SecretRecord) -> Result<()> {
        let mut trie = self.shelf(&secret.key, &secret.deprecated);
        let mut touched = false;
        for mut version in std::mem::take(&mut secret.versions) {
            let place = self.keys.version_place(&secret.key, &version.id);
            let labelled = !secret.stages.of(&version.id).is_empty();
            let (_, mut parts) = split!(self);
            match (labelled, version.shelved) {
                (true, false) => secret.versions.push(version),
                (true, true) => {
                    trie.remove(&mut parts, &place)?;
                    secret.deprecated.count = secret.deprecated.count.saturating_sub(1);
                    version.shelved = false;
                    secret.versions.push(version);
                    touched = true;
                }
                (false, false) => {
                    trie.insert(&mut parts, place, record::encode_version(&version))?;
                    secret.deprecated.count = secret
                        .deprecated
                        .count
                        .checked_add(1)
                        .ok_or_else(malformed)?;
                    let oldest = secret.deprecated.oldest.unwrap_or(version.created);
                    secret.deprecated.oldest = Some(oldest.min(version.created));
                    touched = true;
                }
                (false, true) => {}
            }
        }
        for id in std::mem::take(&mut secret.pruned) {
            let place = self.keys.version_place(&secret.key, &id);
            let (_, mut parts) = split!(self);
            if let Some(bytes) = trie.get(&mut parts, &place)? {
                *parts.dropped += blob_length(&record::decode_version(bytes)?);
                trie.remove(&mut parts, &place)?;
                secret.deprecated.count = secret.deprecated.count.saturating_sub(1);
                touched = true;
            }
        }
        if touched {
            let (_, mut parts) = split!(self);
            let top = trie.store(&mut parts)?;
            secret.deprecated.root = top.map(|top| (top.is_leaf, top.pointer));
        }
        self.shelf = Some(trie);
        let is_labelled_here =
            |id: &VersionId| secret.versions.iter().any(|version| version.id == *id);
        if !secret.stages.iter().all(|(_, id)| is_labelled_here(id)) {
            return Err(Error::service(
                ErrorCode::InternalServiceError,
                "a staging label would be on a version that the secret does not have",
            ));
        }
        if secret.deprecated.count == 0 {
            secret.deprecated = Deprecated::default();
        }
        Ok(())
    }

    /// Whether a version is among the secret's deprecated ones.
    pub(super) fn is_deprecated(&mut self, secret: &SecretRecord, id: &VersionId) -> Result<bool> {
        let place = self.keys.version_place(&secret.key, id);
        let mut trie = self.shelf(&secret.key, &secret.deprecated);
        let (_, mut parts) = split!(self);
        let is_there = trie.get(&mut parts, &place)?.is_some();
        self.shelf = Some(trie);
        Ok(is_there)
    }

    /// A secret's deprecated versions: with the nodes that are in memory, if they were looked into last.
    pub(super) fn shelf(&mut self, owner: &SecretKey, deprecated: &Deprecated) -> Trie {
        let top = record::deprecated_top(deprecated);
        self.shelf
            .take()
            .filter(|shelf| shelf.is(owner, top))
            .unwrap_or_else(|| Trie::new(*owner, top))
    }
}

/// Bytes of a version's sealed value.
pub(super) fn blob_length(version: &SecretVersion) -> u64 {
    version
        .value
        .as_ref()
        .map_or(0, |value| u64::from(value.blob.length))
}
