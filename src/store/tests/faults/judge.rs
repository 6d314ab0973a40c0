//! What a vault holds, and whether it is sound.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::super::{all_secrets, key, reopen};
use crate::error::{Kind, Result};
use crate::iam::{Caller, Permit};
use crate::secret::Secret;
use crate::secret::record::{Deprecated, SecretVersion};
use crate::store::{Located, Storage, Unlock, VaultFile};
use crate::vault::Vault as _;

/// All that a vault holds, by name, each of its values opened.
pub(crate) type Content = BTreeMap<String, String>;

/// Unlocks the vault in this storage.
pub(crate) fn open<S: Storage>(storage: S) -> Result<VaultFile<S>> {
    Located::new(storage)?.unlock(&Unlock::KeyFile(&key()))
}

/// What a sound file holds, and whether torn bytes follow its last commit. All else panics: it does not open, a byte of it
/// is wrong, something but the torn end is reported.
pub(crate) fn judge(file: &[u8], told: &str) -> (Content, bool) {
    let mut vault = reopen(file).unwrap_or_else(|error| panic!("{told}: does not open: {error}"));
    let content = content(&mut vault).unwrap_or_else(|error| panic!("{told}: {error}"));
    let is_torn = vault.view.tip.trailing > 0;
    let verified = vault.verify();
    if is_torn {
        let error = verified.expect_err("a torn end was not reported");
        assert_eq!(error.kind(), Kind::Damaged, "{told}: {error}");
        assert!(error.message().contains("torn"), "{told}: {error}");
        let end = usize::try_from(vault.view.tip.end).unwrap();
        let verified = reopen(&file[..end]).and_then(|mut vault| vault.verify());
        verified.unwrap_or_else(|error| panic!("{told}: before its torn end: {error}"));
    } else {
        verified.unwrap_or_else(|error| panic!("{told}: {error}"));
    }
    (content, is_torn)
}

/// Everything in the vault that an operation could show, and nothing that differs between two runs of the same operations.
pub(crate) fn content<S: Storage>(vault: &mut VaultFile<S>) -> Result<Content> {
    let mut content = Content::new();
    for secret in all_secrets(vault)? {
        let deprecated = vault.deprecated(&secret)?;
        let labelled = secret.record().versions.clone();
        let mut versions = BTreeMap::new();
        for version in labelled.iter().chain(&deprecated) {
            let told = (
                version.created,
                version.shelved,
                value(vault, &secret, version)?,
            );
            versions.insert(version.id.to_string(), told);
        }
        let mut record = secret.into_record();
        record.key = [0; 16];
        record.suffix = String::new();
        record.versions = Vec::new();
        record.deprecated = Deprecated {
            root: None,
            ..record.deprecated
        };
        content.insert(record.name.clone(), format!("{record:?} {versions:?}"));
    }
    Ok(content)
}

fn value<S: Storage>(
    vault: &mut VaultFile<S>,
    secret: &Secret,
    version: &SecretVersion,
) -> Result<String> {
    if version.value.is_none() {
        return Ok("no value".to_owned());
    }
    let permit = Permit::evaluate(&Caller::Owner, "GetSecretValue", secret)?;
    let value = vault.reveal(&permit, secret, version)?;
    Ok(format!("{:?}", Sha256::digest(value.expose_bytes())))
}
