//! Values in and out, to the byte.

use crate::support::World;

#[test]
fn get_prints_the_value_alone() {
    let world = World::with_vault();
    for value in [&b"text"[..], b"two\nlines\n", b"\xff\0\x1b binary"] {
        let _stored = world.run_with(value, ["create", "x"]);
        let _stored = world.run_with(value, ["put", "x"]);
        assert_eq!(world.run(["get", "x"]).stdout, value);
    }
}

#[test]
fn a_member_of_a_json_value_can_be_asked_for() {
    let world = World::with_vault();
    let _created = world
        .run_with(r#"{"user": "me", "port": 5432}"#, ["create", "db"])
        .ok();
    assert_eq!(world.run(["get", "db", "--key", "user"]).ok(), "me");
    assert_eq!(world.run(["get", "db", "--key", "port"]).ok(), "5432");
    assert_eq!(world.run(["get", "db", "--key", "nope"]).status, 255);
}

#[test]
fn what_opens_the_vault_is_not_inherited() {
    let world = World::with_vault();
    let _created = world.run_with("s3cret", ["create", "app/token"]).ok();
    let output = world.shell("vault run app/token -- sh -c 'echo $TOKEN-$VAULT_KEY_FILE-'");
    assert_eq!(output.ok(), "s3cret--\n");
    assert_eq!(
        world.shell("vault run app/token -- sh -c 'exit 7'").status,
        7
    );
    assert_eq!(world.run(["run", "--", "/nowhere"]).status, 127);
    assert_eq!(world.run(["run", "--", "/etc"]).status, 126);
}

#[test]
fn a_shell_evaluates_what_env_prints_and_stops_when_it_fails() {
    let world = World::with_vault();
    let _created = world.run_with("it's *\n$(x)", ["create", "app/token"]).ok();
    let output = world.shell("set -e; eval $(vault env app/token); printf %s \"$TOKEN\"");
    assert_eq!(output.ok(), "it's *\n$(x)");
    let output = world.shell("set -e; eval $(vault env nope); echo went on");
    assert_ne!(output.status, 0);
    assert!(output.stdout.is_empty());
}

#[test]
fn many_references_are_read_as_one_by_one() {
    let world = World::with_vault();
    let names: Vec<String> = (0..40).map(|number| format!("MANY_{number:02}")).collect();
    let lines: Vec<String> = names
        .iter()
        .map(|name| format!("{name}=of {name}\n"))
        .collect();
    let members: Vec<String> = names
        .iter()
        .map(|name| format!("\"{name}\":\"of {name}\""))
        .collect();
    let expected = format!("{{{}}}\n", members.join(","));
    let _file = world.write("many.env", lines.concat());
    let _imported = world.run(["import", "many.env"]).ok();
    let env = |names: &[String]| {
        let words = ["env", "--format", "json"].map(str::to_owned);
        world.run(words.iter().chain(names))
    };
    assert_eq!(env(&names).ok(), expected);
    // Without any reference all upper-case names are meant.
    assert_eq!(env(&[]).ok(), expected);
    // Who was read ahead was read today.
    let accessed = world.run(["describe", "MANY_39", "--query", "LastAccessedDate"]);
    assert_ne!(accessed.ok().trim(), "null");
    let mut missing = names;
    missing.insert(20, "NOPE".to_owned());
    let failed = env(&missing);
    assert_eq!(failed.status, 254);
    assert!(
        failed.stderr.contains("No secret is called NOPE."),
        "{}",
        failed.stderr
    );
}
