//! `vault export`, and that what it writes is imported exactly.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use insta::assert_snapshot;

use crate::import::refused;
use crate::support::World;

#[test]
fn an_export_goes_where_it_is_told_and_into_a_private_file() {
    let world = World::with_secret();
    let nowhere = refused(&world, &["export"], 252, "say where");
    assert_snapshot!(nowhere, @"vault: error: values would be written without encryption, so say where: --out FILE makes a private file, --stdout prints them");
    refused(&world, &["export", "--out", "-"], 252, "--stdout");
    refused(
        &world,
        &["export", "--out", "f", "--stdout"],
        252,
        "--stdout",
    );
    refused(&world, &["export", "--force", "--stdout"], 252, "--force");
    refused(
        &world,
        &["export", "nope", "--stdout"],
        254,
        "No secret is called nope.",
    );
    refused(
        &world,
        &["export", "nope/", "--stdout"],
        254,
        "No secret is below nope/.",
    );
    refused(
        &world,
        &["export", "--prefix", "nope", "--stdout"],
        254,
        "There is no secret to export.",
    );
    refused(
        &world,
        &["export", "--prefix", "x", "--format", "aws", "--stdout"],
        252,
        "--prefix",
    );
    let output = world.run(["export", "--out", "out.json"]);
    assert_snapshot!(output.seen(), @r"
    status: 0
    --- stdout
    --- stderr
    exported 1 secret to out.json, not encrypted
    ");
    let path = world.path("out.json");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "{\n    \"x\": \"old\"\n}\n"
    );
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    let output = refused(
        &world,
        &["export", "--out", "out.json"],
        255,
        "out.json exists already",
    );
    assert!(output.contains("hint: --force replaces it"), "{output}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let forced = world.run([
        "export", "--out", "out.json", "--format", "dotenv", "--force",
    ]);
    assert_eq!(forced.status, 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "x=old\n");
    assert_eq!(mode(&path), 0o600);
    refused(&world, &["export", "--out", "no/such/file"], 255, "no/such");
    let left: Vec<_> = std::fs::read_dir(world.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn names_and_prefixes_choose_what_is_exported() {
    let world = World::with_vault();
    for name in ["prod/a", "prod/b", "prod", "stage/a", "prod/", "A"] {
        let _created = world.run_with(name, ["create", name]).ok();
    }
    let exported = |words: &[&str]| {
        let output = world.run([&["export", "--stdout"], words].concat());
        let names: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&output.stdout).unwrap();
        names.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(exported(&[]), "A prod prod/ prod/a prod/b stage/a");
    assert_eq!(exported(&["stage/", "A", "A"]), "A stage/a");
    assert_eq!(exported(&["prod/"]), "prod/", "an exact name wins");
    assert_eq!(exported(&["--prefix", "prod/"]), "a b");
    let dotenv = world.run(["export", "--stdout", "--format", "dotenv", "prod/b", "A"]);
    assert_snapshot!(dotenv.seen(), @r"
    status: 0
    --- stdout
    A=A
    prod/b=prod/b
    --- stderr
    vault: warning: prod/b is not a variable's name: few readers of .env files but vault import take them; --prefix takes a prefix off
    ");
}

#[test]
fn what_a_dotenv_file_cannot_hold_is_refused_by_name() {
    let world = World::with_vault();
    let _binary = world.run_with(b"\xff", ["create", "tls/key"]).ok();
    let words = ["export", "--format", "dotenv", "--out", ".env"];
    refused(
        &world,
        &words,
        255,
        "tls/key is binary: a .env file holds text alone",
    );
    assert!(!world.path(".env").exists());
}

/// Values that quoting, escaping and line ends go wrong with, in every format.
fn hostile(world: &World) {
    let values: [(&str, &[u8]); 9] = [
        ("Q/quotes", b"'\"`\\'\\\\ $HOME ${X} $(id) `id` \\n"),
        ("lines.crlf", b"a\r\nb\n\r\n"),
        ("json@1", b"{\"SecretBinary\": \"AA==\"}"),
        ("comment", b" # not a comment #"),
        (
            "unicode",
            "\u{feff}\u{e4}\u{1f600}\u{85}\u{2028}".as_bytes(),
        ),
        ("controls", b"\x01\x1b[2J\t\x7f"),
        ("null", b"null"),
        ("+1.0", b"1.10"),
        ("end", b"\\"),
    ];
    for (name, value) in values {
        let _created = world.run_with(value, ["create", name]).ok();
    }
}

#[test]
fn what_is_exported_is_imported_exactly_in_every_format() {
    let world = World::with_vault();
    hostile(&world);
    for format in ["dotenv", "json", "aws"] {
        if format == "json" {
            let _nul = world.run_with("a\0b", ["create", "nul"]).ok();
            let _binary = world.run_with(b"\0\xff\r\n", ["create", "binary"]).ok();
        }
        let _exported = world
            .run(["export", "--format", format, "--out", format])
            .ok();
        let copy = World::with_vault();
        let file = world.path(format).display().to_string();
        let _imported = copy.run(["import", &file, "--from", format]).ok();
        let all = |world: &World| world.run(["export", "--stdout"]).ok();
        assert_eq!(all(&copy), all(&world), "{format}");
        if format == "json" {
            let as_yaml = ["import", &file, "--from", "yaml", "--on-conflict", "update"];
            let told = copy.run(as_yaml).stderr;
            assert!(told.ends_with(": 11 secrets, 11 unchanged\n"), "{told}");
        }
    }
}
