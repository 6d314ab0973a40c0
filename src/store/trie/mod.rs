//! The hash trie: from a place to a record, copy on write.
//!
//! Nodes are read when they are needed and stay in memory; what changed is sealed anew, bottom up, at the commit. Names do
//! not occur here: places are keyed hashes, records are bytes.

mod ahead;
mod rewrite;

use crate::error::Result;
use crate::secret::record::Pointer;
use crate::store::node::{
    BITS, Child, DEEPEST, Inner, LEAF_LIMIT, Leaf, Link, Node, Place, Position, Stored,
};

/// Where sealed nodes are read and written.
pub(super) trait Medium {
    /// The content of a sealed node of `owner`'s trie.
    fn read_node(
        &mut self,
        owner: &[u8; 16],
        position: Position,
        stored: &Stored,
    ) -> Result<Vec<u8>>;

    /// Seals a node's content and gives where it is.
    fn write_node(
        &mut self,
        owner: &[u8; 16],
        position: Position,
        is_leaf: bool,
        content: Vec<u8>,
    ) -> Result<Pointer>;

    /// A sealed node is no longer part of the trie.
    fn drop_node(&mut self, stored: &Stored);
}

/// How many nodes a command keeps that it looked records up in: more than one change needs, and few, since fresh memory for
/// a leaf costs a quarter of opening it.
const KEPT: usize = 8;

/// Sees each record.
type Visit<'v, M> = dyn FnMut(&mut M, &Place, &[u8]) -> Result<()> + 'v;

/// A trie of one owner: the vault's secrets, or the deprecated versions of one secret.
#[derive(Debug, Clone)]
pub(super) struct Trie {
    owner: [u8; 16],
    top: Option<Link>,
    /// How many nodes were read, all of which are still in memory, and how many may be.
    loaded: usize,
    keeps: usize,
    /// The leaf that was read last, of those that are not kept.
    passing: Option<(Stored, Leaf)>,
}

impl Trie {
    /// The trie whose topmost node is stored there; an empty one if nowhere.
    pub(super) fn new(owner: [u8; 16], top: Option<Stored>) -> Self {
        Self {
            owner,
            top: top.map(Link::Stored),
            loaded: 0,
            keeps: KEPT,
            passing: None,
        }
    }

    /// From here on so many nodes are kept that records were looked up in.
    pub(super) const fn keep(&mut self, nodes: usize) {
        self.keeps = nodes;
    }

    /// Whether this is that owner's trie whose topmost node is stored there, with nothing changed since.
    pub(super) fn is(&self, owner: &[u8; 16], top: Option<Stored>) -> bool {
        self.owner == *owner && self.top.as_ref().map(Link::stored) == top.map(Some)
    }

    /// How many nodes are in memory because a record of theirs was looked for.
    pub(super) const fn loaded(&self) -> usize {
        self.loaded
    }

    /// The record at a place.
    pub(super) fn get(&mut self, medium: &mut impl Medium, place: &Place) -> Result<Option<&[u8]>> {
        let owner = self.owner;
        let Some(mut link) = self.top.as_mut() else {
            return Ok(None);
        };
        let mut position = Position::TOP;
        loop {
            if let Link::Stored(stored) = link {
                if stored.is_leaf && self.loaded >= self.keeps {
                    if self.passing.as_ref().is_none_or(|(at, _)| at != stored) {
                        // Let go first: its memory is the next one's.
                        self.passing = None;
                        let content = medium.read_node(&owner, position, stored)?;
                        self.passing = Some((*stored, Leaf::decode(content, position)?));
                    }
                    let leaf = self.passing.as_ref().map(|(_, leaf)| leaf);
                    return Ok(leaf.and_then(|leaf| leaf.find(place)));
                }
                self.loaded += 1;
            }
            match load(link, medium, &owner, position)? {
                Node::Leaf(leaf) => return Ok(leaf.find(place)),
                Node::Inner(inner) => {
                    let slot = Position::slot(position.depth, place);
                    let Some(index) = inner.child_at(slot) else {
                        return Ok(None);
                    };
                    let child = &mut inner.children[index];
                    position = position.child(child.first, child.width);
                    link = &mut child.link;
                }
            }
        }
    }

    /// Puts a record at a place, whatever was there.
    pub(super) fn insert(
        &mut self,
        medium: &mut impl Medium,
        place: Place,
        record: Vec<u8>,
    ) -> Result<()> {
        let link = self
            .top
            .get_or_insert_with(|| Link::new(Node::Leaf(Leaf::default())));
        insert(link, medium, &self.owner, Position::TOP, place, record)
    }

    /// Takes the record at a place away.
    pub(super) fn remove(&mut self, medium: &mut impl Medium, place: &Place) -> Result<()> {
        match self.top.as_mut() {
            Some(link) => remove(link, medium, &self.owner, Position::TOP, place),
            None => Ok(()),
        }
    }

    /// Shows every record to `visit`; keeps no node in memory that was not there before.
    pub(super) fn walk<M: Medium>(&self, medium: &mut M, visit: &mut Visit<'_, M>) -> Result<()> {
        match &self.top {
            Some(link) => walk(link, medium, &self.owner, Position::TOP, visit),
            None => Ok(()),
        }
    }

    /// Seals what changed and gives the topmost node.
    pub(super) fn store(&mut self, medium: &mut impl Medium) -> Result<Option<Stored>> {
        self.top
            .as_mut()
            .map(|link| store(link, medium, &self.owner, Position::TOP))
            .transpose()
    }
}

/// A node of its content, if it can stand at this position.
fn decode(stored: &Stored, position: Position, content: Vec<u8>) -> Result<Node> {
    if stored.is_leaf {
        Leaf::decode(content, position).map(Node::Leaf)
    } else {
        Inner::decode(&content, position).map(Node::Inner)
    }
}

/// The node behind a link, read if it is not in memory.
fn load<'l>(
    link: &'l mut Link,
    medium: &mut impl Medium,
    owner: &[u8; 16],
    position: Position,
) -> Result<&'l mut Node> {
    if let Link::Stored(stored) = link {
        let content = medium.read_node(owner, position, stored)?;
        *link = Link::Loaded {
            node: Box::new(decode(stored, position, content)?),
            stored: Some(*stored),
        };
    }
    match link {
        Link::Loaded { node, .. } => Ok(node),
        Link::Stored(_) => Err(crate::store::codec::malformed()),
    }
}

/// The node behind a link, to be changed: what is stored of it is given up.
fn load_to_change<'l>(
    link: &'l mut Link,
    medium: &mut impl Medium,
    owner: &[u8; 16],
    position: Position,
) -> Result<&'l mut Node> {
    load(link, medium, owner, position)?;
    if let Link::Loaded { stored, .. } = link
        && let Some(stored) = stored.take()
    {
        medium.drop_node(&stored);
    }
    load(link, medium, owner, position)
}

fn insert(
    link: &mut Link,
    medium: &mut impl Medium,
    owner: &[u8; 16],
    position: Position,
    place: Place,
    record: Vec<u8>,
) -> Result<()> {
    match load_to_change(link, medium, owner, position)? {
        Node::Leaf(leaf) => {
            leaf.insert(place, record);
            if is_too_large(leaf, position) {
                // The topmost leaf, or one with a single slot: others are halved by the inner node that holds them.
                let leaf = std::mem::take(leaf);
                *link = Link::new(Node::Inner(divide(leaf, position)));
            }
            Ok(())
        }
        Node::Inner(inner) => {
            let slot = Position::slot(position.depth, &place);
            let index = inner.child_at(slot).unwrap_or_else(|| {
                let (first, width) = inner.gap(slot);
                inner.insert(Child {
                    first,
                    width,
                    link: Link::new(Node::Leaf(Leaf::default())),
                })
            });
            let child = &mut inner.children[index];
            let part = position.child(child.first, child.width);
            if child.width == 0 {
                return insert(&mut child.link, medium, owner, part, place, record);
            }
            match load_to_change(&mut child.link, medium, owner, part)? {
                Node::Inner(_) => Err(crate::store::codec::malformed()),
                Node::Leaf(leaf) => {
                    leaf.insert(place, record);
                    if is_too_large(leaf, part) {
                        let leaf = std::mem::take(leaf);
                        let (first, width) = (child.first, child.width);
                        inner.children.remove(index);
                        split_into(inner, position, leaf, first, width);
                    }
                    Ok(())
                }
            }
        }
    }
}

fn is_too_large(leaf: &Leaf, position: Position) -> bool {
    !leaf.is_single() && leaf.size() > LEAF_LIMIT && position.depth < DEEPEST + BITS
}

/// An inner node with the records of a leaf that is too large.
fn divide(leaf: Leaf, position: Position) -> Inner {
    let mut inner = Inner::default();
    split_into(&mut inner, position, leaf, 0, BITS);
    inner
}

/// Puts a leaf's records into `inner` for the run of slots `first`, `width`, halving it until every part is small enough.
fn split_into(inner: &mut Inner, position: Position, leaf: Leaf, first: u8, width: u8) {
    if leaf.is_empty() {
        return;
    }
    let part = position.child(first, width);
    if !is_too_large(&leaf, part) {
        inner.insert(Child {
            first,
            width,
            link: Link::new(Node::Leaf(leaf)),
        });
    } else if width == 0 {
        inner.insert(Child {
            first,
            width,
            link: Link::new(Node::Inner(divide(leaf, part))),
        });
    } else {
        let half = first + (1 << (width - 1));
        let (low, high) = leaf.partition(|place| Position::slot(position.depth, place) < half);
        split_into(inner, position, low, first, width - 1);
        split_into(inner, position, high, half, width - 1);
    }
}

fn remove(
    link: &mut Link,
    medium: &mut impl Medium,
    owner: &[u8; 16],
    position: Position,
    place: &Place,
) -> Result<()> {
    match load_to_change(link, medium, owner, position)? {
        Node::Leaf(leaf) => {
            leaf.remove(place);
            Ok(())
        }
        Node::Inner(inner) => match inner.child_at(Position::slot(position.depth, place)) {
            None => Ok(()),
            Some(index) => {
                let child = &mut inner.children[index];
                let part = position.child(child.first, child.width);
                remove(&mut child.link, medium, owner, part, place)
            }
        },
    }
}

fn walk<M: Medium>(
    link: &Link,
    medium: &mut M,
    owner: &[u8; 16],
    position: Position,
    visit: &mut Visit<'_, M>,
) -> Result<()> {
    let read;
    let inner = match link {
        Link::Loaded { node, .. } => match &**node {
            Node::Leaf(leaf) => {
                return leaf
                    .iter()
                    .try_for_each(|(place, record)| visit(medium, place, record));
            }
            Node::Inner(inner) => inner,
        },
        Link::Stored(stored) => {
            let content = medium.read_node(owner, position, stored)?;
            if stored.is_leaf {
                return Leaf::read(&content, position)?
                    .try_for_each(|(place, record)| visit(medium, &place, record));
            }
            read = Inner::decode(&content, position)?;
            &read
        }
    };
    inner.children.iter().try_for_each(|child| {
        walk(
            &child.link,
            medium,
            owner,
            position.child(child.first, child.width),
            visit,
        )
    })
}

fn store(
    link: &mut Link,
    medium: &mut impl Medium,
    owner: &[u8; 16],
    position: Position,
) -> Result<Stored> {
    let (node, stored) = match link {
        Link::Stored(stored)
        | Link::Loaded {
            stored: Some(stored),
            ..
        } => return Ok(*stored),
        Link::Loaded { node, stored } => (node, stored),
    };
    let (is_leaf, content) = match &mut **node {
        Node::Leaf(leaf) => (true, leaf.encode()),
        Node::Inner(inner) => {
            for child in &mut inner.children {
                store(
                    &mut child.link,
                    medium,
                    owner,
                    position.child(child.first, child.width),
                )?;
            }
            (false, inner.encode())
        }
    };
    let written = Stored {
        is_leaf,
        pointer: medium.write_node(owner, position, is_leaf, content)?,
    };
    *stored = Some(written);
    Ok(written)
}

#[cfg(test)]
mod tests;
