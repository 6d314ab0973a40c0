//! DescribeSecret (semantics 4.2).

use serde::{Deserialize, Serialize};

use super::answer::SecretMetadata;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Show all about a secret but its value
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  All of it:
    vault describe-secret --secret-id prod/db

  Which version holds which label:
    vault describe-secret --secret-id prod/db --query VersionIdsToStages")]
pub struct DescribeSecret {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
}

impl Operation for DescribeSecret {
    const NAME: Action = "DescribeSecret";
    const EFFECT: Effect = Effect::Read;
    type Response = SecretMetadata;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        vault.load_access_dates();
        let secret = lookup::find(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        Ok(SecretMetadata::described(secret, vault.account()))
    }
}
