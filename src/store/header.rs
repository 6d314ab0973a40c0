//! The header: who can open the vault (`docs/FORMAT.md`, Header).

use crate::crypto::entropy::Entropy;
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::{Key, KeyEncryptionKey, VaultKey, WRAPPED_KEY_LENGTH, WrappedKey};
use crate::crypto::seal::{Context, FORMAT_VERSION, Kind as SealKind};
use crate::error::{Error, Kind, Result};
use crate::store::codec::{Reader, Writer, newer};

/// The first bytes of every vault. The odd ones catch a transfer as text.
pub(super) const MAGIC: [u8; 8] = *b"\x93VAULT\r\n";

/// Headers and footers begin at multiples of this.
pub(super) const ALIGNMENT: usize = 64;

/// No header is longer: some 50 slots.
pub(super) const MAX_LENGTH: usize = 8192;
const MAC_LENGTH: usize = 32;
/// Magic, version, length, vault id, key epoch, flags, number of slots.
const FIXED_LENGTH: usize = 8 + 2 + 4 + 16 + 8 + 4 + 2;
const SLOT_LENGTH: usize = 16 + 1 + 12 + 16 + WRAPPED_KEY_LENGTH;

/// The header's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) vault_id: [u8; 16],
    pub(super) key_epoch: u64,
    pub(super) slots: Vec<Slot>,
}

/// One way to the vault key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    id: [u8; 16],
    kind: SlotKind,
    salt: [u8; 16],
    wrapped: WrappedKey,
}

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// A passphrase, at this cost.
    Passphrase(KdfParams),
    /// A key file of 32 random bytes.
    KeyFile,
}

/// What the user has in hand.
#[derive(Debug, Clone, Copy)]
pub enum Unlock<'k> {
    /// A passphrase, as typed.
    Passphrase(&'k [u8]),
    /// The content of a key file.
    KeyFile(&'k Key),
}

/// A slot to be made.
#[derive(Debug, Clone, Copy)]
pub enum NewSlot<'k> {
    /// A passphrase and what a guess shall cost.
    Passphrase(&'k [u8], KdfParams),
    /// The content of a key file.
    KeyFile(&'k Key),
}

impl Header {
    /// A header whose slots all lead to `vault_key`.
    pub(super) fn new(
        vault_id: [u8; 16],
        slots: &[NewSlot<'_>],
        vault_key: &VaultKey,
        entropy: &dyn Entropy,
    ) -> Result<Self> {
        let slots = slots
            .iter()
            .map(|slot| Slot::new(&vault_id, slot, vault_key, entropy))
            .collect::<Result<_>>()?;
        Ok(Self {
            vault_id,
            key_epoch: 1,
            slots,
        })
    }

    /// Bytes that a header of so many slots takes.
    fn length(&self) -> usize {
        (FIXED_LENGTH + self.slots.len() * SLOT_LENGTH + MAC_LENGTH).next_multiple_of(ALIGNMENT)
    }

    /// The header as it stands in the file, authenticated by the vault key.
    pub(super) fn encode(&self, vault_key: &VaultKey) -> Vec<u8> {
        let length = self.length();
        let mut writer = Writer::new();
        writer
            .raw(&MAGIC)
            .raw(&u16::from(FORMAT_VERSION).to_le_bytes())
            .u32(u32::try_from(length).unwrap_or(u32::MAX))
            .raw(&self.vault_id)
            .u64(self.key_epoch)
            .u32(0)
            .raw(
                &u16::try_from(self.slots.len())
                    .unwrap_or(u16::MAX)
                    .to_le_bytes(),
            );
        for slot in &self.slots {
            let kdf = slot.kind.kdf();
            writer
                .raw(&slot.id)
                .u8(slot.kind.tag())
                .u32(kdf.memory)
                .u32(kdf.passes)
                .u32(kdf.lanes)
                .raw(&slot.salt)
                .raw(&slot.wrapped.0);
        }
        let mut bytes = writer.into_bytes();
        bytes.resize(length - MAC_LENGTH, 0);
        let mac = vault_key.header_mac().mac(&[&bytes]);
        bytes.extend_from_slice(&mac);
        bytes
    }

    /// How many bytes a header takes, from the first bytes of a file.
    pub(super) fn peek_length(start: &[u8]) -> Result<usize> {
        let mut reader = Reader::new(start);
        if reader.raw(MAGIC.len()).ok() != Some(&MAGIC) {
            return Err(Error::new(Kind::Locked, "not a vault file"));
        }
        let version = u16::from_le_bytes(reader.array().map_err(|_| cut())?);
        if version != u16::from(FORMAT_VERSION) {
            return Err(newer());
        }
        let length = reader.u32().map_err(|_| cut())? as usize;
        if !(FIXED_LENGTH + MAC_LENGTH..=MAX_LENGTH).contains(&length)
            || !length.is_multiple_of(ALIGNMENT)
        {
            return Err(Error::damaged(
                "the vault is damaged: its header has an impossible length",
            ));
        }
        Ok(length)
    }

    /// Reads a whole header. Nothing in it is to be believed before [`Header::unlock`] verified it.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self> {
        let length = Self::peek_length(bytes)?;
        if bytes.len() != length {
            return Err(cut());
        }
        let wrong = |_| Error::damaged("the vault is damaged: its header cannot be read");
        let mut reader = Reader::new(&bytes[14..length - MAC_LENGTH]);
        let vault_id = reader.array().map_err(wrong)?;
        let key_epoch = reader.u64().map_err(wrong)?;
        if reader.u32().map_err(wrong)? != 0 {
            return Err(newer());
        }
        let count = u16::from_le_bytes(reader.array().map_err(wrong)?);
        let slots = (0..count)
            .map(|_| Slot::decode(&mut reader, wrong))
            .collect::<Result<Vec<_>>>()?;
        let work: u64 = slots.iter().map(|slot| slot.kind.kdf().work()).sum();
        if work > KdfParams::MAX_WORK {
            return Err(Error::damaged(
                "the key slots together ask for more of Argon2id than the ceiling",
            ));
        }
        let header = Self {
            vault_id,
            key_epoch,
            slots,
        };
        let padding =
            reader.raw(length - MAC_LENGTH - FIXED_LENGTH - header.slots.len() * SLOT_LENGTH);
        let canonical = header.length() == length
            && padding.is_ok_and(|padding| padding.iter().all(|byte| *byte == 0));
        if canonical {
            Ok(header)
        } else {
            Err(Error::damaged(
                "the vault is damaged: its header is not canonical",
            ))
        }
    }

    /// What can still be read of a damaged header, from the first bytes of a file: for recovery, which believes nothing of
    /// it but what a slot's seal vouches for. Slots that make no sense are left out.
    pub(super) fn salvage(start: &[u8]) -> Result<Self> {
        let length = match Self::peek_length(start) {
            Ok(length) => length,
            Err(error) if error.kind() == Kind::Damaged => 0,
            Err(error) => return Err(error),
        };
        let mut reader = Reader::new(start.get(14..).unwrap_or_default());
        let vault_id = reader.array().map_err(|_| cut())?;
        let key_epoch = reader.u64().map_err(|_| cut())?;
        reader.u32().map_err(|_| cut())?;
        let counted = u16::from_le_bytes(reader.array().map_err(|_| cut())?);
        // Either number may be the damaged one.
        let fitting = length.saturating_sub(FIXED_LENGTH + MAC_LENGTH) / SLOT_LENGTH;
        let count = fitting
            .max(usize::from(counted))
            .min(MAX_LENGTH / SLOT_LENGTH);
        let mut work = 0;
        let slots = (0..count)
            .map_while(|_| reader.raw(SLOT_LENGTH).ok())
            .filter_map(|slot| Slot::decode(&mut Reader::new(slot), |error| error).ok())
            .filter(|slot| {
                work += slot.kind.kdf().work();
                work <= KdfParams::MAX_WORK
            })
            .collect();
        Ok(Self {
            vault_id,
            key_epoch,
            slots,
        })
    }

    /// The vault key, from the first slot of its kind that `unlock` opens; then the header is authenticated.
    pub(super) fn unlock(&self, bytes: &[u8], unlock: &Unlock<'_>) -> Result<VaultKey> {
        let vault_key = self.open_slot(unlock)?;
        Self::authenticate(bytes, &vault_key)?;
        Ok(vault_key)
    }

    /// The vault key alone. The slot's seal vouches for the slot and the vault id, and nothing for the rest of the header.
    pub(super) fn open_slot(&self, unlock: &Unlock<'_>) -> Result<VaultKey> {
        let mut tried = false;
        for slot in &self.slots {
            if let Some(opened) = slot.open(&self.vault_id, unlock) {
                tried = true;
                if let Some(vault_key) = opened? {
                    return Ok(vault_key);
                }
            }
        }
        Err(match (unlock, tried) {
            (Unlock::Passphrase(_), true) => Error::new(Kind::Locked, "wrong passphrase"),
            (Unlock::KeyFile(_), true) => Error::new(Kind::Locked, "wrong key file"),
            (Unlock::Passphrase(_), false) => Error::new(
                Kind::Locked,
                "no passphrase opens this vault, only a key file",
            )
            .hint("give it with --key-file PATH or VAULT_KEY_FILE"),
            (Unlock::KeyFile(_), false) => Error::new(
                Kind::Locked,
                "no key file opens this vault, only a passphrase",
            )
            .hint("leave out --key-file and VAULT_KEY_FILE"),
        })
    }

    /// Whether every byte of the header is as the holder of the vault key wrote it.
    pub(super) fn authenticate(bytes: &[u8], vault_key: &VaultKey) -> Result<()> {
        let authentic = bytes
            .split_last_chunk::<MAC_LENGTH>()
            .is_some_and(|(signed, mac)| vault_key.header_mac().verify_mac(&[signed], mac));
        if authentic {
            Ok(())
        } else {
            Err(Error::damaged(
                "the vault is damaged: its header does not verify",
            ))
        }
    }

    /// The kinds of slots there are.
    pub(super) fn slot_kinds(&self) -> impl Iterator<Item = SlotKind> + '_ {
        self.slots.iter().map(|slot| slot.kind)
    }
}

/// What footers hold to pin the header: its last bytes, the authenticator of all the others.
pub(super) fn authenticator(header: &[u8]) -> Result<[u8; MAC_LENGTH]> {
    header.last_chunk().copied().ok_or_else(cut)
}

impl SlotKind {
    const fn tag(self) -> u8 {
        match self {
            Self::Passphrase(_) => 1,
            Self::KeyFile => 2,
        }
    }

    const fn kdf(self) -> KdfParams {
        match self {
            Self::Passphrase(kdf) => kdf,
            Self::KeyFile => KdfParams {
                memory: 0,
                passes: 0,
                lanes: 0,
            },
        }
    }

    fn decode(tag: u8, kdf: KdfParams) -> Result<Self> {
        match tag {
            1 => kdf.check().map(|()| Self::Passphrase(kdf)),
            2 if kdf == Self::KeyFile.kdf() => Ok(Self::KeyFile),
            2 => Err(Error::damaged(
                "the vault is damaged: a key-file slot has Argon2 parameters",
            )),
            // 3: passphrase and key file, 4: recovery key. Both come with a later program.
            _ => Err(newer()),
        }
    }
}

impl Slot {
    fn new(
        vault_id: &[u8; 16],
        new: &NewSlot<'_>,
        vault_key: &VaultKey,
        entropy: &dyn Entropy,
    ) -> Result<Self> {
        let mut slot = Self {
            id: [0; 16],
            kind: match new {
                NewSlot::Passphrase(_, kdf) => SlotKind::Passphrase(*kdf),
                NewSlot::KeyFile(_) => SlotKind::KeyFile,
            },
            salt: [0; 16],
            wrapped: WrappedKey([0; WRAPPED_KEY_LENGTH]),
        };
        entropy.fill(&mut slot.id)?;
        entropy.fill(&mut slot.salt)?;
        let context = slot.context(vault_id);
        let kek = match new {
            NewSlot::Passphrase(passphrase, kdf) => {
                KeyEncryptionKey::derive(&kdf.derive(passphrase, &slot.salt)?, &slot.salt, &context)
            }
            NewSlot::KeyFile(key) => KeyEncryptionKey::derive(key, &slot.salt, &context),
        };
        slot.wrapped = kek.wrap(&seal_context(vault_id, &context), vault_key, entropy)?;
        Ok(slot)
    }

    fn decode(reader: &mut Reader<'_>, wrong: fn(Error) -> Error) -> Result<Self> {
        let id = reader.array().map_err(wrong)?;
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

    /// Nothing when the slot is of another kind; an inner nothing when it does not open.
    fn open(&self, vault_id: &[u8; 16], unlock: &Unlock<'_>) -> Option<Result<Option<VaultKey>>> {
        let context = self.context(vault_id);
        let kek = match (self.kind, unlock) {
            (SlotKind::Passphrase(kdf), Unlock::Passphrase(passphrase)) => {
                match kdf.derive(passphrase, &self.salt) {
                    Ok(key) => KeyEncryptionKey::derive(&key, &self.salt, &context),
                    Err(error) => return Some(Err(error)),
                }
            }
            (SlotKind::KeyFile, Unlock::KeyFile(key)) => {
                KeyEncryptionKey::derive(key, &self.salt, &context)
            }
            _ => return None,
        };
        Some(Ok(kek
            .unwrap(&seal_context(vault_id, &context), &self.wrapped)
            .ok()))
    }

    /// Vault id, slot id, kind and parameters: changing any of them gives another key (security 2.2).
    fn context(&self, vault_id: &[u8; 16]) -> Vec<u8> {
        let kdf = self.kind.kdf();
        let mut writer = Writer::new();
        writer
            .raw(vault_id)
            .raw(&self.id)
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

fn cut() -> Error {
    Error::damaged("the vault is damaged: it ends within its header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_that_together_cost_more_than_the_ceiling_are_refused_before_any_is_tried() {
        let vault_key = VaultKey::generate(&crate::crypto::entropy::OsEntropy).unwrap();
        let costly = KdfParams {
            memory: 2048 * 1024,
            passes: 2,
            lanes: 1,
        };
        let slot = Slot {
            id: [1; 16],
            kind: SlotKind::Passphrase(costly),
            salt: [2; 16],
            wrapped: WrappedKey([3; WRAPPED_KEY_LENGTH]),
        };
        for (count, fits) in [(1, true), (2, true), (3, false), (50, false)] {
            let header = Header {
                vault_id: [4; 16],
                key_epoch: 1,
                slots: vec![slot.clone(); count],
            };
            assert_eq!(
                Header::decode(&header.encode(&vault_key)).is_ok(),
                fits,
                "{count}"
            );
        }
    }
}
