//! Which project files the user agreed to.
//!
//! An approval is a private file in the state folder: it stands for one vault, one path and one content. Whoever can write
//! there can run programs as the user already, so it is not sealed.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use sha2::{Digest as _, Sha256};

use super::Found;
use crate::error::{Error, Result};
use crate::store::{make_private_folder, write_private_file};
use crate::types::hex::hex;

/// The approvals of one vault.
#[derive(Debug)]
pub struct Approvals {
    folder: PathBuf,
    vault_id: [u8; 16],
}

/// Whether a file is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It says what was agreed to.
    Allowed,
    /// It says something else than what was agreed to.
    Changed,
    /// It was never agreed to.
    Unknown,
}

impl Approvals {
    /// Those of this vault, kept below the state folder.
    pub fn new(state: &Path, vault_id: [u8; 16]) -> Self {
        Self {
            folder: state.join("allowed"),
            vault_id,
        }
    }

    /// Whether this file is approved as it is now.
    pub fn standing(&self, found: &Found) -> Standing {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW;
        let Ok(file) = rustix::fs::open(self.file(&found.path), flags, Mode::empty()) else {
            return Standing::Unknown;
        };
        let mut record = Vec::new();
        let mut file = std::fs::File::from(file).take(65);
        match file.read_to_end(&mut record) {
            Ok(_) if record.strip_suffix(b"\n") == Some(content(found).as_bytes()) => {
                Standing::Allowed
            }
            _ => Standing::Changed,
        }
    }

    /// Agrees to the file as it is now.
    pub fn allow(&self, found: &Found) -> Result<()> {
        make_private_folder(&self.folder)
            .map_err(|error| Error::io("cannot make", &self.folder, error))?;
        let record = format!("{}\n{}\n", content(found), found.path.display());
        write_private_file(&self.file(&found.path), record.as_bytes(), true)
    }

    /// Takes the agreement back, whatever the file says now. Whether there was one.
    pub fn deny(&self, found: &Found) -> Result<bool> {
        let file = self.file(&found.path);
        match std::fs::remove_file(&file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::io("cannot remove", &file, error)),
        }
    }

    fn file(&self, path: &Path) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.vault_id);
        hash.update(path.as_os_str().as_encoded_bytes());
        self.folder.join(hex(&hash.finalize()))
    }
}

fn content(found: &Found) -> String {
    hex(&Sha256::digest(&found.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Found {
        Found {
            path: path.into(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_approval_is_for_one_vault_one_path_and_one_content() {
        let state = tempfile::tempdir().unwrap();
        let approvals = Approvals::new(state.path(), [1; 16]);
        let file = found("/p/.vault.toml", "a");
        assert_eq!(approvals.standing(&file), Standing::Unknown);
        approvals.allow(&file).unwrap();
        assert_eq!(approvals.standing(&file), Standing::Allowed);
        let changed = found("/p/.vault.toml", "b");
        assert_eq!(approvals.standing(&changed), Standing::Changed);
        let elsewhere = found("/q/.vault.toml", "a");
        assert_eq!(approvals.standing(&elsewhere), Standing::Unknown);
        let other = Approvals::new(state.path(), [2; 16]);
        assert_eq!(other.standing(&file), Standing::Unknown);
        approvals.allow(&changed).unwrap();
        assert_eq!(approvals.standing(&changed), Standing::Allowed);
        assert!(approvals.deny(&file).unwrap());
        assert!(!approvals.deny(&file).unwrap());
        assert_eq!(approvals.standing(&file), Standing::Unknown);
    }
}
