//! ReplicateSecretToRegions (semantics 4.21): its options only, so far.

use serde::{Deserialize, Serialize};

use super::replication::Replicas;
use super::replication::{ForceOverwriteReplicaSecret, ReplicaRegion, check_replica_regions};
use super::{Context, Effect, Operation, lookup, member, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::shorthand::Shorthand;
use crate::types::switch::Switch;
use crate::vault::Vault;

/// Replicate a secret to other Regions; not built yet
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  To one Region:
    vault replicate-secret-to-regions --secret-id prod/db --add-replica-regions Region=eu-west-1

  To two, over whatever has the name there:
    vault replicate-secret-to-regions --secret-id prod/db --force-overwrite-replica-secret \\
        --add-replica-regions Region=eu-west-1 Region=eu-central-1")]
pub struct ReplicateSecretToRegions {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The Regions, as Region=...,KmsKeyId=... pairs
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_replica_regions: Option<Vec<Shorthand<ReplicaRegion>>>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub force_overwrite_replica_secret: Switch<ForceOverwriteReplicaSecret>,
}

impl Operation for ReplicateSecretToRegions {
    const NAME: Action = "ReplicateSecretToRegions";
    const EFFECT: Effect = Effect::Write;
    type Response = Replicas;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        check.required("addReplicaRegions", self.add_replica_regions.is_some());
        check_replica_regions(check, self.add_replica_regions.as_deref());
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        lookup::permit(at, Self::NAME, &id)?;
        not_built_yet(Self::NAME)
    }
}
