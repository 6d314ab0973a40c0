//! `vault diff` and `vault rollback`: what a change was, and how it is taken back.

use crate::support::World;

fn changed() -> World {
    let world = World::with_vault();
    let value = r#"{"user":"app","password":"hunter2","gone":1}"#;
    let _created = world.run_with(value, ["create", "prod/db"]).ok();
    let value = r#"{"password":"hunter3", "user":"app", "port":5432}"#;
    let _put = world.run_with(value, ["put", "prod/db"]).ok();
    world
}

#[test]
fn a_difference_names_members_and_hides_what_they_hold() {
    let world = changed();
    let differs = world.run(["diff", "prod/db"]);
    assert_eq!(differs.status, 1, "{}", differs.stderr);
    let shown = String::from_utf8(differs.stdout).unwrap();
    let (head, members) = shown.split_once('\n').unwrap();
    assert!(head.starts_with("prod/db: AWSPREVIOUS (2"), "{head}");
    assert!(head.contains(" and AWSCURRENT (2"), "{head}");
    assert_eq!(members, "~ password\n+ port\n- gone\n");
    assert_eq!(differs.stderr, "");
}

#[test]
fn a_difference_shows_values_when_asked_and_escapes_them() {
    let world = changed();
    let shown = world.run(["diff", "prod/db", "--show"]);
    assert_eq!(shown.status, 1);
    let shown = String::from_utf8(shown.stdout).unwrap();
    let (_, members) = shown.split_once('\n').unwrap();
    assert_eq!(
        members,
        "- password: \"hunter2\"\n+ password: \"hunter3\"\n+ port: 5432\n- gone: 1\n"
    );
    let _put = world.run_with("a\x1b[31mb\nc", ["put", "prod/db"]).ok();
    let shown = world.run(["diff", "prod/db", "--show"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.ends_with("+ a\\u{1b}[31mb\n+ c\n"), "{shown}");
}

#[test]
fn equal_versions_differ_in_nothing() {
    let world = changed();
    let same = world.run(["diff", "prod/db", "AWSCURRENT"]).ok();
    assert_eq!(same, "");
    let absent = world.run(["diff", "prod/db", "AWSPENDING"]);
    assert_eq!(absent.status, 254, "{}", absent.stderr);
    assert_eq!(absent.stdout, b"");
}

#[test]
fn a_rollback_goes_back_and_forth_and_makes_no_version() {
    let world = changed();
    let versions = || {
        world
            .run(["versions", "prod/db", "--include-deprecated"])
            .ok()
    };
    let count = versions().matches("\"VersionId\"").count();
    let answer = world.run(["rollback", "prod/db"]);
    assert!(
        answer.stderr.starts_with("prod/db: AWSCURRENT is "),
        "{}",
        answer.stderr
    );
    assert!(answer.ok().contains("\"Name\": \"prod/db\""));
    assert!(world.run(["get", "prod/db"]).ok().contains("hunter2"));
    let _again = world.run(["rollback", "prod/db"]).ok();
    assert!(world.run(["get", "prod/db"]).ok().contains("hunter3"));
    assert_eq!(versions().matches("\"VersionId\"").count(), count);
}

#[test]
fn without_a_previous_version_nothing_is_rolled_back() {
    let world = World::with_secret();
    let before = world.vault_bytes();
    let refused = world.run(["rollback", "x"]);
    assert_eq!(refused.status, 254);
    assert!(
        refused
            .stderr
            .contains("\"x\" has no version with AWSPREVIOUS"),
        "{}",
        refused.stderr
    );
    assert_eq!(world.run(["rollback", "nope"]).status, 254);
    assert_eq!(world.vault_bytes(), before);
}
