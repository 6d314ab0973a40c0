//! Signing a request that goes out.

use std::fmt;

use zeroize::Zeroizing;

use super::canonical::Canonical;
use super::date::Second;
use super::key::{hash, signature};
use super::{ALGORITHM, DATE_HEADER, SERVICE, TERMINATOR, TOKEN_HEADER};
use crate::error::{Error, Kind, Result};
use crate::types::region::Region;
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

/// Who signs.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// `AKIA…` of AWS, or what `vault credentials` printed.
    pub access_key_id: String,
    /// The key that signs.
    pub secret_key: SecretString,
    /// What temporary credentials have beside it.
    pub session_token: Option<SecretString>,
}

/// A request before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// `POST`.
    pub method: &'a str,
    /// What stands in the request line, `/`.
    pub path: &'a str,
    /// What the `Host` header says: with the port, when it is not the scheme's own.
    pub host: &'a str,
    /// Other headers to sign, such as `Content-Type` and `X-Amz-Target`, each once.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// The headers that make a request a signed one.
#[derive(Clone)]
pub struct Signed {
    /// `X-Amz-Date`.
    pub date: String,
    /// `X-Amz-Security-Token`, for temporary credentials.
    pub session_token: Option<Zeroizing<String>>,
    /// `Authorization`.
    pub authorization: String,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signed(***)")
    }
}

/// The headers to add to `request`.
///
/// # Errors
///
/// A time outside of the calendar; credentials that no header can hold. The credentials are not in the message.
pub fn sign(
    request: &Outgoing<'_>,
    credentials: &Credentials,
    region: &Region,
    now: Timestamp,
) -> Result<Signed> {
    let time =
        Second::of(now).ok_or_else(|| Error::new(Kind::Other, "the clock has an absurd time"))?;
    let id = &credentials.access_key_id;
    if id.is_empty() || id.contains(|c: char| !c.is_ascii_graphic() || ",/=".contains(c)) {
        return Err(Error::new(
            Kind::Locked,
            "the access key id has characters that none has",
        ));
    }
    let token = credentials.session_token.as_ref();
    if token.is_some_and(|token| !token.expose().bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(Error::new(
            Kind::Locked,
            "the session token has characters that none has",
        ));
    }
    let date = time.to_string();
    let names: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    let mut headers: Vec<(&str, &[u8])> = names
        .iter()
        .zip(request.headers)
        .map(|(name, (_, value))| (name.as_str(), value.as_bytes()))
        .collect();
    headers.push(("host", request.host.as_bytes()));
    headers.push((DATE_HEADER, date.as_bytes()));
    if let Some(token) = token {
        headers.push((TOKEN_HEADER, token.expose().as_bytes()));
    }
    headers.sort_unstable();
    let canonical = Canonical {
        method: request.method,
        path: request.path,
        query: "",
        headers: &headers,
        payload_hash: &hash(request.body),
    };
    let day = time.day();
    let text = canonical.string_to_sign(&date, &day, region.as_str());
    let signature = signature(
        credentials.secret_key.expose(),
        &day,
        region.as_str(),
        &text,
    );
    let signed = canonical.signed_headers();
    Ok(Signed {
        authorization: format!(
            "{ALGORITHM} Credential={id}/{day}/{region}/{SERVICE}/{TERMINATOR}, SignedHeaders={signed}, Signature={signature}"
        ),
        session_token: token.map(|token| Zeroizing::new(token.expose().to_owned())),
        date,
    })
}
