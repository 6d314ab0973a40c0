//! CreateSecret (semantics 4.1).

use serde::{Deserialize, Serialize};

use super::answer::VersionNamed;
use super::replication::{ForceOverwriteReplicaSecret, ReplicaRegion, check_replica_regions};
use super::{Context, Effect, Operation, member, not_built_yet, token, value};
use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::secret::{Secret, check_tags};
use crate::types::arn::{SUFFIX_LENGTH, check_new_name};
use crate::types::constraint::Constraints;
use crate::types::sensitive::{self, SecretBinary, SecretString, SecretValue};
use crate::types::shorthand::Shorthand;
use crate::types::switch::Switch;
use crate::types::tag::Tag;
use crate::types::version::VersionId;
use crate::vault::Vault;

/// Create a secret, with its first value if one is given
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A password from standard input, so that it is in no process list and no history:
    vault create-secret --name prod/db --secret-string - < password.txt

  JSON from a file, with a description and tags:
    vault create-secret --name prod/api --description 'Payment API' --secret-string file://api.json \\
        --tags Key=team,Value=payments Key=env,Value=prod

  A binary value:
    vault create-secret --name tls/key --secret-binary fileb://key.der")]
pub struct CreateSecret {
    /// The name of the new secret: letters, digits and /_+=.@-
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The id of the first version, for repeating the call safely; a random UUID if left out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_token: Option<VersionId>,
    /// What the secret is for
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
    /// Tags as Key=...,Value=... pairs
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Shorthand<Tag>>>,
    /// Regions to replicate the secret to, as Region=...,KmsKeyId=... pairs; not built yet
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_replica_regions: Option<Vec<Shorthand<ReplicaRegion>>>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub force_overwrite_replica_secret: Switch<ForceOverwriteReplicaSecret>,
    /// The partner type of a managed external secret
    #[arg(long = "type")]
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Operation for CreateSecret {
    const NAME: Action = "CreateSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = VersionNamed;

    fn constraints(&self, check: &mut Constraints) {
        check.required("name", self.name.is_some());
        check.length("name", self.name.as_deref(), 1..=512);
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
        member::check_tag_lengths(check, self.tags.as_deref());
        check_replica_regions(check, self.add_replica_regions.as_deref());
    }

    fn fill_token(&mut self, entropy: &dyn Entropy) -> Result<()> {
        token::fill(&mut self.client_request_token, entropy)
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let name = member::need("name", self.name)?;
        at.permit_name(Self::NAME, &name)?;
        check_new_name(&name)?;
        let value = member::one_value(self.secret_binary, self.secret_string)?;
        // A token without a value would name nothing, and is ignored (semantics 3.3).
        let value = match value {
            Some(value) => {
                let code = ErrorCode::InvalidRequestException;
                Some((token::required(self.client_request_token, code)?, value))
            }
            None => None,
        };
        let tags = self.tags.unwrap_or_default();
        check_tags(&tags.iter().map(|Shorthand(tag)| tag))?;
        member::check_kms_key(self.kms_key_id.as_deref())?;
        if self.add_replica_regions.is_some() {
            return not_built_yet("Replication");
        }

        if let Some(existing) = vault.find(at.region, &name)? {
            if !existing.is_expired(at.now) {
                return repeat(vault, at, &existing, value.as_ref());
            }
            vault.remove(&existing)?;
        }
        let mut key = [0; 16];
        at.entropy.fill(&mut key)?;
        let suffix = new_suffix(at.entropy)?;
        let mut secret = Secret::create(key, at.region.clone(), name, suffix, at.now);
        let permit = at.permit(Self::NAME, &secret)?;
        secret.describe(self.description.unwrap_or_default(), at.now);
        secret.set_kind(self.kind.unwrap_or_default(), at.now);
        secret.tag(tags.into_iter().map(|Shorthand(tag)| tag), at.now)?;
        if let Some((token, value)) = &value {
            value::put(vault, at, &permit, &mut secret, token, value, None)?;
        }
        let response = VersionNamed::of(&secret, vault.account(), value.map(|(token, _)| token));
        vault.save(secret)?;
        Ok(response)
    }
}

/// The answer when the name is taken: the first answer again if the request is the first one again (semantics 3.3).
fn repeat(
    vault: &mut impl Vault,
    at: &Context<'_>,
    existing: &Secret,
    value: Option<&(VersionId, SecretValue)>,
) -> Result<VersionNamed> {
    let permit = at.permit(CreateSecret::NAME, existing)?;
    if existing.record().deletion.is_some() {
        return Err(Error::service(
            ErrorCode::InvalidRequestException,
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        )
        .hint("restore-secret takes the deletion back; delete-secret --force-delete-without-recovery frees the name"));
    }
    if let Some((token, value)) = value
        && let Some(version) = vault.version(existing, token)?
    {
        if version.value.is_some() && vault.reveal(&permit, existing, &version)? == *value {
            return Ok(VersionNamed::of(
                existing,
                vault.account(),
                Some(token.clone()),
            ));
        }
        let arn = existing.arn(vault.account());
        return Err(token::in_use(
            ErrorCode::ResourceExistsException,
            token,
            &arn,
        ));
    }
    let name = &existing.record().name;
    Err(Error::service(
        ErrorCode::ResourceExistsException,
        format!("The operation failed because the secret {name} already exists."),
    ))
}

/// The end of a new ARN: letters and digits.
pub(super) fn new_suffix(entropy: &dyn Entropy) -> Result<String> {
    const CHARACTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let character = |_| Ok(char::from(CHARACTERS[entropy.below(62)? as usize]));
    (0..SUFFIX_LENGTH).map(character).collect()
}
