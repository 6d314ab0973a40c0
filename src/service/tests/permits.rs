//! What clients may do, and that a refusal tells nothing (semantics 3.5 step 4, 11.6).

use std::sync::Arc;

use super::*;
use crate::iam::{self, Client};
use crate::operations::rotation_state::{EndRotation, ReadRotation};

impl Bench {
    /// From here on a client asks.
    fn as_client(&mut self, read_only: bool, secrets: &[&str]) {
        let secrets = secrets.iter().map(|text| text.parse().unwrap()).collect();
        let account = "000000000000".parse().unwrap();
        let client = Client::new("app", &account, read_only, secrets);
        self.call.caller = Caller::Client(Arc::new(client));
    }

    fn as_owner(&mut self) {
        self.call.caller = Caller::Owner;
    }
}

fn denied(action: &str, resource: &str) -> String {
    format!(
        "AccessDeniedException: User: arn:aws:iam::000000000000:user/app is not authorized to perform: \
         secretsmanager:{action} on resource: {resource} because no identity-based policy allows the \
         secretsmanager:{action} action"
    )
}

/// Every operation that names a secret, with a body that would do something.
fn about_a_secret(id: &str) -> Vec<(&'static str, Value)> {
    let token = super::id("v9");
    vec![
        ("CancelRotateSecret", json!({"SecretId": id})),
        (
            "CreateSecret",
            json!({"Name": id, "SecretString": "x", "ClientRequestToken": super::id("v1")}),
        ),
        ("DeleteResourcePolicy", json!({"SecretId": id})),
        ("DeleteSecret", json!({"SecretId": id})),
        (
            "DeleteSecret",
            json!({"SecretId": id, "ForceDeleteWithoutRecovery": true}),
        ),
        ("DescribeSecret", json!({"SecretId": id})),
        ("GetResourcePolicy", json!({"SecretId": id})),
        ("GetSecretValue", json!({"SecretId": id})),
        (
            "GetSecretValue",
            json!({"SecretId": id, "VersionId": super::id("v1")}),
        ),
        ("ListSecretVersionIds", json!({"SecretId": id})),
        (
            "PutResourcePolicy",
            json!({"SecretId": id, "ResourcePolicy": "{}"}),
        ),
        (
            "PutSecretValue",
            json!({"SecretId": id, "SecretString": "y", "ClientRequestToken": token}),
        ),
        ("PutSecretValue", json!({"SecretId": id})),
        (
            "RemoveRegionsFromReplication",
            json!({"SecretId": id, "RemoveReplicaRegions": ["eu-west-1"]}),
        ),
        (
            "ReplicateSecretToRegions",
            json!({"SecretId": id, "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
        ),
        ("RestoreSecret", json!({"SecretId": id})),
        (
            "RotateSecret",
            json!({"SecretId": id, "ClientRequestToken": token}),
        ),
        ("StopReplicationToReplica", json!({"SecretId": id})),
        (
            "TagResource",
            json!({"SecretId": id, "Tags": [{"Key": "k", "Value": "v"}]}),
        ),
        ("UntagResource", json!({"SecretId": id, "TagKeys": ["k"]})),
        (
            "UpdateSecret",
            json!({"SecretId": id, "Description": "d", "ClientRequestToken": token}),
        ),
        (
            "UpdateSecretVersionStage",
            json!({"SecretId": id, "VersionStage": "X", "MoveToVersionId": super::id("v1")}),
        ),
        (
            "ValidateResourcePolicy",
            json!({"SecretId": id, "ResourcePolicy": "{}"}),
        ),
    ]
}

const ABOUT_NO_SECRET: [&str; 3] = ["BatchGetSecretValue", "GetRandomPassword", "ListSecrets"];

#[test]
fn what_iam_calls_reading_is_what_changes_nothing() {
    let table = about_a_secret("S");
    macro_rules! compare {
        ($($operation:ident $word:literal,)*) => {
            $(
                let name = $operation::NAME;
                assert_eq!(iam::reads(name), $operation::EFFECT != Effect::Write, "{name}");
                let is_here = ABOUT_NO_SECRET.contains(&name) || table.iter().any(|(here, _)| *here == name);
                assert!(is_here, "{name} is in none of the tables of these tests");
            )*
        };
    }
    for_each_operation!(compare);
}

#[test]
fn whom_a_pattern_does_not_let_in_is_told_the_same_of_what_is_there_and_what_is_not() {
    let mut bench = Bench::with_secret();
    let arn = bench.arn();
    let missing = arn.replace(":S-", ":T-");
    let tail = arn[arn.len() - 6..].to_owned();
    let pairs = [
        ("S".to_owned(), "T".to_owned()),
        (arn.clone(), missing),
        (
            arn.trim_end_matches(&tail).trim_end_matches('-').to_owned(),
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:T".to_owned(),
        ),
        (
            arn.replace("us-east-1", "eu-west-1"),
            "arn:aws:secretsmanager:eu-west-1:000000000000:secret:T-AbCdEf".to_owned(),
        ),
        (
            arn.replace("000000000000", "111111111111"),
            "arn:aws:secretsmanager:us-east-1:111111111111:secret:T-AbCdEf".to_owned(),
        ),
    ];
    let before = bench.describe();
    let names: [&[&str]; 3] = [
        &["other/*", "s", "S?"],
        &["arn:aws:secretsmanager:us-east-1:000000000000:secret:other-??????"],
        &["arn:aws:secretsmanager:ap-*:*:secret:*"],
    ];
    for patterns in names {
        bench.as_client(false, patterns);
        for id in pairs.iter().flat_map(|(here, nowhere)| [here, nowhere]) {
            for (action, body) in about_a_secret(id) {
                if action == "CreateSecret" && id.starts_with("arn:") {
                    continue;
                }
                // All that differs is what the caller said.
                assert_eq!(bench.refusal(action, body), denied(action, id));
            }
        }
    }
    bench.as_owner();
    assert_eq!(bench.describe(), before, "nothing was changed");
}

#[test]
fn a_refusal_comes_without_a_hint() {
    let mut bench = Bench::new();
    bench.call.region = "eu-west-1".parse().unwrap();
    bench.ok("CreateSecret", json!({"Name": "S"}));
    bench.call.region = "us-east-1".parse().unwrap();
    let hints = |bench: &mut Bench| {
        let outcome = bench.send("GetSecretValue", json!({"SecretId": "S"}));
        outcome.unwrap_err().hints().to_vec()
    };
    assert_eq!(
        hints(&mut bench),
        ["it exists in eu-west-1: add --region eu-west-1"]
    );
    // The pattern lets it ask, but what is in another Region is not its to know.
    bench.as_client(
        false,
        &["arn:aws:secretsmanager:us-east-1:*:secret:S-??????"],
    );
    assert!(hints(&mut bench).is_empty());
}

#[test]
fn a_client_reaches_what_its_pattern_matches_by_every_id() {
    let mut bench = Bench::with_secret();
    let arn = bench.arn();
    for pattern in ["S", "?", "*", "arn:aws:secretsmanager:*:*:secret:S-??????"] {
        bench.as_client(false, &["x", pattern]);
        for id in ["S", &*arn, arn.rsplit_once('-').unwrap().0] {
            let value = bench.ok("GetSecretValue", json!({"SecretId": id}));
            assert_eq!(value["SecretString"], "x");
        }
        assert_eq!(
            bench.refusal("GetSecretValue", json!({"SecretId": "TT"})),
            if pattern == "*" {
                NOT_FOUND.to_owned()
            } else {
                denied("GetSecretValue", "TT")
            }
        );
    }
}

#[test]
fn a_client_that_only_reads_changes_nothing() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    bench.as_client(true, &[]);
    for (action, body) in about_a_secret("S") {
        let outcome = bench.send(action, body.clone());
        if iam::reads(action) {
            let is_denied =
                outcome.is_err_and(|error| error.code() == Some(ErrorCode::AccessDeniedException));
            assert!(!is_denied, "{action}");
        } else {
            assert_eq!(told(outcome), denied(action, "S"));
            let missing = body.to_string().replace("\"S\"", "\"T\"");
            let missing = serde_json::from_str(&missing).unwrap();
            assert_eq!(bench.refusal(action, missing), denied(action, "T"));
        }
    }
    bench.as_owner();
    let mut after = bench.describe();
    // Reading it is all that left a mark.
    after.as_object_mut().unwrap().remove("LastAccessedDate");
    assert_eq!(after, before);
}

#[test]
fn a_rotation_runs_with_the_rights_of_its_caller() {
    let mut bench = Bench::with_secret();
    let rotate = || RotateSecret {
        secret_id: Some("S".to_owned()),
        client_request_token: Some(id("r1").into()),
        rotation_lambda_arn: Some(
            "arn:aws:lambda:us-east-1:000000000000:function:vault-random".to_owned(),
        ),
        ..RotateSecret::default()
    };
    let registry = Registry::default();
    for (read_only, pattern) in [(true, "*"), (false, "T")] {
        bench.as_client(read_only, &[pattern]);
        let call = bench.call.clone();
        let refused = crate::rotation::rotate(&mut bench.service, &registry, &call, rotate());
        assert_eq!(
            refused.unwrap_err().code(),
            Some(ErrorCode::AccessDeniedException)
        );
        let resumed = crate::rotation::resume(&mut bench.service, &registry, &call, "S");
        assert_eq!(
            resumed.unwrap_err().code(),
            Some(ErrorCode::AccessDeniedException)
        );
    }
    bench.as_client(false, &["S"]);
    let call = bench.call.clone();
    crate::rotation::rotate(&mut bench.service, &registry, &call, rotate()).unwrap();
    assert_ne!(bench.value(), "x");
}

#[test]
fn what_the_program_asks_for_itself_asks_first_too() {
    let mut bench = Bench::with_secret();
    bench.as_client(false, &["x"]);
    let call = bench.call.clone();
    for name in ["S", "T"] {
        let secret = ImportedSecret {
            name: name.to_owned(),
            ..ImportedSecret::default()
        };
        let import = ImportSecrets {
            secrets: [secret].into(),
            on_conflict: OnConflict::Fail,
        };
        let secret_id = name.to_owned();
        let token = id("v1").into();
        let service = &mut bench.service;
        let refused = [
            service.handle(import.clone(), &call).unwrap_err(),
            service.handle(PlanImport(import), &call).unwrap_err(),
            service
                .handle(
                    ReadRotation {
                        secret_id: name.to_owned(),
                    },
                    &call,
                )
                .unwrap_err(),
            service
                .handle(EndRotation { secret_id, token }, &call)
                .unwrap_err(),
        ];
        for error in refused {
            assert_eq!(
                error.code(),
                Some(ErrorCode::AccessDeniedException),
                "{name}"
            );
        }
    }
    let names = SecretNames {
        planned_deletion: true,
    };
    assert!(bench.service.handle(names, &call).unwrap().is_empty());
}

#[test]
fn lists_pages_and_filters_leave_out_what_is_not_allowed() {
    let mut bench = Bench::new();
    for name in ["a/1", "b/1", "a/2", "b/2", "a/3"] {
        bench.ok(
            "CreateSecret",
            json!({"Name": name, "SecretString": name, "Description": "d"}),
        );
        bench.pass(1);
    }
    bench.ok("DeleteSecret", json!({"SecretId": "b/2"}));
    let names = |list: &Value| {
        let names = list.as_array().unwrap().iter();
        names
            .map(|secret| secret["Name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    bench.as_client(true, &["a/*"]);
    for body in [
        json!({}),
        json!({"IncludePlannedDeletion": true}),
        json!({"Filters": [{"Key": "description", "Values": ["d"]}]}),
        json!({"Filters": [{"Key": "all", "Values": ["1", "2", "3", "b"]}], "IncludePlannedDeletion": true}),
    ] {
        let listed = bench.ok("ListSecrets", body.clone());
        let mut listed = names(&listed["SecretList"]);
        listed.sort();
        assert!(!listed.is_empty(), "{body}");
        assert!(listed.iter().all(|name| name.starts_with("a/")), "{body}");
    }
    let filters = json!([{"Key": "name", "Values": ["b/"]}]);
    let listed = bench.ok("ListSecrets", json!({"Filters": filters}));
    assert_eq!(listed, json!({"SecretList": []}));
    let read = bench.ok("BatchGetSecretValue", json!({"Filters": filters}));
    assert_eq!(read, json!({"SecretValues": [], "Errors": []}));

    // Pages hold as many as were asked for, and end when nothing allowed is left.
    let first = bench.ok("ListSecrets", json!({"MaxResults": 2, "SortOrder": "asc"}));
    assert_eq!(names(&first["SecretList"]), ["a/1", "a/2"]);
    let token = first["NextToken"].as_str().unwrap();
    let body = json!({"MaxResults": 2, "SortOrder": "asc", "NextToken": token});
    let last = bench.ok("ListSecrets", body.clone());
    assert_eq!(names(&last["SecretList"]), ["a/3"]);
    assert!(last.get("NextToken").is_none());

    // A token that somebody else was given opens nothing.
    bench.as_client(true, &["b/*"]);
    let other = bench.ok("ListSecrets", body);
    assert_eq!(other, json!({"SecretList": []}));
}

#[test]
fn a_batch_says_of_each_secret_that_it_is_not_allowed() {
    let mut bench = Bench::with_secret();
    bench.ok(
        "CreateSecret",
        json!({"Name": "a/1", "SecretString": "one"}),
    );
    bench.as_client(true, &["a/*"]);
    let read = bench.ok(
        "BatchGetSecretValue",
        json!({"SecretIdList": ["a/1", "S", "T", "a/2"]}),
    );
    assert_eq!(read["SecretValues"][0]["SecretString"], "one");
    assert_eq!(read["SecretValues"].as_array().unwrap().len(), 1);
    let error = |id: &str, code: &str, message: &str| json!({"SecretId": id, "ErrorCode": code, "Message": message});
    let refused = |id| {
        let text = denied("GetSecretValue", id);
        let message = text.strip_prefix("AccessDeniedException: ").unwrap();
        error(id, "AccessDeniedException", message)
    };
    assert_eq!(
        read["Errors"],
        json!([
            refused("S"),
            refused("T"),
            error(
                "a/2",
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret."
            ),
        ])
    );
}

#[test]
fn a_random_password_is_anybodys() {
    let mut bench = Bench::new();
    bench.as_client(true, &["x"]);
    assert!(bench.ok("GetRandomPassword", json!({}))["RandomPassword"].is_string());
}
