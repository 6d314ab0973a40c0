//! Building the same trie anew in another place: for compaction, and when something must be gone.

use super::{Medium, Trie, decode};
use crate::error::Result;
use crate::store::node::{
    BITS, Child, Inner, LEAF_LIMIT, Leaf, Link, Node, Place, Position, Stored,
};

/// Sees each record on its way to another medium; gives what stands there instead, or `None` to leave it out.
pub(in crate::store) type Change<'c, S, T> =
    dyn FnMut(&mut S, &mut T, &Place, &[u8]) -> Result<Option<Vec<u8>>> + 'c;

impl Trie {
    /// Builds the same trie in `target`, without the room that removed records left: leaves that fit together are joined.
    /// `change` sees each record and may change it or (by `None`) leave it out.
    pub(in crate::store) fn rewrite<S: Medium, T: Medium>(
        &self,
        source: &mut S,
        target: &mut T,
        change: &mut Change<'_, S, T>,
    ) -> Result<Option<Stored>> {
        let Some(link) = &self.top else {
            return Ok(None);
        };
        let mut rewriting = Rewriting {
            owner: &self.owner,
            source,
            target,
            change,
        };
        match rewriting.node(link, Position::TOP)? {
            Rewritten::Nothing => Ok(None),
            Rewritten::Leaf(leaf) => rewriting.emit(&leaf, Position::TOP).map(Some),
            Rewritten::Inner(stored) => Ok(Some(stored)),
        }
    }
}

struct Rewriting<'r, S, T> {
    owner: &'r [u8; 16],
    source: &'r mut S,
    target: &'r mut T,
    change: &'r mut Change<'r, S, T>,
}

/// A part of a trie, rewritten: leaves stay in memory until it is known whether they join their neighbours.
enum Rewritten {
    Nothing,
    Leaf(Leaf),
    Inner(Stored),
}

impl<S: Medium, T: Medium> Rewriting<'_, S, T> {
    fn node(&mut self, link: &Link, position: Position) -> Result<Rewritten> {
        let read;
        let node = match link {
            Link::Loaded { node, .. } => node,
            Link::Stored(stored) => {
                read = decode(
                    stored,
                    position,
                    self.source.read_node(self.owner, position, stored)?,
                )?;
                &read
            }
        };
        match node {
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::Inner(inner) => self.inner(inner, position),
        }
    }

    fn leaf(&mut self, leaf: &Leaf) -> Result<Rewritten> {
        let mut records = Vec::new();
        for (place, record) in leaf.iter() {
            if let Some(record) = (self.change)(self.source, self.target, place, record)? {
                records.push((*place, record));
            }
        }
        Ok(if records.is_empty() {
            Rewritten::Nothing
        } else {
            Rewritten::Leaf(Leaf::of(records))
        })
    }

    fn inner(&mut self, inner: &Inner, position: Position) -> Result<Rewritten> {
        let mut parts = Vec::with_capacity(inner.children.len());
        for child in &inner.children {
            let part = self.node(&child.link, position.child(child.first, child.width))?;
            if !matches!(part, Rewritten::Nothing) {
                parts.push((child.first, child.width, part));
            }
        }
        let mut joined = Vec::with_capacity(parts.len());
        join(parts, 0, BITS, &mut joined);
        let parts = match joined.pop() {
            None => return Ok(Rewritten::Nothing),
            Some((_, BITS, Rewritten::Leaf(leaf))) => return Ok(Rewritten::Leaf(leaf)),
            Some(last) => {
                joined.push(last);
                joined
            }
        };
        let mut children = Vec::with_capacity(parts.len());
        for (first, width, part) in parts {
            let stored = match part {
                Rewritten::Nothing => continue,
                Rewritten::Inner(stored) => stored,
                Rewritten::Leaf(leaf) => self.emit(&leaf, position.child(first, width))?,
            };
            children.push(Child {
                first,
                width,
                link: Link::Stored(stored),
            });
        }
        let content = Inner { children }.encode();
        Ok(Rewritten::Inner(Stored {
            is_leaf: false,
            pointer: self
                .target
                .write_node(self.owner, position, false, content)?,
        }))
    }

    fn emit(&mut self, leaf: &Leaf, position: Position) -> Result<Stored> {
        Ok(Stored {
            is_leaf: true,
            pointer: self
                .target
                .write_node(self.owner, position, true, leaf.encode())?,
        })
    }
}

/// Joins the leaves of a run of slots if they fit into three quarters of one (the rest is room to grow), else those of its
/// halves.
fn join(
    mut parts: Vec<(u8, u8, Rewritten)>,
    first: u8,
    width: u8,
    joined: &mut Vec<(u8, u8, Rewritten)>,
) {
    let mut size = 0;
    let leaves = parts.iter().all(|(_, _, part)| match part {
        Rewritten::Leaf(leaf) => {
            size += leaf.size();
            true
        }
        _ => false,
    });
    if parts.is_empty() {
        return;
    }
    if leaves && (size <= LEAF_LIMIT / 4 * 3 || parts.len() == 1) {
        let mut all = Leaf::default();
        for (_, _, part) in parts {
            if let Rewritten::Leaf(leaf) = part {
                all.append(leaf);
            }
        }
        joined.push((first, width, Rewritten::Leaf(all)));
    } else if width == 0 {
        joined.append(&mut parts);
    } else {
        let half = first + (1 << (width - 1));
        let high = parts.split_off(parts.partition_point(|(slot, _, _)| *slot < half));
        join(parts, first, width - 1, joined);
        join(high, half, width - 1, joined);
    }
}
