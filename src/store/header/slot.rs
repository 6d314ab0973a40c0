//! A slot: one way to the vault key (`docs/FORMAT.md`, Header).

use std::fmt;

use crate::crypto::entropy::Entropy;
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::{
    Key, KeyEncryptionKey, SlotSecret, VaultKey, WRAPPED_KEY_LENGTH, WrappedKey,
};
use crate::crypto::recovery::RecoveryKey;
use crate::crypto::seal::{Context, Kind as SealKind};
use crate::error::{Error, Result};
use crate::store::codec::{Reader, Writer, newer};

pub(super) const SLOT_LENGTH: usize = 16 + 1 + 12 + 16 + WRAPPED_KEY_LENGTH;

/// No Argon2: what opens the slot is as good as a key.
const FREE: KdfParams = KdfParams {
    memory: 0,
    passes: 0,
    lanes: 0,
};

/// One way to the vault key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Slot {
    pub(super) id: SlotId,
    pub(super) kind: SlotKind,
    pub(super) salt: [u8; 16],
    pub(super) wrapped: WrappedKey,
}

/// Names a slot: random, made with it, the same when the slot gets another vault key or another passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotId([u8; 16]);

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// A passphrase, at this cost.
    Passphrase(KdfParams),
    /// A key file of 32 random bytes.
    KeyFile,
    /// A passphrase, at this cost, and a key file: neither alone opens anything.
    PassphraseAndKeyFile(KdfParams),
    /// A recovery key.
    Recovery,
}

/// What the user has in hand.
#[derive(Clone, Copy)]
pub enum Unlock<'k> {
    /// A passphrase, as typed.
    Passphrase(&'k [u8]),
    /// The content of a key file.
    KeyFile(&'k Key),
    /// A passphrase, as typed, and the content of a key file.
    PassphraseAndKeyFile(&'k [u8], &'k Key),
    /// A recovery key.
    Recovery(&'k RecoveryKey),
}

/// A slot to be made.
#[derive(Clone, Copy)]
pub enum NewSlot<'k> {
    /// A passphrase and what a guess shall cost.
    Passphrase(&'k [u8], KdfParams),
    /// The content of a key file.
    KeyFile(&'k Key),
    /// A passphrase, what a guess shall cost, and the content of a key file.
    PassphraseAndKeyFile(&'k [u8], KdfParams, &'k Key),
    /// A recovery key.
    Recovery(&'k RecoveryKey),
}

impl fmt::Debug for Unlock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unlock(***)")
    }
}

impl fmt::Debug for NewSlot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSlot(***)")
    }
}

/// What came of trying a slot.
pub(super) enum Opening {
    /// It is opened by something else.
    OtherKind,
    /// It is opened by something of this kind, but not by this.
    Wrong,
    /// The vault key.
    Opened(VaultKey),
}

impl SlotId {
    #[cfg(test)]
    pub(in crate::store) const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    fn random(entropy: &dyn Entropy) -> Result<Self> {
        let mut id = [0; 16];
        entropy.fill(&mut id)?;
        Ok(Self(id))
    }
}

/// In hexadecimal.
impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl SlotKind {
    /// Its name, for people and for `--output json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passphrase(_) => "passphrase",
            Self::KeyFile => "key-file",
            Self::PassphraseAndKeyFile(_) => "passphrase-and-key-file",
            Self::Recovery => "recovery",
        }
    }

    /// What a guess of the slot's passphrase costs; nothing where there is none to guess.
    pub const fn cost(self) -> Option<KdfParams> {
        match self {
            Self::Passphrase(kdf) | Self::PassphraseAndKeyFile(kdf) => Some(kdf),
            Self::KeyFile | Self::Recovery => None,
        }
    }

    const fn tag(self) -> u8 {
        match self {
            Self::Passphrase(_) => 1,
            Self::KeyFile => 2,
            Self::PassphraseAndKeyFile(_) => 3,
            Self::Recovery => 4,
        }
    }

    /// The parameters as the header has them.
    pub(super) fn kdf(self) -> KdfParams {
        self.cost().unwrap_or(FREE)
    }

    fn decode(tag: u8, kdf: KdfParams) -> Result<Self> {
        let kind = match tag {
            1 => Self::Passphrase(kdf),
            2 => Self::KeyFile,
            3 => Self::PassphraseAndKeyFile(kdf),
            4 => Self::Recovery,
            _ => return Err(newer()),
        };
        if kind.cost().is_some() {
            kdf.check()?;
        } else if kdf != FREE {
            return Err(Error::damaged(format!(
                "the vault is damaged: a {} slot has Argon2 parameters",
                kind.name()
            )));
        }
        Ok(kind)
    }
}

impl<'k> NewSlot<'k> {
    /// The same, at no less than today's default for a passphrase.
    #[must_use]
    pub(in crate::store) fn raised(self) -> Self {
        match self {
            Self::Passphrase(passphrase, kdf) => Self::Passphrase(passphrase, kdf.raised()),
            Self::PassphraseAndKeyFile(passphrase, kdf, key) => {
                Self::PassphraseAndKeyFile(passphrase, kdf.raised(), key)
            }
            other => other,
        }
    }

    const fn kind(&self) -> SlotKind {
        match self {
            Self::Passphrase(_, kdf) => SlotKind::Passphrase(*kdf),
            Self::KeyFile(_) => SlotKind::KeyFile,
            Self::PassphraseAndKeyFile(_, kdf, _) => SlotKind::PassphraseAndKeyFile(*kdf),
            Self::Recovery(_) => SlotKind::Recovery,
        }
    }

    /// What will open it.
    pub(in crate::store) const fn unlock(&self) -> Unlock<'k> {
        match *self {
            Self::Passphrase(passphrase, _) => Unlock::Passphrase(passphrase),
            Self::KeyFile(key) => Unlock::KeyFile(key),
            Self::PassphraseAndKeyFile(passphrase, _, key) => {
                Unlock::PassphraseAndKeyFile(passphrase, key)
            }
            Self::Recovery(key) => Unlock::Recovery(key),
        }
    }
}

impl Slot {
    /// A slot with a salt of its own; a new id where none is given.
    pub(in crate::store) fn new(
        vault_id: &[u8; 16],
        id: Option<SlotId>,
        new: &NewSlot<'_>,
        vault_key: &VaultKey,
        entropy: &dyn Entropy,
    ) -> Result<Self> {
        let mut slot = Self {
            id: match id {
                Some(id) => id,
                None => SlotId::random(entropy)?,
            },
            kind: new.kind(),
            salt: [0; 16],
            wrapped: WrappedKey([0; WRAPPED_KEY_LENGTH]),
        };
        entropy.fill(&mut slot.salt)?;
        let context = slot.context(vault_id);
        let Some(kek) = slot.key(&context, &new.unlock())? else {
            return Err(crate::store::codec::malformed());
        };
        slot.wrapped = kek.wrap(&seal_context(vault_id, &context), vault_key, entropy)?;
        Ok(slot)
    }

    pub(in crate::store) const fn id(&self) -> SlotId {
        self.id
    }

    pub(in crate::store) const fn kind(&self) -> SlotKind {
        self.kind
    }

    #[cfg(test)]
    pub(in crate::store) fn wrapped_for_test(&self) -> &[u8] {
        &self.wrapped.0
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        let kdf = self.kind.kdf();
        writer
            .raw(&self.id.0)
            .u8(self.kind.tag())
            .u32(kdf.memory)
            .u32(kdf.passes)
            .u32(kdf.lanes)
            .raw(&self.salt)
            .raw(&self.wrapped.0);
    }

    pub(super) fn decode(reader: &mut Reader<'_>, wrong: fn(Error) -> Error) -> Result<Self> {
        let id = SlotId(reader.array().map_err(wrong)?);
        let tag = reader.u8().map_err(wrong)?;
        let kdf = KdfParams {
            memory: reader.u32().map_err(wrong)?,
            passes: reader.u32().map_err(wrong)?,
            lanes: reader.u32().map_err(wrong)?,
        };
        Ok(Self {
            id,
            kind: SlotKind::decode(tag, kdf)?,
            salt: reader.array().map_err(wrong)?,
            wrapped: WrappedKey(reader.array().map_err(wrong)?),
        })
    }

    /// Whether `unlock` opens the slot.
    pub(super) fn open(&self, vault_id: &[u8; 16], unlock: &Unlock<'_>) -> Result<Opening> {
        let context = self.context(vault_id);
        let Some(kek) = self.key(&context, unlock)? else {
            return Ok(Opening::OtherKind);
        };
        let opened = kek.unwrap(&seal_context(vault_id, &context), &self.wrapped);
        Ok(opened.map_or(Opening::Wrong, Opening::Opened))
    }

    /// The slot's own key; nothing when the slot is opened by something else.
    fn key(&self, context: &[u8], unlock: &Unlock<'_>) -> Result<Option<KeyEncryptionKey>> {
        let stretched;
        let secret = match (self.kind, unlock) {
            (SlotKind::Passphrase(kdf), Unlock::Passphrase(passphrase)) => {
                stretched = kdf.derive(passphrase, &self.salt)?;
                SlotSecret::Key(&stretched)
            }
            (SlotKind::KeyFile, Unlock::KeyFile(key)) => SlotSecret::Key(key),
            (
                SlotKind::PassphraseAndKeyFile(kdf),
                Unlock::PassphraseAndKeyFile(passphrase, key),
            ) => {
                stretched = kdf.derive(passphrase, &self.salt)?;
                SlotSecret::Both(&stretched, key)
            }
            (SlotKind::Recovery, Unlock::Recovery(key)) => SlotSecret::Recovery(key),
            _ => return Ok(None),
        };
        Ok(Some(KeyEncryptionKey::derive(secret, &self.salt, context)))
    }

    /// Vault id, slot id, kind and parameters: changing any of them gives another key (security 2.2).
    fn context(&self, vault_id: &[u8; 16]) -> Vec<u8> {
        let kdf = self.kind.kdf();
        let mut writer = Writer::new();
        writer
            .raw(vault_id)
            .raw(&self.id.0)
            .u8(self.kind.tag())
            .u32(kdf.memory)
            .u32(kdf.passes)
            .u32(kdf.lanes);
        writer.into_bytes()
    }
}

fn seal_context(vault_id: &[u8; 16], slot: &[u8]) -> Context {
    Context::new(SealKind::Slot, vault_id).with(&slot[vault_id.len()..])
}
