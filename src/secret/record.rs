//! A secret's data as a store keeps it: plain, so that a file format can write every field.

use crate::crypto::keys::WrappedKey;
use crate::crypto::seal::Pin;
use crate::secret::rotation::Rotation;
use crate::secret::stages::StagingLabels;
use crate::types::region::Region;
use crate::types::tag::Tag;
use crate::types::time::Timestamp;
use crate::types::version::VersionId;

/// The id that a secret is bound to inside the vault: random, never shown, never reused.
pub type SecretKey = [u8; 16];

/// Everything a vault keeps of one secret but the values of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRecord {
    /// The id that sealed parts are bound to.
    pub key: SecretKey,
    /// The Region in which the secret is.
    pub region: Region,
    /// Immutable, unique in its Region.
    pub name: String,
    /// The six characters at the end of the ARN.
    pub suffix: String,
    /// Free text.
    pub description: Option<String>,
    /// As the caller gave it; absent for `aws/secretsmanager`.
    pub kms_key_id: Option<String>,
    /// The partner type of a managed external secret.
    pub kind: Option<String>,
    /// Absent until the first tag; empty when all were removed (semantics 3.4).
    pub tags: Option<Vec<Tag>>,
    /// The service that manages the secret.
    pub owning_service: Option<String>,
    /// The primary's Region, once the secret is replicated.
    pub primary_region: Option<Region>,
    /// When the secret was made.
    pub created: Timestamp,
    /// When it was last changed in any way.
    pub changed: Timestamp,
    /// The day of the last read.
    pub accessed: Option<Timestamp>,
    /// When the recovery window of a scheduled deletion ends.
    pub deletion: Option<Timestamp>,
    /// Rotation, once configured.
    pub rotation: Option<Rotation>,
    /// Which version carries which label.
    pub stages: StagingLabels,
    /// The versions that carry a label, and those that just lost their last one; oldest first.
    pub versions: Vec<SecretVersion>,
    /// What is known of the deprecated versions without reading them.
    pub deprecated: Deprecated,
    /// Deprecated versions that a clean-up removed (semantics 6.6): a store drops them when it saves the secret, and never
    /// keeps this list itself.
    pub pruned: Vec<VersionId>,
}

/// One version of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretVersion {
    /// The `ClientRequestToken` that made it.
    pub id: VersionId,
    /// When it was made.
    pub created: Timestamp,
    /// The day of the last read.
    pub accessed: Option<Timestamp>,
    /// Absent while a rotation has not yet put a value.
    pub value: Option<StoredValue>,
    /// Whether the store keeps it among the deprecated versions.
    pub shelved: bool,
}

/// Where a version's sealed value lies, and the sealed data key that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredValue {
    /// The KMS key that wraps the data key.
    pub kms_key: [u8; 16],
    /// The generation of that KMS key.
    pub generation: u32,
    /// The version's own data key, sealed.
    pub data_key: WrappedKey,
    /// The sealed value.
    pub blob: Pointer,
}

/// A sealed part of a store: where it is and what opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointer {
    /// Where its ciphertext begins.
    pub offset: u64,
    /// Bytes of ciphertext.
    pub length: u32,
    /// Nonce, commitment and tag.
    pub pin: Pin,
}

/// The deprecated versions of a secret, kept apart from it so that a read or a put never touches them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deprecated {
    /// How many there are.
    pub count: u32,
    /// No deprecated version is older than this.
    pub oldest: Option<Timestamp>,
    /// The store's own root of them.
    pub root: Option<(bool, Pointer)>,
}
