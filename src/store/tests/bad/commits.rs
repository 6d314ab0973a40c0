//! Faults of commits and footers, and files put together of several.

use super::super::hostile::forge;
use super::*;
use crate::store::footer::{Body, FOOTER_LENGTH};

/// A vault of three commits and where each of them ends, in one file: appended, however small.
fn three() -> (Vec<u8>, [usize; 4]) {
    let mut vault = new_vault();
    let header = vault.header_bytes.len();
    put_one(&mut vault, "a", "v1", "one");
    let mut ends = [header, vault.storage().bytes().len(), 0, 0];
    for (end, id) in ends[2..].iter_mut().zip(["v2", "v3"]) {
        append_one(&mut vault, "a", id, id);
        *end = vault.storage().bytes().len();
    }
    (vault.storage().bytes().to_vec(), ends)
}

fn changed(edit: impl Fn(&mut Vec<u8>, [usize; 4])) -> Vec<u8> {
    let (mut bytes, ends) = three();
    edit(&mut bytes, ends);
    bytes
}

/// Two futures of the same vault after its second commit, byte for byte of the same lengths.
fn forked() -> (Vec<u8>, Vec<u8>, [usize; 4]) {
    let (bytes, ends) = three();
    let mut other = reopen(&bytes[..ends[2]]).unwrap();
    append_one(&mut other, "a", "w3", "w3");
    (bytes, other.storage().bytes().to_vec(), ends)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = footers();
    cases.append(&mut damaged());
    cases.append(&mut mixed());
    cases
}

/// Footers that verify but cannot be.
fn footers() -> Vec<Case> {
    use Noticed::{Open, Verify};
    let generation =
        |number: u64| forge(|forge| forge.footer = Box::new(move |f| f.generation = number));
    let bytes = |edit: fn(&mut Vec<u8>)| forge(|forge| forge.footer_bytes = Box::new(edit));
    vec![
        case("footer-generation-zero", DAMAGED, Open, move || {
            generation(0)
        }),
        case("footer-generation-last", DAMAGED, Open, move || {
            generation(u64::MAX)
        }),
        case("footer-body-kind-unknown", DAMAGED, Open, move || {
            bytes(|content| content[24] = 2)
        }),
        case(
            "footer-body-digest-padding-not-zero",
            DAMAGED,
            Open,
            move || bytes(|content| content[25 + 32] = 1),
        ),
        case("footer-ancestors-too-many", DAMAGED, Open, move || {
            bytes(|content| content[25 + 72 + 64 + 84] = 65)
        }),
        case("footer-padding-not-zero", DAMAGED, Open, move || {
            bytes(|content| *content.last_mut().unwrap() = 1)
        }),
        case("footer-of-another-header", DAMAGED, Open, || {
            forge(|forge| forge.footer = Box::new(|footer| footer.header[0] ^= 1))
        }),
        case("footer-start-in-the-header", DAMAGED, Open, || {
            forge(|forge| forge.footer = Box::new(|footer| footer.start -= 64))
        }),
        case("footer-start-behind-itself", DAMAGED, Open, || {
            forge(|forge| forge.footer = Box::new(|footer| footer.start = 1 << 20))
        }),
        case("footer-start-leaves-a-gap", DAMAGED, Verify, || {
            forge(|forge| forge.footer = Box::new(|footer| footer.start += 64))
        }),
        case(
            "footer-names-a-commit-before-the-first",
            DAMAGED,
            Verify,
            || forge(|forge| forge.footer = Box::new(|footer| footer.previous = [1; 32])),
        ),
        case("body-digest-wrong", DAMAGED, Verify, || {
            forge(|forge| forge.footer = Box::new(|footer| footer.body = Body::Durable([7; 32])))
        }),
        case("generation-left-out", DAMAGED, Verify, || {
            third(|footer| footer.generation += 1)
        }),
        case("ancestors-wrong", DAMAGED, Verify, || {
            third(|footer| footer.ancestors[0][0] ^= 1)
        }),
        case("ancestors-cut", DAMAGED, Verify, || {
            third(|footer| footer.ancestors.truncate(1))
        }),
        case("previous-footer-wrong", DAMAGED, Verify, || {
            third(|footer| footer.previous[0] ^= 1)
        }),
    ]
}

/// Three commits, the last footer written anew by somebody with the key.
fn third(edit: fn(&mut crate::store::footer::Footer)) -> Vec<u8> {
    use crate::crypto::entropy::OsEntropy;
    let (mut bytes, _) = three();
    let vault = reopen(&bytes).unwrap();
    let mut footer = vault.view.tip.footer.clone();
    edit(&mut footer);
    let offset = bytes.len() - FOOTER_LENGTH;
    let sealed = footer
        .seal(
            &vault.keys.root,
            &vault.keys.vault_id,
            offset as u64,
            &OsEntropy,
        )
        .unwrap();
    bytes.truncate(offset);
    bytes.extend(sealed);
    bytes
}

/// Whole files that were damaged on their way.
fn damaged() -> Vec<Case> {
    use Noticed::{Open, Verify};
    vec![
        case("footer-bit-flipped", DAMAGED, Open, || {
            let mut bytes = forge(|_| {});
            let last = bytes.len() - FOOTER_LENGTH / 2;
            bytes[last] ^= 4;
            bytes
        }),
        case("footer-commitment-flipped", DAMAGED, Open, || {
            let mut bytes = forge(|_| {});
            let start = bytes.len() - FOOTER_LENGTH;
            bytes[start + 24] ^= 1;
            bytes
        }),
        case("footer-moved", DAMAGED, Open, || {
            let mut bytes = forge(|_| {});
            let start = bytes.len() - FOOTER_LENGTH;
            bytes.splice(start..start, [0; 64]);
            bytes
        }),
        case("footer-cut", DAMAGED, Open, || {
            let mut bytes = forge(|_| {});
            bytes.truncate(bytes.len() - 1);
            bytes
        }),
        case("newest-footer-bit-flipped", DAMAGED, Verify, || {
            changed(|file, [_, _, _, end]| file[end - 1] ^= 1)
        }),
        case("newest-body-bit-flipped", DAMAGED, Verify, || {
            changed(|file, [_, _, start, _]| file[start] ^= 1)
        }),
        case("truncated-in-footer", DAMAGED, Verify, || {
            changed(|file, [_, _, _, end]| file.truncate(end - 64))
        }),
        case("truncated-in-body", DAMAGED, Verify, || {
            changed(|file, [_, _, start, _]| file.truncate(start + 10))
        }),
        case("trailing-bytes", DAMAGED, Verify, || {
            changed(|file, _| file.extend_from_slice(b"more"))
        }),
        case("trailing-zeros", DAMAGED, Verify, || {
            changed(|file, [_, _, _, end]| file.resize(end + 4096, 0))
        }),
        case("dead-bytes-changed", DAMAGED, Verify, || {
            // The root of the second commit: nothing that is alive names it.
            changed(|file, [_, _, end, _]| file[end - FOOTER_LENGTH - 65] ^= 1)
        }),
        case("dead-footer-changed", DAMAGED, Verify, || {
            changed(|file, [_, _, end, _]| file[end - 1] ^= 1)
        }),
        case("first-footer-changed", DAMAGED, Verify, || {
            changed(|file, [_, end, _, _]| file[end - 1] ^= 1)
        }),
        case("newest-commit-twice", DAMAGED, Verify, || {
            changed(|file, [_, _, start, end]| file.extend_from_within(start..end))
        }),
        case("commit-left-out", DAMAGED, Verify, || {
            changed(|file, [_, start, end, _]| drop(file.drain(start..end)))
        }),
        case("commits-swapped", DAMAGED, Verify, || {
            changed(|file, [_, first, second, _]| file[first..].rotate_left(second - first))
        }),
    ]
}

/// Files put together of genuine ones.
fn mixed() -> Vec<Case> {
    use Noticed::{Open, Read, Verify};
    vec![
        case("two-vaults-mixed", DAMAGED, Open, || {
            let (one, ends) = three();
            let (other, _) = three();
            [&one[..ends[0]], &other[ends[0]..]].concat()
        }),
        case("commit-of-another-vault-behind", DAMAGED, Verify, || {
            let (one, ends) = three();
            let (other, _) = three();
            [&one[..ends[2]], &other[ends[2]..]].concat()
        }),
        case("commit-of-another-future-between", DAMAGED, Read, || {
            let (one, other, ends) = forked();
            let mut third = reopen(&one).unwrap();
            append_one(&mut third, "b", "v1", "x");
            let newest = third.storage().bytes()[ends[3]..].to_vec();
            let mut spliced = other;
            spliced.extend(newest);
            spliced
        }),
        case("spliced-older-leaf", DAMAGED, Read, || {
            spliced(SplicedPart::Leaf)
        }),
        case("spliced-older-value", DAMAGED, Read, || {
            spliced(SplicedPart::Value)
        }),
        case("spliced-older-root", DAMAGED, Open, || {
            spliced(SplicedPart::Root)
        }),
    ]
}

#[derive(Clone, Copy)]
enum SplicedPart {
    Leaf,
    Value,
    Root,
}

/// A rewritten file with one part of the same vault's file before: of the same length and at the same place.
fn spliced(part: SplicedPart) -> Vec<u8> {
    let mut vault = new_vault();
    put_one(&mut vault, "a", "v1", "one");
    let older = parts(&mut vault);
    let before = vault.storage().bytes().to_vec();
    vault.begin().unwrap();
    // The same version anew: only nonces and the value differ.
    let found = vault.find(&home(), "a").unwrap().unwrap();
    let permit = Permit::evaluate(&Caller::Owner, "PutSecretValue", &found).unwrap();
    let id = VersionId::from("v1");
    let stored = vault.seal(&permit, &found, &id, &text("two")).unwrap();
    let mut record = found.into_record();
    record.versions[0].value = Some(stored);
    vault.save(Secret::new(record)).unwrap();
    vault.commit(at(3)).unwrap();
    assert_eq!(parts(&mut vault), older, "only the content differs");
    let mut after = vault.storage().bytes().to_vec();
    let (offset, length) = older[part as usize];
    after[offset..offset + length].copy_from_slice(&before[offset..offset + length]);
    after
}

/// Where leaf, value and root are.
fn parts(vault: &mut VaultFile<MemoryStorage>) -> [(usize, usize); 3] {
    let found = vault.find(&home(), "a").unwrap().unwrap();
    let value = found.record().versions[0].value.as_ref().unwrap().blob;
    let leaf = vault.view.root.trie.unwrap().pointer;
    [leaf, value, vault.view.tip.footer.root].map(|pointer| {
        (
            usize::try_from(pointer.offset).unwrap(),
            pointer.length as usize,
        )
    })
}
