//! `vault credentials`: keys are printed once, limits stay, and what goes is gone.

use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::support::World;
#[cfg(target_os = "linux")]
use crate::support::terminal::Session;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn create(world: &World, name: &str, more: &[&str]) -> Value {
    let words = [&["credentials", "create", name], more].concat();
    let made = world.run(words);
    assert_eq!(made.stderr, "");
    json(&made.ok())["AccessKey"].clone()
}

fn list(world: &World) -> Vec<Value> {
    let listed = json(&world.run(["credentials", "list"]).ok());
    listed["AccessKeyMetadata"].as_array().unwrap().clone()
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member}: {value}"))
}

fn members(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_new_key_pair_is_printed_as_iam_prints_it_and_never_again() {
    let world = World::with_vault();
    let key = create(&world, "app", &[]);
    assert_eq!(
        members(&key),
        [
            "UserName",
            "AccessKeyId",
            "Status",
            "SecretAccessKey",
            "CreateDate"
        ]
    );
    assert_eq!(text(&key, "UserName"), "app");
    assert_eq!(text(&key, "Status"), "Active");
    assert!(text(&key, "AccessKeyId").starts_with("AKIA"));
    let secret = text(&key, "SecretAccessKey");
    assert_eq!(secret.len(), 40);

    for words in [
        &["credentials", "list"][..],
        &["credentials", "list", "--output", "text"],
        &["status"],
        &["list"],
    ] {
        let shown = world.run(words).seen();
        assert!(!shown.contains(secret), "{shown}");
    }
    let listed = list(&world);
    assert_eq!(listed.len(), 1);
    assert_eq!(
        members(&listed[0]),
        [
            "UserName",
            "AccessKeyId",
            "Status",
            "CreateDate",
            "ReadOnly"
        ]
    );
    assert_eq!(listed[0]["AccessKeyId"], key["AccessKeyId"]);
    let is_in_file = |part: &str| {
        let bytes = world.vault_bytes();
        bytes
            .windows(part.len())
            .any(|window| window == part.as_bytes())
    };
    assert!(!is_in_file(secret) && !is_in_file(text(&key, "AccessKeyId")));
}

#[test]
fn output_and_query_shape_the_answer() {
    let world = World::with_vault();
    let words =
        "credentials create app --query AccessKey.[AccessKeyId,SecretAccessKey] --output text";
    let line = world.run(words.split(' ')).ok();
    let (id, secret) = line.trim_end().split_once('\t').unwrap();
    assert_eq!((id.len(), secret.len()), (20, 40));
    let words = "credentials create other --query [";
    let refused = world.run(words.split(' '));
    assert_eq!(refused.status, 252);
    assert_eq!(list(&world).len(), 1, "a bad query makes nothing");
}

#[test]
fn a_temporary_credential_has_a_token_and_an_end() {
    let world = World::with_vault();
    let key = create(&world, "tmp", &["--session", "1h"]);
    assert!(text(&key, "AccessKeyId").starts_with("ASIA"));
    assert_eq!(text(&key, "SessionToken").len(), 64);
    let listed = list(&world).remove(0);
    assert_eq!(listed["Expiration"], key["Expiration"]);
    assert!(listed.get("SessionToken").is_none());

    let lasting = create(&world, "ci", &["--expires", "365d"]);
    assert!(text(&lasting, "AccessKeyId").starts_with("AKIA"));
    assert!(lasting.get("SessionToken").is_none());
    assert!(text(&lasting, "Expiration") > text(&key, "Expiration"));
}

#[test]
fn what_has_expired_is_listed_so_and_makes_room() {
    let world = World::with_vault();
    let old = create(&world, "brief", &["--session", "1s"]);
    thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(list(&world)[0]["Status"], "Expired");
    let new = create(&world, "brief", &["--session", "1h"]);
    assert_ne!(new["AccessKeyId"], old["AccessKeyId"]);
    let listed = list(&world);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["Status"], "Active");
}

#[test]
fn a_rotation_keeps_the_limits_and_a_deletion_leaves_nothing() {
    let world = World::with_vault();
    let limits = [
        "--read-only",
        "--secrets",
        "prod/*",
        "test/?b",
        "--expires",
        "30d",
    ];
    let old = create(&world, "app", &limits);
    let kept = create(&world, "other", &[]);
    let before = list(&world).remove(0);
    assert_eq!(before["ReadOnly"], true);
    assert_eq!(before["Secrets"], serde_json::json!(["prod/*", "test/?b"]));

    let new = json(&world.run(["credentials", "rotate", "app"]).ok());
    let new = &new["AccessKey"];
    assert_ne!(new["AccessKeyId"], old["AccessKeyId"]);
    assert_ne!(new["SecretAccessKey"], old["SecretAccessKey"]);
    let mut after = list(&world).remove(0);
    assert_eq!(after["AccessKeyId"], new["AccessKeyId"]);
    for member in ["AccessKeyId", "CreateDate", "Expiration"] {
        after[member] = before[member].clone();
    }
    assert_eq!(after, before);

    let deleted = world.run(["credentials", "delete", "app"]);
    assert_eq!(
        deleted.stderr,
        "deleted app: what is signed with it is refused\n"
    );
    assert_eq!(deleted.ok(), "");
    let left = list(&world);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["AccessKeyId"], kept["AccessKeyId"]);
    let _sound = world.run(["verify"]).ok();
}

#[test]
fn bad_input_gets_one_line_and_changes_nothing() {
    let world = World::with_vault();
    let _key = create(&world, "app", &[]);
    let before = world.vault_bytes();
    for (words, status, said) in [
        ("create app", 255, "there is a credential app already"),
        ("rotate nobody", 255, "there is no credential 'nobody'"),
        ("delete nobody", 255, "there is no credential 'nobody'"),
        ("create a/b", 252, "'a/b' is not a name for a credential"),
        (
            "create x --secrets a[b]",
            252,
            "'a[b]' is not a pattern for secrets",
        ),
        (
            "create x --secrets arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf",
            252,
            "does not end in -?????? or *",
        ),
        ("create x --session 1y", 252, "write it as 30s, 15m"),
        ("create x --session 31d", 252, "30d are the most"),
        ("create x --expires 0s", 252, "at least 1s is needed"),
        (
            "create x --expires 1h --session 1h",
            252,
            "cannot be used with",
        ),
        ("create", 252, "NAME is missing"),
        ("list app", 252, "takes no NAME"),
        (
            "rotate app --read-only",
            252,
            "is said to `vault credentials create` only",
        ),
        ("destroy app", 252, "destroy"),
    ] {
        let refused = world.run(["credentials"].into_iter().chain(words.split(' ')));
        assert_eq!(refused.status, status, "{words}: {}", refused.stderr);
        let first = refused.stderr.lines().next().unwrap();
        assert!(first.contains(said), "{words}: {}", refused.stderr);
        assert!(refused.stdout.is_empty(), "{words}");
        assert_eq!(world.vault_bytes(), before, "{words}");
    }
}

#[test]
fn many_at_once_are_all_kept_or_refused() {
    let world = World::with_vault();
    let made: Vec<Value> = thread::scope(|scope| {
        let creating: Vec<_> = (0..8)
            .map(|number| {
                let world = &world;
                scope.spawn(move || create(world, &format!("app-{number}"), &[]))
            })
            .collect();
        creating
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    let ids: Vec<_> = list(&world)
        .iter()
        .map(|one| one["AccessKeyId"].clone())
        .collect();
    let expected: Vec<_> = made.iter().map(|one| one["AccessKeyId"].clone()).collect();
    assert_eq!(ids, expected);

    let statuses: Vec<i32> = thread::scope(|scope| {
        let creating: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| world.run(["credentials", "create", "same"]).status))
            .collect();
        creating
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 0).count(), 1);
    assert_eq!(list(&world).len(), 9);
}

#[test]
fn a_vault_of_before_opens_and_takes_its_first_credential() {
    let world = World::empty();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format");
    let old = world.path("old.vault");
    std::fs::copy(fixtures.join("good/appended.vault"), &old).unwrap();
    std::fs::copy(fixtures.join("key-file"), world.path("k")).unwrap();
    let run = |words: &str| {
        let options = ["--vault-file", "old.vault", "--key-file", "k"];
        world
            .run(
                ["credentials"]
                    .into_iter()
                    .chain(words.split(' '))
                    .chain(options),
            )
            .ok()
    };
    assert_eq!(
        json(&run("list")),
        serde_json::json!({"AccessKeyMetadata": []})
    );
    let made = json(&run("create app"));
    let listed = json(&run("list"));
    assert_eq!(
        listed["AccessKeyMetadata"][0]["AccessKeyId"],
        made["AccessKey"]["AccessKeyId"]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn at_a_terminal_keys_and_limits_are_readable() {
    let world = World::with_vault();
    let shown = |words: &[&str]| {
        let (status, shown) = Session::begin(&world, 120, words)?.end();
        assert_eq!(status.code(), Some(0), "{words:?}: {shown}");
        Some(shown)
    };
    let Some(made) = shown(&["credentials", "create", "app"]) else {
        return;
    };
    let line = |name: &str| {
        let line = made.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{made}")).to_owned()
    };
    assert_eq!(line("UserName").split_whitespace().last(), Some("app"));
    let secret = line("SecretAccessKey");
    assert_eq!(secret.split_whitespace().last().unwrap().len(), 40);
    assert!(made.contains("is shown this once"), "{made}");

    let _ci = create(
        &world,
        "ci",
        &["--read-only", "--secrets", "prod/*", "--expires", "30d"],
    );
    let listed = shown(&["credentials", "list"]).unwrap();
    let lines: Vec<&str> = listed.lines().collect();
    let heading: Vec<&str> = lines[0]
        .split("  ")
        .filter(|cell| !cell.is_empty())
        .collect();
    let heading: Vec<&str> = heading.into_iter().map(str::trim).collect();
    assert_eq!(
        heading,
        ["NAME", "ACCESS KEY ID", "CREATED", "EXPIRES", "MAY"]
    );
    assert!(
        lines[1].starts_with("app ") && lines[1].ends_with("read and write"),
        "{listed}"
    );
    assert!(
        lines[2].starts_with("ci ") && lines[2].ends_with("read prod/*"),
        "{listed}"
    );
}
