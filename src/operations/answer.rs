//! Answers that several operations give.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::secret::Secret;
use crate::secret::rotation::{Rotation, RotationRules};
use crate::secret::sort::Sortable;
use crate::types::region::{AccountId, Region};
use crate::types::sensitive::{Revealed, SecretBinary, SecretString, SecretValue};
use crate::types::tag::Tag;
use crate::types::time::Timestamp;
use crate::types::version::{AWSCURRENT, StagingLabel, VersionId};

/// Which secret it was.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecretNamed {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
}

impl SecretNamed {
    pub(super) fn of(secret: &Secret, account: &AccountId) -> Self {
        Self {
            arn: secret.arn(account),
            name: secret.record().name.clone(),
        }
    }
}

/// Which secret it was, and which version of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VersionNamed {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The version, if one was made or was meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<VersionId>,
}

impl VersionNamed {
    pub(super) fn of(secret: &Secret, account: &AccountId, version_id: Option<VersionId>) -> Self {
        Self {
            arn: secret.arn(account),
            name: secret.record().name.clone(),
            version_id,
        }
    }
}

/// Nothing: the change is made.
#[derive(Debug, Serialize, Deserialize)]
pub struct Done {}

/// A version's value and what names it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RevealedVersion {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The version's id.
    pub version_id: VersionId,
    /// The value, if it is bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_binary: Option<Revealed<SecretBinary>>,
    /// The value, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_string: Option<Revealed<SecretString>>,
    /// The version's labels; absent when it is deprecated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub version_stages: Vec<StagingLabel>,
    /// When the version was made.
    pub created_date: Timestamp,
}

impl RevealedVersion {
    /// The value, text or bytes.
    pub fn into_value(self) -> Option<SecretValue> {
        match (self.secret_string, self.secret_binary) {
            (Some(Revealed(text)), _) => Some(SecretValue::Text(text)),
            (None, Some(Revealed(bytes))) => Some(SecretValue::Binary(bytes)),
            (None, None) => None,
        }
    }
}

/// All that is known of a secret but its values.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecretMetadata {
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
    /// The partner type.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The KMS key; absent for `aws/secretsmanager`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// Absent until rotation is first configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation_enabled: Option<bool>,
    /// The rotation function.
    #[serde(rename = "RotationLambdaARN", skip_serializing_if = "Option::is_none")]
    pub rotation_lambda_arn: Option<String>,
    /// When rotations happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation_rules: Option<RotationRules>,
    /// End of the last successful rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_rotated_date: Option<Timestamp>,
    /// The last change of any kind.
    pub last_changed_date: Timestamp,
    /// The day of the last read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_accessed_date: Option<Timestamp>,
    /// When a scheduled deletion is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_date: Option<Timestamp>,
    /// The latest moment of the next rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_rotation_date: Option<Timestamp>,
    /// Absent until the first tag, then a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// Labelled versions, as DescribeSecret calls them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub version_ids_to_stages: BTreeMap<VersionId, Vec<StagingLabel>>,
    /// Labelled versions, as ListSecrets calls them.
    #[serde(
        default,
        skip_serializing_if = "<[_]>::is_empty",
        serialize_with = "as_map",
        deserialize_with = "from_map"
    )]
    pub secret_versions_to_stages: Box<[(VersionId, Vec<StagingLabel>)]>,
    /// The service that manages the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owning_service: Option<String>,
    /// When the secret was made.
    pub created_date: Timestamp,
    /// When the version that is AWSCURRENT was made; for people, the service does not say it.
    #[serde(skip)]
    pub current_version_date: Option<Timestamp>,
    /// The primary's Region, of a replicated secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_region: Option<String>,
}

impl SecretMetadata {
    /// As DescribeSecret shows it.
    pub(super) fn described(secret: Secret, account: &AccountId) -> Self {
        let labelled = labelled(&secret).collect();
        Self {
            version_ids_to_stages: labelled,
            ..Self::unlabelled(secret, account)
        }
    }

    /// As ListSecrets shows it.
    pub(super) fn listed(secret: Secret, account: &AccountId) -> Self {
        let labelled = labelled(&secret).collect();
        Self {
            secret_versions_to_stages: labelled,
            ..Self::unlabelled(secret, account)
        }
    }

    fn unlabelled(secret: Secret, account: &AccountId) -> Self {
        let arn = secret.arn(account);
        let current = secret.labelled(AWSCURRENT).map(|version| version.created);
        let record = secret.into_record();
        let rotation = record.rotation;
        Self {
            arn,
            kind: record.kind,
            description: record.description,
            kms_key_id: record.kms_key_id,
            rotation_enabled: rotation.as_ref().map(|rotation| rotation.enabled),
            last_rotated_date: rotation.as_ref().and_then(|rotation| rotation.last_rotated),
            next_rotation_date: rotation.as_ref().and_then(|rotation| rotation.next),
            rotation_rules: rotation.as_ref().and_then(rules),
            rotation_lambda_arn: rotation.map(|rotation| rotation.function),
            last_changed_date: record.changed,
            last_accessed_date: record.accessed,
            deleted_date: record.deletion,
            tags: record.tags,
            version_ids_to_stages: BTreeMap::new(),
            secret_versions_to_stages: Box::default(),
            owning_service: record.owning_service,
            created_date: record.created,
            current_version_date: current,
            primary_region: record.primary_region.as_ref().map(Region::to_string),
            name: record.name,
        }
    }

    /// What a list is ordered by.
    pub(super) fn sortable(&self) -> Sortable<'_> {
        Sortable {
            name: &self.name,
            created: self.created_date,
            last_accessed: self.last_accessed_date,
            last_changed: Some(self.last_changed_date),
        }
    }
}

/// Each labelled version with its labels, in the order of the ids.
fn labelled(secret: &Secret) -> impl Iterator<Item = (VersionId, Vec<StagingLabel>)> {
    let by_version = secret.record().stages.by_version().into_iter();
    by_version.map(|(id, labels)| (id.clone(), labels.into_iter().cloned().collect()))
}

/// A map on the wire. In memory it is a list, because a map of two versions takes a kilobyte and there may be 100,000.
fn as_map<S: Serializer>(
    labelled: &[(VersionId, Vec<StagingLabel>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(labelled.iter().map(|(id, labels)| (id, labels)))
}

/// Versions with their labels, as a list.
type Labelled = Box<[(VersionId, Vec<StagingLabel>)]>;

/// The list of a map on the wire.
fn from_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Labelled, D::Error> {
    BTreeMap::deserialize(deserializer).map(|map| map.into_iter().collect())
}

fn rules(rotation: &Rotation) -> Option<RotationRules> {
    Some(rotation.rules.clone()).filter(|rules| !rules.is_empty())
}
