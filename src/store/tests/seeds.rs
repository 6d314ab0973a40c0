//! Parts of real vaults in the clear, for fuzzing to begin with.

use super::*;
use crate::store::node::{Child, Inner, Leaf, Link, Stored};
use crate::store::record;

/// Target, name and content of each.
pub(crate) fn all() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mut vault = new_vault();
    for id in ["v1", "v2", "v3"] {
        put_one(&mut vault, "a", id, "x");
    }
    let found = vault.find(&home(), "a").unwrap().unwrap();
    let deprecated = vault.deprecated(&found).unwrap();
    let secret = record::encode(found.record());
    let version = record::encode_version(&deprecated[0]);
    let records = vec![([1; 16], secret.clone()), ([2; 16], version.clone())];
    let value = found.record().versions[0].value.as_ref().unwrap();
    let children = [0, 32]
        .map(|first| Child {
            first,
            width: 5,
            link: Link::Stored(Stored {
                is_leaf: true,
                pointer: value.blob,
            }),
        })
        .into();
    let inner = Inner { children };
    let kind = |kind: u8, content: &[u8]| [&[kind], content].concat();
    vec![
        ("header", "key-file", vault.header_bytes.clone()),
        ("footer", "rewritten", vault.view.tip.footer.encode()),
        ("node", "inner", kind(0, &inner.encode())),
        ("node", "leaf", kind(1, &Leaf::of(records).encode())),
        ("node", "root", kind(2, &vault.view.root.encode())),
        ("record", "secret", kind(0, &secret)),
        ("record", "version", kind(1, &version)),
    ]
}
