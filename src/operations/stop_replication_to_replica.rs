//! StopReplicationToReplica (semantics 4.23): its options only, so far.

use serde::{Deserialize, Serialize};

use super::replication::ReplicaStopped;
use super::{Context, Effect, Operation, lookup, member, not_built_yet};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// Make a replica a secret of its own; not built yet
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  In the replica's Region:
    vault stop-replication-to-replica --region eu-west-1 --secret-id prod/db

  By ARN:
    vault stop-replication-to-replica --region eu-west-1 \\
        --secret-id arn:aws:secretsmanager:eu-west-1:000000000000:secret:prod/db-Ca8JGt")]
pub struct StopReplicationToReplica {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
}

impl Operation for StopReplicationToReplica {
    const NAME: Action = "StopReplicationToReplica";
    const EFFECT: Effect = Effect::Write;
    type Response = ReplicaStopped;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        lookup::permit(at, Self::NAME, &id)?;
        not_built_yet(Self::NAME)
    }
}
