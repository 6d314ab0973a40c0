//! Secret values in a stream of bytes become `***`, wherever the stream is cut.
//!
//! What is before the beginning of any value is found at the speed of memory, by the values' first bytes. From there the
//! automaton of Aho and Corasick goes on, a step a byte, whatever the values have in common with each other and with what comes.
//! Bytes with which a value could still begin are held back until it is known whether it does.

use std::collections::VecDeque;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};

/// The fewest bytes of a value that is masked: shorter ones (`5432`, `true`) stand in every output.
pub const LEAST: usize = 6;

/// What stands in a value's place.
pub const MASK: &[u8] = b"***";

/// No more than this part of a value is shown to somebody who waits.
const PART_SHOWN: u32 = 4;

const ROOT: u32 = 0;
const NONE: u32 = u32::MAX;

/// The values that are not to be seen.
pub struct Values {
    beginnings: AhoCorasick,
    nodes: Vec<Node>,
    /// The nodes below the root, by their byte.
    first: Box<[u32; 256]>,
}

/// What has come, as far as it is the beginning of a value: a node of the values' trie.
struct Node {
    byte: u8,
    /// Whether nobody learns much from what is held here ([`Stream::pause`]).
    is_slight: bool,
    depth: u32,
    child: u32,
    sibling: u32,
    /// The longest end of this that is a beginning too.
    fallback: u32,
    /// The length of the longest value that ends here; 0 for none.
    value: u32,
    /// How many of the last bytes could go on to be a value.
    held: u32,
}

impl Node {
    const fn new(byte: u8, depth: u32, sibling: u32) -> Self {
        Self {
            byte,
            is_slight: true,
            depth,
            child: NONE,
            sibling,
            fallback: ROOT,
            value: 0,
            held: 0,
        }
    }
}

impl Values {
    /// Values as variables hold them. Line breaks at an end do not count, as `$(…)` and `echo` change them; those within are
    /// also known as LF, as CR LF, and as what a terminal makes of them. Values shorter than [`LEAST`] are left out.
    pub fn new<'v>(values: impl IntoIterator<Item = &'v [u8]>) -> Result<Self> {
        let mut trie = Trie::new();
        let mut beginnings = Zeroizing::new(Vec::<[u8; LEAST]>::new());
        for form in values.into_iter().flat_map(forms) {
            if let Some(beginning) = form.first_chunk() {
                trie.add(&form)?;
                beginnings.push(*beginning);
            }
        }
        beginnings.sort_unstable();
        beginnings.dedup();
        let beginnings = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(beginnings.iter())
            // What it says could name a value.
            .map_err(|_| too_many())?;
        trie.finish();
        Ok(Self {
            beginnings,
            nodes: trie.nodes,
            first: trie.first,
        })
    }

    fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    fn step(&self, node: u32, byte: u8) -> u32 {
        step(&self.nodes, &self.first, node, byte)
    }
}

/// A value as programs and terminals print it.
fn forms(value: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let end = value.iter().rposition(|byte| !b"\r\n".contains(byte));
    let Some(last) = end else {
        return Vec::new();
    };
    let kept = if last + 1 < LEAST {
        value
    } else {
        &value[..=last]
    };
    let mut forms = vec![Zeroizing::new(kept.to_vec())];
    if kept.contains(&b'\n') {
        forms.extend([
            with_breaks(kept, false, b"\r\n"),
            with_breaks(kept, true, b"\r\n"),
            with_breaks(kept, true, b"\n"),
        ]);
    }
    forms
}

/// The value with this in the place of each line feed, and of a carriage return before it if those belong to line breaks.
fn with_breaks(value: &[u8], takes_returns: bool, line_break: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut shown = Zeroizing::new(Vec::with_capacity(value.len() * 2));
    for byte in value {
        if *byte == b'\n' {
            if takes_returns && shown.last() == Some(&b'\r') {
                shown.pop();
            }
            shown.extend_from_slice(line_break);
        } else {
            shown.push(*byte);
        }
    }
    shown
}

fn too_many() -> Error {
    Error::new(Kind::Other, "there are too many values to mask")
}

fn step(nodes: &[Node], first: &[u32; 256], mut node: u32, byte: u8) -> u32 {
    while node != ROOT {
        let next = child(nodes, node, byte);
        if next != NONE {
            return next;
        }
        node = nodes[node as usize].fallback;
    }
    first[usize::from(byte)]
}

fn child(nodes: &[Node], node: u32, byte: u8) -> u32 {
    let mut child = nodes[node as usize].child;
    while child != NONE && nodes[child as usize].byte != byte {
        child = nodes[child as usize].sibling;
    }
    child
}

struct Trie {
    nodes: Vec<Node>,
    first: Box<[u32; 256]>,
}

impl Trie {
    fn new() -> Self {
        Self {
            nodes: vec![Node::new(0, 0, NONE)],
            first: Box::new([ROOT; 256]),
        }
    }

    fn add(&mut self, value: &[u8]) -> Result<()> {
        let mut node = ROOT;
        for byte in value {
            let mut next = child(&self.nodes, node, *byte);
            if next == NONE {
                next = u32::try_from(self.nodes.len())
                    .ok()
                    .filter(|next| *next != NONE)
                    .ok_or_else(too_many)?;
                let parent = &mut self.nodes[node as usize];
                let new = Node::new(*byte, parent.depth + 1, parent.child);
                parent.child = next;
                self.nodes.push(new);
                if node == ROOT {
                    self.first[usize::from(*byte)] = next;
                }
            }
            node = next;
        }
        let last = &mut self.nodes[node as usize];
        last.value = last.depth;
        Ok(())
    }

    /// Sets what depends on other nodes: a node's fallback is less deep than itself.
    fn finish(&mut self) {
        let shortest = self.shortest();
        let mut queue = VecDeque::from([ROOT]);
        while let Some(parent) = queue.pop_front() {
            let fallback_of_parent = self.nodes[parent as usize].fallback;
            let mut next = self.nodes[parent as usize].child;
            while next != NONE {
                let byte = self.nodes[next as usize].byte;
                let fallback = if parent == ROOT {
                    ROOT
                } else {
                    step(&self.nodes, &self.first, fallback_of_parent, byte)
                };
                let shorter = &self.nodes[fallback as usize];
                let (value, held, is_slight) = (shorter.value, shorter.held, shorter.is_slight);
                let node = &mut self.nodes[next as usize];
                node.fallback = fallback;
                node.value = node.value.max(value);
                let goes_on = node.child != NONE;
                node.held = if goes_on { node.depth } else { held };
                let shows = node.depth.saturating_mul(PART_SHOWN);
                node.is_slight = is_slight && (!goes_on || shows <= shortest[next as usize]);
                queue.push_back(next);
                next = node.sibling;
            }
        }
    }

    /// The length of the shortest value that goes on from each node. A child comes behind its parent.
    fn shortest(&self) -> Vec<u32> {
        let mut shortest = vec![NONE; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let mut next = node.child;
            while next != NONE {
                let child = &self.nodes[next as usize];
                let own = if child.value > 0 { child.value } else { NONE };
                shortest[at] = shortest[at].min(own).min(shortest[next as usize]);
                next = child.sibling;
            }
        }
        shortest
    }
}

/// One stream of bytes on its way through.
pub struct Stream<'v> {
    values: &'v Values,
    node: u32,
    /// The bytes that came last; those before `shown` are done with.
    held: Vec<u8>,
    shown: usize,
    /// Whether what was shown last is a mask.
    is_masked: bool,
    /// Where values are in what is held, in order, and neither touching nor overlapping each other; what was shown already of
    /// one does not count.
    found: Vec<(usize, usize)>,
}

impl<'v> Stream<'v> {
    /// A stream that has not begun.
    pub const fn new(values: &'v Values) -> Self {
        Self {
            values,
            node: ROOT,
            held: Vec::new(),
            shown: 0,
            is_masked: false,
            found: Vec::new(),
        }
    }

    /// Takes the next bytes, and adds to `out` what can be shown. Values that touch or overlap are one mask.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut at = self.held.len();
        self.held.extend_from_slice(bytes);
        while at < self.held.len() {
            if self.node == ROOT && self.held.len() - at >= LEAST {
                let rest = Input::new(&self.held).span(at..self.held.len());
                at = match self.values.beginnings.find(rest) {
                    Some(found) => found.start(),
                    None => self.held.len() - (LEAST - 1),
                };
            }
            self.node = self.values.step(self.node, self.held[at]);
            at += 1;
            let length = self.values.node(self.node).value as usize;
            if length > 0 {
                self.find(at.saturating_sub(length), at);
            }
        }
        let held = self.values.node(self.node).held as usize;
        self.show(self.held.len().saturating_sub(held), out);
    }

    /// Nothing has come for a while, and somebody may be waiting for the few bytes held (a prompt, an echoed key): they are
    /// shown if they are no more than a quarter of any value. Should one follow, the rest of it is masked.
    pub fn pause(&mut self, out: &mut Vec<u8>) {
        if self.values.node(self.node).is_slight {
            self.show(self.held.len(), out);
        }
    }

    /// The stream has ended: what was held is shown.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.show(self.held.len(), out);
        self.node = ROOT;
    }

    /// Whether bytes wait for what follows.
    pub const fn is_holding(&self) -> bool {
        self.shown < self.held.len()
    }

    fn find(&mut self, mut start: usize, end: usize) {
        while let Some(before) = self.found.pop_if(|before| before.1 >= start) {
            start = start.min(before.0);
        }
        self.found.push((start, end));
    }

    /// Shows or masks all before `to`, and the rest of a value that begins there.
    fn show(&mut self, to: usize, out: &mut Vec<u8>) {
        let mut masked = 0;
        while let Some((start, end)) = self.found.get(masked).copied()
            && start < to
        {
            self.show_plain(start, out);
            if !self.is_masked {
                out.extend_from_slice(MASK);
            }
            self.is_masked = true;
            self.shown = end;
            masked += 1;
        }
        self.found.drain(..masked);
        self.show_plain(to, out);
        // All that came since is moved at most once for each byte that goes.
        if self.shown * 2 >= self.held.len() {
            self.held.drain(..self.shown);
            for (start, end) in &mut self.found {
                *start = start.saturating_sub(self.shown);
                *end -= self.shown;
            }
            self.shown = 0;
        }
    }

    fn show_plain(&mut self, to: usize, out: &mut Vec<u8>) {
        if to > self.shown {
            out.extend_from_slice(&self.held[self.shown..to]);
            self.shown = to;
            self.is_masked = false;
        }
    }
}

#[cfg(test)]
mod tests;
