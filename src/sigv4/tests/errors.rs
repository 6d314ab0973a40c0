//! A request with one fault, and AWS's answer to it (semantics, section 17.6).

use super::*;

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                        Access Key and signing method. Consult the service documentation for details.";
const SCOPE: &str = "20260101/us-east-1/secretsmanager/aws4_request";
const NAMES: [&str; 4] = ["content-type", "host", "x-amz-date", "x-amz-target"];

type Spoil = fn(&mut Sent);

#[test]
fn an_authorization_that_is_missing_or_incomplete() {
    let cases: [(&str, Spoil, ErrorCode, &str); 17] = [
        (
            "no header",
            |sent| sent.remove("Authorization"),
            ErrorCode::MissingAuthenticationTokenException,
            "Missing Authentication Token",
        ),
        (
            "signed in its query",
            |sent| {
                sent.remove("Authorization");
                sent.query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00".to_owned();
            },
            ErrorCode::MissingAuthenticationTokenException,
            "Missing Authentication Token",
        ),
        (
            "signed in both",
            |sent| sent.query = "X-Amz-Signature=00".to_owned(),
            ErrorCode::IncompleteSignatureException,
            "The request is signed both in its query and in its Authorization header.",
        ),
        (
            "two headers",
            |sent| {
                let again = sent.authorization();
                sent.add("authorization", &again);
            },
            ErrorCode::IncompleteSignatureException,
            "The request has more than one Authorization header.",
        ),
        (
            "of another scheme",
            |sent| sent.set("Authorization", "Bearer abc"),
            ErrorCode::IncompleteSignatureException,
            "'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'.",
        ),
        (
            "of another scheme, with an equals sign",
            |sent| sent.set("Authorization", "Basic YWJjZA=="),
            ErrorCode::IncompleteSignatureException,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
             Authorization header requires 'SignedHeaders' parameter. Authorization=Basic YWJjZA==",
        ),
        (
            "empty",
            |sent| sent.set("Authorization", ""),
            ErrorCode::IncompleteSignatureException,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
             Authorization header requires 'SignedHeaders' parameter. Authorization=",
        ),
        (
            "nothing but the algorithm, and no date",
            |sent| {
                sent.remove("X-Amz-Date");
                sent.set("Authorization", "AWS4-HMAC-SHA256");
            },
            ErrorCode::IncompleteSignatureException,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
             Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a \
             'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
        ),
        (
            "no signature",
            |sent| {
                sent.set(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=host",
                );
            },
            ErrorCode::IncompleteSignatureException,
            "Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 \
             Credential=a/b/c/d/e,SignedHeaders=host",
        ),
        (
            "a part twice",
            |sent| sent.set("Authorization", "AWS4-HMAC-SHA256 Signature=1, Signature=2"),
            ErrorCode::IncompleteSignatureException,
            "Authorization header has more than one 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 Signature=1, \
             Signature=2",
        ),
        (
            "a part of no meaning",
            |sent| {
                sent.set(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c, Region=d",
                );
            },
            ErrorCode::IncompleteSignatureException,
            "Authorization header has a 'Region' parameter, which is none of AWS4-HMAC-SHA256. \
             Authorization=AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c, Region=d",
        ),
        (
            "a comma behind the last part",
            |sent| sent.set("Authorization", "AWS4-HMAC-SHA256 Signature=1,"),
            ErrorCode::IncompleteSignatureException,
            "'' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Signature=1,'.",
        ),
        (
            "bytes that are no text",
            |sent| sent.set("Authorization", b"AWS4-HMAC-SHA256 \xff\n".to_vec()),
            ErrorCode::IncompleteSignatureException,
            "Authorization header has characters that are not ASCII. Authorization=AWS4-HMAC-SHA256 ??",
        ),
        (
            "another algorithm",
            |sent| sent.replace_in_authorization("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
            ErrorCode::IncompleteSignatureException,
            "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
        ),
        (
            "a scope of four parts",
            |sent| sent.replace_in_authorization("/aws4_request", ""),
            ErrorCode::IncompleteSignatureException,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
             'AKIDEXAMPLE/20260101/us-east-1/secretsmanager'",
        ),
        (
            "a scope of six parts",
            |sent| sent.replace_in_authorization("AKIDEXAMPLE/", "AKID/EXAMPLE/"),
            ErrorCode::IncompleteSignatureException,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
             'AKID/EXAMPLE/20260101/us-east-1/secretsmanager/aws4_request'",
        ),
        (
            "a date in another form",
            |sent| sent.set("X-Amz-Date", "2026-01-01T00:00:00Z\u{1b}"),
            ErrorCode::IncompleteSignatureException,
            "Date must be in ISO-8601 'basic format'. Got '2026-01-01T00:00:00Z\\u{1b}'. See \
             http://en.wikipedia.org/wiki/ISO_8601",
        ),
    ];
    for (what, spoil, code, text) in cases {
        let mut sent = Sent::new(None);
        spoil(&mut sent);
        assert_eq!(sent.refused(), (code, text.to_owned()), "{what}");
    }
}

#[test]
fn a_long_header_is_not_shown_whole() {
    let mut sent = Sent::new(None);
    sent.set("Authorization", format!("Basic {}=", "x".repeat(9_000)));
    assert!(sent.refused().1.len() < 1_300);
}

#[test]
fn a_scope_that_is_not_exact() {
    for (scope, text) in [
        (
            "20260101/US-EAST-1/secretsmanager/aws4_request",
            "Credential should be scoped to a valid region. ",
        ),
        (
            "20260101//secretsmanager/aws4_request",
            "Credential should be scoped to a valid region. ",
        ),
        (
            "20260101/us-east-1/s3/aws4_request",
            "Credential should be scoped to correct service: 'secretsmanager'. ",
        ),
        (
            "20260101/us-east-1/secretsmanager/aws4",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'.",
        ),
        (
            "20260102/us-east-1/secretsmanager/aws4_request",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260102' != \
             '20260101', from '20260101T000000Z'.",
        ),
        (
            "2026-01-01/us-east-1/secretsmanager/aws4_request",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '2026-01-01' != \
             '20260101', from '20260101T000000Z'.",
        ),
    ] {
        let mut sent = Sent::new(None);
        sent.sign_again(&NAMES, scope);
        assert_eq!(
            sent.refused(),
            (ErrorCode::InvalidSignatureException, text.to_owned()),
            "{scope}"
        );
    }
}

#[test]
fn all_that_must_be_signed_is_asked_for() {
    let missing =
        |name: &str| format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.");
    for (names, text) in [
        (
            &["content-type", "x-amz-date", "x-amz-target"][..],
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ),
        (
            &["host", "x-amz-date", "x-amz-target"],
            missing("content-type"),
        ),
        (
            &["content-type", "host", "x-amz-target"],
            missing("x-amz-date"),
        ),
        (
            &["content-type", "host", "x-amz-date"],
            missing("x-amz-target"),
        ),
    ] {
        let mut sent = Sent::new(None);
        sent.sign_again(names, SCOPE);
        assert_eq!(sent.refused(), (ErrorCode::InvalidSignatureException, text));
    }
    // A header that a stranger put in.
    let mut sent = Sent::new(None);
    sent.add("X-AMZ-Extra", "1");
    assert_eq!(sent.refused().1, missing("x-amz-extra"));
    // One that is named and not there.
    let mut sent = Sent::new(None);
    sent.sign_again(
        &[
            "content-type",
            "host",
            "x-amz-date",
            "x-amz-extra",
            "x-amz-target",
        ],
        SCOPE,
    );
    assert_eq!(sent.refused().1, MISMATCH);
}

#[test]
fn signed_headers_are_in_order_and_in_lower_case() {
    for names in [
        &["host", "content-type", "x-amz-date", "x-amz-target"][..],
        &["content-type", "host", "host", "x-amz-date", "x-amz-target"],
        &["", "content-type", "host", "x-amz-date", "x-amz-target"],
        &[
            "Content-Type",
            "content-type",
            "host",
            "x-amz-date",
            "x-amz-target",
        ],
    ] {
        let mut sent = Sent::new(None);
        sent.sign_again(names, SCOPE);
        assert_eq!(
            sent.refused().1,
            "SignedHeaders must be in lower case and in the order of their names, each once.",
            "{names:?}"
        );
    }
}

#[test]
fn a_signed_header_is_there_once() {
    for name in ["host", "content-type", "x-amz-date", "x-amz-target"] {
        let mut sent = Sent::new(None);
        let index = sent.find(name).unwrap();
        let (_, value) = sent.headers[index].clone();
        sent.headers.push((name.to_owned(), value));
        assert_eq!(
            sent.refused(),
            (
                ErrorCode::InvalidSignatureException,
                format!("The header '{name}' is there more than once.")
            )
        );
    }
}

#[test]
fn an_unknown_key_a_wrong_token_and_a_wrong_key_have_the_answers_of_aws() {
    let unknown = (
        ErrorCode::UnrecognizedClientException,
        "The security token included in the request is invalid.".to_owned(),
    );
    let expired = (
        ErrorCode::ExpiredTokenException,
        "The security token included in the request is expired".to_owned(),
    );
    let mismatch = (ErrorCode::InvalidSignatureException, MISMATCH.to_owned());
    let (plain, temporary) = (Sent::new(None), Sent::new(Some(TOKEN)));
    let mut forged = plain.clone();
    forged.body.push(b' ');
    let old = |found: Found| Found {
        expired: true,
        ..found
    };
    let other = Found {
        secret_key: secret("another"),
        ..known(None)
    };
    for (what, sent, found, answer) in [
        (
            "no token where one is due",
            &plain,
            known(Some(TOKEN)),
            &unknown,
        ),
        (
            "a token where none is due",
            &temporary,
            known(None),
            &unknown,
        ),
        (
            "another token",
            &temporary,
            known(Some("SESSIONTOKENEXAMPLF")),
            &unknown,
        ),
        (
            "part of the token",
            &temporary,
            known(Some("SESSION")),
            &unknown,
        ),
        ("another key", &plain, other, &mismatch),
        ("another body", &forged, known(None), &mismatch),
        ("expired", &plain, old(known(None)), &expired),
        (
            "expired, temporary",
            &temporary,
            old(known(Some(TOKEN))),
            &expired,
        ),
        // Whoever cannot sign does not learn that the key has expired.
        ("expired and forged", &forged, old(known(None)), &mismatch),
    ] {
        assert_eq!(refusal(sent.verify_at(NOW, found)), *answer, "{what}");
    }
    for sent in [&plain, &forged] {
        assert_eq!(refusal(sent.verify_at(NOW, None)), unknown);
    }
}

#[test]
fn the_key_of_nobody_signs_nothing() {
    let request = Outgoing {
        method: "POST",
        path: "/",
        host: HOST,
        headers: &HEADERS,
        body: BODY,
    };
    let nobody = Credentials {
        access_key_id: ID.to_owned(),
        secret_key: secret(&"-".repeat(40)),
        session_token: None,
    };
    let signed = sign(&request, &nobody, &"us-east-1".parse().unwrap(), NOW).unwrap();
    let mut sent = Sent::new(None);
    sent.set("Authorization", signed.authorization);
    assert_eq!(
        refusal(sent.verify_at(NOW, None)).0,
        ErrorCode::UnrecognizedClientException
    );
}
