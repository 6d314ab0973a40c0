//! GetSecretValue (semantics 4.3).

use serde::{Deserialize, Serialize};

use super::{Context, Effect, Operation};
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::sensitive::{Revealed, SecretBinary, SecretString};
use crate::types::time::Timestamp;
use crate::types::version::{StagingLabel, VersionId};
use crate::vault::Vault;

/// Retrieve the contents of a secret
#[derive(Debug, Clone, clap::Args, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSecretValue {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(default)]
    pub secret_id: String,
    /// The id of the version to read
    #[arg(long)]
    pub version_id: Option<VersionId>,
    /// The staging label of the version to read; AWSCURRENT when neither is given
    #[arg(long)]
    pub version_stage: Option<StagingLabel>,
}

/// A version's value and what names it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSecretValueResponse {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The version's id.
    pub version_id: VersionId,
    /// The value, if it is bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_binary: Option<Revealed<SecretBinary>>,
    /// The value, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_string: Option<Revealed<SecretString>>,
    /// The version's labels; absent when it is deprecated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub version_stages: Vec<StagingLabel>,
    /// When the version was made.
    pub created_date: Timestamp,
}

impl Operation for GetSecretValue {
    const NAME: Action = "GetSecretValue";
    const EFFECT: Effect = Effect::Read;
    type Response = GetSecretValueResponse;

    fn constraints(&self, _check: &mut Constraints) {}

    fn execute(self, _vault: &mut impl Vault, _at: &Context<'_>) -> Result<Self::Response> {
        Err(Error::service(
            ErrorCode::NotImplemented,
            "GetSecretValue is not built yet.",
        ))
    }
}
