//! Requests as documents.

use crate::support::World;

#[test]
fn a_skeleton_that_is_filled_in_is_a_request() {
    let world = World::with_vault();
    let skeleton = world.run(["create-secret", "--generate-cli-skeleton"]).ok();
    assert!(skeleton.starts_with("{\n    \"Name\": \"\",\n"));
    world.write(
        "request.json",
        r#"{"Name": "prod/db", "SecretString": "from json", "Tags": [{"Key": "team", "Value": "core"}]}"#,
    );
    let request = ["create-secret", "--cli-input-json", "file://request.json"];
    let _created = world.run(request).ok();
    assert_eq!(world.run(["get", "prod/db"]).ok(), "from json");
    let tags = [
        "describe",
        "prod/db",
        "--query",
        "Tags[0].Value",
        "--output",
        "text",
    ];
    assert_eq!(world.run(tags).ok(), "core\n");
    let yaml = ["get-secret-value", "--cli-input-yaml", "SecretId: other"];
    let output = world.run(yaml.into_iter().chain(["--secret-id", "prod/db"]));
    assert!(output.ok().contains("from json"), "options win");
}

#[test]
fn a_member_that_is_not_the_operations_is_refused_in_botocores_words() {
    let output = World::empty().run([
        "get-secret-value",
        "--cli-input-json",
        r#"{"SecretI": "x"}"#,
    ]);
    insta::assert_snapshot!(output.seen(), @r#"
    status: 252
    --- stdout
    --- stderr
    vault: error: Parameter validation failed:
    Unknown parameter in input: "SecretI", must be one of: SecretId, VersionId, VersionStage
    "#);
}

#[test]
fn a_list_may_be_empty_and_the_last_one_counts() {
    let world = World::with_secret();
    for words in [
        &["tag-resource", "--secret-id", "x", "--tags"][..],
        &["tag-resource", "--secret-id", "x", "--tags", "[]"],
        &["untag-resource", "--secret-id", "x", "--tag-keys"],
        &["list-secrets", "--filters"],
        &["create-secret", "--name", "y", "--tags"],
    ] {
        let _done = world.run(words).ok();
    }
    let none = [
        "put-secret-value",
        "--secret-id",
        "x",
        "--secret-string",
        "v",
        "--version-stages",
    ];
    assert_eq!(world.run(none).status, 252);
    let twice = world.run([&none[..], &["A", "--version-stages", "B"]].concat());
    assert!(!twice.ok().contains("\"A\""));
    let filters = [
        "--filters",
        "Key=name,Values=x",
        "--filters",
        "Key=name,Values=y",
    ];
    let found = world.run(
        [
            &[
                "list-secrets",
                "--query",
                "SecretList[].Name",
                "--output",
                "text",
            ][..],
            &filters,
        ]
        .concat(),
    );
    assert_eq!(found.ok(), "y\n");
    let both = [
        "list-secrets",
        "--include-planned-deletion",
        "--no-include-planned-deletion",
    ];
    let _done = world.run(both).ok();
}
