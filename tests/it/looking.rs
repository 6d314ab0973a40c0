//! Lists, versions and descriptions: for people at a terminal, AWS's JSON everywhere else.

#![cfg(target_os = "linux")]

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::support::World;
use crate::support::terminal::Session;

/// What a terminal of so many columns shows of a command that goes well; `None` where there is no terminal.
fn shown(world: &World, columns: u16, words: &[&str]) -> Option<String> {
    let (status, shown) = Session::begin(world, columns, words)?.end();
    assert_eq!(status.code(), Some(0), "{words:?}: {shown}");
    Some(shown)
}

fn create(world: &World, name: &str, more: &[&str]) {
    let words = [&["create", name, "--secret-string", "v"], more].concat();
    let _created = world.run(words).ok();
}

/// The words of a line at their columns.
fn cells(line: &str) -> Vec<&str> {
    line.split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect()
}

#[test]
fn a_list_tells_age_labels_rotation_deletion_and_description() {
    let world = World::with_vault();
    create(&world, "prod/db", &["--description", "The database"]);
    create(&world, "prod/api", &[]);
    create(&world, "old", &[]);
    let _put = world.run_with("w", ["put", "prod/db"]).ok();
    let rotated = ["rotate", "prod/api", "--generate"];
    let _rotated = world.run(rotated).ok();
    let _deleted = world.run(["delete", "old"]).ok();
    let Some(list) = shown(&world, 100, &["list"]) else {
        return;
    };
    let lines: Vec<Vec<&str>> = list.lines().map(cells).collect();
    assert_eq!(
        lines[0],
        ["NAME", "AGE", "LABELS", "ROTATES", "DESCRIPTION"]
    );
    assert_eq!(
        lines[1],
        ["prod/db", "now", "AWSPREVIOUS", "The database"],
        "{list}"
    );
    assert_eq!(lines[2][..3], ["prod/api", "now", "AWSPREVIOUS"], "{list}");
    let described: Value = serde_json::from_str(&world.run(["describe", "prod/api"]).ok()).unwrap();
    let next = described["NextRotationDate"].as_str().unwrap();
    assert_eq!(lines[2][3], &next[..10], "{list}");
    assert_eq!(lines.len(), 3, "{list}");
    let all = shown(&world, 100, &["list", "--include-planned-deletion"]).unwrap();
    assert!(all.lines().next().unwrap().contains("DELETED"), "{all}");
    let described: Value = serde_json::from_str(&world.run(["describe", "old"]).ok()).unwrap();
    let due = described["DeletedDate"].as_str().unwrap();
    let old = all.lines().find(|line| line.starts_with("old ")).unwrap();
    assert_eq!(cells(old), ["old", "now", &due[..10]], "{all}");
}

#[test]
fn filters_and_sorting_are_those_of_list_secrets() {
    let world = World::with_vault();
    for name in ["b", "a", "c"] {
        create(&world, name, &["--description", &format!("about {name}")]);
    }
    let sorted = ["list", "--sort-by", "name", "--sort-order", "desc"];
    let Some(list) = shown(&world, 80, &sorted) else {
        return;
    };
    let names: Vec<&str> = list.lines().skip(1).map(|line| &line[..1]).collect();
    assert_eq!(names, ["c", "b", "a"], "{list}");
    let filtered = ["list", "--filters", "Key=description,Values=about b"];
    let list = shown(&world, 80, &filtered).unwrap();
    assert_eq!(list.lines().count(), 2, "{list}");
    let some = shown(&world, 80, &["list", "--max-items", "2"]).unwrap();
    assert!(
        some.contains("hint: there are more: --starting-token "),
        "{some}"
    );
}

#[test]
fn nothing_to_list_is_said_on_standard_error() {
    let world = World::with_vault();
    for words in [&["list"][..], &["list", "-1"], &["list", "--tree"]] {
        let Some(list) = shown(&world, 80, words) else {
            return;
        };
        assert_eq!(list, "there are no secrets yet\n", "{words:?}");
    }
    create(&world, "a", &[]);
    let none = ["list", "--filters", "Key=name,Values=nope"];
    assert_eq!(shown(&world, 80, &none).unwrap(), "no secret matches\n");
    // A pipe gets data, and a script is told nothing.
    let piped = world.run(none);
    assert_eq!(piped.stderr, "");
    assert_eq!(piped.ok(), "{\n    \"SecretList\": []\n}\n");
}

#[test]
fn a_tree_goes_by_slashes_on_a_terminal_and_into_a_pipe() {
    let world = World::with_vault();
    for name in ["prod/db/url", "prod/api", "TOKEN"] {
        create(&world, name, &[]);
    }
    let tree = "TOKEN\nprod/\n├── api\n└── db/\n    └── url\n";
    assert_eq!(world.run(["list", "--tree"]).ok(), tree);
    let filtered = ["list", "--tree", "--filters", "Key=name,Values=prod/db"];
    assert_eq!(world.run(filtered).ok(), "prod/\n└── db/\n    └── url\n");
    if let Some(list) = shown(&world, 40, &["list", "--tree"]) {
        assert_eq!(list, tree);
    }
    let both = world.run(["list", "--tree", "-1"]);
    assert_eq!(both.status, 252, "{}", both.stderr);
    assert_eq!(
        both.stderr
            .lines()
            .next()
            .unwrap_or_default()
            .matches("--tree")
            .count(),
        1
    );
    assert_eq!(world.run(["list-secrets", "--tree"]).status, 252);
}

#[test]
fn versions_fit_a_wide_terminal_as_rows_and_a_narrow_one_each_by_itself() {
    let world = World::with_vault();
    create(&world, "x", &[]);
    for value in ["1", "2"] {
        let _put = world.run_with(value, ["put", "x"]).ok();
    }
    let all = ["versions", "x", "--include-deprecated"];
    let json: Value = serde_json::from_str(&world.run(all).ok()).unwrap();
    let ids: Vec<&str> = json["Versions"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|version| version["VersionId"].as_str().unwrap())
        .collect();
    let Some(list) = shown(&world, 100, &all) else {
        return;
    };
    let lines: Vec<Vec<&str>> = list.lines().map(cells).collect();
    assert_eq!(lines[0], ["VERSION", "CREATED", "LABELS"]);
    assert_eq!((lines[1][0], lines[1][2]), (ids[0], "AWSCURRENT"), "{list}");
    assert_eq!(
        (lines[2][0], lines[2][2]),
        (ids[1], "AWSPREVIOUS"),
        "{list}"
    );
    assert_eq!((lines[3][0], lines[3].len()), (ids[2], 2), "{list}");
    let labelled = shown(&world, 100, &["versions", "x"]).unwrap();
    assert_eq!(labelled.lines().count(), 3, "{labelled}");
    let narrow = shown(&world, 40, &all).unwrap();
    assert!(narrow.lines().all(|line| line.width() <= 40), "{narrow}");
    for id in ids {
        assert!(narrow.lines().any(|line| line == id), "{narrow}");
    }
    assert!(narrow.contains("\n  labels  AWSCURRENT\n"), "{narrow}");
}

#[test]
fn what_is_stored_cannot_change_a_terminal() {
    let world = World::with_vault();
    let hostile = "\u{1b}]0;title\u{7}\u{202e}\r\nNAME  forged";
    create(&world, "x", &["--description", hostile]);
    let tag = serde_json::json!([{"Key": "k\u{1b}[2J", "Value": "v\nforged"}]).to_string();
    let _tagged = world
        .run(["tag-resource", "--secret-id", "x", "--tags", &tag])
        .ok();
    let label = "l\u{1b}[31m\nforged";
    let id: Value = serde_json::from_str(&world.run(["versions", "x"]).ok()).unwrap();
    let id = id["Versions"][0]["VersionId"].as_str().unwrap();
    let _staged = world
        .run(["stage", "x", label, "--move-to-version-id", id])
        .ok();
    for columns in [40, 80, 200] {
        for words in [
            &["list"][..],
            &["describe", "x"],
            &["versions", "x"],
            &["list", "--tree"],
        ] {
            let Some(list) = shown(&world, columns, words) else {
                return;
            };
            let safe = |character: char| character == '\n' || !character.is_control();
            assert!(list.chars().all(safe), "{list:?}");
            assert!(!list.contains('\u{202e}'), "{list:?}");
            assert!(
                !list
                    .lines()
                    .any(|line| line.starts_with("forged") || line.starts_with("NAME  forged")),
                "{list}"
            );
        }
    }
}

#[test]
fn no_colour_and_no_clever_terminal_are_needed() {
    let mut world = World::with_vault();
    create(&world, "x", &["--description", "text"]);
    let commands = [
        &["list"][..],
        &["list", "--tree"],
        &["versions", "x"],
        &["describe", "x"],
    ];
    let plain: Vec<Option<String>> = commands.map(|words| shown(&world, 80, words)).to_vec();
    world.set("TERM", "dumb");
    world.set("NO_COLOR", "1");
    for (words, plain) in commands.iter().zip(plain) {
        let Some(plain) = plain else { return };
        assert!(!plain.contains('\u{1b}'), "{plain:?}");
        assert_eq!(shown(&world, 80, words), Some(plain), "{words:?}");
    }
}
