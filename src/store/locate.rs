//! From a path to an open vault, and from nothing to a new one.

use std::path::Path;

use crate::crypto::entropy::OsEntropy;
use crate::crypto::keys::VaultKey;
use crate::error::Result;
use crate::secret::record::Pointer;
use crate::store::credentials::Opened;
use crate::store::file::{VaultFile, header_length};
use crate::store::footer::{Body, FOOTER_LENGTH, Footer};
use crate::store::header::{self, ALIGNMENT, Header, NewSlot, SlotKind, Unlock};
use crate::store::rekey::Proof;
use crate::store::rollback::{Files, Recalled};
use crate::store::root::{DEFAULT_KMS_KEY, Root};
use crate::store::sealed::{Keys, random_id, seal_root};
use crate::store::storage::{FileStorage, MemoryStorage, Storage};
use crate::store::view::View;
use crate::types::region::{AccountId, Region};
use crate::types::time::Timestamp;

use sha2::{Digest as _, Sha256};

/// A vault that was found and whose header can be read, still locked.
pub struct Located<S: Storage = FileStorage> {
    pub(super) storage: S,
    pub(super) header: Header,
    pub(super) bytes: Vec<u8>,
    /// Where this machine remembers the vault, if it has seen it.
    remembered: Option<Files>,
}

/// What a new vault is made with; fixed for its life.
#[derive(Debug, Clone)]
pub struct NewVault<'k> {
    /// The account that ARNs name.
    pub account: AccountId,
    /// The Region that is meant when none is named.
    pub home_region: Region,
    /// What will open it: at least one.
    pub slots: Vec<NewSlot<'k>>,
}

impl Located {
    /// Finds the vault at a path, after the checks of its file.
    pub fn at(path: &Path) -> Result<Self> {
        FileStorage::open(path)
            .and_then(Self::new)
            .map_err(|error| match error.kind() {
                crate::error::Kind::Locked if error.message() == "not a vault file" => {
                    crate::error::Error::new(
                        error.kind(),
                        format!("{} is not a vault file", path.display()),
                    )
                }
                _ => error,
            })
    }

    /// What the user should know about the file's place and permissions.
    pub fn take_warnings(&mut self) -> Vec<String> {
        self.storage.take_warnings()
    }

    /// The same vault, for one whose newest commit will be held against what is remembered in `folder`
    /// ([`VaultFile::remember`]): opening it takes that commit for whole where it is the one that was seen last.
    #[must_use]
    pub fn remembered_in(mut self, folder: &Path) -> Self {
        let path = self.storage.path();
        self.remembered = Some(Files::new(folder, path, &self.header.vault_id));
        self
    }
}

impl<S: Storage> Located<S> {
    /// Reads the header of a vault in this storage.
    pub fn new(storage: S) -> Result<Self> {
        let mut bytes = vec![0; header_length(&storage)?];
        storage.read(0, &mut bytes)?;
        Ok(Self {
            header: Header::decode(&bytes)?,
            storage,
            bytes,
            remembered: None,
        })
    }

    /// Opens the newest commit with the vault's key.
    pub(super) fn open(self, vault_key: VaultKey) -> Result<VaultFile<S>> {
        let recalled = self
            .remembered
            .map(|files| Recalled::from(files, &vault_key));
        VaultFile::open(self.storage, self.header, self.bytes, vault_key, recalled)
    }

    /// The kinds of slots there are: what can open the vault.
    pub fn slot_kinds(&self) -> impl Iterator<Item = SlotKind> + '_ {
        self.header.slots().map(|(_, kind)| kind)
    }

    /// Opens the vault. A wrong passphrase costs what the right one costs.
    pub fn unlock(self, unlock: &Unlock<'_>) -> Result<VaultFile<S>> {
        Ok(self.prove(unlock)?.0)
    }

    /// Opens the vault, and proves that its slot can be opened: what a change of the slots asks for.
    pub fn prove(self, unlock: &Unlock<'_>) -> Result<(VaultFile<S>, Proof)> {
        let (slot, vault_key) = self.header.unlock(&self.bytes, unlock)?;
        let mut vault = self.open(vault_key)?;
        vault.note_weakness(slot, unlock);
        Ok((vault, Proof::of(slot, unlock)))
    }
}

impl<S: Storage> VaultFile<S> {
    /// Opens the newest commit with a vault key whose header was authenticated.
    pub(super) fn open(
        storage: S,
        header: Header,
        header_bytes: Vec<u8>,
        vault_key: VaultKey,
        recalled: Option<Recalled>,
    ) -> Result<Self> {
        let mut keys = Keys::new(header.vault_id, vault_key);
        let view = View::newest_recalled(&storage, &mut keys, &header_bytes, recalled.as_ref())?;
        let mut vault = Self {
            storage,
            header,
            header_bytes,
            keys,
            view,
            access: None,
            shelf: None,
            weak: None,
            notices: Vec::new(),
            memory: None,
            recalled,
            judged: None,
            credentials: Opened::default(),
        };
        if vault.view.tip.trailing > 0 {
            vault.judge_tail()?;
        }
        Ok(vault)
    }

    /// Bytes behind the newest footer are a commit under way if a writer holds the lock. If none does, they are looked at
    /// once more and then said, once.
    fn judge_tail(&mut self) -> Result<()> {
        if self.storage.is_written() {
            return Ok(());
        }
        if self.storage.reopen()? {
            self.reload_header()?;
        }
        self.view = View::newest(&self.storage, &mut self.keys, &self.header_bytes)?;
        let trailing = self.view.tip.trailing;
        if trailing > 0 && !self.storage.is_written() {
            self.notices.push(format!(
                "{trailing} bytes behind the last whole commit are torn or damaged and were left out; `vault verify` says more"
            ));
        }
        Ok(())
    }
}

impl VaultFile {
    /// Makes a new vault at a path where nothing is yet.
    pub fn create(path: &Path, new: &NewVault<'_>, now: Timestamp) -> Result<Self> {
        let (header, vault_key, content) = new_content(new, now)?;
        let bytes = header.encode(&vault_key);
        Self::open(
            FileStorage::create(path, &content)?,
            header,
            bytes,
            vault_key,
            None,
        )
    }
}

impl VaultFile<MemoryStorage> {
    /// Makes a new vault that lives in memory.
    pub fn in_memory(new: &NewVault<'_>, now: Timestamp) -> Result<Self> {
        let (header, vault_key, content) = new_content(new, now)?;
        let bytes = header.encode(&vault_key);
        Self::open(MemoryStorage::new(content), header, bytes, vault_key, None)
    }
}

/// The bytes of an empty vault: a header and a first commit that has only a root.
fn new_content(new: &NewVault<'_>, now: Timestamp) -> Result<(Header, VaultKey, Vec<u8>)> {
    let vault_key = VaultKey::generate(&OsEntropy)?;
    let header = Header::new(random_id()?, &new.slots, &vault_key, &OsEntropy)?;
    let mut content = header.encode(&vault_key);
    let authenticator = header::authenticator(&content)?;
    let start = content.len();
    let keys = Keys::new(header.vault_id, vault_key.clone());
    let mut root = Root {
        account: new.account.clone(),
        home_region: new.home_region.clone(),
        created: now,
        secrets: 0,
        live_bytes: 0,
        deletion_due: None,
        rotation_due: None,
        trie: None,
        kms_keys: vec![keys.new_kms_key(DEFAULT_KMS_KEY)?],
        with_equals: 0,
        name_key: None,
        credentials: None,
    };
    let end = (start + root.encode().len()).next_multiple_of(ALIGNMENT);
    root.live_bytes = (end + FOOTER_LENGTH) as u64;
    let (pointer, sealed) = seal_root(&keys, &root)?;
    content.extend_from_slice(&sealed);
    content.resize(end, 0);
    let footer = Footer {
        generation: 1,
        written: now,
        start: start as u64,
        body: Body::Durable(Sha256::digest(&content[start..]).into()),
        previous: [0; 32],
        header: authenticator,
        root: Pointer {
            offset: start as u64,
            ..pointer
        },
        ancestors: Vec::new(),
    };
    content.extend(footer.seal(&keys.root, &keys.vault_id, end as u64, &OsEntropy)?);
    Ok((header, vault_key, content))
}
