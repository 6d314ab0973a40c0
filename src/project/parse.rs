//! What `.vault.toml` says.
//!
//! ```toml
//! profile = "dev"                     # the profile that counts when none is named
//!
//! [env]                               # for every profile
//! DATABASE_URL = "prod/db#url"        # a reference: NAME, then #MEMBER and @STAGE or @VERSION-ID if wanted
//! TOKEN = { secret = "ci/token", required = false, default = "none", description = "for the registry" }
//!
//! [env.dev]                           # a profile: these stand over those of [env]
//! DATABASE_URL = "dev/db#url"
//! ```
//!
//! A table with `secret` is an entry, every other table in `[env]` is a profile.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Kind, Result};
use crate::shell::name::VariableName;
use crate::shell::reference::Reference;

/// What a project's file says.
#[derive(Debug)]
pub struct Project {
    /// The profile that counts when none is named.
    default_profile: Option<String>,
    base: Vec<Entry>,
    profiles: BTreeMap<String, Vec<Entry>>,
}

/// A variable and the secret that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The variable.
    pub variable: VariableName,
    /// The secret, and what of it.
    pub reference: Reference,
    /// Whether it is an error that the secret is not there.
    pub required: bool,
    /// What the variable holds when the secret is not there.
    pub default: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The line of the file.
    pub line: usize,
}

impl Project {
    /// Reads the text of a file that errors call `path`. They give line and column and nothing of what stands there.
    pub fn parse(text: &str, path: &str) -> Result<Self> {
        let reader = Reader { text, path };
        let top = DeTable::parse(text).map_err(|error| {
            let what = error.message().lines().next().unwrap_or_default();
            reader.wrong(error.span().unwrap_or_default(), what)
        })?;
        let mut project = Self {
            default_profile: None,
            base: Vec::new(),
            profiles: BTreeMap::new(),
        };
        for (key, value) in top.get_ref() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("profile", DeValue::String(name)) => {
                    project.default_profile = Some(name.to_string());
                }
                ("profile", _) => return Err(reader.wrong(value.span(), "profile is not text")),
                ("env", DeValue::Table(env)) => reader.env(env, &mut project)?,
                ("env", _) => return Err(reader.wrong(value.span(), "env is not a table")),
                _ => return Err(reader.wrong(key.span(), "only profile and [env] may stand here")),
            }
        }
        if let Some(name) = &project.default_profile
            && !project.profiles.contains_key(name)
        {
            return Err(project.no_profile(name, path));
        }
        Ok(project)
    }

    /// The variables of this profile, of the file's own choice or of none, sorted by name.
    pub fn entries(&self, profile: Option<&str>, path: &str) -> Result<Vec<&Entry>> {
        let above = match profile.or(self.default_profile.as_deref()) {
            None => &[][..],
            Some(name) => self
                .profiles
                .get(name)
                .ok_or_else(|| self.no_profile(name, path))?,
        };
        let both = self.base.iter().chain(above);
        let by_name: BTreeMap<_, _> = both.map(|entry| (&entry.variable, entry)).collect();
        Ok(by_name.into_values().collect())
    }

    /// The variables that this profile adds, or those for every profile.
    pub fn entries_of(&self, profile: Option<&str>) -> &[Entry] {
        match profile {
            None => &self.base,
            Some(name) => self.profiles.get(name).map_or(&[], Vec::as_slice),
        }
    }

    /// The names of the profiles, sorted.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    fn no_profile(&self, name: &str, path: &str) -> Error {
        let shown = name.escape_debug();
        let error = Error::new(Kind::Locked, format!("{path} has no profile \"{shown}\""));
        let known: Vec<String> = self
            .profiles()
            .map(|name| name.escape_debug().to_string())
            .collect();
        if known.is_empty() {
            error.hint("a profile is [env.NAME]")
        } else {
            error.hint(format!("it has {}", known.join(", ")))
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    path: &'t str,
}

impl Reader<'_> {
    fn env(&self, env: &DeTable<'_>, project: &mut Project) -> Result<()> {
        for (key, value) in env {
            match value.get_ref() {
                DeValue::Table(table) if !table.contains_key("secret") => {
                    let name = key.get_ref().to_string();
                    // `TOKEN = { default = "x" }` is an entry that lacks its secret.
                    if name
                        .parse()
                        .is_ok_and(|name: VariableName| name.is_upper_case())
                    {
                        let text = "it names no secret; a profile's name is in lower case";
                        return Err(self.wrong(key.span(), text));
                    }
                    let entries = table.iter().map(|(key, value)| self.entry(key, value));
                    let entries = entries.collect::<Result<_>>()?;
                    project.profiles.insert(name, entries);
                }
                _ => project.base.push(self.entry(key, value)?),
            }
        }
        Ok(())
    }

    fn entry(
        &self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Entry> {
        let variable = key.get_ref().parse().map_err(|_| {
            let text = "this is not a variable name ([A-Za-z_][A-Za-z0-9_]*)";
            self.wrong(key.span(), text)
        })?;
        let none = DeTable::new();
        let (secret, table) = match value.get_ref() {
            DeValue::String(_) => (value, &none),
            DeValue::Table(table) if let Some(secret) = table.get("secret") => (secret, table),
            _ => {
                let text = "a variable is a reference in quotes, or { secret = \"REFERENCE\" }";
                return Err(self.wrong(value.span(), text));
            }
        };
        let mut entry = Entry {
            variable,
            reference: self.reference(secret)?,
            required: true,
            default: None,
            description: None,
            line: self.place(key.span().start).0,
        };
        let mut required = None;
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("secret", _) => {}
                ("required", DeValue::Boolean(is)) => required = Some((*is, value.span())),
                ("default", DeValue::String(text)) if text.contains('\0') => {
                    return Err(self.wrong(value.span(), "no variable can hold a NUL byte"));
                }
                ("default", DeValue::String(text)) => entry.default = Some(text.to_string()),
                ("description", DeValue::String(text)) => {
                    entry.description = Some(text.to_string());
                }
                ("required", _) => {
                    return Err(self.wrong(value.span(), "required is true or false"));
                }
                ("default" | "description", _) => {
                    return Err(self.wrong(value.span(), "this is text in quotes"));
                }
                _ => {
                    let text = "an entry has secret, required, default and description";
                    return Err(self.wrong(key.span(), text));
                }
            }
        }
        entry.required = match required {
            Some((true, span)) if entry.default.is_some() => {
                return Err(self.wrong(span, "what is required has no default"));
            }
            Some((is, _)) => is,
            None => entry.default.is_none(),
        };
        Ok(entry)
    }

    fn reference(&self, value: &Spanned<DeValue<'_>>) -> Result<Reference> {
        let DeValue::String(text) = value.get_ref() else {
            return Err(self.wrong(value.span(), "a reference is text in quotes"));
        };
        if text.ends_with('/') {
            return Err(self.wrong(value.span(), "a variable is one secret, not a prefix"));
        }
        text.parse()
            .map_err(|error: Error| self.wrong(value.span(), error.message()))
    }

    /// Line and column of a byte, both from 1, columns in characters.
    fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    fn wrong(&self, at: Range<usize>, what: &str) -> Error {
        let (line, column) = self.place(at.start);
        Error::new(
            Kind::Locked,
            format!("{}, line {line}, column {column}: {what}", self.path),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, profile: Option<&str>) -> Vec<String> {
        let project = Project::parse(text, "f").unwrap();
        let entries = project.entries(profile, "f").unwrap();
        let entries = entries.into_iter();
        entries
            .map(|entry| {
                let need = match (&entry.default, entry.required) {
                    (Some(default), _) => format!("={default}"),
                    (None, true) => "!".to_owned(),
                    (None, false) => "?".to_owned(),
                };
                format!("{} {} {need}", entry.variable, entry.reference)
            })
            .collect()
    }

    fn wrong(text: &str) -> String {
        match Project::parse(text, "f") {
            Ok(_) => panic!("{text} was read"),
            Err(error) => {
                assert_eq!(error.kind(), Kind::Locked);
                error.message().to_owned()
            }
        }
    }

    const FILE: &str = r#"
profile = "dev"
[env]
URL = "prod/db#url@AWSPREVIOUS"
TOKEN = { secret = "ci/token", default = "none", description = "for the registry" }
EXTRA = { secret = "x", required = false }
[env.dev]
URL = "dev/db#url"
[env.prod]
ONLY_HERE = "y"
"#;

    #[test]
    fn a_profile_stands_over_what_is_for_all() {
        let common = ["EXTRA x ?", "TOKEN ci/token =none"];
        assert_eq!(
            shown(FILE, None),
            [common[0], common[1], "URL dev/db#url !"]
        );
        assert_eq!(
            shown(FILE, Some("prod")),
            [
                common[0],
                "ONLY_HERE y !",
                common[1],
                "URL prod/db#url@AWSPREVIOUS !"
            ]
        );
        assert!(shown("", None).is_empty());
    }

    #[test]
    fn a_profile_that_is_not_there_is_named_with_those_that_are() {
        let project = Project::parse(FILE, "f").unwrap();
        let error = project.entries(Some("live"), "f").unwrap_err();
        assert_eq!(error.message(), "f has no profile \"live\"");
        assert_eq!(error.hints(), ["it has dev, prod"]);
        assert_eq!(wrong("profile = 'x'"), "f has no profile \"x\"");
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_column_and_without_what_stands_there() {
        for (text, expected) in [
            ("x = 1", "f, line 1, column 1: only profile"),
            ("profile = 1", "f, line 1, column 11: profile is not text"),
            ("env = 1", "f, line 1, column 7: env is not a table"),
            (
                "[env]\n\"A-B\" = 'x'",
                "f, line 2, column 1: this is not a variable name",
            ),
            (
                "[env]\nA = 1",
                "f, line 2, column 5: a variable is a reference",
            ),
            (
                "[env]\nA = ''",
                "f, line 2, column 5: the reference \"\" names no secret",
            ),
            (
                "[env]\nA = 'x/'",
                "f, line 2, column 5: a variable is one secret",
            ),
            (
                "[env]\nA = { default = 'x' }",
                "f, line 2, column 1: it names no secret",
            ),
            (
                "[env]\nA = { secret = 'x', run = 'y' }",
                "f, line 2, column 21: an entry has",
            ),
            (
                "[env]\nA = { secret = 'x', default = \"\\u0000\" }",
                "f, line 2, column 31: no variable can hold a NUL",
            ),
            (
                "[env]\nA = { secret = 'x', required = 1 }",
                "f, line 2, column 32: required is",
            ),
            (
                "[env]\nA = { secret = 'x', required = true, default = 'y' }",
                "f, line 2, column 32: what is required has no default",
            ),
            (
                "[env.dev]\nA = { b = 'x' }",
                "f, line 2, column 5: a variable is a reference",
            ),
            (
                "[env]\nA = 'x'\nA = 'hunter2'",
                "f, line 3, column 1: duplicate key",
            ),
            ("[env]\nA = 'x", "f, line 2, column "),
        ] {
            let message = wrong(text);
            assert!(message.starts_with(expected), "{text}: {message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
