//! Names and ARNs of secrets, and what a `SecretId` can mean (semantics 5).

use crate::error::{Error, ErrorCode, Result};
use crate::types::region::{AccountId, Region};

/// Random characters at the end of a secret's ARN.
pub const SUFFIX_LENGTH: usize = 6;

const INVALID_NAME: &str = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";

/// What a caller gave as `SecretId`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretId {
    /// A name.
    Name(String),
    /// A complete or partial ARN.
    Arn(SecretArn),
}

/// The parts of a secret's ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretArn {
    /// The Region that the ARN names.
    pub region: String,
    /// The account that the ARN names.
    pub account: String,
    /// What follows `secret:`: a name, or a name and its suffix.
    pub resource: String,
}

impl SecretId {
    /// Reads a `SecretId`; a name with a character outside the set is AWS's `ValidationException` (semantics 3.2).
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("arn:") {
            return SecretArn::parse(text).map(Self::Arn);
        }
        if text.bytes().all(|byte| is_name_byte(byte) || byte == b'!') {
            Ok(Self::Name(text.to_owned()))
        } else {
            Err(invalid_name())
        }
    }
}

impl SecretArn {
    fn parse(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.splitn(7, ':').collect();
        match parts[..] {
            [
                "arn",
                _,
                "secretsmanager",
                region,
                account,
                "secret",
                resource,
            ] if !resource.is_empty() => Ok(Self {
                region: region.to_owned(),
                account: account.to_owned(),
                resource: resource.to_owned(),
            }),
            _ => Err(Error::service(
                ErrorCode::ValidationException,
                "Invalid ARN. Must be of the form arn:aws:secretsmanager:<region>:<account>:secret:<name>-<suffix>",
            )),
        }
    }

    /// The name that the ARN means: what is before the suffix, if it counts as complete.
    pub fn name(&self) -> &str {
        self.split_suffix()
            .map_or(&*self.resource, |(name, _)| name)
    }

    /// The name and suffix of a resource that ends in a hyphen and six characters. AWS reads such a resource as a
    /// complete ARN only, also when the six are part of the name (the trap of semantics 5.3).
    pub fn split_suffix(&self) -> Option<(&str, &str)> {
        let at = self.resource.len().checked_sub(SUFFIX_LENGTH + 1)?;
        let (name, tail) = self.resource.split_at_checked(at)?;
        let suffix = tail.strip_prefix('-')?;
        (!name.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .then_some((name, suffix))
    }
}

/// Checks a name for CreateSecret. `!` is left to names that services own (semantics 5.1).
pub fn check_new_name(name: &str) -> Result<()> {
    if name.bytes().all(is_name_byte) {
        Ok(())
    } else {
        Err(invalid_name())
    }
}

/// The complete ARN of a secret.
pub fn secret_arn(region: &Region, account: &AccountId, name: &str, suffix: &str) -> String {
    [
        "arn:",
        region.partition(),
        ":secretsmanager:",
        region.as_str(),
        ":",
        account.as_str(),
        ":secret:",
        name,
        "-",
        suffix,
    ]
    .concat()
}

fn invalid_name() -> Error {
    Error::service(ErrorCode::ValidationException, INVALID_NAME)
}

/// Whether a name may have this byte, `!` aside.
pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(resource: &str) -> SecretArn {
        let text = format!("arn:aws:secretsmanager:us-east-1:000000000000:secret:{resource}");
        match SecretId::parse(&text).unwrap() {
            SecretId::Arn(arn) => arn,
            SecretId::Name(name) => panic!("{name} is not an ARN"),
        }
    }

    #[test]
    fn names_of_the_recordings_are_judged_as_recorded() {
        for good in [
            "Valid/_+=.@-Name",
            "Valid/_+=.@-Name-a1b2",
            "/x",
            "rds!cluster-1",
        ] {
            assert!(SecretId::parse(good).is_ok(), "{good}");
        }
        for bad in ["Inv Name", "a*", "a?", "a]", "a\\", "ä"] {
            let error = SecretId::parse(bad).unwrap_err();
            assert_eq!(error.code(), Some(ErrorCode::ValidationException));
            assert_eq!(error.message(), INVALID_NAME);
        }
        assert!(check_new_name("rds!cluster-1").is_err());
    }

    #[test]
    fn a_hyphen_and_six_characters_make_an_arn_complete() {
        assert_eq!(arn("name-a1b2c3").split_suffix(), Some(("name", "a1b2c3")));
        assert_eq!(arn("my-secret").split_suffix(), Some(("my", "secret")));
        assert_eq!(arn("name-a1b2").split_suffix(), None);
        assert_eq!(arn("name-a1b2c3-").split_suffix(), None);
        assert_eq!(arn("-a1b2c3").split_suffix(), None);
    }

    #[test]
    fn an_arn_of_another_shape_is_refused() {
        for bad in [
            "arn:",
            "arn:aws:s3:::bucket",
            "arn:aws:secretsmanager:r:a:secret:",
            "arn:aws:secretsmanager:r:a:x:y",
        ] {
            assert_eq!(
                SecretId::parse(bad).unwrap_err().code(),
                Some(ErrorCode::ValidationException),
                "{bad}"
            );
        }
    }
}
