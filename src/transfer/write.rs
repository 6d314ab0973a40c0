//! Secrets in the formats that are read back exactly.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::ser::PrettyFormatter;
use zeroize::Zeroizing;

use super::json::BINARY;
use crate::error::{Error, Kind, Result};
use crate::shell::quote::dotenv_line;
use crate::types::sensitive::SecretValue;

/// A secret on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its name there.
    pub name: String,
    /// Its current value.
    pub value: SecretValue,
}

/// Writes a JSON object of names and values: text as a string, even if it is JSON itself, so that no byte of it changes; bytes
/// as `{"SecretBinary": "..."}` in base64.
pub fn json(secrets: &[Exported], out: &mut impl Write) -> Result<()> {
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, formatter);
    Object(secrets)
        .serialize(&mut serializer)
        .map_err(|_| Error::new(Kind::Other, "the secrets cannot be written as JSON"))?;
    out.write_all(b"\n").map_err(unwritten)
}

/// Writes a .env file; a secret that none can hold is refused by its name.
pub fn dotenv(secrets: &[Exported], out: &mut impl Write) -> Result<()> {
    for Exported { name, value } in secrets {
        let refused = |why: &str| {
            Error::new(Kind::Other, format!("{name} {why}"))
                .hint("--format json can hold every secret")
        };
        let text = match value {
            SecretValue::Text(text) => text.expose(),
            SecretValue::Binary(_) => {
                return Err(refused("is binary: a .env file holds text alone"));
            }
        };
        if text.contains('\0') {
            return Err(refused("holds a NUL byte, which no .env file can"));
        }
        if name.contains('=') {
            return Err(refused(
                "has a = in its name, which ends a name in a .env file",
            ));
        }
        dotenv_line(name, text, out).map_err(unwritten)?;
    }
    Ok(())
}

fn unwritten(error: std::io::Error) -> Error {
    Error::new(Kind::Other, "the secrets cannot be written").caused_by(error)
}

struct Object<'s>(&'s [Exported]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(self.0.len()))?;
        for Exported { name, value } in self.0 {
            match value {
                SecretValue::Text(text) => members.serialize_entry(name, text.expose())?,
                SecretValue::Binary(bytes) => {
                    members.serialize_entry(name, &Base64(bytes.expose()))?;
                }
            }
        }
        members.end()
    }
}

struct Base64<'b>(&'b [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut member = serializer.serialize_map(Some(1))?;
        member.serialize_entry(BINARY, &*Zeroizing::new(STANDARD.encode(self.0)))?;
        member.end()
    }
}
