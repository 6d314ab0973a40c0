//! UntagResource (semantics 4.13).

use serde::{Deserialize, Serialize};

use super::answer::Done;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Remove tags from a secret; a key that it does not have is no error
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  Two tags:
    vault untag-resource --secret-id prod/db --tag-keys team env

  The same as JSON:
    vault untag-resource --secret-id prod/db --tag-keys '[\"team\",\"env\"]'")]
pub struct UntagResource {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The keys of the tags to remove
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_keys: Option<Vec<String>>,
}

impl Operation for UntagResource {
    const NAME: Action = "UntagResource";
    const EFFECT: Effect = Effect::Write;
    type Response = Done;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        check.required("tagKeys", self.tag_keys.is_some());
        if let Some(keys) = &self.tag_keys {
            check.element_length("tagKeys", keys, 1..=128);
        }
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let keys = member::need("tagKeys", self.tag_keys)?;
        let mut secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        secret.untag(&keys, at.now);
        vault.save(secret)?;
        Ok(Done {})
    }
}
