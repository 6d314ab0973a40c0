//! PutResourcePolicy (semantics 4.15): its options only, so far.

use serde::{Deserialize, Serialize};

use super::answer::SecretNamed;
use super::{Context, Effect, Operation, lookup, member, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::switch::Switch;
use crate::vault::Vault;

crate::types::switch::switches! {
    /// Refuse a policy that opens the secret to everybody
    pub BlockPublicPolicy "block-public-policy";
}

/// Attach a policy to a secret; not built yet
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A policy from a file:
    vault put-resource-policy --secret-id prod/db --resource-policy file://policy.json

  Only if it does not open the secret to everybody:
    vault put-resource-policy --secret-id prod/db --resource-policy file://policy.json --block-public-policy")]
pub struct PutResourcePolicy {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The policy as JSON
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub block_public_policy: Switch<BlockPublicPolicy>,
}

impl Operation for PutResourcePolicy {
    const NAME: Action = "PutResourcePolicy";
    const EFFECT: Effect = Effect::Write;
    type Response = SecretNamed;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        check.required("resourcePolicy", self.resource_policy.is_some());
        check.length(
            "resourcePolicy",
            self.resource_policy.as_deref(),
            1..=20_480,
        );
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        lookup::permit(at, Self::NAME, &id)?;
        not_built_yet(Self::NAME)
    }
}
