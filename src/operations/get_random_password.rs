//! GetRandomPassword (semantics 10).

use serde::{Deserialize, Serialize};

use super::{Context, Effect, Operation};
use crate::error::Result;
use crate::iam::Action;
use crate::secret::password::PasswordRules;
use crate::types::constraint::Constraints;
use crate::types::sensitive::{Revealed, SecretString};
use crate::types::switch::Switch;
use crate::vault::Vault;

crate::types::switch::switches! {
    /// Leave out digits
    pub ExcludeNumbers "exclude-numbers";
    /// Leave out punctuation
    pub ExcludePunctuation "exclude-punctuation";
    /// Leave out upper-case letters
    pub ExcludeUppercase "exclude-uppercase";
    /// Leave out lower-case letters
    pub ExcludeLowercase "exclude-lowercase";
    /// Let spaces occur
    pub IncludeSpace "include-space";
    /// Hold at least one character of every type that is not left out; on unless turned off
    pub RequireEachIncludedType "require-each-included-type";
}

/// Generate a random password; nothing is stored
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  32 characters of every type, as JSON and alone:
    vault get-random-password
    vault get-random-password --query RandomPassword --output text

  20 letters and digits:
    vault get-random-password --password-length 20 --exclude-punctuation")]
pub struct GetRandomPassword {
    /// Characters in the password, 1 to 4096; 32 if left out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_length: Option<i64>,
    /// Single characters to leave out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_characters: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub exclude_numbers: Switch<ExcludeNumbers>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub exclude_punctuation: Switch<ExcludePunctuation>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub exclude_uppercase: Switch<ExcludeUppercase>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub exclude_lowercase: Switch<ExcludeLowercase>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub include_space: Switch<IncludeSpace>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub require_each_included_type: Switch<RequireEachIncludedType>,
}

/// A password.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRandomPasswordResponse {
    /// The password.
    pub random_password: Revealed<SecretString>,
}

impl GetRandomPassword {
    /// The rules that these options make.
    pub(super) fn rules(&self) -> PasswordRules {
        let default = PasswordRules::default();
        let length = self
            .password_length
            .and_then(|length| u32::try_from(length).ok());
        let required = self.require_each_included_type.given();
        PasswordRules {
            length: length.unwrap_or(default.length),
            exclude_characters: self.exclude_characters.clone().unwrap_or_default(),
            exclude_numbers: self.exclude_numbers.is_on(),
            exclude_punctuation: self.exclude_punctuation.is_on(),
            exclude_uppercase: self.exclude_uppercase.is_on(),
            exclude_lowercase: self.exclude_lowercase.is_on(),
            include_space: self.include_space.is_on(),
            require_each_included_type: required.unwrap_or(default.require_each_included_type),
        }
    }
}

impl From<&PasswordRules> for GetRandomPassword {
    fn from(rules: &PasswordRules) -> Self {
        Self {
            password_length: Some(i64::from(rules.length)),
            exclude_characters: Some(rules.exclude_characters.clone()),
            exclude_numbers: rules.exclude_numbers.into(),
            exclude_punctuation: rules.exclude_punctuation.into(),
            exclude_uppercase: rules.exclude_uppercase.into(),
            exclude_lowercase: rules.exclude_lowercase.into(),
            include_space: rules.include_space.into(),
            require_each_included_type: rules.require_each_included_type.into(),
        }
    }
}

impl Operation for GetRandomPassword {
    const NAME: Action = "GetRandomPassword";
    const EFFECT: Effect = Effect::Pure;
    type Response = GetRandomPasswordResponse;

    fn constraints(&self, check: &mut Constraints) {
        check.range("passwordLength", self.password_length, 1..=4096);
        check.length(
            "excludeCharacters",
            self.exclude_characters.as_deref(),
            0..=4096,
        );
    }

    fn execute(self, _vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        self.execute_without_vault(at)
    }

    fn execute_without_vault(self, at: &Context<'_>) -> Result<Self::Response> {
        at.permit_call(Self::NAME)?;
        Ok(GetRandomPasswordResponse {
            random_password: Revealed(self.rules().generate(at.entropy)?),
        })
    }
}
