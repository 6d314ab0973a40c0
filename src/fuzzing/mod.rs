//! What `fuzz/` runs, a function a target; each says whether its input was one that is accepted. A broken promise panics.
//!
//! Here and not there, so that the seeds run as plain tests too.

#![expect(
    clippy::missing_panics_doc,
    reason = "each panics when a promise is broken"
)]

use serde_json::Value;
use zeroize::Zeroizing;

use crate::cli::output::query::Query;
use crate::crypto::keys::Key;
use crate::crypto::seal::{self, Context, Kind, PIN_LENGTH, Pin};
use crate::shell::Variable;
use crate::shell::quote::{Dialect, render};
use crate::store::fuzzing as store;
use crate::types::shorthand;

pub use sigv4::sigv4;
pub use store::{footer, header, node, record};

mod sigv4;

/// What was changed of a sealed message does not open; what was not does. Byte and place of the change come first.
pub fn seal(data: &[u8]) -> bool {
    let [flip, place_low, place_high, message @ ..] = data else {
        return false;
    };
    let key = Key::new([7; 32]);
    let context = Context::new(Kind::Value, b"sixteen bytes id");
    let mut sealed = message.to_vec();
    let Ok(pin) = seal::seal(&key, &context, &mut sealed, &Zeros) else {
        panic!("sealing failed");
    };
    let mut bytes = [&pin.as_bytes()[..], &sealed].concat();
    let place = usize::from(u16::from_le_bytes([*place_low, *place_high])) % bytes.len();
    bytes[place] ^= flip;
    let Some((pin, content)) = bytes.split_first_chunk::<PIN_LENGTH>() else {
        panic!("a pin was lost");
    };
    let mut opened = content.to_vec();
    let is_open = seal::open(&key, &context, &Pin::from_bytes(*pin), &mut opened).is_ok();
    assert_eq!(is_open, *flip == 0, "byte {place} changed by {flip:#x}");
    assert!(!is_open || opened == message, "another message");
    assert!(is_open || opened.iter().all(|byte| *byte == 0), "not wiped");
    is_open
}

/// Raw bytes as a sealed message: they open under no key.
pub fn open(data: &[u8]) -> bool {
    let Some((pin, content)) = data.split_first_chunk::<PIN_LENGTH>() else {
        return false;
    };
    let context = Context::new(Kind::Root, &[0; 16]);
    let opened = seal::open(
        &Key::new([9; 32]),
        &context,
        &Pin::from_bytes(*pin),
        &mut content.to_vec(),
    );
    assert!(opened.is_err(), "a forged message");
    false
}

/// Shorthand, or JSON in its place, for options of several shapes.
pub fn shorthand(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    let rules = shorthand::parse::<crate::secret::rotation::RotationRules>(text).is_ok();
    let tag = shorthand::parse::<crate::types::tag::Tag>(text).is_ok();
    let filter = shorthand::parse::<crate::operations::FilterInput>(text).is_ok();
    let any = shorthand::parse::<Value>(text).is_ok();
    assert!(
        any || !(rules || tag || filter),
        "read as its own shape only"
    );
    any
}

/// A `--query`, and behind a newline the answer that it is put to.
pub fn query(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    let (expression, answer) = text.split_once('\n').unwrap_or((text, ANSWER));
    let Ok(query) = Query::parse(expression) else {
        return false;
    };
    let answer = serde_json::from_str(answer).unwrap_or(Value::Null);
    query.search(answer).is_ok()
}

/// One like those that are asked for most.
const ANSWER: &str = r#"{"SecretList": [{"Name": "a", "Tags": [{"Key": "k", "Value": "v"}], "Size": 3}, {"Name": "b"}]}"#;

/// The line for bash that sets `V` to this value; `None` if it holds what no variable can.
pub fn quote(value: &[u8], dialect: Dialect) -> Option<Vec<u8>> {
    let Ok(name) = "V".parse() else {
        panic!("V is a name");
    };
    let variable = Variable {
        name,
        value: Zeroizing::new(value.to_vec()),
    };
    let mut line = Vec::new();
    let said = render(dialect, &[variable], &mut line);
    assert_eq!(said.is_ok(), !value.contains(&0), "only NUL cannot be said");
    said.ok().map(|()| line)
}

/// No randomness: a seal is made once here.
struct Zeros;

impl crate::crypto::entropy::Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) -> crate::error::Result<()> {
        buffer.fill(0);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
