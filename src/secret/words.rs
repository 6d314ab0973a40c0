//! Words of a text, as the filters see them (semantics 9.3).

/// Whether every word of `wanted` begins some word of `text`, in any order and any letter case.
/// A `wanted` without words is found nowhere.
pub(super) fn found_in(wanted: &str, text: &str) -> bool {
    let mut wanted = words(wanted).peekable();
    wanted.peek().is_some()
        && wanted.all(|prefix| words(text).any(|word| starts_with_ignoring_case(word, prefix)))
}

/// Whether `text` begins with `prefix` in any ASCII letter case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes()
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Runs of ASCII letters and digits, broken further where the letter case changes or a digit follows a letter:
/// `prod/myAppDB#12` is `prod`, `my`, `App`, `DB`, `12`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .flat_map(Split)
        .filter(|word| !word.is_empty())
}

/// What is left of a run of ASCII letters and digits.
struct Split<'a>(&'a str);

impl<'a> Iterator for Split<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let bytes = self.0.as_bytes();
        let end = (1..bytes.len()).find(|end| is_break(bytes, *end));
        let (word, rest) = self.0.split_at(end.unwrap_or(bytes.len()));
        self.0 = rest;
        Some(word)
    }
}

/// Whether a word begins at `at`, which is not the first place.
fn is_break(run: &[u8], at: usize) -> bool {
    let (before, here) = (run[at - 1], run[at]);
    let lower_follows = run.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    (before.is_ascii_alphabetic() && here.is_ascii_digit())
        || (before.is_ascii_lowercase() && here.is_ascii_uppercase())
        || (before.is_ascii_uppercase() && here.is_ascii_uppercase() && lower_follows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).collect()
    }

    #[test]
    fn breaks_at_punctuation_case_and_before_digits() {
        assert_eq!(split("credsDatabase#892"), ["creds", "Database", "892"]);
        assert_eq!(split("COMPANYthings"), ["COMPAN", "Ythings"]);
        assert_eq!(split("MyTest"), ["My", "Test"]);
        assert_eq!(split("SecretFTag"), ["Secret", "F", "Tag"]);
        assert_eq!(split("prod/myAppDB#12"), ["prod", "my", "App", "DB", "12"]);
        assert_eq!(split("a_b+c=d.e@f-g"), ["a", "b", "c", "d", "e", "f", "g"]);
    }

    #[test]
    fn does_not_break_after_a_digit() {
        assert_eq!(split("12ab34"), ["12ab", "34"]);
    }

    #[test]
    fn punctuation_alone_has_no_words() {
        assert!(split("+ /é").is_empty());
        assert!(!found_in("+", "a + b"));
        assert!(!found_in("", "a"));
    }

    proptest! {
        #[test]
        fn every_letter_and_digit_is_in_one_word(text in ".*") {
            let kept: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            prop_assert_eq!(split(&text).concat(), kept);
        }

        #[test]
        fn a_text_with_words_is_found_in_itself(text in ".*[a-z].*") {
            prop_assert!(found_in(&text, &text));
        }
    }
}
