//! `vault-random`, through the service.

use super::*;

#[test]
fn generate_makes_a_new_value_now_and_every_thirty_days() {
    let mut bench = random("old");
    let answer = bench.rotate(generate()).unwrap();
    let new = bench.value("AWSCURRENT");
    assert_eq!(new.len(), 32);
    assert_eq!(bench.value("AWSPREVIOUS"), "old");
    let after = bench.describe();
    assert_eq!(
        after.rotation_lambda_arn.as_deref(),
        Some("arn:aws:lambda:us-east-1:000000000000:function:vault-random")
    );
    assert_eq!(
        after.rotation_rules.unwrap().automatically_after_days,
        Some(30)
    );
    assert_eq!(after.last_rotated_date, Some(NOW));
    assert_eq!(
        after.next_rotation_date,
        Some(NOW.day().plus(31 * DAY - 1000))
    );
    let labels = &after.version_ids_to_stages[&answer.version_id.unwrap()];
    let labels: Vec<&str> = labels.iter().map(StagingLabel::as_str).collect();
    assert_eq!(
        labels,
        ["AWSCURRENT", "AWSPENDING"],
        "as the published functions leave it"
    );

    bench.rotate(RotateSecret::default()).unwrap();
    assert_ne!(bench.value("AWSCURRENT"), new);
    assert_eq!(bench.value("AWSPREVIOUS"), new);
}

#[test]
fn the_options_of_the_random_value_are_kept_for_later_rotations() {
    let mut bench = random("old");
    let mut request = generate();
    request.generate.password = GetRandomPassword {
        password_length: Some(9),
        exclude_punctuation: true.into(),
        ..GetRandomPassword::default()
    };
    bench.rotate(request).unwrap();
    bench.rotate(RotateSecret::default()).unwrap();
    let value = bench.value("AWSCURRENT");
    assert_eq!(value.len(), 9);
    assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    bench.rotate(generate()).unwrap();
    assert_eq!(
        bench.value("AWSCURRENT").len(),
        32,
        "said anew, the old options are gone"
    );
    let mut lonely = RotateSecret::default();
    lonely.generate.password.password_length = Some(9);
    assert_eq!(bench.rotate(lonely).unwrap_err().kind(), Kind::Usage);
}

#[test]
fn a_json_value_gets_a_new_password_only() {
    let mut bench = random(r#"{"user":"a", "password":"old","n":1.0}"#);
    bench.rotate(generate()).unwrap();
    let value = bench.value("AWSCURRENT");
    assert!(value.starts_with(r#"{"user":"a", "password":""#) && value.ends_with(r#"","n":1.0}"#));
    assert!(!value.contains("old"));
}

#[test]
fn a_credential_of_something_else_is_rotated_only_on_assent() {
    let mut bench = random(r#"{"engine":"postgres","password":"old"}"#);
    let error = bench.rotate(generate()).unwrap_err();
    assert!(needs_assent(&error));
    assert!(error.hints()[0].contains("--yes"));
    assert_eq!(bench.describe().rotation_enabled, None, "nothing is stored");
    let mut request = generate();
    request.generate.yes = true;
    bench.rotate(request).unwrap();
    bench.rotate(RotateSecret::default()).unwrap();
    assert!(
        !bench.value("AWSPREVIOUS").contains("old"),
        "assent is asked once"
    );
}

#[test]
fn what_cannot_be_randomised_is_refused_before_anything_is_stored() {
    let mut bench = random(r#"{"user":"a"}"#);
    assert_eq!(
        bench.rotate(generate()).unwrap_err().code(),
        Some(ErrorCode::InvalidRequestException)
    );
    let mut request = generate();
    request.generate.password.password_length = Some(3);
    let mut short = random("old");
    assert_eq!(
        short.rotate(request).unwrap_err().code(),
        Some(ErrorCode::InvalidParameterException)
    );
    for mut bench in [bench, short] {
        let after = bench.describe();
        assert_eq!(after.rotation_enabled, None);
        assert_eq!(after.version_ids_to_stages.len(), 1);
    }
}

#[test]
fn a_secret_without_a_value_cannot_be_randomised() {
    let mut bench = random("old");
    bench.ask(CreateSecret {
        name: Some("E".to_owned()),
        ..CreateSecret::default()
    });
    let request = RotateSecret {
        secret_id: Some("E".to_owned()),
        client_request_token: Some(new_token(&OsEntropy).unwrap()),
        ..generate()
    };
    let error = rotate(&mut bench.mortal, &bench.functions, &bench.call, request).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidRequestException));
    assert!(error.message().contains("no value yet"));
}

#[test]
fn rules_that_allow_only_the_current_value_fail_and_keep_it() {
    let mut bench = random("a");
    let mut request = generate();
    request.generate.password = GetRandomPassword {
        password_length: Some(1),
        exclude_characters: Some("bcdefghijklmnopqrstuvwxyz".to_owned()),
        exclude_uppercase: true.into(),
        exclude_numbers: true.into(),
        exclude_punctuation: true.into(),
        ..GetRandomPassword::default()
    };
    let error = bench.rotate(request).unwrap_err();
    assert!(
        error.message().contains("during createSecret step"),
        "{error}"
    );
    assert_eq!(bench.value("AWSCURRENT"), "a");
}
