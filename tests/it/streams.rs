//! Standard streams that are closed, full, or read by somebody who goes away.

#![cfg(unix)]

use crate::support::{PROGRAM, World, finish};

#[test]
fn a_change_whose_answer_cannot_be_printed_says_that_it_is_stored() {
    let world = World::with_secret();
    let output = world.shell("vault put x --secret-string new >/dev/full");
    assert_eq!(output.status, 255);
    assert!(
        output.stderr.contains("the change is stored"),
        "{}",
        output.stderr
    );
    assert_eq!(world.run(["get", "x"]).ok(), "new");
}

#[test]
fn standard_streams_that_are_closed_or_full() {
    let world = World::with_secret();
    for (line, status, error) in [
        ("vault get x >&-", 255, "standard output is closed"),
        (
            "vault put x --secret-string new >&-",
            255,
            "standard output is closed",
        ),
        ("vault --version >&-", 255, "standard output is closed"),
        ("vault --help >&-", 255, "standard output is closed"),
        (
            "vault get x >/dev/full",
            255,
            "standard output: No space left",
        ),
        (
            "vault list-secrets >/dev/full",
            255,
            "standard output: No space left",
        ),
        (
            "vault list-secrets --output table >/dev/full",
            255,
            "standard output: No space left",
        ),
        (
            "vault --help >/dev/full",
            255,
            "standard output: No space left",
        ),
        (
            "vault --version >/dev/full",
            255,
            "standard output: No space left",
        ),
        (
            "vault completions zsh >/dev/full",
            255,
            "standard output: No space left",
        ),
        ("vault put x <&-", 252, "standard input holds no value"),
        ("vault get nope 2>&-", 254, ""),
        ("vault get nope 2>/dev/full", 254, ""),
    ] {
        let output = world.shell(line);
        assert_eq!(output.status, status, "{line}: {}", output.stderr);
        assert!(output.stderr.contains(error), "{line}: {}", output.stderr);
        assert!(
            output.stderr.lines().count() <= 2,
            "{line}: {}",
            output.stderr
        );
        assert_eq!(world.run(["get", "x"]).ok(), "old", "{line}");
    }
    assert_eq!(world.shell("vault get x <&- 2>&-").ok(), "old");
    // Nothing that is opened may land in the place of a closed stream.
    let before = world.vault_bytes();
    assert_eq!(world.shell("vault get x 2>&- <&- | cat").ok(), "old");
    let _failed = world.shell("vault get nope 2>&- <&-; vault put nope --secret-string y 2>&- <&-");
    assert!(world.vault_bytes() == before);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let world = World::with_secret();
    for index in 0..40 {
        let _created = world
            .run_with("y".repeat(6_000), ["create", &format!("y/{index}")])
            .ok();
    }
    for line in [
        "vault list-secrets | head -1",
        "vault list -1 | head -1",
        "vault batch-get-secret-value --filters Key=name,Values=y | head -1",
        "vault env --format json | head -c 1",
        "vault --help | head -1",
        "vault completions bash | head -1",
        "vault get y/0 | true",
    ] {
        let line = format!(
            "{{ {line} ; }}; {{ {}; echo $? >status; }} | head -c 1 >head",
            line.split('|').next().unwrap()
        );
        let output = world.shell(&line);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{line}");
        let status = std::fs::read_to_string(world.path("status")).unwrap_or_default();
        assert!(matches!(status.trim(), "0" | ""), "{line}: {status}");
    }
}

#[test]
fn without_a_home_folder_nothing_crashes() {
    let world = World::with_secret();
    for home in [None, Some(""), Some("relative")] {
        for words in [&["status"][..], &["list"], &["get", "x"]] {
            let mut command = world.command(PROGRAM.as_ref());
            command.env_clear().args(words);
            if let Some(home) = home {
                command.env("HOME", home);
            }
            let output = finish(command, b"");
            assert_eq!(output.status, 253, "{words:?}: {}", output.stderr);
            assert!(
                output.stderr.contains("no home folder"),
                "{}",
                output.stderr
            );
        }
    }
}
