//! Tags of a secret (semantics 4.12, 4.13, 9.7).

use super::Secret;
use crate::error::{Error, ErrorCode, Result};
use crate::types::tag::Tag;
use crate::types::time::Timestamp;

const MAX_TAGS: usize = 50;
const RESERVED_PREFIX: &str = "aws:";

/// Refuses keys that stand twice in one request, and keys that AWS keeps for itself.
pub fn check_tags<'t>(tags: &(impl Iterator<Item = &'t Tag> + Clone)) -> Result<()> {
    for (index, tag) in tags.clone().enumerate() {
        if tag.key.starts_with(RESERVED_PREFIX) {
            return Err(invalid(
                "aws: prefixed tag key names are not allowed for external use.",
            ));
        }
        if tags.clone().take(index).any(|other| other.key == tag.key) {
            return Err(invalid(&format!(
                "The tag key {} is given more than once.",
                tag.key
            )));
        }
    }
    Ok(())
}

impl Secret {
    /// Adds tags; a key that is there gets the new value in its old place.
    pub fn tag(&mut self, tags: impl IntoIterator<Item = Tag>, now: Timestamp) -> Result<()> {
        let mut after = self.record.tags.clone().unwrap_or_default();
        let mut given = false;
        for tag in tags {
            given = true;
            match after.iter_mut().find(|other| other.key == tag.key) {
                Some(other) => other.value = tag.value,
                None => after.push(tag),
            }
        }
        if !given {
            return Ok(());
        }
        if after.len() > MAX_TAGS {
            return Err(invalid(&format!(
                "A secret can have at most {MAX_TAGS} tags; with this request it would have {}.",
                after.len()
            )));
        }
        self.record.tags = Some(after);
        self.record.changed = now;
        Ok(())
    }

    /// Removes tags; unknown keys are no error. Once a secret had tags, none is an empty list (semantics 3.4).
    pub fn untag(&mut self, keys: &[String], now: Timestamp) {
        if let Some(tags) = &mut self.record.tags {
            tags.retain(|tag| !keys.contains(&tag.key));
        }
        self.record.changed = now;
    }
}

fn invalid(message: &str) -> Error {
    Error::service(ErrorCode::InvalidParameterException, message)
}
