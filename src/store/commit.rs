//! Making a transaction durable: appended to the file, or as a rewrite of it.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, Kind, Result};
use crate::secret::record::{Deprecated, Pointer, SecretKey, SecretVersion};
use crate::store::access::AccessDates;
use crate::store::codec::malformed;
use crate::store::file::{VAULT_OWNER, VaultFile};
use crate::store::footer::{self, Body, FOOTER_LENGTH, Footer};
use crate::store::header::{self, ALIGNMENT};
use crate::store::node::{Position, Stored};
use crate::store::record;
use crate::store::rekey::{Depth, Next};
use crate::store::root::{KmsKeyGeneration, Root};
use crate::store::sealed::{self, Keys, Parts};
use crate::store::storage::{Draft, Storage};
use crate::store::tip::{self, Tip};
use crate::store::trie::{Medium, Trie};
use crate::store::view::{View, earliest, split};
use crate::types::time::Timestamp;
use crate::vault::Store as _;

/// A file up to this size is rewritten by every commit: nothing old stays in it, and sync tools see whole files.
const SMALL: u64 = 256 * 1024;

/// A file up to this size is read at once to be rewritten, not part by part.
const AT_ONCE: u64 = 1 << 20;

/// A commit up to this size is one write and one flush, and opening checks its bytes.
const ONE_FLUSH: usize = 64 * 1024;

/// What a compaction did, in bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Before.
    pub before: u64,
    /// After.
    pub after: u64,
}

impl<S: Storage> VaultFile<S> {
    /// Rewrites the file without its dead parts.
    pub fn compact(&mut self, now: Timestamp) -> Result<Compacted> {
        self.begin()?;
        let compacted = (|| {
            self.purge(now)?;
            let before = self.storage.length()?;
            let next = self.raised()?;
            self.durably(|vault| vault.rewrite_as(next, now))
                .map_err(not_stored)?;
            Ok(Compacted {
                before,
                after: self.storage.length()?,
            })
        })();
        let compacted = compacted.inspect_err(|_| self.forget());
        self.storage.unlock();
        compacted
    }

    /// Makes a change that other processes see before it is durable. Should this one be killed in between, the next writer
    /// makes it durable before it builds on it: a later commit on a torn one would be damage.
    pub(super) fn durably(&mut self, change: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.storage.mark().map_err(not_stored)?;
        let changed = change(self);
        if !changed
            .as_ref()
            .is_err_and(|error| error.kind() == Kind::StateUnknown)
        {
            self.storage.unmark();
        }
        changed
    }

    /// Makes durable what a killed writer left.
    pub(super) fn make_durable(&mut self) -> Result<()> {
        if self.storage.is_marked() {
            self.storage.flush()?;
            self.storage.flush_directory()?;
            self.storage.unmark();
        }
        Ok(())
    }

    pub(super) fn write_commit(&mut self, now: Timestamp) -> Result<()> {
        let view = &self.view;
        let length = view.tip.end + (view.pending.1.len() + FOOTER_LENGTH) as u64;
        let live =
            (view.root.live_bytes + view.pending.1.len() as u64).saturating_sub(view.dropped);
        let is_rewritten = view.erase || length <= SMALL || length > live * 2;
        let next = self.raised()?;
        if is_rewritten || next.is_some() {
            // The old file is as it was: a draft that is not published leaves nothing behind.
            self.durably(|vault| vault.rewrite_as(next, now))
                .map_err(not_stored)
        } else {
            self.durably(|vault| vault.append(now))
        }
    }

    pub(super) fn append(&mut self, now: Timestamp) -> Result<()> {
        let (trie, mut parts) = split!(self);
        let top = trie.store(&mut parts)?;
        let view = &mut self.view;
        let replaced = u64::from(view.tip.footer.root.length) + FOOTER_LENGTH as u64 + view.dropped;
        let mut root = Root {
            trie: top,
            ..view.root.clone()
        };
        let added = view.pending.1.len() + root.encode().len() + FOOTER_LENGTH;
        root.live_bytes = (root.live_bytes + added as u64).saturating_sub(replaced);
        let (_, mut parts) = split!(self);
        let root_pointer = parts.write_root(&root)?;
        let (start, body) = &mut self.view.pending;
        let length = body.len().next_multiple_of(ALIGNMENT);
        body.resize(length, 0);
        let is_small = body.len() <= ONE_FLUSH;
        let proof = if is_small {
            Body::Checked(footer::seal_body(
                &self.keys.root,
                &self.keys.vault_id,
                *start,
                body,
                &OsEntropy,
            )?)
        } else {
            Body::Durable(Sha256::digest(&*body).into())
        };
        let offset = *start + body.len() as u64;
        let next = Footer {
            generation: self.view.tip.footer.generation + 1,
            written: now,
            start: *start,
            body: proof,
            previous: Sha256::digest(*self.view.tip.footer_bytes).into(),
            header: self.view.tip.footer.header,
            root: root_pointer,
            ancestors: self.view.tip.footer.lineage(),
        };
        let footer = next.seal(&self.keys.root, &self.keys.vault_id, offset, &OsEntropy)?;
        let tip = Tip::written(next, &footer, offset)?;
        let (start, mut body) = std::mem::take(&mut self.view.pending);
        if self.view.tip.trailing > 0 {
            // Torn by a killed writer: nobody was told that it is stored.
            self.storage.truncate(start).map_err(not_stored)?;
        }
        let written = if is_small {
            body.extend_from_slice(&footer);
            self.storage
                .append(start, &body)
                .and_then(|()| self.storage.flush())
        } else {
            self.storage
                .append(start, &body)
                .and_then(|()| self.storage.flush())
                .and_then(|()| self.storage.append(offset, &footer))
                .and_then(|()| self.storage.flush())
        };
        if let Err(error) = written {
            return Err(self.take_back(start, error));
        }
        let trie = std::mem::replace(&mut self.view.trie, Trie::new(VAULT_OWNER, None));
        self.view = View::written(tip, root, trie);
        self.remember_commit();
        Ok(())
    }

    /// After a failed write or flush: the kernel may have dropped the pages, so that a second flush would prove nothing. Only
    /// cutting the file back, durably, makes "not stored" true.
    fn take_back(&mut self, length: u64, error: Error) -> Error {
        let taken_back = self.storage.truncate(length);
        match taken_back {
            Ok(()) => not_stored(error),
            Err(_) => Error::new(
                Kind::StateUnknown,
                format!(
                    "it is not known whether the change is stored: {}",
                    error.message()
                ),
            )
            .caused_by(error)
            .hint("run `vault verify`, and read the secret again"),
        }
    }

    /// Writes a new file of what is live, with another header and below other keys if `next` says so.
    pub(super) fn rewrite_as(&mut self, next: Option<Next>, now: Timestamp) -> Result<()> {
        let folds = self.load_dates();
        let mut root = self.view.root.clone();
        let (header, next_keys, is_deep) = match next {
            None => (None, None, false),
            Some(Next { header, vault_key }) => match vault_key {
                None => (Some(header), None, false),
                Some((vault_key, depth)) => {
                    let keys = self.keys.below(vault_key, &mut root)?;
                    (Some(header), Some(keys), depth == Depth::Deep)
                }
            },
        };
        let keys = next_keys.as_ref().unwrap_or(&self.keys);
        let header_bytes = header.as_ref().map(|header| header.encode(&keys.vault));
        let header_bytes_now = header_bytes.as_ref().unwrap_or(&self.header_bytes);
        let mut target = Target {
            keys,
            draft: self.storage.draft()?,
            offset: 0,
            digest: Sha256::new(),
            resealed: is_deep.then(|| (self.view.root.clone(), root.clone())),
            used: BTreeSet::new(),
        };
        target.draft.write(header_bytes_now)?;
        target.offset = header_bytes_now.len() as u64;
        let start = target.offset;

        (root.secrets, root.with_equals) = (0, 0);
        (root.deletion_due, root.rotation_due) = (None, None);
        let view = &mut self.view;
        let whole = if view.tip.end <= AT_ONCE {
            Some((0, tip::read(&self.storage, 0, view.tip.end)?))
        } else {
            None
        };
        let mut source = Parts {
            storage: &self.storage,
            keys: &self.keys,
            recent: whole.as_ref().unwrap_or(&view.tip.recent),
            pending: &mut view.pending,
            dropped: &mut view.dropped,
        };
        let access = self.access.as_ref();
        root.trie =
            view.trie
                .rewrite(&mut source, &mut target, &mut |source, target, _, bytes| {
                    let mut secret = record::decode(bytes)?;
                    if let Some(access) = access {
                        access.merge(&mut secret);
                    }
                    for version in &mut secret.versions {
                        move_value(source, target, &secret.key, version)?;
                    }
                    secret.deprecated.root =
                        move_deprecated(source, target, &secret.key, &secret.deprecated)?;
                    root.secrets += 1;
                    root.with_equals += u64::from(secret.name.contains('='));
                    root.deletion_due = earliest(root.deletion_due, secret.deletion);
                    let next_rotation = secret.rotation.as_ref().and_then(|rotation| rotation.next);
                    root.rotation_due = earliest(root.rotation_due, next_rotation);
                    Ok(Some(record::encode(&secret)))
                })?;

        root.credentials = root
            .credentials
            .map(|table| move_credentials(&source, &mut target, &table, next_keys.is_some()))
            .transpose()?;
        if next_keys.is_some() {
            let kept = |key: &&KmsKeyGeneration| {
                root.newest(&key.id) == Some(*key)
                    || target.used.contains(&(key.id, key.generation))
            };
            root.kms_keys = root.kms_keys.iter().filter(kept).cloned().collect();
        }
        let end = (target.offset + root.encode().len() as u64).next_multiple_of(ALIGNMENT as u64);
        root.live_bytes = end + FOOTER_LENGTH as u64;
        let (root_pointer, content) = sealed::seal_root(keys, &root)?;
        let root_offset = target.put(&content)?;
        let padding = usize::try_from(end - target.offset).map_err(|_| malformed())?;
        target.put(&vec![0; padding])?;
        let footer = Footer {
            generation: self.view.tip.footer.generation + 1,
            written: now,
            start,
            body: Body::Durable(target.digest.finalize().into()),
            previous: [0; 32],
            header: header::authenticator(header_bytes_now)?,
            root: Pointer {
                offset: root_offset,
                ..root_pointer
            },
            ancestors: self.view.tip.footer.lineage(),
        };
        let sealed = footer.seal(&keys.root, &keys.vault_id, end, &OsEntropy)?;
        let tip = Tip::written(footer, &sealed, end)?;
        target.draft.write(&sealed)?;
        let draft = target.draft;
        self.storage.publish(draft)?;
        if let (Some(header), Some(bytes)) = (header, header_bytes) {
            (self.header, self.header_bytes) = (header, bytes);
            self.forget_raised();
        }
        if let Some(access) = &mut self.access
            && folds
        {
            access.empty();
        }
        if let Some(keys) = next_keys {
            self.keys = keys;
            if let Some(access) = &mut self.access {
                access.use_keys(&self.keys);
            }
        }
        let trie = Trie::new(VAULT_OWNER, root.trie);
        self.view = View::written(tip, root, trie);
        self.remember_commit();
        Ok(())
    }

    /// Brings the access dates into view for a rewrite, which takes them all into the file. Whether there are any.
    fn load_dates(&mut self) -> bool {
        self.access.as_mut().is_some_and(AccessDates::load)
    }
}

/// Says of a failed write that nothing came of it; what is known to be otherwise keeps its own words.
pub(super) fn not_stored(error: Error) -> Error {
    if error.kind() != Kind::Other {
        return error;
    }
    let told = Error::new(Kind::Other, format!("not stored: {}", error.message()));
    let told = error.hints().iter().fold(told, Error::hint);
    told.caused_by(error)
}

/// The new file of a rewrite.
struct Target<'t, D> {
    keys: &'t Keys,
    draft: D,
    offset: u64,
    digest: Sha256,
    /// The roots before and after, where every value gets a new data key.
    resealed: Option<(Root, Root)>,
    /// The generations of KMS keys that a value needs.
    used: BTreeSet<([u8; 16], u32)>,
}

impl<D: Draft> Target<'_, D> {
    fn put(&mut self, bytes: &[u8]) -> Result<u64> {
        let offset = self.offset;
        self.draft.write(bytes)?;
        self.digest.update(bytes);
        self.offset += bytes.len() as u64;
        Ok(offset)
    }
}

impl<D: Draft> Medium for Target<'_, D> {
    fn read_node(&mut self, _: &[u8; 16], _: Position, _: &Stored) -> Result<Vec<u8>> {
        // A rewrite only writes here.
        Err(malformed())
    }

    fn write_node(
        &mut self,
        owner: &[u8; 16],
        position: Position,
        is_leaf: bool,
        content: Vec<u8>,
    ) -> Result<Pointer> {
        let (pointer, content) = sealed::seal_node(self.keys, owner, position, is_leaf, content)?;
        let offset = self.put(&content)?;
        Ok(Pointer { offset, ..pointer })
    }

    fn drop_node(&mut self, _: &Stored) {}
}

/// Copies a value's ciphertext as it is, for its context has no offset; or seals the value anew.
fn move_value<S: Storage, D: Draft>(
    source: &Parts<'_, S>,
    target: &mut Target<'_, D>,
    secret: &SecretKey,
    version: &mut SecretVersion,
) -> Result<()> {
    let Some(stored) = &mut version.value else {
        return Ok(());
    };
    let ciphertext = source.ciphertext(&stored.blob)?;
    if let Some((before, after)) = &target.resealed {
        let (id, kms_key) = (&version.id, stored.kms_key);
        let value = source
            .keys
            .open_value(before, secret, id, stored, ciphertext.into())?;
        let (resealed, ciphertext) = target
            .keys
            .seal_value(after, &kms_key, secret, id, &value)?;
        *stored = resealed;
        stored.blob.offset = target.put(&ciphertext)?;
    } else {
        stored.blob.offset = target.put(&ciphertext)?;
    }
    target.used.insert((stored.kms_key, stored.generation));
    Ok(())
}

/// Copies the table of credentials as it is, or seals it anew below other keys.
fn move_credentials<S: Storage, D: Draft>(
    source: &Parts<'_, S>,
    target: &mut Target<'_, D>,
    table: &Pointer,
    is_resealed: bool,
) -> Result<Pointer> {
    let ciphertext = source.ciphertext(table)?;
    if !is_resealed {
        let offset = target.put(&ciphertext)?;
        return Ok(Pointer { offset, ..*table });
    }
    let credentials = sealed::open_credentials(source.keys, table, ciphertext)?;
    let (pointer, ciphertext) = sealed::seal_credentials(target.keys, &credentials)?;
    let offset = target.put(&ciphertext)?;
    Ok(Pointer { offset, ..pointer })
}

fn move_deprecated<S: Storage, D: Draft>(
    source: &mut Parts<'_, S>,
    target: &mut Target<'_, D>,
    owner: &[u8; 16],
    deprecated: &Deprecated,
) -> Result<Option<(bool, Pointer)>> {
    debug_assert_ne!(*owner, VAULT_OWNER, "a secret's id is random");
    let top = Trie::new(*owner, record::deprecated_top(deprecated)).rewrite(
        source,
        target,
        &mut |source, target, _, bytes| {
            let mut version = record::decode_version(bytes)?;
            move_value(source, target, owner, &mut version)?;
            Ok(Some(record::encode_version(&version)))
        },
    )?;
    Ok(top.map(|top| (top.is_leaf, top.pointer)))
}
