//! Copies of the vault: made while others write, and proven whole before they get their name.

use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::store::file::VaultFile;
use crate::store::footer::root_digest;
use crate::store::header::{Header, begins_a_vault};
use crate::store::sealed::Keys;
use crate::store::storage::{Draft as _, FileDraft, FileStorage, NewFile, Storage, first_bytes};
use crate::store::tip;
use crate::store::verify::Report;
use crate::store::view::View;

/// How many bytes are copied at a time.
const CHUNK: u64 = 1 << 20;

impl<S: Storage> VaultFile<S> {
    /// Writes a copy of the vault, as this view has it, to `path`, which is not the vault's own; what is there already is
    /// refused, or replaced if `force`.
    ///
    /// Needs no lock: the bytes up to the end of a commit never change in one file, and a rewrite makes another file. The
    /// copy has the same keys, and gets its name only after every byte of it was proven.
    pub fn copy_to(&self, path: &Path, force: bool) -> Result<Report> {
        let mut new = NewFile::begin(path, force)?;
        let report = self.copy_into(&mut new.draft)?;
        new.place()?;
        Ok(report)
    }

    fn copy_into(&self, draft: &mut FileDraft) -> Result<Report> {
        let (mut offset, end) = (0, self.view.tip.end);
        while offset < end {
            let length = CHUNK.min(end - offset);
            draft.write(&tip::read(&self.storage, offset, length)?)?;
            offset += length;
        }
        let mut copy = VaultFile::open(
            draft.written()?,
            self.header.clone(),
            self.header_bytes.clone(),
            self.keys.vault.clone(),
            None,
        )?;
        let report = copy.verify()?;
        if *copy.view.tip.footer_bytes != *self.view.tip.footer_bytes {
            return Err(Error::damaged(
                "the vault is damaged: its newest commit cannot be copied",
            ));
        }
        Ok(report)
    }
}

impl VaultFile {
    /// [`VaultFile::copy_to`], not to the vault's own path: that would undo what is written meanwhile.
    pub fn back_up(&self, path: &Path, force: bool) -> Result<Report> {
        if std::fs::canonicalize(path).is_ok_and(|resolved| resolved == self.storage.path()) {
            return Err(own_path(path));
        }
        if force {
            self.check_is_backup(path)?;
        }
        self.copy_to(path, force)
    }

    /// Whether what stands at `path` may be replaced by a newer backup: nothing, an empty file, or a copy of this vault.
    fn check_is_backup(&self, path: &Path) -> Result<()> {
        let refuse = |what: &str| {
            let message = format!("{} {what}, and is not replaced", path.display());
            Err(Error::new(Kind::Usage, message).hint("name another file, or move it away first"))
        };
        match first_bytes(path)? {
            None => return Ok(()),
            Some(start) if start.is_empty() => return Ok(()),
            Some(start) if !begins_a_vault(&start) => return refuse("is not a vault file"),
            Some(_) => {}
        }
        let standing = FileStorage::open(path)?;
        match read_header(&standing).and_then(|bytes| Header::decode(&bytes)) {
            Ok(header) if header.vault_id == self.header.vault_id => Ok(()),
            _ => refuse("is not a backup of this vault"),
        }
    }

    /// Whether this backup may take the place of the vault at `path` without a word: where no vault is, an ancestor of the
    /// backup or the very same commit, unless `memory` has seen a later one. Else the error is of kind `Rollback`, and says
    /// why; what is no vault at all is refused with another.
    pub fn may_replace(&self, path: &Path, memory: Option<&Path>) -> Result<()> {
        match self.standing_at(path)? {
            Some(standing) => self.check_may_replace(&standing, memory),
            None => Ok(()),
        }
    }

    /// Puts a copy of this backup in the place of the vault at `path`, all at once and under its write lock, after every
    /// byte of the copy was proven; the folder `memory` has it for the truth from then on. `accept_rollback` overrules a
    /// refusal of [`VaultFile::may_replace`] of kind `Rollback`.
    pub fn restore(
        &mut self,
        path: &Path,
        accept_rollback: bool,
        memory: Option<&Path>,
    ) -> Result<Report> {
        let Some(mut standing) = self.standing_at(path)? else {
            let report = self.copy_to(path, false)?;
            if let Some(folder) = memory {
                self.accept_placed(folder, path);
            }
            return Ok(report);
        };
        standing.lock()?;
        standing.reopen()?;
        match self.check_may_replace(&standing, memory) {
            Err(error) if accept_rollback && error.kind() == Kind::Rollback => {}
            judged => judged?,
        }
        let mut draft = standing.draft()?;
        let report = self.copy_into(&mut draft)?;
        standing.mark()?;
        standing.publish(draft)?;
        standing.unmark();
        if let Some(folder) = memory {
            self.accept_restored(folder, standing.path());
        }
        standing.unlock();
        Ok(report)
    }

    /// Under the lock of what was placed where nothing was, unless somebody wrote to it already.
    fn accept_placed(&mut self, folder: &Path, path: &Path) {
        let Ok(mut placed) = FileStorage::open(path) else {
            return;
        };
        let is_ours = placed.lock().is_ok()
            && placed.reopen().is_ok()
            && self.is_in(&placed)
            && placed.length().is_ok_and(|end| end == self.view.tip.end);
        if is_ours {
            self.accept_restored(folder, placed.path());
        }
    }

    fn standing_at(&self, path: &Path) -> Result<Option<FileStorage>> {
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let standing = FileStorage::open(path)?;
        if standing.path() == self.storage.path() {
            return Err(own_path(path));
        }
        Ok(Some(standing))
    }

    fn check_may_replace(&self, standing: &FileStorage, memory: Option<&Path>) -> Result<()> {
        self.check_loses_nothing(standing)?;
        let Some(folder) = memory else {
            return Ok(());
        };
        // What is in place may be an older copy itself.
        match self.standing(folder, standing.path()) {
            Err(error) if error.kind() == Kind::Rollback => {
                Err(Error::new(error.kind(), error.message()).hint(
                    "--accept-rollback puts it in place; what was written after it is lost then",
                ))
            }
            judged => judged.map(drop),
        }
    }

    /// Refuses what would be lost: a newer state, another history, another vault, or what cannot be told.
    fn check_loses_nothing(&self, standing: &FileStorage) -> Result<()> {
        let place = standing.path().display();
        let refuse = |why: &str| {
            Err(
                Error::new(Kind::Rollback, format!("{place} {why}: it is not replaced"))
                    .hint("--accept-rollback replaces it; what is only in it is lost then"),
            )
        };
        let bytes = match read_header(standing) {
            Ok(bytes) => bytes,
            Err(error) if error.message() == "not a vault file" => {
                return Err(Error::new(
                    Kind::Locked,
                    format!("{place} is not a vault file, and is not replaced"),
                )
                .hint("move it away first"));
            }
            Err(_) => return refuse("cannot be compared with the backup: it is damaged"),
        };
        let Ok(header) = Header::decode(&bytes) else {
            return refuse("cannot be compared with the backup: its header is damaged or newer");
        };
        if header.vault_id != self.header.vault_id {
            return refuse("is another vault than the backup");
        }
        if header.key_epoch != self.header.key_epoch {
            return refuse("has another vault key than the backup");
        }
        if Header::authenticate(&bytes, &self.keys.vault).is_err() {
            return refuse("cannot be compared with the backup: its header does not verify");
        }
        let mut keys = Keys::new(self.keys.vault_id, self.keys.vault.clone());
        let Ok(view) = View::newest(standing, &mut keys, &bytes) else {
            return refuse("cannot be compared with the backup: it is damaged");
        };
        let (ours, theirs) = (&self.view.tip.footer, &view.tip.footer);
        let told = |what: &str| {
            format!(
                "{what}: generation {} of {} there, generation {} of {} in the backup",
                theirs.generation, theirs.written, ours.generation, ours.written
            )
        };
        let digest = root_digest(&theirs.root);
        let is_ancestor = match ours.generation.checked_sub(theirs.generation) {
            None => return refuse(&told("is newer than the backup")),
            Some(0) => digest == root_digest(&ours.root),
            // Beyond the ancestors that a footer names, a lower generation has to do.
            Some(behind) => usize::try_from(behind - 1)
                .ok()
                .and_then(|index| ours.ancestors.get(index))
                .is_none_or(|ancestor| *ancestor == digest),
        };
        if !is_ancestor {
            return refuse(&told("has another history than the backup"));
        }
        if view.tip.trailing > 0 {
            return refuse(&told(
                "ends in torn or damaged bytes, which may be a later commit",
            ));
        }
        Ok(())
    }
}

fn own_path(path: &Path) -> Error {
    Error::new(
        Kind::Usage,
        format!("{} is the vault itself", path.display()),
    )
}

fn read_header(storage: &FileStorage) -> Result<Vec<u8>> {
    let length = crate::store::file::header_length(storage)?;
    storage.read_part(0, length)
}
