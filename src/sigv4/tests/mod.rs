//! What a signature is, and what each fault in one is answered with.

mod changes;
mod errors;

use zeroize::Zeroizing;

use super::*;
use crate::error::{Error, ErrorCode};
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "SESSIONTOKENEXAMPLE";
const BODY: &[u8] = br#"{"SecretId":"MyTest"}"#;
const HOST: &str = "localhost:4566";
/// 2026-01-01 00:00:00 UTC.
const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);
const HEADERS: [(&str, &str); 2] = [
    ("Content-Type", "application/x-amz-json-1.1"),
    ("X-Amz-Target", "secretsmanager.GetSecretValue"),
];

fn secret(text: &str) -> SecretString {
    SecretString::new(Zeroizing::new(text.to_owned()))
}

fn credentials(token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: ID.to_owned(),
        secret_key: secret(SECRET),
        session_token: token.map(secret),
    }
}

fn known(token: Option<&str>) -> Found {
    Found {
        secret_key: secret(SECRET),
        session_token: token.map(secret),
        expired: false,
    }
}

fn signed(token: Option<&str>) -> Signed {
    let request = Outgoing {
        method: "POST",
        path: "/",
        host: HOST,
        headers: &HEADERS,
        body: BODY,
    };
    sign(
        &request,
        &credentials(token),
        &"us-east-1".parse().unwrap(),
        NOW,
    )
    .unwrap()
}

/// A request that a test can spoil.
#[derive(Debug, Clone)]
struct Sent {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Sent {
    /// As a client sends it, with the headers that it does not sign.
    fn new(token: Option<&str>) -> Self {
        let signed = signed(token);
        let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
        let mut push = |name: &str, value: &str| headers.push((name.to_owned(), value.into()));
        push("Host", HOST);
        for (name, value) in HEADERS {
            push(name, value);
        }
        push("X-Amz-Date", &signed.date);
        if let Some(token) = &signed.session_token {
            push("X-Amz-Security-Token", token);
        }
        push("Authorization", &signed.authorization);
        push("User-Agent", "test");
        push("Content-Length", "21");
        Self {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers,
            body: BODY.to_vec(),
        }
    }

    fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        let value = value.into();
        match self.find(name) {
            Some(index) => self.headers[index].1 = value,
            None => self.headers.push((name.to_owned(), value)),
        }
    }

    fn add(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.into()));
    }

    fn remove(&mut self, name: &str) {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.headers
            .iter()
            .position(|(other, _)| other.eq_ignore_ascii_case(name))
    }

    fn authorization(&self) -> String {
        let index = self.find("Authorization").unwrap();
        String::from_utf8(self.headers[index].1.clone()).unwrap()
    }

    fn replace_in_authorization(&mut self, from: &str, to: &str) {
        let header = self.authorization();
        assert!(header.contains(from), "{from} is not in {header}");
        self.set("Authorization", header.replace(from, to));
    }

    /// Signs what it is now with these names in `SignedHeaders`, as a client does that has another opinion of what is to be signed.
    fn sign_again(&mut self, names: &[&str], scope: &str) {
        let values: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| {
                let value = self
                    .find(name)
                    .map_or(&[][..], |index| &self.headers[index].1);
                (*name, value)
            })
            .collect();
        let payload_hash = key::hash(&self.body);
        let canonical = canonical::Canonical {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &values,
            payload_hash: &payload_hash,
        };
        let parts: Vec<&str> = scope.split('/').collect();
        let time = self.find("X-Amz-Date").map_or_else(
            || "20260101T000000Z".to_owned(),
            |index| String::from_utf8_lossy(&self.headers[index].1).into_owned(),
        );
        let text = canonical.string_to_sign(&time, parts[0], parts[1]);
        let signature = key::signature(SECRET, parts[0], parts[1], &text);
        let names = names.join(";");
        self.set(
            "Authorization",
            format!(
                "{ALGORITHM} Credential={ID}/{scope}, SignedHeaders={names}, Signature={signature}"
            ),
        );
    }

    fn verify_at(
        &self,
        now: Timestamp,
        found: impl Into<Option<Found>>,
    ) -> Result<Verified, Error> {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let request = Incoming {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        };
        verify(&request, now, |_| found.into())
    }

    fn verify(&self) -> Result<Verified, Error> {
        self.verify_at(NOW, known(None))
    }

    /// The code and text that this is refused with.
    fn refused(&self) -> (ErrorCode, String) {
        refusal(self.verify())
    }
}

fn refusal(result: Result<Verified, Error>) -> (ErrorCode, String) {
    let error = result.unwrap_err();
    (error.code().unwrap(), error.message().to_owned())
}

#[test]
fn the_vectors_are_those_of_botocore() {
    let plain = signed(None);
    assert_eq!(plain.date, "20260101T000000Z");
    assert_eq!(
        plain.authorization,
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-target, \
         Signature=0f3f5ba0bc8dfbe4b7e93c1ebffb7651c2fbbcad4bbddc95b4d925049250d7da"
    );
    let temporary = signed(Some(TOKEN));
    assert_eq!(
        temporary.authorization,
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, \
         Signature=923037241d9c7a40cf0df72a3822997c61132932ca031ed818b611225adb9028"
    );
    assert_eq!(
        temporary.session_token.as_deref().map(String::as_str),
        Some(TOKEN)
    );
}

#[test]
fn the_canonical_request_is_that_of_the_vectors() {
    let headers: [(&str, &[u8]); 4] = [
        ("content-type", b"application/x-amz-json-1.1"),
        ("host", b"localhost:4566"),
        ("x-amz-date", b"20260101T000000Z"),
        ("x-amz-target", b"secretsmanager.GetSecretValue"),
    ];
    let canonical = canonical::Canonical {
        method: "POST",
        path: "/",
        query: "",
        headers: &headers,
        payload_hash: &key::hash(BODY),
    };
    assert_eq!(
        key::hash(&canonical.bytes()),
        "2a133c9c8194dd9619b3cb5b4d76a3fe809191e2f38c11494cbc3d55738084fb"
    );
}

#[test]
fn what_is_signed_is_verified_and_says_who_and_where() {
    let verified = Sent::new(None).verify().unwrap();
    assert_eq!(verified.access_key_id, ID);
    assert_eq!(verified.region.as_str(), "us-east-1");
    let temporary = Sent::new(Some(TOKEN));
    assert!(temporary.verify_at(NOW, known(Some(TOKEN))).is_ok());
}

#[test]
fn five_minutes_either_way_are_served_and_a_second_more_is_not() {
    let sent = Sent::new(None);
    let at = |seconds: i64| sent.verify_at(NOW.plus(seconds * 1_000), known(None));
    assert!(at(300).is_ok());
    assert!(at(-300).is_ok());
    // Within the same second.
    assert!(sent.verify_at(NOW.plus(300_999), known(None)).is_ok());
    assert_eq!(
        refusal(at(301)).1,
        "Signature expired: 20260101T000000Z is now earlier than 20260101T000001Z (20260101T000501Z - 5 min.)"
    );
    assert_eq!(
        refusal(at(-301)).1,
        "Signature not yet current: 20260101T000000Z is still later than 20251231T235959Z (20251231T235459Z + 5 min.)"
    );
}

#[test]
fn the_lookup_gets_the_id_of_the_header() {
    let sent = Sent::new(None);
    let headers: Vec<(&str, &[u8])> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()))
        .collect();
    let request = Incoming {
        method: "POST",
        path: "/",
        query: "",
        headers: &headers,
        body: BODY,
    };
    let mut asked = None;
    let verified = verify(&request, NOW, |id| {
        asked = Some(id.to_owned());
        Some(known(None))
    });
    assert!(verified.is_ok());
    assert_eq!(asked.as_deref(), Some(ID));
}

#[test]
fn a_header_may_have_blanks_that_say_nothing_and_its_name_any_case() {
    let mut sent = Sent::new(None);
    sent.set("Content-Type", "  application/x-amz-json-1.1 \t");
    sent.set("X-Amz-Date", " 20260101T000000Z ");
    for (name, _) in &mut sent.headers {
        *name = name.to_ascii_uppercase();
    }
    assert!(sent.verify().is_ok());
}

#[test]
fn a_request_may_have_a_date_instead() {
    let names = ["content-type", "date", "host", "x-amz-target"];
    for date in ["Thu, 01 Jan 2026 00:00:00 GMT", "20260101T000000Z"] {
        let mut sent = Sent::new(None);
        sent.remove("X-Amz-Date");
        sent.set("Date", date);
        sent.sign_again(&names, "20260101/us-east-1/secretsmanager/aws4_request");
        sent.verify().unwrap();
    }
    // Beside the other it says nothing.
    let mut sent = Sent::new(None);
    sent.add("Date", "Thu, 01 Jan 1970 00:00:00 GMT");
    sent.verify().unwrap();
}

#[test]
fn a_payload_hash_that_is_sent_must_be_that_of_the_body() {
    let names = [
        "content-type",
        "host",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-target",
    ];
    let scope = "20260101/us-east-1/secretsmanager/aws4_request";
    let sent = |hash: &str| {
        let mut sent = Sent::new(None);
        sent.add("X-Amz-Content-SHA256", hash);
        sent.sign_again(&names, scope);
        sent
    };
    sent(&key::hash(BODY)).verify().unwrap();
    for wrong in [
        "UNSIGNED-PAYLOAD",
        "",
        &key::hash(b""),
        &key::hash(BODY).to_uppercase(),
    ] {
        assert_eq!(
            sent(wrong).refused(),
            (
                ErrorCode::InvalidSignatureException,
                "The provided 'x-amz-content-sha256' header does not match what was computed."
                    .to_owned()
            ),
            "{wrong}"
        );
    }
}

#[test]
fn credentials_that_no_header_can_hold_are_refused_without_being_shown() {
    let request = Outgoing {
        method: "POST",
        path: "/",
        host: HOST,
        headers: &HEADERS,
        body: BODY,
    };
    let region = "us-east-1".parse().unwrap();
    for (id, token) in [
        ("", None),
        ("AKID/X", None),
        ("AKID\r\nX: y", None),
        (ID, Some("to ken")),
        (ID, Some("token\r\nX: y")),
    ] {
        let mut credentials = credentials(token);
        credentials.access_key_id = id.to_owned();
        let error = sign(&request, &credentials, &region, NOW)
            .unwrap_err()
            .to_string();
        assert!(
            !error.contains("ken\r") && !error.contains("AKID"),
            "{error}"
        );
    }
}

#[test]
fn nothing_here_shows_a_secret() {
    let shown = format!(
        "{:?} {:?} {:?}",
        credentials(Some(TOKEN)),
        known(Some(TOKEN)),
        signed(Some(TOKEN))
    );
    assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
}
