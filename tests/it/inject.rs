//! `vault inject`: whole or not at all, byte for byte; and what `vault run` gives beside variables.

use std::os::unix::fs::PermissionsExt as _;

use crate::import::refused;
use crate::support::World;

fn world() -> World {
    let world = World::with_secret();
    let value = r#"{"user":"a$b","n":null}"#;
    let _created = world.run_with(value, ["create", "prod/db"]).ok();
    world
}

#[test]
fn references_become_values_and_the_rest_stays() {
    let world = world();
    let template = "user={{ vault:prod/db#user }}\nold={{vault:x@AWSCURRENT}}{{ .Helm }}\n";
    let filled = world.run_with(template, ["inject"]).ok();
    assert_eq!(filled, "user=a$b\nold=old{{ .Helm }}\n");
    let _template = world.write("t", template);
    let _out = world.run(["inject", "t", "--out", "made"]).ok();
    let made = world.path("made");
    assert_eq!(std::fs::read_to_string(&made).unwrap(), filled);
    assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let again = world.run(["inject", "t", "--out", "made"]);
    assert_ne!(again.status, 0);
    let _forced = world.run(["inject", "t", "--out", "made", "--force"]).ok();
}

#[test]
fn what_is_missing_is_named_with_its_line_and_nothing_is_written() {
    let world = world();
    for (template, status, expected) in [
        (
            "a\n{{ vault:nope }}",
            254,
            "the template, line 2: no secret is called nope",
        ),
        (
            "{{ vault:prod/db#nope }}",
            255,
            "line 1: prod/db: the value has no member",
        ),
        (
            "{{ vault:prod/db#n }}",
            255,
            "line 1: prod/db: the member \"n\" is null",
        ),
        ("{{ vault:x@AWSPENDING }}", 254, "AWSPENDING"),
        ("{{ vault:x", 252, "line 1: a reference is not closed"),
    ] {
        let _template = world.write("t", template);
        let failed = world.run(["inject", "t", "--out", "made"]);
        assert_eq!(failed.status, status, "{}", failed.stderr);
        assert!(failed.stderr.contains(expected), "{}", failed.stderr);
        assert!(!world.path("made").exists());
        assert_eq!(world.run(["inject", "t"]).stdout, b"");
    }
}

#[test]
fn a_dry_run_lists_references_and_opens_nothing() {
    let world = World::empty();
    let template = "a\n{{ vault:b#c@D }} {{ vault:e }}";
    let listed = world.run_with(template, ["inject", "--dry-run"]).ok();
    assert_eq!(listed, "2\tb#c@D\n2\te\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_gets_a_secret_as_its_input() {
    let world = world();
    let words = ["run", "x", "--stdin", "prod/db#user", "--", "cat"];
    assert_eq!(world.run(words).ok(), "a$b");
    let absent = world.run(["run", "x", "--stdin", "nope", "--", "cat"]);
    assert_eq!(absent.status, 254, "{}", absent.stderr);
    assert_eq!(absent.stdout, b"");
}

#[test]
fn a_pristine_program_gets_the_secrets_and_nothing_else() {
    let world = world();
    let words = ["run", "--pristine", "x", "--", "env"];
    assert_eq!(world.run(words).ok(), "X=old\n");
    let absent = world.run(["run", "--pristine", "x", "--", "no-such-program"]);
    assert_eq!(absent.status, 127, "{}", absent.stderr);
}

#[test]
fn strict_asks_for_every_secret_of_the_file() {
    let world = world();
    let file = "[env]\nX = { secret = \"nope\", default = \"\" }\n";
    let _file = world.write(".vault.toml", file);
    let _allowed = world.run(["allow"]).ok();
    assert_eq!(world.run(["run", "--", "printenv", "X"]).ok(), "\n");
    let strict = world.run(["run", "--strict", "--", "true"]);
    assert_eq!(strict.status, 254, "{}", strict.stderr);
}

#[test]
fn strict_without_a_project_exports_nothing() {
    let world = world();
    refused(
        &world,
        &["run", "--strict", "--", "true"],
        252,
        "there is no .vault.toml in this folder, or above it",
    );
    assert_eq!(world.run(["run", "--strict", "x", "--", "true"]).ok(), "");
}

#[test]
fn what_is_there_already_is_replaced_only_when_asked() {
    let world = world();
    let _template = world.write("t", "{{ vault:x }}");
    let _there = world.write("out", "mine");
    let words = ["inject", "t", "--out", "out"];
    let output = world.run(words);
    assert!(
        output.stderr.contains("--force replaces it"),
        "{}",
        output.stderr
    );
    assert_eq!(std::fs::read_to_string(world.path("out")).unwrap(), "mine");
}

#[test]
fn a_template_does_not_become_what_is_made_of_it() {
    let world = world();
    let template = world.write("t", "{{ vault:x }}");
    let words = ["inject", "t", "--out", "./t", "--force"];
    refused(&world, &words, 252, "./t is the template itself");
    let piped = world.shell("vault inject --out t --force < t");
    assert_eq!(piped.status, 252, "{}", piped.stderr);
    assert_eq!(std::fs::read_to_string(template).unwrap(), "{{ vault:x }}");
}
