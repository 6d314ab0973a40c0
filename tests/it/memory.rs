//! What is left in the memory of a process that is about to end, and what its end leaves behind.
//!
//! `strace` holds the program where it calls `exit_group`; everything it still has is then searched, as root.

#![cfg(target_os = "linux")]

use std::os::unix::fs::FileExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;

use crate::strace::Strace;
use crate::support::{PROGRAM, World, has};

const PASSPHRASE: &str = "Kranich-7 zieht ostw\u{e4}rts";
const ASKED: &str = "aSkEd-4c1f09-value-d2b7";
const OTHER: &str = "oThEr-98e3aa-value-51c6";

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A vault with two secrets that is opened by a passphrase at the least cost, and by no key file.
fn with_passphrase() -> World {
    let world = World::empty();
    world.write("pass", PASSPHRASE);
    let chmod = world.shell("chmod 600 pass && vault init --passphrase-file pass");
    assert_eq!(chmod.status, 0, "{}", chmod.stderr);
    for (name, value) in [("asked", ASKED), ("other", OTHER)] {
        let words = ["create", name, "--passphrase-file", "pass"];
        let _created = world.run_with(value, words).ok();
    }
    world
}

/// The ways in which a text could lie about: itself, halves of it, wide, in hexadecimal, in base64.
fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let hex = |upper: bool| -> Vec<u8> {
        let digit = |byte: &u8| {
            if upper {
                format!("{byte:02X}")
            } else {
                format!("{byte:02x}")
            }
        };
        bytes.iter().map(digit).collect::<String>().into_bytes()
    };
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes);
    vec![
        ("itself", bytes.to_vec()),
        ("its first 8 bytes", bytes[..8].to_vec()),
        ("its last 8 bytes", bytes[bytes.len() - 8..].to_vec()),
        (
            "UTF-16",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("hexadecimal", hex(false)),
        ("HEXADECIMAL", hex(true)),
        ("base64", base64.into_bytes()),
    ]
}

/// A program that stands before its end.
struct Held {
    strace: Child,
    program: u32,
}

impl Held {
    /// `None`, said by name, where no other process's memory may be read.
    fn at_exit(
        world: &World,
        variables: &[(&str, &str)],
        input: &str,
        words: &[&str],
    ) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            eprintln!("skipped: only root reads the memory of a process that is not dumpable");
            return None;
        }
        let strace = Strace::on(world, &["exit_group"])?;
        let delay = "inject=exit_group:delay_enter=60000000";
        let mut command = strace.command(&["-e", delay], PROGRAM);
        let given = world.write("input", input);
        let mut strace = command
            .args(words)
            .envs(variables.iter().copied())
            .stdin(std::fs::File::open(given).unwrap())
            .stdout(std::fs::File::create(world.path("printed")).unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let started = Instant::now();
        let exit_group = exit_group_call();
        loop {
            assert!(started.elapsed() < PATIENCE, "{words:?} does not end");
            assert!(strace.try_wait().unwrap().is_none(), "{words:?} is gone");
            let parent = strace.id();
            let children =
                std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
            for child in children.unwrap_or_default().split_whitespace() {
                let call = std::fs::read_to_string(format!("/proc/{child}/syscall"));
                let program = std::fs::read_link(format!("/proc/{child}/exe"));
                if program.is_ok_and(|path| path.ends_with("vault"))
                    && call.is_ok_and(|call| call.starts_with(exit_group))
                {
                    let program = child.parse().unwrap();
                    return Some(Self { strace, program });
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Everything that the program can read or write, mapping by mapping, with its name.
    fn memory(&self) -> Vec<(String, Vec<u8>)> {
        let maps = std::fs::read_to_string(format!("/proc/{}/maps", self.program)).unwrap();
        let memory = std::fs::File::open(format!("/proc/{}/mem", self.program)).unwrap();
        let mut found = Vec::new();
        for line in maps.lines() {
            let mut words = line.split_whitespace();
            let (from, to) = words.next().unwrap().split_once('-').unwrap();
            let [from, to] = [from, to].map(|end| u64::from_str_radix(end, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
            // Some of the kernel's own pages cannot be read.
            if memory.read_exact_at(&mut bytes, from).is_ok() {
                found.push((line.to_owned(), bytes));
            }
        }
        found
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        for process in [self.program, self.strace.id()] {
            let id = rustix::process::Pid::from_raw(process.cast_signed()).unwrap();
            let _gone = rustix::process::kill_process(id, rustix::process::Signal::KILL);
        }
        let _ended = self.strace.wait();
    }
}

/// How `/proc/PID/syscall` begins there.
fn exit_group_call() -> &'static str {
    if cfg!(target_arch = "x86_64") {
        "231 "
    } else {
        "94 "
    }
}

/// Looks for the first byte before it compares: mappings are large, and tests are not compiled for speed.
fn holds(bytes: &[u8], form: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == form[0]) {
        if rest[at..].starts_with(form) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Where in the memory the text is found, in whatever form.
fn hits(memory: &[(String, Vec<u8>)], text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (what, form) in forms(text) {
        for (mapping, bytes) in memory {
            if holds(bytes, &form) {
                found.push(format!("{what} in {mapping}"));
            }
        }
    }
    found
}

#[test]
fn nothing_secret_is_left_in_memory_before_the_end() {
    let world = with_passphrase();
    let by_file = ["--passphrase-file", "pass"];
    let mut wrong = Vec::new();
    for (input, words) in [
        ("", &["get-secret-value", "--secret-id", "asked"][..]),
        (
            "",
            &[
                "get-secret-value",
                "--secret-id",
                "asked",
                "--query",
                "SecretString",
            ],
        ),
        (
            "",
            &[
                "get-secret-value",
                "--secret-id",
                "asked",
                "--output",
                "text",
            ],
        ),
        ("", &["get", "asked"]),
        ("", &["env", "V=asked"]),
        ("", &["list"]),
        (ASKED, &["put", "asked"]),
        ("", &["verify"]),
    ] {
        for by_variable in [true, false] {
            let variables: &[_] = if by_variable {
                &[("VAULT_PASSPHRASE", PASSPHRASE)]
            } else {
                &[]
            };
            let mut words = words.to_vec();
            if !by_variable {
                words.extend(by_file);
            }
            let Some(held) = Held::at_exit(&world, variables, input, &words) else {
                return;
            };
            let memory = held.memory();
            // What is searched for can be found: the kernel keeps the command's words on the stack.
            let line = words.join("\0");
            assert!(
                memory
                    .iter()
                    .any(|(_, bytes)| holds(bytes, line.as_bytes()))
            );
            for (what, text) in [
                ("passphrase", PASSPHRASE),
                ("other", OTHER),
                ("asked", ASKED),
            ] {
                for hit in hits(&memory, text) {
                    wrong.push(format!("{words:?}: {what}: {hit}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_key_of_a_client_is_left_in_memory_before_the_end() {
    let world = World::with_vault();
    let keys_in = |printed: &str| -> Vec<String> {
        let printed: serde_json::Value = serde_json::from_str(printed).unwrap_or_default();
        let members = ["SecretAccessKey", "SessionToken"];
        let texts = members.map(|member| printed["AccessKey"][member].as_str().map(str::to_owned));
        texts.into_iter().flatten().collect()
    };
    let make = |name: &str| {
        let words = ["credentials", "create", name, "--session", "1h"];
        keys_in(&world.run(words).ok())
    };
    let mut secrets = [make("app"), make("ci")].concat();
    assert_eq!(secrets.len(), 4);
    let mut wrong = Vec::new();
    for words in [
        &["credentials", "list"][..],
        &["credentials", "list", "--output", "table"],
        &["verify"],
        &["credentials", "create", "more"],
        &["credentials", "rotate", "app"],
        &["credentials", "delete", "ci"],
    ] {
        let Some(held) = Held::at_exit(&world, &[], "", words) else {
            return;
        };
        let memory = held.memory();
        let line = words.join("\0");
        let is_there = |(_, bytes): &(String, Vec<u8>)| holds(bytes, line.as_bytes());
        assert!(memory.iter().any(is_there), "what is there is found");
        let printed = std::fs::read_to_string(world.path("printed")).unwrap();
        let before = secrets.len();
        secrets.extend(keys_in(&printed));
        let is_made = words.contains(&"create") || words.contains(&"rotate");
        assert_eq!(secrets.len() > before, is_made, "{words:?}");
        for secret in &secrets {
            for hit in hits(&memory, secret) {
                wrong.push(format!("{words:?}: {hit}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_core_is_left_by_a_program_that_is_aborted() {
    let world = World::with_secret();
    let Some(strace) = Strace::on(&world, &["write"]) else {
        return;
    };
    for signal in ["ABRT", "SEGV"] {
        let inject = format!("inject=write:signal={signal}");
        let mut command = Command::new("sh");
        let traced = strace.command(&["-e", &inject], PROGRAM);
        command
            .args(["-c", "ulimit -Sc \"$(ulimit -Hc)\"; exec \"$0\" \"$@\""])
            .arg(traced.get_program())
            .args(traced.get_args())
            .args(["get", "x"])
            .current_dir(world.home())
            .env_clear()
            .envs(traced.get_envs().filter_map(|(k, v)| Some((k, v?))));
        let output = crate::support::finish(command, b"");
        let trace = strace.trace();
        assert!(trace.contains(&format!("SIG{signal}")), "{}", output.stderr);
        assert!(!trace.contains("core dumped"), "{trace}");
    }
    let left: Vec<_> = std::fs::read_dir(world.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("core"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn memory_of_keys_that_cannot_be_locked_is_told_to_who_debugs() {
    let world = World::with_secret();
    let limited = "ulimit -l 0 && vault get x";
    // Root may lock what it likes.
    let privileges = if rustix::process::geteuid().is_root() {
        if !has("setpriv") {
            return;
        }
        "setpriv --inh-caps=-ipc_lock --bounding-set=-ipc_lock "
    } else {
        ""
    };
    for (debug, is_told) in [("", false), (" --debug", true)] {
        let output = world.shell(&format!("{privileges}sh -c '{limited}{debug}'"));
        assert_eq!(output.status, 0, "{}", output.stderr);
        let told = output.stderr.contains("debug: the system refused to lock");
        assert_eq!(told, is_told, "{}", output.stderr);
    }
    assert!(
        !world
            .run(["get", "x", "--debug"])
            .stderr
            .contains("refused")
    );
}

#[test]
fn a_value_is_written_to_standard_output_alone() {
    let world = World::with_secret();
    let Some(strace) = Strace::on(&world, &["write", "pwrite64", "writev", "sendto", "execve"])
    else {
        return;
    };
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: what a process that is not dumpable writes is shown to root alone");
        return;
    }
    let _stored = world.run_with(ASKED, ["put", "x"]).ok();
    for (input, words, outputs) in [
        ("", &["get", "x"][..], 1),
        ("", &["get-secret-value", "--secret-id", "x", "--debug"], 1),
        (
            "",
            &["get-secret-value", "--secret-id", "x", "--output", "yaml"],
            1,
        ),
        ("", &["env", "V=x", "--format", "json"], 1),
        ("", &["run", "V=x", "--", "true"], 0),
        (ASKED, &["put", "x", "--debug"], 0),
    ] {
        let output = strace.run(&["-s", "100000"], input.as_bytes(), words);
        assert_eq!(output.status, 0, "{}", output.stderr);
        let trace = strace.trace();
        let with: Vec<_> = trace.lines().filter(|line| line.contains(ASKED)).collect();
        assert_eq!(with.len(), outputs, "{words:?}: {with:?}");
        assert!(
            with.iter().all(|line| line.contains(" write(1, ")),
            "{with:?}"
        );
        assert!(!output.stderr.contains(ASKED));
    }
}
