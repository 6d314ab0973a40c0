//! The root object: what pins everything else (`docs/FORMAT.md`, Root).

use crate::crypto::keys::WrappedKey;
use crate::error::Result;
use crate::secret::record::Pointer;
use crate::store::codec::{Reader, Writer, malformed};
use crate::store::node::Stored;
use crate::store::pointer;
use crate::types::region::{AccountId, Region};
use crate::types::time::Timestamp;

/// The id of the default KMS key, `alias/aws/secretsmanager`.
pub(super) const DEFAULT_KMS_KEY: [u8; 16] = [0; 16];

/// Tags of the root's fields. 16 to 31 are for tables, of which this program knows 17; the others are kept for later ones: KMS
/// keys of their own, policies, functions, replicas, the head of the trail.
mod field {
    pub(super) const ACCOUNT: u8 = 1;
    pub(super) const HOME_REGION: u8 = 2;
    pub(super) const CREATED: u8 = 3;
    pub(super) const SECRETS: u8 = 4;
    pub(super) const LIVE_BYTES: u8 = 5;
    pub(super) const DELETION_DUE: u8 = 6;
    pub(super) const ROTATION_DUE: u8 = 7;
    pub(super) const TRIE: u8 = 8;
    pub(super) const KMS_KEYS: u8 = 9;
    pub(super) const WITH_EQUALS: u8 = 10;
    pub(super) const NAME_KEY: u8 = 11;
    pub(super) const CREDENTIALS: u8 = 17;
}

/// The root's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) account: AccountId,
    pub(super) home_region: Region,
    pub(super) created: Timestamp,
    /// How many secrets there are, scheduled ones included.
    pub(super) secrets: u64,
    /// Bytes of the file that are part of this commit's state; the rest is dead.
    pub(super) live_bytes: u64,
    /// No secret's deletion is due before this.
    pub(super) deletion_due: Option<Timestamp>,
    /// No secret's rotation is due before this.
    pub(super) rotation_due: Option<Timestamp>,
    pub(super) trie: Option<Stored>,
    pub(super) kms_keys: Vec<KmsKeyGeneration>,
    /// How many secrets have an `=` in their name.
    pub(super) with_equals: u64,
    /// What places are made with since the vault key was changed: places stay what they are.
    pub(super) name_key: Option<WrappedKey>,
    /// The table of credentials, if there are any.
    pub(super) credentials: Option<Pointer>,
}

/// One generation of a KMS key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KmsKeyGeneration {
    pub(super) id: [u8; 16],
    pub(super) generation: u32,
    pub(super) wrapped: WrappedKey,
}

impl Root {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .field(field::ACCOUNT, |w| w.raw(self.account.as_str().as_bytes()))
            .field(field::HOME_REGION, |w| {
                w.raw(self.home_region.as_str().as_bytes())
            })
            .field(field::CREATED, |w| w.i64(self.created.millis()))
            .field(field::SECRETS, |w| w.u64(self.secrets))
            .field(field::LIVE_BYTES, |w| w.u64(self.live_bytes))
            .optional(field::DELETION_DUE, self.deletion_due, |w, due| {
                w.i64(due.millis())
            })
            .optional(field::ROTATION_DUE, self.rotation_due, |w, due| {
                w.i64(due.millis())
            })
            .optional(field::TRIE, self.trie, |w, top| {
                w.u8(u8::from(top.is_leaf));
                pointer::write(w, &top.pointer);
                w
            })
            .field(field::KMS_KEYS, |w| {
                w.length(self.kms_keys.len());
                for key in &self.kms_keys {
                    w.raw(&key.id).u32(key.generation).raw(&key.wrapped.0);
                }
                w
            })
            .optional(
                field::WITH_EQUALS,
                (self.with_equals > 0).then_some(self.with_equals),
                |w, count| w.u64(count),
            )
            .optional(field::NAME_KEY, self.name_key.as_ref(), |w, key| {
                w.raw(&key.0)
            })
            .optional(
                field::CREDENTIALS,
                self.credentials.as_ref(),
                |w, pointer| {
                    pointer::write(w, pointer);
                    w
                },
            );
        let mut content = writer.into_bytes();
        let length = content.len().next_multiple_of(128);
        content.resize(length, 0);
        content
    }

    pub(super) fn decode(content: &[u8]) -> Result<Self> {
        let (mut account, mut home_region) = (None, None);
        let (mut created, mut secrets, mut live_bytes) = (None, None, None);
        let (mut deletion_due, mut rotation_due, mut trie) = (None, None, None);
        let mut kms_keys = Vec::new();
        let mut with_equals = 0;
        let (mut name_key, mut credentials) = (None, None);
        Reader::new(content).padded_fields(|tag, r| {
            match tag {
                field::ACCOUNT => account = parse(r)?,
                field::HOME_REGION => home_region = parse(r)?,
                field::CREATED => created = Some(Timestamp::from_millis(r.i64()?)),
                field::SECRETS => secrets = Some(r.u64()?),
                field::LIVE_BYTES => live_bytes = Some(r.u64()?),
                field::DELETION_DUE => deletion_due = Some(Timestamp::from_millis(r.i64()?)),
                field::ROTATION_DUE => rotation_due = Some(Timestamp::from_millis(r.i64()?)),
                field::TRIE => {
                    trie = Some(Stored {
                        is_leaf: r.bool()?,
                        pointer: pointer::read(r)?,
                    });
                }
                field::KMS_KEYS => {
                    let count = r.length()?;
                    for _ in 0..count {
                        kms_keys.push(KmsKeyGeneration {
                            id: r.array()?,
                            generation: r.u32()?,
                            wrapped: WrappedKey(r.array()?),
                        });
                    }
                }
                field::WITH_EQUALS => with_equals = r.u64()?,
                field::NAME_KEY => name_key = Some(WrappedKey(r.array()?)),
                field::CREDENTIALS => credentials = Some(pointer::read(r)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let root = Self {
            account: account.ok_or_else(malformed)?,
            home_region: home_region.ok_or_else(malformed)?,
            created: created.ok_or_else(malformed)?,
            secrets: secrets.ok_or_else(malformed)?,
            live_bytes: live_bytes.ok_or_else(malformed)?,
            deletion_due,
            rotation_due,
            trie,
            kms_keys,
            with_equals,
            name_key,
            credentials,
        };
        if root.encode() == content {
            Ok(root)
        } else {
            Err(malformed())
        }
    }

    /// The generation of a KMS key that new data keys are wrapped under.
    pub(super) fn newest(&self, id: &[u8; 16]) -> Option<&KmsKeyGeneration> {
        self.kms_keys
            .iter()
            .filter(|key| key.id == *id)
            .max_by_key(|key| key.generation)
    }

    /// A generation of a KMS key.
    pub(super) fn generation(&self, id: &[u8; 16], generation: u32) -> Option<&KmsKeyGeneration> {
        self.kms_keys
            .iter()
            .find(|key| key.id == *id && key.generation == generation)
    }
}

fn parse<T: std::str::FromStr>(reader: &mut Reader<'_>) -> Result<Option<T>> {
    std::str::from_utf8(reader.rest())
        .ok()
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(malformed)
}
