//! Reading and writing sealed parts: nodes, values, roots. The only users of the format's contexts.

use std::borrow::Cow;
use std::sync::OnceLock;

use zeroize::Zeroizing;

use crate::crypto::digest::half_of;
use crate::crypto::entropy::{Entropy, OsEntropy};
use crate::crypto::keys::{Key, VaultKey};
use crate::crypto::seal::{self, Context, Kind};
use crate::error::{Error, Result};
use crate::iam::Credential;
use crate::secret::record::{Pointer, SecretKey, StoredValue};
use crate::store::codec::malformed;
use crate::store::credentials;
use crate::store::node::{Position, Stored};
use crate::store::root::{KmsKeyGeneration, Root};
use crate::store::storage::Storage;
use crate::store::trie::Medium;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue};
use crate::types::version::VersionId;

/// The largest sealed part: a hostile pointer cannot ask for more memory.
const MAX_PART: u32 = 64 << 20;

/// A commit that changes one secret fits, footer included: one that grows would be copied, into fresh pages each time.
const ROOM: usize = 40 * 1024;

/// Kinds of values, inside the seal.
const TEXT: u8 = 1;
const BINARY: u8 = 2;

/// The sub-keys that every command needs.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) vault_id: [u8; 16],
    pub(super) vault: VaultKey,
    pub(super) root: Key,
    pub(super) meta: Key,
    name_prf: Key,
    /// The KMS key that was opened first: most vaults have one, and a command may open many values.
    kms_key: OnceLock<(KmsKeyGeneration, Key)>,
}

impl Keys {
    pub(super) fn new(vault_id: [u8; 16], vault: VaultKey) -> Self {
        Self {
            vault_id,
            root: vault.root(),
            meta: vault.meta(),
            name_prf: vault.name_prf(),
            kms_key: OnceLock::new(),
            vault,
        }
    }

    /// The place of a secret in the trie: names are not to be guessed from it.
    pub(super) fn secret_place(&self, region: &str, name: &str) -> [u8; 16] {
        half_of(
            &self
                .name_prf
                .mac(&[b"secret\0", region.as_bytes(), b"\0", name.as_bytes()]),
        )
    }

    /// The place of a deprecated version in its secret's own trie.
    pub(super) fn version_place(&self, secret: &SecretKey, id: &VersionId) -> [u8; 16] {
        half_of(
            &self
                .name_prf
                .mac(&[b"version\0", secret, id.as_str().as_bytes()]),
        )
    }

    fn node_context(&self, owner: &[u8; 16], position: Position, is_leaf: bool) -> Context {
        let kind = if is_leaf { Kind::Leaf } else { Kind::Inner };
        Context::new(kind, &self.vault_id)
            .with(owner)
            .with(&[position.depth])
            .with(&position.prefix)
    }

    fn root_context(&self) -> Context {
        Context::new(Kind::Root, &self.vault_id)
    }

    fn credentials_context(&self) -> Context {
        Context::new(Kind::Credentials, &self.vault_id)
    }

    fn kms_context(&self, id: &[u8; 16], generation: u32) -> Context {
        Context::new(Kind::KmsKey, &self.vault_id)
            .with(id)
            .with(&generation.to_le_bytes())
    }

    /// The contexts of a version's data key and value. AWS binds the ARN and the version id (semantics 13.3); here the ids
    /// that never change. The data key's names the key that wraps it too, so that a value outlives that key.
    fn version_contexts(
        &self,
        kms_key: &[u8; 16],
        generation: u32,
        secret: &SecretKey,
        id: &VersionId,
    ) -> [Context; 2] {
        let place = self.version_place(secret, id);
        let context = |kind| Context::new(kind, &self.vault_id).with(secret).with(&place);
        let data_key = context(Kind::DataKey)
            .with(kms_key)
            .with(&generation.to_le_bytes());
        [data_key, context(Kind::Value)]
    }

    /// From here on places are made with the root's own key, if it has one.
    pub(super) fn name_by(&mut self, root: &Root) -> Result<()> {
        if let Some(wrapped) = &root.name_key {
            let context = Context::new(Kind::NameKey, &self.vault_id);
            self.name_prf = self
                .meta
                .unwrap(&context, wrapped)
                .map_err(|_| damaged("the key of its names"))?;
        }
        Ok(())
    }

    /// A new first generation of a KMS key.
    pub(super) fn new_kms_key(&self, id: [u8; 16]) -> Result<KmsKeyGeneration> {
        self.wrap_kms_key(id, 1, &Key::generate(&OsEntropy)?)
    }

    fn wrap_kms_key(&self, id: [u8; 16], generation: u32, key: &Key) -> Result<KmsKeyGeneration> {
        let context = self.kms_context(&id, generation);
        Ok(KmsKeyGeneration {
            id,
            generation,
            wrapped: self.vault.kms_wrap().wrap(&context, key, &OsEntropy)?,
        })
    }

    /// The keys below a new vault key, and what the root then holds: the generations of KMS keys that there are and one
    /// more of each for what is written from here on, and the key of names, which stays.
    pub(super) fn below(&self, vault: VaultKey, root: &mut Root) -> Result<Self> {
        let mut keys = Self::new(self.vault_id, vault);
        keys.name_prf = self.name_prf.clone();
        let context = Context::new(Kind::NameKey, &self.vault_id);
        root.name_key = Some(keys.meta.wrap(&context, &self.name_prf, &OsEntropy)?);
        let mut generations = Vec::with_capacity(root.kms_keys.len() + 1);
        for old in &root.kms_keys {
            let key = self.kms_key(old)?;
            generations.push(keys.wrap_kms_key(old.id, old.generation, &key)?);
            if root.newest(&old.id) == Some(old) {
                let next = old.generation.checked_add(1).ok_or_else(malformed)?;
                generations.push(keys.wrap_kms_key(old.id, next, &Key::generate(&OsEntropy)?)?);
            }
        }
        root.kms_keys = generations;
        Ok(keys)
    }

    fn kms_key(&self, generation: &KmsKeyGeneration) -> Result<Cow<'_, Key>> {
        if let Some((opened, key)) = self.kms_key.get()
            && opened == generation
        {
            return Ok(Cow::Borrowed(key));
        }
        let context = self.kms_context(&generation.id, generation.generation);
        let key = self
            .vault
            .kms_wrap()
            .unwrap(&context, &generation.wrapped)
            .map_err(|_| damaged("a KMS key"))?;
        let Err((_, key)) = self.kms_key.set((generation.clone(), key)) else {
            return self.kms_key(generation);
        };
        Ok(Cow::Owned(key))
    }

    /// Seals a value under a new data key of its own; gives the data key, wrapped, and the ciphertext with its pin.
    pub(super) fn seal_value(
        &self,
        root: &Root,
        kms_key: &[u8; 16],
        secret: &SecretKey,
        id: &VersionId,
        value: &SecretValue,
    ) -> Result<(StoredValue, Zeroizing<Vec<u8>>)> {
        let generation = root.newest(kms_key).ok_or_else(malformed)?;
        let data_key = Key::generate(&OsEntropy)?;
        let [key_context, value_context] =
            self.version_contexts(kms_key, generation.generation, secret, id);
        let wrapped = self
            .kms_key(generation)?
            .wrap(&key_context, &data_key, &OsEntropy)?;
        let mut content = pad_value(value);
        let pin = seal::seal(&data_key, &value_context, &mut content, &OsEntropy)?;
        let stored = StoredValue {
            kms_key: *kms_key,
            generation: generation.generation,
            data_key: wrapped,
            blob: Pointer {
                offset: 0,
                length: u32::try_from(content.len()).unwrap_or(u32::MAX),
                pin,
            },
        };
        Ok((stored, content))
    }

    /// The value that a version's ciphertext holds.
    pub(super) fn open_value(
        &self,
        root: &Root,
        secret: &SecretKey,
        id: &VersionId,
        stored: &StoredValue,
        mut content: Zeroizing<Vec<u8>>,
    ) -> Result<SecretValue> {
        let generation = root
            .generation(&stored.kms_key, stored.generation)
            .ok_or_else(malformed)?;
        let [key_context, value_context] =
            self.version_contexts(&stored.kms_key, stored.generation, secret, id);
        let data_key = self
            .kms_key(generation)?
            .unwrap(&key_context, &stored.data_key)
            .map_err(|_| damaged("a data key"))?;
        seal::open(&data_key, &value_context, &stored.blob.pin, &mut content)
            .map_err(|_| damaged("a value"))?;
        unpad_value(&content)
    }
}

/// Kind, length, value, zeros: up to the next power of two below 1 KiB, then by Padmé (at most 12 % more).
fn pad_value(value: &SecretValue) -> Zeroizing<Vec<u8>> {
    let bytes = value.expose_bytes();
    let length = padded_length(1 + 4 + bytes.len());
    let mut content = Zeroizing::new(Vec::with_capacity(length));
    content.push(match value {
        SecretValue::Text(_) => TEXT,
        SecretValue::Binary(_) => BINARY,
    });
    content.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    content.extend_from_slice(bytes);
    content.resize(length, 0);
    content
}

fn padded_length(length: usize) -> usize {
    if length <= 1024 {
        return length.next_power_of_two().max(32);
    }
    // Padmé (Nikitin and others, 2019): the low bits that a length of this magnitude may show are rounded away.
    let exponent = length.ilog2();
    let low_bits = exponent - (exponent.ilog2() + 1);
    length.next_multiple_of(1 << low_bits)
}

fn unpad_value(content: &Zeroizing<Vec<u8>>) -> Result<SecretValue> {
    let (kind, rest) = content.split_first().ok_or_else(malformed)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(malformed)?;
    let (value, padding) = rest
        .split_at_checked(u32::from_le_bytes(*length) as usize)
        .ok_or_else(malformed)?;
    if content.len() != padded_length(1 + 4 + value.len()) || padding.iter().any(|byte| *byte != 0)
    {
        return Err(malformed());
    }
    match *kind {
        TEXT => {
            let text = std::str::from_utf8(value).map_err(|_| malformed())?;
            Ok(SecretValue::Text(SecretString::new(Zeroizing::new(
                text.to_owned(),
            ))))
        }
        BINARY => Ok(SecretValue::Binary(SecretBinary::new(Zeroizing::new(
            value.to_vec(),
        )))),
        _ => Err(super::codec::newer()),
    }
}

/// The parts of a vault as one commit sees them: those in the file, and behind its end those not yet written.
pub(super) struct Parts<'p, S> {
    pub(super) storage: &'p S,
    pub(super) keys: &'p Keys,
    /// The bytes of the newest commit, where opening read them anyway.
    pub(super) recent: &'p (u64, Vec<u8>),
    /// Where the next commit begins, and its bytes so far.
    pub(super) pending: &'p mut (u64, Vec<u8>),
    /// Bytes that this transaction took out of use.
    pub(super) dropped: &'p mut u64,
}

impl<S: Storage> Parts<'_, S> {
    /// The ciphertext behind a pointer.
    pub(super) fn ciphertext(&self, pointer: &Pointer) -> Result<Vec<u8>> {
        if pointer.length > MAX_PART {
            return Err(malformed());
        }
        for (start, bytes) in [&*self.pending, self.recent] {
            if let Some(skip) = pointer.offset.checked_sub(*start)
                && let Ok(skip) = usize::try_from(skip)
                && let Some(part) = bytes
                    .get(skip..)
                    .and_then(|rest| rest.get(..pointer.length as usize))
            {
                return Ok(part.to_vec());
            }
        }
        let end = pointer.offset.checked_add(u64::from(pointer.length));
        if end.is_none_or(|end| end > self.pending.0) {
            return Err(malformed());
        }
        self.storage
            .read_part(pointer.offset, pointer.length as usize)
    }

    /// Appends ciphertext to the commit and gives its offset.
    pub(super) fn put(&mut self, ciphertext: &[u8]) -> u64 {
        let offset = self.pending.0 + self.pending.1.len() as u64;
        if self.pending.1.is_empty() {
            self.pending.1.reserve(ROOM);
        }
        self.pending.1.extend_from_slice(ciphertext);
        offset
    }

    pub(super) fn write_root(&mut self, root: &Root) -> Result<Pointer> {
        let (pointer, content) = seal_root(self.keys, root)?;
        let offset = self.put(&content);
        Ok(Pointer { offset, ..pointer })
    }

    pub(super) fn read_root(&self, pointer: &Pointer) -> Result<Root> {
        let mut content = self.ciphertext(pointer)?;
        seal::open(
            &self.keys.root,
            &self.keys.root_context(),
            &pointer.pin,
            &mut content,
        )
        .map_err(|_| damaged("its root"))?;
        Root::decode(&content)
    }

    /// The content of a sealed node of `owner`'s trie.
    pub(super) fn node(
        &self,
        owner: &[u8; 16],
        position: Position,
        stored: &Stored,
    ) -> Result<Vec<u8>> {
        let mut content = self.ciphertext(&stored.pointer)?;
        let context = self.keys.node_context(owner, position, stored.is_leaf);
        seal::open(&self.keys.meta, &context, &stored.pointer.pin, &mut content)
            .map_err(|_| damaged_at("a node of its index", stored.pointer.offset))?;
        Ok(content)
    }
}

impl<S: Storage> Medium for Parts<'_, S> {
    fn read_node(
        &mut self,
        owner: &[u8; 16],
        position: Position,
        stored: &Stored,
    ) -> Result<Vec<u8>> {
        self.node(owner, position, stored)
    }

    fn write_node(
        &mut self,
        owner: &[u8; 16],
        position: Position,
        is_leaf: bool,
        content: Vec<u8>,
    ) -> Result<Pointer> {
        let (pointer, content) = seal_node(self.keys, owner, position, is_leaf, content)?;
        let offset = self.put(&content);
        Ok(Pointer { offset, ..pointer })
    }

    fn drop_node(&mut self, stored: &Stored) {
        *self.dropped += u64::from(stored.pointer.length);
    }
}

/// A sealed node and its pointer, whose offset the caller knows.
pub(super) fn seal_node(
    keys: &Keys,
    owner: &[u8; 16],
    position: Position,
    is_leaf: bool,
    mut content: Vec<u8>,
) -> Result<(Pointer, Vec<u8>)> {
    let context = keys.node_context(owner, position, is_leaf);
    let pin = seal::seal(&keys.meta, &context, &mut content, &OsEntropy)?;
    Ok((unplaced(pin, &content), content))
}

/// A sealed root and its pointer, whose offset the caller knows.
pub(super) fn seal_root(keys: &Keys, root: &Root) -> Result<(Pointer, Vec<u8>)> {
    let mut content = root.encode();
    let pin = seal::seal(&keys.root, &keys.root_context(), &mut content, &OsEntropy)?;
    Ok((unplaced(pin, &content), content))
}

/// The sealed table of credentials and its pointer, whose offset the caller knows.
pub(super) fn seal_credentials(
    keys: &Keys,
    credentials: &[Credential],
) -> Result<(Pointer, Zeroizing<Vec<u8>>)> {
    let mut content = credentials::encode(credentials);
    let context = keys.credentials_context();
    let pin = seal::seal(&keys.meta, &context, &mut content, &OsEntropy)?;
    Ok((unplaced(pin, &content), content))
}

/// The table of credentials that this ciphertext holds.
pub(super) fn open_credentials(
    keys: &Keys,
    pointer: &Pointer,
    ciphertext: Vec<u8>,
) -> Result<Vec<Credential>> {
    let mut content = Zeroizing::new(ciphertext);
    let context = keys.credentials_context();
    seal::open(&keys.meta, &context, &pointer.pin, &mut content)
        .map_err(|_| damaged("the table of credentials"))?;
    credentials::decode(&content)
}

fn unplaced(pin: seal::Pin, content: &[u8]) -> Pointer {
    Pointer {
        offset: 0,
        length: u32::try_from(content.len()).unwrap_or(u32::MAX),
        pin,
    }
}

fn damaged(part: &str) -> Error {
    Error::damaged(format!("the vault is damaged: {part} does not verify"))
}

fn damaged_at(part: &str, offset: u64) -> Error {
    Error::damaged(format!(
        "the vault is damaged: {part} at byte {offset} does not verify"
    ))
}

/// Randomness for what only the store draws.
pub(super) fn random_id() -> Result<[u8; 16]> {
    let mut id = [0; 16];
    OsEntropy.fill(&mut id)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_fall_into_few_classes() {
        for (length, padded) in [(1, 32), (32, 32), (33, 64), (205, 256), (1024, 1024)] {
            assert_eq!(padded_length(length), padded);
        }
        for length in 1025..70_000 {
            let padded = padded_length(length);
            assert!(
                padded >= length && padded * 100 <= length * 112,
                "{length} {padded}"
            );
        }
    }

    #[test]
    fn a_value_of_every_size_comes_back() {
        for length in [0, 1, 27, 28, 1019, 1020, 65_536] {
            let value = SecretValue::Binary(SecretBinary::new(Zeroizing::new(vec![9; length])));
            assert!(
                unpad_value(&pad_value(&value)).unwrap() == value,
                "{length}"
            );
        }
    }

    #[test]
    fn padding_that_is_not_zero_is_refused() {
        let mut content = pad_value(&SecretValue::Binary(SecretBinary::new(Zeroizing::new(
            vec![9; 3],
        ))));
        *content.last_mut().unwrap() = 1;
        assert!(unpad_value(&content).is_err());
    }
}
