//! The footer that closes a commit (`docs/FORMAT.md`, Footer).

use crate::crypto::digest;
use crate::crypto::entropy::Entropy;
use crate::crypto::keys::Key;
use crate::crypto::seal::{self, Context, Kind, PIN_LENGTH, Pin, Unopened};
use crate::error::Result;
use crate::secret::record::Pointer;
use crate::store::codec::{Reader, Writer, malformed};
use crate::store::pointer::{self, POINTER_LENGTH};
use crate::types::time::Timestamp;

/// Bytes of every footer.
pub(super) const FOOTER_LENGTH: usize = CONTENT_LENGTH.next_multiple_of(64);
const CONTENT_LENGTH: usize =
    PIN_LENGTH + 8 + 8 + 8 + 1 + 32 + 32 + POINTER_LENGTH + PIN_LENGTH + 1 + ANCESTORS * 16;

/// How many earlier roots a footer remembers.
pub(super) const ANCESTORS: usize = 64;

/// A commit: what it holds and what came before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Footer {
    /// Counts commits, from 1.
    pub(super) generation: u64,
    /// When it was written.
    pub(super) written: Timestamp,
    /// Where the commit begins: the end of the footer before it, or of the header.
    pub(super) start: u64,
    /// How the bytes of the commit are proven.
    pub(super) body: Body,
    /// SHA-256 of the footer before it in the file; zeros if there is none.
    pub(super) previous: [u8; 32],
    /// The last bytes of the header: the authenticator of all the others.
    pub(super) header: [u8; 32],
    /// The root object.
    pub(super) root: Pointer,
    /// Digests of the roots of earlier generations, newest first.
    pub(super) ancestors: Vec<[u8; 16]>,
}

/// What proves the bytes between a commit's start and its footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// They may be torn: opening checks this pin, to which they are attached.
    Checked(Pin),
    /// They were flushed before the footer was written: only `verify` reads them all and compares their SHA-256.
    Durable([u8; 32]),
}

impl Footer {
    /// The sealed footer, bound to the offset at which it will stand.
    pub(super) fn seal(
        &self,
        key: &Key,
        vault_id: &[u8; 16],
        offset: u64,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>> {
        let mut content = self.encode();
        content.resize(FOOTER_LENGTH - PIN_LENGTH, 0);
        let pin = seal::seal(key, &context(vault_id, offset), &mut content, entropy)?;
        let mut bytes = pin.as_bytes().to_vec();
        bytes.extend_from_slice(&content);
        Ok(bytes)
    }

    /// The content without its padding.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .u64(self.generation)
            .i64(self.written.millis())
            .u64(self.start);
        match &self.body {
            Body::Checked(pin) => writer.u8(0).raw(pin.as_bytes()),
            Body::Durable(digest) => writer.u8(1).raw(digest).raw(&[0; PIN_LENGTH - 32]),
        };
        writer.raw(&self.previous).raw(&self.header);
        pointer::write(&mut writer, &self.root);
        writer.u8(u8::try_from(self.ancestors.len()).unwrap_or(u8::MAX));
        for ancestor in &self.ancestors {
            writer.raw(ancestor);
        }
        writer.into_bytes()
    }

    /// The footer that stands at `offset`, if one does.
    pub(super) fn open(
        bytes: &[u8; FOOTER_LENGTH],
        key: &Key,
        vault_id: &[u8; 16],
        offset: u64,
    ) -> Result<Result<Self>, Unopened> {
        let (pin, content) = bytes.split_first_chunk::<PIN_LENGTH>().ok_or(Unopened)?;
        let mut content = content.to_vec();
        seal::open(
            key,
            &context(vault_id, offset),
            &Pin::from_bytes(*pin),
            &mut content,
        )?;
        Ok(Self::decode(&content))
    }

    /// Reads the content, with its padding.
    pub(super) fn decode(content: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(content);
        let generation = reader.u64()?;
        if generation == 0 || generation == u64::MAX {
            return Err(malformed());
        }
        let written = Timestamp::from_millis(reader.i64()?);
        let start = reader.u64()?;
        let durable = reader.bool()?;
        let body: [u8; PIN_LENGTH] = reader.array()?;
        let body = match body.split_first_chunk::<32>() {
            Some((digest, rest)) if durable && rest.iter().all(|byte| *byte == 0) => {
                Body::Durable(*digest)
            }
            _ if durable => return Err(malformed()),
            _ => Body::Checked(Pin::from_bytes(body)),
        };
        let previous = reader.array()?;
        let header = reader.array()?;
        let root = pointer::read(&mut reader)?;
        let count = usize::from(reader.u8()?);
        if count > ANCESTORS {
            return Err(malformed());
        }
        let ancestors = (0..count).map(|_| reader.array()).collect::<Result<_>>()?;
        while !reader.is_empty() {
            if reader.u8()? != 0 {
                return Err(malformed());
            }
        }
        Ok(Self {
            generation,
            written,
            start,
            body,
            previous,
            header,
            root,
            ancestors,
        })
    }

    /// The ancestors that the next commit's footer names: this root, then this footer's ancestors.
    pub(super) fn lineage(&self) -> Vec<[u8; 16]> {
        let mut lineage = vec![root_digest(&self.root)];
        lineage.extend(self.ancestors.iter().take(ANCESTORS - 1));
        lineage
    }
}

/// Names a root: 128 bits of the SHA-256 of its pin, which no other root has.
pub(super) fn root_digest(root: &Pointer) -> [u8; 16] {
    digest::half(root.pin.as_bytes())
}

/// Proves the bytes of a commit that opening shall check.
pub(super) fn seal_body(
    key: &Key,
    vault_id: &[u8; 16],
    start: u64,
    body: &mut Vec<u8>,
    entropy: &dyn Entropy,
) -> Result<Pin> {
    seal::seal_attached(key, &body_context(vault_id, start), body, entropy)
}

/// Whether the bytes of a commit are whole.
pub(super) fn body_is_whole(
    key: &Key,
    vault_id: &[u8; 16],
    start: u64,
    body: &mut Vec<u8>,
    pin: &Pin,
) -> bool {
    seal::open_attached(key, &body_context(vault_id, start), body, pin)
}

fn context(vault_id: &[u8; 16], offset: u64) -> Context {
    Context::new(Kind::Footer, vault_id).with(&offset.to_le_bytes())
}

fn body_context(vault_id: &[u8; 16], start: u64) -> Context {
    Context::new(Kind::Body, vault_id).with(&start.to_le_bytes())
}
