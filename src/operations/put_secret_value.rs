//! PutSecretValue (semantics 4.4).

use serde::{Deserialize, Serialize};

use super::{Context, Effect, Operation, lookup, member, token, value};
use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::sensitive::{self, SecretBinary, SecretString};
use crate::types::version::{StagingLabel, VersionId};
use crate::vault::Vault;

/// Store a new value of a secret; it becomes the current one unless labels say otherwise
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A new value from standard input:
    vault put-secret-value --secret-id prod/db --secret-string - < password.txt

  A value that waits under a label of its own, and its promotion:
    vault put-secret-value --secret-id prod/db --secret-string file://next.json --version-stages NEXT
    vault update-secret-version-stage --secret-id prod/db --version-stage AWSCURRENT \\
        --move-to-version-id NEW_ID --remove-from-version-id OLD_ID")]
pub struct PutSecretValue {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The id of the new version, for repeating the call safely; a random UUID if left out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_token: Option<VersionId>,
    /// The value as bytes: base64, or fileb:// and a path
    #[arg(long)]
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "sensitive::reveal_bytes"
    )]
    pub secret_binary: Option<SecretBinary>,
    /// The value as text, usually JSON; - reads it from standard input
    #[arg(long)]
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "sensitive::reveal_text"
    )]
    pub secret_string: Option<SecretString>,
    /// The labels of the new version; AWSCURRENT if left out
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_stages: Option<Vec<StagingLabel>>,
    /// The token that a rotation function was given; accepted and ignored
    #[arg(long)]
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "sensitive::reveal_text"
    )]
    pub rotation_token: Option<SecretString>,
}

/// The version that now has the value.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutSecretValueResponse {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The version's id: the token.
    pub version_id: VersionId,
    /// All labels of the version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub version_stages: Vec<StagingLabel>,
}

impl Operation for PutSecretValue {
    const NAME: Action = "PutSecretValue";
    const EFFECT: Effect = Effect::Write;
    type Response = PutSecretValueResponse;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        member::check_token(check, self.client_request_token.as_ref());
        member::check_value(
            check,
            self.secret_binary.as_ref(),
            self.secret_string.as_ref(),
        );
        if let Some(stages) = &self.version_stages {
            check.items("versionStages", stages, 1..=20);
            let texts: Vec<&str> = stages.iter().map(StagingLabel::as_str).collect();
            check.element_length("versionStages", &texts, 1..=256);
        }
        if let Some(token) = &self.rotation_token {
            let text = token.expose();
            check.sensitive_length("rotationToken", text.chars().count(), 36..=256);
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            let matches = !text.is_empty() && text.bytes().all(fits);
            check.sensitive_pattern("rotationToken", r"^[a-zA-Z0-9\-]+$", matches);
        }
    }

    fn fill_token(&mut self, entropy: &dyn Entropy) -> Result<()> {
        token::fill(&mut self.client_request_token, entropy)
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let value = member::one_value(self.secret_binary, self.secret_string)?;
        let token = token::required(
            self.client_request_token,
            ErrorCode::InvalidRequestException,
        )?;
        let Some(value) = value else {
            return Err(Error::service(
                ErrorCode::InvalidRequestException,
                "You must provide either SecretString or SecretBinary.",
            ));
        };
        let mut secret = lookup::find_active(vault, at, &id)?;
        let permit = at.permit(Self::NAME, &secret)?;
        let stages = self.version_stages.as_deref();
        let changed = value::put(vault, at, &permit, &mut secret, &token, &value, stages)?;
        let response = PutSecretValueResponse {
            arn: secret.arn(vault.account()),
            name: secret.record().name.clone(),
            version_stages: secret.stages_of(&token),
            version_id: token,
        };
        if changed {
            vault.save(secret)?;
        }
        Ok(response)
    }
}
