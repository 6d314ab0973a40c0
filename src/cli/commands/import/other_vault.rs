//! Another vault file as a source.

use std::path::PathBuf;

use crate::cli::opened::{Opened, name_damage};
use crate::cli::{place, ui};
use crate::error::{Error, Kind, Result};
use crate::operations::{DescribeSecret, GetSecretValue, ImportedSecret};
use crate::session::held::Sessions;
use crate::session::{self, Credential, Keyring};
use crate::transfer::{Entry, Found, Source, counted};
use crate::types::region::Region;
use crate::types::sensitive::SecretValue;
use crate::types::version::{AWSCURRENT, AWSPREVIOUS, StagingLabel};

/// A vault file that is only read, whatever this machine remembers of it: an old backup is a good source.
pub(super) struct OtherVault {
    file: PathBuf,
    label: String,
    key_file: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    region: Option<Region>,
    sessions: Sessions,
}

impl OtherVault {
    pub(super) fn new(
        file: PathBuf,
        (key_file, passphrase_file): (Option<PathBuf>, Option<PathBuf>),
        region: Option<Region>,
        sessions: Sessions,
    ) -> Self {
        Self {
            label: file.display().to_string(),
            file,
            key_file,
            passphrase_file,
            region,
            sessions,
        }
    }

    fn open(&self) -> Result<Opened> {
        let passphrase = self.passphrase_file.clone().map(Credential::PassphraseFile);
        let named = match (&self.key_file, passphrase) {
            (Some(key), Some(passphrase)) => {
                Some(Credential::Both(Box::new(passphrase), key.clone()))
            }
            (Some(key), None) => Some(Credential::KeyFile(key.clone())),
            (None, passphrase) => passphrase,
        };
        let ask = || place::ask(&format!("Passphrase of {}", self.label));
        let keyring = Keyring {
            named,
            found: Vec::new(),
            ask: &ask,
            memory: None,
        };
        let mut notice = |notice: &str| ui::warning(notice);
        let opened = session::open_or_resume(&self.file, keyring, &self.sessions, &mut notice);
        let vault = name_damage(opened, &self.file).map_err(|error| self.hinting(error))?;
        Ok(Opened::over(vault, self.region.clone(), self.file.clone()))
    }
}

impl OtherVault {
    /// The hints of a locked vault name the options of our own.
    fn hinting(&self, error: Error) -> Error {
        if error.kind() != Kind::Locked {
            return error;
        }
        let message = error.message();
        let told = match message.strip_prefix(&self.label) {
            Some(_) => message.to_owned(),
            None => format!("{}: {message}", self.label),
        };
        Error::new(Kind::Locked, told)
            .hint("--from-key-file and --from-passphrase-file say what opens it")
            .caused_by(error)
    }
}

impl Source for OtherVault {
    fn read(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<Found> {
        let mut vault = self.open()?;
        let names = vault.names(false)?;
        let all = names.len();
        let deleted = vault.names(true)?;
        let deleted = deleted.len() - all;
        let mut found = Found::default();
        let mut other_labels = 0;
        for (index, name) in names.into_iter().enumerate() {
            progress(index, all);
            let about = vault.ask(DescribeSecret {
                secret_id: Some(name.clone()),
            })?;
            let labels = about.version_ids_to_stages.values();
            let has = |labels: &[StagingLabel], label: &str| {
                labels.iter().any(|other| other.as_str() == label)
            };
            let (mut value, mut previous) = (None, None);
            for labels in labels {
                if has(labels, AWSCURRENT) {
                    value = labelled(&mut vault, &name, AWSCURRENT)?;
                } else if has(labels, AWSPREVIOUS) {
                    previous = labelled(&mut vault, &name, AWSPREVIOUS)?;
                } else {
                    other_labels += 1;
                }
            }
            found.entries.push(Entry {
                secret: ImportedSecret {
                    name,
                    value,
                    previous,
                    description: about.description,
                    tags: about.tags.unwrap_or_default(),
                },
                place: None,
            });
        }
        for (count, what, which) in [
            (deleted, "secret", "scheduled for deletion"),
            (
                other_labels,
                "version",
                "with neither AWSCURRENT nor AWSPREVIOUS",
            ),
        ] {
            if count > 0 {
                found
                    .notes
                    .push(format!("left out {} {which}", counted(count, what)));
            }
        }
        Ok(found)
    }

    fn label(&self) -> &str {
        &self.label
    }
}

fn labelled(vault: &mut Opened, name: &str, label: &str) -> Result<Option<SecretValue>> {
    let answer = vault.ask(GetSecretValue {
        secret_id: Some(name.to_owned()),
        version_stage: Some(StagingLabel::from(label)),
        ..GetSecretValue::default()
    })?;
    Ok(answer.into_value())
}
