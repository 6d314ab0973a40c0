//! The secret and its rules, pure: no I/O, no clock, no randomness of its own.

pub mod password;
pub mod record;
pub mod rotation;
pub mod schedule;
pub mod search;
pub mod sort;
pub mod stages;
mod words;

use crate::secret::record::SecretRecord;
use crate::types::arn;
use crate::types::region::AccountId;
use crate::types::time::Timestamp;

/// One secret, with the rules by which it changes. The values of its versions stay with the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    record: SecretRecord,
}

impl Secret {
    /// The secret of this data.
    pub const fn new(record: SecretRecord) -> Self {
        Self { record }
    }

    /// Its data, to read.
    pub const fn record(&self) -> &SecretRecord {
        &self.record
    }

    /// Its data, to keep.
    pub fn into_record(self) -> SecretRecord {
        self.record
    }

    /// The complete ARN.
    pub fn arn(&self, account: &AccountId) -> String {
        arn::secret_arn(
            &self.record.region,
            account,
            &self.record.name,
            &self.record.suffix,
        )
    }

    /// Whether its recovery window is over: such a secret is as good as purged (semantics 8).
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.record.deletion.is_some_and(|due| due <= now)
    }
}
