//! BatchGetSecretValue (semantics 9.6).

use serde::{Deserialize, Serialize};

use super::answer::RevealedVersion;
use super::listing::Listing;
use super::member::FilterInput;
use super::paging::{Query, cut};
use super::{Context, Effect, GetSecretValue, Operation, get_secret_value, lookup, member};
use crate::error::{Error, ErrorCode, Result};
use crate::iam::Action;
use crate::secret::Secret;
use crate::secret::sort::{SortBy, SortOrder};
use crate::types::constraint::Constraints;
use crate::types::shorthand::Shorthand;
use crate::vault::Vault;

const PAGE: usize = 20;

/// Retrieve the contents of several secrets
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  Two secrets; what cannot be read stands under Errors:
    vault batch-get-secret-value --secret-id-list prod/db prod/api

  Every secret below prod/:
    vault batch-get-secret-value --filters Key=name,Values=prod/")]
pub struct BatchGetSecretValue {
    /// The names or ARNs of the secrets, at most 20
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id_list: Option<Vec<String>>,
    /// Which secrets, as Key=...,Values=... pairs that must all match; keys are description, name, tag-key, tag-value,
    /// primary-region, owning-service and all
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Vec<Shorthand<FilterInput>>>,
    /// Secrets in one answer of the service, 1 to 20; only with filters
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Where the answer before this one ended
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Values, and why others are missing.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchGetSecretValueResponse {
    /// The values.
    #[serde(default)]
    pub secret_values: Vec<RevealedVersion>,
    /// What continues the list; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// What could not be read.
    #[serde(default)]
    pub errors: Vec<BatchError>,
}

/// Why one secret could not be read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchError {
    /// The secret, as the request named it.
    pub secret_id: String,
    /// What GetSecretValue's error would be.
    pub error_code: String,
    /// What it would say.
    pub message: String,
}

impl Operation for BatchGetSecretValue {
    const NAME: Action = "BatchGetSecretValue";
    const EFFECT: Effect = Effect::Read;
    type Response = BatchGetSecretValueResponse;

    fn constraints(&self, check: &mut Constraints) {
        if let Some(ids) = &self.secret_id_list {
            check.items("secretIdList", ids, 1..=20);
            check.element_length("secretIdList", ids, 1..=2048);
        }
        member::check_filters(check, self.filters.as_deref());
        member::check_page(check, self.max_results, 20, self.next_token.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        at.permit_call(Self::NAME)?;
        let mut response = BatchGetSecretValueResponse {
            secret_values: Vec::new(),
            next_token: None,
            errors: Vec::new(),
        };
        let refuse = |text: &str| Err(Error::service(ErrorCode::InvalidParameterException, text));
        match (self.secret_id_list, self.filters) {
            (Some(_), Some(_)) | (None, None) => {
                refuse("Either 'SecretIdList' or 'Filters' must be provided, but not both.")
            }
            (Some(_), None) if self.max_results.is_some() => refuse(
                "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
            ),
            (Some(ids), None) => {
                for id in ids {
                    let value = read(vault, at, &id);
                    response.add(id, value)?;
                }
                Ok(response)
            }
            (None, Some(filters)) => {
                let query = Query::new(&(
                    Self::NAME,
                    at.region.as_str(),
                    member::plain(Some(&filters)),
                ))?;
                let after = query.position(self.next_token.as_deref())?;
                let listing = Listing {
                    action: Self::NAME,
                    filters: member::filters(Some(filters))?,
                    planned_deletion: false,
                    by: SortBy::default(),
                    order: SortOrder::default(),
                };
                let mut secrets = listing.collect(
                    vault,
                    at,
                    after.as_ref(),
                    |secret| secret,
                    Secret::sortable,
                )?;
                let more = cut(&mut secrets, self.max_results, PAGE);
                let last = secrets.last().filter(|_| more);
                response.next_token =
                    last.map(|last| query.token(&listing.position(&last.sortable())));
                for secret in secrets {
                    let value = get_secret_value::read(vault, at, &secret, None, None);
                    response.add(secret.arn(vault.account()), value)?;
                }
                Ok(response)
            }
        }
    }
}

impl BatchGetSecretValueResponse {
    /// The service's refusal of one secret stands in the answer; a damaged vault fails the call.
    fn add(&mut self, secret_id: String, value: Result<RevealedVersion>) -> Result<()> {
        match value {
            Ok(value) => self.secret_values.push(value),
            Err(error) => match error.code() {
                Some(code) => self.errors.push(BatchError {
                    secret_id,
                    error_code: code.as_str().to_owned(),
                    message: error.message().to_owned(),
                }),
                None => return Err(error),
            },
        }
        Ok(())
    }
}

/// As GetSecretValue, but without looking for hints.
fn read(vault: &mut impl Vault, at: &Context<'_>, id: &str) -> Result<RevealedVersion> {
    let id = lookup::permit(at, GetSecretValue::NAME, id)?;
    let secret = lookup::look(vault, at, &id)?.ok_or_else(lookup::not_found)?;
    secret.require_active()?;
    get_secret_value::read(vault, at, &secret, None, None)
}
