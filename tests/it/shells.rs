//! Real shells around the real program: every byte of a value arrives, and nothing else happens.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;

use crate::strace::Strace;
use crate::support::{World, finish, has};

/// The shells of POSIX and how one starts them.
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

/// The two ways in which people type it; the first splits fields and expands globs.
const EVALS: [&str; 2] = ["eval $(vault env)", "eval \"$(vault env)\""];

/// What no argument of any process may hold.
const MARKER: &str = "mArKeR";

/// Values that something between a vault and a process would like to change.
fn hostile() -> Vec<String> {
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}-----END PRIVATE KEY-----\n",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj/+=\n".repeat(20)
    );
    let mut values: Vec<String> = [
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
    ]
    .map(str::to_owned)
    .to_vec();
    let long = "64 KiB: $x 'y' \"z\" \\ \n\t% é ".repeat(3_000);
    let mut end = 65_536;
    while !long.is_char_boundary(end) {
        end -= 1;
    }
    values.push(long[..end].to_owned());
    values
}

/// A vault whose secrets `V0`, `V1` and so on hold these values, and the variables that they give.
fn world(values: &[String]) -> (World, BTreeMap<String, String>) {
    let world = World::with_vault();
    let mut variables = BTreeMap::new();
    for (index, value) in values.iter().enumerate() {
        let name = format!("V{index}");
        let _created = world.run_with(value, ["create", &name]).ok();
        variables.insert(name, value.clone());
    }
    world.write("file", "for globs to find");
    (world, variables)
}

/// The variables of ours in what `/proc/self/environ` printed.
fn environment(printed: &[u8]) -> BTreeMap<String, String> {
    printed
        .split(|byte| *byte == 0)
        .filter_map(|entry| std::str::from_utf8(entry).ok()?.split_once('='))
        .filter(|(name, _)| name.starts_with('V') && *name != "VAULT_KEY_FILE")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn assert_exact(world: &World, shell: &[&str], script: &str, expected: &BTreeMap<String, String>) {
    let told = format!("{shell:?} {script}");
    let script = format!("{script}; cat /proc/self/environ");
    // The locale of people; yash needs one for what is not ASCII.
    let mut command = world.command(shell[0].as_ref());
    command
        .args(&shell[1..])
        .args(["-c", &script])
        .env("LC_ALL", "C.UTF-8");
    let output = finish(command, b"");
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{told}");
    let found = environment(&output.stdout);
    for (name, value) in expected {
        assert!(
            found.get(name) == Some(value),
            "{told}: {name} should be {value:.80?} but is {:.80?}",
            found.get(name)
        );
    }
    assert_eq!(found.len(), expected.len(), "{told}: other variables");
    assert!(!world.path("pwned").exists(), "{told}: a value was run");
}

#[test]
fn hostile_values_survive_eval_in_every_shell() {
    let (world, variables) = world(&hostile());
    assert!(variables.len() > 17);
    for shell in POSIX_SHELLS.iter().filter(|shell| has(shell[0])) {
        for eval in EVALS {
            assert_exact(&world, shell, eval, &variables);
        }
    }
    if has("fish") {
        assert_exact(&world, FISH, "vault env | source", &variables);
        assert_exact(&world, FISH, "vault env --format fish | source", &variables);
    }
}

#[test]
fn run_passes_hostile_values_on() {
    let (world, variables) = world(&hostile());
    let output = world.run(["run", "--", "cat", "/proc/self/environ"]);
    assert_eq!(environment(&output.stdout), variables);
}

#[test]
fn no_value_is_in_the_arguments_of_a_process() {
    let values = [
        format!("{MARKER} with $(spaces)\n"),
        format!("plain{MARKER}"),
        format!("{MARKER}%s\\n'"),
    ];
    let (world, variables) = world(&values);
    let Some(strace) = Strace::on(&world, &["execve", "execveat"]) else {
        return;
    };
    let shells = POSIX_SHELLS.iter().chain([&FISH]);
    for shell in shells.filter(|shell| has(shell[0])) {
        let evals = if shell[0] == "fish" {
            ["vault env | source"; 2]
        } else {
            EVALS
        };
        for eval in evals {
            let script = format!("{eval}; cat /proc/self/environ");
            let mut command = strace.command(&["-s", "100000"], shell[0]);
            command.args(&shell[1..]).args(["-c", &script]);
            let output = finish(command, b"");
            assert_eq!(output.status, 0, "{shell:?}: {}", output.stderr);
            assert_eq!(environment(&output.stdout), variables, "{shell:?} {eval}");
            let trace = strace.trace();
            assert!(trace.contains("\"vault\", \"env\""), "{trace}");
            assert!(!trace.contains(MARKER), "{shell:?} {eval}: {trace}");
        }
    }
}

#[test]
fn a_failure_stops_a_careful_script() {
    let world = World::with_vault();
    for shell in POSIX_SHELLS.iter().filter(|shell| has(shell[0])) {
        for eval in [
            "eval $(vault env nope)",
            "eval \"$(vault env nope)\"",
            "eval $(vault env --nope)",
        ] {
            let output = world.run_in(shell, &format!("set -e; {eval}; echo went on"));
            assert_ne!(output.status, 0, "{shell:?} {eval}");
            assert!(output.stdout.is_empty(), "{shell:?} {eval}");
            assert!(
                output.stderr.contains("nope"),
                "{shell:?} {eval}: {}",
                output.stderr
            );
            let output = world.run_in(shell, &format!("{eval} || echo failed"));
            assert_eq!(output.stdout, b"failed\n", "{shell:?} {eval}");
        }
    }
    if has("fish") {
        let output = world.run_in(FISH, "vault env nope | source; and echo went on");
        assert_ne!(output.status, 0);
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn run_is_the_command_it_runs() {
    let world = World::with_vault();
    let _created = world.run_with("s3cret", ["create", "TOKEN"]).ok();
    for status in [0, 1, 42, 125, 254] {
        let exit = format!("exit {status}");
        assert_eq!(world.run(["run", "--", "sh", "-c", &exit]).status, status);
    }
    for (command, status) in [
        ("nowhere-to-be-found", 127),
        ("/nowhere/at/all", 127),
        ("/etc", 126),
        ("./file", 126),
    ] {
        world.write("file", "not a program");
        let output = world.run(["run", "--", command]);
        assert_eq!(output.status, status, "{command}: {}", output.stderr);
        let told = format!("vault: error: cannot run {command}: ");
        assert!(output.stderr.starts_with(&told), "{}", output.stderr);
        assert_eq!(output.stderr.lines().count(), 1);
    }
    // A shell sees 128+n, as if there were nothing between.
    for (signal, status) in [("TERM", 143), ("KILL", 137), ("INT", 130)] {
        let output = world.shell(&format!(
            "vault run -- sh -c 'kill -s {signal} $$'; exit $?"
        ));
        assert_eq!(output.status, status, "{signal}: {}", output.stderr);
    }
    // A signal reaches it.
    let output = world.shell(
        "vault run -- sh -c 'trap \"echo heard; exit 7\" TERM; echo ready > ready; while :; do sleep 0.05; done' &
        until [ -s ready ]; do sleep 0.05; done; kill -s TERM $!; wait $!; exit $?",
    );
    assert_eq!(output.status, 7, "{}", output.stderr);
    assert_eq!(output.stdout, b"heard\n");
    let output = world.run_with("typed", ["run", "--", "cat"]);
    assert_eq!(output.ok(), "typed");
}

#[test]
fn run_hands_on_nothing_but_the_secrets() {
    let mut world = World::with_vault();
    let _created = world.run_with("s3cret", ["create", "TOKEN"]).ok();
    world.set("VAULT_PASSPHRASE", "correct horse");
    world.set("VAULT_PASSPHRASE_FILE", "nowhere");
    world.set("LEFT", "alone");
    let output = world.run(["run", "--", "sh", "-c", "cat /proc/self/environ"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = printed
        .split('\0')
        .filter_map(|entry| Some(entry.split_once('=')?.0))
        .collect();
    assert!(
        names.contains(&"TOKEN") && names.contains(&"LEFT"),
        "{names:?}"
    );
    let ours = [
        "VAULT_PASSPHRASE",
        "VAULT_PASSPHRASE_FILE",
        "VAULT_KEY_FILE",
    ];
    assert!(names.iter().all(|name| !ours.contains(name)), "{names:?}");
    // Descriptors, signals, limits and the umask are as the program found them.
    let look = "ls /proc/self/fd | wc -l; grep -E '^(Sig(Blk|Ign)|NoNewPrivs|CoreDumping)' /proc/self/status; \
                ulimit -a; umask";
    let plain = world.shell(&format!("sh -c \"{look}\""));
    let run = world.shell(&format!("vault run -- sh -c \"{look}\""));
    assert_eq!(run.ok(), plain.ok());
    // Nor may `env` bring them back.
    let output =
        world.shell("eval $(vault env); vault run -- sh -c 'echo ${VAULT_PASSPHRASE-gone}'");
    assert_eq!(output.ok(), "gone\n");
}

#[test]
fn the_shell_that_calls_decides_the_form() {
    let world = World::with_vault();
    let _created = world.run_with("two words", ["create", "TOKEN"]).ok();
    for (shell, begins) in [
        ("bash", "if test $'"),
        ("zsh", "if test $'"),
        ("ksh93", "if test $'"),
        ("mksh", "if test $'"),
        ("dash", "TOKEN=$(printf"),
        ("yash", "TOKEN=$(printf"),
        ("fish", "set -gx TOKEN"),
    ] {
        if has(shell) {
            let output = world.run_in(&[shell], "vault env; true");
            let printed = output.ok();
            assert!(printed.starts_with(begins), "{shell}: {printed}");
            assert!(!printed.trim_end().contains('\n'), "{shell}: {printed}");
        }
    }
}
