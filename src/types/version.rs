//! Version ids and staging labels.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The label of the version that is read when none is named.
pub const AWSCURRENT: &str = "AWSCURRENT";
/// The label of the version that was AWSCURRENT before.
pub const AWSPREVIOUS: &str = "AWSPREVIOUS";
/// The label of the version that a rotation is making.
pub const AWSPENDING: &str = "AWSPENDING";

macro_rules! word {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        // Ordered and hashed as its text: a map can be asked with a `&str`.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

word! {
    /// Names a version within its secret: the `ClientRequestToken` of the call that made it (semantics 3.3).
    /// Its length is a constraint of the request, not of this type; comparison is exact.
    VersionId
}

word! {
    /// A staging label (`VersionStage`): on at most one version of a secret. Ordered by bytes.
    StagingLabel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_plain_text_in_json() {
        let id: VersionId = serde_json::from_str(r#""a-b""#).unwrap();
        assert_eq!(id, VersionId::from("a-b"));
        assert_eq!(
            serde_json::to_string(&StagingLabel::from("AWSCURRENT")).unwrap(),
            r#""AWSCURRENT""#
        );
    }

    #[test]
    fn upper_case_sorts_before_lower_case() {
        assert!(StagingLabel::from("Z") < StagingLabel::from("a"));
    }
}
