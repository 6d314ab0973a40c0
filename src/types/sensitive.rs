//! Secret text and bytes: wiped when let go, `***` in every `Debug`, without `Serialize`.

use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize as _, Zeroizing};

thread_local! {
    /// What the command line read for secret options (decisions 5): the parser only ever sees a handle.
    static STASH: RefCell<Vec<Option<Zeroizing<Vec<u8>>>>> = const { RefCell::new(Vec::new()) };
}

/// Puts bytes aside and gives the handle that an option of type [`SecretString`] or [`SecretBinary`] turns back
/// into them, once. A handle begins with NUL, which no argument of a process can hold: it cannot be typed.
pub fn stash(bytes: Zeroizing<Vec<u8>>) -> String {
    STASH.with_borrow_mut(|table| {
        table.push(Some(bytes));
        format!("\0{}", table.len() - 1)
    })
}

fn unstash(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let index: usize = text.strip_prefix('\0')?.parse().ok()?;
    STASH.with_borrow_mut(|table| table.get_mut(index).and_then(Option::take))
}

/// A secret's text value.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretString(Zeroizing<String>);

impl SecretString {
    /// Takes the text over.
    pub const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The text itself: the border that a reader of the code should notice.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for SecretString {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match unstash(text) {
            None => Ok(Self(Zeroizing::new(text.to_owned()))),
            Some(mut bytes) => match String::from_utf8(std::mem::take(&mut *bytes)) {
                Ok(text) => Ok(Self(Zeroizing::new(text))),
                Err(error) => {
                    error.into_bytes().zeroize();
                    Err("the value is not valid UTF-8; store it with --secret-binary")
                }
            },
        }
    }
}

impl<'de> Deserialize<'de> for SecretString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Zeroizing::<String>::deserialize(deserializer).map(Self)
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A secret's binary value: base64 in JSON, raw from `fileb://`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretBinary(Zeroizing<Vec<u8>>);

impl SecretBinary {
    /// Takes the bytes over.
    pub const fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// The bytes themselves: the border that a reader of the code should notice.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for SecretBinary {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match unstash(text) {
            Some(bytes) => Ok(Self(bytes)),
            None => decode_base64(text).map(Self),
        }
    }
}

impl<'de> Deserialize<'de> for SecretBinary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::<String>::deserialize(deserializer)?;
        decode_base64(&text)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for SecretBinary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Bytes of a base64 text (RFC 4648, section 4, padded).
pub fn decode_base64(text: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    STANDARD
        .decode(text)
        .map(Zeroizing::new)
        .map_err(|_| "the value is not base64")
}

/// What a version holds: text or bytes, never both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretValue {
    /// `SecretString`.
    Text(SecretString),
    /// `SecretBinary`.
    Binary(SecretBinary),
}

impl SecretValue {
    /// The bytes that are stored.
    pub fn expose_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.expose().as_bytes(),
            Self::Binary(bytes) => bytes.expose(),
        }
    }
}

/// A secret on its way out: the only wrapper of one that serialises (base64 for bytes).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revealed<T>(pub T);

/// Writes a secret of a request that goes to another service, which is where it is meant to go; for `serialize_with`.
pub fn reveal_text<S: Serializer>(
    text: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    text.as_ref()
        .map(SecretString::expose)
        .serialize(serializer)
}

/// The same for bytes, in base64.
pub fn reveal_bytes<S: Serializer>(
    bytes: &Option<SecretBinary>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = bytes
        .as_ref()
        .map(|bytes| Zeroizing::new(STANDARD.encode(bytes.expose())));
    text.as_ref()
        .map(|text| text.as_str())
        .serialize(serializer)
}

/// A secret of an answer.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Revealed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Revealed<SecretString> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl Serialize for Revealed<SecretBinary> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(STANDARD.encode(self.0.expose())))
    }
}
