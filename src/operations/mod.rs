//! The service's 23 operations, a file each.
//!
//! A request type **is** the command's options, the wire's body and the library's call; its doc comments are the help.
//! To add an operation: write its file and put its name into the list at the end of this file.

mod get_secret_value;

pub use get_secret_value::{GetSecretValue, GetSecretValueResponse};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crypto::entropy::Entropy;
use crate::error::Result;
use crate::iam::{Action, Caller, Permit};
use crate::secret::Secret;
use crate::types::constraint::Constraints;
use crate::types::region::Region;
use crate::types::time::Timestamp;
use crate::vault::Vault;

/// What an operation does to the vault: decides the lock and whether there is a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Needs no vault at all.
    Pure,
    /// Reads.
    Read,
    /// Changes.
    Write,
}

/// One of the service's operations: its request.
pub trait Operation: Sized + clap::Args + DeserializeOwned {
    /// AWS's name, such as `GetSecretValue`.
    const NAME: Action;
    /// What it does to the vault.
    const EFFECT: Effect;
    /// The answer; members in AWS's order.
    type Response: Serialize;

    /// Notes every constraint of the service model that the request breaks (semantics 3.1).
    fn constraints(&self, check: &mut Constraints);

    /// Does it.
    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response>;
}

/// When, where and by whom an operation is called.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The moment of the call.
    pub now: Timestamp,
    /// The Region whose secrets are meant.
    pub region: &'c Region,
    /// Who asks.
    pub caller: Caller,
    /// Where ids, suffixes and passwords come from.
    pub entropy: &'c dyn Entropy,
}

impl Context<'_> {
    /// Asks policy evaluation whether the caller may do `action` to `secret`.
    pub fn permit(&self, action: Action, secret: &Secret) -> Result<Permit> {
        Permit::evaluate(self.caller, action, secret)
    }
}

/// Calls the macro `$then` with every operation: `Type "kebab-name"`, in alphabetical order.
#[macro_export]
macro_rules! for_each_operation {
    ($then:ident) => {
        $then! {
            GetSecretValue "get-secret-value",
        }
    };
}
