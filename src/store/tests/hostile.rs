//! A writer that holds the vault key and writes what an honest one never would.
//!
//! The file has one commit and two secrets: one with a deprecated, a previous and a current version, one with a current
//! version. Every part passes through an edit before it is sealed, so that what is wrong in the file verifies.

use sha2::{Digest as _, Sha256};

use super::{at, home, key, secret};
use crate::crypto::entropy::OsEntropy;
use crate::crypto::keys::{Key, VaultKey};
use crate::crypto::seal::{self, Context, Kind, PIN_LENGTH, Pin};
use crate::iam::{Credential, Grant};
use crate::secret::record::{Deprecated, Pointer, SecretRecord, SecretVersion, StoredValue};
use crate::store::NewSlot;
use crate::store::credentials;
use crate::store::file::VAULT_OWNER;
use crate::store::footer::{Body, FOOTER_LENGTH, Footer};
use crate::store::header::{self, ALIGNMENT, Header};
use crate::store::node::{Child, Inner, Leaf, Link, Place, Position, Stored};
use crate::store::record;
use crate::store::root::{DEFAULT_KMS_KEY, Root};
use crate::store::sealed::{Keys, seal_node};
use crate::types::version::{AWSCURRENT, AWSPREVIOUS, StagingLabel, VersionId};

/// A change of one part on its way into the file.
pub(super) type Edit<T> = Box<dyn Fn(&mut T)>;

/// What to change; by default nothing, which gives a sound vault.
pub(super) struct Forge {
    /// Whether a second key-file slot is in the header.
    pub(super) two_slots: bool,
    /// Whether the records are in two leaves below an inner node.
    pub(super) divided: bool,
    /// The header without its MAC.
    pub(super) header: Edit<Vec<u8>>,
    /// The current value of the first secret: kind, length, value, padding.
    pub(super) value: Edit<Vec<u8>>,
    /// The record of the deprecated version and its place.
    pub(super) version: Edit<(Place, Vec<u8>)>,
    /// The first secret.
    pub(super) secret: Edit<SecretRecord>,
    /// The record of the first secret, encoded.
    pub(super) record: Edit<Vec<u8>>,
    /// All records of the topmost or of the first leaf.
    pub(super) records: Edit<Vec<(Place, Vec<u8>)>>,
    /// The same leaf, encoded.
    pub(super) leaf: Edit<Vec<u8>>,
    /// Where that leaf says that it is.
    pub(super) position: Edit<Position>,
    /// How its parent names it.
    pub(super) link: Edit<Stored>,
    /// The inner node, encoded.
    pub(super) inner: Edit<Vec<u8>>,
    /// The table of credentials, encoded; without an edit there is none.
    pub(super) credentials: Option<Edit<Vec<u8>>>,
    pub(super) root: Edit<Root>,
    /// The root, encoded.
    pub(super) root_bytes: Edit<Vec<u8>>,
    pub(super) footer: Edit<Footer>,
    /// The footer, encoded.
    pub(super) footer_bytes: Edit<Vec<u8>>,
}

impl Default for Forge {
    fn default() -> Self {
        fn none<T>() -> Edit<T> {
            Box::new(|_| {})
        }
        Self {
            two_slots: false,
            divided: false,
            header: none(),
            value: none(),
            version: none(),
            secret: none(),
            record: none(),
            records: none(),
            leaf: none(),
            position: none(),
            link: none(),
            inner: none(),
            credentials: None,
            root: none(),
            root_bytes: none(),
            footer: none(),
            footer_bytes: none(),
        }
    }
}

/// A file with what `change` puts into the forge.
pub(super) fn forge(change: impl FnOnce(&mut Forge)) -> Vec<u8> {
    let mut forge = Forge::default();
    change(&mut forge);
    forge.write()
}

impl Forge {
    fn write(&self) -> Vec<u8> {
        let vault_key = VaultKey::generate(&OsEntropy).unwrap();
        let vault_id = *b"a hostile vault!";
        let (one, other) = (key(), Key::new([43; 32]));
        let mut slots = vec![NewSlot::KeyFile(&one)];
        if self.two_slots {
            slots.push(NewSlot::KeyFile(&other));
        }
        let header = Header::new(vault_id, &slots, &vault_key, &OsEntropy).unwrap();
        let mut bytes = header.encode(&vault_key);
        bytes.truncate(bytes.len() - 32);
        (self.header)(&mut bytes);
        bytes.extend(vault_key.header_mac().mac(&[&bytes]));

        let keys = Keys::new(vault_id, vault_key);
        let root = Root {
            with_equals: 0,
            name_key: None,
            credentials: None,
            account: "123456789012".parse().unwrap(),
            home_region: home(),
            created: at(0),
            secrets: 2,
            live_bytes: 0,
            deletion_due: None,
            rotation_due: None,
            trie: None,
            kms_keys: vec![keys.new_kms_key(DEFAULT_KMS_KEY).unwrap()],
        };
        let mut file = File {
            start: bytes.len(),
            bytes,
            keys,
            root,
        };
        let top = self.trie(&mut file);
        self.close(file, top)
    }

    fn trie(&self, file: &mut File) -> Stored {
        let low = file.name_in(0..32);
        let high = file.name_in(32..64);
        let mut records = vec![
            (
                file.keys.secret_place(home().as_str(), &low),
                self.first(file, &low),
            ),
            (
                file.keys.secret_place(home().as_str(), &high),
                record::encode(&file.second(&high)),
            ),
        ];
        records.sort();
        if !self.divided {
            return self.first_leaf(file, records, Position::TOP);
        }
        let behind = records.split_off(1);
        let stored = self.first_leaf(file, records, Position::TOP.child(0, 5));
        let position = Position::TOP.child(32, 5);
        let content = Leaf::of(behind).encode();
        let other = file.node(&VAULT_OWNER, position, true, content);
        let children = [(0, stored), (32, other)]
            .map(|(first, stored)| Child {
                first,
                width: 5,
                link: Link::Stored(stored),
            })
            .into();
        let mut content = Inner { children }.encode();
        (self.inner)(&mut content);
        file.node(&VAULT_OWNER, Position::TOP, false, content)
    }

    /// The encoded record of the secret that has every sort of version.
    fn first(&self, file: &mut File, name: &str) -> Vec<u8> {
        let mut record = secret(name).into_record();
        record.description = None;
        let [old, previous, current] = ["v1", "v2", "v3"].map(|id| {
            file.version(&record.key, id, |content| {
                if id == "v3" {
                    (self.value)(content);
                }
            })
        });
        let mut shelved = (
            file.keys.version_place(&record.key, &old.id),
            record::encode_version(&old),
        );
        (self.version)(&mut shelved);
        let records = vec![shelved];
        let top = file.node(&record.key, Position::TOP, true, Leaf::of(records).encode());
        record.stages = [(AWSCURRENT, "v3"), (AWSPREVIOUS, "v2")]
            .map(|(label, id)| (StagingLabel::from(label), VersionId::from(id)))
            .into_iter()
            .collect();
        record.versions = vec![previous, current];
        record.deprecated = Deprecated {
            count: 1,
            oldest: Some(at(1)),
            root: Some((top.is_leaf, top.pointer)),
        };
        (self.secret)(&mut record);
        let mut bytes = record::encode(&record);
        (self.record)(&mut bytes);
        bytes
    }

    fn first_leaf(
        &self,
        file: &mut File,
        mut records: Vec<(Place, Vec<u8>)>,
        position: Position,
    ) -> Stored {
        (self.records)(&mut records);
        let mut content = Leaf::of(records).encode();
        (self.leaf)(&mut content);
        let mut at = position;
        (self.position)(&mut at);
        let mut stored = file.node(&VAULT_OWNER, at, true, content);
        (self.link)(&mut stored);
        stored
    }

    fn close(&self, file: File, top: Stored) -> Vec<u8> {
        let File {
            start,
            mut bytes,
            keys,
            mut root,
        } = file;
        root.trie = Some(top);
        if let Some(edit) = &self.credentials {
            let mut content = credentials::encode(&clients()).to_vec();
            edit(&mut content);
            let context = Context::new(Kind::Credentials, &keys.vault_id);
            let pin = seal::seal(&keys.meta, &context, &mut content, &OsEntropy).unwrap();
            root.credentials = Some(put(&mut bytes, pin, &content));
        }
        let end = (bytes.len() + root.encode().len()).next_multiple_of(ALIGNMENT);
        root.live_bytes = (end + FOOTER_LENGTH) as u64;
        (self.root)(&mut root);
        let mut content = root.encode();
        (self.root_bytes)(&mut content);
        let context = Context::new(Kind::Root, &keys.vault_id);
        let pin = seal::seal(&keys.root, &context, &mut content, &OsEntropy).unwrap();
        let pointer = put(&mut bytes, pin, &content);
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);

        let offset = bytes.len() as u64;
        let mut footer = Footer {
            generation: 1,
            written: at(1),
            start: start as u64,
            body: Body::Durable(Sha256::digest(&bytes[start..]).into()),
            previous: [0; 32],
            header: header::authenticator(&bytes[..start]).unwrap(),
            root: pointer,
            ancestors: Vec::new(),
        };
        (self.footer)(&mut footer);
        let sealed = footer
            .seal(&keys.root, &keys.vault_id, offset, &OsEntropy)
            .unwrap();
        let (pin, content) = sealed.split_first_chunk::<PIN_LENGTH>().unwrap();
        let context = Context::new(Kind::Footer, &keys.vault_id).with(&offset.to_le_bytes());
        let mut content = content.to_vec();
        seal::open(&keys.root, &context, &Pin::from_bytes(*pin), &mut content).unwrap();
        (self.footer_bytes)(&mut content);
        let pin = seal::seal(&keys.root, &context, &mut content, &OsEntropy).unwrap();
        bytes.extend_from_slice(pin.as_bytes());
        bytes.extend_from_slice(&content);
        bytes
    }
}

/// Two credentials: `app`, which lasts, and `ci`, which is temporary and for some secrets.
pub(super) fn clients() -> Vec<Credential> {
    let grant = |name: &str, is_session, secrets: &[&str]| Grant {
        name: name.to_owned(),
        is_session,
        lifetime: Some(1000).filter(|_| is_session),
        read_only: is_session,
        secrets: secrets.iter().map(|text| text.parse().unwrap()).collect(),
    };
    [
        grant("app", false, &[]),
        grant("ci", true, &["prod/*", "test/db"]),
    ]
    .into_iter()
    .map(|grant| Credential::generate(grant, at(1), &OsEntropy).unwrap())
    .collect()
}

/// The file so far.
struct File {
    start: usize,
    bytes: Vec<u8>,
    keys: Keys,
    root: Root,
}

impl File {
    /// A name whose place is in these slots of the topmost node.
    fn name_in(&self, slots: std::ops::Range<u8>) -> String {
        (0..10_000)
            .map(|number| format!("secret-{number}"))
            .find(|name| {
                let place = self.keys.secret_place(home().as_str(), name);
                slots.contains(&Position::slot(0, &place))
            })
            .unwrap()
    }

    fn second(&mut self, name: &str) -> SecretRecord {
        let mut record = secret(name).into_record();
        record.description = None;
        record.versions = vec![self.version(&record.key, "w1", |_| {})];
        record.stages = [(StagingLabel::from(AWSCURRENT), VersionId::from("w1"))]
            .into_iter()
            .collect();
        record
    }

    /// A version whose value is its id.
    fn version(
        &mut self,
        secret: &[u8; 16],
        id: &str,
        edit: impl Fn(&mut Vec<u8>),
    ) -> SecretVersion {
        let mut content = vec![1, 2, 0, 0, 0];
        content.extend_from_slice(id.as_bytes());
        content.resize(32, 0);
        edit(&mut content);
        let kms = &self.root.kms_keys[0];
        let id = VersionId::from(id);
        let place = self.keys.version_place(secret, &id);
        let context = |kind| {
            Context::new(kind, &self.keys.vault_id)
                .with(secret)
                .with(&place)
        };
        let data_key_context = context(Kind::DataKey)
            .with(&kms.id)
            .with(&kms.generation.to_le_bytes());
        let kms_context = Context::new(Kind::KmsKey, &self.keys.vault_id)
            .with(&kms.id)
            .with(&kms.generation.to_le_bytes());
        let kms_key = self
            .keys
            .vault
            .kms_wrap()
            .unwrap(&kms_context, &kms.wrapped)
            .unwrap();
        let data_key = Key::generate(&OsEntropy).unwrap();
        let wrapped = kms_key
            .wrap(&data_key_context, &data_key, &OsEntropy)
            .unwrap();
        let context = context(Kind::Value);
        let pin = seal::seal(&data_key, &context, &mut content, &OsEntropy).unwrap();
        SecretVersion {
            id,
            created: at(1),
            accessed: None,
            value: Some(StoredValue {
                kms_key: kms.id,
                generation: kms.generation,
                data_key: wrapped,
                blob: put(&mut self.bytes, pin, &content),
            }),
            shelved: false,
        }
    }

    fn node(
        &mut self,
        owner: &[u8; 16],
        position: Position,
        is_leaf: bool,
        content: Vec<u8>,
    ) -> Stored {
        let (pointer, content) = seal_node(&self.keys, owner, position, is_leaf, content).unwrap();
        Stored {
            is_leaf,
            pointer: put(&mut self.bytes, pointer.pin, &content),
        }
    }
}

fn put(file: &mut Vec<u8>, pin: Pin, ciphertext: &[u8]) -> Pointer {
    let offset = file.len() as u64;
    file.extend_from_slice(ciphertext);
    Pointer {
        offset,
        length: u32::try_from(ciphertext.len()).unwrap(),
        pin,
    }
}

#[test]
fn a_forge_without_a_change_writes_sound_vaults() {
    for divided in [false, true] {
        let bytes = forge(|forge| forge.divided = divided);
        let report = super::reopen(&bytes).unwrap().verify().unwrap();
        assert_eq!((report.secrets, report.versions), (2, 4));
        assert_eq!(report.bytes, bytes.len() as u64);
    }
}
