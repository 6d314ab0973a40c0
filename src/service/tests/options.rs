//! The requests as commands: options, help and the table itself.

use std::collections::BTreeSet;

use clap::{Arg, Command};

use super::*;
use crate::rotation::Registry;
use crate::types::constraint::Constraints;
use crate::types::time::FixedClock;

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(character.to_lowercase());
    }
    text
}

fn command<O: Request>() -> Command {
    O::augment_args(Command::new("x"))
}

fn parse<O: Request>(arguments: &[&str]) -> Result<O, clap::Error> {
    let command = command::<O>().no_binary_name(true);
    O::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

#[test]
fn every_operation_has_its_word_its_help_and_examples() {
    fn check<O: Request>(name: &str, word: &str) {
        assert_eq!(O::NAME, name);
        assert_eq!(kebab(name), word);
        let command = command::<O>();
        let about = command.get_about().unwrap().to_string();
        assert!(!about.ends_with('.'), "{name}");
        let examples = command.get_after_help().unwrap().to_string();
        assert!(examples.starts_with("Examples:\n"), "{name}");
        assert!(examples.contains(&format!("vault {word}")), "{name}");
        assert!(examples.matches("\n    vault ").count() >= 2, "{name}");
        for argument in command.get_arguments() {
            let help = argument.get_help().unwrap().to_string();
            assert!(
                !help.is_empty() && !help.ends_with('.'),
                "{name} {}",
                argument.get_id()
            );
            assert!(!argument.is_required_set(), "{name} {}", argument.get_id());
        }
        command.debug_assert();
    }
    macro_rules! check_all {
        ($($operation:ident $word:literal,)*) => { $(check::<$operation>(stringify!($operation), $word);)* };
    }
    for_each_operation!(check_all);
}

/// The members of the service model, version 2017-10-17, in its order.
const MEMBERS: &[(&str, &str)] = &[
    (
        "BatchGetSecretValue",
        "secret-id-list filters max-results next-token",
    ),
    ("CancelRotateSecret", "secret-id"),
    (
        "CreateSecret",
        "name client-request-token description kms-key-id secret-binary secret-string tags \
      add-replica-regions force-overwrite-replica-secret type",
    ),
    ("DeleteResourcePolicy", "secret-id"),
    (
        "DeleteSecret",
        "secret-id recovery-window-in-days force-delete-without-recovery",
    ),
    ("DescribeSecret", "secret-id"),
    (
        "GetRandomPassword",
        "password-length exclude-characters exclude-numbers exclude-punctuation exclude-uppercase \
      exclude-lowercase include-space require-each-included-type",
    ),
    ("GetResourcePolicy", "secret-id"),
    ("GetSecretValue", "secret-id version-id version-stage"),
    (
        "ListSecretVersionIds",
        "secret-id max-results next-token include-deprecated",
    ),
    (
        "ListSecrets",
        "include-planned-deletion max-results next-token filters sort-order sort-by",
    ),
    (
        "PutResourcePolicy",
        "secret-id resource-policy block-public-policy",
    ),
    (
        "PutSecretValue",
        "secret-id client-request-token secret-binary secret-string version-stages rotation-token",
    ),
    (
        "RemoveRegionsFromReplication",
        "secret-id remove-replica-regions",
    ),
    (
        "ReplicateSecretToRegions",
        "secret-id add-replica-regions force-overwrite-replica-secret",
    ),
    ("RestoreSecret", "secret-id"),
    (
        "RotateSecret",
        "secret-id client-request-token rotation-lambda-arn rotation-rules \
      external-secret-rotation-metadata external-secret-rotation-role-arn rotate-immediately",
    ),
    ("StopReplicationToReplica", "secret-id"),
    ("TagResource", "secret-id tags"),
    ("UntagResource", "secret-id tag-keys"),
    (
        "UpdateSecret",
        "secret-id client-request-token description kms-key-id secret-binary secret-string type",
    ),
    (
        "UpdateSecretVersionStage",
        "secret-id version-stage remove-from-version-id move-to-version-id",
    ),
    ("ValidateResourcePolicy", "secret-id resource-policy"),
];

#[test]
fn options_are_the_members_of_the_service_model_in_its_order() {
    fn check<O: Request>(name: &str) {
        let (_, members) = MEMBERS.iter().find(|(known, _)| *known == name).unwrap();
        let members: Vec<&str> = members.split(' ').collect();
        let command = command::<O>();
        let options: Vec<&str> = command.get_arguments().filter_map(Arg::get_long).collect();
        let positive = options.iter().filter(|option| !option.starts_with("no-"));
        let ours: Vec<&str> = positive.copied().take(members.len()).collect();
        assert_eq!(ours, members, "{name}");
        let further: BTreeSet<&str> = options.into_iter().collect();
        assert!(
            name == "RotateSecret" || further.len() <= 2 * members.len(),
            "{name}"
        );
    }
    macro_rules! check_all {
        ($($operation:ident $word:literal,)*) => { $(check::<$operation>(stringify!($operation));)* };
    }
    for_each_operation!(check_all);
}

#[test]
fn options_make_the_request_that_the_wire_makes() {
    let typed: CreateSecret = parse(&[
        "--name",
        "S",
        "--secret-string",
        "x",
        "--tags",
        "Key=a,Value=1",
        "Key=b,Value=2",
        "--force-overwrite-replica-secret",
    ])
    .unwrap();
    let wire: CreateSecret = serde_json::from_value(json!({
        "Name": "S", "SecretString": "x", "ForceOverwriteReplicaSecret": true,
        "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
    }))
    .unwrap();
    assert_eq!(format!("{typed:?}"), format!("{wire:?}"));
    let typed: RotateSecret = parse(&[
        "--secret-id",
        "S",
        "--rotation-rules",
        "AutomaticallyAfterDays=7,Duration=3h",
        "--no-rotate-immediately",
    ])
    .unwrap();
    let wire: RotateSecret = serde_json::from_value(json!({
        "SecretId": "S", "RotationRules": {"AutomaticallyAfterDays": 7, "Duration": "3h"},
        "RotateImmediately": false, "Unknown": 1, "RotationLambdaARN": null,
    }))
    .unwrap();
    assert_eq!(format!("{typed:?}"), format!("{wire:?}"));
}

#[test]
fn a_missing_member_is_told_as_the_aws_cli_tells_it() {
    let mut check = Constraints::new();
    parse::<TagResource>(&[]).unwrap().constraints(&mut check);
    assert_eq!(
        check.client_side().unwrap(),
        "Parameter validation failed:\nMissing required parameter in input: \"SecretId\"\nMissing required parameter in \
         input: \"Tags\""
    );
}

#[test]
fn a_password_needs_no_vault_57_58() {
    let tools = Tools {
        clock: Box::new(FixedClock(Timestamp::from_millis(START))),
        entropy: Box::new(OsEntropy),
        functions: Box::new(Registry::default()),
    };
    let ask = |body: Value| {
        let request: GetRandomPassword = serde_json::from_value(body).unwrap();
        let answer = tools.handle_without_vault(request, &call("us-east-1"))?;
        Ok(serde_json::to_value(answer).unwrap())
    };
    let answer: Value = ask(json!({"PasswordLength": 20, "ExcludePunctuation": true})).unwrap();
    assert_eq!(keys(&answer), ["RandomPassword"]);
    let password = answer["RandomPassword"].as_str().unwrap();
    assert_eq!(password.len(), 20);
    assert!(password.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(
        told(ask(json!({"PasswordLength": 5000}))),
        "ValidationException: 1 validation error detected: Value '5000' at 'passwordLength' failed to satisfy constraint: \
         Member must have value less than or equal to 4096"
    );
    assert_eq!(
        told(ask(json!({"PasswordLength": 3}))),
        "InvalidParameterException: Password length is too short based on the required types."
    );
    assert_eq!(
        ask(json!({"PasswordLength": 3, "RequireEachIncludedType": false})).unwrap()["RandomPassword"]
            .as_str()
            .unwrap()
            .len(),
        3
    );
    let needs_vault = tools.handle_without_vault(
        DescribeSecret {
            secret_id: Some("S".to_owned()),
        },
        &call("us-east-1"),
    );
    assert_eq!(needs_vault.unwrap_err().kind(), Kind::Locked);
}

#[test]
fn what_is_not_built_yet_says_so() {
    let mut bench = Bench::with_secret();
    for (operation, more) in [
        ("PutResourcePolicy", json!({"ResourcePolicy": "{}"})),
        ("GetResourcePolicy", json!({})),
        ("DeleteResourcePolicy", json!({})),
        ("ValidateResourcePolicy", json!({"ResourcePolicy": "{}"})),
        (
            "ReplicateSecretToRegions",
            json!({"AddReplicaRegions": [{"Region": "eu-west-1"}]}),
        ),
        (
            "RemoveRegionsFromReplication",
            json!({"RemoveReplicaRegions": ["eu-west-1"]}),
        ),
        ("StopReplicationToReplica", json!({})),
    ] {
        let mut body = more;
        body["SecretId"] = "S".into();
        assert_eq!(
            bench.refusal(operation, body),
            format!("NotImplemented: {operation} is not built yet.")
        );
    }
}
