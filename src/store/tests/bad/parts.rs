//! Faults within sealed parts, by somebody with the vault key.

use super::super::hostile::{Forge, forge};
use super::*;
use crate::store::node::Position;
use crate::store::pointer::POINTER_LENGTH;
use crate::store::record;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = roots();
    cases.append(&mut leaves());
    cases.append(&mut inner_nodes());
    cases.append(&mut records());
    cases.append(&mut values());
    cases
}

fn roots() -> Vec<Case> {
    use Noticed::{Open, Read, Verify};
    let bytes = |edit: fn(&mut Vec<u8>)| forge(|forge| forge.root_bytes = Box::new(edit));
    let root = |edit: fn(&mut crate::store::root::Root)| forge(|forge| forge.root = Box::new(edit));
    let pointer = |edit: fn(&mut crate::secret::record::Pointer)| {
        forge(|forge| forge.footer = Box::new(move |footer| edit(&mut footer.root)))
    };
    vec![
        case("root-unknown-field", REFUSED, Open, move || {
            bytes(|content| insert_field(content, 200))
        }),
        case("root-reserved-field", REFUSED, Open, move || {
            bytes(|content| insert_field(content, 16))
        }),
        case("root-field-missing", DAMAGED, Open, move || {
            bytes(|content| drop(content.drain(..14)))
        }),
        case("root-fields-unsorted", DAMAGED, Open, move || {
            bytes(|content| content[..14 + 11].rotate_left(14))
        }),
        case("root-field-too-long", DAMAGED, Open, move || {
            bytes(|content| content[1] = 0x7f)
        }),
        case("root-region-malformed", DAMAGED, Open, move || {
            bytes(|content| content[16] = b'/')
        }),
        case("root-padding-not-zero", DAMAGED, Open, move || {
            bytes(|content| *content.last_mut().unwrap() = 1)
        }),
        case("root-padding-too-long", DAMAGED, Open, move || {
            bytes(|content| content.resize(content.len() + 128, 0))
        }),
        case(
            "root-live-bytes-beyond-the-file",
            DAMAGED,
            Open,
            move || root(|root| root.live_bytes = u64::MAX),
        ),
        case("root-secrets-beyond-the-file", DAMAGED, Open, move || {
            root(|root| root.secrets = u64::MAX)
        }),
        case("root-pointer-beyond-the-end", DAMAGED, Open, move || {
            pointer(|pointer| pointer.offset = u64::MAX)
        }),
        case("root-pointer-length-huge", DAMAGED, Open, move || {
            pointer(|pointer| pointer.length = u32::MAX)
        }),
        case(
            "root-pointer-length-above-limit",
            DAMAGED,
            Open,
            move || pointer(|pointer| pointer.length = (64 << 20) + 1),
        ),
        case("count-wrong", DAMAGED, Verify, move || {
            root(|root| root.secrets = 3)
        }),
        case(
            "count-of-names-with-equals-wrong",
            DAMAGED,
            Verify,
            move || root(|root| root.with_equals = 1),
        ),
        case("name-key-that-does-not-open", DAMAGED, Open, || {
            forge(|forge| {
                forge.root = Box::new(|root| {
                    root.name_key = Some(root.kms_keys[0].wrapped.clone());
                });
            })
        }),
        case("kms-key-missing", DAMAGED, Read, move || {
            root(|root| {
                root.kms_keys.clear();
                root.live_bytes = 0;
            })
        }),
        case("kms-key-of-another-generation", DAMAGED, Read, move || {
            root(|root| root.kms_keys[0].generation = 2)
        }),
        case("kms-key-changed", DAMAGED, Read, move || {
            root(|root| root.kms_keys[0].wrapped.0[90] ^= 1)
        }),
        case("deletion-due-too-late", DAMAGED, Verify, || {
            forge(|forge| {
                forge.secret = Box::new(|secret| secret.deletion = Some(at(5)));
                forge.root = Box::new(|root| root.deletion_due = Some(at(6)));
            })
        }),
        case("deletion-due-left-out", DAMAGED, Verify, || {
            forge(|forge| forge.secret = Box::new(|secret| secret.deletion = Some(at(5))))
        }),
    ]
}

/// A field of two bytes, in front of the padding.
pub(super) fn insert_field(content: &mut Vec<u8>, tag: u8) {
    // Field by field: the last one ends in ciphertext, which may itself end in zeros.
    let mut used = 0;
    while content.get(used).is_some_and(|tag| *tag != 0) {
        let mut reader = crate::store::codec::Reader::new(&content[used + 1..]);
        let length = reader.length().unwrap();
        reader.raw(length).unwrap();
        used = content.len() - reader.rest().len();
    }
    content.truncate(used);
    content.extend_from_slice(&[tag, 2, 1, 1]);
    content.resize(content.len().next_multiple_of(128), 0);
}

fn leaves() -> Vec<Case> {
    use Noticed::{Read, Verify};
    let leaf = |edit: fn(&mut Vec<u8>)| forge(|forge| forge.leaf = Box::new(edit));
    let link =
        |edit: fn(&mut crate::store::node::Stored)| forge(|forge| forge.link = Box::new(edit));
    let records = |edit: fn(&mut Vec<(crate::store::node::Place, Vec<u8>)>)| {
        forge(|forge| forge.records = Box::new(edit))
    };
    vec![
        case("leaf-records-unsorted", DAMAGED, Read, move || {
            records(|records| records.reverse())
        }),
        case("leaf-record-twice", DAMAGED, Read, move || {
            records(|records| records.insert(1, records[0].clone()))
        }),
        case("leaf-count-too-large", DAMAGED, Read, move || {
            leaf(|content| content[0] = 3)
        }),
        case("leaf-count-huge", DAMAGED, Read, move || {
            leaf(|content| {
                let length = content.len();
                content.splice(..1, [0xff, 0xff, 0xff, 0xff, 0x7f]);
                content.truncate(length);
            })
        }),
        case("leaf-padding-not-zero", DAMAGED, Read, move || {
            leaf(|content| *content.last_mut().unwrap() = 1)
        }),
        case("leaf-padding-too-long", DAMAGED, Read, move || {
            leaf(|content| content.resize(content.len() + 256, 0))
        }),
        case("leaf-padding-left-out", DAMAGED, Read, move || {
            leaf(|content| content.truncate(content.len() - 1))
        }),
        case("leaf-called-an-inner-node", DAMAGED, Read, move || {
            link(|stored| stored.is_leaf = false)
        }),
        case("leaf-pointer-length-huge", DAMAGED, Read, move || {
            link(|stored| stored.pointer.length = u32::MAX)
        }),
        case("leaf-pointer-beyond-the-end", DAMAGED, Read, move || {
            link(|stored| stored.pointer.offset = u64::MAX - 8)
        }),
        case("leaf-of-another-position", DAMAGED, Read, || {
            forge(|forge| forge.position = Box::new(|at| *at = Position::TOP.child(0, 5)))
        }),
        case("record-outside-its-leaf", DAMAGED, Read, || {
            forge(|forge| {
                forge.divided = true;
                forge.records = Box::new(|records| records[0].0[0] |= 0x80);
            })
        }),
        case("record-of-another-place", DAMAGED, Verify, move || {
            records(|records| records[0].0[15] ^= 1)
        }),
        case(
            "records-in-each-other's-places",
            DAMAGED,
            Verify,
            move || {
                records(|records| {
                    let first = std::mem::take(&mut records[0].1);
                    records[0].1 = std::mem::replace(&mut records[1].1, first);
                })
            },
        ),
        case("record-left-out", DAMAGED, Verify, move || {
            records(|records| drop(records.pop()))
        }),
    ]
}

fn inner_nodes() -> Vec<Case> {
    use Noticed::Read;
    const FIRST: usize = 1;
    const SHAPE: usize = 2;
    const CHILD: usize = 2 + POINTER_LENGTH;
    let inner = |edit: fn(&mut Vec<u8>)| {
        forge(|forge| {
            forge.divided = true;
            forge.inner = Box::new(edit);
        })
    };
    vec![
        case("inner-slots-overlap", DAMAGED, Read, move || {
            inner(|content| content[SHAPE] = 6 << 1 | 1)
        }),
        case("inner-slots-unsorted", DAMAGED, Read, move || {
            inner(|content| content[1..].rotate_left(CHILD))
        }),
        case("inner-slots-not-aligned", DAMAGED, Read, move || {
            inner(|content| content[CHILD + FIRST] = 33)
        }),
        case("inner-slot-beyond-the-last", DAMAGED, Read, move || {
            inner(|content| content[CHILD + FIRST] = 64)
        }),
        case("inner-width-too-large", DAMAGED, Read, move || {
            inner(|content| content[SHAPE] = 7 << 1 | 1)
        }),
        case("inner-with-a-wide-inner-child", DAMAGED, Read, move || {
            inner(|content| content[SHAPE] &= !1)
        }),
        case("inner-count-too-small", DAMAGED, Read, move || {
            inner(|content| content[0] = 1)
        }),
        case("inner-count-too-large", DAMAGED, Read, move || {
            inner(|content| content[0] = 65)
        }),
        case("inner-bytes-behind", DAMAGED, Read, move || {
            inner(|content| content.push(0))
        }),
        case("inner-children-swapped", DAMAGED, Read, move || {
            inner(|content| {
                let (one, other) = content.split_at_mut(1 + CHILD);
                one[3..].swap_with_slice(&mut other[2..]);
            })
        }),
    ]
}

fn records() -> Vec<Case> {
    use Noticed::{Read, Verify};
    let record = |edit: fn(&mut Vec<u8>)| forge(|forge| forge.record = Box::new(edit));
    let secret = |edit: fn(&mut SecretRecord)| forge(|forge| forge.secret = Box::new(edit));
    let version =
        |edit: fn(&mut ([u8; 16], Vec<u8>))| forge(|forge| forge.version = Box::new(edit));
    vec![
        case("record-unknown-field", REFUSED, Read, move || {
            record(|bytes| bytes.extend_from_slice(&[99, 1, 0]))
        }),
        case("record-reserved-field", REFUSED, Read, move || {
            record(|bytes| bytes.extend_from_slice(&[20, 1, 0]))
        }),
        case("record-field-missing", DAMAGED, Read, move || {
            record(|bytes| drop(bytes.drain(..18)))
        }),
        case("record-field-twice", DAMAGED, Read, move || {
            record(|bytes| drop(bytes.splice(..0, bytes[..18].to_vec())))
        }),
        case("record-field-too-long", DAMAGED, Read, move || {
            record(|bytes| bytes[1] = 0x7f)
        }),
        case("record-length-not-shortest", DAMAGED, Read, move || {
            record(|bytes| drop(bytes.splice(1..2, [0x90, 0])))
        }),
        case("record-name-not-utf-8", DAMAGED, Read, move || {
            // Behind the key, the Region and the tag and length of the name.
            record(|bytes| bytes[18 + 11 + 2] = 0xff)
        }),
        case("record-region-malformed", DAMAGED, Read, move || {
            record(|bytes| bytes[20] = b' ')
        }),
        case(
            "stage-of-a-version-that-is-not-there",
            DAMAGED,
            Read,
            move || {
                secret(|secret| {
                    secret.stages = [(StagingLabel::from("mine"), VersionId::from("v9"))]
                        .into_iter()
                        .collect();
                })
            },
        ),
        case("deprecated-count-wrong", DAMAGED, Verify, move || {
            secret(|secret| secret.deprecated.count = 2)
        }),
        case("deprecated-count-huge", DAMAGED, Verify, move || {
            secret(|secret| secret.deprecated.count = u32::MAX)
        }),
        case("deprecated-pointer-length-huge", DAMAGED, Read, move || {
            secret(|secret| {
                if let Some((_, pointer)) = &mut secret.deprecated.root {
                    pointer.length = u32::MAX;
                }
            })
        }),
        case(
            "deprecated-version-at-another-place",
            DAMAGED,
            Verify,
            move || version(|(place, _)| place[15] ^= 1),
        ),
        case(
            "deprecated-version-with-bytes-behind",
            DAMAGED,
            Read,
            move || version(|(_, bytes)| bytes.push(0)),
        ),
        case("version-flag-not-0-or-1", DAMAGED, Read, move || {
            version(|(_, bytes)| bytes[0] = 2)
        }),
        case("version-uuid-as-text", DAMAGED, Verify, || {
            forge(|forge| forge.record = Box::new(spell_out_a_uuid))
        }),
    ]
}

/// Gives the record a version without a value whose id is a UUID, written as text.
fn spell_out_a_uuid(bytes: &mut Vec<u8>) {
    let uuid = "0f0e0d0c-0b0a-4009-8807-060504030201";
    let mut decoded = record::decode(bytes).unwrap();
    decoded.versions.push(SecretVersion {
        id: VersionId::from(uuid),
        created: at(1),
        accessed: None,
        value: None,
        shelved: false,
    });
    *bytes = record::encode(&decoded);
    let raw = [
        1, 0x0f, 0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x40, 0x09, 0x88, 0x07, 6, 5, 4, 3, 2, 1,
    ];
    let start = bytes.windows(17).position(|window| window == raw).unwrap();
    let text = [&[0, 36], uuid.as_bytes()].concat();
    bytes.splice(start..start + 17, text);
    // The field of the versions is as much longer: its length has two bytes before and behind.
    let field = bytes[..start]
        .windows(4)
        .rposition(|window| window[0] == 17 && window[3] == 3)
        .unwrap();
    let length = usize::from(bytes[field + 1] & 0x7f) + (usize::from(bytes[field + 2]) << 7) + 21;
    bytes[field + 1] = u8::try_from(length & 0x7f).unwrap() | 0x80;
    bytes[field + 2] = u8::try_from(length >> 7).unwrap();
    assert!(
        record::decode(bytes).is_ok(),
        "it reads, but is not canonical"
    );
}

fn values() -> Vec<Case> {
    use Noticed::Read;
    let value = |edit: fn(&mut Vec<u8>)| forge(|forge| forge.value = Box::new(edit));
    let versions = |edit: fn(&mut [SecretVersion])| {
        forge(|forge: &mut Forge| forge.secret = Box::new(move |secret| edit(&mut secret.versions)))
    };
    vec![
        case("value-padding-not-zero", DAMAGED, Read, move || {
            value(|content| content[31] = 1)
        }),
        case("value-padding-too-long", DAMAGED, Read, move || {
            value(|content| content.resize(64, 0))
        }),
        case("value-padding-left-out", DAMAGED, Read, move || {
            value(|content| content.truncate(7))
        }),
        case("value-empty", DAMAGED, Read, move || value(Vec::clear)),
        case("value-length-beyond-the-end", DAMAGED, Read, move || {
            value(|content| content[1] = 28)
        }),
        case("value-length-huge", DAMAGED, Read, move || {
            value(|content| content[1..5].fill(0xff))
        }),
        case("value-text-not-utf-8", DAMAGED, Read, move || {
            value(|content| content[5] = 0xff)
        }),
        case("value-kind-unknown", REFUSED, Read, move || {
            value(|content| content[0] = 3)
        }),
        case("value-of-another-version", DAMAGED, Read, move || {
            versions(|versions| {
                let (one, other) = versions.split_at_mut(1);
                let (one, other) = (one[0].value.as_mut(), other[0].value.as_mut());
                std::mem::swap(&mut one.unwrap().blob, &mut other.unwrap().blob);
            })
        }),
        case(
            "value-and-key-of-another-version",
            DAMAGED,
            Read,
            move || {
                versions(|versions| {
                    let (one, other) = versions.split_at_mut(1);
                    std::mem::swap(&mut one[0].value, &mut other[0].value);
                })
            },
        ),
        case("value-pointer-length-huge", DAMAGED, Read, move || {
            versions(|versions| versions[1].value.as_mut().unwrap().blob.length = u32::MAX)
        }),
        case("data-key-changed", DAMAGED, Read, move || {
            versions(|versions| versions[1].value.as_mut().unwrap().data_key.0[80] ^= 1)
        }),
        case("value-under-an-unknown-kms-key", DAMAGED, Read, move || {
            versions(|versions| versions[1].value.as_mut().unwrap().kms_key[0] = 1)
        }),
    ]
}
