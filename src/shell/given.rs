//! Which variables one secret gives.

use zeroize::Zeroizing;

use super::member::members;
use super::name::VariableName;
use super::reference::{Reading, Target};
use crate::error::{Error, Kind, Result};
use crate::types::sensitive::SecretValue;

/// A value and where it is from, in the notation of a reference (`prod/db#user`).
pub(super) struct Given {
    pub(super) value: Zeroizing<Vec<u8>>,
    pub(super) secret: String,
    pub(super) origin: String,
}

/// A variable and what it would hold, or why nothing can.
type Named = (VariableName, Result<Given>);

/// What a secret gives to a reference that asked for it.
pub(super) fn given(reading: &Reading, secret: &str, value: &SecretValue) -> Result<Vec<Named>> {
    let member = reading.member.as_deref();
    match &reading.target {
        Target::Assigned(variable, _) => match member {
            None => Ok(vec![(variable.clone(), Ok(Given::whole(secret, value)))]),
            Some(_) => from_members(secret, value, member, |_| variable.clone()),
        },
        Target::Secret(_) => named_after(last_segment(secret), secret, value, member),
        Target::Prefix(prefix) => {
            let below = secret.strip_prefix(prefix.as_str()).unwrap_or(secret);
            let base = match below.trim_matches('/') {
                "" => last_segment(secret),
                path => path,
            };
            named_after(base, secret, value, member)
        }
    }
}

/// The variable of a secret that cannot be read, if it is known without its value.
pub(crate) fn named_without_value(reading: &Reading) -> Option<VariableName> {
    let base = match &reading.target {
        Target::Assigned(variable, _) => return Some(variable.clone()),
        Target::Secret(name) => last_segment(name),
        Target::Prefix(_) => return None,
    };
    Some(match &reading.member {
        Some(member) => VariableName::from_parts(&[base, member]),
        None => VariableName::from_parts(&[base]),
    })
}

/// What a secret gives that is exported without being asked for.
pub(super) fn given_unasked(secret: &str, value: &SecretValue) -> Result<Vec<Named>> {
    named_after(secret, secret, value, None)
}

impl Given {
    /// What stands in for a secret that is not there.
    pub(super) fn default_of(secret: &str, value: &str) -> Self {
        Self {
            value: Zeroizing::new(value.as_bytes().to_vec()),
            secret: secret.to_owned(),
            origin: secret.to_owned(),
        }
    }

    fn whole(secret: &str, value: &SecretValue) -> Self {
        Self {
            value: Zeroizing::new(value.expose_bytes().to_vec()),
            secret: secret.to_owned(),
            origin: secret.to_owned(),
        }
    }
}

/// What a secret gives whose variables are called after `base`.
fn named_after(
    base: &str,
    secret: &str,
    value: &SecretValue,
    member: Option<&str>,
) -> Result<Vec<Named>> {
    let is_object = matches!(value, SecretValue::Text(text) if members(text.expose()).is_some());
    if is_object || member.is_some() {
        from_members(secret, value, member, |name| {
            VariableName::from_parts(&[base, name])
        })
    } else {
        let variable = VariableName::from_parts(&[base]);
        Ok(vec![(variable, Ok(Given::whole(secret, value)))])
    }
}

/// What the members of a JSON object give: all of them, or those of the name that is wanted (several if the object
/// repeats it, which is then refused like every other variable that is set twice).
fn from_members(
    secret: &str,
    value: &SecretValue,
    wanted: Option<&str>,
    variable: impl Fn(&str) -> VariableName,
) -> Result<Vec<Named>> {
    let wrong = |message: String| Error::new(Kind::Other, message);
    let found = match value {
        SecretValue::Text(text) => members(text.expose()),
        SecretValue::Binary(_) => None,
    };
    let Some(mut found) = found else {
        return Err(wrong(format!("\"{secret}\" is not a JSON object")));
    };
    if let Some(wanted) = wanted {
        found.retain(|member| member.name == wanted);
        if found.is_empty() {
            return Err(wrong(format!(
                "\"{secret}\" has no member \"{}\"",
                wanted.escape_debug()
            )));
        }
    }
    let given = found.into_iter().map(|member| {
        let origin = format!("{secret}#{}", member.name.escape_debug());
        let given = match member.value() {
            Ok(value) => Ok(Given {
                value,
                secret: secret.to_owned(),
                origin,
            }),
            Err(why) => Err(wrong(format!(
                "\"{origin}\" {why}, which no variable can be"
            ))),
        };
        (variable(&member.name), given)
    });
    Ok(given.collect())
}

/// The last segment that is not empty.
fn last_segment(secret: &str) -> &str {
    let trimmed = secret.trim_end_matches('/');
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::shell::reference::Reference;
    use crate::types::sensitive::{SecretBinary, SecretString};

    pub(in crate::shell) fn text(value: &str) -> SecretValue {
        SecretValue::Text(SecretString::new(Zeroizing::new(value.to_owned())))
    }

    pub(in crate::shell) fn binary(value: &[u8]) -> SecretValue {
        SecretValue::Binary(SecretBinary::new(Zeroizing::new(value.to_vec())))
    }

    /// The last reading is the most special one: the assignment, the version, the prefix.
    pub(in crate::shell) fn reading(reference: &str) -> Reading {
        let reference: Reference = reference.parse().unwrap();
        reference.readings().pop().unwrap()
    }

    fn gives(reference: &str, secret: &str, value: &SecretValue) -> Result<Vec<String>> {
        let mut found: Vec<String> = given(&reading(reference), secret, value)?
            .into_iter()
            .map(|(name, given)| Ok(format!("{name}={}", given?.value.escape_ascii())))
            .collect::<Result<_>>()?;
        found.sort();
        Ok(found)
    }

    fn refusal(reference: &str, secret: &str, value: &SecretValue) -> String {
        gives(reference, secret, value).unwrap_err().to_string()
    }

    const DB: &str =
        r#"{"username":"me","port":5432,"tls":true,"nested":{ "a": [1, 2] },"user-name":"you"}"#;

    #[test]
    fn a_name_gives_its_last_segment() {
        let given = |secret: &str| gives(secret, secret, &text("v")).unwrap();
        assert_eq!(given("GITHUB_TOKEN"), ["GITHUB_TOKEN=v"]);
        assert_eq!(given("prod/api-key"), ["API_KEY=v"]);
        assert_eq!(given("prod/2fa"), ["_2FA=v"]);
    }

    #[test]
    fn a_json_object_gives_a_variable_for_each_member() {
        assert_eq!(
            gives("prod/db", "prod/db", &text(DB)).unwrap(),
            [
                r#"DB_NESTED={\"a\":[1,2]}"#,
                "DB_PORT=5432",
                "DB_TLS=true",
                "DB_USERNAME=me",
                "DB_USER_NAME=you",
            ]
        );
        assert_eq!(gives("a", "a", &text("{}")).unwrap(), [""; 0]);
        assert_eq!(gives("a", "a", &text("[1, 2]")).unwrap(), ["A=[1, 2]"]);
        assert_eq!(
            gives("a", "a", &text("{not json")).unwrap(),
            ["A={not json"]
        );
        assert_eq!(
            gives("a", "a", &binary(b"{\"b\":1}\xff")).unwrap(),
            [r#"A={\"b\":1}\xff"#]
        );
    }

    #[test]
    fn a_prefix_gives_the_path_below_it() {
        let given = |prefix: &str, secret: &str| gives(prefix, secret, &text("v")).unwrap();
        assert_eq!(given("prod/", "prod/app/key"), ["APP_KEY=v"]);
        assert_eq!(given("prod/app/", "prod/app/key"), ["KEY=v"]);
        assert_eq!(given("/", "/key"), ["KEY=v"]);
        assert_eq!(given("prod/", "prod/"), ["PROD=v"]);
        assert_eq!(
            gives("prod/#username", "prod/app/db", &text(DB)).unwrap(),
            ["APP_DB_USERNAME=me"]
        );
    }

    #[test]
    fn an_assignment_gives_the_value_as_it_is() {
        assert_eq!(
            gives("cfg=prod/db", "prod/db", &text("{ \"a\": null }")).unwrap(),
            [r#"cfg={ \"a\": null }"#]
        );
        assert_eq!(
            gives("U=prod/db#username", "prod/db", &text(DB)).unwrap(),
            ["U=me"]
        );
        assert_eq!(
            gives("B=b", "b", &binary(b"\xff\x01")).unwrap(),
            ["B=\\xff\\x01"]
        );
    }

    #[test]
    fn a_member_gives_one_variable() {
        assert_eq!(
            gives("prod/db#port", "prod/db", &text(DB)).unwrap(),
            ["DB_PORT=5432"]
        );
        assert_eq!(
            refusal("prod/db#pass", "prod/db", &text(DB)),
            "\"prod/db\" has no member \"pass\""
        );
        for value in [text("plain"), binary(b"{\"a\":1}")] {
            assert_eq!(refusal("db#a", "db", &value), "\"db\" is not a JSON object");
        }
    }
}
