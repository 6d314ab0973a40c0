//! The vault file, opened: the port over a storage.

use std::time::{Duration, Instant};

use crate::error::{Error, ErrorCode, Kind, Result};
use crate::iam::Permit;
use crate::secret::Secret;
use crate::secret::record::{Pointer, SecretRecord, SecretVersion, StoredValue};
use crate::store::access::AccessDates;
use crate::store::codec::malformed;
use crate::store::credentials::Opened;
use crate::store::footer::FOOTER_LENGTH;
use crate::store::header::Header;
use crate::store::record;
use crate::store::rekey::Proof;
use crate::store::rollback::{Memory, Recalled};
use crate::store::root::DEFAULT_KMS_KEY;
use crate::store::sealed::Keys;
use crate::store::shelf::blob_length;
use crate::store::storage::{FileStorage, Storage};
use crate::store::trie::Trie;
use crate::store::view::{View, earliest, split};
use crate::types::region::{AccountId, Region};
use crate::types::sensitive::SecretValue;
use crate::types::time::Timestamp;
use crate::types::version::VersionId;
use crate::vault::{Heading, Store, Vault};

/// The owner of the trie of secrets; a trie of deprecated versions belongs to its secret.
pub(super) const VAULT_OWNER: [u8; 16] = [0; 16];

/// A larger vault is not read whole only to hint that a name is in another Region.
const SCANNED_FOR_A_HINT: u64 = 5000;

/// From so many secrets on, looking at all of them is worth threads: to open leaves is nearly all of the work.
const MANY: u64 = 500;

/// What was held against the rollback memory so long ago is held against it again: an older copy may have come back, even the
/// very file that is open.
const A_MOMENT: Duration = Duration::from_secs(1);

/// A vault that was unlocked.
pub struct VaultFile<S: Storage = FileStorage> {
    pub(super) storage: S,
    pub(super) header: Header,
    pub(super) header_bytes: Vec<u8>,
    pub(super) keys: Keys,
    pub(super) view: View,
    pub(super) access: Option<AccessDates>,
    /// The deprecated versions that were last looked into: a put asks for them more than once.
    pub(super) shelf: Option<Trie>,
    /// What opened the vault, where it is guarded less well than a new slot would be: the next commit raises it.
    pub(super) weak: Option<Proof>,
    pub(super) notices: Vec<String>,
    pub(super) memory: Option<Memory>,
    pub(super) recalled: Option<Recalled>,
    /// When the view was last held against the memory, until a transaction relies on it.
    pub(super) judged: Option<Instant>,
    pub(super) credentials: Opened,
}

impl<S: Storage> VaultFile<S> {
    /// Has a line said to the user.
    pub(super) fn notice(&mut self, line: impl Into<String>) {
        self.notices.push(line.into());
    }

    /// Lines for the user, each said once.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Where and how access dates are kept beside the vault; without it, reads leave no date.
    pub fn keep_access_dates(&mut self, directory: &std::path::Path) {
        self.access = Some(AccessDates::new(directory, &self.keys));
    }

    /// Names the vault: random, made with it.
    pub const fn vault_id(&self) -> &[u8; 16] {
        &self.header.vault_id
    }

    /// How many commits were made, and when the last one was.
    pub fn generation(&self) -> (u64, Timestamp) {
        (
            self.view.tip.footer.generation,
            self.view.tip.footer.written,
        )
    }

    /// The file under the vault.
    pub const fn storage(&self) -> &S {
        &self.storage
    }

    pub(super) fn reload(&mut self) -> Result<()> {
        self.view = View::newest(&self.storage, &mut self.keys, &self.header_bytes)?;
        Ok(())
    }

    /// Brings the file back into view in the place of what was not stored.
    pub(super) fn forget(&mut self) {
        // If even reading it again fails, the next one who looks says why.
        self.view.stale = self.reload().is_err();
    }

    pub(super) fn look(&mut self) -> Result<()> {
        if self.view.stale {
            Store::refresh(self)?;
        }
        Ok(())
    }

    /// Whether the view is that of the file's newest commit and nothing was changed in it. A commit is named by its footer:
    /// where the same one ends the file, nothing happened since.
    pub(super) fn is_current(&self) -> Result<bool> {
        let view = &self.view;
        let is_clean =
            !view.stale && !view.changed && view.pending.1.is_empty() && view.dropped == 0;
        let ends_here = view.tip.trailing == 0 && self.storage.length()? == view.tip.end;
        if !is_clean || !ends_here {
            return Ok(false);
        }
        let footer = self
            .storage
            .read_part(view.tip.end - FOOTER_LENGTH as u64, FOOTER_LENGTH)?;
        Ok(footer == *view.tip.footer_bytes)
    }

    /// Brings what is at the path now into view.
    pub(super) fn look_again(&mut self) -> Result<()> {
        self.storage.reopen()?;
        self.reload_header()?;
        self.reload()
    }

    /// After a replacement of the file: the header may be another.
    pub(super) fn reload_header(&mut self) -> Result<()> {
        let length = header_length(&self.storage)?;
        let mut bytes = vec![0; length];
        self.storage.read(0, &mut bytes)?;
        if bytes != self.header_bytes {
            let header = Header::decode(&bytes)?;
            if header.vault_id != self.keys.vault_id
                || Header::authenticate(&bytes, &self.keys.vault).is_err()
            {
                return Err(
                    Error::new(Kind::Locked, "the vault's keys were changed meanwhile")
                        .hint("run the command again"),
                );
            }
            self.header = header;
            self.header_bytes = bytes;
        }
        Ok(())
    }

    fn read_record(&mut self, region: &Region, name: &str) -> Result<Option<SecretRecord>> {
        self.look()?;
        let place = self.keys.secret_place(region.as_str(), name);
        let (trie, mut parts) = split!(self);
        let found = trie
            .get(&mut parts, &place)?
            .map(record::decode)
            .transpose()?;
        match &found {
            Some(secret) if secret.region != *region || secret.name != name => Err(malformed()),
            _ => Ok(found),
        }
    }

    /// Shows every record of a secret to `show`, in no order.
    fn records(&mut self, show: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.look()?;
        let cores = match self.view.root.secrets {
            0..MANY => 1,
            _ => cores(),
        };
        let (trie, mut parts) = split!(self);
        if cores == 1 {
            return trie.walk(&mut parts, &mut |_, _, bytes| show(bytes));
        }
        let read = |owner: &_, position, stored: &_| parts.node(owner, position, stored);
        trie.walk_ahead(cores.min(4), &read, &mut |_, bytes| show(bytes))
    }

    fn check_permit(permit: &Permit, secret: &Secret) -> Result<()> {
        if permit.covers(secret) {
            Ok(())
        } else {
            Err(Error::service(
                ErrorCode::AccessDeniedException,
                "the permit is for another secret",
            ))
        }
    }
}

impl<S: Storage> Vault for VaultFile<S> {
    fn account(&self) -> &AccountId {
        &self.view.root.account
    }

    fn home_region(&self) -> &Region {
        &self.view.root.home_region
    }

    fn find(&mut self, region: &Region, name: &str) -> Result<Option<Secret>> {
        let mut found = self.read_record(region, name)?;
        if let (Some(secret), Some(access)) = (&mut found, &self.access) {
            access.merge(secret);
        }
        Ok(found.map(Secret::new))
    }

    fn has_names_with_equals(&self) -> bool {
        self.view.root.with_equals > 0
    }

    fn secrets(&mut self, visit: &mut dyn FnMut(Secret) -> Result<()>) -> Result<()> {
        // Borrowed apart from the rest, for as long as it takes.
        let access = self.access.take();
        let shown = self.records(&mut |bytes| {
            let mut secret = record::decode(bytes)?;
            if let Some(access) = &access {
                access.merge(&mut secret);
            }
            visit(Secret::new(secret))
        });
        self.access = access;
        shown
    }

    fn headings(&mut self, visit: &mut dyn FnMut(Heading<'_>) -> Result<()>) -> Result<()> {
        self.records(&mut |bytes| visit(record::heading(bytes)?))
    }

    fn region_of(&mut self, name: &str) -> Result<Option<Region>> {
        if self.view.root.secrets > SCANNED_FOR_A_HINT {
            return Ok(None);
        }
        let mut region = None;
        self.headings(&mut |heading| {
            if heading.name == name {
                region = heading.region.parse().ok();
            }
            Ok(())
        })?;
        Ok(region)
    }

    fn save(&mut self, secret: Secret) -> Result<()> {
        let mut secret = secret.into_record();
        let before = self.read_record(&secret.region, &secret.name)?;
        self.shelve(&mut secret)?;
        let gone = match &before {
            None => 0,
            Some(before) => before
                .versions
                .iter()
                .filter(|old| !secret.versions.iter().any(|new| new.id == old.id))
                .filter(|old| old.value.is_some())
                .map(|old| {
                    self.is_deprecated(&secret, &old.id)
                        .map(|kept| if kept { 0 } else { blob_length(old) })
                })
                .sum::<Result<u64>>()?,
        };
        let view = &mut self.view;
        view.dropped += gone;
        if before.is_none() {
            view.root.secrets += 1;
            view.root.with_equals += u64::from(secret.name.contains('='));
        }
        view.root.deletion_due = earliest(view.root.deletion_due, secret.deletion);
        let next_rotation = secret.rotation.as_ref().and_then(|rotation| rotation.next);
        view.root.rotation_due = earliest(view.root.rotation_due, next_rotation);
        view.changed = true;
        let place = self.keys.secret_place(secret.region.as_str(), &secret.name);
        let (trie, mut parts) = split!(self);
        trie.insert(&mut parts, place, record::encode(&secret))
    }

    fn remove(&mut self, secret: &Secret) -> Result<()> {
        let record = secret.record();
        let place = self.keys.secret_place(record.region.as_str(), &record.name);
        let view = &mut self.view;
        view.changed = true;
        view.erase = true;
        let with_equals = u64::from(record.name.contains('='));
        view.root.secrets = view.root.secrets.saturating_sub(1);
        view.root.with_equals = view.root.with_equals.saturating_sub(with_equals);
        let (trie, mut parts) = split!(self);
        trie.remove(&mut parts, &place)
    }

    fn version(&mut self, secret: &Secret, id: &VersionId) -> Result<Option<SecretVersion>> {
        let record = secret.record();
        if let Some(version) = record.versions.iter().find(|version| version.id == *id) {
            return Ok(Some(version.clone()));
        }
        let place = self.keys.version_place(&record.key, id);
        let mut shelf = self.shelf(&record.key, &record.deprecated);
        let (_, mut parts) = split!(self);
        let found = shelf
            .get(&mut parts, &place)?
            .map(record::decode_version)
            .transpose()?;
        self.shelf = Some(shelf);
        match &found {
            Some(version) if version.id != *id => Err(malformed()),
            _ => Ok(found),
        }
    }

    fn deprecated(&mut self, secret: &Secret) -> Result<Vec<SecretVersion>> {
        let record = secret.record();
        let trie = Trie::new(record.key, record::deprecated_top(&record.deprecated));
        let mut versions = Vec::new();
        let access = self.access.as_ref();
        let (_, mut parts) = split!(self);
        trie.walk(&mut parts, &mut |_, _, bytes| {
            let mut version = record::decode_version(bytes)?;
            if let Some(access) = access {
                access.merge_version(&record.key, &mut version);
            }
            versions.push(version);
            Ok(())
        })?;
        Ok(versions)
    }

    fn seal(
        &mut self,
        permit: &Permit,
        secret: &Secret,
        id: &VersionId,
        value: &SecretValue,
    ) -> Result<StoredValue> {
        Self::check_permit(permit, secret)?;
        let (mut stored, ciphertext) = self.keys.seal_value(
            &self.view.root,
            &DEFAULT_KMS_KEY,
            &secret.record().key,
            id,
            value,
        )?;
        let (_, mut parts) = split!(self);
        stored.blob = Pointer {
            offset: parts.put(&ciphertext),
            ..stored.blob
        };
        Ok(stored)
    }

    fn reveal(
        &mut self,
        permit: &Permit,
        secret: &Secret,
        version: &SecretVersion,
    ) -> Result<SecretValue> {
        Self::check_permit(permit, secret)?;
        let stored = version.value.as_ref().ok_or_else(malformed)?;
        let (_, parts) = split!(self);
        let ciphertext = parts.ciphertext(&stored.blob)?;
        self.keys.open_value(
            &self.view.root,
            &secret.record().key,
            &version.id,
            stored,
            ciphertext.into(),
        )
    }

    fn touch(&mut self, secret: &Secret, version: &SecretVersion, day: Timestamp) {
        if let Some(access) = &mut self.access {
            access.append(&secret.record().key, &version.id, day);
        }
    }

    fn load_access_dates(&mut self) {
        if let Some(access) = &mut self.access {
            access.load();
        }
    }
}

impl<S: Storage> Store for VaultFile<S> {
    fn begin(&mut self) -> Result<()> {
        self.storage.lock()?;
        let newest = (|| {
            let is_other = self.storage.reopen()?;
            self.make_durable()?;
            let was_judged = self.judged.take().is_some_and(|at| at.elapsed() < A_MOMENT);
            if is_other || !self.is_current()? {
                self.reload_header()?;
                self.reload()?;
            } else if was_judged {
                return Ok(());
            }
            self.check_memory(true)
        })();
        newest.inspect_err(|_| self.storage.unlock())
    }

    fn purge(&mut self, now: Timestamp) -> Result<()> {
        if self.view.root.deletion_due.is_none_or(|due| due > now) {
            return Ok(());
        }
        let mut expired = Vec::new();
        let mut due = None;
        self.secrets(&mut |secret| {
            if secret.is_expired(now) {
                expired.push(secret);
            } else {
                due = earliest(due, secret.record().deletion);
            }
            Ok(())
        })?;
        for secret in &expired {
            self.remove(secret)?;
        }
        // The bound was too low, or is now: either way the exact one is stored with the next commit.
        self.view.root.deletion_due = due;
        Ok(())
    }

    fn commit(&mut self, now: Timestamp) -> Result<()> {
        let committed = if self.view.changed {
            self.write_commit(now).inspect_err(|_| self.forget())
        } else {
            Ok(())
        };
        self.storage.unlock();
        committed
    }

    fn abandon(&mut self) {
        if self.view.changed || !self.view.pending.1.is_empty() {
            // Nothing of the transaction is in the file.
            self.forget();
        }
        self.storage.unlock();
    }

    fn refresh(&mut self) -> Result<()> {
        self.look_again()?;
        self.check_memory(false)
    }
}

/// How many processors this process may use. The standard library also looks through six files of the system's for a share of
/// them in a container, which takes as long as opening some leaves.
#[cfg(target_os = "linux")]
fn cores() -> usize {
    rustix::thread::sched_getaffinity(None).map_or(1, |set| set.count() as usize)
}

#[cfg(not(target_os = "linux"))]
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How long the header is, by its own first bytes.
pub(super) fn header_length<S: Storage>(storage: &S) -> Result<usize> {
    let mut start = [0; 64];
    let length = usize::try_from(storage.length()?)
        .unwrap_or(usize::MAX)
        .min(start.len());
    storage.read(0, &mut start[..length])?;
    Header::peek_length(&start[..length])
}
