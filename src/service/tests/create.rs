use super::*;

#[test]
fn a_secret_with_a_value_has_a_version_named_by_the_token_1() {
    let mut bench = Bench::new();
    let answer = bench.ok(
        "CreateSecret",
        json!({"Name": "S", "SecretString": "x", "ClientRequestToken": id("v1")}),
    );
    assert_eq!(keys(&answer), ["ARN", "Name", "VersionId"]);
    assert_eq!(answer["VersionId"], id("v1"));
    let arn = answer["ARN"].as_str().unwrap();
    let suffix = arn
        .strip_prefix("arn:aws:secretsmanager:us-east-1:000000000000:secret:S-")
        .unwrap();
    assert_eq!(suffix.len(), 6);
    assert!(suffix.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(bench.labels(), "v1[CUR]");
}

#[test]
fn a_secret_without_a_value_has_no_version_2_3() {
    let mut bench = Bench::new();
    let answer = bench.ok("CreateSecret", json!({"Name": "S", "Description": ""}));
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    assert_eq!(
        keys(&bench.describe()),
        ["ARN", "Name", "LastChangedDate", "CreatedDate"]
    );
}

#[test]
fn values_of_a_secret_without_versions_are_not_found_4_5_6() {
    let mut bench = Bench::new();
    bench.ok("CreateSecret", json!({"Name": "S"}));
    let text =
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value for";
    for (member, value, end) in [
        (
            "SecretId",
            "S".to_owned(),
            "staging label: AWSCURRENT".to_owned(),
        ),
        (
            "VersionStage",
            "AWSPENDING".to_owned(),
            "staging label: AWSPENDING".to_owned(),
        ),
        ("VersionId", id("u"), format!("VersionId: {}", id("u"))),
    ] {
        let mut body = json!({"SecretId": "S"});
        body[member] = value.into();
        assert_eq!(
            bench.refusal("GetSecretValue", body),
            format!("{text} {end}")
        );
    }
}

#[test]
fn the_first_put_into_an_empty_secret_becomes_current_whatever_its_labels_7() {
    for stages in [json!(null), json!(["custom"])] {
        let mut bench = Bench::new();
        bench.ok("CreateSecret", json!({"Name": "S"}));
        let answer = bench.ok(
            "PutSecretValue",
            json!({"SecretId": "S", "SecretString": "x", "VersionStages": stages}),
        );
        let labels = answer["VersionStages"].as_array().unwrap();
        assert!(labels.contains(&json!("AWSCURRENT")), "{labels:?}");
        assert_eq!(
            labels.len(),
            stages.as_array().map_or(1, |stages| stages.len() + 1)
        );
    }
}

#[test]
fn a_taken_name_with_a_new_token_is_refused_8() {
    let mut bench = Bench::with_secret();
    assert_eq!(
        bench.refusal("CreateSecret", json!({"Name": "S", "SecretString": "x"})),
        "ResourceExistsException: The operation failed because the secret S already exists."
    );
    assert_eq!(
        bench.refusal("CreateSecret", json!({"Name": "S"})),
        "ResourceExistsException: The operation failed because the secret S already exists."
    );
}

#[test]
fn the_same_request_again_gets_the_same_answer_and_changes_nothing_9() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    bench.pass(DAY);
    let answer = bench.ok(
        "CreateSecret",
        json!({"Name": "S", "SecretString": "x", "ClientRequestToken": id("v1"), "Description": "d"}),
    );
    assert_eq!(answer["ARN"], before["ARN"]);
    assert_eq!(answer["VersionId"], id("v1"));
    assert_eq!(bench.describe(), before);
}

#[test]
fn a_used_token_with_another_value_is_refused_10_12() {
    let mut bench = Bench::with_secret();
    let refusal = format!(
        "ResourceExistsException: You can't use ClientRequestToken {} because that value is already in use for a \
         version of secret {}.",
        id("v1"),
        bench.arn()
    );
    // The same bytes of the other kind are another value.
    for value in [
        json!({"SecretString": "y"}),
        json!({"SecretBinary": "eA=="}),
    ] {
        for (operation, name) in [
            ("CreateSecret", "Name"),
            ("PutSecretValue", "SecretId"),
            ("UpdateSecret", "SecretId"),
        ] {
            let mut body = value.clone();
            body[name] = "S".into();
            body["ClientRequestToken"] = id("v1").into();
            assert_eq!(bench.refusal(operation, body), refusal, "{operation}");
        }
    }
    assert_eq!(bench.value(), "x");
}

#[test]
fn a_used_token_with_the_same_value_changes_nothing_11_13() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    bench.pass(DAY);
    let body = json!({"SecretId": "S", "SecretString": "x", "ClientRequestToken": id("v1"), "VersionStages": ["new"]});
    let answer = bench.ok("PutSecretValue", body.clone());
    assert_eq!(answer["VersionId"], id("v1"));
    assert_eq!(answer["VersionStages"], json!(["AWSCURRENT"]));
    let answer = bench.ok("UpdateSecret", body);
    assert_eq!(keys(&answer), ["ARN", "Name", "VersionId"]);
    assert_eq!(bench.describe(), before);
}

#[test]
fn a_used_token_of_a_deprecated_version_is_still_known() {
    let mut bench = Bench::with_secret();
    bench.put("v2", "y");
    bench.put("v3", "z");
    let body = json!({"SecretId": "S", "SecretString": "x", "ClientRequestToken": id("v1")});
    let answer = bench.ok("PutSecretValue", body);
    assert_eq!(keys(&answer), ["ARN", "Name", "VersionId"]);
    let body = json!({"SecretId": "S", "SecretString": "w", "ClientRequestToken": id("v1")});
    assert!(
        bench
            .refusal("PutSecretValue", body)
            .starts_with("ResourceExistsException")
    );
    assert_eq!(bench.value(), "z");
}

#[test]
fn a_missing_token_is_told_before_a_missing_secret_14_15() {
    let mut bench = Bench::new();
    let body = json!({"Name": "S", "SecretId": "S", "SecretString": "x"});
    for (operation, code) in [
        ("CreateSecret", "InvalidRequestException"),
        ("PutSecretValue", "InvalidRequestException"),
        ("UpdateSecret", "InvalidRequestException"),
        ("RotateSecret", "InvalidParameterException"),
    ] {
        assert_eq!(
            told(bench.send_raw(operation, body.clone())),
            format!("{code}: {NEEDS_TOKEN}"),
            "{operation}"
        );
    }
}

#[test]
fn a_token_is_only_needed_for_a_version() {
    let mut bench = Bench::new();
    let answer = bench
        .send_raw("CreateSecret", json!({"Name": "S"}))
        .unwrap();
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    let body = json!({"SecretId": "S", "Description": "d"});
    assert_eq!(
        keys(&bench.send_raw("UpdateSecret", body).unwrap()),
        ["ARN", "Name"]
    );
}

#[test]
fn tokens_belong_to_one_secret() {
    let mut bench = Bench::with_secret();
    let body = json!({"Name": "T", "SecretString": "other", "ClientRequestToken": id("v1")});
    assert_eq!(bench.ok("CreateSecret", body)["VersionId"], id("v1"));
}

#[test]
fn a_bad_name_is_told_by_every_operation_before_anything_else_16() {
    let mut bench = Bench::new();
    for (operation, body) in [
        (
            "CreateSecret",
            json!({"Name": "Inv Name", "SecretString": "x"}),
        ),
        (
            "DeleteSecret",
            json!({"SecretId": "Inv Name", "RecoveryWindowInDays": 1}),
        ),
        ("DescribeSecret", json!({"SecretId": "Inv Name"})),
        ("GetSecretValue", json!({"SecretId": "Inv Name"})),
        ("ListSecretVersionIds", json!({"SecretId": "Inv Name"})),
        (
            "PutSecretValue",
            json!({"SecretId": "Inv Name", "SecretString": "x"}),
        ),
        ("RestoreSecret", json!({"SecretId": "Inv Name"})),
        ("RotateSecret", json!({"SecretId": "Inv Name"})),
        ("CancelRotateSecret", json!({"SecretId": "Inv Name"})),
        (
            "TagResource",
            json!({"SecretId": "Inv Name", "Tags": [{"Key": "aws:x"}]}),
        ),
        (
            "UntagResource",
            json!({"SecretId": "Inv Name", "TagKeys": []}),
        ),
        (
            "UpdateSecret",
            json!({"SecretId": "Inv Name", "SecretString": "x"}),
        ),
        (
            "UpdateSecretVersionStage",
            json!({"SecretId": "Inv Name", "VersionStage": "a"}),
        ),
    ] {
        assert_eq!(
            told(bench.send_raw(operation, body)),
            INVALID_NAME,
            "{operation}"
        );
    }
    let body = json!({"Name": "rds!x"});
    assert_eq!(bench.refusal("CreateSecret", body), INVALID_NAME);
    let body = json!({"SecretId": "rds!x"});
    assert_eq!(bench.refusal("DescribeSecret", body), NOT_FOUND);
}

#[test]
fn both_kinds_of_value_at_once_are_refused() {
    let mut bench = Bench::with_secret();
    for operation in ["CreateSecret", "PutSecretValue", "UpdateSecret"] {
        let body =
            json!({"Name": "T", "SecretId": "S", "SecretString": "x", "SecretBinary": "eA=="});
        assert_eq!(
            bench.refusal(operation, body),
            "InvalidParameterException: You can't specify both a binary secret value and a string secret value in the \
             same secret."
        );
    }
}

#[test]
fn only_the_default_kms_key_is_accepted_and_not_shown() {
    let mut bench = Bench::new();
    for (name, key) in [
        ("a", "alias/aws/secretsmanager"),
        ("b", ""),
        (
            "c",
            "arn:aws:kms:us-east-1:000000000000:alias/aws/secretsmanager",
        ),
    ] {
        bench.ok("CreateSecret", json!({"Name": name, "KmsKeyId": key}));
        let description = bench.ok("DescribeSecret", json!({"SecretId": name}));
        assert_eq!(description.get("KmsKeyId"), None);
    }
    for body in [
        json!({"Name": "S", "KmsKeyId": "alias/mine"}),
        json!({"Name": "S", "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
    ] {
        assert!(
            bench
                .refusal("CreateSecret", body)
                .starts_with("NotImplemented: ")
        );
    }
    assert_eq!(
        bench.refusal("DescribeSecret", json!({"SecretId": "S"})),
        NOT_FOUND
    );
}

#[test]
fn constraints_come_in_one_message_and_never_show_a_value() {
    let mut bench = Bench::new();
    let long = "s3cret".repeat(11_000);
    let body =
        json!({"Name": "n".repeat(513), "SecretString": long, "ClientRequestToken": "short"});
    let refusal = bench.refusal("CreateSecret", body);
    assert!(
        refusal.starts_with("ValidationException: 3 validation errors detected: "),
        "{refusal}"
    );
    assert!(refusal.contains(
        "Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536"
    ));
    assert!(!refusal.contains("s3cret"));
    assert_eq!(
        bench.refusal("CreateSecret", json!({"SecretString": "x"})),
        "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must \
         not be null"
    );
    // 65,536 bytes of UTF-8, not characters.
    let body = json!({"Name": "S", "SecretString": "ä".repeat(32_769)});
    assert!(
        bench
            .refusal("CreateSecret", body)
            .contains("'secretString'")
    );
    bench.ok(
        "CreateSecret",
        json!({"Name": "S", "SecretString": "ä".repeat(32_768)}),
    );
}

#[test]
fn a_request_shows_no_value_in_debug() {
    let request: CreateSecret = serde_json::from_value(
        json!({"Name": "S", "SecretString": "hunter2", "SecretBinary": "aHVudGVyMg=="}),
    )
    .unwrap();
    let text = format!("{request:?}");
    assert!(
        !text.contains("hunter2") && !text.contains("aHVudGVyMg"),
        "{text}"
    );
}
