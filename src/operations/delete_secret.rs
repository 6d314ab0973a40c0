//! DeleteSecret (semantics 8).

use serde::{Deserialize, Serialize};

use super::create_secret::new_suffix;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::secret::{RECOVERY_WINDOW_DAYS, check_window};
use crate::types::arn::{SecretId, secret_arn};
use crate::types::constraint::Constraints;
use crate::types::switch::Switch;
use crate::types::time::Timestamp;
use crate::vault::Vault;

crate::types::switch::switches! {
    /// Remove the secret at once, without a way back
    pub ForceDeleteWithoutRecovery "force-delete-without-recovery";
}

/// Schedule a secret's deletion, or delete it at once
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  Delete in 30 days; until then restore-secret takes it back:
    vault delete-secret --secret-id prod/db

  Delete in a week:
    vault delete-secret --secret-id prod/db --recovery-window-in-days 7

  Delete now; no byte of it stays in the vault:
    vault delete-secret --secret-id prod/db --force-delete-without-recovery")]
pub struct DeleteSecret {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// Days until the deletion, 7 to 30; 30 if left out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery_window_in_days: Option<i64>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub force_delete_without_recovery: Switch<ForceDeleteWithoutRecovery>,
}

/// When the secret goes, or went.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteSecretResponse {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The end of the recovery window.
    pub deletion_date: Timestamp,
}

impl Operation for DeleteSecret {
    const NAME: Action = "DeleteSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = DeleteSecretResponse;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let text = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &text)?;
        let force = self.force_delete_without_recovery.is_on();
        check_window(self.recovery_window_in_days, force)?;

        if force {
            let Some(secret) = lookup::look(vault, at, &id)? else {
                return never_existed(vault, at, id.into_id(), text);
            };
            at.permit(Self::NAME, &secret)?;
            vault.remove(&secret)?;
            return Ok(DeleteSecretResponse {
                arn: secret.arn(vault.account()),
                name: secret.into_record().name,
                deletion_date: at.now,
            });
        }
        let mut secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        let days = self.recovery_window_in_days.unwrap_or(RECOVERY_WINDOW_DAYS);
        let response = DeleteSecretResponse {
            deletion_date: secret.schedule_deletion(days, at.now),
            arn: secret.arn(vault.account()),
            name: secret.record().name.clone(),
        };
        vault.save(secret)?;
        Ok(response)
    }
}

/// A forced deletion of what is not there succeeds, so that it can be repeated.
fn never_existed(
    vault: &impl Vault,
    at: &Context<'_>,
    id: SecretId,
    text: String,
) -> Result<DeleteSecretResponse> {
    let (arn, name) = match id {
        SecretId::Name(name) => {
            let suffix = new_suffix(at.entropy)?;
            (secret_arn(at.region, vault.account(), &name, &suffix), name)
        }
        SecretId::Arn(arn) => match arn.split_suffix() {
            Some((name, _)) => (text, name.to_owned()),
            None => (text, arn.resource),
        },
    };
    Ok(DeleteSecretResponse {
        arn,
        name,
        deletion_date: at.now,
    })
}
