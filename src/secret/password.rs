//! GetRandomPassword's rules (semantics 10).

/// What a password is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PasswordRules {
    /// Characters.
    pub length: u32,
    /// Single characters that do not occur.
    pub exclude_characters: String,
    /// No digits.
    pub exclude_numbers: bool,
    /// No punctuation.
    pub exclude_punctuation: bool,
    /// No upper case.
    pub exclude_uppercase: bool,
    /// No lower case.
    pub exclude_lowercase: bool,
    /// Spaces may occur.
    pub include_space: bool,
    /// At least one character of every included type.
    pub require_each_included_type: bool,
}
