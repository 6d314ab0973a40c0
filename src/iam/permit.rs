//! The permit: a value that only policy evaluation can make and that the port demands for a secret's value.

use super::Caller;
use crate::error::{Error, ErrorCode, Result};
use crate::secret::Secret;
use crate::secret::record::SecretKey;

/// An operation as a policy names it, without `secretsmanager:`.
pub type Action = &'static str;

/// A secret as a policy sees it: by the words for it, whether there is one or not.
#[derive(Debug, Clone, Copy)]
pub struct Resource<'r> {
    /// Its Region.
    pub region: &'r str,
    /// The account that an ARN names; None for the vault's.
    pub account: Option<&'r str>,
    /// Its canonical name.
    pub name: &'r str,
}

/// Proof that policy evaluation allowed an action on one secret.
#[derive(Debug)]
pub struct Permit {
    secret: SecretKey,
}

/// Whether an action changes nothing, so that a read-only client may do it. An action that is not in the list is taken to
/// change something.
pub fn reads(action: Action) -> bool {
    matches!(
        action,
        "BatchGetSecretValue"
            | "DescribeSecret"
            | "GetRandomPassword"
            | "GetResourcePolicy"
            | "GetSecretValue"
            | "ListSecretVersionIds"
            | "ListSecrets"
            | "ValidateResourcePolicy"
    )
}

impl<'r> Resource<'r> {
    /// A secret that is there.
    pub fn of(secret: &'r Secret) -> Self {
        let record = secret.record();
        Self {
            region: record.region.as_str(),
            account: None,
            name: &record.name,
        }
    }
}

impl Permit {
    /// Evaluates the policies for this caller, action and secret. The owner may do everything.
    pub(crate) fn evaluate(caller: &Caller, action: Action, secret: &Secret) -> Result<Self> {
        if let Caller::Client(client) = caller
            && !client.allows(action, Some(&Resource::of(secret)))
        {
            let arn = secret.arn(client.account());
            return Err(denied(client.arn(), action, Some(&arn)));
        }
        Ok(Self {
            secret: secret.record().key,
        })
    }

    /// Whether this permit is for that secret.
    pub fn covers(&self, secret: &Secret) -> bool {
        self.secret == secret.record().key
    }
}

impl Caller {
    /// Whether this caller may do `action`, to `resource` if the action is about one secret.
    pub(crate) fn allows(&self, action: Action, resource: Option<&Resource<'_>>) -> bool {
        match self {
            Self::Owner => true,
            Self::Client(client) => client.allows(action, resource),
        }
    }

    /// Refuses what [`Caller::allows`] does not allow, in AWS's words; `shown` is the secret as the caller named it (semantics
    /// 11.6).
    pub(crate) fn demand(
        &self,
        action: Action,
        resource: Option<&Resource<'_>>,
        shown: Option<&str>,
    ) -> Result<()> {
        match self {
            Self::Client(client) if !client.allows(action, resource) => {
                Err(denied(client.arn(), action, shown))
            }
            _ => Ok(()),
        }
    }
}

fn denied(principal: &str, action: Action, resource: Option<&str>) -> Error {
    let on = resource.map_or_else(String::new, |resource| format!(" on resource: {resource}"));
    Error::service(
        ErrorCode::AccessDeniedException,
        format!(
            "User: {principal} is not authorized to perform: secretsmanager:{action}{on} because no identity-based policy \
             allows the secretsmanager:{action} action"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::iam::Client;

    fn client(read_only: bool, secrets: &[&str]) -> Caller {
        let secrets = secrets.iter().map(|text| text.parse().unwrap()).collect();
        let account = "000000000000".parse().unwrap();
        Caller::Client(Arc::new(Client::new("app", &account, read_only, secrets)))
    }

    fn named(name: &str) -> Resource<'_> {
        Resource {
            region: "us-east-1",
            account: None,
            name,
        }
    }

    #[test]
    fn a_refusal_is_in_the_words_of_aws() {
        let told = |resource: Option<&Resource<'_>>, shown| {
            let caller = client(true, &["prod/*"]);
            let error = caller.demand("PutSecretValue", resource, shown);
            error.unwrap_err().message().to_owned()
        };
        assert_eq!(
            told(Some(&named("prod/db")), Some("prod/db")),
            "User: arn:aws:iam::000000000000:user/app is not authorized to perform: secretsmanager:PutSecretValue on \
             resource: prod/db because no identity-based policy allows the secretsmanager:PutSecretValue action"
        );
        assert_eq!(
            told(None, None),
            "User: arn:aws:iam::000000000000:user/app is not authorized to perform: secretsmanager:PutSecretValue because \
             no identity-based policy allows the secretsmanager:PutSecretValue action"
        );
    }

    #[test]
    fn read_only_and_patterns_bind_together() {
        let db = named("prod/db");
        let other = named("test/db");
        for (caller, read, write, read_other) in [
            (Caller::Owner, true, true, true),
            (client(false, &[]), true, true, true),
            (client(true, &[]), true, false, true),
            (client(false, &["prod/*"]), true, true, false),
            (client(true, &["x", "prod/*"]), true, false, false),
        ] {
            assert_eq!(caller.allows("GetSecretValue", Some(&db)), read);
            assert_eq!(caller.allows("DeleteSecret", Some(&db)), write);
            assert_eq!(caller.allows("GetSecretValue", Some(&other)), read_other);
        }
        assert!(!client(true, &[]).allows("AnActionOfLater", None));
    }

    #[test]
    fn the_account_of_an_arn_counts_for_patterns_that_are_arns() {
        let own = client(false, &["arn:aws:secretsmanager:*:000000000000:secret:*"]);
        let foreign = Resource {
            account: Some("111111111111"),
            ..named("prod/db")
        };
        assert!(own.allows("GetSecretValue", Some(&named("prod/db"))));
        assert!(!own.allows("GetSecretValue", Some(&foreign)));
    }
}
