//! The order of `ListSecrets` (semantics 9.4).

use std::cmp::Ordering;

use crate::types::time::Timestamp;

/// What a list is ordered by (`SortBy`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortBy {
    /// When the secret was made.
    #[default]
    CreatedDate,
    /// The day it was last read.
    LastAccessedDate,
    /// When it last changed.
    LastChangedDate,
    /// Its name, by bytes.
    Name,
}

impl SortBy {
    /// The names on the wire, in the order of the service model.
    pub const NAMES: [&str; 4] = [
        "created-date",
        "last-accessed-date",
        "last-changed-date",
        "name",
    ];

    /// The key of this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [
            Self::CreatedDate,
            Self::LastAccessedDate,
            Self::LastChangedDate,
            Self::Name,
        ]
        .into_iter();
        all.find(|key| key.as_str() == name)
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// Which end of a list comes first (`SortOrder`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// Least first.
    #[default]
    Asc,
    /// Greatest first.
    Desc,
}

impl SortOrder {
    /// The names on the wire, in the order of the service model.
    pub const NAMES: [&str; 2] = ["asc", "desc"];

    /// The order of this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Asc, Self::Desc].into_iter();
        all.find(|order| order.as_str() == name)
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What of a secret the order depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sortable<'a> {
    /// The name.
    pub name: &'a str,
    /// `CreatedDate`.
    pub created: Timestamp,
    /// `LastAccessedDate`, if it was ever read.
    pub last_accessed: Option<Timestamp>,
    /// `LastChangedDate`.
    pub last_changed: Option<Timestamp>,
}

impl Sortable<'_> {
    /// Which of two secrets is listed first. A missing date is before every date; ties go by name, ascending in
    /// either order.
    pub fn compare(&self, other: &Self, by: SortBy, order: SortOrder) -> Ordering {
        let ascending = match by {
            SortBy::CreatedDate => self.created.cmp(&other.created),
            SortBy::LastAccessedDate => self.last_accessed.cmp(&other.last_accessed),
            SortBy::LastChangedDate => self.last_changed.cmp(&other.last_changed),
            SortBy::Name => self.name.cmp(other.name),
        };
        let ordering = match order {
            SortOrder::Asc => ascending,
            SortOrder::Desc => ascending.reverse(),
        };
        ordering.then_with(|| self.name.cmp(other.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(by: SortBy, order: SortOrder) -> String {
        let at = Timestamp::from_millis;
        let secret = |name, created, accessed: Option<i64>, changed| Sortable {
            name,
            created: at(created),
            last_accessed: accessed.map(at),
            last_changed: Some(at(changed)),
        };
        let mut secrets = [
            secret("b", 1, None, 9),
            secret("a", 2, Some(5), 9),
            secret("d", 3, None, 7),
            secret("c", 4, Some(4), 8),
        ];
        secrets.sort_by(|one, other| one.compare(other, by, order));
        secrets.iter().map(|secret| secret.name).collect()
    }

    #[test]
    fn creation_order_is_the_default() {
        assert_eq!(sorted(SortBy::default(), SortOrder::default()), "badc");
        assert_eq!(sorted(SortBy::CreatedDate, SortOrder::Desc), "cdab");
    }

    #[test]
    fn never_read_is_before_every_date() {
        assert_eq!(sorted(SortBy::LastAccessedDate, SortOrder::Asc), "bdca");
        assert_eq!(sorted(SortBy::LastAccessedDate, SortOrder::Desc), "acbd");
    }

    #[test]
    fn ties_go_by_name_in_either_order() {
        assert_eq!(sorted(SortBy::LastChangedDate, SortOrder::Asc), "dcab");
        assert_eq!(sorted(SortBy::LastChangedDate, SortOrder::Desc), "abcd");
    }

    #[test]
    fn names_go_by_bytes() {
        assert_eq!(sorted(SortBy::Name, SortOrder::Asc), "abcd");
        assert_eq!(sorted(SortBy::Name, SortOrder::Desc), "dcba");
    }

    #[test]
    fn wire_names_and_keys_agree() {
        for name in SortBy::NAMES {
            assert_eq!(SortBy::from_name(name).unwrap().as_str(), name);
        }
        for name in SortOrder::NAMES {
            assert_eq!(SortOrder::from_name(name).unwrap().as_str(), name);
        }
        assert_eq!(SortOrder::from_name("ASC"), None);
    }
}
