//! Puts a value under a token: the same rule for CreateSecret, PutSecretValue and UpdateSecret (semantics 3.3, 6.3).

use super::{Context, token};
use crate::error::{ErrorCode, Result};
use crate::iam::Permit;
use crate::secret::Secret;
use crate::secret::record::SecretVersion;
use crate::types::sensitive::SecretValue;
use crate::types::version::{StagingLabel, VersionId};
use crate::vault::Vault;

/// Makes the version `token` with this value, or does nothing if it has it already. Does not save the secret; tells
/// whether it changed.
pub(super) fn put(
    vault: &mut impl Vault,
    at: &Context<'_>,
    permit: &Permit,
    secret: &mut Secret,
    token: &VersionId,
    value: &SecretValue,
    stages: Option<&[StagingLabel]>,
) -> Result<bool> {
    let existing = vault.version(secret, token)?;
    if let Some(version) = existing.as_ref().filter(|version| version.value.is_some()) {
        if vault.reveal(permit, secret, version)? == *value {
            return Ok(false);
        }
        let arn = secret.arn(vault.account());
        return Err(token::in_use(
            ErrorCode::ResourceExistsException,
            token,
            &arn,
        ));
    }
    let stored = vault.seal(permit, secret, token, value)?;
    // A version without a value is a rotation's, which waits for this call (semantics 3.3).
    let version = SecretVersion {
        value: Some(stored),
        ..existing.unwrap_or_else(|| new_version(token.clone(), at))
    };
    secret.put(version, stages, at.now)?;
    prune(vault, at, secret)?;
    Ok(true)
}

/// Removes old deprecated versions if there are too many (semantics 6.6).
pub(super) fn prune(vault: &mut impl Vault, at: &Context<'_>, secret: &mut Secret) -> Result<()> {
    if secret.needs_pruning(at.now) {
        let deprecated = vault.deprecated(secret)?;
        secret.prune(deprecated, at.now);
    }
    Ok(())
}

/// A version made now, still without a value.
pub(super) fn new_version(id: VersionId, at: &Context<'_>) -> SecretVersion {
    SecretVersion {
        id,
        created: at.now,
        accessed: None,
        value: None,
        shelved: false,
    }
}
