//! What cannot be understood or done: a clear line that names the thing, the documented status, and not a byte changed.

#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::{Output, World, finish};

/// The command fails with this status and its first line holds this text; hints may follow, and nothing else.
fn check(world: &World, output: &Output, told: &str, status: i32, text: &str) {
    let told = format!("{told}: {}", output.seen());
    assert_eq!(output.status, status, "{told}");
    assert!(output.stdout.is_empty(), "{told}");
    let mut lines = output.stderr.lines();
    let mut first = lines.next().unwrap_or_default().to_owned();
    if first.ends_with("Parameter validation failed:") {
        first.push_str(lines.next().unwrap_or_default());
    }
    assert!(
        first.starts_with("vault: error: ") || first.starts_with("An error occurred ("),
        "{told}"
    );
    assert!(first.contains(text), "{text} is not in {told}");
    assert!(!first.contains("internal error"), "{told}");
    assert!(lines.all(|line| line.starts_with("hint: ")), "{told}");
    if world.vault().exists() {
        assert_eq!(world.run(["get", "x"]).stdout, b"old", "{told}");
    }
}

/// Lines of a table: the words, the status, what the error names.
fn refused(world: &World, table: &[(&[&str], i32, &str)]) {
    let before = world.vault_bytes();
    for (words, status, text) in table {
        let output = world.run(*words);
        check(world, &output, &format!("{words:?}"), *status, text);
        assert!(
            world.vault_bytes() == before,
            "{words:?}: the vault changed"
        );
    }
}

#[test]
fn values_that_cannot_be_stored() {
    let world = World::with_secret();
    world.write("over", "z".repeat(65_537));
    world.write("binary", b"\xff\xfe");
    world.write("empty", b"");
    let long = "n".repeat(513);
    let put = ["put-secret-value", "--secret-id", "x"];
    let with = |words: &[&'static str]| [&put[..], words].concat();
    refused(
        &world,
        &[
            (
                &with(&["--secret-string", "file://over"]),
                254,
                "less than or equal to 65536",
            ),
            (
                &with(&["--secret-binary", "fileb://over"]),
                254,
                "less than or equal to 65536",
            ),
            (
                &with(&["--secret-string", "file://binary"]),
                252,
                "--secret-string",
            ),
            (
                &with(&["--secret-string", "file://empty"]),
                252,
                "SecretString",
            ),
            (
                &with(&["--secret-string", "file://nowhere"]),
                252,
                "file://nowhere",
            ),
            (
                &with(&["--secret-string", "file:///"]),
                252,
                "Is a directory",
            ),
            (
                &with(&["--secret-string", "file:///dev/zero"]),
                252,
                "--secret-string",
            ),
            (
                &with(&["--secret-binary", "not base64"]),
                252,
                "--secret-binary",
            ),
            (
                &with(&["--secret-string", "a", "--secret-binary", "YQ=="]),
                254,
                "both",
            ),
            (&with(&[]), 254, "SecretString or SecretBinary"),
            (&["put", "x"], 252, "standard input holds no value"),
            (
                &["create-secret", "--name", &long],
                254,
                "less than or equal to 512",
            ),
            (&["create-secret", "--name", ""], 252, "Name"),
            (&["create-secret", "--name", "a b"], 254, "Invalid name"),
            (&["create-secret", "--name", "a\nb"], 254, "Invalid name"),
            (
                &["create-secret", "--name", "a\u{1b}[31mb"],
                254,
                "Invalid name",
            ),
            (&["create-secret", "--name", "x"], 254, "already exists"),
        ],
    );
    // Nor by standard input, however much comes.
    for length in [65_537, 4_000_000] {
        let output = world.run_with("z".repeat(length), ["put", "x"]);
        assert!(matches!(output.status, 252 | 254), "{}", output.stderr);
        check(&world, &output, "a long input", output.status, "");
        assert!(output.stderr.len() < 500, "{}", output.stderr);
    }
}

#[test]
fn the_largest_value_and_the_longest_name_are_kept() {
    let world = World::with_secret();
    let name = "n".repeat(512);
    let value: Vec<u8> = (b'a'..=b'z').cycle().take(65_536).collect();
    let _created = world.run_with(&value, ["create", &name]).ok();
    assert_eq!(world.run(["get", &name]).stdout, value);
    let bytes: Vec<u8> = (0..=255).cycle().take(65_536).collect();
    world.write("bytes", &bytes);
    let _stored = world
        .run([
            "put-secret-value",
            "--secret-id",
            &name,
            "--secret-binary",
            "fileb://bytes",
        ])
        .ok();
    assert_eq!(world.run(["get", &name]).stdout, bytes);
    let nul = b"a\0b\x01\x1b\x7f\r\n";
    let _stored = world.run_with(nul, ["put", "x"]).ok();
    assert_eq!(world.run(["get", "x"]).stdout, nul);
}

#[test]
fn documents_that_are_malformed() {
    let world = World::with_secret();
    let filters = ["list-secrets", "--filters"];
    let tags = ["tag-resource", "--secret-id", "x", "--tags"];
    let json = ["create-secret", "--cli-input-json"];
    let yaml = ["create-secret", "--cli-input-yaml"];
    let nested = "[".repeat(60_000);
    refused(
        &world,
        &[
            (&[filters[0], filters[1], "[{"], 252, "--filters"),
            (&[filters[0], filters[1], ",,,"], 252, "--filters"),
            (
                &[filters[0], filters[1], r#"[{"Key":"nope","Values":["a"]}]"#],
                254,
                "'nope'",
            ),
            (
                &[tags[0], tags[1], tags[2], tags[3], r#"{"Key":"#],
                252,
                "--tags",
            ),
            (
                &[tags[0], tags[1], tags[2], tags[3], r#"{"Kye":"a"}"#],
                252,
                "Kye",
            ),
            (&[tags[0], tags[1], tags[2], tags[3], "Key"], 252, "--tags"),
            (
                &[tags[0], tags[1], tags[2], tags[3], &nested],
                252,
                "--tags",
            ),
            (&[json[0], json[1], "{"], 252, "cli-input-json"),
            (&[json[0], json[1], "[]"], 252, "cli-input-json"),
            (&[json[0], json[1], &nested], 252, "cli-input-json"),
            (&[json[0], json[1], r#"{"Nmae":"x"}"#], 252, "Nmae"),
            (&[json[0], json[1], "file://nowhere"], 252, "file://nowhere"),
            (&[yaml[0], yaml[1], ": : :"], 252, "cli-input-yaml"),
            (&[yaml[0], yaml[1], &nested], 252, "cli-input-yaml"),
        ],
    );
}

#[test]
fn options_and_commands_that_are_not() {
    let world = World::with_secret();
    let deep = "(".repeat(60_000);
    refused(
        &world,
        &[
            (&["create-secret", "--nmae", "x"], 252, "--nmae"),
            (&["get", "x", "y"], 252, "y"),
            (&["get"], 252, "SECRET"),
            (&["get", "x", "--vault-file"], 252, "--vault-file"),
            (&["lst"], 252, "'lst'"),
            (&[""], 252, "''"),
            (&["-x"], 252, "-x"),
            (&["list-secrets", "--query", "["], 252, "--query ["),
            (&["list-secrets", "--query", "nope(@)"], 255, "nope()"),
            (&["list-secrets", "--query", &deep], 252, "--query"),
            (&["list-secrets", "--region", "Mars!"], 252, "'Mars!'"),
            (&["list-secrets", "--region", ""], 252, "''"),
            (&["list-secrets", "--output", "xml"], 252, "xml"),
            (
                &["list-secrets", "--max-results", "x"],
                252,
                "--max-results",
            ),
            (&["list-secrets", "--max-items", "x"], 252, "--max-items"),
            (&["list-secrets", "--page-size", "0"], 252, "MaxResults"),
            (
                &["list-secrets", "--starting-token", "zzz"],
                254,
                "NextToken",
            ),
            (
                &["list-secrets", "--starting-token", "a___b___c"],
                255,
                "a___b___c",
            ),
            (&["list-secrets", "--next-token", "zzz"], 254, "NextToken"),
            (&["list-secrets", "--profile", "nope"], 253, "nope"),
            (
                &[
                    "delete-secret",
                    "--secret-id",
                    "x",
                    "--recovery-window-in-days",
                    "1",
                ],
                254,
                "RecoveryWindowInDays",
            ),
            (&["get", "x", "--version-id", "1"], 252, "VersionId"),
            (
                &["init", "--account-id", "12", "--vault-file", "new"],
                252,
                "'12'",
            ),
            (&["init", "--vault-file", "nowhere/new"], 255, "nowhere"),
            (&["init", "--vault-file", "."], 255, "."),
            (&["run"], 252, "COMMAND"),
            (&["run", "nope", "--", "true"], 254, "nope"),
            (&["completions", "tcsh"], 252, "tcsh"),
            (&["man", "nowhere/there"], 255, "nowhere/there"),
        ],
    );
    let output = world.run(["create-secret", "--nmae", "x"]);
    assert!(output.stderr.contains("'--name'"), "{}", output.stderr);
    assert!(world.run(["lst"]).stderr.contains("'list'"));
}

#[test]
fn words_of_any_bytes_number_and_length() {
    let world = World::with_secret();
    let before = world.vault_bytes();
    let bad = OsStr::from_bytes(b"\xff\xfe");
    let word = OsStr::new;
    for words in [
        &[bad][..],
        &[word("get"), bad],
        &[word("get-secret-value"), word("--secret-id"), bad],
        &[word("get-secret-value"), bad, word("x")],
        &[word("create-secret"), word("--name"), bad],
        &[
            word("put-secret-value"),
            word("--secret-id"),
            word("x"),
            word("--secret-string"),
            bad,
        ],
        &[word("list-secrets"), word("--query"), bad],
        &[word("list-secrets"), word("--region"), bad],
        &[word("list-secrets"), word("--output"), bad],
        &[word("create-secret"), word("--cli-input-json"), bad],
        &[
            word("tag-resource"),
            word("--secret-id"),
            word("x"),
            word("--tags"),
            bad,
        ],
    ] {
        let output = world.run(words);
        check(&world, &output, &format!("{words:?}"), 252, "");
    }
    let output = world.run([
        word("put-secret-value"),
        word("--secret-id=x"),
        word("--secret-string"),
        bad,
    ]);
    let told = "vault: error: invalid value for '--secret-string ";
    assert!(output.stderr.starts_with(told), "{}", output.stderr);
    // A path may have any bytes.
    let output = world.run([word("list"), word("--vault-file"), bad]);
    check(&world, &output, "a path", 253, "no vault at");
    let output = world.run([word("run"), word("--"), word("printf"), word("%s"), bad]);
    assert_eq!(output.stdout, b"\xff\xfe");

    let many: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
    for first in ["list", "get", "tag", "--nope", "put-secret-value", "env"] {
        let output = world.run([first].into_iter().chain(many.iter().map(String::as_str)));
        assert!(
            matches!(output.status, 252 | 254),
            "{first}: {}",
            output.status
        );
        assert!(output.stderr.lines().count() < 5, "{first}");
    }
    let long = "z".repeat(130_000);
    for words in [
        &["get", &long][..],
        &[&long],
        &["list", "--query", &long],
        &["list", "--region", &long],
        &["list", "--vault-file", &long],
        &["list", "--profile", &long],
        &["list", "--starting-token", &long],
        &["describe", &long],
        &["put", "x", "--secret-string", &long],
        &[
            "put",
            "x",
            "--client-request-token",
            &long,
            "--secret-string",
            "a",
        ],
        &["env", &long],
        &["init", "--vault-file", &long],
    ] {
        let output = world.run(words);
        assert!(matches!(output.status, 252..=255), "{}", output.status);
        assert!(output.stderr.lines().count() < 5);
        assert!(!output.stderr.contains("internal error"), "{}", words[0]);
    }
    assert!(world.vault_bytes() == before);
}

#[test]
fn what_is_shown_cannot_drive_a_terminal() {
    let world = World::with_secret();
    for words in [
        &["\u{1b}]0;x\u{7}"][..],
        &["get", "\u{1b}[2J"],
        &["list", "--vault-file", "\u{1b}[2J\r\u{202e}"],
        &["list", "--profile", "\u{9b}31m"],
        &["list", "--query", "\u{1b}[2J"],
        &["list", "--region", "\u{1b}[2J"],
        &["env", "\u{1b}[2J"],
        &["run", "--", "\u{1b}[2J"],
        &["--\u{1b}[2J"],
    ] {
        let output = world.run(words);
        assert_ne!(output.status, 0, "{words:?}");
        let raw = output.stderr.chars().find(|character| {
            character.is_control() && *character != '\n' || *character == '\u{202e}'
        });
        assert_eq!(raw, None, "{words:?}: {:?}", output.stderr);
    }
    let mut command = world.command("bash".as_ref());
    command.args(["-c", "exec -a $'\\e[2Jv' vault nope"]);
    let output = finish(command, b"");
    assert!(!output.stderr.contains('\u{1b}'), "{:?}", output.stderr);
}
