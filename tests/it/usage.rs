//! What cannot be understood is one line and a hint, and status 252.

use insta::assert_snapshot;

use crate::support::World;

fn seen(arguments: &[&str]) -> String {
    World::empty().run(arguments).seen()
}

#[test]
fn a_slip_is_met_with_a_suggestion() {
    assert_snapshot!(seen(&["get-secret-vlaue"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: unknown command 'get-secret-vlaue'
    hint: did you mean 'get-secret-value'?
    ");
    assert_snapshot!(seen(&["get-secret-value", "--secret-idd", "x"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: Unknown options: --secret-idd
    hint: a similar argument exists: '--secret-id'
    hint: vault get-secret-value --help
    ");
}

#[test]
fn a_value_in_the_wrong_place_is_refused_before_anything_is_read() {
    assert_snapshot!(seen(&["put", "prod/db", r#"{"a":"b"}"#]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: there is one word too many on the command line, or an option's name is missing
    hint: a value is given by standard input, --secret-string file://PATH or, on a terminal, when it is asked for
    hint: vault put --help
    ");
}

#[test]
fn the_beginning_of_an_option_is_enough_where_only_one_begins_so() {
    let world = World::with_vault();
    let names = [
        "list-secrets",
        "--filter",
        "Key=name,Values=x",
        "--out",
        "text",
    ];
    assert_eq!(world.run(names).ok(), "");
    assert_snapshot!(seen(&["get-secret-value", "--version", "x"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: Unknown options: --version
    hint: a similar argument exists: '--version-id'
    hint: vault get-secret-value --help
    ");
}

#[test]
fn what_is_missing_is_named_as_by_the_aws_cli() {
    assert_snapshot!(seen(&[]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: the following arguments are required: COMMAND
    hint: a beginning: vault init, vault create NAME, vault get NAME
    hint: vault --help lists all commands
    ");
    assert_snapshot!(seen(&["--region", "eu-west-1"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: the following arguments are required: COMMAND
    hint: a beginning: vault init, vault create NAME, vault get NAME
    hint: vault --help lists all commands
    ");
    assert_snapshot!(seen(&["tag-resource"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: the following arguments are required: --secret-id, --tags
    ");
    assert_snapshot!(seen(&["describe"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: the following arguments are required: SECRET_ID
    hint: vault describe --help
    ");
}

#[test]
fn what_is_too_small_never_reaches_the_vault() {
    assert_snapshot!(seen(&["get-random-password", "--password-length", "0"]), @"
    status: 252
    --- stdout
    --- stderr
    vault: error: Parameter validation failed:
    Invalid value for parameter PasswordLength, value: 0, valid min value: 1
    ");
}

#[test]
fn values_of_global_options_are_checked_before_anything_is_done() {
    for arguments in [
        ["get-random-password", "--output", "xml"],
        ["get-random-password", "--query", "["],
        ["get-random-password", "--region", "Mars"],
        ["get-random-password", "--endpoint-url", "http://x"],
    ] {
        let output = World::empty().run(arguments);
        assert_eq!(output.status, 252, "{arguments:?}: {}", output.stderr);
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn options_that_mean_nothing_here_are_accepted() {
    let output = World::empty().run([
        "--no-verify-ssl",
        "--ca-bundle",
        "x",
        "get-random-password",
        "--cli-read-timeout=5",
        "--no-cli-pager",
    ]);
    assert_eq!(output.status, 0, "{}", output.stderr);
}

#[test]
fn no_message_shows_a_value() {
    let world = World::with_vault();
    for arguments in [
        &[
            "put-secret-value",
            "--secret-id",
            "x",
            "--secret-string",
            "hunter2",
        ][..],
        &["put-secret-value", "--secret-string", "hunter2"],
        &[
            "put-secret-value",
            "--secret-id",
            "x",
            "--secret-binary",
            "hunter2",
        ],
        &["create-secret", "--name", "?", "--secret-string=hunter2"],
        &[
            "create-secret",
            "--cli-input-json",
            r#"{"SecretString":"hunter2","X":1}"#,
        ],
        &["create-secret", "--nope", "--secret-string", "hunter2"],
        &["create-secret", "--name", "x", "hunter2"],
        &["create", "x", "hunter2"],
        &["put", "x", "hunter2"],
        &["put", "--", "x", "hunter2"],
        &["update", "x", "hunter2"],
        &["put", "x", "--secret-str", "hunter2"],
    ] {
        let output = world.run(arguments);
        assert_ne!(output.status, 0, "{arguments:?}");
        assert!(!output.seen().contains("hunter2"), "{}", output.seen());
    }
}
