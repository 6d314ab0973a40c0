//! The canonical request: what a signature is about, in one form.

use super::key::hash;
use super::{ALGORITHM, SERVICE, TERMINATOR};
use crate::types::hex::hex;

/// What goes into a canonical request. `headers` are those that are signed, names in lower case, in the order of their names.
pub(super) struct Canonical<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a [(&'a str, &'a [u8])],
    pub(super) payload_hash: &'a str,
}

impl Canonical<'_> {
    /// The names that are signed, as both sides write them.
    pub(super) fn signed_headers(&self) -> String {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        names.join(";")
    }

    /// The request in its canonical form.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(512);
        for line in [self.method, &path(self.path), &query(self.query)] {
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
        for (name, value) in self.headers {
            text.extend_from_slice(name.as_bytes());
            text.push(b':');
            push_value(&mut text, value);
            text.push(b'\n');
        }
        text.push(b'\n');
        text.extend_from_slice(self.signed_headers().as_bytes());
        text.push(b'\n');
        text.extend_from_slice(self.payload_hash.as_bytes());
        text
    }

    /// The string to sign, for a request of this time and region.
    pub(super) fn string_to_sign(&self, time: &str, day: &str, region: &str) -> String {
        let hash = hash(&self.bytes());
        format!("{ALGORITHM}\n{time}\n{day}/{region}/{SERVICE}/{TERMINATOR}\n{hash}")
    }
}

/// Without the blanks around it, and with one blank for each run of them.
fn push_value(text: &mut Vec<u8>, value: &[u8]) {
    let words = value
        .split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            text.push(b' ');
        }
        text.extend_from_slice(word);
    }
}

/// Each byte but the unreserved ones (RFC 3986, 2.3) and `/` in percent signs. The path comes encoded and is encoded once more,
/// as for every service but S3. Dots are not resolved: an odd path has an odd signature.
fn path(raw: &str) -> String {
    if raw.is_empty() {
        return "/".to_owned();
    }
    let mut text = String::with_capacity(raw.len());
    for byte in raw.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push_str(&hex(&[byte]).to_ascii_uppercase());
        }
    }
    text
}

/// The parameters by their names and values, each with its equals sign. They come encoded and stay as they are.
fn query(raw: &str) -> String {
    if raw.is_empty() {
        return String::new();
    }
    let mut pairs: Vec<(&str, &str)> = raw
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_blanks_that_say_nothing() {
        let canonical = |value: &[u8]| {
            let mut text = Vec::new();
            push_value(&mut text, value);
            text
        };
        assert_eq!(canonical(b"  a   b \t c  "), b"a b c");
        assert_eq!(canonical(b" "), b"");
        assert_eq!(canonical(b"\xff  \xfe"), b"\xff \xfe");
    }

    #[test]
    fn paths_and_queries_have_one_form() {
        assert_eq!(path(""), "/");
        assert_eq!(path("/a b/%20/~"), "/a%20b/%2520/~");
        assert_eq!(query(""), "");
        assert_eq!(query("b=2&a&b=1&a=%2F"), "a=&a=%2F&b=1&b=2");
        assert_eq!(query("&"), "=&=");
    }
}
