//! Real shells read back every byte, and run nothing.

// A child's environment is read from /proc.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write as _};
use std::process::{Command, Output};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::Variable;
use super::quote::{Dialect, render, render_failure};

/// The shells of POSIX, as one types them; the first word is what `/proc/PID/exe` would say.
const POSIX_SHELLS: [&[&str]; 7] = [
    &["bash"],
    &["dash"],
    &["zsh", "-f"],
    &["ksh93"],
    &["mksh"],
    &["busybox", "sh"],
    &["yash"],
];
const FISH: &[&str] = &["fish", "--no-config"];

const UNQUOTED: &str = "eval $(cat line)";
const QUOTED: &str = "eval \"$(cat line)\"";
const SOURCE: &str = "cat line | source";
/// The environment of a child.
const SHOW: &str = "/bin/cat /proc/self/environ";

/// An empty home, in which every file that appears is the work of a payload.
struct Home(TempDir);

impl Home {
    fn new(dialect: Dialect, variables: &[Variable]) -> Self {
        let home = Self(TempDir::new().unwrap());
        let mut line = Vec::new();
        render(dialect, variables, &mut line).unwrap();
        home.put(&line);
        home
    }

    fn failure(dialect: Dialect) -> Self {
        let home = Self(TempDir::new().unwrap());
        let mut line = Vec::new();
        render_failure(dialect, &mut line).unwrap();
        home.put(&line);
        home
    }

    fn put(&self, line: &[u8]) {
        let mut file = tempfile::Builder::new().tempfile_in(&self.0).unwrap();
        file.write_all(line).unwrap();
        file.persist(self.0.path().join("line")).unwrap();
    }

    /// `None`, with a word about it, if the shell is not installed.
    fn run(&self, shell: &[&str], locale: &str, script: &str) -> Option<Output> {
        let output = Command::new(shell[0])
            .args(&shell[1..])
            .args(["-c", script])
            .current_dir(&self.0)
            .env_clear()
            .envs([("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LC_ALL", locale)])
            .env("HOME", self.0.path())
            .output();
        match output {
            Ok(output) => Some(output),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                println!("skipped: {} is not installed", shell[0]);
                None
            }
            Err(error) => panic!("{shell:?}: {error}"),
        }
    }

    fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = self
            .0
            .path()
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            // fish makes its own folders at home.
            .filter(|name| !matches!(name.as_str(), ".config" | ".local" | ".cache"))
            .collect();
        files.sort();
        files
    }
}

fn environment(output: &Output) -> BTreeMap<Vec<u8>, Vec<u8>> {
    output
        .stdout
        .split(|&byte| byte == 0)
        .filter_map(|entry| {
            let middle = entry.iter().position(|&byte| byte == b'=')?;
            Some((entry[..middle].to_vec(), entry[middle + 1..].to_vec()))
        })
        .collect()
}

fn variables<T: AsRef<[u8]>>(values: &[T]) -> Vec<Variable> {
    values
        .iter()
        .enumerate()
        .map(|(index, value)| Variable {
            name: format!("V{index}").parse().unwrap(),
            value: Zeroizing::new(value.as_ref().to_vec()),
        })
        .collect()
}

/// The shell's children see exactly these values, nothing was run, and nothing was said.
fn assert_exact(dialect: Dialect, shell: &[&str], locale: &str, read: &str, given: &[Variable]) {
    let home = Home::new(dialect, given);
    let Some(output) = home.run(shell, locale, &format!("{read}; {SHOW}")) else {
        return;
    };
    let told = format!("{shell:?} {locale} {read}");
    assert!(output.status.success(), "{told}: {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{told}");
    assert_eq!(home.files(), ["line"], "{told}");
    let found = environment(&output);
    for variable in given {
        let value = found.get(variable.name.as_str().as_bytes());
        assert!(
            value == Some(&*variable.value),
            "{told}: {} should be {} but is {:?}",
            variable.name,
            variable.value.escape_ascii(),
            value.map(|value| value.escape_ascii().to_string()),
        );
    }
}

fn hostile() -> Vec<Vec<u8>> {
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}-----END PRIVATE KEY-----\n",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj/+=\n".repeat(20)
    );
    let mut values: Vec<Vec<u8>> = [
        "two words",
        "  leading, trailing and   inner  ",
        "tab\there\t",
        "carriage\rreturn\r\n",
        "line one\nline two",
        "trailing newlines\n\n\n",
        "it's \"quoted\" '\\'' \"",
        "back\\slash \\n \\\\ \\101 end\\",
        "$(touch pwned) ${HOME} $HOME $((1+1))",
        "`touch pwned`",
        "';touch pwned;' \";touch pwned;\" ;touch pwned;\n touch pwned\n",
        "* ? [a-z]* {a,b} {1..3} ?(x) @(l|m)",
        "!! !$ !touch",
        "~ ~root =ls a:=ls a:~",
        "-n",
        "# not a comment",
        "naïve Ünïcödé 日本語 😀 \u{2018}\u{2019}",
        "\x1b[31mred\x1b[0m \x07\x08\x7f",
        &pem,
        "=ls",
        "a:=ls:~root",
        "50% %s %d %%",
        "a&b|c<d>e(f)g^h",
        "\n",
        "",
        ".",
        "plain",
        "0",
        "\\",
        "'",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    let long = "64 KiB: $x 'y' \"z\" \\ \n\t% é ".repeat(3000);
    values.push(long.as_bytes()[..65536].to_vec());
    assert!(std::str::from_utf8(&values[30]).is_ok(), "yash needs UTF-8");
    values
}

#[test]
fn hostile_values_are_exact_in_every_posix_shell_quoted_and_unquoted() {
    let given = variables(&hostile());
    for shell in POSIX_SHELLS {
        for read in [UNQUOTED, QUOTED] {
            let dialect = Dialect::for_executable(shell[0]);
            assert_exact(dialect, shell, "C.UTF-8", read, &given);
        }
    }
}

#[test]
fn hostile_values_are_exact_in_fish() {
    let given = variables(&hostile());
    for locale in ["C", "C.UTF-8"] {
        assert_exact(Dialect::Fish, FISH, locale, SOURCE, &given);
    }
}

#[test]
fn bytes_that_are_no_text_are_exact_in_every_locale() {
    let every_byte: Vec<u8> = (1..=255).collect();
    let given = variables(&[every_byte, b"\xff".to_vec(), b"\xc3\n".to_vec()]);
    for locale in ["C", "C.UTF-8"] {
        // yash knows only text.
        for shell in POSIX_SHELLS.iter().filter(|shell| shell[0] != "yash") {
            for read in [UNQUOTED, QUOTED] {
                let dialect = Dialect::for_executable(shell[0]);
                assert_exact(dialect, shell, locale, read, &given);
            }
        }
        assert_exact(Dialect::Fish, FISH, locale, SOURCE, &given);
    }
}

#[test]
fn the_form_for_unknown_shells_is_exact_in_all_of_them() {
    let mut values = hostile();
    // The printf of mksh is a program, whose arguments are limited.
    values.pop();
    let given = variables(&values);
    for shell in POSIX_SHELLS {
        for read in [UNQUOTED, QUOTED] {
            assert_exact(Dialect::Printf, shell, "C.UTF-8", read, &given);
        }
    }
}

#[test]
fn random_text_is_exact_in_every_shell() {
    let mut runner = TestRunner::deterministic();
    let texts = prop::collection::vec(
        "[^\0]{0,40}|[ -~\n\t\r]{0,40}|[A-Za-z0-9_./:@%+,=-]{0,12}",
        450,
    );
    let given = variables(&texts.new_tree(&mut runner).unwrap().current());
    for shell in POSIX_SHELLS {
        for read in [UNQUOTED, QUOTED] {
            let dialect = Dialect::for_executable(shell[0]);
            assert_exact(dialect, shell, "C.UTF-8", read, &given);
        }
    }
    assert_exact(Dialect::Fish, FISH, "C.UTF-8", SOURCE, &given);
}

/// Any bytes but NUL; yash knows only text, and gets text.
#[test]
#[ignore = "long form"]
fn long_form_ten_thousand_random_values_are_exact_in_every_shell() {
    let mut runner = TestRunner::deterministic();
    let bytes = prop::collection::vec(prop::collection::vec(1..=255_u8, 0..48), 400);
    let texts = prop::collection::vec("[^\0]{0,24}|[ -~\n\t\r]{0,48}", 400);
    for _ in 0..25 {
        let bytes = variables(&bytes.new_tree(&mut runner).unwrap().current());
        let texts = variables(&texts.new_tree(&mut runner).unwrap().current());
        for shell in POSIX_SHELLS {
            let given = if shell[0] == "yash" { &texts } else { &bytes };
            for read in [UNQUOTED, QUOTED] {
                let dialect = Dialect::for_executable(shell[0]);
                assert_exact(dialect, shell, "C.UTF-8", read, given);
            }
        }
        assert_exact(Dialect::Fish, FISH, "C.UTF-8", SOURCE, &bytes);
    }
}

#[test]
fn a_shell_without_ansi_quotes_exports_nothing_and_fails() {
    let home = Home::new(
        Dialect::Ansi,
        &variables(&["two words", "plain", "$(touch pwned)"]),
    );
    for shell in [&["dash"], &["yash"]] {
        for read in [UNQUOTED, QUOTED] {
            let script = format!("{read} || {SHOW}");
            let Some(output) = home.run(shell, "C.UTF-8", &script) else {
                continue;
            };
            let found = environment(&output);
            assert!(
                found.contains_key(b"PATH".as_slice()),
                "{shell:?}: the eval succeeded"
            );
            let exported = found.keys().filter(|name| name.starts_with(b"V")).count();
            assert_eq!(exported, 0, "{shell:?}: {found:?}");
            assert_eq!(home.files(), ["line"]);
        }
    }
}

#[test]
fn after_a_failure_a_careful_script_stops() {
    for shell in POSIX_SHELLS {
        let home = Home::failure(Dialect::for_executable(shell[0]));
        for read in [UNQUOTED, QUOTED] {
            if let Some(output) = home.run(shell, "C", &format!("set -e; {read}; echo went on")) {
                assert!(!output.status.success(), "{shell:?}");
                assert!(output.stdout.is_empty(), "{shell:?}: {output:?}");
            }
        }
    }
    let home = Home::failure(Dialect::Fish);
    if let Some(output) = home.run(FISH, "C", &format!("{SOURCE}; and echo went on")) {
        assert!(!output.status.success());
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}

#[test]
fn nushell_takes_what_it_is_given_and_stops_at_a_failure() {
    let shell = &["nu", "--no-config-file"];
    let read = "open --raw line | from json | load-env";
    assert_exact(
        Dialect::Nushell,
        shell,
        "C.UTF-8",
        read,
        &variables(&hostile()),
    );
    let home = Home::failure(Dialect::Nushell);
    if let Some(output) = home.run(shell, "C.UTF-8", &format!("{read}; print 'went on'")) {
        assert!(!output.status.success());
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}

#[test]
fn powershell_takes_what_it_is_given_and_stops_at_a_failure() {
    let shell = &["pwsh", "-NoProfile"];
    let read = "Invoke-Expression (Get-Content -Raw line)";
    let mut values = hostile();
    values.retain(|value| !value.is_empty());
    assert_exact(
        Dialect::PowerShell,
        shell,
        "C.UTF-8",
        read,
        &variables(&values),
    );
    let home = Home::failure(Dialect::PowerShell);
    if let Some(output) = home.run(shell, "C.UTF-8", &format!("{read}; 'went on'")) {
        assert!(!output.status.success());
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}
