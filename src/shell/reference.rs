//! What a person may name on `vault env`: `[VAR=]NAME[#member][@version]` or `PREFIX/[#member][@version]`.

use std::fmt;
use std::str::FromStr;

use super::name::VariableName;
use crate::error::{Error, Kind, Result};

/// A reference as it was typed. Secrets' names may hold `@` and `=`, so what it means depends on which exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

/// One thing that a reference can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Which secrets.
    pub target: Target,
    /// The one member wanted of a JSON object.
    pub member: Option<String>,
    /// A staging label or a version id.
    pub version: Option<String>,
}

/// Which secrets a reading is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `NAME`: the secret of this name, in variables called after its last segment.
    Secret(String),
    /// `VAR=NAME`: the secret of this name, in this variable.
    Assigned(VariableName, String),
    /// `PREFIX/`: every secret whose name begins so, in variables called after the rest of it.
    Prefix(String),
}

impl Reference {
    /// What the reference can mean, the best reading first: the caller takes the first whose secret exists (for a
    /// prefix: below which one does).
    ///
    /// An existing secret's exact name wins over every other reading, `VAR=` counts only if it is a valid variable,
    /// and a version stands after the last `@`. An `@` with nothing before or after it is part of the name or member.
    pub fn readings(&self) -> Vec<Reading> {
        let (names, member, version) = match self.0.split_once('#') {
            None => (self.0.as_str(), None, None),
            Some((names, rest)) => match split_version(rest) {
                Some((member, version)) => (names, Some(member), Some(version)),
                None => (names, Some(rest), None),
            },
        };
        let mut readings = Vec::new();
        let mut read = |names: &str, version: Option<&str>| {
            let mut add = |target| {
                readings.push(Reading {
                    target,
                    member: member.map(str::to_owned),
                    version: version.map(str::to_owned),
                });
            };
            add(Target::Secret(names.to_owned()));
            if let Some((variable, name)) = names.split_once('=')
                && let Ok(variable) = variable.parse()
                && !name.is_empty()
            {
                add(Target::Assigned(variable, name.to_owned()));
            }
            if names.ends_with('/') {
                add(Target::Prefix(names.to_owned()));
            }
        };
        read(names, version);
        if version.is_none()
            && let Some((names, version)) = split_version(names)
        {
            read(names, Some(version));
        }
        readings
    }

    /// The same where the variable is known already: only what names one secret counts.
    pub fn readings_for(&self, variable: &VariableName) -> Vec<Reading> {
        let readings = self.readings().into_iter();
        readings
            .filter_map(|reading| match reading.target {
                Target::Secret(name) => Some(Reading {
                    target: Target::Assigned(variable.clone(), name),
                    ..reading
                }),
                _ => None,
            })
            .collect()
    }
}

impl FromStr for Reference {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (names, member) = match text.split_once('#') {
            Some((names, member)) => (names, Some(member)),
            None => (text, None),
        };
        let wrong = if names.is_empty() {
            "names no secret"
        } else if member == Some("") {
            "has no member after #"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(Error::new(
            Kind::Usage,
            format!("the reference \"{}\" {wrong}", text.escape_debug()),
        )
        .hint("a reference is NAME, VAR=NAME or PREFIX/, then #MEMBER and @STAGE or @VERSION-ID if wanted"))
    }
}

/// As it was written; where it could end a line or move the cursor, as an escape.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|shown| {
            if shown.is_control() {
                write!(f, "{}", shown.escape_debug())
            } else {
                write!(f, "{shown}")
            }
        })
    }
}

fn split_version(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once('@')
        .filter(|(before, version)| !before.is_empty() && !version.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The readings in short, in the reference's own notation.
    fn readings(text: &str) -> Vec<String> {
        let reference: Reference = text.parse().unwrap();
        assert_eq!(reference.to_string(), text);
        reference.readings().iter().map(in_short).collect()
    }

    fn in_short(reading: &Reading) -> String {
        let target = match &reading.target {
            Target::Secret(name) => format!("<{name}>"),
            Target::Assigned(variable, name) => format!("{variable}=<{name}>"),
            Target::Prefix(prefix) => format!("<{prefix}>*"),
        };
        let part = |mark: &str, part: &Option<String>| {
            part.as_ref()
                .map(|part| format!(" {mark}{part}"))
                .unwrap_or_default()
        };
        target + &part("#", &reading.member) + &part("@", &reading.version)
    }

    #[test]
    fn a_plain_name_has_one_reading() {
        assert_eq!(readings("prod/db"), ["<prod/db>"]);
        assert_eq!(readings("+.-_"), ["<+.-_>"]);
    }

    #[test]
    fn the_exact_name_comes_before_every_other_reading() {
        assert_eq!(
            readings("A=b@c"),
            ["<A=b@c>", "A=<b@c>", "<A=b> @c", "A=<b> @c"]
        );
        assert_eq!(readings("prod/"), ["<prod/>", "<prod/>*"]);
        assert_eq!(
            readings("prod/@AWSPREVIOUS"),
            [
                "<prod/@AWSPREVIOUS>",
                "<prod/> @AWSPREVIOUS",
                "<prod/>* @AWSPREVIOUS"
            ]
        );
    }

    #[test]
    fn an_assignment_counts_only_to_a_valid_variable() {
        assert_eq!(readings("DB=prod/db"), ["<DB=prod/db>", "DB=<prod/db>"]);
        assert_eq!(readings("DB=a=b"), ["<DB=a=b>", "DB=<a=b>"]);
        for text in ["a/b=c", "1=c", "a.b=c", "=c", "DB="] {
            assert_eq!(readings(text), [format!("<{text}>")]);
        }
        assert_eq!(
            readings("DB=prod/"),
            ["<DB=prod/>", "DB=<prod/>", "<DB=prod/>*"]
        );
    }

    #[test]
    fn the_version_is_after_the_last_at_sign() {
        assert_eq!(readings("a@b@c"), ["<a@b@c>", "<a@b> @c"]);
        assert_eq!(readings("a@"), ["<a@>"]);
        assert_eq!(readings("@a"), ["<@a>"]);
        assert_eq!(readings("a@@"), ["<a@@>"]);
    }

    #[test]
    fn a_member_stands_after_the_name_and_before_the_version() {
        assert_eq!(readings("db#user"), ["<db> #user"]);
        assert_eq!(readings("U=db#user"), ["<U=db> #user", "U=<db> #user"]);
        assert_eq!(readings("db#user@AWSPENDING"), ["<db> #user @AWSPENDING"]);
        assert_eq!(readings("db#a@b@c"), ["<db> #a@b @c"]);
        assert_eq!(readings("db#@type"), ["<db> #@type"]);
        assert_eq!(readings("db#a#b"), ["<db> #a#b"]);
        assert_eq!(
            readings("me@host#user"),
            ["<me@host> #user", "<me> #user @host"]
        );
        assert_eq!(readings("me@host#user@v"), ["<me@host> #user @v"]);
        assert_eq!(readings("prod/#user"), ["<prod/> #user", "<prod/>* #user"]);
    }

    #[test]
    fn a_reference_to_nothing_is_refused_in_one_line() {
        for text in ["", "#", "#user", "db#"] {
            let error = text.parse::<Reference>().unwrap_err();
            assert_eq!(error.kind(), Kind::Usage, "{text}");
            assert!(!error.to_string().contains('\n'));
        }
    }

    proptest! {
        #[test]
        fn no_part_is_ever_empty_and_the_first_reading_names_all_before_the_member(text in "[a-zA=/@#]{1,12}|.{1,12}") {
            if let Ok(reference) = text.parse::<Reference>() {
                let readings = reference.readings();
                let exact = text.split('#').next().unwrap().to_owned();
                prop_assert_eq!(&readings[0].target, &Target::Secret(exact));
                for reading in readings {
                    let (Target::Secret(name) | Target::Assigned(_, name) | Target::Prefix(name)) = &reading.target;
                    prop_assert!(!name.is_empty());
                    prop_assert!(reading.member != Some(String::new()));
                    prop_assert!(reading.version != Some(String::new()));
                }
            }
        }
    }
}
