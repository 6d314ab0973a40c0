//! CancelRotateSecret (semantics 7.6).

use serde::{Deserialize, Serialize};

use super::answer::VersionNamed;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Switch the rotation of a secret off, and stop one that is under way
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  No rotation any more; rotate-secret switches it on again as it was:
    vault cancel-rotate-secret --secret-id prod/db

  Clean up after a rotation that failed, with the VersionId of the answer:
    vault update-secret-version-stage --secret-id prod/db --version-stage AWSPENDING --remove-from-version-id ID")]
pub struct CancelRotateSecret {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
}

impl Operation for CancelRotateSecret {
    const NAME: Action = "CancelRotateSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = VersionNamed;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let mut secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        secret.cancel_rotation(at.now)?;
        let pending = secret.pending_rotation().cloned();
        let response = VersionNamed::of(&secret, vault.account(), pending);
        vault.save(secret)?;
        Ok(response)
    }
}
