//! `vault import` and `vault export` as people call them; what each format means is tested in the library.

#![cfg(unix)]

use insta::assert_snapshot;

use crate::support::World;

/// A value that no message may ever show.
pub(crate) const SECRET: &str = "s3cret-value";

pub(crate) fn names(world: &World) -> String {
    world.run(["list", "-1"]).ok()
}

pub(crate) fn get(world: &World, name: &str) -> String {
    world.run(["get", name]).ok()
}

fn generation(world: &World) -> String {
    let told = world.run(["verify"]).ok();
    let (_, after) = told.split_once("generation ").unwrap();
    let digits = after.split(|letter: char| !letter.is_ascii_digit());
    digits.into_iter().next().unwrap().to_owned()
}

/// The import is refused with this status, says `what` in its first line and no value in any, and stores nothing.
pub(crate) fn refused(world: &World, words: &[&str], status: i32, what: &str) -> String {
    let before = world.vault_bytes();
    let output = world.run(words);
    assert_eq!(output.status, status, "{words:?}: {}", output.stderr);
    assert!(output.stdout.is_empty(), "{words:?}");
    let first = output.stderr.lines().next().unwrap();
    assert!(first.contains(what), "{words:?}: {}", output.stderr);
    assert!(!output.stderr.contains(SECRET), "{}", output.stderr);
    assert!(before == world.vault_bytes(), "{words:?} stored something");
    output.stderr
}

#[test]
fn a_dotenv_file_is_imported_with_a_prefix_in_one_commit() {
    let world = World::with_vault();
    world.write(
        ".env",
        "# settings\nexport API_KEY='a b'\r\nURL=http://x/$HOME # not put in\nOPTIONAL=\nPEM=\"two\nlines\"\n",
    );
    assert_eq!(generation(&world), "1");
    let output = world.run(["import", ".env", "--prefix", "prod/"]);
    assert_snapshot!(output.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    imported .env (dotenv): 3 secrets, 3 created; left out as empty: prod/OPTIONAL
    ");
    assert_eq!(generation(&world), "2");
    assert_eq!(names(&world), "prod/API_KEY\nprod/PEM\nprod/URL\n");
    assert_eq!(get(&world, "prod/URL"), "http://x/$HOME");
    assert_eq!(get(&world, "prod/PEM"), "two\nlines");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let world = World::with_secret();
    world.write("s.json", format!(r#"{{"x": "{SECRET}", "y": "1"}}"#));
    let before = world.vault_bytes();
    let run = |rule| world.run(["import", "s.json", "--dry-run", "--on-conflict", rule]);
    assert_snapshot!(run("update").seen(), @r"
    status: 0
    --- stdout
    update x
    create y
    --- stderr
    would import s.json (json): 2 secrets, 1 created, 1 updated
    ");
    assert_snapshot!(run("skip").seen(), @r"
    status: 0
    --- stdout
    skip x
    create y
    --- stderr
    would import s.json (json): 2 secrets, 1 created, 1 skipped
    ");
    assert_snapshot!(run("fail").seen(), @r"
    status: 254
    --- stdout
    --- stderr
    An error occurred (ResourceExistsException) when calling the CreateSecret operation: 1 of 2 secrets exists already (x); nothing was imported.
    hint: --on-conflict skip leaves them as they are, --on-conflict update stores what differs as a new version
    ");
    let json = world.run([
        "import",
        "s.json",
        "--dry-run",
        "--on-conflict",
        "update",
        "--output",
        "json",
    ]);
    assert_snapshot!(json.seen(), @r#"
    status: 0
    --- stdout
    {
        "Format": "json",
        "DryRun": true,
        "Created": [
            "y"
        ],
        "Updated": [
            "x"
        ],
        "Unchanged": [],
        "Skipped": [],
        "Empty": []
    }
    --- stderr
    "#);
    assert!(before == world.vault_bytes());
}

#[test]
fn a_secret_that_is_here_is_left_updated_or_in_the_way() {
    let world = World::with_secret();
    let file = |value: &str| {
        world.write("s.yaml", format!("x: {value}\ny: new\n"));
    };
    file(SECRET);
    refused(
        &world,
        &["import", "s.yaml"],
        254,
        "1 of 2 secrets exists already (x)",
    );
    let skipped = world.run(["import", "s.yaml", "--on-conflict", "skip"]);
    assert_snapshot!(skipped.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    imported s.yaml (yaml): 2 secrets, 1 created, 1 skipped
    ");
    assert_eq!(
        (get(&world, "x"), get(&world, "y")),
        ("old".to_owned(), "new".to_owned())
    );
    let updated = world.run(["import", "s.yaml", "--on-conflict", "update"]);
    assert_snapshot!(updated.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    imported s.yaml (yaml): 2 secrets, 1 updated, 1 unchanged
    ");
    let previous = world.run(["get", "x", "--version-stage", "AWSPREVIOUS"]);
    assert_eq!(
        (get(&world, "x"), previous.ok()),
        (SECRET.to_owned(), "old".to_owned())
    );
    let before = world.vault_bytes();
    let again = world.run(["import", "s.yaml", "--on-conflict", "update"]);
    assert_snapshot!(again.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    imported s.yaml (yaml): 2 secrets, 2 unchanged
    ");
    assert!(
        before == world.vault_bytes(),
        "an unchanged value made a version"
    );
}

#[test]
fn standard_input_is_read_and_its_format_told_by_its_content() {
    let world = World::with_vault();
    for (content, format) in [
        ("A=1\n", "dotenv"),
        ("{\"A\": \"1\"}", "json"),
        ("A: 1\n", "yaml"),
        (
            "{\"SecretValues\": [{\"Name\": \"A\", \"SecretString\": \"1\"}]}",
            "aws",
        ),
    ] {
        let output = world.run_with(content, ["import", "-", "--on-conflict", "update"]);
        let told = format!("imported standard input ({format}): 1 secret, ");
        assert!(output.stderr.starts_with(&told), "{}", output.stderr);
        assert_eq!(output.status, 0);
    }
    assert_eq!(get(&world, "A"), "1");
    let output = world.run_with("what is this", ["import", "-"]);
    assert_snapshot!(output.seen(), @r"
    status: 252
    --- stdout
    --- stderr
    vault: error: standard input: neither name nor content tell what it is
    hint: name the format: --from dotenv, json, yaml, aws, pass or vault
    ");
    let output = world.run_with("A: 1", ["import", "-", "--from", "dotenv"]);
    assert_snapshot!(output.seen(), @r"
    status: 255
    --- stdout
    --- stderr
    vault: error: standard input:1: there is no NAME=value
    ");
}

#[test]
fn a_bad_file_is_one_clear_line_and_nothing_is_stored() {
    let world = World::with_vault();
    let long = format!(
        "{{\"a\": \"1\",\n \"b\": \"{SECRET}{}\"}}",
        "x".repeat(65_536)
    );
    let cases: [(&str, &[u8], &str); 18] = [
        (
            "e.env",
            b"",
            "e.env: the file is empty: there is nothing to import",
        ),
        (
            "c.env",
            b"# nothing\n",
            "c.env: there is no secret in it that could be imported",
        ),
        (
            "d.env",
            b"A=1\nB=2\nA=s3cret-value\n",
            "d.env:3: \"A\" stands there twice, first in line 1",
        ),
        (
            "q.env",
            b"A=1\nB='s3cret-value\n",
            "q.env:2: the quote ' before the value of \"B\" is never closed",
        ),
        (
            "u.env",
            b"A=1\nB=s3cret-value\xff\n",
            "u.env:2: the text is not UTF-8",
        ),
        (
            "n.env",
            b"A=s3cret-value\0\n",
            "n.env:1: the value of \"A\" holds a NUL byte",
        ),
        (
            "b.env",
            b"A=1\nA B=s3cret-value\n",
            "b.env:2: \"A B\" cannot be a secret's name",
        ),
        (
            "d.json",
            b"{\"a\": \"1\",\n \"a\": \"s3cret-value\"}",
            "d.json:2:7: \"a\" stands there twice, first in line 1",
        ),
        (
            "t.json",
            b"{\"a\": \"s3cret-value",
            "t.json:1:19: the JSON ends too early",
        ),
        (
            "w.json",
            b"[\"s3cret-value\"]",
            "w.json:1:1: this is not an object of names and values",
        ),
        (
            "b.json",
            b"{\"a\\u0000b\": \"s3cret-value\"}",
            "b.json:1:14: \"a\\0b\" cannot be a secret's name",
        ),
        (
            "e.json",
            b"{}",
            "e.json: there is no secret in it that could be imported",
        ),
        (
            "m.json",
            b"{\"a\": {\"k\": 1, \"k\": \"s3cret-value\"}}",
            "m.json:1:18: \"k\" stands twice in the value of \"a\"",
        ),
        (
            "l.json",
            long.as_bytes(),
            "l.json:2:7: \"b\" has a value of more than 65536 bytes",
        ),
        (
            "d.yaml",
            b"a: 1\nb: 2\na: s3cret-value\n",
            "d.yaml:3:1: \"a\" stands twice in one mapping",
        ),
        (
            "t.yaml",
            b"a: \"s3cret-value",
            "t.yaml:1:17: this is not YAML that holds names and values",
        ),
        (
            "b.yaml",
            b"a: 1\nb c: s3cret-value\n",
            "b.yaml:2:1: \"b c\" cannot be a secret's name",
        ),
        (
            "a.json",
            b"{\"SecretValues\": [\n{\"Name\": \"a\", \"SecretString\": 5}]}",
            "a.json:2:31: this is no answer of get-secret-value or batch-get-secret-value",
        ),
    ];
    for (name, content, expected) in cases {
        world.write(name, content);
        refused(
            &world,
            &["import", name],
            255,
            &format!("vault: error: {expected}"),
        );
        refused(&world, &["import", name, "--dry-run"], 255, expected);
    }
    refused(
        &world,
        &["import", "nowhere.env"],
        255,
        "cannot read nowhere.env: No such file",
    );
    refused(
        &world,
        &["import", "."],
        252,
        ". is a folder, and no store of pass",
    );
    refused(
        &world,
        &["import", "e.json", "--from", "pass"],
        255,
        "cannot read e.json: not a directory",
    );
    refused(
        &world,
        &["import", "e.json", "--from-key-file", "key"],
        252,
        "--from-key-file is for another vault, and e.json is json",
    );
    refused(&world, &["import"], 252, "FILE");
    refused(&world, &["import", "e.json", "--from", "csv"], 252, "csv");
    refused(
        &world,
        &["import", "d.env", "--prefix", "a b/"],
        255,
        "d.env:1: \"a b/A\" cannot be a secret's name",
    );
}

#[test]
fn descriptions_tags_and_the_previous_version_come_from_awss_answers() {
    let world = World::with_vault();
    world.write(
        "dump.json",
        r#"{"Name": "prod/db", "SecretString": "new", "VersionStages": ["AWSCURRENT"]}
           {"Name": "prod/db", "SecretString": "old", "VersionStages": ["AWSPREVIOUS"]}
           {"Name": "prod/db", "Description": "d", "Tags": [{"Key": "team", "Value": "core"}]}
           {"Name": "prod/later", "Description": "not read"}"#,
    );
    let output = world.run(["import", "dump.json", "--from", "aws"]);
    assert_snapshot!(output.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    vault: warning: dump.json: left out 1 secret without a value labelled AWSCURRENT
    imported dump.json (aws): 1 secret, 1 created
    ");
    let previous = world.run(["get", "prod/db", "--version-stage", "AWSPREVIOUS"]);
    assert_eq!(
        (get(&world, "prod/db"), previous.ok()),
        ("new".to_owned(), "old".to_owned())
    );
    let about = world.run([
        "describe",
        "prod/db",
        "--query",
        "[Description, Tags[0].Value]",
        "--output",
        "text",
    ]);
    assert_eq!(about.ok(), "d\tcore\n");
}

#[test]
fn another_vault_is_opened_by_what_opens_it() {
    let source = World::with_secret();
    let _put = source.run_with("new", ["put", "x"]).ok();
    let _tagged = source.run(["tag", "x", "k=v"]).ok();
    let _described = source.run(["update", "x", "--description", "d"]).ok();
    let _binary = source.run_with(b"\0\xff", ["create", "bytes"]).ok();
    let _without = source.run(["create-secret", "--name", "without"]).ok();
    let _gone = source.run_with("1", ["create", "gone"]).ok();
    let _deleted = source.run(["delete", "gone"]).ok();
    let passphrase = source.write("passphrase", "correct horse battery\n");
    let path = source.vault().display().to_string();
    let key = source.path("key").display().to_string();

    let world = World::with_vault();
    refused(&world, &["import", &path], 253, "is opened by a key file");
    let own_key = world.path("key").display().to_string();
    refused(
        &world,
        &["import", &path, "--from-key-file", &own_key],
        253,
        "",
    );
    let before = source.vault_bytes();
    let output = world.run(["import", &path, "--from-key-file", &key, "--prefix", "old/"]);
    let seen = output.seen().replace(&path, "OTHER");
    assert_snapshot!(seen, @r"
    status: 0
    --- stdout
    --- stderr
    vault: warning: OTHER: left out 1 secret scheduled for deletion
    imported OTHER (vault): 3 secrets, 3 created
    ");
    assert!(before == source.vault_bytes(), "the source is only read");
    assert_eq!(names(&world), "old/bytes\nold/without\nold/x\n");
    let previous = world.run(["get", "old/x", "--version-stage", "AWSPREVIOUS"]);
    assert_eq!(
        (get(&world, "old/x"), previous.ok()),
        ("new".to_owned(), "old".to_owned())
    );
    assert_eq!(world.run(["get", "old/bytes"]).stdout, b"\0\xff");
    let about = world.run([
        "describe",
        "old/x",
        "--query",
        "[Description, Tags[0].Key]",
        "--output",
        "text",
    ]);
    assert_eq!(about.ok(), "d\tk\n");

    let passphrase = passphrase.display().to_string();
    let locked = world.path("locked.vault").display().to_string();
    let words = [
        "init",
        "--vault-file",
        &locked,
        "--passphrase-file",
        &passphrase,
    ];
    let mut command = world.command(crate::support::PROGRAM.as_ref());
    command.args(words).env_remove("VAULT_KEY_FILE");
    assert_eq!(crate::support::finish(command, b"").status, 0);
    let words = [
        "create",
        "p",
        "--vault-file",
        &locked,
        "--passphrase-file",
        &passphrase,
    ];
    let _created = world.run_with("1", words).ok();
    let words = [
        "import",
        &locked,
        "--from",
        "vault",
        "--from-passphrase-file",
        &passphrase,
    ];
    assert_eq!(world.run(words).status, 0);
    assert_eq!(get(&world, "p"), "1");
}

#[test]
fn ten_thousand_entries_are_one_commit() {
    let world = World::with_vault();
    let line = |index| format!("TOKEN_{index}=value-{index}\n");
    let file: String = (0..10_000).map(line).collect();
    world.write("many.env", file);
    let output = world.run(["import", "many.env", "--prefix", "ci/"]);
    assert_eq!(
        output.stderr,
        "imported many.env (dotenv): 10000 secrets, 10000 created\n"
    );
    assert_eq!(generation(&world), "2");
    assert_eq!(get(&world, "ci/TOKEN_9999"), "value-9999");
}
