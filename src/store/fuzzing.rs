//! The readers of sealed parts, as a writer with the vault key would feed them: whatever they are given they refuse or read,
//! and what they read they would write the same.

#![expect(
    clippy::missing_panics_doc,
    reason = "each panics when a promise is broken"
)]

use crate::crypto::entropy::OsEntropy;
use crate::crypto::keys::VaultKey;
use crate::store::footer::Footer;
use crate::store::header::Header;
use crate::store::node::{Inner, Leaf, Position};
use crate::store::record;
use crate::store::root::Root;

/// A header; whether it is one.
pub fn header(data: &[u8]) -> bool {
    let Ok(header) = Header::decode(data) else {
        return false;
    };
    let Ok(key) = VaultKey::generate(&OsEntropy) else {
        return false;
    };
    let again = header.encode(&key);
    let end = data.len() - 32;
    assert_eq!(again[..end], data[..end], "a header in two forms");
    true
}

/// The content of a footer; whether it is one.
pub fn footer(data: &[u8]) -> bool {
    let Ok(footer) = Footer::decode(data) else {
        return false;
    };
    let again = footer.encode();
    let padding = data.get(again.len()..).unwrap_or_default();
    assert!(data.starts_with(&again), "a footer in two forms");
    assert!(padding.iter().all(|byte| *byte == 0), "bytes of no use");
    true
}

/// The content of an inner node, of a leaf or of a root, by the first byte; whether it is one.
pub fn node(data: &[u8]) -> bool {
    let Some((kind, content)) = data.split_first() else {
        return false;
    };
    match kind % 3 {
        0 => Inner::decode(content, Position::TOP)
            .inspect(|node| assert_eq!(node.encode(), content, "an inner node in two forms"))
            .is_ok(),
        1 => {
            let leaf = Leaf::decode(content.to_vec(), Position::TOP);
            let places = Leaf::read(content, Position::TOP);
            assert_eq!(leaf.is_ok(), places.is_ok(), "read in one way only");
            leaf.inspect(|leaf| assert_eq!(leaf.encode(), content, "a leaf in two forms"))
                .is_ok()
        }
        _ => Root::decode(content).is_ok(),
    }
}

/// The record of a secret, or of a version, by the first byte; whether it is one.
pub fn record(data: &[u8]) -> bool {
    let Some((kind, content)) = data.split_first() else {
        return false;
    };
    if kind % 2 == 1 {
        let Ok(version) = record::decode_version(content) else {
            return false;
        };
        let again = record::decode_version(&record::encode_version(&version));
        assert!(again.is_ok_and(|again| again == version), "another version");
        return true;
    }
    let heading = record::heading(content).is_ok();
    let Ok(secret) = record::decode(content) else {
        return false;
    };
    assert!(heading, "a record without a heading");
    let again = record::decode(&record::encode(&secret));
    assert!(again.is_ok_and(|again| again == secret), "another secret");
    true
}
