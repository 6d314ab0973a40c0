//! What still verifies of a trie: a node that does not open loses its part of the places, and the rest goes on.

use crate::error::Result;
use crate::iam::Credential;
use crate::secret::record::Pointer;
use crate::store::node::{Inner, Leaf, Place, Position, Stored};
use crate::store::root::Root;
use crate::store::sealed::{self, Keys, Parts};
use crate::store::storage::Storage;

/// No bytes are in memory: all are read from the file.
static NOT_READ: (u64, Vec<u8>) = (0, Vec::new());

/// The parts of a damaged file. What cannot be read counts as what does not verify.
pub(super) struct Remains<'r, S> {
    pub(super) storage: &'r S,
    pub(super) keys: &'r Keys,
    /// Bytes of the file.
    pub(super) length: u64,
}

/// The records of a trie, or of some parts of it, and where there are none to be had.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) records: Vec<(Place, Vec<u8>)>,
    pub(super) holes: Vec<Hole>,
}

/// A part of the places whose node does not open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hole {
    pub(super) position: Position,
    /// The node's own bytes.
    pub(super) offset: u64,
    pub(super) length: u32,
}

impl<S: Storage> Remains<'_, S> {
    fn with_parts<T>(&self, read: impl FnOnce(&Parts<'_, S>) -> T) -> T {
        read(&Parts {
            storage: self.storage,
            keys: self.keys,
            recent: &NOT_READ,
            pending: &mut (self.length, Vec::new()),
            dropped: &mut 0,
        })
    }

    pub(super) fn root(&self, pointer: &Pointer) -> Result<Root> {
        self.with_parts(|parts| parts.read_root(pointer))
    }

    pub(super) fn ciphertext(&self, pointer: &Pointer) -> Result<Vec<u8>> {
        self.with_parts(|parts| parts.ciphertext(pointer))
    }

    pub(super) fn credentials(&self, pointer: &Pointer) -> Result<Vec<Credential>> {
        sealed::open_credentials(self.keys, pointer, self.ciphertext(pointer)?)
    }

    /// The records of `owner`'s trie below `top` whose places are in one of the `wanted` parts.
    pub(super) fn gather(
        &self,
        owner: &[u8; 16],
        top: Option<Stored>,
        wanted: &[Position],
    ) -> Gathered {
        let mut gathered = Gathered::default();
        if let Some(top) = top {
            self.node(owner, &top, Position::TOP, wanted, &mut gathered);
        }
        gathered
    }

    fn node(
        &self,
        owner: &[u8; 16],
        stored: &Stored,
        position: Position,
        wanted: &[Position],
        gathered: &mut Gathered,
    ) {
        let wanted: Vec<Position> = wanted
            .iter()
            .filter_map(|part| both(*part, position))
            .collect();
        if wanted.is_empty() {
            return;
        }
        let content = self.with_parts(|parts| parts.node(owner, position, stored));
        let read = content.and_then(|content| {
            if stored.is_leaf {
                for (place, record) in Leaf::read(&content, position)? {
                    if wanted.iter().any(|part| part.holds(&place)) {
                        gathered.records.push((place, record.to_vec()));
                    }
                }
                Ok(Inner::default())
            } else {
                Inner::decode(&content, position)
            }
        });
        let Ok(inner) = read else {
            gathered.holes.extend(wanted.iter().map(|part| Hole {
                position: *part,
                offset: stored.pointer.offset,
                length: stored.pointer.length,
            }));
            return;
        };
        for child in &inner.children {
            if let Some(stored) = child.link.stored() {
                let part = position.child(child.first, child.width);
                self.node(owner, &stored, part, &wanted, gathered);
            }
        }
    }
}

/// What two parts share: the smaller of them, if the larger one holds it.
fn both(one: Position, other: Position) -> Option<Position> {
    let (outer, inner) = if one.depth <= other.depth {
        (one, other)
    } else {
        (other, one)
    };
    outer.holds(&inner.prefix).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_the_smaller_one_or_nothing() {
        let low = Position::TOP.child(0, 5);
        let high = Position::TOP.child(32, 5);
        let deep = high.child(0, 0);
        assert_eq!(both(Position::TOP, low), Some(low));
        assert_eq!(both(deep, high), Some(deep));
        assert_eq!(both(high, deep), Some(deep));
        assert_eq!(both(low, high), None);
        assert_eq!(both(low, deep), None);
    }
}
