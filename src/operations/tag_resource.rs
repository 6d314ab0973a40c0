//! TagResource (semantics 4.12).

use serde::{Deserialize, Serialize};

use super::answer::Done;
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::secret::check_tags;
use crate::types::constraint::Constraints;
use crate::types::shorthand::Shorthand;
use crate::types::tag::Tag;
use crate::vault::Vault;

/// Add tags to a secret, or change their values
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  Two tags:
    vault tag-resource --secret-id prod/db --tags Key=team,Value=payments Key=env,Value=prod

  The same as JSON:
    vault tag-resource --secret-id prod/db --tags '[{\"Key\":\"team\",\"Value\":\"payments\"}]'")]
pub struct TagResource {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// Tags as Key=...,Value=... pairs
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Shorthand<Tag>>>,
}

impl Operation for TagResource {
    const NAME: Action = "TagResource";
    const EFFECT: Effect = Effect::Write;
    type Response = Done;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        check.required("tags", self.tags.is_some());
        member::check_tag_lengths(check, self.tags.as_deref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        let tags = member::need("tags", self.tags)?;
        check_tags(&tags.iter().map(|Shorthand(tag)| tag))?;
        let mut secret = lookup::find_active(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        secret.tag(tags.into_iter().map(|Shorthand(tag)| tag), at.now)?;
        vault.save(secret)?;
        Ok(Done {})
    }
}
