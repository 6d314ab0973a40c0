//! RemoveRegionsFromReplication (semantics 4.22): its options only, so far.

use serde::{Deserialize, Serialize};

use super::replication::Replicas;
use super::{Context, Effect, Operation, lookup, member, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::region::Region;
use crate::vault::Vault;

/// Delete replicas of a secret; not built yet
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  One replica:
    vault remove-regions-from-replication --secret-id prod/db --remove-replica-regions eu-west-1

  Two:
    vault remove-regions-from-replication --secret-id prod/db --remove-replica-regions eu-west-1 eu-central-1")]
pub struct RemoveRegionsFromReplication {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The Regions of the replicas
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_replica_regions: Option<Vec<String>>,
}

impl Operation for RemoveRegionsFromReplication {
    const NAME: Action = "RemoveRegionsFromReplication";
    const EFFECT: Effect = Effect::Write;
    type Response = Replicas;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        check.required(
            "removeReplicaRegions",
            self.remove_replica_regions.is_some(),
        );
        if let Some(regions) = &self.remove_replica_regions {
            check.items("removeReplicaRegions", regions, 1..=usize::MAX);
            check.element_pattern(
                "removeReplicaRegions",
                regions,
                1..=128,
                r"^([a-z]+-)+\d+$",
                |region| region.parse::<Region>().is_ok(),
            );
        }
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        lookup::permit(at, Self::NAME, &id)?;
        not_built_yet(Self::NAME)
    }
}
