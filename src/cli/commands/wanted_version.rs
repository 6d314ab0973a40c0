//! `@STAGE` or `@VERSION-ID`: which version of a secret is read.

use crate::error::{Error, Kind};
use crate::operations::GetSecretValue;

/// Asks for a secret's value: of the version with this id or staging label, or the current one.
pub(super) fn get(name: &str, version: Option<&str>) -> Result<GetSecretValue, Error> {
    let mut request = GetSecretValue {
        secret_id: Some(name.to_owned()),
        ..GetSecretValue::default()
    };
    if let Some(version) = version {
        if is_version_id(version) {
            request.version_id = Some(parsed(version)?);
        } else {
            request.version_stage = Some(parsed(version)?);
        }
    }
    Ok(request)
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Error> {
    text.parse()
        .map_err(|wrong: T::Err| Error::new(Kind::Usage, wrong.to_string()))
}

/// A UUID; a staging label could look like one, but nobody's does.
fn is_version_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
