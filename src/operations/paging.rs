//! Pages: opaque tokens that are bound to the query they continue (semantics 9.5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorCode, Result};
use crate::types::time::Timestamp;

const DIGEST_LENGTH: usize = 12;

/// A query that may take several pages. A token holds what the query was and the last element that was given, so that
/// elements which come or go between two pages shift nothing.
pub(super) struct Query {
    digest: [u8; DIGEST_LENGTH],
}

/// The element after which a page begins: its date in the order of the list, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) date: Option<Timestamp>,
    pub(super) name: String,
}

impl Query {
    /// The query that all of `parts` make up.
    pub(super) fn new(parts: &impl Serialize) -> Result<Self> {
        let text = serde_json::to_vec(parts).map_err(|error| invalid().caused_by(error))?;
        let hash = Sha256::digest(text);
        let mut digest = [0; DIGEST_LENGTH];
        digest.copy_from_slice(&hash[..DIGEST_LENGTH]);
        Ok(Self { digest })
    }

    /// The token of the page after `position`.
    pub(super) fn token(&self, position: &Position) -> String {
        let date = position.date.map(|date| date.millis().to_string());
        let text = format!("{} {}", date.unwrap_or_default(), position.name);
        URL_SAFE_NO_PAD.encode([&self.digest, text.as_bytes()].concat())
    }

    /// Where a token continues; another query's is `InvalidNextTokenException`.
    pub(super) fn position(&self, token: Option<&str>) -> Result<Option<Position>> {
        let Some(token) = token else { return Ok(None) };
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
            let rest = bytes.strip_prefix(&self.digest)?;
            let (date, name) = std::str::from_utf8(rest).ok()?.split_once(' ')?;
            let date = match date {
                "" => None,
                date => Some(Timestamp::from_millis(date.parse().ok()?)),
            };
            let name = name.to_owned();
            Some(Position { date, name })
        };
        read().map(Some).ok_or_else(invalid)
    }
}

/// Cuts `elements` to one page and tells whether more remain.
pub(super) fn cut<T>(elements: &mut Vec<T>, max_results: Option<i64>, default: usize) -> bool {
    let most = page_size(max_results, default);
    let more = elements.len() > most;
    elements.truncate(most);
    more
}

/// Elements of a page.
pub(super) fn page_size(max_results: Option<i64>, default: usize) -> usize {
    let most = max_results.and_then(|most| usize::try_from(most).ok());
    most.unwrap_or(default).max(1)
}

fn invalid() -> Error {
    Error::service(ErrorCode::InvalidNextTokenException, "Invalid NextToken.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_continues_its_own_query_only() {
        let query = Query::new(&("list", 1)).unwrap();
        for date in [None, Some(Timestamp::from_millis(-5))] {
            let position = Position {
                date,
                name: "a b ä".to_owned(),
            };
            let token = query.token(&position);
            assert_eq!(query.position(Some(&token)).unwrap(), Some(position));
            let other = Query::new(&("list", 2)).unwrap();
            assert_eq!(
                other.position(Some(&token)).unwrap_err().code(),
                Some(ErrorCode::InvalidNextTokenException)
            );
        }
        assert_eq!(query.position(None).unwrap(), None);
        for bad in ["", "x", "!!", "AAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(query.position(Some(bad)).is_err(), "{bad}");
        }
    }
}
