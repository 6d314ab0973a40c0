//! GetSecretValue (semantics 4.3).

use serde::{Deserialize, Serialize};

use super::answer::RevealedVersion;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::secret::Secret;
use crate::secret::record::SecretVersion;
use crate::types::constraint::Constraints;
use crate::types::sensitive::{Revealed, SecretValue};
use crate::types::version::{AWSCURRENT, StagingLabel, VersionId};
use crate::vault::Vault;

/// Retrieve the contents of a secret
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  The current value with all that belongs to it, and the value alone:
    vault get-secret-value --secret-id prod/db
    vault get-secret-value --secret-id prod/db --query SecretString --output text

  The value before the last change:
    vault get-secret-value --secret-id prod/db --version-stage AWSPREVIOUS")]
pub struct GetSecretValue {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The id of the version to read
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<VersionId>,
    /// The staging label of the version to read; AWSCURRENT if neither is given
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_stage: Option<StagingLabel>,
}

impl Operation for GetSecretValue {
    const NAME: Action = "GetSecretValue";
    const EFFECT: Effect = Effect::Read;
    type Response = RevealedVersion;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        member::check_version_id(check, "versionId", self.version_id.as_ref());
        member::check_version_stage(check, self.version_stage.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let secret = lookup::find_active(vault, at, &id)?;
        let (id, stage) = (self.version_id.as_ref(), self.version_stage.as_ref());
        read(vault, at, &secret, id, stage)
    }
}

/// Reads a version of a secret that is not scheduled for deletion, and dates it today.
pub(super) fn read(
    vault: &mut impl Vault,
    at: &Context<'_>,
    secret: &Secret,
    id: Option<&VersionId>,
    stage: Option<&StagingLabel>,
) -> Result<RevealedVersion> {
    let permit = at.permit(GetSecretValue::NAME, secret)?;
    let version = select(vault, secret, id, stage)?;
    let (secret_string, secret_binary) = match vault.reveal(&permit, secret, &version)? {
        SecretValue::Text(text) => (Some(Revealed(text)), None),
        SecretValue::Binary(bytes) => (None, Some(Revealed(bytes))),
    };
    let today = Some(at.now.day());
    if version.accessed != today || secret.record().accessed != today {
        vault.touch(secret, &version, at.now.day());
    }
    Ok(RevealedVersion {
        arn: secret.arn(vault.account()),
        name: secret.record().name.clone(),
        version_stages: secret.stages_of(&version.id),
        version_id: version.id,
        secret_binary,
        secret_string,
        created_date: version.created,
    })
}

/// The version that is meant; one without a value is not found.
fn select(
    vault: &mut impl Vault,
    secret: &Secret,
    id: Option<&VersionId>,
    stage: Option<&StagingLabel>,
) -> Result<SecretVersion> {
    let version = match (id, stage) {
        (Some(id), stage) => {
            let version = vault.version(secret, id)?.ok_or_else(|| no_version(id))?;
            if let Some(stage) = stage
                && secret.record().stages.holder(stage.as_str()) != Some(id)
            {
                return Err(Error::service(
                    ErrorCode::InvalidRequestException,
                    "You provided a VersionStage that is not associated to the provided VersionId.",
                ));
            }
            Some(version)
        }
        (None, stage) => {
            let label = stage.map_or(AWSCURRENT, StagingLabel::as_str);
            secret.labelled(label).cloned()
        }
    };
    version
        .filter(|version| version.value.is_some())
        .ok_or_else(|| match (id, stage) {
            (Some(id), None) => no_version(id),
            (_, stage) => no_label(stage.map_or(AWSCURRENT, StagingLabel::as_str)),
        })
}

fn no_version(id: &VersionId) -> Error {
    not_found(&format!("VersionId: {id}"))
}

fn no_label(label: &str) -> Error {
    not_found(&format!("staging label: {label}"))
}

fn not_found(what: &str) -> Error {
    Error::service(
        ErrorCode::ResourceNotFoundException,
        format!("Secrets Manager can't find the specified secret value for {what}"),
    )
}
