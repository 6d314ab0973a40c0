//! What is sent.

use serde_json::json;

use super::server::{Pair, out};

#[test]
fn every_operation_is_sent_as_the_service_wants_it() {
    let pair = Pair::new();
    let token = "11111111-1111-1111-1111-111111111111";
    let policy = "{\"Statement\":[]}";
    for (words, operation, body) in [
        (
            &[
                "batch-get-secret-value",
                "--filters",
                "Key=name,Values=a,b",
                "--max-results",
                "3",
            ][..],
            "BatchGetSecretValue",
            json!({"Filters": [{"Key": "name", "Values": ["a", "b"]}], "MaxResults": 3}),
        ),
        (
            &["cancel-rotate-secret", "--secret-id", "x"],
            "CancelRotateSecret",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "create-secret",
                "--name",
                "x",
                "--client-request-token",
                token,
                "--secret-binary",
                "AAE=",
                "--description",
                "",
                "--no-force-overwrite-replica-secret",
            ],
            "CreateSecret",
            json!({"Name": "x", "ClientRequestToken": token, "SecretBinary": "AAE=", "Description": "", "ForceOverwriteReplicaSecret": false}),
        ),
        (
            &["delete-resource-policy", "--secret-id", "x"],
            "DeleteResourcePolicy",
            json!({"SecretId": "x"}),
        ),
        (
            &["describe-secret", "--secret-id", "x"],
            "DescribeSecret",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "get-random-password",
                "--password-length",
                "40",
                "--exclude-punctuation",
            ],
            "GetRandomPassword",
            json!({"PasswordLength": 40, "ExcludePunctuation": true}),
        ),
        (
            &["get-resource-policy", "--secret-id", "x"],
            "GetResourcePolicy",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "get-secret-value",
                "--secret-id",
                "x",
                "--version-id",
                token,
            ],
            "GetSecretValue",
            json!({"SecretId": "x", "VersionId": token}),
        ),
        (
            &[
                "list-secret-version-ids",
                "--secret-id",
                "x",
                "--include-deprecated",
            ],
            "ListSecretVersionIds",
            json!({"SecretId": "x", "IncludeDeprecated": true}),
        ),
        (
            &["list-secrets", "--sort-order", "desc", "--no-paginate"],
            "ListSecrets",
            json!({"SortOrder": "desc"}),
        ),
        (
            &[
                "put-resource-policy",
                "--secret-id",
                "x",
                "--resource-policy",
                policy,
                "--block-public-policy",
            ],
            "PutResourcePolicy",
            json!({"SecretId": "x", "ResourcePolicy": policy, "BlockPublicPolicy": true}),
        ),
        (
            &[
                "put-secret-value",
                "--secret-id",
                "x",
                "--client-request-token",
                token,
                "--secret-string",
                "ä\"",
                "--version-stages",
                "A",
                "B",
            ],
            "PutSecretValue",
            json!({"SecretId": "x", "ClientRequestToken": token, "SecretString": "ä\"", "VersionStages": ["A", "B"]}),
        ),
        (
            &[
                "remove-regions-from-replication",
                "--secret-id",
                "x",
                "--remove-replica-regions",
                "eu-west-1",
            ],
            "RemoveRegionsFromReplication",
            json!({"SecretId": "x", "RemoveReplicaRegions": ["eu-west-1"]}),
        ),
        (
            &[
                "replicate-secret-to-regions",
                "--secret-id",
                "x",
                "--add-replica-regions",
                "Region=eu-west-1",
            ],
            "ReplicateSecretToRegions",
            json!({"SecretId": "x", "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
        ),
        (
            &[
                "rotate-secret",
                "--secret-id",
                "x",
                "--client-request-token",
                token,
                "--rotation-lambda-arn",
                "arn:f",
                "--rotation-rules",
                "AutomaticallyAfterDays=7",
            ],
            "RotateSecret",
            json!({"SecretId": "x", "ClientRequestToken": token, "RotationLambdaARN": "arn:f", "RotationRules": {"AutomaticallyAfterDays": 7}}),
        ),
        (
            &["stop-replication-to-replica", "--secret-id", "x"],
            "StopReplicationToReplica",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "tag-resource",
                "--secret-id",
                "x",
                "--tags",
                "Key=k,Value=v",
            ],
            "TagResource",
            json!({"SecretId": "x", "Tags": [{"Key": "k", "Value": "v"}]}),
        ),
        (
            &["untag-resource", "--secret-id", "x", "--tag-keys", "k"],
            "UntagResource",
            json!({"SecretId": "x", "TagKeys": ["k"]}),
        ),
        (
            &[
                "update-secret",
                "--secret-id",
                "x",
                "--description",
                "d",
                "--client-request-token",
                token,
            ],
            "UpdateSecret",
            json!({"SecretId": "x", "ClientRequestToken": token, "Description": "d"}),
        ),
        (
            &[
                "update-secret-version-stage",
                "--secret-id",
                "x",
                "--version-stage",
                "A",
                "--move-to-version-id",
                token,
            ],
            "UpdateSecretVersionStage",
            json!({"SecretId": "x", "VersionStage": "A", "MoveToVersionId": token}),
        ),
        (
            &["validate-resource-policy", "--resource-policy", policy],
            "ValidateResourcePolicy",
            json!({"ResourcePolicy": policy}),
        ),
        (
            &[
                "delete-secret",
                "--secret-id",
                "x",
                "--recovery-window-in-days",
                "7",
            ],
            "DeleteSecret",
            json!({"SecretId": "x", "RecoveryWindowInDays": 7}),
        ),
        (
            &["restore-secret", "--secret-id", "x"],
            "RestoreSecret",
            json!({"SecretId": "x"}),
        ),
    ] {
        let _answered = pair.remote(words);
        let seen = pair.seen();
        assert_eq!(seen.len(), 1, "{words:?}");
        assert_eq!(seen[0].operation, operation);
        assert_eq!(seen[0].body, body, "{words:?}");
        assert_eq!(seen[0].region, "us-east-1");
    }
}

#[test]
fn a_write_gets_a_token_and_short_names_work() {
    let pair = Pair::new();
    out(&pair.remote_with("first", &["create", "x"]));
    out(&pair.remote_with("second", &["put", "x"]));
    let seen = pair.seen();
    for seen in &seen {
        assert_eq!(
            seen.body["ClientRequestToken"].as_str().map(str::len),
            Some(36),
            "{seen:?}"
        );
    }
    assert_eq!(out(&pair.remote(&["get", "x"])), "second");
    out(&pair.remote(&["rollback", "x"]));
    assert_eq!(out(&pair.local(&["get", "x"])), "first");
}
