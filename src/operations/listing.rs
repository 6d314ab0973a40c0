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
    /// What `keep` makes of the secrets of the caller's Region that pass, behind `after`: a secret holds more than most
    /// answers say of it, and there may be 100,000.
    pub(super) fn collect<T>(
        &self,
        vault: &mut impl Vault,
        at: &Context<'_>,
        after: Option<&Position>,
        keep: impl Fn(Secret) -> T,
        sortable: impl for<'t> Fn(&'t T) -> Sortable<'t>,
    ) -> Result<Vec<T>> {
        let after = after.map(Position::sortable);
        let mut secrets = Vec::new();
        vault.secrets(&mut |secret| {
            let record = secret.record();
            let passes = record.region == *at.region
                && at.allows(self.action, &record.name)
                && (self.planned_deletion || record.deletion.is_none())
                && !secret.is_expired(at.now)
                && after.is_none_or(|after| self.compare(&after, &secret.sortable()).is_lt())
                && self
                    .filters
                    .iter()
                    .all(|filter| filter.matches(&secret.searchable()));
            if passes {
                secrets.push(keep(secret));
            }
            Ok(())
        })?;
        // No two secrets of a Region have one name, which decides at last.
        secrets.sort_unstable_by(|one, other| self.compare(&sortable(one), &sortable(other)));
        Ok(secrets)
    }

    /// Where a page that ends with this secret ends.
    pub(super) fn position(&self, last: &Sortable<'_>) -> Position {
        Position {
            date: match self.by {
                SortBy::CreatedDate => Some(last.created),
                SortBy::LastAccessedDate => last.last_accessed,
                SortBy::LastChangedDate => last.last_changed,
                SortBy::Name => None,
            },
            name: last.name.to_owned(),
        }
    }

    fn compare(&self, one: &Sortable<'_>, other: &Sortable<'_>) -> Ordering {
        one.compare(other, self.by, self.order)
    }
}

impl Position {
    fn sortable(&self) -> Sortable<'_> {
        Sortable {
            name: &self.name,
            created: self.date.unwrap_or(Timestamp::from_millis(0)),
            last_accessed: self.date,
            last_changed: self.date,
        }
    }
}
