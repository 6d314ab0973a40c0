//! What a rotation asks of the service beside the operations that callers see: where it stands, and that it ended.

use super::{Context, Effect, Operation, lookup};
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::secret::password::PasswordRules;
use crate::types::constraint::Constraints;
use crate::types::version::VersionId;
use crate::vault::Vault;

/// Reads where the rotation of a secret stands.
#[derive(Debug, Clone)]
pub struct ReadRotation {
    /// The secret's name or ARN.
    pub secret_id: String,
}

/// Where the rotation of a secret stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotationState {
    /// The secret's complete ARN.
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// `RotationLambdaARN`.
    pub function: String,
    /// What `vault-random` makes.
    pub password: Option<PasswordRules>,
    /// The version of a rotation that is not finished.
    pub pending: Option<VersionId>,
    /// The version of a test that is not finished.
    pub test: Option<VersionId>,
}

impl Operation for ReadRotation {
    const NAME: Action = "RotateSecret";
    const EFFECT: Effect = Effect::Read;
    type Response = Option<RotationState>;

    fn constraints(&self, _check: &mut Constraints) {}

    /// None if rotation is not configured, or was switched off.
    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = lookup::permit(at, Self::NAME, &self.secret_id)?;
        let secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        let rotation = secret.record().rotation.as_ref();
        Ok(rotation
            .filter(|rotation| rotation.enabled)
            .map(|rotation| RotationState {
                arn: secret.arn(vault.account()),
                name: secret.record().name.clone(),
                function: rotation.function.clone(),
                password: rotation.password.clone(),
                pending: secret.pending_rotation().cloned(),
                test: rotation.test.clone(),
            }))
    }
}

/// Notes that all steps of a rotation were run, or removes what its test used.
#[derive(Debug, Clone)]
pub struct EndRotation {
    /// The secret's name or ARN.
    pub secret_id: String,
    /// The rotation's version.
    pub token: VersionId,
}

impl Operation for EndRotation {
    const NAME: Action = "RotateSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = ();

    fn constraints(&self, _check: &mut Constraints) {}

    /// Fails if AWSPENDING is still on a version that is not AWSCURRENT: then the rotation did not succeed (semantics 7.4).
    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = lookup::permit(at, Self::NAME, &self.secret_id)?;
        let mut secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        let rotation = secret.record().rotation.as_ref();
        if rotation.is_some_and(|rotation| rotation.test.as_ref() == Some(&self.token)) {
            secret.end_rotation_test()?;
        } else if secret.pending_rotation().is_some() {
            return Err(Error::service(
                ErrorCode::InvalidRequestException,
                "The rotation function ended, but AWSPENDING is not on the AWSCURRENT version.",
            ));
        } else {
            secret.complete_rotation(at.now)?;
        }
        vault.save(secret)
    }
}
