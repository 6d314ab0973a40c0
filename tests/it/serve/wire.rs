//! What malformed, unsigned and mis-signed requests get (semantics 17).

use serde_json::json;
use vault::types::time::Timestamp;

use super::server::{KeyPair, Server, credentials, signed, signed_at};
use crate::support::World;

fn served() -> (World, Server, KeyPair) {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let server = Server::start(&world);
    (world, server, keys)
}

fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

#[test]
fn an_answer_has_the_headers_and_the_times_of_the_service() {
    let (_world, server, keys) = served();
    let answer = server.call(&keys, "GetSecretValue", &json!({"SecretId": "x"}));
    assert_eq!(
        answer.header("content-type"),
        Some("application/x-amz-json-1.1")
    );
    assert_eq!(answer.header("x-amzn-requestid").unwrap().len(), 36);
    assert!(answer.header("date").is_some());
    let got = answer.ok();
    assert_eq!(got["SecretString"], "old");
    assert!(got["CreatedDate"].as_f64().unwrap() > 1.7e9);
}

#[test]
fn every_malformed_request_gets_the_services_error() {
    let (_world, server, keys) = served();
    for (operation, body, code) in [
        ("GetSecretValue", "{", "SerializationException"),
        ("GetSecretValue", "[]", "SerializationException"),
        ("GetSecretValue", "\"x\"", "SerializationException"),
        ("GetSecretValue", "null", "SerializationException"),
        (
            "GetSecretValue",
            "{\"SecretId\": 1}",
            "SerializationException",
        ),
        (
            "GetSecretValue",
            "{\"SecretId\": \"\\ud800\"}",
            "SerializationException",
        ),
        ("GetSecretValue", "", "ValidationException"),
        (
            "GetSecretValue",
            "{\"SecretId\": null}",
            "ValidationException",
        ),
        (
            "GetSecretValue",
            "{\"SecretId\": \"a b\"}",
            "ValidationException",
        ),
        (
            "PutSecretValue",
            "{\"SecretId\": \"x\", \"SecretString\": \"v\"}",
            "InvalidRequestException",
        ),
        (
            "RotateSecret",
            "{\"SecretId\": \"x\"}",
            "InvalidParameterException",
        ),
        (
            "PutSecretValue",
            "{\"SecretId\": \"x\", \"SecretBinary\": \"*\"}",
            "SerializationException",
        ),
        (
            "TagResource",
            "{\"SecretId\": \"x\", \"Tags\": [[\"a\", \"b\"]]}",
            "SerializationException",
        ),
        (
            "ListSecrets",
            "{\"MaxResults\": \"many\"}",
            "SerializationException",
        ),
        ("Nothing", "{}", "UnknownOperationException"),
        ("getSecretValue", "{}", "UnknownOperationException"),
    ] {
        let answer = server.call_in("us-east-1", &keys, operation, body);
        assert_eq!(answer.code(), code, "{operation} {body}");
        assert_eq!(answer.status, 400, "{operation} {body}");
    }
}

#[test]
fn several_violations_are_told_in_one_message() {
    let (_world, server, keys) = served();
    let body = json!({"SecretId": "", "ClientRequestToken": "short", "SecretString": ""});
    let refused = server.call(&keys, "PutSecretValue", &body);
    let message = refused.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("3 validation errors detected: "),
        "{message}"
    );
    assert!(
        message.contains("Value at 'secretString' failed to satisfy constraint"),
        "{message}"
    );
}

#[test]
fn modelled_refusals_say_message_with_a_capital() {
    let (_world, server, keys) = served();
    let refused = server.call(&keys, "GetSecretValue", &json!({"SecretId": "nope"}));
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json(),
        json!({
            "__type": "ResourceNotFoundException",
            "Message": "Secrets Manager can't find the specified secret."
        })
    );
}

#[test]
fn unsigned_and_wrongly_signed_requests_get_the_errors_of_authentication() {
    let (_world, server, keys) = served();
    let target = "secretsmanager.GetSecretValue";
    let body = r#"{"SecretId": "x"}"#;
    let good = signed(&server.address, "us-east-1", &keys, target, body);
    let text = String::from_utf8(good.clone()).unwrap();
    assert_eq!(server.send(&good).status, 200);
    assert_eq!(
        server.send(&good).status,
        200,
        "a repeat is served, as AWS does"
    );

    let without = |name: &str| {
        text.split_inclusive("\r\n")
            .filter(|line| !line.starts_with(name))
            .collect::<String>()
    };
    let wrong_key = KeyPair {
        secret: "x".repeat(40),
        ..keys.clone()
    };
    let stranger = KeyPair {
        id: "AKIAAAAAAAAAAAAAAAAA".to_owned(),
        ..keys.clone()
    };
    let with_token = KeyPair {
        token: Some("made-up".to_owned()),
        ..keys.clone()
    };
    let sign = |keys| signed(&server.address, "us-east-1", keys, target, body);
    let at = |millis| {
        let time = Timestamp::from_millis(now() + millis);
        signed_at(time, &server.address, "us-east-1", &keys, target, body)
    };
    let minutes = 60_000;
    for (request, code) in [
        (
            without("Authorization"),
            "MissingAuthenticationTokenException",
        ),
        (without("X-Amz-Date"), "IncompleteSignatureException"),
        (
            text.replace("Credential=", "Credentials="),
            "IncompleteSignatureException",
        ),
        (
            text.replace("secretsmanager/aws4", "s3/aws4"),
            "InvalidSignatureException",
        ),
        (
            text.replace("us-east-1/", "eu-west-1/"),
            "InvalidSignatureException",
        ),
        (
            text.replace("aws4_request", "aws5_request"),
            "InvalidSignatureException",
        ),
        (
            text.replace("content-type;host", "host"),
            "InvalidSignatureException",
        ),
        (
            text.replace("\"x\"}", "\"y\"}"),
            "InvalidSignatureException",
        ),
        (
            String::from_utf8(sign(&wrong_key)).unwrap(),
            "InvalidSignatureException",
        ),
        (
            String::from_utf8(sign(&stranger)).unwrap(),
            "UnrecognizedClientException",
        ),
        (
            String::from_utf8(sign(&with_token)).unwrap(),
            "UnrecognizedClientException",
        ),
        (
            String::from_utf8(at(-6 * minutes)).unwrap(),
            "InvalidSignatureException",
        ),
        (
            String::from_utf8(at(6 * minutes)).unwrap(),
            "InvalidSignatureException",
        ),
    ] {
        let answer = server.send(request.as_bytes());
        assert_eq!(answer.code(), code, "{request}");
        assert_eq!(answer.status, 400, "{request}");
        let told = String::from_utf8(answer.body).unwrap();
        assert!(!told.contains("old") && !told.contains("\"x\""), "{told}");
    }
    for within in [-4 * minutes, 4 * minutes] {
        assert_eq!(server.send(&at(within)).status, 200);
    }
}

#[test]
fn nothing_tells_a_stranger_which_secrets_exist() {
    let (_world, server, keys) = served();
    let stranger = KeyPair {
        id: "AKIAAAAAAAAAAAAAAAAA".to_owned(),
        ..keys
    };
    let ask = |name| {
        let answer = server.call(&stranger, "GetSecretValue", &json!({"SecretId": name}));
        (answer.status, answer.body)
    };
    assert_eq!(ask("x"), ask("nope"));
}

#[test]
fn the_signatures_region_selects_the_secrets() {
    let (world, server, keys) = served();
    let body = r#"{"SecretId": "x"}"#;
    let elsewhere = server.call_in("eu-west-1", &keys, "GetSecretValue", body);
    assert_eq!(elsewhere.code(), "ResourceNotFoundException");
    let _made = world
        .run_with("eu", ["create", "x", "--region", "eu-west-1"])
        .ok();
    let there = server
        .call_in("eu-west-1", &keys, "GetSecretValue", body)
        .ok();
    assert_eq!(there["SecretString"], "eu");
}

#[test]
fn limits_of_credentials_hold_for_every_request() {
    let world = World::with_secret();
    let reader = credentials(&world, &["reader", "--read-only", "--secrets", "x*"]);
    let server = Server::start(&world);
    let _other = world.run_with("v", ["create", "other"]).ok();
    let ask = |operation, body| server.call(&reader, operation, &body);
    assert_eq!(ask("GetSecretValue", json!({"SecretId": "x"})).status, 200);
    let denied = ask("GetSecretValue", json!({"SecretId": "other"}));
    assert_eq!(denied.code(), "AccessDeniedException");
    let missing = ask("GetSecretValue", json!({"SecretId": "nope"}));
    assert_eq!(missing.code(), "AccessDeniedException");
    let token = "01234567-89ab-cdef-0123-456789abcdef";
    let put = ask(
        "PutSecretValue",
        json!({"SecretId": "x", "SecretString": "v", "ClientRequestToken": token}),
    );
    assert_eq!(put.code(), "AccessDeniedException");
    let list = ask("ListSecrets", json!({})).ok();
    assert_eq!(list["SecretList"].as_array().unwrap().len(), 1);
    assert_eq!(world.run(["get", "x"]).ok(), "old");
}
