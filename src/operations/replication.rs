//! What the replication operations share (semantics 12).

use serde::{Deserialize, Serialize};

use crate::types::constraint::Constraints;
use crate::types::region::Region;
use crate::types::shorthand::Shorthand;
use crate::types::time::Timestamp;

crate::types::switch::switches! {
    /// Overwrite a secret of the same name in the other Region; not built yet
    pub ForceOverwriteReplicaSecret "force-overwrite-replica-secret";
}

/// A Region to replicate to, and the KMS key there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ReplicaRegion {
    /// The Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The KMS key in that Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
}

/// Where a secret is replicated.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Replicas {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// Its replicas.
    #[serde(default)]
    pub replication_status: Vec<ReplicaStatus>,
}

/// How one replica stands.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReplicaStatus {
    /// Its Region.
    pub region: String,
    /// Its KMS key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// `InSync`, `InProgress` or `Failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    /// The day of the last read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_accessed_date: Option<Timestamp>,
}

/// A replica that is a secret of its own now.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReplicaStopped {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
}

/// The constraints of `AddReplicaRegions`.
pub(super) fn check_replica_regions(
    check: &mut Constraints,
    regions: Option<&[Shorthand<ReplicaRegion>]>,
) {
    let Some(regions) = regions else { return };
    let shown = regions.iter().map(|Shorthand(replica)| {
        let region = replica.region.as_deref().unwrap_or("null");
        format!("ReplicaRegionType(region={region})")
    });
    check.items("addReplicaRegions", shown, 1..=usize::MAX);
    for (index, Shorthand(replica)) in regions.iter().enumerate() {
        let path = format!("addReplicaRegions.{}.member", index + 1);
        if let Some(region) = &replica.region {
            let path = format!("{path}.region");
            check.length(&path, &**region, 1..=128);
            check.pattern(
                &path,
                region,
                r"^([a-z]+-)+\d+$",
                region.parse::<Region>().is_ok(),
            );
        }
        let key = replica.kms_key_id.as_deref();
        check.length(&format!("{path}.kmsKeyId"), key, 0..=2048);
    }
}
