//! Secrets by filter, in order, page by page: what ListSecrets and BatchGetSecretValue share (semantics 9).

use std::cmp::Ordering;

use super::Context;
use super::paging::Position;
use crate::error::Result;
use crate::iam::Action;
use crate::secret::Secret;
use crate::secret::search::Filter;
use crate::secret::sort::{SortBy, SortOrder, Sortable};
use crate::types::time::Timestamp;
use crate::vault::Vault;

/// Which secrets, and in which order.
pub(super) struct Listing {
    pub(super) action: Action,
    pub(super) filters: Vec<Filter>,
    pub(super) planned_deletion: bool,
    pub(super) by: SortBy,
    pub(super) order: SortOrder,
}

impl Listing {
    /// The secrets of the caller's Region that pass, behind `after`.
    pub(super) fn collect(
        &self,
        vault: &mut impl Vault,
        at: &Context<'_>,
        after: Option<&Position>,
    ) -> Result<Vec<Secret>> {
        let after = after.map(sortable);
        let mut secrets = Vec::new();
        vault.secrets(&mut |secret| {
            let record = secret.record();
            let passes = record.region == *at.region
                && (self.planned_deletion || record.deletion.is_none())
                && !secret.is_expired(at.now)
                && after.is_none_or(|after| self.compare(&after, &secret.sortable()).is_lt())
                && self
                    .filters
                    .iter()
                    .all(|filter| filter.matches(&secret.searchable()))
                && at.allows(self.action, &secret);
            if passes {
                secrets.push(secret);
            }
            Ok(())
        })?;
        secrets.sort_by(|one, other| self.compare(&one.sortable(), &other.sortable()));
        Ok(secrets)
    }

    /// Where a page that ends with this secret ends.
    pub(super) fn position(&self, last: &Secret) -> Position {
        let record = last.record();
        Position {
            date: match self.by {
                SortBy::CreatedDate => Some(record.created),
                SortBy::LastAccessedDate => record.accessed,
                SortBy::LastChangedDate => Some(record.changed),
                SortBy::Name => None,
            },
            name: record.name.clone(),
        }
    }

    fn compare(&self, one: &Sortable<'_>, other: &Sortable<'_>) -> Ordering {
        one.compare(other, self.by, self.order)
    }
}

fn sortable(position: &Position) -> Sortable<'_> {
    Sortable {
        name: &position.name,
        created: position.date.unwrap_or(Timestamp::from_millis(0)),
        last_accessed: position.date,
        last_changed: position.date,
    }
}
