//! The two front-ends are one service: every operation gives the same by command line and by wire.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::server::{Server, credentials};
use crate::support::World;

/// Steps that use every operation, with their answers and refusals. `<version N>` stands for the id of the Nth version that
/// was made; a token makes each id the same on both sides.
fn steps() -> Vec<(&'static str, Value)> {
    let token = |number: u32| format!("00000000-0000-4000-8000-{number:012}");
    let function = "arn:aws:lambda:us-east-1:000000000000:function:vault-random";
    vec![
        (
            "CreateSecret",
            json!({"Name": "app/db", "SecretString": "one", "Description": "d", "Tags": [{"Key": "k", "Value": "v"}], "ClientRequestToken": token(1)}),
        ),
        (
            "CreateSecret",
            json!({"Name": "app/db", "SecretString": "other", "ClientRequestToken": token(2)}),
        ),
        (
            "CreateSecret",
            json!({"Name": "bin", "SecretBinary": "AAEC/w==", "ClientRequestToken": token(3)}),
        ),
        (
            "PutSecretValue",
            json!({"SecretId": "app/db", "SecretString": "two", "ClientRequestToken": token(4)}),
        ),
        (
            "PutSecretValue",
            json!({"SecretId": "app/db", "SecretString": "three", "VersionStages": ["blue"], "ClientRequestToken": token(5)}),
        ),
        ("GetSecretValue", json!({"SecretId": "app/db"})),
        ("GetSecretValue", json!({"SecretId": "bin"})),
        (
            "GetSecretValue",
            json!({"SecretId": "app/db", "VersionStage": "AWSPREVIOUS"}),
        ),
        (
            "GetSecretValue",
            json!({"SecretId": "app/db", "VersionId": token(5), "VersionStage": "AWSCURRENT"}),
        ),
        ("GetSecretValue", json!({"SecretId": "nope"})),
        ("GetSecretValue", json!({"SecretId": "a b"})),
        (
            "BatchGetSecretValue",
            json!({"SecretIdList": ["app/db", "nope", "bin"]}),
        ),
        ("DescribeSecret", json!({"SecretId": "app/db"})),
        ("ListSecrets", json!({})),
        (
            "ListSecrets",
            json!({"Filters": [{"Key": "name", "Values": ["app"]}], "SortOrder": "desc"}),
        ),
        ("ListSecrets", json!({"MaxResults": 101})),
        (
            "ListSecretVersionIds",
            json!({"SecretId": "app/db", "IncludeDeprecated": true}),
        ),
        (
            "UpdateSecret",
            json!({"SecretId": "bin", "Description": "bytes", "SecretString": "text", "ClientRequestToken": token(6)}),
        ),
        (
            "UpdateSecretVersionStage",
            json!({"SecretId": "app/db", "VersionStage": "AWSCURRENT", "MoveToVersionId": token(5), "RemoveFromVersionId": token(4)}),
        ),
        (
            "UpdateSecretVersionStage",
            json!({"SecretId": "app/db", "VersionStage": "AWSCURRENT", "MoveToVersionId": token(4)}),
        ),
        (
            "TagResource",
            json!({"SecretId": "bin", "Tags": [{"Key": "a", "Value": "b"}]}),
        ),
        (
            "UntagResource",
            json!({"SecretId": "app/db", "TagKeys": ["k"]}),
        ),
        (
            "RotateSecret",
            json!({"SecretId": "bin", "RotationLambdaARN": function, "RotationRules": {"AutomaticallyAfterDays": 7}, "ClientRequestToken": token(7)}),
        ),
        (
            "RotateSecret",
            json!({"SecretId": "app/db", "ClientRequestToken": token(8)}),
        ),
        ("DescribeSecret", json!({"SecretId": "bin"})),
        ("CancelRotateSecret", json!({"SecretId": "bin"})),
        (
            "GetRandomPassword",
            json!({"PasswordLength": 1, "ExcludeUppercase": true, "ExcludeLowercase": true, "ExcludePunctuation": true, "ExcludeCharacters": "012345678"}),
        ),
        ("GetRandomPassword", json!({"PasswordLength": 5000})),
        (
            "DeleteSecret",
            json!({"SecretId": "bin", "RecoveryWindowInDays": 7}),
        ),
        (
            "DeleteSecret",
            json!({"SecretId": "bin", "RecoveryWindowInDays": 6}),
        ),
        ("GetSecretValue", json!({"SecretId": "bin"})),
        ("RestoreSecret", json!({"SecretId": "bin"})),
        (
            "DeleteSecret",
            json!({"SecretId": "bin", "ForceDeleteWithoutRecovery": true}),
        ),
        (
            "PutResourcePolicy",
            json!({"SecretId": "app/db", "ResourcePolicy": "{}"}),
        ),
        ("GetResourcePolicy", json!({"SecretId": "app/db"})),
        ("DeleteResourcePolicy", json!({"SecretId": "app/db"})),
        ("ValidateResourcePolicy", json!({"ResourcePolicy": "{}"})),
        (
            "ReplicateSecretToRegions",
            json!({"SecretId": "app/db", "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
        ),
        (
            "RemoveRegionsFromReplication",
            json!({"SecretId": "app/db", "RemoveReplicaRegions": ["eu-west-1"]}),
        ),
        ("StopReplicationToReplica", json!({"SecretId": "app/db"})),
        ("ListSecrets", json!({"IncludePlannedDeletion": true})),
    ]
}

/// `CreateSecret` as `create-secret`.
fn kebab(name: &str) -> String {
    let mut word = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(character.to_ascii_lowercase());
    }
    word
}

/// What the command line says: the answer, or the code and the words of the refusal.
fn by_command(world: &World, operation: &str, body: &Value) -> Value {
    let word = kebab(operation);
    let input = body.to_string();
    let output = world.run([&*word, "--no-paginate", "--cli-input-json", &*input]);
    if output.status == 0 {
        if output.stdout.is_empty() {
            return json!({});
        }
        return serde_json::from_slice(&output.stdout).unwrap();
    }
    assert_eq!(output.status, 254, "{operation}: {}", output.stderr);
    let said = output.stderr.lines().next().unwrap();
    let (code, text) = said
        .strip_prefix("An error occurred (")
        .and_then(|said| said.split_once(") when calling the "))
        .unwrap();
    json!({"refused": code, "text": text.split_once(": ").unwrap().1})
}

/// The same by the wire.
fn by_wire(server: &Server, keys: &super::server::KeyPair, operation: &str, body: &Value) -> Value {
    let answer = server.call(keys, operation, body);
    if answer.status == 200 {
        return answer.json();
    }
    assert_eq!(answer.status, 400, "{operation}");
    let told = answer.json();
    let text = told.get("Message").or_else(|| told.get("message"));
    json!({"refused": told["__type"], "text": text})
}

/// Takes out what no two runs have in common, and brings times to one form: milliseconds since 1970, of which only the day
/// is left.
fn alike(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| {
                    let value = if name.ends_with("Date") {
                        day(&value)
                    } else {
                        alike(value)
                    };
                    (name, value)
                })
                .collect::<Map<_, _>>(),
        ),
        Value::Array(elements) => Value::Array(elements.into_iter().map(alike).collect()),
        Value::String(text) => Value::String(without_suffix(&text)),
        other => other,
    }
}

fn day(date: &Value) -> Value {
    match date {
        Value::String(text) => json!(text[..10]),
        number => {
            let seconds = number.to_string();
            let seconds = seconds.split('.').next().unwrap().parse().unwrap();
            let date = chrono::DateTime::from_timestamp(seconds, 0);
            json!(date.unwrap().format("%Y-%m-%d").to_string())
        }
    }
}

/// An ARN without the six characters that are random.
fn without_suffix(text: &str) -> String {
    match text.find(":secret:") {
        Some(at) => match text[at..].rfind('-') {
            Some(dash) => format!("{}{}", &text[..at + dash], &text[at + dash + 7..]),
            None => text.to_owned(),
        },
        None => text.to_owned(),
    }
}

#[test]
fn every_operation_gives_the_same_by_command_line_and_by_wire() {
    let (at_hand, served) = (World::with_vault(), World::with_vault());
    let keys = credentials(&served, &["app"]);
    let server = Server::start(&served);
    let mut used = BTreeSet::new();
    for (operation, body) in steps() {
        used.insert(operation);
        let by_command = alike(by_command(&at_hand, operation, &body));
        let by_wire = alike(by_wire(&server, &keys, operation, &body));
        assert_eq!(by_command, by_wire, "{operation} {body}");
    }
    assert_eq!(used.len(), 23, "every operation is used");
}
