//! The names that ListSecrets lists, and nothing else: what completion, prefixes and `list -1` need.

use super::{Context, Effect, Operation};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::time::Timestamp;
use crate::vault::Vault;

/// Asks for the names of all secrets of a Region, in the order in which ListSecrets lists them.
///
/// Nothing of AWS's: no caller can send it. It opens what ListSecrets opens, but makes no answer's objects, so that 100,000
/// names take a fraction of a second.
#[derive(Debug, Clone, Copy, Default)]
pub struct SecretNames {
    /// Name those that are scheduled for deletion too.
    pub planned_deletion: bool,
}

impl Operation for SecretNames {
    const NAME: Action = "ListSecrets";
    const EFFECT: Effect = Effect::Read;
    type Response = Vec<String>;

    fn constraints(&self, _check: &mut Constraints) {}

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        at.permit_call(Self::NAME)?;
        let mut named: Vec<(Timestamp, String)> = Vec::new();
        vault.headings(&mut |heading| {
            let is_listed = heading.region == at.region.as_str()
                && at.allows(Self::NAME, heading.name)
                && heading
                    .deletion
                    .is_none_or(|due| self.planned_deletion && due > at.now);
            if is_listed {
                named.push((heading.created, heading.name.to_owned()));
            }
            Ok(())
        })?;
        named.sort_unstable();
        Ok(named.into_iter().map(|(_, name)| name).collect())
    }
}
