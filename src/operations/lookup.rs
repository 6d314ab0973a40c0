//! From a `SecretId` to the secret (semantics 3.2, 3.5, 5.3).

use super::Context;
use crate::error::{Error, ErrorCode, Result};
use crate::iam::{Action, Caller};
use crate::secret::Secret;
use crate::types::arn::{SecretArn, SecretId};
use crate::types::region::Region;
use crate::vault::Vault;

/// What a caller may do something to, whether it is there or not. Nothing else leads to a secret, so that no operation can
/// look before it has asked.
pub(super) struct PermittedId(SecretId);

/// Reads a `SecretId` and asks whether the caller may do `action` to what it names.
pub(super) fn permit(at: &Context<'_>, action: Action, id: &str) -> Result<PermittedId> {
    let parsed = SecretId::parse(id)?;
    at.permit_id(action, &parsed, id)?;
    Ok(PermittedId(parsed))
}

impl PermittedId {
    /// What the caller named.
    pub(super) fn into_id(self) -> SecretId {
        self.0
    }
}

/// The secret that `id` names in the caller's Region, scheduled for deletion or not.
pub(super) fn find(vault: &mut impl Vault, at: &Context<'_>, id: &PermittedId) -> Result<Secret> {
    match look(vault, at, id)? {
        Some(secret) => Ok(secret),
        None => Err(with_hint(not_found(), vault, at, &id.0)?),
    }
}

/// The secret that `id` names, which must not be scheduled for deletion.
pub(super) fn find_active(
    vault: &mut impl Vault,
    at: &Context<'_>,
    id: &PermittedId,
) -> Result<Secret> {
    let secret = find(vault, at, id)?;
    secret.require_active()?;
    Ok(secret)
}

/// The secret that `id` names, if there is one and its recovery window is not over.
pub(super) fn look(
    vault: &mut impl Vault,
    at: &Context<'_>,
    id: &PermittedId,
) -> Result<Option<Secret>> {
    match &id.0 {
        SecretId::Name(name) => look_in(vault, at, at.region, name),
        SecretId::Arn(arn) if arn.region == at.region.as_str() => look_by_arn(vault, at, arn),
        // Another Region's secret is not served from here (semantics 5.3).
        SecretId::Arn(_) => Ok(None),
    }
}

/// AWS's answer to a `SecretId` that names nothing.
pub(super) fn not_found() -> Error {
    Error::service(
        ErrorCode::ResourceNotFoundException,
        "Secrets Manager can't find the specified secret.",
    )
}

fn look_in(
    vault: &mut impl Vault,
    at: &Context<'_>,
    region: &Region,
    name: &str,
) -> Result<Option<Secret>> {
    let found = vault.find(region, name)?;
    Ok(found.filter(|secret| !secret.is_expired(at.now)))
}

fn look_by_arn(
    vault: &mut impl Vault,
    at: &Context<'_>,
    arn: &SecretArn,
) -> Result<Option<Secret>> {
    if arn.account != vault.account().as_str() {
        return Ok(None);
    }
    match arn.split_suffix() {
        Some((name, suffix)) => {
            Ok(look_in(vault, at, at.region, name)?
                .filter(|secret| secret.record().suffix == suffix))
        }
        None => look_in(vault, at, at.region, &arn.resource),
    }
}

fn with_hint(
    error: Error,
    vault: &mut impl Vault,
    at: &Context<'_>,
    id: &SecretId,
) -> Result<Error> {
    // Hints tell what else there is, which is the owner's to know.
    if !matches!(at.caller, Caller::Owner) {
        return Ok(error);
    }
    Ok(match id {
        SecretId::Name(name) => match vault.region_of(name)? {
            Some(region) if region != *at.region => {
                error.hint(format!("it exists in {region}: add --region {region}"))
            }
            _ => error,
        },
        SecretId::Arn(arn) if arn.region != at.region.as_str() => error.hint(format!(
            "the ARN is of {0}, the call of {1}: add --region {0}",
            arn.region, at.region
        )),
        SecretId::Arn(arn)
            if arn.split_suffix().is_some()
                && look_in(vault, at, at.region, &arn.resource)?.is_some() =>
        {
            error.hint(
                "an ARN that ends in a hyphen and six characters counts as complete: use the name instead",
            )
        }
        SecretId::Arn(_) => error,
    })
}
