//! How a secret rotates (semantics 7).

use serde::{Deserialize, Serialize};

use crate::secret::password::PasswordRules;
use crate::types::time::Timestamp;
use crate::types::version::VersionId;

/// A secret's rotation, from the first RotateSecret on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// False after CancelRotateSecret.
    pub enabled: bool,
    /// `RotationLambdaARN`.
    pub function: String,
    /// When and how often.
    pub rules: RotationRules,
    /// End of the last successful rotation.
    pub last_rotated: Option<Timestamp>,
    /// The latest moment of the next one.
    pub next: Option<Timestamp>,
    /// What `vault-random` makes; absent for other functions.
    pub password: Option<PasswordRules>,
    /// The version that only tests a configuration (`RotateImmediately=false`).
    pub test: Option<VersionId>,
}

/// `RotationRules` as sent and shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RotationRules {
    /// Days between rotations, 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatically_after_days: Option<i64>,
    /// How long a rotation window stays open, such as `3h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// `rate(…)` or `cron(…)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_expression: Option<String>,
}
