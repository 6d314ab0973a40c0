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

/// The words of a regular expression, and what it says.
type Pattern<'a> = (&'a str, fn(&str) -> bool);

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
        pattern: Option<Pattern<'_>>,
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
            text.push('[');
            text.push_str(&number.saturating_sub(1).to_string());
            text.push(']');
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
mod tests;
