//! ListSecrets (semantics 4.8, 9).

use serde::{Deserialize, Serialize};

use super::answer::SecretMetadata;
use super::listing::Listing;
use super::member::FilterInput;
use super::paging::{Query, cut, page_size};
use super::{Context, Effect, Operation, member};
use crate::error::Result;
use crate::iam::Action;
use crate::secret::sort::{SortBy, SortOrder};
use crate::types::constraint::Constraints;
use crate::types::shorthand::Shorthand;
use crate::types::switch::Switch;
use crate::vault::Vault;

const PAGE: usize = 100;

crate::types::switch::switches! {
    /// List secrets that are scheduled for deletion too
    pub IncludePlannedDeletion "include-planned-deletion";
}

/// List secrets, without their values
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  The names of all secrets:
    vault list-secrets --query 'SecretList[].Name' --output text

  Secrets below prod/ that are tagged team=payments, least recently changed first:
    vault list-secrets --filters Key=name,Values=prod/ Key=tag-key,Values=team Key=tag-value,Values=payments \\
        --sort-by last-changed-date

  Everything but what has the word test anywhere:
    vault list-secrets --filters 'Key=all,Values=!test'")]
pub struct ListSecrets {
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub include_planned_deletion: Switch<IncludePlannedDeletion>,
    /// Secrets in one answer of the service, 1 to 100
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Where the answer before this one ended
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// What to list, as Key=...,Values=... pairs that must all match; keys are description, name, tag-key, tag-value,
    /// primary-region, owning-service and all
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Vec<Shorthand<FilterInput>>>,
    /// asc or desc
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<String>,
    /// created-date, last-accessed-date, last-changed-date or name
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    /// How much is answered: for a command line that would ask for all pages anyway.
    #[arg(skip)]
    #[serde(skip)]
    pub span: Span,
}

/// How much of a list one answer holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Span {
    /// A page.
    #[default]
    Page,
    /// All pages, one behind the other.
    Pages,
    /// Everything in one page, whatever the size of pages.
    Whole,
}

/// A page of the list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListSecretsResponse {
    /// The secrets.
    pub secret_list: Vec<SecretMetadata>,
    /// What continues the list; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The pages behind this one, if they were asked for.
    #[serde(skip)]
    pub following: Vec<Self>,
}

impl Operation for ListSecrets {
    const NAME: Action = "ListSecrets";
    const EFFECT: Effect = Effect::Read;
    type Response = ListSecretsResponse;

    fn constraints(&self, check: &mut Constraints) {
        member::check_page(check, self.max_results, 100, self.next_token.as_ref());
        member::check_filters(check, self.filters.as_deref());
        if let Some(order) = &self.sort_order {
            check.one_of("sortOrder", order, &SortOrder::NAMES);
        }
        if let Some(by) = &self.sort_by {
            check.one_of("sortBy", by, &SortBy::NAMES);
        }
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        at.permit_call(Self::NAME)?;
        vault.load_access_dates();
        let by = self
            .sort_by
            .as_deref()
            .and_then(SortBy::from_name)
            .unwrap_or_default();
        let order = self
            .sort_order
            .as_deref()
            .and_then(SortOrder::from_name)
            .unwrap_or_default();
        let planned_deletion = self.include_planned_deletion.is_on();
        let query = Query::new(&(
            Self::NAME,
            at.region.as_str(),
            planned_deletion,
            member::plain(self.filters.as_deref()),
            by.as_str(),
            order.as_str(),
        ))?;
        let after = query.position(self.next_token.as_deref())?;
        let listing = Listing {
            action: Self::NAME,
            filters: member::filters(self.filters)?,
            planned_deletion,
            by,
            order,
        };
        let account = vault.account().clone();
        let listed = |secret| SecretMetadata::listed(secret, &account);
        let after = after.as_ref();
        let mut secret_list =
            listing.collect(vault, at, after, listed, SecretMetadata::sortable)?;
        let token = |last: &SecretMetadata| query.token(&listing.position(&last.sortable()));
        if self.span == Span::Pages {
            let size = page_size(self.max_results, PAGE);
            return Ok(pages(secret_list, size, token));
        }
        let more = self.span == Span::Page && cut(&mut secret_list, self.max_results, PAGE);
        let last = secret_list.last().filter(|_| more);
        let next_token = last.map(token);
        Ok(ListSecretsResponse {
            secret_list,
            next_token,
            following: Vec::new(),
        })
    }
}

/// The first page of `secrets` with all that follow it.
fn pages(
    secrets: Vec<SecretMetadata>,
    size: usize,
    token: impl Fn(&SecretMetadata) -> String,
) -> ListSecretsResponse {
    let mut rest = secrets.into_iter();
    let mut next = || {
        let secret_list: Vec<_> = rest.by_ref().take(size).collect();
        let last = secret_list.last().filter(|_| rest.len() > 0);
        let next_token = last.map(&token);
        ListSecretsResponse {
            secret_list,
            next_token,
            following: Vec::new(),
        }
    };
    let mut first = next();
    while first
        .following
        .last()
        .unwrap_or(&first)
        .next_token
        .is_some()
    {
        first.following.push(next());
    }
    first
}
