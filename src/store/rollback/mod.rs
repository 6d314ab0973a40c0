//! The rollback memory: what this machine has seen of a vault, so that an older copy put back does not pass for it
//! (`docs/FORMAT.md`, Rollback memory).
//!
//! ```text
//! seen   a commit that was seen, and how another one stands to it
//! files  where that is kept: by vault id, and by path
//! ```
//!
//! Only what survives a power cut is remembered, else the cut would make it look rolled back: writers remember after their
//! flush and under their lock; a reader that finds the memory behind does so while it keeps writers out and after a flush
//! of its own. It is never lowered but by an acceptance.

mod files;
mod seen;

use std::path::Path;
use std::time::Instant;

use crate::crypto::keys::VaultKey;
use crate::error::{Error, Kind, Result};
use crate::store::file::VaultFile;
use crate::store::footer::{FOOTER_LENGTH, Footer};
use crate::store::rollback::files::Remembered;
use crate::store::rollback::seen::{Seen, Verdict};
use crate::store::sealed::Keys;
use crate::store::storage::Storage;

pub(super) use files::Files;

/// What to do with a vault that is older than, or forked from, what this machine has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRollback {
    /// Refuse it (exit code 11).
    Refuse,
    /// Open it, and take it for the truth from here on.
    Accept,
}

/// How a vault that may be opened stands to what this machine has seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing of it is remembered.
    First,
    /// It is at the newest commit that was seen.
    Newest,
    /// It went on since the commit that was seen, which is told.
    Newer(String),
    /// It is older, forked or another, and was accepted; what was seen is told.
    Accepted(String),
}

/// Forgets which vault was seen at a path, because a new one is about to be made there. What was seen of the old one stays
/// known by its id.
pub fn forget_path(folder: &Path, path: &Path) {
    if let Some(files) = files_of_path(folder, path) {
        files.remove_link();
    }
}

/// Which state of a vault was seen last at a path where there is none now, for people: anybody who can write the folder may
/// have made it up.
pub fn seen_at(folder: &Path, path: &Path) -> Option<String> {
    let seen = files_of_path(folder, path)?.seen_at_path()?;
    Some(seen.to_string())
}

fn files_of_path(folder: &Path, path: &Path) -> Option<Files> {
    // As the storage resolves it: the file itself is not there yet.
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(Files::new(
        folder,
        &parent.join(path.file_name()?),
        &[0; 16],
    ))
}

/// Where this vault is remembered, once it was held against that.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    files: Files,
    on_rollback: OnRollback,
}

/// What was remembered of a vault before its newest commit was looked for.
pub(super) struct Recalled {
    files: Files,
    remembered: Remembered,
}

impl Recalled {
    pub(super) fn from(files: Files, key: &VaultKey) -> Self {
        let remembered = files.read(&key.state_mac());
        Self { files, remembered }
    }

    /// Whether this commit was seen here, at this path: so it was durable, and no torn write left it.
    pub(super) fn vouches_for(&self, footer: &Footer) -> bool {
        let is_ours = self.remembered.knows_path && self.remembered.is_proven;
        let seen = self.remembered.seen.as_ref().filter(|_| is_ours);
        seen.is_some_and(|seen| seen.judge(footer) == Verdict::Same)
    }
}

/// Whether a commit is remembered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raise {
    Done,
    /// Others are at work, or know more.
    NotNow,
    /// It cannot be kept here.
    Failed,
}

enum Judgement {
    Fits(Standing),
    Refused(Error),
}

impl VaultFile {
    /// Holds the vault against what this machine remembers in `folder`, and remembers it from here on, there. An older or
    /// forked vault is refused with [`Kind::Rollback`] unless it is to be accepted; a damaged end that hides a commit which
    /// this machine has seen is [`Kind::Damaged`]. A folder that cannot be used is a folder in which nothing is remembered.
    pub fn remember(&mut self, folder: &Path, on_rollback: OnRollback) -> Result<Standing> {
        let recalled = self.recalled.take();
        if let Some(Recalled { files, remembered }) = recalled
            && files.folder() == folder
        {
            return self.remember_by(Memory { files, on_rollback }, Some(remembered));
        }
        let path = self.storage.path().to_owned();
        self.remember_at(folder, &path, on_rollback)
    }

    /// [`VaultFile::accept_at`], at the vault's own path.
    pub fn accept(&self, folder: &Path) -> bool {
        self.accept_at(folder, self.storage.path())
    }
}

impl<S: Storage> VaultFile<S> {
    /// [`VaultFile::remember`] for a vault that stands, or will stand, at this resolved path.
    pub fn remember_at(
        &mut self,
        folder: &Path,
        path: &Path,
        on_rollback: OnRollback,
    ) -> Result<Standing> {
        let files = Files::new(folder, path, &self.header.vault_id);
        self.remember_by(Memory { files, on_rollback }, None)
    }

    fn remember_by(&mut self, memory: Memory, recalled: Option<Remembered>) -> Result<Standing> {
        let standing = match self.judge(&memory, recalled)? {
            (Judgement::Fits(standing), remembered) => {
                self.catch_up(&memory, &remembered, &standing);
                standing
            }
            (Judgement::Refused(_), remembered) if memory.on_rollback == OnRollback::Accept => {
                self.accept_judged(&memory, &remembered)?
            }
            (Judgement::Refused(error), _) => return Err(error),
        };
        self.memory = Some(memory);
        self.judged = Some(Instant::now());
        Ok(standing)
    }

    /// How the vault stands to what this machine remembers for this resolved path; nothing is changed. An error is as for
    /// [`VaultFile::remember`].
    pub fn standing(&self, folder: &Path, path: &Path) -> Result<Standing> {
        let files = Files::new(folder, path, &self.header.vault_id);
        let remembered = files.read(&self.keys.vault.state_mac());
        match self.hold_against(&remembered) {
            Judgement::Fits(standing) => Ok(standing),
            Judgement::Refused(error) => Err(error),
        }
    }

    /// Takes the vault's newest commit for the truth about this vault and this resolved path, whatever was remembered: for
    /// a vault that was made or restored there, once it is in place and flushed. Whether it could be written.
    pub fn accept_at(&self, folder: &Path, path: &Path) -> bool {
        let files = Files::new(folder, path, &self.header.vault_id);
        files.write(&self.seen(), &self.keys.vault.state_mac())
    }

    /// [`VaultFile::accept_at`] for a backup that was put there, which says what it overrules.
    pub(super) fn accept_restored(&mut self, folder: &Path, path: &Path) {
        let files = Files::new(folder, path, &self.header.vault_id);
        let remembered = files.read(&self.keys.vault.state_mac());
        let is_refused = matches!(self.hold_against(&remembered), Judgement::Refused(_));
        let is_written = self.accept_at(folder, path);
        if is_refused {
            self.note_acceptance(&remembered, is_written);
        }
    }

    /// Remembers a commit of our own, after its flush and under the lock.
    pub(super) fn remember_commit(&mut self) {
        if let Some(memory) = self.memory.take() {
            if self.raise(&memory) == Raise::Failed {
                self.note_forgetting(&memory);
            }
            self.memory = Some(memory);
        }
    }

    /// Has it said that nothing is remembered, unless that is meant.
    fn note_forgetting(&mut self, memory: &Memory) {
        if memory.on_rollback == OnRollback::Refuse {
            self.notices.push(format!(
                "nothing can be remembered in {}: an older copy of the vault would not be noticed (VAULT_ACCEPT_ROLLBACK=1 says that this is meant)",
                memory.files.folder().display()
            ));
        }
    }

    /// Holds the newest state against the memory again, which was done when the vault was opened: it was read again since.
    pub(super) fn check_memory(&mut self, is_locked: bool) -> Result<()> {
        let Some(memory) = self.memory.take() else {
            return Ok(());
        };
        let judged = self.judge(&memory, None);
        let checked = match judged {
            Ok((Judgement::Refused(_), remembered)) if memory.on_rollback == OnRollback::Accept => {
                if is_locked && !remembered.is_elsewhere() {
                    self.overwrite(&memory);
                }
                Ok(())
            }
            Ok((Judgement::Refused(error), _)) | Err(error) => Err(error),
            Ok((Judgement::Fits(_), _)) => Ok(()),
        };
        self.memory = Some(memory);
        checked
    }

    /// What does not fit is looked at once more, the memory first and the file after: so nothing that is committed between
    /// the two makes the file look old.
    fn judge(
        &mut self,
        memory: &Memory,
        recalled: Option<Remembered>,
    ) -> Result<(Judgement, Remembered)> {
        let read = |keys: &Keys| memory.files.read(&keys.vault.state_mac());
        let remembered = recalled.unwrap_or_else(|| read(&self.keys));
        let judgement = self.hold_against(&remembered);
        if matches!(judgement, Judgement::Fits(_)) {
            return Ok((judgement, remembered));
        }
        let remembered = read(&self.keys);
        self.look_again()?;
        Ok((self.hold_against(&remembered), remembered))
    }

    fn hold_against(&self, remembered: &Remembered) -> Judgement {
        // Only a refusal tells it.
        let ours = || self.seen();
        if remembered.is_another {
            return Judgement::Refused(another(&ours(), remembered.seen.as_ref()));
        }
        let Some(seen) = &remembered.seen else {
            return Judgement::Fits(Standing::First);
        };
        let tip = &self.view.tip;
        match seen.judge(&tip.footer) {
            Verdict::Same => Judgement::Fits(Standing::Newest),
            Verdict::Newer | Verdict::MuchNewer => {
                Judgement::Fits(Standing::Newer(seen.to_string()))
            }
            Verdict::Older if tip.trailing > 0 => {
                Judgement::Refused(lost(&ours(), seen, tip.trailing))
            }
            Verdict::Older => Judgement::Refused(older(&ours(), seen)),
            Verdict::Forked => Judgement::Refused(forked(&ours(), seen)),
        }
    }

    /// Remembers what was read, if that is not done yet and can be done safely now, and says what is worth a line.
    fn catch_up(&mut self, memory: &Memory, remembered: &Remembered, standing: &Standing) {
        let is_known = *standing == Standing::Newest && remembered.is_proven;
        if is_known {
            if !remembered.knows_path {
                memory.files.write_link();
            }
            return;
        }
        let raised = self.raise_as_reader(memory);
        if raised == Raise::Failed && remembered.seen.is_none() {
            self.note_forgetting(memory);
        }
        let is_raised = raised == Raise::Done;
        let ours = self.seen();
        match &remembered.seen {
            // A notice that cannot be remembered would be given at every command.
            None if is_raised && remembered.is_damaged => self.notices.push(format!(
                "what this machine remembered of the vault was damaged: at {ours} an older copy could not be told from the newest; from now on it can again"
            )),
            None if is_raised && ours.generation > 1 => self.notices.push(format!(
                "first use of this vault on this machine, at {ours}: an older copy could not be told from the newest; from now on it can"
            )),
            Some(seen) if seen.judge(&self.view.tip.footer) == Verdict::MuchNewer => {
                self.notices.push(format!(
                    "the vault is at {ours}, too far from the {seen} that this machine has seen to tell whether it comes from that"
                ));
            }
            Some(seen) if is_raised && !remembered.is_proven => self.notices.push(format!(
                "what this machine has seen of the vault, {seen}, was remembered under another vault key: were its keys changed?"
            )),
            _ => {}
        }
    }

    fn raise_as_reader(&self, memory: &Memory) -> Raise {
        if !memory.files.is_writable() {
            return Raise::Failed;
        }
        let Some(_quiet) = self.storage.keep_quiet() else {
            return Raise::NotNow;
        };
        let Some(_alone) = memory.files.lock() else {
            return Raise::NotNow;
        };
        if !self.survives() {
            return Raise::NotNow;
        }
        memory.files.sweep();
        self.raise(memory)
    }

    /// Whether the commit in view is still in the file, now that no writer can take it back, and on the disk.
    fn survives(&self) -> bool {
        self.is_in(&self.storage) && self.storage.settle().is_ok()
    }

    /// Whether the commit in view is in this file, where it is in our own.
    pub(super) fn is_in(&self, storage: &impl Storage) -> bool {
        let tip = &self.view.tip;
        let footer = storage.read_part(tip.end - FOOTER_LENGTH as u64, FOOTER_LENGTH);
        footer.is_ok_and(|footer| footer == *tip.footer_bytes)
    }

    /// Never lowers: another process may have remembered a later commit, also of a copy at another path.
    fn raise(&self, memory: &Memory) -> Raise {
        let key = self.keys.vault.state_mac();
        let remembered = memory.files.read(&key);
        match self.hold_against(&remembered) {
            Judgement::Fits(Standing::Newest) if remembered.is_proven && remembered.knows_path => {
                Raise::Done
            }
            Judgement::Fits(_) if memory.files.advance(&self.seen(), &key, &remembered) => {
                Raise::Done
            }
            Judgement::Fits(_) => Raise::Failed,
            Judgement::Refused(_) => Raise::NotNow,
        }
    }

    /// Takes what was refused for the truth, and says so.
    fn accept_judged(&mut self, memory: &Memory, remembered: &Remembered) -> Result<Standing> {
        if remembered.is_elsewhere() {
            return Ok(Standing::Accepted(self.note_acceptance(remembered, false)));
        }
        // A writer at work is waited for. On a read-only directory there can be none of this user's.
        let is_locked = self.storage.lock().is_ok();
        let quiet = if is_locked {
            None
        } else {
            self.storage.keep_quiet()
        };
        let looked = self.look_again();
        let is_written = looked.is_ok()
            && (is_locked || quiet.is_some())
            && self.survives()
            && self.overwrite(memory);
        if is_locked {
            self.storage.unlock();
        }
        looked?;
        Ok(Standing::Accepted(
            self.note_acceptance(remembered, is_written),
        ))
    }

    /// Has it said what was overruled, which is given.
    fn note_acceptance(&mut self, remembered: &Remembered, is_written: bool) -> String {
        let seen = match &remembered.seen {
            Some(seen) if remembered.is_another => format!("another vault, at {seen}"),
            Some(seen) => seen.to_string(),
            None => "another vault".to_owned(),
        };
        let ours = self.seen();
        let ending = if is_written {
            ""
        } else if remembered.is_elsewhere() {
            "; for this command alone, since that was another file: `vault backup restore` puts this one in its place"
        } else {
            "; it could not be remembered"
        };
        self.notices.push(format!(
            "accepted: the vault at {ours}, where this machine had seen {seen}{ending}"
        ));
        seen
    }

    fn overwrite(&self, memory: &Memory) -> bool {
        let key = self.keys.vault.state_mac();
        memory.files.write(&self.seen(), &key)
    }

    fn seen(&self) -> Seen {
        Seen::of(self.header.vault_id, &self.view.tip.footer)
    }
}

fn older(ours: &Seen, seen: &Seen) -> Error {
    refused(format!(
        "the vault is an older copy: it is at {ours}, and this machine has seen {seen}"
    ))
}

fn forked(ours: &Seen, seen: &Seen) -> Error {
    refused(format!(
        "the vault is a forked copy: it is at {ours}, which does not come from the {seen} that this machine has seen"
    ))
}

fn another(ours: &Seen, seen: Option<&Seen>) -> Error {
    let seen = seen.map_or_else(String::new, |seen| format!(", at {seen}"));
    refused(format!(
        "the vault is another one, at {ours}, than this machine has seen at this path{seen}"
    ))
}

fn refused(message: String) -> Error {
    Error::new(Kind::Rollback, message)
        .hint("if you put it there yourself, --accept-rollback or VAULT_ACCEPT_ROLLBACK=1 takes it for the truth")
        .hint("else put the newest copy back: `vault backup restore FILE`")
}

fn lost(ours: &Seen, seen: &Seen, trailing: u64) -> Error {
    Error::damaged(format!(
        "the vault is damaged: its last {trailing} bytes held a commit that was acknowledged, up to {seen}; what is whole ends at {ours}"
    ))
    .hint("nothing was cut off: `vault recover FILE --into NEW` saves what still verifies, `vault backup restore FILE` puts a backup in its place")
    .hint("--accept-rollback goes on from what is whole, and the next write cuts off the rest")
}

#[cfg(test)]
mod tests;
