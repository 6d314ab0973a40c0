//! Records and values that verified, sealed anew in the new vault.

use crate::error::Result;
use crate::secret::Secret;
use crate::secret::record::{Pointer, SecretRecord, SecretVersion};
use crate::store::file::VaultFile;
use crate::store::header::NewSlot;
use crate::store::locate::NewVault;
use crate::store::node::{Place, Position};
use crate::store::record;
use crate::store::recover::commits::Commit;
use crate::store::recover::gather::Remains;
use crate::store::recover::{Loss, Recovered, is_newer};
use crate::store::root::{DEFAULT_KMS_KEY, Root};
use crate::store::sealed::random_id;
use crate::store::storage::{MemoryStorage, Storage};
use crate::store::view::split;
use crate::types::time::Timestamp;
use crate::types::version::VersionId;
use crate::vault::{Store as _, Vault as _};

/// The new vault while it is filled.
pub(super) struct Export {
    vault: VaultFile<MemoryStorage>,
    pub(super) lost: Vec<Loss>,
    /// Records that were met, readable or not.
    met: u64,
}

impl Export {
    pub(super) fn into_new(
        root: &Root,
        slots: &[NewSlot<'_>],
        now: Timestamp,
        lost: Vec<Loss>,
    ) -> Result<Self> {
        let new = NewVault {
            account: root.account.clone(),
            home_region: root.home_region.clone(),
            slots: slots.to_vec(),
        };
        let mut vault = VaultFile::in_memory(&new, now)?;
        vault.begin()?;
        vault.view.root.created = root.created;
        Ok(Self {
            vault,
            lost,
            met: 0,
        })
    }

    /// Stores the secrets of these records; `older` is the commit that they are from if it is not the base.
    pub(super) fn records<S: Storage>(
        &mut self,
        remains: &Remains<'_, S>,
        root: &Root,
        older: Option<&Commit>,
        records: Vec<(Place, Vec<u8>)>,
    ) -> Result<()> {
        for (place, bytes) in records {
            self.met += 1;
            let secret = match record::decode(&bytes) {
                Err(error) if is_newer(&error) => return Err(error),
                decoded => decoded.ok().filter(|secret| {
                    let region = secret.region.as_str();
                    remains.keys.secret_place(region, &secret.name) == place
                }),
            };
            let Some(secret) = secret else {
                self.lost.push(Loss::Record);
                continue;
            };
            if let Some(older) = older {
                self.lost.push(Loss::Changes {
                    secret: self.call(&secret),
                    generation: older.footer.generation,
                    written: older.footer.written,
                });
            }
            self.secret(remains, root, secret)?;
        }
        Ok(())
    }

    /// Brings the credentials of clients over, all or none: they are one part.
    pub(super) fn credentials<S: Storage>(
        &mut self,
        remains: &Remains<'_, S>,
        root: &Root,
    ) -> Result<()> {
        match root.credentials.map(|table| remains.credentials(&table)) {
            None => Ok(()),
            Some(Ok(credentials)) => self.vault.set_credentials(&credentials),
            Some(Err(error)) if is_newer(&error) => Err(error),
            Some(Err(_)) => {
                self.lost.push(Loss::Credentials);
                Ok(())
            }
        }
    }

    fn secret<S: Storage>(
        &mut self,
        remains: &Remains<'_, S>,
        root: &Root,
        mut secret: SecretRecord,
    ) -> Result<()> {
        let old_key = std::mem::replace(&mut secret.key, random_id()?);
        let listed = std::mem::take(&mut secret.versions);
        let is_listed = |id: &VersionId| listed.iter().any(|version| version.id == *id);
        let shelf = std::mem::take(&mut secret.deprecated);
        let gathered = remains.gather(&old_key, record::deprecated_top(&shelf), &[Position::TOP]);
        let deprecated: Vec<SecretVersion> = gathered
            .records
            .iter()
            .filter_map(|(_, bytes)| record::decode_version(bytes).ok())
            .filter(|version| !is_listed(&version.id))
            .collect();
        let found = u32::try_from(deprecated.len()).unwrap_or(u32::MAX);
        if found < shelf.count {
            self.lost.push(Loss::Deprecated {
                secret: self.call(&secret),
                count: shelf.count - found,
            });
        }
        let mut lost_versions = Vec::new();
        for mut version in deprecated.into_iter().chain(listed) {
            version.shelved = false;
            if self.value(remains, root, &old_key, &secret, &mut version)? {
                secret.versions.push(version);
            } else {
                lost_versions.push(version.id);
            }
        }
        for id in lost_versions {
            self.lost.push(Loss::Version {
                secret: self.call(&secret),
                labels: secret.stages.of(&id).into_iter().cloned().collect(),
                id,
            });
        }
        secret.stages = secret
            .stages
            .iter()
            .filter(|(_, id)| secret.versions.iter().any(|version| version.id == **id))
            .map(|(label, id)| (label.clone(), id.clone()))
            .collect();
        self.vault.save(Secret::new(secret))
    }

    /// Seals a version's value anew, if it has one; `false` if it had one that does not verify.
    fn value<S: Storage>(
        &mut self,
        remains: &Remains<'_, S>,
        root: &Root,
        old_key: &[u8; 16],
        secret: &SecretRecord,
        version: &mut SecretVersion,
    ) -> Result<bool> {
        let Some(stored) = &version.value else {
            return Ok(true);
        };
        let opened = remains.ciphertext(&stored.blob).and_then(|ciphertext| {
            remains
                .keys
                .open_value(root, old_key, &version.id, stored, ciphertext.into())
        });
        let value = match opened {
            Ok(value) => value,
            Err(error) if is_newer(&error) => return Err(error),
            Err(_) => return Ok(false),
        };
        let vault = &mut self.vault;
        let (mut stored, ciphertext) = vault.keys.seal_value(
            &vault.view.root,
            &DEFAULT_KMS_KEY,
            &secret.key,
            &version.id,
            &value,
        )?;
        let (_, mut parts) = split!(vault);
        stored.blob = Pointer {
            offset: parts.put(&ciphertext),
            ..stored.blob
        };
        version.value = Some(stored);
        Ok(true)
    }

    /// A secret's name, with its Region where that is not the vault's own.
    fn call(&self, secret: &SecretRecord) -> String {
        if secret.region == self.vault.view.root.home_region {
            secret.name.clone()
        } else {
            format!("{} in {}", secret.name, secret.region.as_str())
        }
    }

    pub(super) fn finish(
        mut self,
        base: &Commit,
        counted: u64,
        now: Timestamp,
    ) -> Result<Recovered> {
        if self.met < counted {
            self.lost.push(Loss::Secrets(counted - self.met));
        }
        self.vault.rewrite_as(None, now)?;
        let mut vault = self.vault;
        vault.storage.unlock();
        Ok(Recovered {
            vault,
            generation: base.footer.generation,
            written: base.footer.written,
            lost: self.lost,
        })
    }
}
