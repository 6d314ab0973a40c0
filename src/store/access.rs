//! Access dates, kept beside the vault: a read never writes the vault file (`docs/FORMAT.md`, Access dates).
//!
//! A record is fixed in size, sealed, and appended blindly. Losing one loses a date, nothing else: so nothing is flushed,
//! and failures are not even said.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::crypto::entropy::OsEntropy;
use crate::crypto::keys::Key;
use crate::crypto::seal::{self, Context, Kind, PIN_LENGTH, Pin};
use crate::secret::record::{SecretKey, SecretRecord, SecretVersion};
use crate::store::folder::make_private_folder;
use crate::store::sealed::Keys;
use crate::types::time::{DAY, Timestamp};
use crate::types::version::VersionId;

/// The file grows no further.
const MAX_LENGTH: u64 = 256 * 1024;
const CONTENT_LENGTH: usize = 16 + 16 + 4;
const RECORD_LENGTH: usize = PIN_LENGTH + CONTENT_LENGTH;
/// Dates that one write takes: whoever reads for long need not end before they are seen.
const MANY: usize = 64;

/// The dates of one vault.
pub(super) struct AccessDates {
    path: PathBuf,
    key: Key,
    context: Context,
    /// Sealed records that are not in the file yet: a command that reads many secrets writes once.
    pending: Vec<u8>,
    /// By secret and by half of the hash of a version's id.
    dates: BTreeMap<(SecretKey, [u8; 16]), u32>,
}

impl AccessDates {
    pub(super) fn new(directory: &Path, keys: &Keys) -> Self {
        let name = format!("{:032x}.access", u128::from_be_bytes(keys.vault_id));
        Self {
            path: directory.join(name),
            key: keys.vault.access(),
            context: Context::new(Kind::Access, &keys.vault_id),
            pending: Vec::new(),
            dates: BTreeMap::new(),
        }
    }

    /// What another thread notes goes into the same file.
    pub(super) fn twin(&self) -> Self {
        Self {
            path: self.path.clone(),
            key: self.key.clone(),
            context: self.context.clone(),
            pending: Vec::new(),
            dates: BTreeMap::new(),
        }
    }

    /// Seals by the keys that the vault has now. What was noted under others is in the vault already, or lost.
    pub(super) fn use_keys(&mut self, keys: &Keys) {
        self.pending.clear();
        self.key = keys.vault.access();
    }

    /// Notes that a version was read on this day.
    pub(super) fn append(&mut self, secret: &SecretKey, id: &VersionId, day: Timestamp) {
        let hash = version_hash(id);
        let newest = self.dates.entry((*secret, hash)).or_default();
        if *newest >= days(day) {
            return;
        }
        *newest = days(day);
        let mut content = [0; CONTENT_LENGTH];
        content[..16].copy_from_slice(secret);
        content[16..32].copy_from_slice(&hash);
        content[32..].copy_from_slice(&days(day).to_le_bytes());
        let Ok(pin) = seal::seal(&self.key, &self.context, &mut content, &OsEntropy) else {
            return;
        };
        self.pending.extend_from_slice(pin.as_bytes());
        self.pending.extend_from_slice(&content);
        if self.pending.len() >= MANY * RECORD_LENGTH {
            self.write();
        }
    }

    /// Writes what was noted.
    pub(super) fn write(&mut self) {
        let records = std::mem::take(&mut self.pending);
        if records.is_empty() {
            return;
        }
        if let Some(mut file) = self.open(OFlags::WRONLY | OFlags::APPEND)
            && file.metadata().is_ok_and(|about| about.len() < MAX_LENGTH)
        {
            file.write_all(&records).unwrap_or_default();
        }
    }

    /// Reads all dates; what does not verify is left out. Whether the file holds anything.
    pub(super) fn load(&mut self) -> bool {
        self.write();
        self.dates.clear();
        let mut bytes = Vec::new();
        let Some(file) = self.open(OFlags::RDONLY) else {
            return false;
        };
        if file
            .take(MAX_LENGTH + RECORD_LENGTH as u64)
            .read_to_end(&mut bytes)
            .is_err()
        {
            return false;
        }
        for record in bytes.chunks_exact(RECORD_LENGTH) {
            if let Some((key, day)) = self.decode(record) {
                let newest = self.dates.entry(key).or_default();
                *newest = day.max(*newest);
            }
        }
        !bytes.is_empty()
    }

    /// Forgets all dates: they are in the vault now.
    pub(super) fn empty(&mut self) {
        self.pending.clear();
        self.dates.clear();
        if let Some(file) = self.open(OFlags::WRONLY) {
            file.set_len(0).unwrap_or_default();
        }
    }

    /// Brings the loaded dates into a secret.
    pub(super) fn merge(&self, secret: &mut SecretRecord) {
        let key = secret.key;
        if self.dates_of(&key).next().is_none() {
            return;
        }
        for version in &mut secret.versions {
            self.merge_version(&key, version);
        }
        let newest = secret
            .versions
            .iter()
            .filter_map(|version| version.accessed)
            .max();
        secret.accessed = secret.accessed.max(newest);
    }

    /// Brings the loaded date into a version.
    pub(super) fn merge_version(&self, secret: &SecretKey, version: &mut SecretVersion) {
        if let Some(day) = self.dates.get(&(*secret, version_hash(&version.id))) {
            version.accessed = version
                .accessed
                .max(Some(Timestamp::from_millis(i64::from(*day) * DAY)));
        }
    }

    fn dates_of(&self, secret: &SecretKey) -> impl Iterator<Item = &u32> {
        let range = (*secret, [0; 16])..=(*secret, [u8::MAX; 16]);
        self.dates.range(range).map(|(_, day)| day)
    }

    fn decode(&self, record: &[u8]) -> Option<((SecretKey, [u8; 16]), u32)> {
        let (pin, content) = record.split_first_chunk::<PIN_LENGTH>()?;
        let mut content: [u8; CONTENT_LENGTH] = content.try_into().ok()?;
        seal::open(
            &self.key,
            &self.context,
            &Pin::from_bytes(*pin),
            &mut content,
        )
        .ok()?;
        let (secret, rest) = content.split_first_chunk::<16>()?;
        let (version, day) = rest.split_first_chunk::<16>()?;
        Some((
            (*secret, *version),
            u32::from_le_bytes(day.try_into().ok()?),
        ))
    }

    fn open(&self, access: OFlags) -> Option<File> {
        let flags = access | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let mode = Mode::RUSR | Mode::WUSR;
        let creates = access != OFlags::RDONLY;
        let create = if creates {
            OFlags::CREATE
        } else {
            OFlags::empty()
        };
        let file = match rustix::fs::open(&self.path, flags | create, mode) {
            Ok(fd) => Some(File::from(fd)),
            Err(rustix::io::Errno::NOENT) if creates => {
                let directory = self.path.parent()?;
                make_private_folder(directory).ok()?;
                let fd = rustix::fs::open(&self.path, flags | create, mode).ok()?;
                Some(File::from(fd))
            }
            Err(_) => None,
        }?;
        if creates {
            // Whatever the umask says.
            rustix::fs::fchmod(&file, mode).ok()?;
        }
        Some(file)
    }
}

impl Drop for AccessDates {
    fn drop(&mut self) {
        self.write();
    }
}

fn version_hash(id: &VersionId) -> [u8; 16] {
    use sha2::{Digest as _, Sha256};
    let digest: [u8; 32] = Sha256::digest(id.as_str()).into();
    digest
        .split_first_chunk::<16>()
        .map_or([0; 16], |(half, _)| *half)
}

fn days(day: Timestamp) -> u32 {
    u32::try_from(day.millis().div_euclid(DAY)).unwrap_or(0)
}
