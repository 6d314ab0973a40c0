//! What is remembered of a vault, and how its newest commit is held against that: pure.

use chrono::DateTime;

use crate::crypto::digest::{self, HALF_LENGTH};
use crate::crypto::keys::Key;
use crate::store::codec::{Reader, Writer};
use crate::store::footer::{ANCESTORS, Footer, root_digest};
use crate::types::time::Timestamp;

const VERSION: u8 = 1;
const CONTENT_LENGTH: usize = 1 + 16 + 8 + 8 + 16;

/// Bytes of a record.
pub(super) const SEEN_LENGTH: usize = CONTENT_LENGTH + HALF_LENGTH + 32;

/// A commit that this machine has seen (`docs/FORMAT.md`, Rollback memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) vault_id: [u8; 16],
    pub(super) generation: u64,
    /// When the commit was made, by the clock of whoever made it: for people, never for a judgement.
    pub(super) written: Timestamp,
    pub(super) root: [u8; 16],
}

/// How a vault's newest commit stands to the one that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the same.
    Same,
    /// It came after.
    Newer,
    /// So long after that its footer no longer names the one that was seen.
    MuchNewer,
    /// It came before.
    Older,
    /// It did not come from the one that was seen, nor the other way round as far as can be told.
    Forked,
}

impl Seen {
    pub(super) fn of(vault_id: [u8; 16], footer: &Footer) -> Self {
        Self {
            vault_id,
            generation: footer.generation,
            written: footer.written,
            root: root_digest(&footer.root),
        }
    }

    /// Holds a vault's newest commit against this one.
    pub(super) fn judge(&self, footer: &Footer) -> Verdict {
        let Some(distance) = footer.generation.checked_sub(self.generation) else {
            return Verdict::Older;
        };
        let follows = |is_same: bool, verdict| if is_same { verdict } else { Verdict::Forked };
        match usize::try_from(distance) {
            Ok(0) => follows(root_digest(&footer.root) == self.root, Verdict::Same),
            Ok(distance) if distance <= ANCESTORS => {
                let ancestor = footer.ancestors.get(distance - 1);
                follows(ancestor == Some(&self.root), Verdict::Newer)
            }
            _ => Verdict::MuchNewer,
        }
    }

    pub(super) fn encode(&self, key: &Key) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .u8(VERSION)
            .raw(&self.vault_id)
            .u64(self.generation)
            .i64(self.written.millis())
            .raw(&self.root);
        let mut bytes = writer.into_bytes();
        let mac = key.mac(&[&bytes]);
        let checksum = digest::half(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes.extend_from_slice(&mac);
        bytes
    }

    /// What a record holds; `None` for what is torn or no record. Any key of the vault may have made it, before the vault
    /// key was changed or after: so it counts, proven by [`Seen::is_made_by`] or not.
    pub(super) fn decode(record: &[u8]) -> Option<Self> {
        let (content, sum, _) = parts(record)?;
        let mut reader = Reader::new(content);
        let is_known = reader.u8().ok()? == VERSION && *sum == digest::half(content);
        let seen = Self {
            vault_id: reader.array().ok()?,
            generation: reader.u64().ok()?,
            written: Timestamp::from_millis(reader.i64().ok()?),
            root: reader.array().ok()?,
        };
        is_known.then_some(seen)
    }

    /// Whether this key made the record.
    pub(super) fn is_made_by(record: &[u8], key: &Key) -> bool {
        parts(record).is_some_and(|(content, _, mac)| key.verify_mac(&[content], mac))
    }
}

type Parts<'r> = (
    &'r [u8; CONTENT_LENGTH],
    &'r [u8; HALF_LENGTH],
    &'r [u8; 32],
);

fn parts(record: &[u8]) -> Option<Parts<'_>> {
    let (content, rest) = record.split_first_chunk()?;
    let (sum, mac) = rest.split_first_chunk()?;
    Some((content, sum, mac.try_into().ok()?))
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "generation {}", self.generation)?;
        match DateTime::from_timestamp_millis(self.written.millis()) {
            Some(time) => write!(f, " of {}", time.format("%Y-%m-%d %H:%M:%S UTC")),
            None => Ok(()),
        }
    }
}
