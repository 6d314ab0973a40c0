//! Walking a large trie on more than one core: the caller and threads beside it open leaves, the caller works on the records
//! of all.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::error::Result;
use crate::store::node::{Inner, Leaf, Link, Node, Place, Position, Stored};
use crate::store::trie::Trie;

/// How many leaves a thread hands over at once: whoever waits is woken for more than a moment's work.
const TOGETHER: usize = 16;

/// How many such handfuls may wait for the caller: enough to keep the threads busy, and no more than a megabyte.
const WAITING: usize = 4;

/// Reads the content of a sealed node of an owner's trie, from any thread.
type Read<'r> = dyn Fn(&[u8; 16], Position, &Stored) -> Result<Vec<u8>> + Sync + 'r;

/// Takes a leaf, or why there is none; breaks off when no more are wanted.
type Take<'l, 't> = dyn FnMut(Result<Opened<'t>>) -> ControlFlow<()> + 'l;

impl Trie {
    /// Shows every record to `visit`, in no order, while this thread and others `read`: so many in all.
    pub(in crate::store) fn walk_ahead(
        &self,
        threads: usize,
        read: &Read<'_>,
        visit: &mut dyn FnMut(&Place, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let Some(top) = &self.top else {
            return Ok(());
        };
        let walk = Walk {
            owner: &self.owner,
            read,
            next: AtomicUsize::new(0),
        };
        let mut result = Ok(());
        let mut show = |opened: Result<Opened<'_>>| match opened.and_then(|it| it.show(visit)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                result = Err(error);
                ControlFlow::Break(())
            }
        };
        let inner = match top {
            Link::Loaded { node, .. } => match &**node {
                Node::Inner(inner) => Some(Cow::Borrowed(inner)),
                Node::Leaf(_) => None,
            },
            Link::Stored(stored) if stored.is_leaf => None,
            Link::Stored(stored) => {
                let content = read(&self.owner, Position::TOP, stored)?;
                Some(Cow::Owned(Inner::decode(&content, Position::TOP)?))
            }
        };
        let Some(inner) = inner else {
            let _shown = walk.link(top, Position::TOP, &mut show);
            return result;
        };
        thread::scope(|scope| {
            let (give, taken) = sync_channel(WAITING);
            for _ in 1..threads {
                let mut hands = Hands {
                    give: give.clone(),
                    held: Vec::with_capacity(TOGETHER),
                };
                let (walk, inner) = (&walk, &inner);
                scope.spawn(move || {
                    let _unwanted = walk.shares_of(inner, &mut |opened| hands.take(opened));
                    hands.hand_over()
                });
            }
            drop(give);
            // What the others have opened comes first: they wait when too much of it does. On an error the channel closes,
            // and they end with the next leaves that they offer.
            let all = walk.shares_of(&inner, &mut |opened| {
                taken.try_iter().flatten().try_for_each(&mut show)?;
                show(opened)
            });
            if all.is_continue() {
                let _shown = taken.into_iter().flatten().try_for_each(show);
            }
        });
        result
    }
}

/// A leaf, on its way to the caller.
enum Opened<'t> {
    Kept(&'t Leaf),
    Content(Position, Vec<u8>),
}

impl Opened<'_> {
    fn show(self, visit: &mut dyn FnMut(&Place, &[u8]) -> Result<()>) -> Result<()> {
        match self {
            Opened::Kept(leaf) => leaf
                .iter()
                .try_for_each(|(place, record)| visit(place, record)),
            Opened::Content(position, content) => Leaf::read(&content, position)?
                .try_for_each(|(place, record)| visit(&place, record)),
        }
    }
}

/// What all the threads share.
struct Walk<'w> {
    owner: &'w [u8; 16],
    read: &'w Read<'w>,
    /// The topmost node's next child that is nobody's yet.
    next: AtomicUsize,
}

impl Walk<'_> {
    /// Opens, until none is left, the leaves below children of the topmost node that are nobody's yet.
    fn shares_of<'t>(&self, top: &'t Inner, take: &mut Take<'_, 't>) -> ControlFlow<()> {
        while let Some(child) = top.children.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let position = Position::TOP.child(child.first, child.width);
            self.link(&child.link, position, take)?;
        }
        ControlFlow::Continue(())
    }

    fn link<'t>(
        &self,
        link: &'t Link,
        position: Position,
        take: &mut Take<'_, 't>,
    ) -> ControlFlow<()> {
        match link {
            Link::Stored(stored) => self.stored(stored, position, take),
            Link::Loaded { node, .. } => match &**node {
                Node::Leaf(leaf) => take(Ok(Opened::Kept(leaf))),
                Node::Inner(inner) => inner.children.iter().try_for_each(|child| {
                    let position = position.child(child.first, child.width);
                    self.link(&child.link, position, take)
                }),
            },
        }
    }

    fn stored(
        &self,
        stored: &Stored,
        position: Position,
        take: &mut Take<'_, '_>,
    ) -> ControlFlow<()> {
        let content = (self.read)(self.owner, position, stored);
        if stored.is_leaf {
            return take(content.map(|content| Opened::Content(position, content)));
        }
        match content.and_then(|content| Inner::decode(&content, position)) {
            Ok(inner) => inner
                .children
                .iter()
                .filter_map(|child| Some((child.link.stored()?, child)))
                .try_for_each(|(stored, child)| {
                    let position = position.child(child.first, child.width);
                    self.stored(&stored, position, take)
                }),
            Err(error) => take(Err(error)),
        }
    }
}

/// A thread's leaves, until there are enough for the caller. It breaks off when nobody waits for them any more.
struct Hands<'t> {
    give: SyncSender<Vec<Result<Opened<'t>>>>,
    held: Vec<Result<Opened<'t>>>,
}

impl<'t> Hands<'t> {
    fn take(&mut self, opened: Result<Opened<'t>>) -> ControlFlow<()> {
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
