//! What the agent and its clients say to each other: fixed lengths, a magic and a version in front of each.
//!
//! ```text
//! request  magic 4 ‖ version 1 ‖ what 1 ‖ 0 0
//! reply    magic 4 ‖ version 1 ‖ what 1 ‖ length 2 ‖ so many bytes
//! start    magic 4 ‖ version 1 ‖ 0 0 0 ‖ vault id ‖ held ‖ idle ms 8 ‖ hard ms 8      (to a new agent, through a pipe)
//! held     key epoch 8 ‖ session key 32 ‖ sealed vault key
//! ```
//!
//! A request of another version is not answered, except that any version can tell an agent to lock.

use std::time::Duration;

use zeroize::Zeroizing;

use super::clock::millis;
use super::{Held, Lifetimes, VaultId};
use crate::crypto::keys::{KEY_LENGTH, WRAPPED_KEY_LENGTH, WrappedKey};
use crate::crypto::session::SessionKey;

/// Rises when a message changes.
pub(super) const VERSION: u8 = 1;
const MAGIC: [u8; 4] = *b"vlt\x93";

pub(super) const HEADER_LENGTH: usize = 8;
const HELD_LENGTH: usize = 8 + KEY_LENGTH + WRAPPED_KEY_LENGTH;
pub(super) const START_LENGTH: usize = HEADER_LENGTH + 16 + HELD_LENGTH + 8 + 8;
/// The longest reply.
pub(super) const MAX_REPLY: usize = HEADER_LENGTH + HELD_LENGTH;

/// What a client asks of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// The session; its idle time begins anew.
    Get,
    /// How long it lasts.
    Status,
    /// End it, and the agent.
    Lock,
}

impl Request {
    pub(super) const fn encode(self) -> [u8; HEADER_LENGTH] {
        let what = match self {
            Self::Get => 1,
            Self::Status => 2,
            Self::Lock => 3,
        };
        header(what, 0)
    }

    /// `None`: not a request of this version.
    pub(super) fn decode(bytes: [u8; HEADER_LENGTH]) -> Option<Self> {
        [Self::Get, Self::Status, Self::Lock]
            .into_iter()
            .find(|request| {
                let mut expected = request.encode();
                if *request == Self::Lock {
                    expected[4] = bytes[4];
                }
                expected == bytes
            })
    }
}

/// What an agent answers.
#[derive(Debug)]
pub(super) enum Reply {
    /// To [`Request::Get`].
    Held(Box<Held>),
    /// To [`Request::Status`]: the key epoch, and how long it lasts at most and without use.
    Status(u64, Lifetimes),
    /// To [`Request::Lock`].
    Locked,
    /// To what is no request of this version.
    Unknown,
}

impl Reply {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        // No longer than this, so that nothing is moved and left behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_REPLY));
        match self {
            Self::Held(held) => {
                bytes.extend(header(1, HELD_LENGTH));
                encode_held(held, &mut bytes);
            }
            Self::Status(key_epoch, lasts) => {
                bytes.extend(header(2, 24));
                bytes.extend(key_epoch.to_le_bytes());
                encode_lifetimes(*lasts, &mut bytes);
            }
            Self::Locked => bytes.extend(header(3, 0)),
            Self::Unknown => bytes.extend(header(4, 0)),
        }
        bytes
    }

    /// `None`: not a whole reply of this version.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (start, body) = bytes.split_first_chunk::<HEADER_LENGTH>()?;
        if bytes.len() > MAX_REPLY || *start != header(start[5], body.len()) {
            return None;
        }
        let mut body = Body(body);
        let reply = match start[5] {
            1 => Self::Held(Box::new(body.held()?)),
            2 => Self::Status(body.number()?, body.lifetimes()?),
            3 => Self::Locked,
            4 => Self::Unknown,
            _ => return None,
        };
        body.0.is_empty().then_some(reply)
    }
}

/// What a new agent is given.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) vault: VaultId,
    pub(super) held: Held,
    pub(super) lifetimes: Lifetimes,
}

impl Start {
    pub(super) fn encode(vault: &VaultId, held: &Held, lasts: Lifetimes) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(START_LENGTH));
        bytes.extend(header(0, 0));
        bytes.extend(vault);
        encode_held(held, &mut bytes);
        encode_lifetimes(lasts, &mut bytes);
        bytes
    }

    pub(super) fn decode(bytes: &[u8; START_LENGTH]) -> Option<Self> {
        let (start, body) = bytes.split_first_chunk::<HEADER_LENGTH>()?;
        if *start != header(0, 0) {
            return None;
        }
        let mut body = Body(body);
        Some(Self {
            vault: *body.take()?,
            held: body.held()?,
            lifetimes: body.lifetimes()?,
        })
    }
}

/// No body is longer than 64 KiB.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the low two bytes are what is meant"
)]
const fn header(what: u8, length: usize) -> [u8; HEADER_LENGTH] {
    let [a, b, c, d] = MAGIC;
    let [low, high] = (length as u16).to_le_bytes();
    [a, b, c, d, VERSION, what, low, high]
}

fn encode_held(held: &Held, bytes: &mut Vec<u8>) {
    bytes.extend(held.key_epoch.to_le_bytes());
    bytes.extend(held.session.expose());
    bytes.extend(held.sealed.0);
}

fn encode_lifetimes(lasts: Lifetimes, bytes: &mut Vec<u8>) {
    bytes.extend(millis(lasts.idle).to_le_bytes());
    bytes.extend(millis(lasts.hard).to_le_bytes());
}

/// What is still unread of a message.
struct Body<'b>(&'b [u8]);

impl<'b> Body<'b> {
    fn take<const N: usize>(&mut self) -> Option<&'b [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(|bytes| u64::from_le_bytes(*bytes))
    }

    fn held(&mut self) -> Option<Held> {
        Some(Held {
            key_epoch: self.number()?,
            session: SessionKey::from_bytes(self.take()?),
            sealed: WrappedKey(*self.take::<WRAPPED_KEY_LENGTH>()?),
        })
    }

    fn lifetimes(&mut self) -> Option<Lifetimes> {
        Some(Lifetimes {
            idle: Duration::from_millis(self.number()?),
            hard: Duration::from_millis(self.number()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::entropy::OsEntropy;
    use crate::crypto::keys::VaultKey;

    fn held() -> Held {
        let key = VaultKey::generate(&OsEntropy).unwrap();
        let (session, sealed) = key.seal_for_session(&[1; 16], 3, &OsEntropy).unwrap();
        Held {
            key_epoch: 3,
            session,
            sealed,
        }
    }

    #[test]
    fn a_message_is_read_as_it_was_written_and_no_longer_when_it_is_cut() {
        let lifetimes = Lifetimes {
            idle: Duration::from_secs(1),
            hard: Duration::from_secs(2),
        };
        for reply in [
            Reply::Held(Box::new(held())),
            Reply::Status(7, lifetimes),
            Reply::Locked,
            Reply::Unknown,
        ] {
            let bytes = reply.encode();
            assert!(bytes.len() <= MAX_REPLY);
            assert_eq!(*Reply::decode(&bytes).unwrap().encode(), *bytes);
            for length in 0..bytes.len() {
                assert!(Reply::decode(&bytes[..length]).is_none(), "{length}");
            }
        }
        let bytes = Start::encode(&[9; 16], &held(), lifetimes);
        let start = Start::decode(bytes.as_slice().try_into().unwrap()).unwrap();
        assert_eq!((start.vault, start.lifetimes), ([9; 16], lifetimes));
        assert_eq!(
            *Start::encode(&start.vault, &start.held, start.lifetimes),
            *bytes
        );
    }

    #[test]
    fn another_version_is_understood_only_when_it_says_lock() {
        for request in [Request::Get, Request::Status, Request::Lock] {
            let mut bytes = request.encode();
            assert_eq!(Request::decode(bytes), Some(request));
            bytes[4] = VERSION + 1;
            let lock = (request == Request::Lock).then_some(request);
            assert_eq!(Request::decode(bytes), lock);
        }
        let mut reply = Reply::Locked.encode();
        reply[4] = VERSION + 1;
        assert!(Reply::decode(&reply).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_message_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), what in 0..6u8) {
            let mut bytes = bytes;
            if let Some(reply) = Reply::decode(&bytes) {
                prop_assert_eq!(&*reply.encode(), &bytes);
            }
            // As near to a message as random bytes do not come.
            if bytes.len() >= HEADER_LENGTH {
                let start = header(what, bytes.len() - HEADER_LENGTH);
                bytes[..HEADER_LENGTH].copy_from_slice(&start);
                if let Some(reply) = Reply::decode(&bytes) {
                    prop_assert_eq!(&*reply.encode(), &bytes);
                }
            }
            if let Some(start) = bytes.first_chunk::<START_LENGTH>().and_then(Start::decode) {
                let again = Start::encode(&start.vault, &start.held, start.lifetimes);
                prop_assert_eq!(&*again, &bytes[..START_LENGTH]);
            }
            if let Some(start) = bytes.first_chunk::<HEADER_LENGTH>()
                && let Some(request) = Request::decode(*start)
            {
                prop_assert_eq!(request.encode()[5], start[5]);
            }
        }
    }
}
