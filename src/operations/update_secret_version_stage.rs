//! UpdateSecretVersionStage (semantics 6.5).

use serde::{Deserialize, Serialize};

use super::answer::SecretNamed;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::secret::Secret;
use crate::secret::record::SecretVersion;
use crate::types::constraint::Constraints;
use crate::types::version::{StagingLabel, VersionId};
use crate::vault::Vault;

/// Move a staging label from one version of a secret to another, attach it or remove it
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  Back to the value before the last change; AWSPREVIOUS goes the other way by itself:
    vault update-secret-version-stage --secret-id prod/db --version-stage AWSCURRENT \\
        --move-to-version-id OLD_ID --remove-from-version-id CURRENT_ID

  A label that keeps a version from being cleaned up:
    vault update-secret-version-stage --secret-id prod/db --version-stage release-7 --move-to-version-id ID

  End a rotation that failed:
    vault update-secret-version-stage --secret-id prod/db --version-stage AWSPENDING --remove-from-version-id ID")]
pub struct UpdateSecretVersionStage {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The label
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_stage: Option<StagingLabel>,
    /// The id of the version that has the label now; needed if one has it
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_from_version_id: Option<VersionId>,
    /// The id of the version to attach the label to
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub move_to_version_id: Option<VersionId>,
}

impl Operation for UpdateSecretVersionStage {
    const NAME: Action = "UpdateSecretVersionStage";
    const EFFECT: Effect = Effect::Write;
    type Response = SecretNamed;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        check.required("versionStage", self.version_stage.is_some());
        member::check_version_stage(check, self.version_stage.as_ref());
        let (from, to) = (&self.remove_from_version_id, &self.move_to_version_id);
        member::check_version_id(check, "removeFromVersionId", from.as_ref());
        member::check_version_id(check, "moveToVersionId", to.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let label = member::need("versionStage", self.version_stage)?;
        let mut secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;

        let from = self.remove_from_version_id.as_ref();
        if let Some(from) = from {
            version(vault, &secret, from)?;
        }
        let to = self.move_to_version_id.as_ref();
        let to = to.map(|to| version(vault, &secret, to)).transpose()?;
        let changed = secret.move_label(&label, from, to, at.now)?;
        let response = SecretNamed::of(&secret, vault.account());
        if changed {
            vault.save(secret)?;
        }
        Ok(response)
    }
}

fn version(vault: &mut impl Vault, secret: &Secret, id: &VersionId) -> Result<SecretVersion> {
    vault.version(secret, id)?.ok_or_else(|| {
        Error::service(
            ErrorCode::InvalidParameterException,
            format!("Not a valid version: {id}"),
        )
    })
}
