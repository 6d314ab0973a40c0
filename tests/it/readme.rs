//! What the README and the tour show is what the program does.
//!
//! A `console` block is run: each `$ ` line in the same bash, in a new home, and what follows it must be what it prints, on both
//! outputs. `[..]` stands for what no two runs have in common. Blocks that are not run have another language.

use std::path::Path;

use vault::cli::env::Variable;

use crate::support::{PROGRAM, World};

/// Between what two commands print: a line that no command prints.
const MARK: &str = "\u{1e}end of command";

#[test]
fn the_readme_shows_what_happens() {
    let readme = repository("README.md");
    let commands = commands(&readme);
    assert!(
        commands.len() > 30,
        "only {} commands found",
        commands.len()
    );
    let mut script = String::from("exec 2>&1 </dev/null\n");
    let after = format!("\nvault_status=$?\nprintf '\\n{MARK}\\n'\n(exit $vault_status)\n");
    for (command, _) in &commands {
        script.push_str(command);
        script.push_str(&after);
    }
    let world = World::empty();
    let output = world.run_in(&["bash", "--norc"], &script);
    let printed = String::from_utf8(output.stdout).unwrap();
    let home = world.path("").display().to_string();
    let printed = printed.replace(home.trim_end_matches('/'), "/home/you");
    let mark = format!("\n{MARK}\n");
    let mut printed = printed.split(&mark);
    for (command, expected) in commands {
        let found = printed.next().unwrap();
        check(&command, &expected, found);
    }
}

#[test]
fn the_tour_shows_what_happens() {
    let output = World::empty()
        .command("sh".as_ref())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tour.sh"))
        .env("VAULT", PROGRAM)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    check("sh docs/tour.sh", &repository("docs/tour.txt"), &printed);
}

#[test]
fn a_difference_is_noticed() {
    assert!(matches("id [..] of [..]", "id 5 of 7"));
    for (expected, found) in [
        ("id [..] of", "id 5 off"),
        ("id [..]", "no id 5"),
        ("a[..]a", "a"),
        ("", "x"),
    ] {
        assert!(!matches(expected, found), "{expected}");
    }
    let block = "```console\n$ one \\\n> two\nout\n\n$ three\n```\n```sh\n$ four\n```\n";
    assert_eq!(
        commands(block),
        [
            ("one \\\ntwo".to_owned(), "out\n\n".to_owned()),
            ("three".to_owned(), String::new())
        ]
    );
}

#[test]
fn the_readme_names_every_variable_and_every_exit_status() {
    let readme = repository("README.md");
    for variable in Variable::ALL {
        assert!(
            readme.contains(&format!("`{}`", variable.name())),
            "{variable:?}"
        );
    }
    let help = World::empty().run(["--help"]).ok();
    let codes = help.split("Exit codes:\n").nth(1).unwrap();
    let codes = codes.lines().take_while(|line| !line.is_empty());
    // A line that goes on where the one before ended stands further right.
    let codes = codes
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '));
    for code in codes.filter_map(|line| line.split("  ").next()) {
        assert!(
            readme.contains(&format!("\n| {code} |")),
            "exit status {code}"
        );
    }
}

/// The commands of all `console` blocks, each with what it shall print.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut runs = false;
    for line in text.lines() {
        if line.starts_with("```") {
            runs = line == "```console";
        } else if !runs {
        } else if let Some(command) = line.strip_prefix("$ ") {
            commands.push((command.to_owned(), String::new()));
        } else if let Some(more) = line.strip_prefix("> ") {
            let (command, _) = commands.last_mut().unwrap();
            command.push('\n');
            command.push_str(more);
        } else {
            let (_, expected) = commands.last_mut().unwrap();
            expected.push_str(line);
            expected.push('\n');
        }
    }
    commands
}

fn check(command: &str, expected: &str, found: &str) {
    let (expected_lines, found_lines) = (expected.trim().lines(), found.trim().lines());
    let same = expected_lines.clone().count() == found_lines.clone().count()
        && expected_lines
            .zip(found_lines)
            .all(|(expected, found)| matches(expected, found.trim_end()));
    assert!(
        same,
        "$ {command}\n--- expected\n{expected}\n--- printed\n{found}"
    );
}

/// Whether a line is as expected; `[..]` stands for anything that is not empty.
fn matches(expected: &str, found: &str) -> bool {
    let Some((start, rest)) = expected.split_once("[..]") else {
        return expected == found;
    };
    let Some(mut found) = found.strip_prefix(start) else {
        return false;
    };
    while let Some(first) = found.chars().next() {
        found = &found[first.len_utf8()..];
        if matches(rest, found) {
            return true;
        }
    }
    false
}

fn repository(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}
