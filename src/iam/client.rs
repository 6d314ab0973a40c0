//! Who asks: the owner of the vault, or a client that signs with a credential of the vault.

use std::sync::Arc;

use super::{Action, Pattern, Resource, reads};
use crate::types::region::AccountId;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Whoever holds the vault key: the account's root, whom no policy binds (decisions 10).
    Owner,
    /// Whoever signs with a credential: what the credential allows.
    Client(Arc<Client>),
}

/// What is known of a client once its signature was verified, and all that permissions are judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    name: String,
    arn: String,
    account: AccountId,
    read_only: bool,
    secrets: Vec<Pattern>,
}

impl Client {
    /// The client of the credential of this name in this account. `read_only` leaves it what changes nothing, `secrets` the
    /// secrets that one of these patterns matches; without patterns it may reach all.
    pub fn new(name: &str, account: &AccountId, read_only: bool, secrets: Vec<Pattern>) -> Self {
        Self {
            name: name.to_owned(),
            arn: ["arn:aws:iam::", account.as_str(), ":user/", name].concat(),
            account: account.clone(),
            read_only,
            secrets,
        }
    }

    /// The name of its credential.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its principal, as an IAM user: `arn:aws:iam::<account>:user/<name>`.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The account that it belongs to: the vault's.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// Whether it may do `action`, to `resource` if the action is about one secret.
    pub fn allows(&self, action: Action, resource: Option<&Resource<'_>>) -> bool {
        if self.read_only && !reads(action) {
            return false;
        }
        let Some(resource) = resource else {
            return true;
        };
        let account = resource.account.unwrap_or(self.account.as_str());
        self.secrets.is_empty()
            || self
                .secrets
                .iter()
                .any(|pattern| pattern.matches(resource.region, account, resource.name))
    }
}
