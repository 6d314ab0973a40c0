//! The seeds under `fuzz/corpus`, as plain tests.

#![expect(clippy::disallowed_methods, reason = "a test reads its seeds")]

use std::path::{Path, PathBuf};

use super::*;

fn corpus(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target)
}

type Run = fn(&[u8]) -> bool;

/// Runs the seeds of a target: how many were accepted.
fn replay(target: &str, run: Run) -> usize {
    let files = std::fs::read_dir(corpus(target)).unwrap();
    let seeds = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
    seeds.filter(|seed| run(seed)).count()
}

#[test]
fn the_seeds_of_every_target_run() {
    let targets: [(&str, Run); 9] = [
        ("header", header),
        ("footer", footer),
        ("node", node),
        ("record", record),
        ("seal", seal),
        ("shorthand", shorthand),
        ("query", query),
        ("sigv4", sigv4),
        ("quote", |value| quote(value, Dialect::Ansi).is_some()),
    ];
    for (target, run) in targets {
        assert!(replay(target, run) > 0, "{target}: no seed is accepted");
    }
    assert_eq!(replay("seal", open), 0);
}

#[test]
#[ignore = "writes the seeds under fuzz/corpus that are not there"]
fn write_the_seeds() {
    for (target, name, content) in crate::store::tests::seeds::all() {
        write(target, name, &content);
    }
    // A header that no signature covers.
    let more = format!("User-Agent: sdk\n{}", sigv4::SIGNED);
    let text = [
        ("sigv4", "with-another-header", more.as_str()),
        ("shorthand", "pairs", "Key=name,Values=a,b"),
        ("shorthand", "nested", "A={B=[1,2],C='x y'},D=\"q\""),
        ("shorthand", "json", "[{\"Key\": \"k\", \"Value\": \"v\"}]"),
        (
            "shorthand",
            "rules",
            "AutomaticallyAfterDays=30,Duration=3h",
        ),
        (
            "query",
            "projection",
            "SecretList[?Size > `2`].{n: Name, t: Tags[0].Value} | [0]",
        ),
        (
            "query",
            "function",
            "sort_by(@, &a)[::-1]\n[{\"a\": 2}, {\"a\": 1}]",
        ),
        ("query", "slice", "SecretList[-1:].Name"),
        ("quote", "plain", "value"),
        ("quote", "hostile", "'\"$(touch x)`y`\\\n\t;&|!~#*?[]{}<>"),
        ("sigv4", "signed", sigv4::SIGNED),
        (
            "sigv4",
            "another-scheme",
            "Host: localhost\nAuthorization: Basic YWJjZA==\n\n{}",
        ),
        ("seal", "whole", "\0\0\0message"),
        ("seal", "changed", "\x01\x05\0message"),
    ];
    for (target, name, content) in text {
        write(target, name, content.as_bytes());
    }
    write("quote", "bytes", &(1..=255).collect::<Vec<u8>>());
}

fn write(target: &str, name: &str, content: &[u8]) {
    let path = corpus(target).join(name);
    std::fs::create_dir_all(corpus(target)).unwrap();
    if !path.exists() {
        std::fs::write(path, content).unwrap();
    }
}
