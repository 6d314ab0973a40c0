//! Nodes of the hash trie and their encoding (`docs/FORMAT.md`, Trie).
//!
//! A place is 128 bits of a keyed hash. An inner node spends six of them: it divides its part of the places into 64
//! slots, and each child has a run of slots whose length is a power of two. A leaf that grows too large is halved; one
//! that has a single slot becomes an inner node.

use std::ops::Range;

use crate::error::Result;
use crate::secret::record::Pointer;
use crate::store::codec::{Reader, Writer, malformed};
use crate::store::pointer::{self, POINTER_LENGTH};

/// Where a record is in a trie: the leading half of an HMAC.
pub(super) type Place = [u8; 16];

/// Bits of a place that an inner node spends.
pub(super) const BITS: u8 = 6;
const SLOTS: u8 = 1 << BITS;

/// No inner node begins deeper: a leaf there is not split, however large.
pub(super) const DEEPEST: u8 = 114;

/// A leaf whose content is larger is split, unless it holds a single record.
pub(super) const LEAF_LIMIT: usize = 8 * 1024;

/// A node in memory.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Inner(Inner),
    Leaf(Leaf),
}

/// Children in the order of their slots; slots without a child hold no records.
#[derive(Debug, Clone, Default)]
pub(super) struct Inner {
    pub(super) children: Vec<Child>,
}

/// A run of slots and the node that holds their records.
#[derive(Debug, Clone)]
pub(super) struct Child {
    pub(super) first: u8,
    /// The run has two to the power of this many slots.
    pub(super) width: u8,
    pub(super) link: Link,
}

/// A child as its parent has it.
#[derive(Debug, Clone)]
pub(super) enum Link {
    /// Only in the file.
    Stored(Stored),
    /// In memory; `stored` still holds while nothing changed.
    Loaded {
        node: Box<Node>,
        stored: Option<Stored>,
    },
}

/// A sealed node in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) is_leaf: bool,
    pub(super) pointer: Pointer,
}

/// Records in the order of their places, sealed as one message.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaf {
    /// What was read, where the records stay that do not change: a copy of each would cost more than to find one.
    content: Vec<u8>,
    records: Vec<(Place, Record)>,
}

/// A record of a leaf.
#[derive(Debug, Clone)]
enum Record {
    /// In the leaf's content.
    Read(Range<usize>),
    /// Of this transaction.
    New(Vec<u8>),
}

/// The part of the places that a node is for: bound into its seal, so that a node cannot stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// How many leading bits all its places share.
    pub(super) depth: u8,
    /// Those bits; the rest is zero.
    pub(super) prefix: Place,
}

impl Position {
    /// All places.
    pub(super) const TOP: Self = Self {
        depth: 0,
        prefix: [0; 16],
    };

    /// The slot into which a place falls, in an inner node that begins at this depth.
    pub(super) fn slot(depth: u8, place: &Place) -> u8 {
        let shift = 128_u32.saturating_sub(u32::from(depth) + u32::from(BITS));
        (u128::from_be_bytes(*place) >> shift).to_le_bytes()[0] & (SLOTS - 1)
    }

    /// Whether a place is in this part.
    pub(super) fn holds(self, place: &Place) -> bool {
        let differing = u128::from_be_bytes(*place) ^ u128::from_be_bytes(self.prefix);
        differing.leading_zeros() >= u32::from(self.depth)
    }

    /// The part of a child within the part of its parent.
    pub(super) fn child(self, first: u8, width: u8) -> Self {
        let shift = 128_u32.saturating_sub(u32::from(self.depth) + u32::from(BITS));
        let prefix = u128::from_be_bytes(self.prefix) | (u128::from(first) << shift);
        Self {
            depth: self.depth + BITS - width,
            prefix: prefix.to_be_bytes(),
        }
    }
}

impl Inner {
    /// Which child has this slot.
    pub(super) fn child_at(&self, slot: u8) -> Option<usize> {
        let after = self.children.partition_point(|child| child.first <= slot);
        let index = after.checked_sub(1)?;
        self.children[index].holds(slot).then_some(index)
    }

    /// The longest run of slots around `slot` in which no child is.
    pub(super) fn gap(&self, slot: u8) -> (u8, u8) {
        for width in (0..=BITS).rev() {
            let first = slot >> width << width;
            let last = first + ((1 << width) - 1);
            if !self
                .children
                .iter()
                .any(|child| child.first <= last && child.last() >= first)
            {
                return (first, width);
            }
        }
        (slot, 0)
    }

    pub(super) fn insert(&mut self, child: Child) -> usize {
        let index = self
            .children
            .partition_point(|other| other.first < child.first);
        self.children.insert(index, child);
        index
    }

    /// The content that is sealed; every child must be stored.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(1 + self.children.len() * (2 + POINTER_LENGTH));
        writer.length(self.children.len());
        for child in &self.children {
            if let Some(stored) = child.link.stored() {
                writer
                    .u8(child.first)
                    .u8(child.width << 1 | u8::from(stored.is_leaf));
                pointer::write(&mut writer, &stored.pointer);
            }
        }
        writer.into_bytes()
    }

    /// The node of a content that can stand at this position.
    pub(super) fn decode(content: &[u8], position: Position) -> Result<Self> {
        let mut reader = Reader::new(content);
        let count = reader.length()?;
        if position.depth > DEEPEST || count > usize::from(SLOTS) {
            return Err(malformed());
        }
        let mut children = Vec::with_capacity(count);
        let mut next = 0_u16;
        for _ in 0..count {
            let first = reader.u8()?;
            let shape = reader.u8()?;
            let width = shape >> 1;
            let is_leaf = shape & 1 == 1;
            let aligned =
                width <= BITS && first < SLOTS && first.trailing_zeros() >= u32::from(width);
            // Only a single slot is divided further: so every level spends bits, and no chain of nodes is endless.
            if !aligned || u16::from(first) < next || !is_leaf && width > 0 {
                return Err(malformed());
            }
            next = u16::from(first) + (1 << width);
            children.push(Child {
                first,
                width,
                link: Link::Stored(Stored {
                    is_leaf,
                    pointer: pointer::read(&mut reader)?,
                }),
            });
        }
        reader.end()?;
        Ok(Self { children })
    }
}

impl Child {
    pub(super) const fn last(&self) -> u8 {
        self.first + ((1 << self.width) - 1)
    }

    pub(super) const fn holds(&self, slot: u8) -> bool {
        self.first <= slot && slot <= self.last()
    }
}

impl Link {
    pub(super) fn new(node: Node) -> Self {
        Self::Loaded {
            node: Box::new(node),
            stored: None,
        }
    }

    pub(super) const fn stored(&self) -> Option<Stored> {
        match self {
            Self::Stored(stored) => Some(*stored),
            Self::Loaded { stored, .. } => *stored,
        }
    }
}

impl Leaf {
    /// A new leaf of these records, which are in the order of their places.
    pub(super) fn of(records: Vec<(Place, Vec<u8>)>) -> Self {
        let mut leaf = Self::default();
        leaf.extend(records);
        leaf
    }

    fn extend(&mut self, records: impl IntoIterator<Item = (Place, Vec<u8>)>) {
        let new = |(place, record)| (place, Record::New(record));
        self.records.extend(records.into_iter().map(new));
    }

    fn into_records(self) -> impl Iterator<Item = (Place, Vec<u8>)> {
        let Self { content, records } = self;
        records
            .into_iter()
            .map(move |(place, record)| match record {
                Record::Read(range) => (place, content[range].to_vec()),
                Record::New(bytes) => (place, bytes),
            })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Whether there is one record, however large: such a leaf is not split.
    pub(super) fn is_single(&self) -> bool {
        self.records.len() == 1
    }

    /// The records in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Place, &[u8])> {
        self.records
            .iter()
            .map(|(place, record)| (place, self.bytes(record)))
    }

    /// The record at a place.
    pub(super) fn find(&self, place: &Place) -> Option<&[u8]> {
        let index = self.index(place).ok()?;
        Some(self.bytes(&self.records[index].1))
    }

    /// Puts a record at a place, whatever was there.
    pub(super) fn insert(&mut self, place: Place, record: Vec<u8>) {
        match self.index(&place) {
            Ok(index) => self.records[index].1 = Record::New(record),
            Err(index) => self.records.insert(index, (place, Record::New(record))),
        }
    }

    /// Takes the record at a place away.
    pub(super) fn remove(&mut self, place: &Place) {
        if let Ok(index) = self.index(place) {
            self.records.remove(index);
        }
    }

    /// A leaf of the records whose places are `low`, and one of the others.
    pub(super) fn partition(self, low: impl Fn(&Place) -> bool) -> (Self, Self) {
        let (low, high) = self.into_records().partition(|(place, _)| low(place));
        (Self::of(low), Self::of(high))
    }

    /// Puts the records of a leaf of higher places behind those of this one.
    pub(super) fn append(&mut self, higher: Self) {
        self.extend(higher.into_records());
    }

    fn index(&self, place: &Place) -> std::result::Result<usize, usize> {
        self.records.binary_search_by(|(other, _)| other.cmp(place))
    }

    fn bytes<'l>(&'l self, record: &'l Record) -> &'l [u8] {
        match record {
            Record::Read(range) => &self.content[range.clone()],
            Record::New(bytes) => bytes,
        }
    }

    /// Bytes of the encoded records.
    pub(super) fn size(&self) -> usize {
        self.iter()
            .map(|(_, record)| 16 + 3 + record.len())
            .sum::<usize>()
            + 3
    }

    /// The content that is sealed, padded so that its length tells little.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(Self::padded_length(self.size()));
        writer.length(self.records.len());
        for (place, record) in self.iter() {
            writer.raw(place).length(record.len()).raw(record);
        }
        let mut content = writer.into_bytes();
        content.resize(Self::padded_length(content.len()), 0);
        content
    }

    const fn padded_length(length: usize) -> usize {
        length.next_multiple_of(if length <= 4096 { 256 } else { 1024 })
    }

    /// A leaf to keep, of its content.
    pub(super) fn decode(content: Vec<u8>, position: Position) -> Result<Self> {
        let records = Self::ranges(&content, position)?
            .into_iter()
            .map(|(place, range)| (place, Record::Read(range)))
            .collect();
        Ok(Self { content, records })
    }

    /// The records of a content that can stand at this position.
    pub(super) fn read(
        content: &[u8],
        position: Position,
    ) -> Result<impl Iterator<Item = (Place, &[u8])>> {
        let records = Self::ranges(content, position)?.into_iter();
        Ok(records.map(|(place, range)| (place, &content[range])))
    }

    fn ranges(content: &[u8], position: Position) -> Result<Vec<(Place, Range<usize>)>> {
        let mut reader = Reader::new(content);
        let count = reader.length()?;
        // A count is not to be believed, but each record is at least so long.
        let mut records: Vec<(Place, Range<usize>)> =
            Vec::with_capacity(count.min(content.len() / 17));
        for _ in 0..count {
            let place = reader.array()?;
            if records.last().is_some_and(|(last, _)| *last >= place) {
                return Err(malformed());
            }
            let length = reader.length()?;
            let start = content.len() - reader.left();
            reader.raw(length)?;
            records.push((place, start..start + length));
        }
        let padding = reader.rest();
        let expected = Self::padded_length(content.len() - padding.len());
        if content.len() != expected || padding.iter().any(|byte| *byte != 0) {
            return Err(malformed());
        }
        // The records are sorted: what holds for the outermost holds for all.
        let fits = [records.first(), records.last()]
            .into_iter()
            .flatten()
            .all(|(place, _)| position.holds(place));
        fits.then_some(records).ok_or_else(malformed)
    }
}
