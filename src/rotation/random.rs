//! `vault-random`: a new random value, for secrets that nothing but their readers must learn of (decisions 9).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::function::{Client, Event, RotationFunction, Step};
use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Result};
use crate::operations::{GetRandomPassword, PutSecretValue};
use crate::secret::rotation::Proposal;
use crate::types::sensitive::{Revealed, SecretString, SecretValue};
use crate::types::version::AWSPENDING;

/// The member of a JSON object that is changed.
const PASSWORD: &str = "password";
/// Members that say that the value opens something else, which would not learn of the change.
const FOREIGN: [&str; 2] = ["engine", "host"];
/// Draws after which the rules are taken to allow only the current value.
const MAX_DRAWS: usize = 16;

const NEEDS_ASSENT: &str = "This value names an engine or a host, and vault-random changes only the vault's copy of the \
     password: whoever logs in with it would be locked out.";

/// Replaces a text by a random one, or in a JSON object the member `password`; everything else in it stays as it was, to the
/// byte.
#[derive(Debug, Clone, Copy)]
pub struct Random;

impl RotationFunction for Random {
    fn admit(&self, proposal: &Proposal<'_>, entropy: &dyn Entropy) -> Result<()> {
        let Some(current) = proposal.current else {
            return Err(refused(
                "You can't rotate this secret to a random value because it has no value yet.",
            )
            .hint("put-secret-value gives it one"));
        };
        let shape = Shape::of(current)?;
        if shape.is_foreign && !proposal.assented {
            return Err(refused(NEEDS_ASSENT).hint("if that is what you want, add --yes"));
        }
        // Rules that cannot be kept are found now, not by a rotation that then stays open.
        if let Some(password) = proposal.password {
            password.generate(entropy)?;
        }
        Ok(())
    }

    fn step(&self, event: &Event, client: &mut dyn Client) -> Result<()> {
        if !event.is_open(client)? {
            return Ok(());
        }
        match event.step {
            Step::CreateSecret => create(event, client),
            Step::SetSecret => Ok(()),
            Step::TestSecret => client.get_secret_value(event.pending()).map(drop),
            Step::FinishSecret => event.finish(client),
        }
    }
}

/// Whether a refusal is the question that `--yes` answers: the command line asks it on a terminal.
pub fn needs_assent(error: &Error) -> bool {
    error.message() == NEEDS_ASSENT
}

fn create(event: &Event, client: &mut dyn Client) -> Result<()> {
    match client.get_secret_value(event.pending()) {
        Ok(_) => return Ok(()),
        Err(error) if error.code() == Some(ErrorCode::ResourceNotFoundException) => {}
        Err(error) => return Err(error),
    }
    let current = client.get_secret_value(event.current())?.into_value();
    let current = current.ok_or_else(|| refused("The secret has no current value."))?;
    let new = renew(event, client, &current)?;
    let put = client.put_secret_value(PutSecretValue {
        secret_id: Some(event.secret_id.clone()),
        client_request_token: Some(event.token.clone()),
        secret_string: Some(new),
        version_stages: Some(vec![AWSPENDING.into()]),
        ..PutSecretValue::default()
    });
    match put {
        // Another process runs the same rotation and was quicker.
        Err(error) if error.code() == Some(ErrorCode::ResourceExistsException) => Ok(()),
        put => put.map(drop),
    }
}

/// A new value, different from the current one.
fn renew(event: &Event, client: &mut dyn Client, current: &SecretValue) -> Result<SecretString> {
    let shape = Shape::of(current)?;
    for _ in 0..MAX_DRAWS {
        let request = GetRandomPassword::from(&event.password);
        let Revealed(password) = client.get_random_password(request)?.random_password;
        let new = shape.with(&password)?;
        if new.expose() != shape.text {
            return Ok(new);
        }
    }
    Err(refused(
        "The rules for the new password allow only the current one.",
    ))
}

/// Which part of a value is changed.
struct Shape<'v> {
    text: &'v str,
    /// The JSON string that is changed; all of the text if there is none.
    password: Option<Range<usize>>,
    /// The value opens something that has its own copy of the password.
    is_foreign: bool,
}

impl<'v> Shape<'v> {
    fn of(value: &'v SecretValue) -> Result<Self> {
        let SecretValue::Text(text) = value else {
            return Err(refused(
                "You can't rotate a binary value to a random one: vault-random makes text.",
            ));
        };
        let text = text.expose();
        let members = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(text);
        let Ok(members) = members else {
            return Ok(Self {
                text,
                password: None,
                is_foreign: false,
            });
        };
        let password = members.get(PASSWORD).map(|raw| raw.get());
        let Some(password) = password.filter(|raw| raw.starts_with('"')) else {
            return Err(refused(
                "You can't rotate this JSON value: it has no member password that is a string.",
            ));
        };
        // The member is a part of the text itself: what is around it need not be written anew.
        let start = password.as_ptr().addr() - text.as_ptr().addr();
        Ok(Self {
            text,
            password: Some(start..start + password.len()),
            is_foreign: FOREIGN.iter().any(|member| members.contains_key(*member)),
        })
    }

    fn with(&self, password: &SecretString) -> Result<SecretString> {
        let Some(range) = &self.password else {
            return Ok(password.clone());
        };
        let json = Zeroizing::new(
            serde_json::to_string(password.expose())
                .map_err(|error| refused("The new password is no JSON text.").caused_by(error))?,
        );
        let length = self.text.len() - range.len() + json.len();
        let mut text = Zeroizing::new(String::with_capacity(length));
        text.push_str(&self.text[..range.start]);
        text.push_str(&json);
        text.push_str(&self.text[range.end..]);
        Ok(SecretString::new(text))
    }
}

fn refused(message: &str) -> Error {
    Error::service(ErrorCode::InvalidRequestException, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> SecretValue {
        SecretValue::Text(value.parse().unwrap())
    }

    fn replaced(value: &str, password: &str) -> String {
        let value = text(value);
        let shape = Shape::of(&value).unwrap();
        let new = shape.with(&password.parse().unwrap()).unwrap();
        new.expose().to_owned()
    }

    #[test]
    fn a_text_is_replaced_as_a_whole() {
        for value in ["hunter2", "12345", "\"quoted\"", "[1]", "{not json", ""] {
            assert_eq!(replaced(value, "new"), "new", "{value}");
        }
    }

    #[test]
    fn of_a_json_object_only_the_password_changes_to_the_byte() {
        assert_eq!(
            replaced(
                "{ \"z\": 1.10,\n \"password\" : \"old\" ,\"a\":{\"password\":\"inner\"}, \"big\": 123456789012345678901234567890 }",
                "n\"e\\w"
            ),
            "{ \"z\": 1.10,\n \"password\" : \"n\\\"e\\\\w\" ,\"a\":{\"password\":\"inner\"}, \"big\": 123456789012345678901234567890 }"
        );
        assert_eq!(
            replaced(r#"{"pass\u0077ord":"old\n"}"#, "new"),
            r#"{"pass\u0077ord":"new"}"#
        );
    }

    #[test]
    fn values_that_have_no_place_for_a_password_are_refused() {
        for value in [
            text("{}"),
            text(r#"{"user":"a"}"#),
            text(r#"{"password":7}"#),
        ] {
            assert!(Shape::of(&value).is_err());
        }
        let bytes = SecretValue::Binary("AAAA".parse().unwrap());
        assert!(Shape::of(&bytes).is_err());
    }

    #[test]
    fn an_engine_or_a_host_means_that_somebody_else_knows_the_password() {
        for (value, foreign) in [
            (r#"{"engine":"postgres","password":"x"}"#, true),
            (r#"{"password":"x","host":""}"#, true),
            (r#"{"password":"x","inner":{"host":"h"}}"#, false),
            ("host", false),
        ] {
            assert_eq!(
                Shape::of(&text(value)).unwrap().is_foreign,
                foreign,
                "{value}"
            );
        }
    }
}
