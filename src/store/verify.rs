//! `vault verify`: every byte of the file, dead regions too.

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::secret::record::{SecretRecord, SecretVersion};
use crate::store::file::VaultFile;
use crate::store::footer::{self, Body, FOOTER_LENGTH, Footer};
use crate::store::header::Header;
use crate::store::record;
use crate::store::storage::Storage;
use crate::store::tip;
use crate::store::trie::Trie;
use crate::store::view::split;
use crate::types::time::Timestamp;

/// What a sound vault holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// How many commits were ever made.
    pub generation: u64,
    /// When the last one was.
    pub written: Timestamp,
    /// How many commits are in the file.
    pub commits: u64,
    /// Secrets, scheduled ones included.
    pub secrets: u64,
    /// Versions, deprecated ones included.
    pub versions: u64,
    /// Bytes of the file, each of which was proven.
    pub bytes: u64,
    /// Bytes that no longer belong to any secret.
    pub dead_bytes: u64,
}

/// How many bytes of a commit are read at a time.
const CHUNK: u64 = 1 << 20;

impl<S: Storage> VaultFile<S> {
    /// Proves every byte of the file: the header, each commit down to the first, and every part of the newest state down to
    /// the values. The first thing that is wrong is the error, with its place.
    pub fn verify(&mut self) -> Result<Report> {
        self.verify_tail()?;
        self.verify_header()?;
        let commits = self.verify_commits()?;
        let (secrets, versions) = self.verify_secrets()?;
        self.prove_credentials()?;
        let root = &self.view.root;
        if secrets != root.secrets {
            return Err(Error::damaged(format!(
                "the vault is damaged: its root counts {} secrets, its index has {secrets}",
                root.secrets
            )));
        }
        Ok(Report {
            generation: self.view.tip.footer.generation,
            written: self.view.tip.footer.written,
            commits,
            secrets,
            versions,
            bytes: self.view.tip.end,
            dead_bytes: self.view.tip.end.saturating_sub(root.live_bytes),
        })
    }

    /// Nothing may follow the newest footer, unless a writer is at work: then its commit is awaited.
    fn verify_tail(&mut self) -> Result<()> {
        if self.view.tip.trailing == 0 && self.storage.length()? == self.view.tip.end {
            return Ok(());
        }
        if self.storage.is_written() {
            self.storage.lock()?;
            self.storage.unlock();
        }
        crate::vault::Store::refresh(self)?;
        if self.view.tip.trailing == 0 {
            return Ok(());
        }
        let tip = &self.view.tip;
        Err(Error::damaged(format!(
            "the vault is damaged: {} bytes from byte {} on are torn or damaged; the last whole commit is generation {}",
            tip.trailing, tip.end, tip.footer.generation
        ))
        .hint("a killed or failed write leaves such bytes: the next write removes them. If a commit was acknowledged since, restore a backup"))
    }

    fn verify_header(&self) -> Result<()> {
        let mut bytes = vec![0; self.header_bytes.len()];
        self.storage.read(0, &mut bytes)?;
        Header::decode(&bytes)?;
        Header::authenticate(&bytes, &self.keys.vault)
    }

    /// Every commit from the newest to the first: together they are every byte behind the header.
    fn verify_commits(&self) -> Result<u64> {
        let mut footer = self.view.tip.footer.clone();
        let mut offset = self.view.tip.end - FOOTER_LENGTH as u64;
        let header_length = self.header_bytes.len() as u64;
        let mut commits = 1;
        loop {
            self.verify_body(&footer, offset)?;
            if footer.start == header_length {
                return if footer.previous == [0; 32] {
                    Ok(commits)
                } else {
                    Err(broken(
                        &footer,
                        "names a commit before it that is not there",
                    ))
                };
            }
            let before = footer
                .start
                .checked_sub(FOOTER_LENGTH as u64)
                .filter(|before| *before >= header_length)
                .ok_or_else(|| broken(&footer, "begins within the header"))?;
            let bytes = tip::read(&self.storage, before, FOOTER_LENGTH as u64)?;
            let digest: [u8; 32] = Sha256::digest(&bytes).into();
            let previous = bytes
                .first_chunk()
                .and_then(|bytes| {
                    Footer::open(bytes, &self.keys.root, &self.keys.vault_id, before).ok()
                })
                .filter(|_| digest == footer.previous)
                .ok_or_else(|| broken(&footer, "does not follow the commit before it"))??;
            let follows = previous.generation + 1 == footer.generation
                && previous.lineage() == footer.ancestors
                && previous.header == footer.header;
            if !follows || previous.start > before {
                return Err(broken(&footer, "does not follow the commit before it"));
            }
            (footer, offset) = (previous, before);
            commits += 1;
        }
    }

    fn verify_body(&self, commit: &Footer, end: u64) -> Result<()> {
        let whole = match &commit.body {
            Body::Checked(pin) => {
                let mut body = tip::read(&self.storage, commit.start, end - commit.start)?;
                footer::body_is_whole(
                    &self.keys.root,
                    &self.keys.vault_id,
                    commit.start,
                    &mut body,
                    pin,
                )
            }
            Body::Durable(digest) => {
                let mut hash = Sha256::new();
                let mut offset = commit.start;
                while offset < end {
                    let length = CHUNK.min(end - offset);
                    hash.update(tip::read(&self.storage, offset, length)?);
                    offset += length;
                }
                <[u8; 32]>::from(hash.finalize()) == *digest
            }
        };
        if whole {
            Ok(())
        } else {
            Err(broken(
                commit,
                &format!("is damaged between bytes {} and {end}", commit.start),
            ))
        }
    }

    fn verify_secrets(&mut self) -> Result<(u64, u64)> {
        let (mut secrets, mut with_equals, mut versions) = (0, 0, 0);
        let root = self.view.root.clone();
        let (trie, mut parts) = split!(self);
        trie.walk(&mut parts, &mut |parts, place, bytes| {
            let secret = record::decode(bytes)?;
            let at_home = parts
                .keys
                .secret_place(secret.region.as_str(), &secret.name)
                == *place;
            let next_rotation = secret.rotation.as_ref().and_then(|rotation| rotation.next);
            let is_awaited = is_bounded(root.deletion_due, secret.deletion)
                && is_bounded(root.rotation_due, next_rotation);
            if !at_home || !is_awaited || record::encode(&secret) != bytes {
                return Err(misplaced(&secret));
            }
            let open = |parts: &super::sealed::Parts<'_, S>, version: &SecretVersion| match &version
                .value
            {
                None => Ok(()),
                Some(value) => {
                    let ciphertext = parts.ciphertext(&value.blob)?;
                    parts
                        .keys
                        .open_value(&root, &secret.key, &version.id, value, ciphertext.into())
                        .map(drop)
                }
            };
            for version in &secret.versions {
                open(parts, version)?;
            }
            let mut deprecated = 0;
            Trie::new(secret.key, record::deprecated_top(&secret.deprecated)).walk(
                parts,
                &mut |parts, place, bytes| {
                    let version = record::decode_version(bytes)?;
                    let at_home = parts.keys.version_place(&secret.key, &version.id) == *place;
                    if !at_home || record::encode_version(&version) != bytes {
                        return Err(misplaced(&secret));
                    }
                    deprecated += 1;
                    open(parts, &version)
                },
            )?;
            if deprecated != secret.deprecated.count {
                return Err(misplaced(&secret));
            }
            secrets += 1;
            with_equals += u64::from(secret.name.contains('='));
            versions += secret.versions.len() as u64 + u64::from(deprecated);
            Ok(())
        })?;
        if with_equals != root.with_equals {
            return Err(Error::damaged(format!(
                "the vault is damaged: its root counts {} names with =, its index has {with_equals}",
                root.with_equals
            )));
        }
        Ok((secrets, versions))
    }
}

/// Whether a lower bound in the root is one for this secret: else what is due would be missed.
fn is_bounded(bound: Option<Timestamp>, due: Option<Timestamp>) -> bool {
    due.is_none_or(|due| bound.is_some_and(|bound| bound <= due))
}

fn broken(footer: &Footer, how: &str) -> Error {
    Error::damaged(format!(
        "the vault is damaged: commit {} {how}",
        footer.generation
    ))
}

fn misplaced(secret: &SecretRecord) -> Error {
    Error::damaged(format!(
        "the vault is damaged: the record of {} is not as it was written",
        secret.name
    ))
}
