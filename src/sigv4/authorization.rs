//! The `Authorization` header, taken apart: strictly, and without believing it.

use crate::error::{Error, ErrorCode, Result};

use super::ALGORITHM;

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) access_key_id: &'a str,
    pub(super) day: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) terminator: &'a str,
    /// `SignedHeaders`, as they are separated.
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: &'a str,
}

/// Reads the header. `has_date` is whether the request has one of the headers with its time, which AWS asks for in the same
/// sentence.
///
/// # Errors
///
/// `IncompleteSignatureException`, in AWS's words (semantics, section 17.6).
pub(super) fn parse(header: &[u8], has_date: bool) -> Result<Authorization<'_>> {
    let shown = shown(header);
    let text = std::str::from_utf8(header)
        .ok()
        .filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')))
        .ok_or_else(|| {
            incomplete(format!(
                "Authorization header has characters that are not ASCII. Authorization={shown}"
            ))
        })?;
    let (algorithm, parameters) = text.trim_matches(' ').split_once(' ').unwrap_or((text, ""));
    let [mut credential, mut signed_headers, mut signature, mut odd] = [None; 4];
    for part in parameters.split(',').map(|part| part.trim_matches(' ')) {
        if part.is_empty() && parameters.trim_matches(' ').is_empty() {
            continue;
        }
        let Some((name, value)) = part.split_once('=') else {
            return Err(incomplete(format!(
                "'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{shown}'."
            )));
        };
        let slot = match name {
            "Credential" => &mut credential,
            "SignedHeaders" => &mut signed_headers,
            "Signature" => &mut signature,
            _ => {
                odd = Some(name);
                continue;
            }
        };
        if slot.replace(value).is_some() {
            return Err(incomplete(format!(
                "Authorization header has more than one '{name}' parameter. Authorization={shown}"
            )));
        }
    }
    let wants = |name: &str, is_missing: bool| {
        is_missing.then(|| format!("Authorization header requires '{name}' parameter. "))
    };
    let mut missing: String = [
        wants("Credential", credential.is_none()),
        wants("Signature", signature.is_none()),
        wants("SignedHeaders", signed_headers.is_none()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !has_date {
        missing.push_str(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
        );
    }
    let (Some(credential), Some(signed_headers), Some(signature), true) =
        (credential, signed_headers, signature, has_date)
    else {
        return Err(incomplete(format!("{missing}Authorization={shown}")));
    };
    if algorithm != ALGORITHM {
        return Err(incomplete(format!(
            "Unsupported AWS 'algorithm': '{algorithm}'."
        )));
    }
    if let Some(name) = odd {
        return Err(incomplete(format!(
            "Authorization header has a '{name}' parameter, which is none of {ALGORITHM}. Authorization={shown}"
        )));
    }
    let scope: Vec<&str> = credential.split('/').collect();
    let &[access_key_id, day, region, service, terminator] = scope.as_slice() else {
        return Err(incomplete(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
        )));
    };
    Ok(Authorization {
        access_key_id,
        day,
        region,
        service,
        terminator,
        signed_headers: signed_headers.split(';').collect(),
        signature,
    })
}

/// The header as an error may show it: on one line, and not without end.
fn shown(header: &[u8]) -> String {
    const MOST: usize = 1_024;
    header[..header.len().min(MOST)]
        .iter()
        .map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '?',
        })
        .collect()
}

pub(super) fn incomplete(message: impl Into<String>) -> Error {
    Error::service(ErrorCode::IncompleteSignatureException, message)
}
