//! The `ClientRequestToken` (semantics 3.3).

use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Result};
use crate::types::version::VersionId;

/// A random UUID (RFC 9562, version 4).
pub fn new_token(entropy: &dyn Entropy) -> Result<VersionId> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 0x0f] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
    }
    Ok(VersionId::from(text))
}

/// Makes up the token if it is missing.
pub(super) fn fill(token: &mut Option<VersionId>, entropy: &dyn Entropy) -> Result<()> {
    if token.is_none() {
        *token = Some(new_token(entropy)?);
    }
    Ok(())
}

/// The token of a call that makes a version; its absence is an error of this code.
pub(super) fn required(token: Option<VersionId>, code: ErrorCode) -> Result<VersionId> {
    token.ok_or_else(|| {
        Error::service(
            code,
            "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
        )
    })
}

/// The token already stands for something else in this secret.
pub(super) fn in_use(code: ErrorCode, token: &VersionId, arn: &str) -> Error {
    Error::service(
        code,
        format!(
            "You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::entropy::OsEntropy;

    #[test]
    fn is_a_random_uuid_of_version_4() {
        let token = new_token(&OsEntropy).unwrap();
        let parts: Vec<&str> = token.as_str().split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(parts[2].starts_with('4'));
        assert!(parts[3].starts_with(['8', '9', 'a', 'b']));
        assert_ne!(token, new_token(&OsEntropy).unwrap());
    }
}
