//! `vault run --mask`: no value in the output, and a command that notices nothing.

#![cfg(target_os = "linux")]

use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::terminal::Session;
use crate::support::{World, has};

const VALUE: &str = "s3cret-of-the-app";

fn world() -> World {
    let world = World::with_vault();
    for (name, value) in [
        ("TOKEN", VALUE),
        ("PORT", "5432"),
        ("LINES", "first line\nsecond line\n"),
    ] {
        let _created = world.run_with(value, ["create", name]).ok();
    }
    world
}

fn masked(script: &str) -> [&str; 6] {
    ["run", "--mask", "--", "sh", "-c", script]
}

/// A terminal whose command is `vault run --mask -- sh -c`, with the secrets.
fn at_terminal(world: &World, columns: u16, script: &str) -> Option<Session> {
    Session::begin(world, columns, &masked(script))
}

#[test]
fn values_are_masked_in_pipes_however_they_are_written() {
    let world = world();
    let script = "echo \"$TOKEN $PORT\"; printf %s \"${TOKEN%app}\"; sleep 0.1; echo app; printf 'x%s' \"$LINES\"; \
                  printf '%s' \"$LINES\" | sed 's/$/\\r/'; echo \"$TOKEN\" >&2; printf s3cret-of";
    let output = world.run(masked(script));
    assert_eq!(output.stderr, "***\n");
    assert_eq!(output.ok(), "*** 5432\n***\nx***\n***\r\ns3cret-of");
}

#[test]
fn standard_error_stays_apart_and_in_one_file_in_order() {
    let world = world();
    let script = "for n in 1 2 3; do echo out $n; echo err $TOKEN >&2; done";
    let output = world.run(masked(script));
    assert_eq!(output.stderr, "err ***\n".repeat(3));
    assert_eq!(output.ok(), "out 1\nout 2\nout 3\n");
    let lines = world.shell(&format!(
        "vault run --mask -- sh -c '{script}' > log 2>&1; cat log"
    ));
    assert_eq!(
        lines.ok(),
        "out 1\nerr ***\nout 2\nerr ***\nout 3\nerr ***\n"
    );
}

#[test]
fn standard_input_is_untouched_and_every_status_is_kept() {
    let world = world();
    let output = world.run_with("typed\0bytes", ["run", "--mask", "--", "cat"]);
    assert_eq!(output.ok(), "typed\0bytes");
    for status in [0, 1, 42, 254] {
        assert_eq!(world.run(masked(&format!("exit {status}"))).status, status);
    }
    for (signal, status) in [("TERM", 143), ("KILL", 137), ("INT", 130)] {
        let output = world.run(masked(&format!("kill -s {signal} $$")));
        assert_eq!(output.status, status, "{signal}: {}", output.stderr);
    }
    for (command, status) in [("nowhere-to-be-found", 127), ("/etc", 126)] {
        let output = world.run(["run", "--mask", "--", command]);
        assert_eq!(output.status, status, "{}", output.stderr);
        let told = format!("vault: error: cannot run {command}: ");
        assert!(output.stderr.starts_with(&told), "{}", output.stderr);
    }
    // Who reads no more ends who writes.
    let output = world.shell("{ vault run --mask -- yes; echo $? >&2; } | head -1");
    assert_eq!(
        (output.stdout.as_slice(), &*output.stderr),
        (&b"y\n"[..], "141\n")
    );
}

#[test]
fn output_that_is_lost_is_a_failure() {
    let world = world();
    let output = world.shell("vault run --mask -- sh -c 'echo $TOKEN' > /dev/full; echo $? >&2");
    let told = "vault: error: cannot write to standard output: No space left on device\n255\n";
    assert_eq!(output.stderr, told);
    let output = world.shell("vault run --mask -- sh -c 'echo; exit 3' > /dev/full; echo $? >&2");
    assert!(output.stderr.ends_with("device\n3\n"), "{}", output.stderr);
}

#[test]
fn a_line_of_a_longer_value_is_masked_by_itself() {
    let world = world();
    let value = "-----BEGIN-----\nfirst-line\n  second-line\r\n";
    let _created = world.run_with(value, ["create", "pem"]).ok();
    let line = "vault run --mask P=pem -- sh -c 'printf %s \"$P\" | grep second; printf %s \"$P\"'";
    assert_eq!(world.shell(line).ok(), "  ***\r\n***\r\n");
}

#[test]
fn signals_are_passed_on() {
    let world = world();
    for signal in ["TERM", "HUP", "INT", "USR1"] {
        // A shell without job control lets its background ignore INT: the trap is set where it is not ignored.
        let line = format!(
            "exec vault run --mask -- sh -c 'trap \"echo got {signal}; exit 7\" {signal}; echo ready; while :; do sleep 0.05; done'"
        );
        // Whoever runs the tests may ignore signals (nohup), and a shell cannot trap what was ignored at its start.
        let mut command = world.command("env".as_ref());
        command.args(["--default-signal", "sh", "-c", &line]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut reader = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut heard = String::new();
        std::io::BufRead::read_line(&mut reader, &mut heard).unwrap();
        assert_eq!(heard, "ready\n");
        let kill = format!("kill -s {signal} {}", child.id());
        let _sent = world.shell(&kill).ok();
        std::io::Read::read_to_string(&mut reader, &mut heard).unwrap();
        assert_eq!(heard, format!("ready\ngot {signal}\n"));
        assert_eq!(child.wait().unwrap().code(), Some(7));
    }
}

#[test]
fn what_is_left_in_the_background_holds_nothing_up() {
    let world = world();
    let started = Instant::now();
    let output = world.run(masked("sleep 300 & echo $!; echo $TOKEN"));
    let printed = output.ok();
    assert!(printed.ends_with("\n***\n"), "{printed}");
    let output = world.shell(&format!("kill {}", printed.lines().next().unwrap()));
    assert_eq!(output.status, 0, "{}", output.stderr);
    let Some(session) = at_terminal(&world, 80, "sleep 300 & echo $TOKEN; exit 3") else {
        return;
    };
    let (status, shown) = session.end();
    assert_eq!((status.code(), &*shown), (Some(3), "***\n"));
    // Far from what the sleepers take.
    assert!(started.elapsed() < Duration::from_secs(200));
}

#[test]
fn a_long_value_is_masked_and_its_neighbours_are_not() {
    let world = World::with_vault();
    let value = "0123456789abcde,".repeat(4096);
    let _created = world.run_with(&value, ["create", "LONG"]).ok();
    let output = world.run(masked(
        "printf 'a%sb%sc' \"$LONG\" \"$LONG\"; printf %.999s \"$LONG\"",
    ));
    assert_eq!(output.ok(), format!("a***b***c{}", &value[..999]));
}

#[test]
fn it_goes_with_every_other_option() {
    let world = world();
    let _created = world
        .run_with(r#"{"password":"of-the-database"}"#, ["create", "db"])
        .ok();
    let output = world.run([
        "run",
        "--mask",
        "--pristine",
        "--only",
        "TOKEN",
        "TOKEN",
        "PORT",
        "--",
        "env",
    ]);
    assert_eq!(output.ok(), "TOKEN=***\n");
    let output = world.run([
        "run",
        "--mask",
        "--stdin",
        "db",
        "TOKEN",
        "--",
        "sed",
        "s/.*:\"\\(.*\\)\"}/\\1&/",
    ]);
    // The password and, touching it, all of the JSON.
    assert_eq!(output.ok(), "***");
    let output = world.run(["run", "--mask", "URL=db#password", "--", "printenv", "URL"]);
    assert_eq!(output.ok(), "***\n");
}

#[test]
fn a_command_at_a_terminal_has_a_terminal() {
    let world = world();
    let script = "test -t 0 && test -t 1 && test -t 2 && stty size; printf '\\033[31m%s\\033[0m\\n' \"$TOKEN\"; echo $TOKEN >&2; \
                  echo \"$LINES\"; ps -o tpgid= -o pgid= -p $$ | awk '{ print ($1 == $2) ? \"foreground\" : $0 }'; exit 5";
    let Some(session) = at_terminal(&world, 97, script) else {
        return;
    };
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(5), "{shown}");
    let foreground = if has("ps") { "foreground\n" } else { "" };
    assert_eq!(
        shown,
        format!("24 97\n\u{1b}[31m***\u{1b}[0m\n***\n***\n\n{foreground}")
    );
    let Some(session) = at_terminal(&world, 80, "kill -s TERM $$") else {
        return;
    };
    assert_eq!(session.end().0.code(), Some(143));
    let Some(session) = Session::begin(&world, 80, &["run", "--mask", "--", "nowhere-to-be-found"])
    else {
        return;
    };
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(127), "{shown}");
}

#[test]
fn a_conversation_at_a_terminal_goes_on_as_without_us() {
    let world = world();
    let script = "printf 'name? '; read name; echo \"hello $name, $TOKEN\"; trap 'echo interrupted' INT; echo wait; \
                  read more; cat; echo the end";
    let Some(mut session) = at_terminal(&world, 80, script) else {
        return;
    };
    session.expect("name? ");
    // A key with which a value begins is echoed though nothing follows.
    session.type_keys("s");
    session.expect("s");
    session.type_keys("am\r");
    session.expect("hello sam, ***");
    session.expect("wait");
    session.type_keys("\u{3}");
    session.expect("interrupted");
    session.type_keys("x\r");
    session.type_keys(VALUE);
    session.type_keys("\r");
    session.expect("***");
    session.expect("***");
    session.type_keys("\u{4}");
    session.expect("the end");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!shown.contains(VALUE), "{shown}");
}

#[test]
fn a_new_size_of_the_terminal_is_the_commands_too() {
    let world = world();
    let script = "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done";
    let Some(mut session) = at_terminal(&world, 80, script) else {
        return;
    };
    session.expect("ready");
    session.resize(33, 44);
    session.expect("33 44");
    assert_eq!(session.end().0.code(), Some(0));
}

#[test]
fn ctrl_z_stops_and_the_shell_goes_on_with_it() {
    let world = world();
    if !has("bash") {
        return;
    }
    let Some(mut session) = Session::of(&world, 80, &["bash", "--norc", "--noediting", "-i"])
    else {
        return;
    };
    let command = "PS1='re''ady> '; vault run --mask -- sh -c 'echo be\"gin\"; read x; echo $x $TOKEN; exit 9'\r";
    session.type_keys(command);
    session.expect("begin");
    session.type_keys("\u{1a}");
    session.expect("Stopped");
    session.type_keys("stty -a | grep -o ' echo ' | tr e E; fg\r");
    session.expect(" Echo ");
    session.expect("vault run --mask");
    session.type_keys("typed\r");
    session.expect("typed ***");
    // What is typed before is still the command's.
    session.expect("ready> ");
    session.type_keys("echo status $?\r");
    session.expect("status 9");
    session.type_keys("exit\r");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!shown.contains(VALUE), "{shown}");
}

#[test]
fn a_terminal_is_in_order_after_a_signal() {
    let world = world();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let script =
            "trap 'echo told; exit 4' TERM HUP INT; echo ready; while :; do sleep 0.05; done";
        let Some(mut session) = at_terminal(&world, 80, script) else {
            return;
        };
        session.expect("ready");
        session.signal(signal);
        session.expect("told");
        // That the terminal echoes again is looked at in the end.
        let (status, shown) = session.end();
        assert_eq!(status.code(), Some(4), "{signal:?}: {shown}");
    }
}
