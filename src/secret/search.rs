//! Filters of `ListSecrets` and `BatchGetSecretValue` (semantics 9.1 to 9.3).

use std::fmt;

use super::words::{found_in, starts_with_ignoring_case};
use crate::error::{Error, ErrorCode, Result};

/// What a filter looks at (`Filter.Key`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKey {
    /// Words of the description.
    Description,
    /// The beginning of the name.
    Name,
    /// The beginning of a tag's key.
    TagKey,
    /// The beginning of a tag's value.
    TagValue,
    /// The beginning of the region that a secret is replicated from.
    PrimaryRegion,
    /// The beginning of the name of the service that manages the secret.
    OwningService,
    /// Words of the name, the description, a tag's key or a tag's value.
    All,
}

impl FilterKey {
    /// The names on the wire, in the order of the service model.
    pub const NAMES: [&str; 7] = [
        "description",
        "name",
        "tag-key",
        "tag-value",
        "primary-region",
        "owning-service",
        "all",
    ];
    const ALL: [Self; 7] = [
        Self::Description,
        Self::Name,
        Self::TagKey,
        Self::TagValue,
        Self::PrimaryRegion,
        Self::OwningService,
        Self::All,
    ];

    /// The key of this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.as_str() == name)
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl fmt::Display for FilterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One filter: a secret must match one of its values, and none that begins with `!`.
/// A secret without the attribute matches every `!` value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    key: FilterKey,
    values: Vec<String>,
}

/// The attributes of a secret that filters look at.
#[derive(Debug, Clone)]
pub struct Searchable<'a, Tags> {
    /// The name.
    pub name: &'a str,
    /// The description, if there is one.
    pub description: Option<&'a str>,
    /// Keys and values of the tags.
    pub tags: Tags,
    /// The region of the primary, of a replicated secret and of a replica.
    pub primary_region: Option<&'a str>,
    /// The service that manages the secret.
    pub owning_service: Option<&'a str>,
}

impl Filter {
    /// A filter by this key; fails with `InvalidParameterException` if key or values are missing, which the
    /// service model does not forbid.
    pub fn new(key: Option<FilterKey>, values: Vec<String>) -> Result<Self> {
        let refuse = |text: String| Err(Error::service(ErrorCode::InvalidParameterException, text));
        match key {
            None => refuse("Invalid filter key".to_owned()),
            Some(key) if values.is_empty() => {
                refuse(format!("Invalid filter values for key: {key}"))
            }
            Some(key) => Ok(Self { key, values }),
        }
    }

    /// Whether the secret passes. Several filters are a conjunction: the secret must pass each.
    pub fn matches<'a, Tags>(&self, secret: &Searchable<'a, Tags>) -> bool
    where
        Tags: Iterator<Item = (&'a str, &'a str)> + Clone,
    {
        let mut wanted = false;
        let mut found = false;
        for value in &self.values {
            if let Some(unwanted) = value.strip_prefix('!') {
                if self.finds(unwanted, secret) {
                    return false;
                }
            } else {
                wanted = true;
                found = found || self.finds(value, secret);
            }
        }
        found || !wanted
    }

    fn finds<'a, Tags>(&self, value: &str, secret: &Searchable<'a, Tags>) -> bool
    where
        Tags: Iterator<Item = (&'a str, &'a str)> + Clone,
    {
        let mut tags = secret.tags.clone();
        match self.key {
            FilterKey::Name => secret.name.starts_with(value),
            FilterKey::TagKey => tags.any(|(key, _)| key.starts_with(value)),
            FilterKey::TagValue => tags.any(|(_, tag)| tag.starts_with(value)),
            FilterKey::PrimaryRegion => {
                (secret.primary_region).is_some_and(|region| region.starts_with(value))
            }
            FilterKey::OwningService => (secret.owning_service)
                .is_some_and(|service| starts_with_ignoring_case(service, value)),
            FilterKey::Description => secret.description.is_some_and(|text| found_in(value, text)),
            FilterKey::All => {
                found_in(value, secret.name)
                    || secret.description.is_some_and(|text| found_in(value, text))
                    || tags.any(|(key, tag)| found_in(value, key) || found_in(value, tag))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type NoTags = std::iter::Empty<(&'static str, &'static str)>;

    fn named(name: &str) -> Searchable<'_, NoTags> {
        Searchable {
            name,
            description: None,
            tags: std::iter::empty(),
            primary_region: None,
            owning_service: None,
        }
    }

    fn filter(key: FilterKey, values: &[&str]) -> Filter {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Filter::new(Some(key), values).unwrap()
    }

    fn by_name<'a>(names: &[&'a str], key: FilterKey, values: &[&str]) -> Vec<&'a str> {
        let filter = filter(key, values);
        let found = names.iter().filter(|name| filter.matches(&named(name)));
        found.copied().collect()
    }

    fn by_description<'a>(descriptions: &[&'a str], value: &str) -> Vec<&'a str> {
        let filter = filter(FilterKey::Description, &[value]);
        let found = descriptions.iter().filter(|description| {
            filter.matches(&Searchable {
                description: Some(description),
                ..named("name")
            })
        });
        found.copied().collect()
    }

    #[test]
    fn wire_names_and_keys_agree() {
        for name in FilterKey::NAMES {
            assert_eq!(FilterKey::from_name(name).unwrap().as_str(), name);
        }
        assert_eq!(FilterKey::from_name("Name"), None);
    }

    #[test]
    fn a_filter_needs_a_key_and_values() {
        let error = Filter::new(None, vec!["x".to_owned()]).unwrap_err();
        assert_eq!(error.message(), "Invalid filter key");
        let error = Filter::new(Some(FilterKey::TagKey), Vec::new()).unwrap_err();
        assert_eq!(error.message(), "Invalid filter values for key: tag-key");
        assert_eq!(error.code(), Some(ErrorCode::InvalidParameterException));
    }

    #[test]
    fn name_is_a_prefix_of_the_whole_name_in_its_case() {
        let names = [
            "testing1/one-x",
            "/x",
            "y",
            "DatabaseSecret",
            "databaseSecret",
            "MyData",
        ];
        let name = FilterKey::Name;
        assert!(by_name(&names, name, &["testing1 one"]).is_empty());
        assert_eq!(by_name(&names, name, &["/"]), ["/x"]);
        assert_eq!(by_name(&names, name, &["Data"]), ["DatabaseSecret"]);
        assert!(by_name(&["MyTestSecret"], name, &["Test"]).is_empty());
        assert_eq!(by_name(&["/x", "y"], name, &["!/"]), ["y"]);
    }

    #[test]
    fn description_matches_words_by_their_beginning() {
        let texts = ["a secret", "an secret", "asecret", "thesecret"];
        assert_eq!(by_description(&texts, "a"), texts[..3]);
        assert_eq!(by_description(&texts, "a secret"), texts[..2]);
        assert_eq!(by_description(&texts, "!a"), ["thesecret"]);
        assert_eq!(by_description(&texts, "!c"), texts);

        let texts = ["one two", "one and two", "one", "two", "unrelated"];
        assert_eq!(by_description(&texts, "one two"), texts[..2]);
        assert_eq!(by_description(&texts, "o t"), texts[..2]);
        assert_eq!(
            by_description(&texts, "t"),
            ["one two", "one and two", "two"]
        );

        let texts = [
            "my description",
            "My basic description",
            "Description of my secret",
        ];
        assert_eq!(by_description(&texts, "My Description"), texts);
    }

    #[test]
    fn all_matches_words_of_the_name() {
        let all = FilterKey::All;
        let names = ["SecretOne-x", "SecretTwo-x", "Thirdsecret-x"];
        for value in ["Secret", "secret", "sec"] {
            assert_eq!(by_name(&names, all, &[value]), names[..2], "{value}");
        }
        for value in ["ret", "SomeSecret", "+"] {
            assert!(by_name(&names, all, &[value]).is_empty(), "{value}");
        }
        let names = ["Thirdsecret-x", "SecretTwo-x", "SecretFTag-x"];
        assert_eq!(by_name(&names, all, &["t"]), names);

        let names = "_ + = . @ -"
            .split(' ')
            .map(|sign| format!("prod{sign}AppBeta{sign}x"))
            .chain(["prod/AppBeta/x".to_owned()])
            .collect::<Vec<_>>();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(by_name(&names, all, &["AppBeta"]), names);
        assert_eq!(by_name(&names, all, &["Beta"]), names);
        assert_eq!(by_name(&names, all, &["AppBeta", "prod"]), names);

        let names = ["uat/COMPANY/x", "uat/COMPANYthings/x"];
        assert_eq!(by_name(&names, all, &["company"]), names[..1]);
        assert_eq!(by_name(&names, all, &["Ythings"]), names[1..]);
        for value in ["company", "things", "pany", "N"] {
            assert!(by_name(&names[1..], all, &[value]).is_empty(), "{value}");
        }
    }

    #[test]
    fn all_looks_at_description_and_tags_too() {
        let all = |value| filter(FilterKey::All, &[value]);
        let described = Searchable {
            description: Some("DescTwo"),
            ..named("x")
        };
        for value in ["d", "d t", "t"] {
            assert!(all(value).matches(&described), "{value}");
        }
        for tag in [("foo", "bar"), ("bar", "foo")] {
            let tagged = tagged("x", &[tag], |secret| all("foo").matches(&secret));
            assert!(tagged, "{tag:?}");
        }
        assert!(!all("foo").matches(&named("x")));
    }

    /// The emulators' choice; not verified against AWS.
    #[test]
    fn the_words_of_one_value_must_be_in_one_attribute() {
        let both = Searchable {
            description: Some("beta"),
            ..named("alpha")
        };
        assert!(!filter(FilterKey::All, &["alpha beta"]).matches(&both));
    }

    #[test]
    fn tags_match_by_prefix_in_their_case() {
        let tags = [("Team", "Blue"), ("env", "prod")];
        let finds =
            |key, value| tagged("x", &tags, |secret| filter(key, &[value]).matches(&secret));
        assert!(finds(FilterKey::TagKey, "Te"));
        assert!(!finds(FilterKey::TagKey, "te"));
        assert!(!finds(FilterKey::TagKey, "Blue"));
        assert!(finds(FilterKey::TagValue, "pr"));
        assert!(!finds(FilterKey::TagValue, "env"));
        assert!(!finds(FilterKey::TagKey, "!e"));
    }

    #[test]
    fn regions_and_services_match_by_prefix() {
        let secret = Searchable {
            primary_region: Some("eu-west-1"),
            owning_service: Some("rds"),
            ..named("x")
        };
        assert!(filter(FilterKey::PrimaryRegion, &["eu-"]).matches(&secret));
        assert!(!filter(FilterKey::PrimaryRegion, &["EU-"]).matches(&secret));
        assert!(filter(FilterKey::OwningService, &["RD"]).matches(&secret));
        assert!(!filter(FilterKey::OwningService, &["redshift"]).matches(&secret));
        assert!(!filter(FilterKey::PrimaryRegion, &["eu-"]).matches(&named("x")));
    }

    #[test]
    fn values_are_alternatives_and_negations_all_hold() {
        let names = ["a1", "a2", "b1", "c1"];
        let name = FilterKey::Name;
        assert_eq!(by_name(&names, name, &["a", "c"]), ["a1", "a2", "c1"]);
        assert_eq!(by_name(&names, name, &["a", "c", "!a2"]), ["a1", "c1"]);
        assert_eq!(by_name(&names, name, &["!a", "!b"]), ["c1"]);
    }

    #[test]
    fn a_negation_holds_for_a_missing_attribute() {
        assert!(filter(FilterKey::Description, &["!x"]).matches(&named("x")));
        assert!(filter(FilterKey::TagKey, &["!x"]).matches(&named("x")));
    }

    fn tagged(
        name: &str,
        tags: &[(&str, &str)],
        check: impl FnOnce(
            Searchable<'_, std::iter::Copied<std::slice::Iter<'_, (&str, &str)>>>,
        ) -> bool,
    ) -> bool {
        check(Searchable {
            name,
            description: None,
            tags: tags.iter().copied(),
            primary_region: None,
            owning_service: None,
        })
    }
}
