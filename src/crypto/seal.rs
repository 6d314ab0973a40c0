//! The one way to seal and to open: committing and context-bound (`docs/FORMAT.md`, Seal).
//!
//! ```text
//! nonce = 24 random bytes
//! okm   = HKDF-Expand-SHA256(key, info = "seal" ‖ nonce ‖ context, 64)
//! ek, commitment = okm[0..32], okm[32..64]
//! ciphertext, tag = XChaCha20-Poly1305(ek, nonce, aad = attached ‖ context, plaintext)
//! ```
//!
//! XChaCha20-Poly1305 alone does not commit to its key; with keys made from passphrases that would be a
//! partitioning oracle. The commitment is compared first, in constant time. Every key that seals is uniformly random or
//! comes out of HKDF, so Extract is left out (RFC 5869, 3.3). A context tells format version, kind and vault.

use std::array;

use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{KeyInit as _, Tag, XChaCha20Poly1305, XNonce};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::crypto::entropy::Entropy;
use crate::crypto::keys::Key;
use crate::error::{Error, Kind as ErrorKind, Result};

/// Bytes of a [`Pin`].
pub const PIN_LENGTH: usize = 24 + 32 + 16;

/// What a sealed message is: part of its context, so that none can be passed off as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The vault key in a slot of the header.
    Slot = 1,
    /// The footer that closes a commit.
    Footer = 2,
    /// The bytes of a commit, attached to an empty message.
    Body = 3,
    /// The root object.
    Root = 4,
    /// An inner node of a trie.
    Inner = 5,
    /// A leaf of a trie.
    Leaf = 6,
    /// A generation of a KMS key.
    KmsKey = 7,
    /// The data key of one version.
    DataKey = 8,
    /// The value of one version.
    Value = 9,
    /// A date in the side file of access dates.
    Access = 10,
    /// The key that places are made with, once it is another than the vault key's own.
    NameKey = 11,
    /// The vault key while a session lasts; never in the file.
    Session = 12,
    /// The table of credentials.
    Credentials = 13,
}

/// The associated data of a sealed message: the format version, its kind and the ids of its place, in fixed widths.
#[derive(Debug, Clone)]
pub struct Context(Vec<u8>);

impl Context {
    /// A context of this kind in the vault of this id.
    pub fn new(kind: Kind, vault_id: &[u8; 16]) -> Self {
        let mut bytes = Vec::with_capacity(96);
        bytes.push(FORMAT_VERSION);
        bytes.push(kind as u8);
        bytes.extend_from_slice(vault_id);
        Self(bytes)
    }

    /// Appends bytes whose width the kind fixes.
    #[must_use]
    pub fn with(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

/// The format version that every context names.
pub const FORMAT_VERSION: u8 = 1;

/// What opens a sealed message beside the key: nonce, commitment, tag. A parent holds its child's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin([u8; PIN_LENGTH]);

impl Pin {
    /// The pin of these bytes: nonce, commitment, tag.
    pub const fn from_bytes(bytes: [u8; PIN_LENGTH]) -> Self {
        Self(bytes)
    }

    /// Nonce, commitment, tag.
    pub const fn as_bytes(&self) -> &[u8; PIN_LENGTH] {
        &self.0
    }

    fn nonce(&self) -> XNonce {
        XNonce::from(array::from_fn(|place| self.0[place]))
    }

    fn commitment(&self) -> &[u8] {
        &self.0[24..56]
    }

    fn tag(&self) -> &[u8] {
        &self.0[56..]
    }
}

/// A sealed message did not open: wrong key, wrong place, or changed bytes. Which of them cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unopened;

/// Encrypts `message` in place and gives the pin that opens it.
pub fn seal(
    key: &Key,
    context: &Context,
    message: &mut [u8],
    entropy: &dyn Entropy,
) -> Result<Pin> {
    seal_with(key, context, &context.0, message, entropy)
}

/// Decrypts `message` in place. On failure the buffer is wiped: it never holds what was not verified.
pub fn open(key: &Key, context: &Context, pin: &Pin, message: &mut [u8]) -> Result<(), Unopened> {
    open_with(key, context, &context.0, pin, message)
}

/// Gives the pin that proves `attached`, which stays as it is: the seal of nothing, with these bytes attached. They are
/// lent as a vector so that the context can stand behind them for a moment: they are many, and a copy would show.
pub fn seal_attached(
    key: &Key,
    context: &Context,
    attached: &mut Vec<u8>,
    entropy: &dyn Entropy,
) -> Result<Pin> {
    with_context_behind(attached, context, |data| {
        seal_with(key, context, data, &mut [], entropy)
    })
}

/// Whether `attached` is what [`seal_attached`] gave this pin for.
pub fn open_attached(key: &Key, context: &Context, attached: &mut Vec<u8>, pin: &Pin) -> bool {
    with_context_behind(attached, context, |data| {
        open_with(key, context, data, pin, &mut []).is_ok()
    })
}

fn with_context_behind<T>(
    attached: &mut Vec<u8>,
    context: &Context,
    run: impl FnOnce(&[u8]) -> T,
) -> T {
    let length = attached.len();
    attached.extend_from_slice(&context.0);
    let result = run(attached);
    attached.truncate(length);
    result
}

fn seal_with(
    key: &Key,
    context: &Context,
    associated_data: &[u8],
    message: &mut [u8],
    entropy: &dyn Entropy,
) -> Result<Pin> {
    let mut pin = Pin([0; PIN_LENGTH]);
    entropy.fill(&mut pin.0[..24])?;
    let nonce = pin.nonce();
    let derived = derive(key, context, &nonce);
    let [encryption_key, commitment] = &*derived;
    pin.0[24..56].copy_from_slice(commitment);
    let tag = XChaCha20Poly1305::new(encryption_key.into())
        .encrypt_inout_detached(&nonce, associated_data, message.into())
        .map_err(|_| Error::new(ErrorKind::Other, "a message is too long to be sealed"))?;
    pin.0[56..].copy_from_slice(&tag);
    Ok(pin)
}

fn open_with(
    key: &Key,
    context: &Context,
    associated_data: &[u8],
    pin: &Pin,
    message: &mut [u8],
) -> Result<(), Unopened> {
    let nonce = pin.nonce();
    let derived = derive(key, context, &nonce);
    let [encryption_key, commitment] = &*derived;
    let is_committed = bool::from(commitment.ct_eq(pin.commitment()));
    let opened = is_committed
        && Tag::try_from(pin.tag()).is_ok_and(|tag| {
            XChaCha20Poly1305::new(encryption_key.into())
                .decrypt_inout_detached(&nonce, associated_data, message.into(), &tag)
                .is_ok()
        });
    if opened {
        Ok(())
    } else {
        message.zeroize();
        Err(Unopened)
    }
}

/// The key that encrypts, and the commitment to it.
fn derive(key: &Key, context: &Context, nonce: &XNonce) -> Zeroizing<[[u8; 32]; 2]> {
    let mut derived = Zeroizing::new([[0; 32]; 2]);
    let info = [b"seal", nonce.as_slice(), &context.0];
    key.expand_into(&info, derived.as_flattened_mut());
    derived
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::entropy::OsEntropy;

    fn key(byte: u8) -> Key {
        Key::new([byte; 32])
    }

    fn context(kind: Kind) -> Context {
        Context::new(kind, &[7; 16]).with(&[1, 2, 3])
    }

    #[test]
    fn what_was_sealed_opens() {
        let mut message = *b"attack at dawn";
        let pin = seal(&key(1), &context(Kind::Value), &mut message, &OsEntropy).unwrap();
        assert_ne!(&message, b"attack at dawn");
        open(&key(1), &context(Kind::Value), &pin, &mut message).unwrap();
        assert_eq!(&message, b"attack at dawn");
    }

    #[test]
    fn every_changed_bit_is_noticed_and_leaves_nothing_in_the_buffer() {
        let mut sealed = *b"attack at dawn";
        let pin = seal(&key(1), &context(Kind::Value), &mut sealed, &OsEntropy).unwrap();
        let whole: Vec<u8> = [pin.as_bytes().as_slice(), &sealed].concat();
        for bit in 0..whole.len() * 8 {
            let mut changed = whole.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let (pin, message) = changed.split_first_chunk::<PIN_LENGTH>().unwrap();
            let mut message = message.to_vec();
            let pin = Pin::from_bytes(*pin);
            assert_eq!(
                open(&key(1), &context(Kind::Value), &pin, &mut message),
                Err(Unopened),
                "bit {bit}"
            );
            assert!(
                message.iter().all(|byte| *byte == 0),
                "bit {bit} left plaintext"
            );
        }
    }

    #[test]
    fn every_changed_bit_of_what_is_attached_is_noticed() {
        let mut attached = b"seen by all".to_vec();
        let context = context(Kind::Body);
        let pin = seal_attached(&key(1), &context, &mut attached, &OsEntropy).unwrap();
        assert_eq!(attached, b"seen by all");
        assert!(open_attached(&key(1), &context, &mut attached, &pin));
        assert_eq!(attached, b"seen by all");
        for bit in 0..attached.len() * 8 {
            let mut changed = attached.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!open_attached(&key(1), &context, &mut changed, &pin));
        }
        attached.push(0);
        assert!(!open_attached(&key(1), &context, &mut attached, &pin));
    }

    #[test]
    fn another_key_kind_or_place_does_not_open() {
        let mut sealed = *b"attack at dawn";
        let pin = seal(&key(1), &context(Kind::Value), &mut sealed, &OsEntropy).unwrap();
        for (key, context) in [
            (key(2), context(Kind::Value)),
            (key(1), context(Kind::Leaf)),
            (key(1), context(Kind::Value).with(&[0])),
            (key(1), Context::new(Kind::Value, &[8; 16]).with(&[1, 2, 3])),
        ] {
            let mut message = sealed;
            assert_eq!(open(&key, &context, &pin, &mut message), Err(Unopened));
        }
    }

    #[test]
    fn a_ciphertext_made_to_open_under_two_keys_is_refused_by_its_commitment() {
        // Whoever crafts a ciphertext whose Poly1305 tag fits two keys still has to fit two commitments: replacing the
        // commitment is all that is left to him, and it is compared before the cipher runs.
        let mut sealed = *b"attack at dawn";
        let pin = seal(&key(1), &context(Kind::Slot), &mut sealed, &OsEntropy).unwrap();
        let mut forged = *pin.as_bytes();
        let other = derive(&key(2), &context(Kind::Slot), &pin.nonce());
        forged[24..56].copy_from_slice(&other[1]);
        assert_eq!(
            open(
                &key(1),
                &context(Kind::Slot),
                &Pin::from_bytes(forged),
                &mut sealed
            ),
            Err(Unopened)
        );
    }
}
