//! Faults in the table of credentials, by somebody with the vault key.

use super::super::hostile::forge;
use super::*;

/// Where the first credential begins: behind the count and its own length.
const FIRST: usize = 2;
/// The access key id of the first, behind its name.
const ID: usize = FIRST + 2 + 3;
/// Its secret access key.
const SECRET: usize = ID + 2 + 20;
/// When it was made.
const CREATED: usize = SECRET + 2 + 40;
/// Whether it only reads: its last field.
const READ_ONLY: usize = CREATED + 2 + 8;
/// Where the second begins.
const SECOND: usize = READ_ONLY + 3;

pub(super) fn cases() -> Vec<Case> {
    use Noticed::{Open, Read};
    let table = |edit: fn(&mut Vec<u8>)| forge(|forge| forge.credentials = Some(Box::new(edit)));
    let root = |edit: fn(&mut crate::store::root::Root)| {
        forge(|forge| {
            forge.credentials = Some(Box::new(|_| {}));
            forge.root = Box::new(edit);
        })
    };
    vec![
        case("root-field-of-a-later-table", REFUSED, Open, || {
            forge(|forge| {
                forge.root_bytes = Box::new(|content| parts::insert_field(content, 18));
            })
        }),
        case("credentials-pointer-cut", DAMAGED, Open, || {
            forge(|forge| {
                forge.root_bytes = Box::new(|content| parts::insert_field(content, 17));
            })
        }),
        case(
            "credentials-pointer-beyond-the-end",
            DAMAGED,
            Read,
            move || root(|root| root.credentials.as_mut().unwrap().offset = u64::MAX - 8),
        ),
        case(
            "credentials-pointer-length-huge",
            DAMAGED,
            Read,
            move || root(|root| root.credentials.as_mut().unwrap().length = u32::MAX),
        ),
        case("credentials-are-another-part", DAMAGED, Read, move || {
            root(|root| root.credentials = root.trie.map(|top| top.pointer))
        }),
        case("credentials-none", DAMAGED, Read, move || {
            table(|content| content.fill(0))
        }),
        case("credentials-count-too-large", DAMAGED, Read, move || {
            table(|content| content[0] = 3)
        }),
        case("credentials-count-above-limit", DAMAGED, Read, move || {
            table(|content| content[0] = 101)
        }),
        case("credentials-count-huge", DAMAGED, Read, move || {
            table(|content| {
                let length = content.len();
                content.splice(..1, [0xff, 0xff, 0xff, 0xff, 0x7f]);
                content.truncate(length);
            })
        }),
        case("credentials-unsorted", DAMAGED, Read, move || {
            table(|content| content[FIRST + 2..ID].copy_from_slice(b"zzz"))
        }),
        case("credentials-name-twice", DAMAGED, Read, move || {
            table(|content| {
                let one = content[1..SECOND].to_vec();
                let length = content.len();
                content.splice(1..1, one);
                content[0] = 3;
                content.truncate(length);
            })
        }),
        case("credentials-name-malformed", DAMAGED, Read, move || {
            table(|content| content[FIRST + 2] = b'/')
        }),
        case("credentials-name-not-utf-8", DAMAGED, Read, move || {
            table(|content| content[FIRST + 2] = 0xff)
        }),
        case(
            "credentials-id-of-a-temporary-key",
            DAMAGED,
            Read,
            move || table(|content| content[ID + 3] = b'S'),
        ),
        case("credentials-id-malformed", DAMAGED, Read, move || {
            table(|content| content[ID + 7] = b'1')
        }),
        case("credentials-secret-malformed", DAMAGED, Read, move || {
            table(|content| content[SECRET + 5] = b'-')
        }),
        case("credentials-flag-neither", DAMAGED, Read, move || {
            table(|content| content[READ_ONLY + 2] = 2)
        }),
        case("credentials-field-missing", DAMAGED, Read, move || {
            table(|content| {
                drop(content.drain(READ_ONLY..SECOND));
                content[1] -= 3;
                content.extend([0; 3]);
            })
        }),
        case("credentials-field-unknown", REFUSED, Read, move || {
            table(|content| content[READ_ONLY] = 9)
        }),
        case(
            "credentials-pattern-of-a-later-program",
            REFUSED,
            Read,
            move || {
                table(|content| {
                    let at = content.windows(6).position(|part| part == b"prod/*");
                    content[at.unwrap()] = b'[';
                })
            },
        ),
        case(
            "credentials-temporary-without-an-end",
            DAMAGED,
            Read,
            move || {
                table(|content| {
                    // In the second: name (4), id (22), secret (42), token (66), created (10), expires (10).
                    let expires = SECOND + 2 + 4 + 22 + 42 + 66 + 10;
                    drop(content.drain(expires..expires + 10));
                    content[SECOND] -= 10;
                    content.extend([0; 10]);
                })
            },
        ),
        case("credentials-padding-not-zero", DAMAGED, Read, move || {
            table(|content| *content.last_mut().unwrap() = 1)
        }),
        case("credentials-padding-too-long", DAMAGED, Read, move || {
            table(|content| content.resize(content.len() + 4096, 0))
        }),
        case("credentials-padding-left-out", DAMAGED, Read, move || {
            table(|content| content.truncate(content.len() - 1))
        }),
        case("credentials-pointer-shifted", DAMAGED, Read, move || {
            root(|root| root.credentials.as_mut().unwrap().offset -= 1)
        }),
    ]
}
