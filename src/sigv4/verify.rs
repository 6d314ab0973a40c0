//! Checking a request that came in.

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use super::authorization::{self, Authorization, incomplete};
use super::canonical::Canonical;
use super::date::Second;
use super::key::{hash, signature};
use super::{DATE_HEADER, PAYLOAD_HEADER, SERVICE, SKEW_MINUTES, TERMINATOR, TOKEN_HEADER};
use crate::error::{Error, ErrorCode, Result};
use crate::types::region::Region;
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

/// A request as it came: nothing of it is believed.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The method.
    pub method: &'a str,
    /// The path as it stood in the request line.
    pub path: &'a str,
    /// What stood behind the question mark, without it.
    pub query: &'a str,
    /// Every header line, in its order; names in any case.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The whole body.
    pub body: &'a [u8],
}

/// What is known of an access key id.
#[derive(Debug, Clone)]
pub struct Found {
    /// The key that its requests are signed with.
    pub secret_key: SecretString,
    /// What its requests must bear, if it is a temporary one.
    pub session_token: Option<SecretString>,
    /// Whether its time is over.
    pub expired: bool,
}

/// Who sent a request, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The access key id whose secret key signed it.
    pub access_key_id: String,
    /// The Region in its scope.
    pub region: Region,
}

/// Whether the holder of a known key signed this request, within five minutes of `now`.
///
/// `lookup` is asked once, for any request whose form is right. For an id that it does not know the same work is done with a
/// key that nobody has.
///
/// # Errors
///
/// AWS's code and words for the first of these that is not so (semantics, sections 17.6 and 17.7): there is one `Authorization`
/// header, of the one algorithm and with all its parts; the scope names a Region, this service and the day of the request; all
/// that must be signed is signed, and there once; the time is right; the body is the one that is spoken of; the key and the
/// session token are known; the signature is theirs; they have not expired.
pub fn verify(
    request: &Incoming<'_>,
    now: Timestamp,
    lookup: impl FnOnce(&str) -> Option<Found>,
) -> Result<Verified> {
    let header = only_authorization(request)?;
    let date = request
        .one(DATE_HEADER)?
        .map(|value| (DATE_HEADER, value))
        .or(request.one("date")?.map(|value| ("date", value)));
    let said = authorization::parse(header, date.is_some())?;
    let Some((date_header, date)) = date else {
        return Err(incomplete("the request has no date"));
    };
    let time = read_date(date_header, date)?;
    let region = check_scope(&said, time)?;
    let signed = signed_headers(request, &said, date_header)?;
    check_time(time, now)?;
    let payload_hash = hash(request.body);
    if let Some(claimed) = request.one(PAYLOAD_HEADER)?
        && claimed != payload_hash.as_bytes()
    {
        return Err(invalid(
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ));
    }
    let canonical = Canonical {
        method: request.method,
        path: request.path,
        query: request.query,
        headers: &signed,
        payload_hash: &payload_hash,
    };
    let text = canonical.string_to_sign(&time.to_string(), said.day, region.as_str());

    let found = lookup(said.access_key_id);
    let is_known = Choice::from(u8::from(found.is_some()));
    let found = found.unwrap_or_else(nobody);
    let ours = signature(found.secret_key.expose(), said.day, region.as_str(), &text);
    let is_signed = ours.as_bytes().ct_eq(said.signature.as_bytes());
    let has_token = same_token(request.one(TOKEN_HEADER)?, found.session_token.as_ref());
    if !bool::from(is_known & has_token) {
        return Err(Error::service(
            ErrorCode::UnrecognizedClientException,
            "The security token included in the request is invalid.",
        ));
    }
    if !bool::from(is_signed) {
        return Err(mismatch());
    }
    if found.expired {
        return Err(Error::service(
            ErrorCode::ExpiredTokenException,
            "The security token included in the request is expired",
        ));
    }
    Ok(Verified {
        access_key_id: said.access_key_id.to_owned(),
        region,
    })
}

impl<'a> Incoming<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The value of a header that may be there once.
    fn one(&self, name: &str) -> Result<Option<&'a [u8]>> {
        let mut values = self.all(name);
        let value = values.next();
        if values.next().is_some() {
            return Err(invalid(format!(
                "The header '{name}' is there more than once."
            )));
        }
        Ok(value)
    }
}

/// The one header that says who signed. A signature in the query is not one of this service's.
fn only_authorization<'a>(request: &Incoming<'a>) -> Result<&'a [u8]> {
    let mut headers = request.all("authorization");
    let (first, second) = (headers.next(), headers.next());
    let is_in_query = request
        .query
        .split('&')
        .any(|pair| pair.to_ascii_lowercase().starts_with("x-amz-"));
    match first {
        Some(_) if second.is_some() => Err(incomplete(
            "The request has more than one Authorization header.",
        )),
        Some(_) if is_in_query => Err(incomplete(
            "The request is signed both in its query and in its Authorization header.",
        )),
        Some(header) => Ok(header),
        None => Err(Error::service(
            ErrorCode::MissingAuthenticationTokenException,
            "Missing Authentication Token",
        )),
    }
}

fn read_date(header: &str, value: &[u8]) -> Result<Second> {
    let text = String::from_utf8_lossy(value);
    let text = text.trim_matches([' ', '\t']);
    let read = if header == DATE_HEADER {
        Second::parse_basic(text)
    } else {
        Second::parse_date_header(text)
    };
    read.ok_or_else(|| {
        let shown: String = text.escape_debug().take(64).collect();
        incomplete(format!(
            "Date must be in ISO-8601 'basic format'. Got '{shown}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ))
    })
}

/// The scope's Region, when the scope is one of this service and of the request's day.
fn check_scope(said: &Authorization<'_>, time: Second) -> Result<Region> {
    let region = said
        .region
        .parse()
        .map_err(|_| invalid("Credential should be scoped to a valid region. "))?;
    if said.service != SERVICE {
        return Err(invalid(format!(
            "Credential should be scoped to correct service: '{SERVICE}'. "
        )));
    }
    if said.terminator != TERMINATOR {
        return Err(invalid(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
            said.terminator
        )));
    }
    let day = time.day();
    if said.day != day {
        return Err(invalid(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', from '{time}'.",
            said.day
        )));
    }
    Ok(region)
}

/// The headers that are signed with their values, after a look at whether all that must be is among them.
fn signed_headers<'a>(
    request: &Incoming<'a>,
    said: &Authorization<'a>,
    date_header: &str,
) -> Result<Vec<(&'a str, &'a [u8])>> {
    let names = &said.signed_headers;
    let is_in_order = names.windows(2).all(|pair| pair[0] < pair[1]);
    let is_lower = |name: &&str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase())
    };
    if !is_in_order || !names.iter().all(is_lower) {
        return Err(invalid(
            "SignedHeaders must be in lower case and in the order of their names, each once.",
        ));
    }
    if !names.contains(&"host") {
        return Err(invalid(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ));
    }
    let amazon = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| name.starts_with("x-amz-"));
    let required = ["content-type", "x-amz-target", date_header]
        .into_iter()
        .map(str::to_owned);
    for name in required.chain(amazon) {
        if !names.contains(&name.as_str()) {
            return Err(invalid(format!(
                "'{}' must be a 'SignedHeader' in the AWS Authorization.",
                name.escape_debug()
            )));
        }
    }
    names
        .iter()
        .map(|name| Ok((*name, request.one(name)?.ok_or_else(mismatch)?)))
        .collect()
}

/// Five minutes either way, these included.
fn check_time(time: Second, now: Timestamp) -> Result<()> {
    let now = Second::of(now).ok_or_else(|| {
        Error::service(
            ErrorCode::InternalServiceError,
            "the clock has an absurd time",
        )
    })?;
    let (earliest, latest) = (
        now.plus_minutes(-SKEW_MINUTES),
        now.plus_minutes(SKEW_MINUTES),
    );
    if time < earliest {
        return Err(invalid(format!(
            "Signature expired: {time} is now earlier than {earliest} ({now} - {SKEW_MINUTES} min.)"
        )));
    }
    if time > latest {
        return Err(invalid(format!(
            "Signature not yet current: {time} is still later than {latest} ({now} + {SKEW_MINUTES} min.)"
        )));
    }
    Ok(())
}

/// Whether a request bears the session token that it must, in a time that says nothing of either.
fn same_token(given: Option<&[u8]>, known: Option<&SecretString>) -> Choice {
    let is_both = Choice::from(u8::from(given.is_some() == known.is_some()));
    let digest = |bytes: &[u8]| Zeroizing::new(<[u8; 32]>::from(Sha256::digest(bytes)));
    let given = digest(given.unwrap_or_default());
    let known = digest(known.map_or(&[], |token| token.expose().as_bytes()));
    is_both & given.ct_eq(&*known)
}

/// The key of an id that nobody has: as long as AWS's.
fn nobody() -> Found {
    Found {
        secret_key: SecretString::new(Zeroizing::new("-".repeat(40))),
        session_token: None,
        expired: false,
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Error::service(ErrorCode::InvalidSignatureException, message)
}

fn mismatch() -> Error {
    invalid(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and \
         signing method. Consult the service documentation for details.",
    )
}
