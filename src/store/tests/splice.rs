//! Files put together of genuine ones: of older and newer copies of a vault, of two futures of it, of another vault with
//! the same key file. None verifies, and none gives a value that was never stored.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::bad::read_all;
use super::*;
use crate::error::Kind;
use crate::secret::record::Pointer;
use crate::store::file::VAULT_OWNER;
use crate::store::footer::FOOTER_LENGTH;
use crate::store::node::{Inner, Position, Stored};
use crate::store::record;
use crate::store::sealed::Parts;
use crate::store::trie::{Medium as _, Trie};
use crate::store::view::split;

#[test]
fn a_hybrid_of_genuine_files_never_verifies() {
    splice(3000);
}

#[test]
#[ignore = "minutes: the long form (docs/TESTING.md)"]
fn a_hybrid_of_genuine_files_never_verifies_in_the_long_form() {
    splice(100_000);
}

/// A genuine file and where its parts are: header, values, nodes, roots, footers, whole commits.
struct Genuine {
    bytes: Vec<u8>,
    parts: Vec<Range<usize>>,
    commits: Vec<Range<usize>>,
}

fn splice(count: usize) {
    let genuine = genuine();
    let mut originals = HashSet::new();
    let mut values = BTreeSet::new();
    for file in &genuine {
        assert!(file.parts.len() > 20);
        for commit in &file.commits {
            let older = &file.bytes[..commit.end];
            values.extend(read_all(&mut reopen(older).unwrap()).unwrap());
            originals.insert(older);
        }
    }
    let mut random = Random(1);
    let mut judged = 0;
    while judged < count {
        let seed = random.0;
        let hybrid = hybrid(&genuine, &mut random);
        if !originals.contains(hybrid.as_slice()) {
            judge(&hybrid, &values, seed);
            judged += 1;
        }
    }
}

fn judge(hybrid: &[u8], values: &BTreeSet<(String, String)>, seed: u64) {
    let kinds = [Kind::Damaged, Kind::Locked];
    let mut vault = match reopen(hybrid) {
        Ok(vault) => vault,
        Err(error) => return assert!(kinds.contains(&error.kind()), "seed {seed}: {error}"),
    };
    for name in ["secret-0", "secret-1", "secret-2", "secret-40"] {
        match get(&mut vault, name) {
            Ok(Some(value)) => assert!(
                values.contains(&(name.to_owned(), value)),
                "seed {seed}: {name}"
            ),
            Ok(None) => {}
            Err(error) => assert_eq!(error.kind(), Kind::Damaged, "seed {seed}: {error}"),
        }
    }
    if let Ok(read) = read_all(&mut vault) {
        assert!(
            read.iter().all(|read| values.contains(read)),
            "seed {seed}: a value that was never stored"
        );
    }
    let verified = vault.verify();
    assert!(verified.is_err(), "seed {seed}: {verified:?}");
}

/// Parts of one or two files, put together.
fn hybrid(genuine: &[Genuine], random: &mut Random) -> Vec<u8> {
    let one = random.of(genuine);
    let other = random.of(genuine);
    let part = random.of(&one.parts).clone();
    let foreign = random.of(&other.parts).clone();
    let mut bytes = one.bytes.clone();
    match random.below(8) {
        0 if foreign.end <= bytes.len() => {
            bytes[foreign.clone()].copy_from_slice(&other.bytes[foreign]);
        }
        1 => {
            // Another part of the same length, wherever it was.
            let same: Vec<_> = other
                .parts
                .iter()
                .filter(|other| other.len() == part.len())
                .collect();
            if !same.is_empty() {
                let foreign = (*random.of(&same)).clone();
                bytes[part].copy_from_slice(&other.bytes[foreign]);
            }
        }
        2 => {
            bytes.truncate(part.end);
            bytes.extend_from_slice(&other.bytes[foreign.start..]);
        }
        3 => {
            // Up to a border of one, from the same border on of the other.
            let border = part.end.min(other.bytes.len());
            bytes.truncate(border);
            bytes.extend_from_slice(&other.bytes[border..]);
        }
        4 => drop(bytes.drain(part)),
        5 => drop(bytes.splice(part.end..part.end, other.bytes[foreign].iter().copied())),
        6 => {
            let older = random.of(&one.parts).clone();
            let copy = one.bytes[older].to_vec();
            bytes.splice(part, copy);
        }
        _ => {
            let header = one.commits[0].start;
            bytes.truncate(header);
            for _ in 0..=random.below(6) {
                let file = random.of(genuine);
                bytes.extend_from_slice(&file.bytes[random.of(&file.commits).clone()]);
            }
        }
    }
    bytes
}

fn genuine() -> Vec<Genuine> {
    let mut files = Vec::new();
    for owner in ["ours", "theirs"] {
        let mut vault = new_vault();
        vault.begin().unwrap();
        for number in 0..48 {
            put(&mut vault, &format!("secret-{number}"), "v1", owner);
        }
        vault.commit(at(1)).unwrap();
        assert!(!vault.view.root.trie.unwrap().is_leaf, "it has inner nodes");
        files.push(vault.storage().bytes().to_vec());
        put_one(&mut vault, "secret-0", "v2", &format!("{owner} rewritten"));
        files.push(vault.storage().bytes().to_vec());

        let mut future = vault.storage().bytes().to_vec();
        for side in ["left", "right"] {
            let mut fork = reopen(&future).unwrap();
            if side == "left" {
                append_one(&mut fork, "secret-1", "v2", &format!("{owner} before"));
                future = fork.storage().bytes().to_vec();
            }
            for id in ["v3", "v4", "v5"] {
                append_one(&mut fork, "secret-0", id, &format!("{owner} {side} {id}"));
                append_one(&mut fork, "secret-2", id, &format!("{owner} {side} {id}"));
            }
            files.push(fork.storage().bytes().to_vec());
            fork.compact(at(5)).unwrap();
            append_one(
                &mut fork,
                "secret-40",
                "v2",
                &format!("{owner} {side} late"),
            );
            files.push(fork.storage().bytes().to_vec());
        }
    }
    files.into_iter().map(Genuine::new).collect()
}

impl Genuine {
    fn new(bytes: Vec<u8>) -> Self {
        let mut parts = BTreeSet::new();
        let mut commits = Vec::new();
        let mut end = bytes.len();
        while let Ok(mut vault) = reopen(&bytes[..end]) {
            let start = usize::try_from(vault.view.tip.footer.start).unwrap();
            for pointer in pointers(&mut vault) {
                let offset = usize::try_from(pointer.offset).unwrap();
                parts.insert((offset, offset + pointer.length as usize));
            }
            parts.extend([(end - FOOTER_LENGTH, end), (start, end), (0, start)]);
            commits.insert(0, start..end);
            end = start;
        }
        parts.insert((0, end));
        Self {
            bytes,
            parts: parts.into_iter().map(|(start, end)| start..end).collect(),
            commits,
        }
    }
}

/// Everything that the newest commit holds.
fn pointers(vault: &mut VaultFile<MemoryStorage>) -> Vec<Pointer> {
    let mut found = vec![vault.view.tip.footer.root];
    let mut tries: Vec<_> = vault
        .view
        .root
        .trie
        .map(|top| (VAULT_OWNER, top))
        .into_iter()
        .collect();
    vault
        .secrets(&mut |secret| {
            let record = secret.into_record();
            let values = record.versions.iter().flat_map(|version| &version.value);
            found.extend(values.map(|value| value.blob));
            tries.extend(record::deprecated_top(&record.deprecated).map(|top| (record.key, top)));
            Ok(())
        })
        .unwrap();
    let (_, mut parts) = split!(vault);
    for (owner, top) in tries {
        nodes(&mut parts, &owner, Position::TOP, top, &mut found);
        if owner != VAULT_OWNER {
            Trie::new(owner, Some(top))
                .walk(&mut parts, &mut |_, _, bytes| {
                    let version = record::decode_version(bytes)?;
                    found.extend(version.value.map(|value| value.blob));
                    Ok(())
                })
                .unwrap();
        }
    }
    found
}

fn nodes(
    parts: &mut Parts<'_, MemoryStorage>,
    owner: &[u8; 16],
    position: Position,
    stored: Stored,
    found: &mut Vec<Pointer>,
) {
    found.push(stored.pointer);
    if !stored.is_leaf {
        let content = parts.read_node(owner, position, &stored).unwrap();
        for child in Inner::decode(&content, position).unwrap().children {
            let position = position.child(child.first, child.width);
            nodes(parts, owner, position, child.link.stored().unwrap(), found);
        }
    }
}

/// SplitMix64: the same hybrids in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }

    fn of<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }
}
