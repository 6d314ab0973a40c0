//! Regions and accounts: where a secret is.

use std::fmt;
use std::str::FromStr;

/// An AWS Region name, such as `us-east-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(String);

impl Region {
    /// The home region of a vault made without `--region`.
    pub const DEFAULT: &'static str = "us-east-1";

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition that ARNs of this Region begin with (semantics 5.2).
    pub fn partition(&self) -> &'static str {
        partition(&self.0)
    }
}

/// The partition of the Region of this name.
pub(crate) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

impl FromStr for Region {
    type Err = String;

    /// `^([a-z]+-)+\d+$`, at most 128 characters (semantics 3.1).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.rsplit_once('-').is_some_and(|(words, number)| {
            let is_word = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_lowercase);
            !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && words.as_bytes().split(|byte| *byte == b'-').all(is_word)
        });
        if fits && text.len() <= 128 {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "'{}' is not a Region name such as us-east-1",
                text.escape_debug()
            ))
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A twelve-digit AWS account id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountId(String);

impl AccountId {
    /// The account of a vault made without `--account-id`.
    pub const DEFAULT: &'static str = "000000000000";

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "'{}' is not an account id of twelve digits",
                text.escape_debug()
            ))
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_follows_the_model_pattern() {
        for good in ["us-east-1", "eu-west-12", "us-gov-west-1", "a-0"] {
            assert!(good.parse::<Region>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "us",
            "1",
            "-1",
            "us-east-",
            "us--1",
            "US-east-1",
            "us-east-1a",
            "us east-1",
        ] {
            assert!(bad.parse::<Region>().is_err(), "{bad}");
        }
    }

    #[test]
    fn account_id_is_twelve_digits() {
        assert!("123456789012".parse::<AccountId>().is_ok());
        assert!("12345678901".parse::<AccountId>().is_err());
        assert!("12345678901x".parse::<AccountId>().is_err());
    }
}
