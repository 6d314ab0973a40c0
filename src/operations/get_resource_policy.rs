//! GetResourcePolicy (semantics 4.16): its options only, so far.

use serde::{Deserialize, Serialize};

use super::{Context, Effect, Operation, lookup, member, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Show the policy of a secret; not built yet
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  The policy alone:
    vault get-resource-policy --secret-id prod/db --query ResourcePolicy --output text

  With all that belongs to it:
    vault get-resource-policy --secret-id prod/db")]
pub struct GetResourcePolicy {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
}

/// A secret's policy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetResourcePolicyResponse {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The policy as JSON, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<String>,
}

impl Operation for GetResourcePolicy {
    const NAME: Action = "GetResourcePolicy";
    const EFFECT: Effect = Effect::Read;
    type Response = GetResourcePolicyResponse;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        lookup::permit(at, Self::NAME, &id)?;
        not_built_yet(Self::NAME)
    }
}
