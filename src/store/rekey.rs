//! Changing how a vault is opened: slots added, and a new vault key for the slots that stay.
//!
//! A new vault key is useless while an old slot leads to it. So the slots of afterwards are named one by one, each by what
//! opens it, and all others are gone. All of it is one commit, which rewrites the file: nothing sealed under the old vault
//! key stays in it, but for values and their data keys (unless [`Depth::Deep`]): whoever had the old key could read those.

use crate::crypto::entropy::OsEntropy;
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::{Key, VaultKey};
use crate::crypto::recovery::RecoveryKey;
use crate::error::{Error, Kind, Result};
use crate::platform::locked::LockedBytes;
use crate::store::commit::not_stored;
use crate::store::file::VaultFile;
use crate::store::header::{Header, NewSlot, Slot, SlotId, SlotKind, Unlock};
use crate::store::storage::Storage;
use crate::types::time::Timestamp;
use crate::vault::Store as _;

/// That somebody can open a slot, in this command, and by what. A session proves nothing.
#[derive(Debug)]
pub struct Proof {
    slot: SlotId,
    held: Held,
}

/// What opened a slot, in memory that is locked, and wiped when let go.
enum Held {
    Passphrase(LockedBytes),
    KeyFile(Key),
    PassphraseAndKeyFile(LockedBytes, Key),
    Recovery(RecoveryKey),
}

/// A slot as it shall be below a new vault key.
#[derive(Debug, Clone, Copy)]
pub struct SlotAfter<'k>(After<'k>);

#[derive(Debug, Clone, Copy)]
enum After<'k> {
    Proven(&'k Proof),
    Replaced(SlotId, NewSlot<'k>),
}

/// What is sealed anew below a new vault key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Everything but values and their data keys, which whoever had the old key could read.
    Shallow,
    /// Everything.
    Deep,
}

/// How the next rewrite differs from the file that is there.
pub(super) struct Next {
    pub(super) header: Header,
    /// A new vault key.
    pub(super) vault_key: Option<(VaultKey, Depth)>,
}

impl Proof {
    /// Only for what just opened this slot.
    pub(super) fn of(slot: SlotId, unlock: &Unlock<'_>) -> Self {
        let held = match *unlock {
            Unlock::Passphrase(passphrase) => Held::Passphrase(LockedBytes::copy(passphrase)),
            Unlock::KeyFile(key) => Held::KeyFile(key.clone()),
            Unlock::PassphraseAndKeyFile(passphrase, key) => {
                Held::PassphraseAndKeyFile(LockedBytes::copy(passphrase), key.clone())
            }
            Unlock::Recovery(key) => Held::Recovery(key.clone()),
        };
        Self { slot, held }
    }

    /// The slot that was opened.
    pub const fn slot(&self) -> SlotId {
        self.slot
    }

    /// The same slot anew, at no less than `cost` and today's default.
    fn again(&self, cost: Option<KdfParams>) -> NewSlot<'_> {
        let cost = cost.unwrap_or(KdfParams::DEFAULT).raised();
        match &self.held {
            Held::Passphrase(passphrase) => NewSlot::Passphrase(passphrase, cost),
            Held::KeyFile(key) => NewSlot::KeyFile(key),
            Held::PassphraseAndKeyFile(passphrase, key) => {
                NewSlot::PassphraseAndKeyFile(passphrase, cost, key)
            }
            Held::Recovery(key) => NewSlot::Recovery(key),
        }
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held(***)")
    }
}

impl<'k> SlotAfter<'k> {
    /// A slot that stays: its owner opened it.
    pub const fn proven(proof: &'k Proof) -> Self {
        Self(After::Proven(proof))
    }

    /// A slot that is opened by something else from then on.
    pub const fn replaced(slot: SlotId, new: NewSlot<'k>) -> Self {
        Self(After::Replaced(slot, new))
    }

    /// Which slot it is.
    pub const fn slot(&self) -> SlotId {
        match &self.0 {
            After::Proven(proof) => proof.slot,
            After::Replaced(slot, _) => *slot,
        }
    }
}

impl<S: Storage> VaultFile<S> {
    /// The slots there are, in their order.
    pub fn slots(&self) -> Vec<(SlotId, SlotKind)> {
        self.header.slots().collect()
    }

    /// How many vault keys there were, this one included.
    pub const fn key_epoch(&self) -> u64 {
        self.header.key_epoch
    }

    /// Proves that `unlock` opens this slot.
    pub fn prove(&self, slot: SlotId, unlock: &Unlock<'_>) -> Result<Proof> {
        let only = Header {
            slots: self.header.slot(slot).cloned().into_iter().collect(),
            ..self.header.clone()
        };
        let (slot, _) = only.unlock(&self.header_bytes, unlock)?;
        Ok(Proof::of(slot, unlock))
    }

    /// Adds a slot. The vault key stays. Refuses what opens a slot already, which costs what a wrong passphrase costs: with
    /// two slots of one key, removing one would revoke nothing. Slots that were changed since the vault was opened are an error.
    pub fn add_slot(&mut self, new: &NewSlot<'_>, now: Timestamp) -> Result<SlotId> {
        if let Ok((there, _)) = self.header.unlock(&self.header_bytes, &new.unlock()) {
            let number = self
                .header
                .slots()
                .take_while(|(id, _)| *id != there)
                .count()
                + 1;
            return Err(Error::new(
                Kind::Usage,
                format!("this opens slot {number} already: no slot was added"),
            )
            .hint("a slot of its own needs a passphrase or a key file of its own"));
        }
        let vault_id = &self.header.vault_id;
        // Before the lock is taken: Argon2 takes its time.
        let slot = Slot::new(vault_id, None, &new.raised(), &self.keys.vault, &OsEntropy)?;
        let added = slot.id();
        let before = self.header.slots.clone();
        self.change(now, |header| {
            if header.slots != before {
                return Err(changed_meanwhile());
            }
            let mut header = header.clone();
            header.slots.push(slot);
            header.check_size()?;
            Ok(Next {
                header,
                vault_key: None,
            })
        })?;
        Ok(added)
    }

    /// Makes a new vault key, to which only these slots lead, and seals everything anew below it. A slot that is not named
    /// is gone; at least one must be.
    pub fn rekey(&mut self, slots: &[SlotAfter<'_>], depth: Depth, now: Timestamp) -> Result<()> {
        if slots.is_empty() {
            return Err(Error::new(
                Kind::Other,
                "the last slot cannot be removed: nothing would open the vault any more",
            )
            .hint("add another slot first, with `vault slot add`"));
        }
        let before = self.header.slots.clone();
        let vault_key = VaultKey::generate(&OsEntropy)?;
        let mut header = Header {
            slots: Vec::with_capacity(slots.len()),
            key_epoch: self
                .header
                .key_epoch
                .checked_add(1)
                .ok_or_else(crate::store::codec::malformed)?,
            ..self.header.clone()
        };
        for (id, kind) in self.header.slots() {
            let mut named = slots.iter().filter(|after| after.slot() == id);
            if let Some(after) = named.next() {
                let new = match after.0 {
                    After::Proven(proof) => proof.again(kind.cost()),
                    After::Replaced(_, new) => new.raised(),
                };
                let slot = Slot::new(&header.vault_id, Some(id), &new, &vault_key, &OsEntropy)?;
                header.slots.push(slot);
            }
        }
        if header.slots.len() != slots.len() {
            return Err(changed_meanwhile());
        }
        header.check_size()?;
        self.change(now, |current| {
            if current.slots != before {
                return Err(changed_meanwhile());
            }
            Ok(Next {
                header,
                vault_key: Some((vault_key, depth)),
            })
        })
    }

    /// What the next rewrite does for a slot that is guarded by less than today's default, and by which the vault was opened.
    pub(super) fn raised(&mut self) -> Result<Option<Next>> {
        let Some(weak) = &self.weak else {
            return Ok(None);
        };
        let mut header = self.header.clone();
        let vault_id = header.vault_id;
        if let Some(slot) = header.slots.iter_mut().find(|slot| slot.id() == weak.slot) {
            let new = weak.again(slot.kind().cost());
            *slot = Slot::new(
                &vault_id,
                Some(weak.slot),
                &new,
                &self.keys.vault,
                &OsEntropy,
            )?;
            if header.check_size().is_ok() {
                return Ok(Some(Next {
                    header,
                    vault_key: None,
                }));
            }
        }
        // The slot is gone, or the other slots leave no room for more work: there is nothing to come back to.
        self.weak = None;
        Ok(None)
    }

    /// Forgets what opened a weak slot, once a header that has it no more, or has it raised, is in the file.
    pub(super) fn forget_raised(&mut self) {
        let weak = self.weak.take();
        self.weak = weak.filter(|weak| self.weak_cost(weak.slot).is_some());
    }

    /// What a guess costs at this slot, where it is less than today's default.
    fn weak_cost(&self, slot: SlotId) -> Option<KdfParams> {
        let cost = self.header.slot(slot)?.kind().cost()?;
        (cost.raised() != cost).then_some(cost)
    }

    /// Remembers what opened a slot that the next commit shall raise, and says so.
    pub(super) fn note_weakness(&mut self, slot: SlotId, unlock: &Unlock<'_>) {
        let Some(cost) = self.weak_cost(slot) else {
            return;
        };
        self.weak = Some(Proof::of(slot, unlock));
        self.notice(format!(
            "a guess of this passphrase costs {} MiB and {} passes, less than today's default; the next command that writes raises it",
            cost.memory / 1024,
            cost.passes
        ));
    }

    /// One commit that changes the header as it is under the lock. On any failure the vault is as it was.
    fn change(&mut self, now: Timestamp, next: impl FnOnce(&Header) -> Result<Next>) -> Result<()> {
        self.begin()?;
        let changed = (|| {
            let next = next(&self.header)?;
            self.purge(now)?;
            self.durably(|vault| vault.rewrite_as(Some(next), now))
                .map_err(not_stored)
        })();
        if changed.is_err() {
            self.abandon();
        } else {
            self.storage.unlock();
        }
        changed
    }
}

fn changed_meanwhile() -> Error {
    Error::new(Kind::Locked, "the vault's slots were changed meanwhile")
        .hint("run the command again")
}
