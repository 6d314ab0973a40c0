//! Tags of a secret.

use serde::{Deserialize, Serialize};

/// A key and its value (semantics 9.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// 1 to 128 characters, unique in a secret, case-sensitive.
    #[serde(default)]
    pub key: String,
    /// 0 to 256 characters.
    #[serde(default)]
    pub value: String,
}
