use super::*;

#[test]
fn a_forced_deletion_of_what_never_was_succeeds_35() {
    let mut bench = Bench::new();
    let body = json!({"SecretId": "S", "ForceDeleteWithoutRecovery": true});
    let answer = bench.ok("DeleteSecret", body);
    assert_eq!(keys(&answer), ["ARN", "Name", "DeletionDate"]);
    assert_eq!(answer["Name"], "S");
    assert!(answer["ARN"].as_str().unwrap().contains(":secret:S-"));
    assert_eq!(
        bench.refusal("DeleteSecret", json!({"SecretId": "S"})),
        NOT_FOUND
    );
    let body = json!({"SecretId": "a b", "ForceDeleteWithoutRecovery": true});
    assert_eq!(bench.refusal("DeleteSecret", body), INVALID_NAME);
}

#[test]
fn a_name_scheduled_for_deletion_is_taken_36() {
    let mut bench = Bench::with_secret();
    let answer = bench.ok("DeleteSecret", json!({"SecretId": "S"}));
    assert_eq!(answer["DeletionDate"], START + 30 * DAY);
    assert_eq!(
        bench.refusal("CreateSecret", json!({"Name": "S", "SecretString": "x"})),
        "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for \
         deletion."
    );
}

#[test]
fn a_scheduled_secret_can_be_described_37() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    bench.pass(1);
    bench.ok(
        "DeleteSecret",
        json!({"SecretId": "S", "RecoveryWindowInDays": 7}),
    );
    let during = bench.describe();
    assert_eq!(during["DeletedDate"], START + 1 + 7 * DAY);
    assert_eq!(during["VersionIdsToStages"], before["VersionIdsToStages"]);
    bench.ok("ListSecretVersionIds", json!({"SecretId": "S"}));
    bench.pass(DAY);
    let answer = bench.ok("RestoreSecret", json!({"SecretId": "S"}));
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    assert_eq!(
        bench.describe(),
        before,
        "a restored secret is exactly what it was"
    );
    assert_eq!(bench.value(), "x");
    bench.ok("RestoreSecret", json!({"SecretId": "S"}));
}

#[test]
fn a_scheduled_secret_refuses_everything_else_38() {
    let mut bench = Bench::with_secret();
    bench.ok("DeleteSecret", json!({"SecretId": "S"}));
    for (operation, more) in [
        ("TagResource", json!({"Tags": [{"Key": "a", "Value": "b"}]})),
        ("UntagResource", json!({"TagKeys": ["a"]})),
        ("GetSecretValue", json!({})),
        ("GetSecretValue", json!({"VersionId": id("none")})),
        ("PutSecretValue", json!({"SecretString": "y"})),
        ("UpdateSecret", json!({})),
        ("UpdateSecretVersionStage", json!({"VersionStage": "a"})),
        ("RotateSecret", json!({})),
        ("CancelRotateSecret", json!({})),
        ("DeleteSecret", json!({})),
    ] {
        let mut body = more;
        body["SecretId"] = "S".into();
        assert_eq!(bench.refusal(operation, body), DELETED, "{operation}");
    }
}

#[test]
fn a_scheduled_secret_can_be_deleted_by_force_and_its_name_is_free_39() {
    let mut bench = Bench::with_secret();
    let arn = bench.arn();
    bench.ok("DeleteSecret", json!({"SecretId": "S"}));
    let body = json!({"SecretId": "S", "ForceDeleteWithoutRecovery": true});
    let answer = bench.ok("DeleteSecret", body);
    assert_eq!(answer["ARN"], arn);
    assert_eq!(answer["DeletionDate"], START);
    assert_eq!(
        bench.refusal("DescribeSecret", json!({"SecretId": "S"})),
        NOT_FOUND
    );
    assert_eq!(
        bench.refusal("RestoreSecret", json!({"SecretId": "S"})),
        NOT_FOUND
    );
    bench.ok(
        "CreateSecret",
        json!({"Name": "S", "SecretString": "again"}),
    );
    assert_ne!(bench.arn(), arn, "a new secret has a new suffix");
    assert_eq!(
        bench.refusal("GetSecretValue", json!({"SecretId": arn})),
        NOT_FOUND
    );
}

#[test]
fn force_false_goes_with_a_window_40() {
    let mut bench = Bench::with_secret();
    let body =
        json!({"SecretId": "S", "ForceDeleteWithoutRecovery": false, "RecoveryWindowInDays": 7});
    assert_eq!(
        bench.ok("DeleteSecret", body)["DeletionDate"],
        START + 7 * DAY
    );
}

#[test]
fn a_window_is_seven_to_thirty_days_and_not_for_force_41() {
    let mut bench = Bench::new();
    let bounds = "InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).";
    for days in [6, 31, 0, -7] {
        for force in [false, true] {
            let body = json!({"SecretId": "S", "RecoveryWindowInDays": days, "ForceDeleteWithoutRecovery": force});
            assert_eq!(bench.refusal("DeleteSecret", body), bounds);
        }
    }
    let body =
        json!({"SecretId": "S", "RecoveryWindowInDays": 7, "ForceDeleteWithoutRecovery": true});
    assert_eq!(
        bench.refusal("DeleteSecret", body),
        "InvalidParameterException: You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."
    );
}

#[test]
fn when_the_window_is_over_the_secret_is_gone() {
    let mut bench = Bench::with_secret();
    bench.ok(
        "DeleteSecret",
        json!({"SecretId": "S", "RecoveryWindowInDays": 7}),
    );
    bench.pass(7 * DAY - 1);
    bench.describe();
    bench.pass(1);
    for operation in [
        "DescribeSecret",
        "GetSecretValue",
        "ListSecretVersionIds",
        "RestoreSecret",
    ] {
        assert_eq!(
            bench.refusal(operation, json!({"SecretId": "S"})),
            NOT_FOUND
        );
    }
    let body = json!({"IncludePlannedDeletion": true});
    assert_eq!(bench.ok("ListSecrets", body)["SecretList"], json!([]));
    bench.ok(
        "CreateSecret",
        json!({"Name": "S", "SecretString": "again"}),
    );
    assert_eq!(bench.value(), "again");
}

#[test]
fn a_refused_change_leaves_no_trace() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    // Both fail after the value was sealed.
    let labels: Vec<String> = (0..20).map(|number| format!("l{number}")).collect();
    let body = json!({"SecretId": "S", "SecretString": "y", "VersionStages": labels});
    assert!(
        bench
            .refusal("PutSecretValue", body)
            .starts_with("LimitExceeded")
    );
    let body = json!({"Name": "T", "Tags": [{"Key": "a"}, {"Key": "a"}], "SecretString": "y"});
    assert!(
        bench
            .refusal("CreateSecret", body)
            .starts_with("InvalidParameter")
    );
    assert_eq!(bench.describe(), before);
    assert_eq!(
        bench.refusal("DescribeSecret", json!({"SecretId": "T"})),
        NOT_FOUND
    );
}
