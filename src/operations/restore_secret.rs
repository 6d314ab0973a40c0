//! RestoreSecret (semantics 4.11).

use serde::{Deserialize, Serialize};

use super::answer::SecretNamed;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Take the scheduled deletion of a secret back
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  What could be restored:
    vault list-secrets --include-planned-deletion --query 'SecretList[?DeletedDate].[Name,DeletedDate]'

  Restore it:
    vault restore-secret --secret-id prod/db")]
pub struct RestoreSecret {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
}

impl Operation for RestoreSecret {
    const NAME: Action = "RestoreSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = SecretNamed;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let mut secret = lookup::find(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        let response = SecretNamed::of(&secret, vault.account());
        if secret.record().deletion.is_some() {
            secret.restore();
            vault.save(secret)?;
        }
        Ok(response)
    }
}
