//! Finding the newest whole commit.

use crate::error::{Error, Result};
use crate::store::codec::malformed;
use crate::store::footer::{self, Body, FOOTER_LENGTH, Footer};
use crate::store::header::ALIGNMENT;
use crate::store::rollback::Recalled;
use crate::store::sealed::Keys;
use crate::store::storage::Storage;

/// The newest commit that verifies.
#[derive(Debug, Clone)]
pub(super) struct Tip {
    pub(super) footer: Footer,
    /// The footer as it stands in the file.
    pub(super) footer_bytes: Box<[u8; FOOTER_LENGTH]>,
    /// Where it ends.
    pub(super) end: u64,
    /// Bytes behind it: a commit under way, or one that was cut short or damaged.
    pub(super) trailing: u64,
    /// Where the commit begins, and its bytes if finding it read them.
    pub(super) recent: (u64, Vec<u8>),
}

impl Tip {
    /// The commit whose footer was just written at `position`.
    pub(super) fn written(footer: Footer, bytes: &[u8], position: u64) -> Result<Self> {
        Ok(Self {
            footer,
            footer_bytes: Box::new(bytes.try_into().map_err(|_| malformed())?),
            end: position + FOOTER_LENGTH as u64,
            trailing: 0,
            recent: (position, Vec::new()),
        })
    }
}

/// How many bytes the search reads at a time.
const WINDOW: u64 = 64 * 1024;

/// Searches backwards from the end, at aligned offsets only, down to the header if it must. The bytes of a commit that was
/// `recalled` are not read: a torn write is what they are looked at for.
pub(super) fn find<S: Storage>(
    storage: &S,
    keys: &Keys,
    header_length: u64,
    header: &[u8; 32],
    recalled: Option<&Recalled>,
) -> Result<Tip> {
    let length = storage.length()?;
    let search = Search {
        storage,
        keys,
        header_length,
        header,
        length,
        recalled,
    };
    let align = ALIGNMENT as u64;
    let Some(mut position) = length
        .checked_sub(FOOTER_LENGTH as u64)
        .map(|last| last / align * align)
    else {
        return Err(nothing());
    };
    let mut window: (u64, Vec<u8>) = (position, read(storage, position, length - position)?);
    while position >= header_length {
        if position < window.0 {
            let start = position.saturating_sub(WINDOW).max(header_length) / align * align;
            window = (
                start,
                read(storage, start, position + FOOTER_LENGTH as u64 - start)?,
            );
        }
        let skip = usize::try_from(position - window.0).unwrap_or(usize::MAX);
        if let Some(bytes) = window.1.get(skip..).and_then(|rest| rest.first_chunk())
            && let Some(tip) = search.commit_at(position, bytes)?
        {
            return Ok(tip);
        }
        let Some(next) = position.checked_sub(align) else {
            break;
        };
        position = next;
    }
    Err(nothing())
}

struct Search<'s, S> {
    storage: &'s S,
    keys: &'s Keys,
    header_length: u64,
    header: &'s [u8; 32],
    length: u64,
    recalled: Option<&'s Recalled>,
}

impl<S: Storage> Search<'_, S> {
    /// The commit whose footer stands at `position`, if it and its bytes are whole.
    fn commit_at(&self, position: u64, bytes: &[u8; FOOTER_LENGTH]) -> Result<Option<Tip>> {
        let Ok(footer) = Footer::open(bytes, &self.keys.root, &self.keys.vault_id, position) else {
            return Ok(None);
        };
        let footer = footer?;
        if footer.header != *self.header
            || footer.start < self.header_length
            || footer.start > position
        {
            return Ok(None);
        }
        let mut recent = (position, Vec::new());
        let is_known = self.recalled.is_some_and(|it| it.vouches_for(&footer));
        if let Body::Checked(pin) = &footer.body
            && !is_known
        {
            let mut body = read(self.storage, footer.start, position - footer.start)?;
            if !footer::body_is_whole(
                &self.keys.root,
                &self.keys.vault_id,
                footer.start,
                &mut body,
                pin,
            ) {
                return Ok(None);
            }
            recent = (footer.start, body);
        }
        let end = position + FOOTER_LENGTH as u64;
        Ok(Some(Tip {
            footer,
            footer_bytes: Box::new(*bytes),
            end,
            trailing: self.length - end,
            recent,
        }))
    }
}

/// Bytes of the file; how many is bounded by its length, which was asked before.
pub(super) fn read<S: Storage>(storage: &S, offset: u64, length: u64) -> Result<Vec<u8>> {
    storage.read_part(offset, usize::try_from(length).map_err(|_| nothing())?)
}

fn nothing() -> Error {
    Error::damaged("the vault is damaged: no whole commit is in it")
}
