//! From a secret key and a scope to the signature of a text.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{SERVICE, TERMINATOR};
use crate::types::hex::hex;

/// The signature of a string to sign, in lower-case hexadecimal digits.
pub(super) fn signature(secret_key: &str, day: &str, region: &str, text: &str) -> String {
    let mut key = Zeroizing::new(Vec::with_capacity(4 + secret_key.len()));
    key.extend_from_slice(b"AWS4");
    key.extend_from_slice(secret_key.as_bytes());
    let mut step = mac(&key, day.as_bytes());
    for part in [region, SERVICE, TERMINATOR] {
        step = mac(&*step, part.as_bytes());
    }
    hex(&*mac(&*step, text.as_bytes()))
}

fn mac(key: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    let Ok(mut hmac) = <Hmac<Sha256>>::new_from_slice(key) else {
        unreachable!("HMAC takes a key of any length (RFC 2104)");
    };
    hmac.update(text);
    Zeroizing::new(hmac.finalize().into_bytes().into())
}

/// SHA-256 in lower-case hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
