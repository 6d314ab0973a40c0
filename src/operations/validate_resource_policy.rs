//! ValidateResourcePolicy (semantics 4.18): its options only, so far.

use serde::Deserialize;

use super::answer::Done;
use super::{Context, Effect, Operation, lookup, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Check a policy before attaching it; not built yet
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A policy for any secret:
    vault validate-resource-policy --resource-policy file://policy.json

  A policy for one secret:
    vault validate-resource-policy --secret-id prod/db --resource-policy file://policy.json")]
pub struct ValidateResourcePolicy {
    /// The name or ARN of the secret that the policy is meant for
    #[arg(long)]
    pub secret_id: Option<String>,
    /// The policy as JSON
    #[arg(long)]
    pub resource_policy: Option<String>,
}

impl Operation for ValidateResourcePolicy {
    const NAME: Action = "ValidateResourcePolicy";
    const EFFECT: Effect = Effect::Read;
    type Response = Done;

    fn constraints(&self, check: &mut Constraints) {
        check.length("secretId", self.secret_id.as_deref(), 1..=2048);
        check.required("resourcePolicy", self.resource_policy.is_some());
        check.length(
            "resourcePolicy",
            self.resource_policy.as_deref(),
            1..=20_480,
        );
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        match &self.secret_id {
            Some(id) => drop(lookup::permit(at, Self::NAME, id)?),
            None => at.permit_call(Self::NAME)?,
        }
        not_built_yet(Self::NAME)
    }
}
