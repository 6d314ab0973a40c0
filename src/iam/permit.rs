//! The permit: a value that only policy evaluation can make and that the port demands for a secret's value.

use crate::error::Result;
use crate::secret::Secret;
use crate::secret::record::SecretKey;

/// An operation as a policy names it, without `secretsmanager:`.
pub type Action = &'static str;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Whoever holds the vault key: the account's root, whom no policy binds (decisions 10).
    Owner,
}

/// Proof that policy evaluation allowed an action on one secret.
#[derive(Debug)]
pub struct Permit {
    secret: SecretKey,
}

impl Permit {
    /// Evaluates the policies for this caller, action and secret. The owner may do everything.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "identity policies, which refuse, come with the endpoint"
    )]
    pub(crate) fn evaluate(caller: Caller, _action: Action, secret: &Secret) -> Result<Self> {
        match caller {
            Caller::Owner => Ok(Self {
                secret: secret.record().key,
            }),
        }
    }

    /// Whether this permit is for that secret.
    pub fn covers(&self, secret: &Secret) -> bool {
        self.secret == secret.record().key
    }
}
