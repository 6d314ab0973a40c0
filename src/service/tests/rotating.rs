//! RotateSecret and CancelRotateSecret as requests; what runs the steps is tested beside `rotation`.

use super::*;
use crate::types::time::HOUR;

const RANDOM: &str = "arn:aws:lambda:us-east-1:000000000000:function:vault-random";

fn rotate(bench: &mut Bench, more: Value) -> Result<Value> {
    let mut body = more;
    body["SecretId"] = "S".into();
    bench.send("RotateSecret", body)
}

#[test]
fn without_a_function_nothing_rotates_and_nothing_is_stored_43() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    let error = rotate(
        &mut bench,
        json!({"RotationRules": {"AutomaticallyAfterDays": 1}}),
    )
    .unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidRequestException));
    assert_eq!(
        error.message(),
        "No Lambda rotation function ARN is associated with this secret."
    );
    assert!(error.hints()[0].contains("--generate"));
    assert_eq!(bench.describe(), before);
}

#[test]
fn an_unknown_function_is_refused_and_nothing_is_stored_44() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    for function in [
        "arn:aws:lambda:us-east-1:000000000000:function:none",
        "vault-random",
        "x",
    ] {
        assert_eq!(
            told(rotate(&mut bench, json!({"RotationLambdaARN": function}))),
            "AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function \
             policy grants access to the principal secretsmanager.amazonaws.com."
        );
    }
    assert_eq!(bench.describe(), before);
}

#[test]
fn a_rotation_begins_with_an_empty_pending_version_45() {
    let mut bench = Bench::with_secret();
    let answer = rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "ClientRequestToken": id("v2"),
               "RotationRules": {"AutomaticallyAfterDays": 1}}),
    )
    .unwrap();
    assert_eq!(keys(&answer), ["ARN", "Name", "VersionId"]);
    assert_eq!(answer["VersionId"], id("v2"));
    assert_eq!(bench.labels(), "v1[CUR] v2[PEND]");
    let description = bench.describe();
    assert_eq!(description["RotationEnabled"], true);
    assert_eq!(description["RotationLambdaARN"], RANDOM);
    assert_eq!(
        description["RotationRules"],
        json!({"AutomaticallyAfterDays": 1})
    );
    assert_eq!(description.get("LastRotatedDate"), None);
    for body in [
        json!({"SecretId": "S", "VersionStage": "AWSPENDING"}),
        json!({"SecretId": "S", "VersionId": id("v2")}),
        json!({"SecretId": "S", "VersionId": id("v2"), "VersionStage": "AWSPENDING"}),
    ] {
        assert!(
            bench
                .refusal("GetSecretValue", body)
                .starts_with("ResourceNotFoundException: ")
        );
    }
    let versions = bench.ok("ListSecretVersionIds", json!({"SecretId": "S"}));
    assert_eq!(versions["Versions"].as_array().unwrap().len(), 2);
}

#[test]
fn the_pending_version_is_filled_by_its_token_once() {
    let mut bench = Bench::with_secret();
    rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "ClientRequestToken": id("v2")}),
    )
    .unwrap();
    bench.put_stages("v2", "new", &["AWSPENDING"]);
    bench.put_stages("v2", "new", &["AWSPENDING"]);
    assert_eq!(bench.labels(), "v1[CUR] v2[PEND]");
    let body = json!({"SecretId": "S", "SecretString": "other", "ClientRequestToken": id("v2")});
    assert!(
        bench
            .refusal("PutSecretValue", body)
            .starts_with("ResourceExistsException: ")
    );
    let pending = bench.ok(
        "GetSecretValue",
        json!({"SecretId": "S", "VersionStage": "AWSPENDING"}),
    );
    assert_eq!(pending["SecretString"], "new");
}

#[test]
fn current_never_moves_to_a_version_without_a_value() {
    let mut bench = Bench::with_secret();
    rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "ClientRequestToken": id("v2")}),
    )
    .unwrap();
    assert!(
        told(bench.stage("AWSCURRENT", Some("v1"), Some("v2")))
            .starts_with("InvalidRequestException")
    );
    assert_eq!(bench.value(), "x");
}

#[test]
fn an_open_rotation_refuses_another_and_keeps_its_configuration_46() {
    let mut bench = Bench::with_secret();
    rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "ClientRequestToken": id("v2")}),
    )
    .unwrap();
    let before = bench.describe();
    assert_eq!(
        told(rotate(
            &mut bench,
            json!({"RotationRules": {"AutomaticallyAfterDays": 9}})
        )),
        "InvalidRequestException: A previous rotation isn't complete. That rotation will be reattempted."
    );
    assert_eq!(bench.describe(), before);
    let answer = rotate(&mut bench, json!({"ClientRequestToken": id("v2")})).unwrap();
    assert_eq!(
        answer["VersionId"],
        id("v2"),
        "the same request again goes on with it"
    );
    bench.stage("AWSPENDING", Some("v2"), None).unwrap();
    rotate(&mut bench, json!({"ClientRequestToken": id("v3")})).unwrap();
    assert_eq!(bench.labels(), "v1[CUR] v3[PEND]");
    assert_eq!(
        told(rotate(&mut bench, json!({"ClientRequestToken": id("v1")}))),
        format!(
            "InvalidRequestException: You can't use ClientRequestToken {} because that value is already in use for a \
             version of secret {}.",
            id("v1"),
            bench.arn()
        )
    );
}

#[test]
fn frequency_and_schedule_exclude_each_other_47() {
    let mut bench = Bench::new();
    let both = json!({"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(1 day)"});
    assert_eq!(
        told(rotate(&mut bench, json!({"RotationRules": both}))),
        "InvalidParameterException: You cannot specify both rotation frequency and schedule expression together."
    );
    let bad = json!({"ScheduleExpression": "rate(1 hour)"});
    assert!(
        told(rotate(&mut bench, json!({"RotationRules": bad})))
            .starts_with("InvalidParameterException")
    );
    let bad =
        json!({"AutomaticallyAfterDays": 1001, "Duration": "3 h", "ScheduleExpression": "x;y"});
    let refusal = told(rotate(&mut bench, json!({"RotationRules": bad})));
    assert!(
        refusal.starts_with("ValidationException: 3 validation errors detected: "),
        "{refusal}"
    );
}

#[test]
fn without_rotating_now_a_copy_of_the_value_is_tested_48() {
    let mut bench = Bench::with_secret();
    let answer = rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "RotateImmediately": false, "ClientRequestToken": id("v2"),
               "RotationRules": {"ScheduleExpression": "rate(10 days)"}}),
    )
    .unwrap();
    assert_eq!(answer["VersionId"], id("v2"));
    assert_eq!(bench.labels(), "v1[CUR] v2[PEND]");
    let pending = bench.ok(
        "GetSecretValue",
        json!({"SecretId": "S", "VersionStage": "AWSPENDING"}),
    );
    assert_eq!(pending["SecretString"], "x");
    let midnight = START - START % DAY;
    assert_eq!(
        bench.describe()["NextRotationDate"],
        midnight + 11 * DAY - 1000
    );
    // A test that was left behind is no rotation that would have to be finished.
    rotate(&mut bench, json!({"ClientRequestToken": id("v3")})).unwrap();
    assert_eq!(bench.labels(), "v1[CUR] v3[PEND]");
    let gone = json!({"SecretId": "S", "VersionId": id("v2")});
    assert!(bench.refusal("GetSecretValue", gone).contains("VersionId"));
}

#[test]
fn cancelling_keeps_the_configuration_and_tells_what_is_pending() {
    let mut bench = Bench::with_secret();
    assert_eq!(
        bench.refusal("CancelRotateSecret", json!({"SecretId": "S"})),
        "InvalidRequestException: No Lambda rotation function ARN is associated with this secret."
    );
    rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "ClientRequestToken": id("v2"),
                              "RotationRules": {"AutomaticallyAfterDays": 5}}),
    )
    .unwrap();
    let answer = bench.ok("CancelRotateSecret", json!({"SecretId": "S"}));
    assert_eq!(answer["VersionId"], id("v2"));
    let description = bench.describe();
    assert_eq!(description["RotationEnabled"], false);
    assert_eq!(description["RotationLambdaARN"], RANDOM);
    assert_eq!(
        description["RotationRules"],
        json!({"AutomaticallyAfterDays": 5})
    );
    assert_eq!(description.get("NextRotationDate"), None);
    assert_eq!(bench.labels(), "v1[CUR] v2[PEND]");
    bench.stage("AWSPENDING", Some("v2"), None).unwrap();
    let answer = bench.ok("CancelRotateSecret", json!({"SecretId": "S"}));
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    rotate(&mut bench, json!({})).unwrap();
    assert_eq!(bench.describe()["RotationEnabled"], true);
}

#[test]
fn a_new_value_by_hand_abandons_a_rotation_and_counts_as_one() {
    let mut bench = Bench::with_secret();
    rotate(
        &mut bench,
        json!({"RotationLambdaARN": RANDOM, "ClientRequestToken": id("v2"),
                              "RotationRules": {"AutomaticallyAfterDays": 2}}),
    )
    .unwrap();
    let midnight = START - START % DAY;
    assert_eq!(
        bench.describe()["NextRotationDate"],
        midnight + 3 * DAY - 1000
    );
    bench.pass(DAY + HOUR);
    bench.put("v3", "by hand");
    assert_eq!(bench.labels(), "v1[PREV] v3[CUR]");
    assert_eq!(
        bench.describe()["NextRotationDate"],
        midnight + 4 * DAY - 1000
    );
}
