//! Keys, a type for each use, and every derivation with its label.
//!
//! ```text
//! passphrase ─ Argon2id ─┐
//! key file ──────────────┤  (or both, one behind the other)
//! recovery key ──────────┴─ HKDF "vault/1/slot" ─▶ KeyEncryptionKey ─ opens a slot ─▶ VaultKey
//! VaultKey ─ HKDF-Expand ─▶ header-mac · root · meta · name-prf · kms-wrap · access · state-mac
//! VaultKey ─ sealed under a SessionKey (crypto::session), while a session lasts
//! kms-wrap ─ opens ─▶ KmsKey (a generation) ─ opens ─▶ DataKey (one version's) ─ opens ─▶ the value
//! ```

use std::fmt;
use std::sync::OnceLock;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::crypto::entropy::Entropy;
use crate::crypto::recovery::RecoveryKey;
use crate::crypto::seal::{self, Context, PIN_LENGTH, Pin, Unopened};
use crate::error::Result;
use crate::platform::locked::Locked;

/// Bytes of every key.
pub const KEY_LENGTH: usize = 32;

/// Bytes of a sealed key: its pin and its ciphertext.
pub const WRAPPED_KEY_LENGTH: usize = PIN_LENGTH + KEY_LENGTH;

/// 256 bits of key in memory that is locked, and wiped when let go.
pub struct Key(Locked<Material>);

struct Material {
    bytes: [u8; KEY_LENGTH],
    /// HMAC's two states under this key, made at the first use: most keys serve several times.
    schedule: OnceLock<Hmac<Sha256>>,
}

impl Key {
    /// A key of these bytes.
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        let mut key = Self::zero();
        key.0.bytes = bytes;
        key
    }

    /// The beginning of every key: it is filled in where it lives, so that no copy of it is left elsewhere.
    fn zero() -> Self {
        Self(Locked::new(Material {
            bytes: [0; KEY_LENGTH],
            schedule: OnceLock::new(),
        }))
    }

    /// A new random key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self> {
        Self::filled(|bytes| entropy.fill(bytes))
    }

    /// A key whose bytes `fill` writes in place.
    pub(in crate::crypto) fn filled<E>(
        fill: impl FnOnce(&mut [u8; KEY_LENGTH]) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut key = Self::zero();
        fill(&mut key.0.bytes)?;
        Ok(key)
    }

    /// The bytes, for a primitive of this module.
    pub(in crate::crypto) fn expose(&self) -> &[u8; KEY_LENGTH] {
        &self.0.bytes
    }

    /// HKDF-Expand (RFC 5869, 2.3) with this key as the pseudo-random key. The output has at most 255 times the hash's length.
    pub(in crate::crypto) fn expand_into(&self, info: &[&[u8]], output: &mut [u8]) {
        let mut previous = Zeroizing::new([0; 32]);
        for (number, block) in (1_u8..).zip(output.chunks_mut(32)) {
            let mut hmac = self.hmac();
            if number > 1 {
                hmac.update(&*previous);
            }
            for part in info {
                hmac.update(part);
            }
            hmac.update(&[number]);
            *previous = hmac.finalize().into_bytes().into();
            block.copy_from_slice(&previous[..block.len()]);
        }
    }

    fn hmac(&self) -> Hmac<Sha256> {
        let start = || {
            // RFC 2104: a key shorter than the hash's block is filled up with zeros.
            let mut block = Zeroizing::new([0; 64]);
            block[..KEY_LENGTH].copy_from_slice(&self.0.bytes);
            <Hmac<Sha256>>::new((&*block).into())
        };
        self.0.schedule.get_or_init(start).clone()
    }

    fn expand(&self, label: &'static str) -> Self {
        let mut key = Self::zero();
        self.expand_into(&[label.as_bytes()], &mut key.0.bytes);
        key
    }

    /// Seals another key under this one (wraps it).
    pub fn wrap(&self, context: &Context, key: &Self, entropy: &dyn Entropy) -> Result<WrappedKey> {
        let mut wrapped = [0; WRAPPED_KEY_LENGTH];
        let (pin, ciphertext) = wrapped.split_at_mut(PIN_LENGTH);
        ciphertext.copy_from_slice(&key.0.bytes);
        pin.copy_from_slice(seal::seal(self, context, ciphertext, entropy)?.as_bytes());
        Ok(WrappedKey(wrapped))
    }

    /// Opens a key that [`Key::wrap`] sealed.
    pub fn unwrap(&self, context: &Context, wrapped: &WrappedKey) -> Result<Self, Unopened> {
        let (pin, ciphertext) = wrapped
            .0
            .split_first_chunk::<PIN_LENGTH>()
            .ok_or(Unopened)?;
        Self::filled(|key| {
            key.copy_from_slice(ciphertext);
            seal::open(self, context, &Pin::from_bytes(*pin), key)
        })
    }

    /// HMAC-SHA-256 (RFC 2104) of the parts under this key.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.hmac();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether `tag` is the HMAC of the parts, compared in constant time.
    pub fn verify_mac(&self, parts: &[&[u8]], tag: &[u8; 32]) -> bool {
        use subtle::ConstantTimeEq as _;
        self.mac(parts).ct_eq(tag).into()
    }
}

impl Clone for Key {
    fn clone(&self) -> Self {
        let mut key = Self::zero();
        key.0.bytes = self.0.bytes;
        key.0.schedule = self.0.schedule.clone();
        key
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(***)")
    }
}

/// A sealed key: nonce, commitment, tag, ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey(pub [u8; WRAPPED_KEY_LENGTH]);

/// The key that every slot leads to and everything hangs from.
#[derive(Debug, Clone)]
pub struct VaultKey(pub(in crate::crypto) Key);

impl VaultKey {
    /// A new random vault key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self> {
        Key::generate(entropy).map(Self)
    }

    /// Authenticates the header.
    pub fn header_mac(&self) -> Key {
        self.0.expand("vault/1/header-mac")
    }

    /// Seals footers, bodies and roots.
    pub fn root(&self) -> Key {
        self.0.expand("vault/1/root")
    }

    /// Seals the nodes of tries: names and everything else that is not a value.
    pub fn meta(&self) -> Key {
        self.0.expand("vault/1/meta")
    }

    /// Turns names into places in a trie.
    pub fn name_prf(&self) -> Key {
        self.0.expand("vault/1/name-prf")
    }

    /// Wraps the generations of KMS keys.
    pub fn kms_wrap(&self) -> Key {
        self.0.expand("vault/1/kms-wrap")
    }

    /// Seals the access dates that are kept beside the vault.
    pub fn access(&self) -> Key {
        self.0.expand("vault/1/access")
    }

    /// Authenticates what a machine remembers of the vault.
    pub fn state_mac(&self) -> Key {
        self.0.expand("vault/1/state-mac")
    }
}

/// What opens a slot, derived from what its owner has in hand.
#[derive(Debug)]
pub struct KeyEncryptionKey(Key);

/// What a slot's key is derived from. Every part has a fixed length, so that no two can be mistaken for one another.
#[derive(Debug, Clone, Copy)]
pub enum SlotSecret<'k> {
    /// A passphrase's key, or a key file's.
    Key(&'k Key),
    /// A passphrase's key and a key file's: useless without either (two-secret key derivation).
    Both(&'k Key, &'k Key),
    /// A recovery key.
    Recovery(&'k RecoveryKey),
}

impl KeyEncryptionKey {
    /// HKDF-SHA256(salt = the slot's salt, ikm = the secret's bytes, info = "vault/1/slot" ‖ context). The context
    /// holds the slot's kind and parameters, so that changing any of them gives another key.
    pub fn derive(secret: SlotSecret<'_>, salt: &[u8; 16], context: &[u8]) -> Self {
        let mut both = Zeroizing::new([0; 2 * KEY_LENGTH]);
        let secret: &[u8] = match secret {
            SlotSecret::Key(key) => key.expose(),
            SlotSecret::Recovery(key) => key.expose(),
            SlotSecret::Both(passphrase, key_file) => {
                both[..KEY_LENGTH].copy_from_slice(passphrase.expose());
                both[KEY_LENGTH..].copy_from_slice(key_file.expose());
                &*both
            }
        };
        let mut key = Key::zero();
        let expanded = Hkdf::<Sha256>::new(Some(salt), secret)
            .expand_multi_info(&[b"vault/1/slot", context], &mut key.0.bytes);
        debug_assert!(expanded.is_ok(), "32 bytes are within HKDF's limit");
        Self(key)
    }

    /// Seals the vault key for a slot.
    pub fn wrap(
        &self,
        context: &Context,
        key: &VaultKey,
        entropy: &dyn Entropy,
    ) -> Result<WrappedKey> {
        self.0.wrap(context, &key.0, entropy)
    }

    /// Opens a slot's vault key.
    pub fn unwrap(&self, context: &Context, wrapped: &WrappedKey) -> Result<VaultKey, Unopened> {
        self.0.unwrap(context, wrapped).map(VaultKey)
    }
}

/// The secret bytes of a key file.
pub fn key_from_file(bytes: &Zeroizing<Vec<u8>>) -> Option<Key> {
    let bytes: &[u8; KEY_LENGTH] = bytes.as_slice().try_into().ok()?;
    let mut key = Key::zero();
    key.0.bytes.copy_from_slice(bytes);
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::entropy::OsEntropy;
    use crate::crypto::seal::Kind;

    #[test]
    fn a_wrapped_key_opens_only_under_its_key_and_context() {
        let context = Context::new(Kind::DataKey, &[1; 16]);
        let outer = Key::generate(&OsEntropy).unwrap();
        let inner = Key::generate(&OsEntropy).unwrap();
        let wrapped = outer.wrap(&context, &inner, &OsEntropy).unwrap();
        assert_eq!(
            outer.unwrap(&context, &wrapped).unwrap().expose(),
            inner.expose()
        );
        assert!(inner.unwrap(&context, &wrapped).is_err());
        assert!(
            outer
                .unwrap(&Context::new(Kind::KmsKey, &[1; 16]), &wrapped)
                .is_err()
        );
    }

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        // Test case 2 has a short key; a key of 32 bytes is padded with zeros alike.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let tag = Key::new(key).mac(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            crate::types::hex::hex(&tag),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn expand_is_that_of_rfc_5869() {
        // Appendix A.1: a pseudo-random key of 32 bytes, and an output of more than one block.
        let hex = |text: &str| -> Vec<u8> {
            let digits = text.as_bytes().chunks(2);
            digits
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                .collect()
        };
        let key = hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        let mut output = [0; 42];
        let info = hex("f0f1f2f3f4f5f6f7f8f9");
        let (front, back) = info.split_at(3);
        Key::new(key.try_into().unwrap()).expand_into(&[front, back], &mut output);
        let expected = hex(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        );
        assert_eq!(output[..], expected);
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", Key::new([65; 32])), "Key(***)");
    }
}
