//! Whose requests they are: keys of the environment, of a profile, or of a program that the profile names.

use zeroize::Zeroizing;

use super::process;
use super::profile::{Named, Profile};
use crate::cli::env::{self, Variable};
use crate::error::{Error, Kind, Result};
use crate::sigv4::Credentials;
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

/// Settings that lead to credentials by services of AWS's that are not asked here.
const ELSEWHERE: [(&str, &str); 6] = [
    ("role_arn", "a role to assume"),
    ("web_identity_token_file", "a web identity"),
    ("sso_session", "single sign-on"),
    ("sso_start_url", "single sign-on"),
    ("sso_account_id", "single sign-on"),
    ("login_session", "a login session"),
];

/// The credentials that are meant, in the order of the AWS CLI.
pub(super) fn find(named: &Named, profile: &Profile, now: Timestamp) -> Result<Credentials> {
    if !named.by_option
        && let Some(found) = of_environment()?
    {
        return Ok(found);
    }
    of_profile(named, profile, now)
}

fn of_environment() -> Result<Option<Credentials>> {
    let secret = |variable| env::text(variable).map(|text| SecretString::new(Zeroizing::new(text)));
    let id = env::text(Variable::AwsAccessKeyId);
    let key = secret(Variable::AwsSecretAccessKey);
    match (id, key) {
        (Some(access_key_id), Some(secret_key)) => Ok(Some(Credentials {
            access_key_id,
            secret_key,
            session_token: secret(Variable::AwsSessionToken),
        })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(partial(
            "the environment",
            Variable::AwsSecretAccessKey.name(),
        )),
        (None, Some(_)) => Err(partial("the environment", Variable::AwsAccessKeyId.name())),
    }
}

fn of_profile(named: &Named, profile: &Profile, now: Timestamp) -> Result<Credentials> {
    let name = named.name.escape_debug();
    if let Some((_, what)) = ELSEWHERE
        .iter()
        .find(|(setting, _)| profile.get(setting).is_some())
    {
        return Err(Error::new(
            Kind::Locked,
            format!("the profile {name} has its credentials from {what}, which is left to the AWS CLI"),
        )
        .hint(format!(
            "a profile with `credential_process = aws configure export-credentials --profile {name} --format process` gets them from there"
        )));
    }
    let secret = |setting| {
        profile
            .get(setting)
            .map(|text| SecretString::new(Zeroizing::new(text.to_owned())))
    };
    let place = format!("the profile {name}");
    match (
        profile.get("aws_access_key_id"),
        secret("aws_secret_access_key"),
    ) {
        (Some(id), Some(secret_key)) => Ok(Credentials {
            access_key_id: id.to_owned(),
            secret_key,
            session_token: secret("aws_session_token"),
        }),
        (Some(_), None) => Err(partial(&place, "aws_secret_access_key")),
        (None, Some(_)) => Err(partial(&place, "aws_access_key_id")),
        (None, None) => match profile.get("credential_process") {
            Some(line) => process::run(line, now),
            None => Err(Error::new(Kind::Locked, "Unable to locate credentials")
                .hint("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile and a profile of ~/.aws/credentials, give them")
                .hint("an endpoint of `vault serve` takes those that `vault credentials create` makes")),
        },
    }
}

fn partial(place: &str, missing: &str) -> Error {
    Error::new(
        Kind::Locked,
        format!("Partial credentials found in {place}, missing: {missing}"),
    )
}
