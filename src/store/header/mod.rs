//! The header: who can open the vault (`docs/FORMAT.md`, Header).

mod slot;

use crate::crypto::entropy::Entropy;
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::VaultKey;
use crate::crypto::seal::FORMAT_VERSION;
use crate::error::{Error, Kind, Result};
use crate::store::codec::{Reader, Writer, newer};
pub(super) use slot::Slot;
pub use slot::{NewSlot, SlotId, SlotKind, Unlock};
use slot::{Opening, SLOT_LENGTH};

/// The first bytes of every vault. The odd ones catch a transfer as text.
pub(super) const MAGIC: [u8; 8] = *b"\x93VAULT\r\n";

/// Whether a file with these first bytes says that it is a vault.
pub fn begins_a_vault(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// Headers and footers begin at multiples of this.
pub(super) const ALIGNMENT: usize = 64;

/// No header is longer: some 50 slots.
pub(super) const MAX_LENGTH: usize = 8192;
const MAC_LENGTH: usize = 32;
/// Magic, version, length, vault id, key epoch, flags, number of slots.
const FIXED_LENGTH: usize = 8 + 2 + 4 + 16 + 8 + 4 + 2;

/// The header's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) vault_id: [u8; 16],
    pub(super) key_epoch: u64,
    pub(super) slots: Vec<Slot>,
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
            .map(|slot| Slot::new(&vault_id, None, slot, vault_key, entropy))
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
            slot.encode(&mut writer);
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
        let header = Self {
            vault_id,
            key_epoch,
            slots,
        };
        header.check_work()?;
        let padding =
            reader.raw(length - MAC_LENGTH - FIXED_LENGTH - header.slots.len() * SLOT_LENGTH);
        let canonical = header.length() == length
            && padding.is_ok_and(|padding| padding.iter().all(|byte| *byte == 0));
        if canonical {
            Ok(header)
        } else {
            Err(Error::damaged(
                "the vault is damaged: its header is not as it was written",
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
                // One that asks for too much is damaged, and takes nothing from those behind it.
                let with_it = work + slot.kind.kdf().work();
                let is_affordable = with_it <= KdfParams::MAX_WORK;
                if is_affordable {
                    work = with_it;
                }
                is_affordable
            })
            .collect();
        Ok(Self {
            vault_id,
            key_epoch,
            slots,
        })
    }

    /// Refuses slots that together ask for more of Argon2id than the ceiling: a wrong passphrase tries them all.
    fn check_work(&self) -> Result<()> {
        let work: u64 = self.slots.iter().map(|slot| slot.kind.kdf().work()).sum();
        if work > KdfParams::MAX_WORK {
            return Err(Error::damaged(
                "the vault is damaged: its key slots together ask for more of Argon2id than the ceiling",
            ));
        }
        Ok(())
    }

    /// Refuses more slots than a header holds, or more work.
    pub(super) fn check_size(&self) -> Result<()> {
        if self.length() <= MAX_LENGTH && self.check_work().is_ok() {
            return Ok(());
        }
        Err(
            Error::new(Kind::Usage, "the vault has as many slots as it can have")
                .hint("remove one first"),
        )
    }

    /// The vault key, from the first slot of its kind that `unlock` opens, and which slot that is; then the header is
    /// authenticated.
    pub(super) fn unlock(&self, bytes: &[u8], unlock: &Unlock<'_>) -> Result<(SlotId, VaultKey)> {
        let (slot, vault_key) = self.open_slot(unlock)?;
        Self::authenticate(bytes, &vault_key)?;
        Ok((slot, vault_key))
    }

    /// The vault key alone, and whose slot gave it. The slot's seal vouches for the slot and the vault id, and nothing for
    /// the rest of the header.
    pub(super) fn open_slot(&self, unlock: &Unlock<'_>) -> Result<(SlotId, VaultKey)> {
        let mut tried = false;
        for slot in &self.slots {
            match slot.open(&self.vault_id, unlock)? {
                Opening::OtherKind => {}
                Opening::Wrong => tried = true,
                Opening::Opened(vault_key) => {
                    return Ok((slot.id, vault_key));
                }
            }
        }
        let (what, hint) = match unlock {
            Unlock::Passphrase(_) => (
                "passphrase",
                "a key file is given with --key-file PATH or VAULT_KEY_FILE",
            ),
            Unlock::KeyFile(_) => ("key file", "leave out --key-file and VAULT_KEY_FILE"),
            Unlock::PassphraseAndKeyFile(..) => (
                "passphrase or key file",
                "leave out either the passphrase or the key file",
            ),
            Unlock::Recovery(_) => ("recovery key", "open it with its passphrase or key file"),
        };
        Err(if tried {
            let wrong = Error::new(Kind::Locked, format!("wrong {what}"));
            match unlock {
                // Nobody mistypes it.
                Unlock::KeyFile(_) => wrong.hint(
                    "if it is the right one, its slot is damaged: another slot, a backup or `vault recover` may help",
                ),
                _ => wrong,
            }
        } else {
            let what = what.replace(" or ", " together with a ");
            Error::new(Kind::Locked, format!("no {what} opens this vault")).hint(hint)
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

    /// The slot of this id.
    pub(super) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.id == id)
    }

    /// The slots there are, in their order.
    pub(super) fn slots(&self) -> impl Iterator<Item = (SlotId, SlotKind)> + '_ {
        self.slots.iter().map(|slot| (slot.id, slot.kind))
    }
}

/// What footers hold to pin the header: its last bytes, the authenticator of all the others.
pub(super) fn authenticator(header: &[u8]) -> Result<[u8; MAC_LENGTH]> {
    header.last_chunk().copied().ok_or_else(cut)
}

fn cut() -> Error {
    Error::damaged("the vault is damaged: it ends within its header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::{WRAPPED_KEY_LENGTH, WrappedKey};

    /// Two of them are within the ceiling, three are not.
    const COSTLY: KdfParams = KdfParams {
        memory: 2048 * 1024,
        passes: 2,
        lanes: 1,
    };

    fn slot(kind: SlotKind) -> Slot {
        Slot {
            id: SlotId::new([1; 16]),
            kind,
            salt: [2; 16],
            wrapped: WrappedKey([3; WRAPPED_KEY_LENGTH]),
        }
    }

    #[test]
    fn slots_that_together_cost_more_than_the_ceiling_are_refused_before_any_is_tried() {
        let vault_key = VaultKey::generate(&crate::crypto::entropy::OsEntropy).unwrap();
        for (count, fits) in [(1, true), (2, true), (3, false), (50, false)] {
            let header = Header {
                vault_id: [4; 16],
                key_epoch: 1,
                slots: vec![slot(SlotKind::Passphrase(COSTLY)); count],
            };
            assert_eq!(
                Header::decode(&header.encode(&vault_key)).is_ok(),
                fits,
                "{count}"
            );
        }
    }

    #[test]
    fn a_slot_that_asks_for_too_much_takes_nothing_from_those_behind_it() {
        let vault_key = VaultKey::generate(&crate::crypto::entropy::OsEntropy).unwrap();
        let costly = || slot(SlotKind::Passphrase(COSTLY));
        let header = Header {
            vault_id: [4; 16],
            key_epoch: 1,
            slots: vec![costly(), costly(), costly(), slot(SlotKind::KeyFile)],
        };
        let salvaged = Header::salvage(&header.encode(&vault_key)).unwrap();
        let kinds: Vec<SlotKind> = salvaged.slots().map(|(_, kind)| kind).collect();
        let costly = SlotKind::Passphrase(COSTLY);
        assert_eq!(kinds, [costly, costly, SlotKind::KeyFile]);
    }
}
