//! Access dates, kept beside the vault: a read never writes the vault file (`docs/FORMAT.md`, Access dates).
//!
//! Dates are sealed, as many at once as one command leaves, and appended blindly. Losing some loses dates, nothing else: so
//! nothing is flushed, and failures are not even said.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::crypto::digest;
use crate::crypto::entropy::OsEntropy;
use crate::crypto::keys::Key;
use crate::crypto::seal::{self, Context, Kind, PIN_LENGTH, Pin};
use crate::secret::record::{SecretKey, SecretRecord, SecretVersion};
use crate::store::folder::make_private_folder;
use crate::store::sealed::Keys;
use crate::types::hex::hex;
use crate::types::time::{DAY, Timestamp};
use crate::types::version::VersionId;

/// The file grows no further.
const MAX_LENGTH: u64 = 256 * 1024;
const DATE_LENGTH: usize = 16 + 16 + 4;
/// Dates that one message takes: whoever reads for long need not end before they are seen.
const MANY: usize = 64;

/// The dates of one vault.
pub(super) struct AccessDates {
    path: PathBuf,
    /// Where earlier versions of this program kept them, each date sealed alone.
    single: PathBuf,
    key: Key,
    context: Context,
    /// Dates that are not in the file yet: a command that reads many secrets seals and writes once.
    pending: Vec<u8>,
    /// By secret and by half of the hash of a version's id.
    dates: BTreeMap<(SecretKey, [u8; 16]), u32>,
}

impl AccessDates {
    pub(super) fn new(directory: &Path, keys: &Keys) -> Self {
        let name = hex(&keys.vault_id);
        let at = |ending: &str| directory.join(format!("{name}.{ending}"));
        Self {
            path: at("dates"),
            single: at("access"),
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
            single: self.single.clone(),
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
        self.pending.extend_from_slice(secret);
        self.pending.extend_from_slice(&hash);
        self.pending.extend_from_slice(&days(day).to_le_bytes());
        if self.pending.len() >= MANY * DATE_LENGTH {
            self.write();
        }
    }

    /// Writes what was noted.
    pub(super) fn write(&mut self) {
        let mut dates = std::mem::take(&mut self.pending);
        let Ok(count) = u8::try_from(dates.len() / DATE_LENGTH) else {
            return;
        };
        if count > 0
            && let Some(mut file) = open(&self.path, OFlags::WRONLY | OFlags::APPEND)
            && file.metadata().is_ok_and(|about| about.len() < MAX_LENGTH)
            && let Ok(pin) = seal::seal(&self.key, &self.context, &mut dates, &OsEntropy)
        {
            let message = [&[count], &pin.as_bytes()[..], &dates].concat();
            file.write_all(&message).unwrap_or_default();
        }
    }

    /// Reads all dates; what does not verify is left out. Whether there is anything to read.
    pub(super) fn load(&mut self) -> bool {
        self.write();
        self.dates.clear();
        let (single, messages) = (read(&self.single), read(&self.path));
        for message in single.chunks(PIN_LENGTH + DATE_LENGTH) {
            self.note(message);
        }
        let mut rest = messages.as_slice();
        while let Some((count, behind)) = rest.split_first()
            && let Some((message, behind)) =
                behind.split_at_checked(PIN_LENGTH + usize::from(*count) * DATE_LENGTH)
        {
            self.note(message);
            rest = behind;
        }
        !single.is_empty() || !messages.is_empty()
    }

    /// Forgets all dates: they are in the vault now.
    pub(super) fn empty(&mut self) {
        self.pending.clear();
        self.dates.clear();
        std::fs::remove_file(&self.single).unwrap_or_default();
        if let Some(file) = open(&self.path, OFlags::WRONLY) {
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

    /// Takes in the dates of a message: a pin, and what it seals.
    fn note(&mut self, message: &[u8]) {
        let Some((pin, dates)) = message.split_first_chunk::<PIN_LENGTH>() else {
            return;
        };
        let mut dates = dates.to_vec();
        let pin = Pin::from_bytes(*pin);
        if seal::open(&self.key, &self.context, &pin, &mut dates).is_err() {
            return;
        }
        for date in dates.chunks_exact(DATE_LENGTH) {
            if let Some((key, day)) = decode(date) {
                let newest = self.dates.entry(key).or_default();
                *newest = day.max(*newest);
            }
        }
    }
}

impl Drop for AccessDates {
    fn drop(&mut self) {
        self.write();
    }
}

fn decode(date: &[u8]) -> Option<((SecretKey, [u8; 16]), u32)> {
    let (secret, rest) = date.split_first_chunk::<16>()?;
    let (version, day) = rest.split_first_chunk::<16>()?;
    Some((
        (*secret, *version),
        u32::from_le_bytes(day.try_into().ok()?),
    ))
}

/// What the file holds, up to as much as it may.
fn read(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(file) = open(path, OFlags::RDONLY)
        && file.take(2 * MAX_LENGTH).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}

fn open(path: &Path, access: OFlags) -> Option<File> {
    let flags = access | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let mode = Mode::RUSR | Mode::WUSR;
    let creates = access != OFlags::RDONLY;
    let create = if creates {
        OFlags::CREATE
    } else {
        OFlags::empty()
    };
    let file = match rustix::fs::open(path, flags | create, mode) {
        Ok(fd) => Some(File::from(fd)),
        Err(rustix::io::Errno::NOENT) if creates => {
            make_private_folder(path.parent()?).ok()?;
            let fd = rustix::fs::open(path, flags | create, mode).ok()?;
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

fn version_hash(id: &VersionId) -> [u8; 16] {
    digest::half(id.as_str().as_bytes())
}

fn days(day: Timestamp) -> u32 {
    u32::try_from(day.millis().div_euclid(DAY)).unwrap_or(0)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests tear files")]
mod tests {
    use super::*;
    use crate::store::tests::new_vault;

    fn kept_in(folder: &tempfile::TempDir) -> AccessDates {
        AccessDates::new(folder.path(), &new_vault().keys)
    }

    fn day(number: i64) -> Timestamp {
        Timestamp::from_millis(number * DAY)
    }

    fn id(number: usize) -> VersionId {
        format!("version-{number:032}").parse().unwrap()
    }

    /// The days of the versions of one secret, from 0 on, as another process reads them.
    fn days_read(dates: &AccessDates, versions: usize) -> Vec<u32> {
        let mut reader = dates.twin();
        reader.load();
        let day_of = |number| reader.dates.get(&([7; 16], version_hash(&id(number))));
        (0..versions)
            .map(|number| day_of(number).copied().unwrap_or(0))
            .collect()
    }

    #[test]
    fn many_dates_are_a_few_messages_and_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut dates = kept_in(&folder);
        for number in 0..100 {
            dates.append(&[7; 16], &id(number), day(20_000));
            dates.append(&[7; 16], &id(number), day(20_000));
        }
        dates.write();
        assert_eq!(days_read(&dates, 100), [20_000; 100]);
        let length = std::fs::metadata(&dates.path).unwrap().len();
        assert_eq!(length, 2 * (1 + 72) + 100 * 36);
        dates.append(&[7; 16], &id(1), day(20_001));
        dates.append(&[7; 16], &id(2), day(19_999));
        dates.write();
        assert_eq!(days_read(&dates, 3), [20_000, 20_001, 20_000]);
        dates.empty();
        assert_eq!(days_read(&dates, 3), [0; 3]);
    }

    #[test]
    fn a_changed_message_loses_its_own_dates_and_a_torn_one_nothing_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut dates = kept_in(&folder);
        for number in 0..3 {
            dates.append(&[7; 16], &id(number), day(5));
            dates.write();
        }
        let whole = std::fs::read(&dates.path).unwrap();
        let mut changed = whole.clone();
        changed[1 + 72 + 36 + 40] ^= 1;
        std::fs::write(&dates.path, changed).unwrap();
        assert_eq!(days_read(&dates, 3), [5, 0, 5]);
        std::fs::write(&dates.path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(days_read(&dates, 3), [5, 5, 0]);
    }

    #[test]
    fn dates_that_an_earlier_program_sealed_one_by_one_still_count() {
        let folder = tempfile::tempdir().unwrap();
        let mut dates = kept_in(&folder);
        dates.append(&[7; 16], &id(0), day(5));
        dates.write();
        // Its file was these messages, each of one date, without their counts.
        let message = std::fs::read(&dates.path).unwrap();
        std::fs::write(&dates.single, &message[1..]).unwrap();
        std::fs::remove_file(&dates.path).unwrap();
        dates.append(&[7; 16], &id(1), day(6));
        dates.write();
        assert_eq!(days_read(&dates, 2), [5, 6]);
        dates.empty();
        assert_eq!(days_read(&dates, 2), [0, 0]);
        assert!(!dates.single.exists());
    }

    #[test]
    fn a_file_that_is_full_grows_no_further() {
        let folder = tempfile::tempdir().unwrap();
        let mut dates = kept_in(&folder);
        let full = vec![0; usize::try_from(MAX_LENGTH).unwrap()];
        std::fs::write(&dates.path, &full).unwrap();
        dates.append(&[7; 16], &id(0), day(5));
        dates.write();
        assert!(std::fs::read(&dates.path).unwrap() == full);
    }
}
