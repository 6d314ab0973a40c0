//! What is written is read back: every name, every byte.

use proptest::prelude::*;
use zeroize::Zeroizing;

use super::write::{self, Exported};
use super::{Document, Format, Source as _};
use crate::error::Result;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue};

/// Names of a vault, hostile values: quotes, escapes, line ends, comments, JSON, controls, every plane of Unicode.
fn secrets(binary: bool) -> impl Strategy<Value = Vec<Exported>> {
    let text = prop_oneof![
        any::<String>(),
        "[\\\\'\"`$#= \t\r\n\0a\u{e4}]{1,20}",
        "export [A-Z]{1,3}=.{0,8}",
        Just("{\"SecretBinary\":\"AA==\"}".to_owned()),
        Just("null".to_owned()),
        Just("\u{feff}".to_owned()),
    ];
    let text = text.prop_map(|text| SecretValue::Text(SecretString::new(Zeroizing::new(text))));
    let bytes = prop::collection::vec(any::<u8>(), 0..40)
        .prop_map(|bytes| SecretValue::Binary(SecretBinary::new(Zeroizing::new(bytes))));
    let value = if binary {
        prop_oneof![3 => text, 1 => bytes].boxed()
    } else {
        text.boxed()
    };
    let named = prop::collection::btree_map(
        "[A-Za-z0-9/_+=.@-]{1,12}|export|null|true|1\\.0",
        value,
        0..8,
    );
    named.prop_map(|named| {
        let exported = |(name, value)| Exported { name, value };
        named.into_iter().map(exported).collect()
    })
}

fn read(format: Format, bytes: Vec<u8>) -> Result<Vec<Exported>> {
    let mut document = Document::new(format, "x".to_owned(), Zeroizing::new(bytes));
    let found = document.read(&mut |_, _| ())?;
    found.check("x").or_else(|error| {
        // An empty value can be written and read, but not stored.
        if error
            .to_string()
            .contains("Member must have length greater")
        {
            Ok(())
        } else {
            Err(error)
        }
    })?;
    let entries = found.entries.into_iter();
    Ok(entries
        .map(|entry| Exported {
            name: entry.secret.name,
            value: entry.secret.value.unwrap(),
        })
        .collect())
}

proptest! {
    #[test]
    fn json_is_exact(secrets in secrets(true)) {
        let mut file = Vec::new();
        write::json(&secrets, &mut file).unwrap();
        prop_assert_eq!(read(Format::Json, file.clone()).unwrap(), secrets.clone());
        prop_assert_eq!(read(Format::Yaml, file).unwrap(), secrets);
    }

    #[test]
    fn a_dotenv_file_is_exact_or_refused_by_name(secrets in secrets(false)) {
        let mut file = Vec::new();
        match write::dotenv(&secrets, &mut file) {
            Ok(()) if file.is_empty() => prop_assert!(secrets.is_empty()),
            Ok(()) => prop_assert_eq!(read(Format::Dotenv, file).unwrap(), secrets),
            Err(error) => {
                let error = error.to_string();
                let name = error.split(' ').next().unwrap();
                let named = secrets.iter().find(|secret| secret.name == name).unwrap();
                prop_assert!(named.name.contains('=') || named.value.expose_bytes().contains(&0), "{}", error);
            }
        }
    }
}

#[test]
fn bytes_are_refused_in_a_dotenv_file_by_name() {
    let value = SecretValue::Binary(SecretBinary::new(Zeroizing::new(b"s3cret".to_vec())));
    let secret = Exported {
        name: "tls/key".to_owned(),
        value,
    };
    let error = write::dotenv(&[secret], &mut Vec::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "tls/key is binary: a .env file holds text alone"
    );
}
