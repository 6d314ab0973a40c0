//! Requests to the endpoint: header lines, an empty line, the body.

use zeroize::Zeroizing;

use crate::sigv4::{Found, Incoming, Verified, verify};
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2026-01-01 00:00:00 UTC.
pub(super) const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// The one request that is signed with the key (the vector of semantics 17.7). No fuzzer finds another one.
pub(super) const SIGNED: &str = "Host: localhost:4566
Content-Type: application/x-amz-json-1.1
X-Amz-Target: secretsmanager.GetSecretValue
X-Amz-Date: 20260101T000000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0f3f5ba0bc8dfbe4b7e93c1ebffb7651c2fbbcad4bbddc95b4d925049250d7da

{\"SecretId\":\"MyTest\"}";

/// Only what the holder of the key signed is accepted, whatever stands around it.
pub fn sigv4(data: &[u8]) -> bool {
    let (head, body) = split(data);
    let headers: Vec<(&str, &[u8])> = head
        .split(|byte| *byte == b'\n')
        .filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = std::str::from_utf8(&line[..colon]).ok()?;
            Some((name, &line[colon + 1..]))
        })
        .collect();
    let request = Incoming {
        method: "POST",
        path: "/",
        query: "",
        headers: &headers,
        body,
    };
    let verified = verify(&request, NOW, |id| {
        (id == ID).then(|| Found {
            secret_key: SecretString::new(Zeroizing::new(SECRET.to_owned())),
            session_token: None,
            expired: false,
        })
    });
    match verified {
        Ok(Verified {
            access_key_id,
            region,
        }) => {
            assert_eq!(access_key_id, ID);
            assert_eq!(region.as_str(), "us-east-1");
            assert_eq!(body, split(SIGNED.as_bytes()).1, "a forged body");
            true
        }
        Err(error) => {
            assert!(error.code().is_some(), "an error that is not AWS's");
            assert!(!error.message().contains('\n'), "an error of several lines");
            // Who knows the key may well be shown what he sent.
            let sent = data
                .windows(SECRET.len())
                .any(|part| part == SECRET.as_bytes());
            assert!(
                sent || !error.message().contains(SECRET),
                "the key is shown"
            );
            false
        }
    }
}

/// What is before the first empty line, and what is behind it.
fn split(data: &[u8]) -> (&[u8], &[u8]) {
    match data.windows(2).position(|pair| pair == b"\n\n") {
        Some(end) => (&data[..end], &data[end + 2..]),
        None => (data, &[]),
    }
}
