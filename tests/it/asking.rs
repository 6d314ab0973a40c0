//! Who asks at the terminal, and when: one process at a time, never from the background, wherever the streams go.

#![cfg(target_os = "linux")]

use rustix::process::{Pid, Signal, kill_process};

use crate::support::World;
use crate::support::terminal::{GOOD, Session, with_passphrase};

/// A world with a vault that is opened by a passphrase and has a secret `x`.
fn with_value() -> Option<World> {
    let world = with_passphrase()?;
    let mut session = Session::begin(&world, 80, &["create", "x", "--secret-string", "old"])?;
    session.answer("Passphrase: ", GOOD);
    assert_eq!(session.end().0.code(), Some(0));
    Some(world)
}

#[test]
fn two_commands_of_a_pipeline_ask_one_after_the_other() {
    let Some(world) = with_value() else {
        return;
    };
    for (line, count) in [
        ("vault get x | vault run X=x -- cat", 2),
        ("vault list | vault list | vault list -1", 3),
    ] {
        let mut session = Session::of(&world, 80, &["sh", "-c", line]).unwrap();
        for _ in 0..count {
            session.answer("Passphrase: ", GOOD);
        }
        // The assertion about the echo is in `end`.
        let (status, shown) = session.end();
        assert_eq!(status.code(), Some(0), "{line}: {shown}");
        assert!(!shown.contains("horse"), "{line}: {shown}");
        assert_eq!(shown.matches("Passphrase: \n").count(), count, "{shown}");
    }
    // Ctrl-C is for the whole job, as it is without a question.
    let mut session = Session::of(&world, 80, &["sh", "-c", "vault get x | vault get x"]).unwrap();
    session.expect("Passphrase: ");
    session.wait_until_quiet();
    session.type_keys("\u{3}");
    let (_, shown) = session.end();
    assert_eq!(shown.matches("Passphrase: ").count(), 1, "{shown}");
}

#[test]
fn a_stopped_question_that_goes_on_shows_nothing_either() {
    let Some(world) = with_value() else {
        return;
    };
    let mut session = Session::begin(&world, 80, &["get", "x"]).unwrap();
    session.expect("Passphrase: ");
    session.wait_until_quiet();
    let program = Pid::from_raw(session.program()).unwrap();
    kill_process(program, Signal::STOP).unwrap();
    // As a shell does that has a stopped job.
    session.show_again();
    kill_process(program, Signal::CONT).unwrap();
    session.wait_until_quiet();
    session.type_keys(GOOD);
    session.type_keys("\r");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!shown.contains("horse"), "{shown}");
    assert!(shown.ends_with("old\n"), "{shown}");
}

#[test]
fn the_terminal_is_asked_wherever_the_streams_go_and_never_from_the_background() {
    let Some(world) = with_value() else {
        return;
    };
    let line = "vault get x </dev/null >out 2>err";
    let mut session = Session::of(&world, 80, &["sh", "-c", line]).unwrap();
    session.answer("Passphrase: ", GOOD);
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert_eq!(std::fs::read(world.path("out")).unwrap(), b"old");
    assert_eq!(std::fs::read(world.path("err")).unwrap(), b"");

    let line = "set -m; vault get x 2>err & wait $!; echo status $?";
    let session = Session::of(&world, 80, &["sh", "-c", line]).unwrap();
    let (_, shown) = session.end();
    assert!(shown.contains("status 253\n"), "{shown}");
    let told = std::fs::read_to_string(world.path("err")).unwrap();
    assert!(told.contains("there is no terminal"), "{told}");
}

#[test]
fn no_value_is_asked_for_where_the_options_are_wrong() {
    let world = World::with_secret();
    for words in [&["put", "x", "--frobnicate"][..], &["create", "--tags"]] {
        let Some(session) = Session::begin(&world, 80, words) else {
            return;
        };
        let (status, shown) = session.end();
        assert_eq!(status.code(), Some(252), "{words:?}: {shown}");
        assert!(!shown.contains("Value: "), "{words:?}: {shown}");
    }
}

#[test]
fn text_and_tables_do_nothing_to_a_terminal_and_are_exact_in_a_pipe() {
    let world = World::with_secret();
    let words = [
        "update-secret",
        "--secret-id",
        "x",
        "--description",
        "\u{1b}[31mred",
    ];
    let _updated = world.run(words).ok();
    for format in ["text", "table"] {
        let words = ["describe-secret", "--secret-id", "x", "--output", format];
        let Some(session) = Session::begin(&world, 80, &words) else {
            return;
        };
        let (status, shown) = session.end();
        assert_eq!(status.code(), Some(0), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
        assert!(shown.contains("\\u{1b}[31mred"), "{shown:?}");
        assert!(world.run(words).ok().contains("\u{1b}[31mred"), "{format}");
    }
}
