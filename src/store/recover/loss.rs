//! What a recovery could not bring over, as far as it is known.

use std::fmt;

use crate::types::time::Timestamp;
use crate::types::version::{StagingLabel, VersionId};

/// One thing that is not in the new vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// Bytes behind the newest footer that opens: a commit that was cut short, or one that is damaged.
    Tail {
        /// The first byte.
        from: u64,
        /// Behind the last byte.
        to: u64,
    },
    /// A commit whose root does not verify, and with it what only this commit changed.
    Commit {
        /// Its number.
        generation: u64,
        /// When it was made.
        written: Timestamp,
    },
    /// A node of the index of secrets.
    Index {
        /// The first byte.
        from: u64,
        /// Behind the last byte.
        to: u64,
    },
    /// Secrets of which nothing is left, not even their names.
    Secrets(u64),
    /// The changes of a secret since an older commit, from which it was taken.
    Changes {
        /// Its name.
        secret: String,
        /// The older commit.
        generation: u64,
        /// When that was made.
        written: Timestamp,
    },
    /// A record that verifies and makes no sense to this program.
    Record,
    /// The credentials of clients.
    Credentials,
    /// Deprecated versions of a secret.
    Deprecated {
        /// Its name.
        secret: String,
        /// How many.
        count: u32,
    },
    /// A version whose value does not verify.
    Version {
        /// The secret's name.
        secret: String,
        /// The version.
        id: VersionId,
        /// The labels that were on it, which no version of the new vault has.
        labels: Vec<StagingLabel>,
    },
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tail { from, to } => write!(
                f,
                "bytes {from} to {to}, behind the newest commit that can be found"
            ),
            Self::Commit {
                generation,
                written,
            } => write!(
                f,
                "what was changed by the commit of generation {generation} of {written}: its root does not verify"
            ),
            Self::Index { from, to } => write!(f, "bytes {from} to {to}, a part of the index"),
            Self::Secrets(1) => write!(f, "1 secret whose name was in a damaged part"),
            Self::Secrets(count) => {
                write!(f, "{count} secrets whose names were in damaged parts")
            }
            Self::Changes {
                secret,
                generation,
                written,
            } => write!(
                f,
                "{secret}: changes since generation {generation} of {written}, as of which it was recovered"
            ),
            Self::Credentials => write!(
                f,
                "the credentials of all clients: `vault credentials create` makes new ones"
            ),
            Self::Record => write!(f, "a record that cannot be read"),
            Self::Deprecated { secret, count: 1 } => {
                write!(f, "{secret}: 1 deprecated version")
            }
            Self::Deprecated { secret, count } => {
                write!(f, "{secret}: {count} deprecated versions")
            }
            Self::Version { secret, id, labels } => {
                write!(f, "{secret}: version {id}, whose value does not verify")?;
                if !labels.is_empty() {
                    let labels: Vec<&str> = labels.iter().map(StagingLabel::as_str).collect();
                    write!(f, " ({})", labels.join(", "))?;
                }
                Ok(())
            }
        }
    }
}
