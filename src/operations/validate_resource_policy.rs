//! ValidateResourcePolicy (semantics 4.18): its options only, so far.

use serde::{Deserialize, Serialize};

use super::{Context, Effect, Operation, lookup, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Check a policy before attaching it; not built yet
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A policy for any secret:
    vault validate-resource-policy --resource-policy file://policy.json

  A policy for one secret:
    vault validate-resource-policy --secret-id prod/db --resource-policy file://policy.json")]
pub struct ValidateResourcePolicy {
    /// The name or ARN of the secret that the policy is meant for
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The policy as JSON
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy: Option<String>,
}

/// What is wrong with a policy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ValidateResourcePolicyResponse {
    /// Whether nothing is.
    pub policy_validation_passed: bool,
    /// What is.
    #[serde(default)]
    pub validation_errors: Vec<PolicyFault>,
}

/// One thing that is wrong with a policy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyFault {
    /// What was looked at.
    pub check_name: String,
    /// What was found.
    pub error_message: String,
}

impl Operation for ValidateResourcePolicy {
    const NAME: Action = "ValidateResourcePolicy";
    const EFFECT: Effect = Effect::Read;
    type Response = ValidateResourcePolicyResponse;

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
