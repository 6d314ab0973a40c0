//! When, where and by whom an operation is called.

use std::cell::RefCell;

use crate::crypto::entropy::Entropy;
use crate::error::Result;
use crate::iam::{Action, Caller, Permit, Resource};
use crate::secret::Secret;
use crate::secret::rotation::Functions;
use crate::types::arn::SecretId;
use crate::types::region::Region;
use crate::types::time::Timestamp;

/// Where and by whom an operation is called: what a front-end knows.
#[derive(Debug, Clone)]
pub struct Call {
    /// The Region whose secrets are meant.
    pub region: Region,
    /// Who asks.
    pub caller: Caller,
}

/// What surrounds one run of an operation.
pub struct Context<'c> {
    /// The moment of the call.
    pub now: Timestamp,
    /// The Region whose secrets are meant.
    pub region: &'c Region,
    /// Who asks.
    pub caller: &'c Caller,
    /// Where ids, suffixes and passwords come from.
    pub entropy: &'c dyn Entropy,
    /// The rotation functions there are.
    pub functions: &'c dyn Functions,
    permitted: RefCell<Vec<Permitted>>,
}

/// A secret that a caller was allowed to do something to: for the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    /// What was allowed.
    pub action: Action,
    /// The secret's Region.
    pub region: Region,
    /// The secret's name.
    pub name: String,
    /// The end of its ARN.
    pub suffix: String,
}

impl<'c> Context<'c> {
    /// The surroundings of a call at this moment.
    pub fn new(
        now: Timestamp,
        call: &'c Call,
        entropy: &'c dyn Entropy,
        functions: &'c dyn Functions,
    ) -> Self {
        Self {
            now,
            region: &call.region,
            caller: &call.caller,
            entropy,
            functions,
            permitted: RefCell::default(),
        }
    }

    /// Asks policy evaluation whether the caller may do `action` to `secret`, and notes it for the trail if so.
    pub fn permit(&self, action: Action, secret: &Secret) -> Result<Permit> {
        let permit = Permit::evaluate(self.caller, action, secret)?;
        let record = secret.record();
        self.permitted.borrow_mut().push(Permitted {
            action,
            region: record.region.clone(),
            name: record.name.clone(),
            suffix: record.suffix.clone(),
        });
        Ok(permit)
    }

    /// Asks whether the caller may do an action that is about no secret, or about all that he may see.
    pub fn permit_call(&self, action: Action) -> Result<()> {
        self.caller.demand(action, None, None)
    }

    /// Asks whether the caller may do `action` to what `id` names in this Region, before anybody looks whether that is there:
    /// a refusal tells nothing (semantics 3.5). `shown` is the id as the caller gave it.
    pub fn permit_id(&self, action: Action, id: &SecretId, shown: &str) -> Result<()> {
        let resource = match id {
            SecretId::Name(name) => self.named(name),
            SecretId::Arn(arn) => Resource {
                region: &arn.region,
                account: Some(&arn.account),
                name: arn.name(),
            },
        };
        self.caller.demand(action, Some(&resource), Some(shown))
    }

    /// The same for a name, which may be another's already or nobody's yet.
    pub fn permit_name(&self, action: Action, name: &str) -> Result<()> {
        self.caller
            .demand(action, Some(&self.named(name)), Some(name))
    }

    /// Whether the caller may do `action` to the secret of this name: for lists, which leave out what is not allowed and
    /// name nobody in the trail.
    pub fn allows(&self, action: Action, name: &str) -> bool {
        self.caller.allows(action, Some(&self.named(name)))
    }

    fn named<'r>(&'r self, name: &'r str) -> Resource<'r> {
        Resource {
            region: self.region.as_str(),
            account: None,
            name,
        }
    }

    /// What was permitted.
    pub fn into_permitted(self) -> Vec<Permitted> {
        self.permitted.into_inner()
    }
}
