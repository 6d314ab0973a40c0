//! UpdateSecret (semantics 4.5).

use serde::{Deserialize, Serialize};

use super::answer::VersionNamed;
use super::{Context, Effect, Operation, lookup, member, token, value};
use crate::crypto::entropy::Entropy;
use crate::error::{ErrorCode, Result};
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::sensitive::{self, SecretBinary, SecretString};
use crate::types::version::VersionId;
use crate::vault::Vault;

/// Change a secret's description, or store a new current value
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A new description:
    vault update-secret --secret-id prod/db --description 'Orders database, read only'

  A new value from a file:
    vault update-secret --secret-id prod/db --secret-string file://db.json")]
pub struct UpdateSecret {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The id of the new version, for repeating the call safely; a random UUID if left out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_token: Option<VersionId>,
    /// What the secret is for; empty removes the description
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The KMS key that encrypts the values; only alias/aws/secretsmanager, the default, so far
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
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
    /// The partner type of a managed external secret
    #[arg(long = "type")]
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Operation for UpdateSecret {
    const NAME: Action = "UpdateSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = VersionNamed;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        member::check_token(check, self.client_request_token.as_ref());
        member::check_texts(
            check,
            self.description.as_ref(),
            self.kms_key_id.as_ref(),
            self.kind.as_ref(),
        );
        member::check_value(
            check,
            self.secret_binary.as_ref(),
            self.secret_string.as_ref(),
        );
    }

    fn fill_token(&mut self, entropy: &dyn Entropy) -> Result<()> {
        token::fill(&mut self.client_request_token, entropy)
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let value = match member::one_value(self.secret_binary, self.secret_string)? {
            Some(value) => {
                let code = ErrorCode::InvalidRequestException;
                Some((token::required(self.client_request_token, code)?, value))
            }
            None => None,
        };
        member::check_kms_key(self.kms_key_id.as_deref())?;
        let mut secret = lookup::find_active(vault, at, &id)?;
        let permit = at.permit(Self::NAME, &secret)?;

        let before = secret.clone();
        if let Some((token, value)) = &value {
            value::put(vault, at, &permit, &mut secret, token, value, None)?;
        }
        if let Some(description) = self.description {
            secret.describe(description, at.now);
        }
        if let Some(kind) = self.kind {
            secret.set_kind(kind, at.now);
        }
        let response = VersionNamed::of(&secret, vault.account(), value.map(|(token, _)| token));
        if secret != before {
            vault.save(secret)?;
        }
        Ok(response)
    }
}
