//! Walking a large trie on more than one core: threads read and open its leaves, the caller works on their records.

use std::ops::ControlFlow;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::error::{Error, Result};
use crate::store::node::{Child, Inner, Leaf, Link, Node, Place, Position, Stored};
use crate::store::trie::Trie;

/// How many leaves a thread hands over at once: whoever waits is woken for more than a moment's work.
const TOGETHER: usize = 16;

/// How many such handfuls may wait for the caller: enough to keep the threads busy, and no more than a megabyte.
const WAITING: usize = 4;

/// Reads the content of a sealed node of an owner's trie, from any thread.
type Read<'r> = dyn Fn(&[u8; 16], Position, &Stored) -> Result<Vec<u8>> + Sync + 'r;

impl Trie {
    /// Shows every record to `visit`, in no order, while so many threads `read` ahead.
    pub(in crate::store) fn walk_ahead(
        &self,
        threads: usize,
        read: &Read<'_>,
        visit: &mut dyn FnMut(&Place, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let Some(top) = &self.top else {
            return Ok(());
        };
        let threads = if top.is_leaf() { 1 } else { threads };
        thread::scope(|scope| {
            let (give, take) = sync_channel(WAITING);
            for index in 0..threads {
                let mut reader = Reader {
                    owner: &self.owner,
                    read,
                    give: give.clone(),
                    held: Vec::with_capacity(TOGETHER),
                    share: (index, threads),
                };
                scope.spawn(move || {
                    reader.link(top, Position::TOP)?;
                    reader.hand_over()
                });
            }
            drop(give);
            // On an error the channel closes, and the threads end with the next leaves that they offer.
            take.into_iter()
                .flatten()
                .try_for_each(|opened| match opened? {
                    Opened::Kept(leaf) => leaf
                        .iter()
                        .try_for_each(|(place, record)| visit(place, record)),
                    Opened::Content(position, content) => Leaf::read(&content, position)?
                        .try_for_each(|(place, record)| visit(&place, record)),
                })
        })
    }
}

/// A leaf, on its way to the caller.
enum Opened<'t> {
    Kept(&'t Leaf),
    Content(Position, Vec<u8>),
}

/// One of the threads. It breaks off when nobody waits for its leaves any more.
struct Reader<'t> {
    owner: &'t [u8; 16],
    read: &'t Read<'t>,
    give: SyncSender<Vec<Result<Opened<'t>>>>,
    /// What is to be handed over next.
    held: Vec<Result<Opened<'t>>>,
    /// Which of the topmost node's children are its own: every so many-th from the first number on.
    share: (usize, usize),
}

impl<'t> Reader<'t> {
    fn link(&mut self, link: &'t Link, position: Position) -> ControlFlow<()> {
        match link {
            Link::Stored(stored) => self.stored(stored, position),
            Link::Loaded { node, .. } => match &**node {
                Node::Leaf(leaf) => self.give(Ok(Opened::Kept(leaf))),
                Node::Inner(inner) => own(self.share, inner, position)
                    .try_for_each(|(child, position)| self.link(&child.link, position)),
            },
        }
    }

    fn stored(&mut self, stored: &Stored, position: Position) -> ControlFlow<()> {
        let content = match (self.read)(self.owner, position, stored) {
            Ok(content) => content,
            Err(error) => return self.fail(error),
        };
        if stored.is_leaf {
            return self.give(Ok(Opened::Content(position, content)));
        }
        match Inner::decode(&content, position) {
            Ok(inner) => own(self.share, &inner, position)
                .filter_map(|(child, position)| Some((child.link.stored()?, position)))
                .try_for_each(|(stored, position)| self.stored(&stored, position)),
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: Error) -> ControlFlow<()> {
        self.held.push(Err(error));
        self.hand_over()?;
        ControlFlow::Break(())
    }

    fn give(&mut self, opened: Result<Opened<'t>>) -> ControlFlow<()> {
        self.held.push(opened);
        if self.held.len() < TOGETHER {
            return ControlFlow::Continue(());
        }
        self.hand_over()
    }

    fn hand_over(&mut self) -> ControlFlow<()> {
        let held = std::mem::replace(&mut self.held, Vec::with_capacity(TOGETHER));
        match self.give.send(held) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

/// The children that are a thread's own: of the topmost node every so many-th, further down all.
fn own(
    share: (usize, usize),
    inner: &Inner,
    position: Position,
) -> impl Iterator<Item = (&Child, Position)> {
    let (first, step) = match position {
        Position::TOP => share,
        _ => (0, 1),
    };
    inner
        .children
        .iter()
        .skip(first)
        .step_by(step)
        .map(move |child| (child, position.child(child.first, child.width)))
}
