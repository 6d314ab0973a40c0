//! Which secrets a credential is for: names, or ARNs, with `*` and `?`.

use std::fmt;
use std::str::FromStr;

use crate::types::arn::{self, SUFFIX_LENGTH};
use crate::types::region::partition;

/// The longest pattern: an ARN with the longest name.
const MAX_LENGTH: usize = 640;

/// Stands in for the random end of an ARN, which nobody knows before the secret is looked up: only `*` and `?` match it.
const UNKNOWN: [u8; SUFFIX_LENGTH] = [0; SUFFIX_LENGTH];

/// A name in which `*` stands for any run of characters, `/` too, and `?` for any one; or the ARN of such a name, as in a
/// policy's `Resource` (semantics 11.3), whose Region and account may have them too. An ARN ends in `-??????` or `*`: the
/// judgement must be the same whether there is such a secret or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it matches the secret of this name.
    pub fn matches(&self, region: &str, account: &str, name: &str) -> bool {
        match parts(&self.0) {
            Some([of_partition, of_region, of_account, of_resource]) => {
                glob(of_partition.as_bytes(), partition(region).as_bytes())
                    && glob(of_region.as_bytes(), region.as_bytes())
                    && glob(of_account.as_bytes(), account.as_bytes())
                    && glob(
                        of_resource.as_bytes(),
                        &[name.as_bytes(), b"-", &UNKNOWN].concat(),
                    )
            }
            None => glob(self.0.as_bytes(), name.as_bytes()),
        }
    }
}

/// Partition, Region, account and resource of the ARN of a secret.
fn parts(text: &str) -> Option<[&str; 4]> {
    let (partition, rest) = text.strip_prefix("arn:")?.split_once(":secretsmanager:")?;
    let (region, rest) = rest.split_once(':')?;
    let (account, resource) = rest.split_once(":secret:")?;
    Some([partition, region, account, resource])
}

/// Whether `pattern` matches all of `text`. Where a `*` must be longer, only the last one is tried again: at worst as many
/// steps as pattern times text, never more.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut last_star = None;
    while let Some(byte) = text.get(read) {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                last_star = Some((at, read));
            }
            Some(wanted) if wanted == byte || *wanted == b'?' => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((behind, end)) = last_star else {
                    return false;
                };
                last_star = Some((behind, end + 1));
                (at, read) = (behind, end + 1);
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || text.escape_debug();
        if text.is_empty() || text.len() > MAX_LENGTH {
            return Err(format!(
                "a pattern for secrets has 1 to {MAX_LENGTH} characters"
            ));
        }
        let is_wild = |byte: u8| byte == b'*' || byte == b'?';
        let is_name = |text: &str| {
            text.bytes()
                .all(|byte| arn::is_name_byte(byte) || byte == b'!' || is_wild(byte))
        };
        if !text.starts_with("arn:") {
            return if is_name(text) {
                Ok(Self(text.to_owned()))
            } else {
                Err(format!(
                    "'{}' is not a pattern for secrets: letters, digits and /_+=.@-, with * for any characters and ? for one",
                    shown()
                ))
            };
        }
        let Some([of_partition, of_region, of_account, of_resource]) = parts(text) else {
            return Err(format!(
                "'{}' is not of the form arn:aws:secretsmanager:<region>:<account>:secret:<name>-??????",
                shown()
            ));
        };
        let words = [of_partition, of_region, of_account];
        let is_word = |word: &&str| {
            let fits = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || is_wild(byte)
            };
            !word.is_empty() && word.bytes().all(fits)
        };
        if !words.iter().all(is_word) || of_resource.is_empty() || !is_name(of_resource) {
            return Err(format!(
                "'{}' has a character that no ARN of a secret has",
                shown()
            ));
        }
        if !of_resource.ends_with("-??????") && !of_resource.ends_with('*') {
            return Err(format!(
                "'{}' does not end in -?????? or *: the six characters at the end of an ARN cannot be asked for",
                shown()
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        let pattern: Pattern = pattern.parse().unwrap();
        pattern.matches("us-east-1", "000000000000", name)
    }

    #[test]
    fn a_star_is_any_run_and_a_question_mark_any_one() {
        for (pattern, name, expected) in [
            ("prod/*", "prod/db", true),
            ("prod/*", "prod/a/b", true),
            ("prod/*", "prod/", true),
            ("prod/*", "prod", false),
            ("prod/db", "prod/db", true),
            ("prod/db", "prod/db2", false),
            ("prod/db", "Prod/db", false),
            ("*", "anything", true),
            ("?", "a", true),
            ("?", "ab", false),
            ("*/db", "a/b/db", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("**a", "a", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn an_arn_matches_the_whole_arn_whatever_its_end() {
        let arn =
            |rest: &str| format!("arn:aws:secretsmanager:us-east-1:000000000000:secret:{rest}");
        for (pattern, name, expected) in [
            (arn("prod/db-??????"), "prod/db", true),
            (arn("prod/db-??????"), "prod/db-second", false),
            (arn("prod/db-*"), "prod/db", true),
            (arn("prod/db-*"), "prod/db-second", true),
            (arn("prod/*"), "prod/db", true),
            (arn("prod/*"), "production", false),
            (arn("*-AbCdEf*"), "prod/db", false),
        ] {
            assert_eq!(matches(&pattern, name), expected, "{pattern} {name}");
        }
        for (pattern, expected) in [
            ("arn:aws:secretsmanager:*:*:secret:*", true),
            ("arn:*:secretsmanager:us-*:0*:secret:*", true),
            ("arn:aws-cn:secretsmanager:*:*:secret:*", false),
            ("arn:aws:secretsmanager:eu-*:*:secret:*", false),
            ("arn:aws:secretsmanager:*:1*:secret:*", false),
        ] {
            assert_eq!(matches(pattern, "x"), expected, "{pattern}");
        }
    }

    #[test]
    fn what_could_match_nothing_as_meant_is_refused() {
        let long = "a".repeat(MAX_LENGTH + 1);
        for bad in [
            "",
            "a b",
            "ä",
            "a\0",
            "[ab]",
            "arn:aws:s3:::bucket",
            "arn:*",
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:",
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf",
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:db",
            "arn:aws:secretsmanager::000000000000:secret:*",
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:a:*",
            &long,
        ] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
    }

    /// The definition, without a thought for time.
    fn by_definition(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, text) => text.is_none(),
            (Some((b'*', rest)), _) => {
                (0..=text.len()).any(|taken| by_definition(rest, &text[taken..]))
            }
            (Some((wanted, pattern)), Some((byte, text))) => {
                (*wanted == b'?' || wanted == byte) && by_definition(pattern, text)
            }
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn every_match_is_one_by_definition(pattern in "[ab*?]{0,10}", text in "[ab]{0,12}") {
            prop_assert_eq!(
                glob(pattern.as_bytes(), text.as_bytes()),
                by_definition(pattern.as_bytes(), text.as_bytes())
            );
        }
    }

    #[test]
    fn many_stars_do_not_multiply() {
        let pattern = "*a".repeat(200);
        assert!(!glob(pattern.as_bytes(), "a".repeat(199).as_bytes()));
        assert!(!glob(
            (pattern + "b").as_bytes(),
            "a".repeat(512).as_bytes()
        ));
    }
}
