//! The constraints of the service model, and AWS's one message for all that are broken (semantics 3.1, 17.5).

use std::fmt::{self, Display};
use std::ops::RangeInclusive;

use crate::error::{Error, ErrorCode, Result};

/// Collects what a request breaks. Paths are the wire's: `secretId`, `tags.1.member.key`.
///
/// Values stand in the messages in full, as AWS shows them; only the `sensitive_` checks keep them out.
#[derive(Debug, Default)]
pub struct Constraints {
    violations: Vec<Violation>,
    /// What botocore finds missing, and what it finds too small: it reports the missing ones first.
    missing: Vec<String>,
    too_small: Vec<String>,
}

#[derive(Debug)]
struct Violation {
    path: String,
    text: String,
}

impl Constraints {
    /// Nothing is broken yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The `ValidationException` with every violation, if there is one.
    pub fn finish(&self) -> Result<()> {
        let count = self.violations.len();
        if count == 0 {
            return Ok(());
        }
        let plural = if count == 1 { "" } else { "s" };
        let items: Vec<&str> = self.violations.iter().map(|v| v.text.as_str()).collect();
        Err(Error::service(
            ErrorCode::ValidationException,
            format!(
                "{count} validation error{plural} detected: {}",
                items.join("; ")
            ),
        ))
    }

    /// What the AWS CLI says instead of sending the request: it checks minima and required members itself,
    /// and leaves maxima, enumerations and patterns to the service (semantics 3.1; botocore `validate.py`).
    pub fn client_side(&self) -> Option<String> {
        if self.missing.is_empty() && self.too_small.is_empty() {
            return None;
        }
        let mut text = String::from("Parameter validation failed:");
        for line in self.missing.iter().chain(&self.too_small) {
            text.push('\n');
            text.push_str(line);
        }
        Some(text)
    }

    /// A member that must be there.
    pub fn required(&mut self, path: &str, present: bool) {
        if present {
            return;
        }
        self.add(path, Some("null"), "Member must not be null");
        let (parent, member) = path.rsplit_once('.').unwrap_or(("", path));
        let parent = match parent {
            "" => "input".to_owned(),
            parent => parameter(parent),
        };
        self.missing.push(format!(
            "Missing required parameter in {parent}: \"{}\"",
            parameter(member)
        ));
    }

    /// The number of characters of a text, if it is given.
    pub fn length<'v>(
        &mut self,
        path: &str,
        value: impl Into<Option<&'v str>>,
        range: RangeInclusive<usize>,
    ) {
        if let Some(value) = value.into() {
            let shown = Some(quoted(value));
            self.size(path, shown.as_deref(), value.chars().count(), &range);
        }
    }

    /// The same for a value that must not be shown, of length `len`.
    pub fn sensitive_length(
        &mut self,
        path: &str,
        len: impl Into<Option<usize>>,
        range: RangeInclusive<usize>,
    ) {
        if let Some(len) = len.into() {
            self.size(path, None, len, &range);
        }
    }

    /// A number, if it is given.
    pub fn range(&mut self, path: &str, value: impl Into<Option<i64>>, range: RangeInclusive<i64>) {
        let Some(value) = value.into() else { return };
        let shown = quoted(value);
        if value > *range.end() {
            let rule = format!(
                "Member must have value less than or equal to {}",
                range.end()
            );
            self.add(path, Some(&shown), &rule);
        }
        if value < *range.start() {
            let (rule, min) = (
                "Member must have value greater than or equal to",
                range.start(),
            );
            self.add(path, Some(&shown), &format!("{rule} {min}"));
            self.too_small.push(format!(
                "Invalid value for parameter {}, value: {value}, valid min value: {min}",
                parameter(path)
            ));
        }
    }

    /// The number of elements of a list that is given; `values` are shown as `[a, b]`.
    pub fn items<T: Display>(
        &mut self,
        path: &str,
        values: impl IntoIterator<Item = T>,
        range: RangeInclusive<usize>,
    ) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        let shown = quoted(List(&values));
        self.size(path, Some(&shown), values.len(), &range);
    }

    /// A text that must match the model's pattern, whose words are `regex_text`.
    pub fn pattern(&mut self, path: &str, value: &str, regex_text: &str, matches: bool) {
        if !matches {
            self.add_pattern(path, Some(&quoted(value)), regex_text);
        }
    }

    /// The same for a value that must not be shown.
    pub fn sensitive_pattern(&mut self, path: &str, regex_text: &str, matches: bool) {
        if !matches {
            self.add_pattern(path, None, regex_text);
        }
    }

    /// A text that must be one of the model's values.
    pub fn one_of(&mut self, path: &str, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            let rule = format!(
                "Member must satisfy enum value set: [{}]",
                allowed.join(", ")
            );
            self.add(path, Some(&quoted(value)), &rule);
        }
    }

    /// The number of characters of each text in a list.
    pub fn element_length<T: AsRef<str>>(
        &mut self,
        path: &str,
        values: &[T],
        range: RangeInclusive<usize>,
    ) {
        self.elements(path, values, &range, None);
    }

    /// The number of characters of each text in a list, and the model's pattern for each.
    pub fn element_pattern<T: AsRef<str>>(
        &mut self,
        path: &str,
        values: &[T],
        range: RangeInclusive<usize>,
        regex_text: &str,
        matches: fn(&str) -> bool,
    ) {
        self.elements(path, values, &range, Some((regex_text, matches)));
    }

    fn elements<T: AsRef<str>>(
        &mut self,
        path: &str,
        values: &[T],
        range: &RangeInclusive<usize>,
        pattern: Option<(&str, fn(&str) -> bool)>,
    ) {
        let mut broken = false;
        for (index, value) in values.iter().map(AsRef::as_ref).enumerate() {
            let len = value.chars().count();
            broken |= !range.contains(&len) || pattern.is_some_and(|(_, matches)| !matches(value));
            if len < *range.start() {
                let parameter = format!("{}[{index}]", parameter(path));
                self.too_small
                    .push(too_short(&parameter, len, *range.start()));
            }
        }
        if !broken {
            return;
        }
        // All rules of the element's shape are listed, not only the broken one.
        let mut rules = vec![at_most(*range.end())];
        if *range.start() > 0 {
            rules.push(at_least(*range.start()));
        }
        if let Some((regex_text, _)) = pattern {
            rules.push(matching(regex_text));
        }
        let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        self.add(
            path,
            Some(&quoted(List(&values))),
            &format!("Member must satisfy constraint: [{}]", rules.join(", ")),
        );
    }

    fn size(&mut self, path: &str, shown: Option<&str>, len: usize, range: &RangeInclusive<usize>) {
        if len > *range.end() {
            self.add(path, shown, &at_most(*range.end()));
        }
        if len < *range.start() {
            self.add(path, shown, &at_least(*range.start()));
            self.too_small
                .push(too_short(&parameter(path), len, *range.start()));
        }
    }

    /// A pattern stands before the other violations of its member, whichever was checked first.
    fn add_pattern(&mut self, path: &str, shown: Option<&str>, regex_text: &str) {
        let index = self.violations.iter().position(|v| v.path == path);
        self.insert(
            index.unwrap_or(self.violations.len()),
            path,
            shown,
            &matching(regex_text),
        );
    }

    fn add(&mut self, path: &str, shown: Option<&str>, rule: &str) {
        self.insert(self.violations.len(), path, shown, rule);
    }

    fn insert(&mut self, index: usize, path: &str, shown: Option<&str>, rule: &str) {
        let value = match shown {
            Some(shown) => format!("Value {shown} at"),
            None => "Value at".to_owned(),
        };
        self.violations.insert(
            index,
            Violation {
                path: path.to_owned(),
                text: format!("{value} '{path}' failed to satisfy constraint: {rule}"),
            },
        );
    }
}

/// A list as AWS shows it.
struct List<'a, T>(&'a [T]);

impl<T: Display> Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, value) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{value}")?;
        }
        f.write_str("]")
    }
}

fn quoted(value: impl Display) -> String {
    format!("'{value}'")
}

fn at_most(max: usize) -> String {
    format!("Member must have length less than or equal to {max}")
}

fn at_least(min: usize) -> String {
    format!("Member must have length greater than or equal to {min}")
}

fn matching(regex_text: &str) -> String {
    format!("Member must satisfy regular expression pattern: {regex_text}")
}

fn too_short(parameter: &str, len: usize, min: usize) -> String {
    format!("Invalid length for parameter {parameter}, value: {len}, valid min length: {min}")
}

/// A path as botocore writes it: `tags.1.member.key` is `Tags[0].Key`.
fn parameter(path: &str) -> String {
    let mut text = String::new();
    for part in path.split('.').filter(|part| *part != "member") {
        if let Ok(number) = part.parse::<usize>() {
            text.push_str(&format!("[{}]", number.saturating_sub(1)));
            continue;
        }
        if !text.is_empty() {
            text.push('.');
        }
        let mut letters = part.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(check: impl FnOnce(&mut Constraints)) -> String {
        let mut constraints = Constraints::new();
        check(&mut constraints);
        let error = constraints.finish().unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::ValidationException));
        error.message().to_owned()
    }

    fn client_side(check: impl FnOnce(&mut Constraints)) -> Option<String> {
        let mut constraints = Constraints::new();
        check(&mut constraints);
        constraints.client_side()
    }

    #[test]
    fn nothing_broken_is_no_error() {
        let mut constraints = Constraints::new();
        constraints.required("secretId", true);
        constraints.length("secretId", "x", 1..=2048);
        constraints.length("description", None, 1..=2048);
        constraints.range("passwordLength", 4096, 1..=4096);
        constraints.items("versionStages", ["a"], 1..=20);
        constraints.element_length("versionStages", &["a"], 1..=256);
        constraints.one_of("sortOrder", "asc", &["asc", "desc"]);
        assert!(constraints.finish().is_ok());
        assert_eq!(constraints.client_side(), None);
    }

    #[test]
    fn one_violation_is_said_in_the_singular() {
        assert_eq!(
            message(|c| c.range("passwordLength", 5000, 1..=4096)),
            "1 validation error detected: Value '5000' at 'passwordLength' failed to satisfy constraint: \
             Member must have value less than or equal to 4096"
        );
    }

    #[test]
    fn several_violations_come_in_one_message_in_the_order_of_the_members() {
        assert_eq!(
            message(|c| {
                c.length("secretId", "", 1..=2048);
                c.range("maxResults", 0, 1..=100);
            }),
            "2 validation errors detected: Value '' at 'secretId' failed to satisfy constraint: Member must \
             have length greater than or equal to 1; Value '0' at 'maxResults' failed to satisfy constraint: \
             Member must have value greater than or equal to 1"
        );
    }

    #[test]
    fn a_pattern_is_listed_before_the_length_of_the_same_member() {
        assert_eq!(
            message(|c| {
                c.required("secretId", false);
                c.length("duration", "h", 2..=3);
                c.pattern("duration", "h", "[0-9]+h", false);
            }),
            "3 validation errors detected: Value null at 'secretId' failed to satisfy constraint: Member must \
             not be null; Value 'h' at 'duration' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [0-9]+h; Value 'h' at 'duration' failed to satisfy constraint: Member must \
             have length greater than or equal to 2"
        );
    }

    #[test]
    fn a_sensitive_value_is_left_out() {
        assert_eq!(
            message(|c| c.sensitive_length("secretString", 70_000, 1..=65_536)),
            "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must \
             have length less than or equal to 65536"
        );
        assert_eq!(
            message(|c| c.sensitive_pattern("rotationToken", r"^[a-zA-Z0-9\-]+$", false)),
            "1 validation error detected: Value at 'rotationToken' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: ^[a-zA-Z0-9\\-]+$"
        );
    }

    #[test]
    fn an_unknown_word_gets_the_whole_set() {
        assert_eq!(
            message(|c| c.one_of("filters.1.member.key", "nme", &["description", "name"])),
            "1 validation error detected: Value 'nme' at 'filters.1.member.key' failed to satisfy \
             constraint: Member must satisfy enum value set: [description, name]"
        );
    }

    #[test]
    fn lists_are_shown_in_brackets() {
        assert_eq!(
            message(|c| c.items("versionStages", [""; 0], 1..=20)),
            "1 validation error detected: Value '[]' at 'versionStages' failed to satisfy constraint: Member \
             must have length greater than or equal to 1"
        );
        assert_eq!(
            message(|c| c.element_length("versionStages", &["a", ""], 1..=256)),
            "1 validation error detected: Value '[a, ]' at 'versionStages' failed to satisfy constraint: \
             Member must satisfy constraint: [Member must have length less than or equal to 256, Member must \
             have length greater than or equal to 1]"
        );
        assert_eq!(
            message(|c| c.element_pattern(
                "filters.1.member.values",
                &["#"],
                0..=512,
                "^a*$",
                |v| v == "a"
            )),
            "1 validation error detected: Value '[#]' at 'filters.1.member.values' failed to satisfy \
             constraint: Member must satisfy constraint: [Member must have length less than or equal to 512, \
             Member must satisfy regular expression pattern: ^a*$]"
        );
    }

    #[test]
    fn length_is_counted_in_characters() {
        let mut constraints = Constraints::new();
        constraints.length("description", "äöü", 0..=3);
        assert!(constraints.finish().is_ok());
    }

    /// The expected texts are what botocore 1.43 printed for the same requests.
    #[test]
    fn the_command_line_refuses_minima_in_the_words_of_botocore() {
        assert_eq!(
            client_side(|c| c.length("secretId", "", 1..=2048)).unwrap(),
            "Parameter validation failed:\n\
             Invalid length for parameter SecretId, value: 0, valid min length: 1"
        );
        assert_eq!(
            client_side(|c| c.range("passwordLength", 0, 1..=4096)).unwrap(),
            "Parameter validation failed:\n\
             Invalid value for parameter PasswordLength, value: 0, valid min value: 1"
        );
        assert_eq!(
            client_side(|c| {
                c.sensitive_length("secretString", 0, 1..=65_536);
                c.items("versionStages", [""; 0], 1..=20);
            })
            .unwrap(),
            "Parameter validation failed:\n\
             Invalid length for parameter SecretString, value: 0, valid min length: 1\n\
             Invalid length for parameter VersionStages, value: 0, valid min length: 1"
        );
        assert_eq!(
            client_side(|c| c.element_length("versionStages", &["", "a", ""], 1..=256)).unwrap(),
            "Parameter validation failed:\n\
             Invalid length for parameter VersionStages[0], value: 0, valid min length: 1\n\
             Invalid length for parameter VersionStages[2], value: 0, valid min length: 1"
        );
        assert_eq!(
            client_side(|c| c.length("tags.1.member.key", "", 1..=128)).unwrap(),
            "Parameter validation failed:\n\
             Invalid length for parameter Tags[0].Key, value: 0, valid min length: 1"
        );
        assert_eq!(
            client_side(|c| c.range("rotationRules.automaticallyAfterDays", 0, 1..=1000)).unwrap(),
            "Parameter validation failed:\n\
             Invalid value for parameter RotationRules.AutomaticallyAfterDays, value: 0, valid min value: 1"
        );
    }

    #[test]
    fn the_command_line_names_missing_members_first() {
        assert_eq!(
            client_side(|c| {
                c.length("secretId", "", 1..=2048);
                c.required("tags", false);
                c.required("filters.2.member.key", false);
            })
            .unwrap(),
            "Parameter validation failed:\n\
             Missing required parameter in input: \"Tags\"\n\
             Missing required parameter in Filters[1]: \"Key\"\n\
             Invalid length for parameter SecretId, value: 0, valid min length: 1"
        );
    }

    #[test]
    fn the_command_line_leaves_maxima_enumerations_and_patterns_to_the_service() {
        assert_eq!(
            client_side(|c| {
                c.length("secretId", &*"x".repeat(2049), 1..=2048);
                c.range("maxResults", 101, 1..=100);
                c.one_of("sortOrder", "up", &["asc", "desc"]);
                c.pattern("duration", "hh", "[0-9]+h", false);
            }),
            None
        );
    }
}
