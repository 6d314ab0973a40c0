//! The wire's JSON (semantics 17): bodies to requests, answers and errors to bodies.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use zeroize::Zeroizing;

use super::reply::Reply;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::operations::Request;

/// Reads an operation's body. Members that it does not have are ignored, and `null` is as good as absent (semantics 17.1).
pub(super) fn decode<O: Request>(body: &[u8]) -> Result<O> {
    let body = if body.is_empty() { b"{}" } else { body };
    // Without this a list would be read as the members in their order.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    if !is_object {
        return Err(malformed(""));
    }
    serde_json::from_slice(body).map_err(|error| malformed(&conversion(&error)))
}

fn malformed(message: &str) -> Error {
    Error::service(ErrorCode::SerializationException, message)
}

/// What could not become what, in the service's words and never with the value; empty where the body is not JSON.
fn conversion(error: &serde_json::Error) -> String {
    if !error.is_data() {
        return String::new();
    }
    let text = error.to_string();
    let Some((found, expected)) = text
        .strip_prefix("invalid type: ")
        .and_then(|text| text.split_once(", expected "))
    else {
        return String::new();
    };
    let from = match found.split([' ', ',']).next() {
        Some("boolean") => "class java.lang.Boolean",
        Some("integer" | "floating") => {
            "class com.amazon.coral.value.json.numbers.TruncatingBigNumber"
        }
        Some("string") => "STRING_VALUE",
        Some("map") => "START_OBJECT",
        Some("sequence") => "START_ARRAY",
        _ => "VALUE",
    };
    let to = match expected.split(" at line").next().unwrap_or_default() {
        expected if expected.contains("string") => "an String",
        expected if expected.contains("boolean") => "an Boolean",
        "i64" | "i32" | "u32" | "u64" => "an Integer",
        expected if expected.contains("sequence") || expected.contains("list") => "a List",
        _ => "a Structure",
    };
    format!("{from} can not be converted to {to}")
}

/// An answer's body.
pub(super) fn encode<T: Serialize>(answer: &T) -> Result<Zeroizing<Vec<u8>>> {
    let mut body = Vec::with_capacity(512);
    let written = answer.serialize(&mut Serializer::with_formatter(&mut body, EpochSeconds));
    let body = Zeroizing::new(body);
    // serde's words might quote a value.
    written.map_err(|error| {
        Error::new(Kind::Other, "the answer cannot be written as JSON").caused_by(error)
    })?;
    Ok(body)
}

/// The answer to what failed: the service's own refusals as they are; what went wrong below them as a fault of the service,
/// which clients try again, without a word of what it was.
pub(super) fn refuse(error: &Error) -> Reply {
    let (code, message) = match error.kind() {
        Kind::Service(code) => (code, error.message()),
        _ => (
            ErrorCode::InternalServiceError,
            "An error occurred on the server side.",
        ),
    };
    let status = match code {
        ErrorCode::InternalServiceError => 500,
        _ => 400,
    };
    Reply::json(
        status,
        error_body(code.as_str(), message, is_modelled(code)),
    )
}

/// The body of an error. Errors of the service model carry `Message`, the others `message` (semantics 17.4).
pub(super) fn error_body(code: &str, message: &str, is_modelled: bool) -> Zeroizing<Vec<u8>> {
    let mut body = serde_json::Map::new();
    body.insert("__type".to_owned(), code.into());
    if !message.is_empty() {
        let member = if is_modelled { "Message" } else { "message" };
        body.insert(member.to_owned(), message.into());
    }
    Zeroizing::new(serde_json::Value::Object(body).to_string().into_bytes())
}

/// Whether the service model declares the error (semantics 3.6).
const fn is_modelled(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::DecryptionFailure
            | ErrorCode::EncryptionFailure
            | ErrorCode::InternalServiceError
            | ErrorCode::InvalidNextTokenException
            | ErrorCode::InvalidParameterException
            | ErrorCode::InvalidRequestException
            | ErrorCode::LimitExceededException
            | ErrorCode::MalformedPolicyDocumentException
            | ErrorCode::ResourceExistsException
            | ErrorCode::ResourceNotFoundException
    )
}

/// Without spaces, and a [`Timestamp`](crate::types::time::Timestamp), known by its `i128`, as seconds since 1970 with a
/// fraction (semantics 3.4).
struct EpochSeconds;

impl Formatter for EpochSeconds {
    fn write_i128<W: Write + ?Sized>(&mut self, out: &mut W, millis: i128) -> io::Result<()> {
        let sign = if millis < 0 { "-" } else { "" };
        let millis = millis.unsigned_abs();
        let (seconds, fraction) = (millis / 1000, millis % 1000);
        let (digits, width) = match fraction {
            0 => (0, 1),
            _ if fraction.is_multiple_of(100) => (fraction / 100, 1),
            _ if fraction.is_multiple_of(10) => (fraction / 10, 2),
            _ => (fraction, 3),
        };
        write!(out, "{sign}{seconds}.{digits:0width$}")
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        CompactFormatter.write_string_fragment(out, fragment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{GetRandomPassword, GetSecretValue, ListSecrets, TagResource};
    use crate::types::time::Timestamp;

    #[test]
    fn times_are_epoch_seconds_and_numbers_stay_what_they_are() {
        for (millis, text) in [
            (1_523_477_145_713, "1523477145.713"),
            (1_673_395_200_000, "1673395200.0"),
            (1_500, "1.5"),
            (1_050, "1.05"),
            (-1_001, "-1.001"),
        ] {
            let encoded = encode(&Timestamp::from_millis(millis)).unwrap();
            assert_eq!(std::str::from_utf8(&encoded).unwrap(), text);
        }
        assert_eq!(&**encode(&30_u32).unwrap(), b"30");
    }

    #[test]
    fn unknown_members_are_ignored_and_null_is_absent() {
        let body = br#"{"SecretId": "x", "VersionStage": null, "New": {"A": [1]}}"#;
        let request: GetSecretValue = decode(body).unwrap();
        assert_eq!(request.secret_id.as_deref(), Some("x"));
        assert!(request.version_stage.is_none());
        assert!(decode::<ListSecrets>(b"").is_ok());
    }

    #[test]
    fn what_is_not_the_operations_shape_is_told_without_its_value() {
        for (body, text) in [
            ("", None),
            ("{", Some("")),
            ("[]", Some("")),
            ("\"hunter2\"", Some("")),
            ("{} {}", Some("")),
            ("\u{feff}{}", Some("")),
            (
                r#"{"PasswordLength": "hunter2"}"#,
                Some("STRING_VALUE can not be converted to an Integer"),
            ),
            (
                r#"{"ExcludeCharacters": true}"#,
                Some("class java.lang.Boolean can not be converted to an String"),
            ),
            (
                r#"{"ExcludeCharacters": 12}"#,
                Some(
                    "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String",
                ),
            ),
        ] {
            match (decode::<GetRandomPassword>(body.as_bytes()), text) {
                (Ok(_), None) => {}
                (Err(error), Some(text)) => {
                    assert_eq!(error.code(), Some(ErrorCode::SerializationException));
                    assert_eq!(error.message(), text, "{body}");
                }
                (decoded, _) => panic!("{body}: {decoded:?}"),
            }
        }
        let deep = "{\"A\":".repeat(5000);
        assert!(decode::<GetRandomPassword>(deep.as_bytes()).is_err());
    }

    #[test]
    fn a_structure_is_no_list_of_its_members() {
        let body = br#"{"SecretId": "x", "Tags": [["k", "v"]]}"#;
        assert!(decode::<TagResource>(body).is_err());
    }

    #[test]
    fn modelled_errors_say_message_with_a_capital() {
        let body = |error| String::from_utf8(refuse(&error).into_body().to_vec()).unwrap();
        assert_eq!(
            body(Error::service(ErrorCode::ResourceNotFoundException, "gone")),
            r#"{"__type":"ResourceNotFoundException","Message":"gone"}"#
        );
        assert_eq!(
            body(Error::service(ErrorCode::ValidationException, "bad")),
            r#"{"__type":"ValidationException","message":"bad"}"#
        );
        assert_eq!(
            body(Error::service(ErrorCode::SerializationException, "")),
            r#"{"__type":"SerializationException"}"#
        );
        assert_eq!(
            body(Error::new(Kind::Other, "cannot read /home/me/x.vault")),
            r#"{"__type":"InternalServiceError","Message":"An error occurred on the server side."}"#
        );
    }
}
