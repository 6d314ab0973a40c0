//! The program at a terminal: questions without echo, answers for people.

#![cfg(target_os = "linux")]

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use unicode_width::UnicodeWidthStr as _;

use crate::support::World;
use crate::support::terminal::{GOOD, Session, with_passphrase};

#[test]
fn a_new_passphrase_is_asked_twice_and_never_shown() {
    let world = World::empty();
    for (answers, status, text) in [
        (&["short"][..], 252, "at least 8 characters"),
        (
            &[GOOD, "correct house battery"],
            252,
            "the two passphrases differ",
        ),
        (&[""], 253, "the passphrase is empty"),
        (
            &["password1", "password1"],
            0,
            "hint: a passphrase of five or more random words",
        ),
    ] {
        let Some(mut session) = Session::begin(&world, 80, &["init"]) else {
            return;
        };
        for (answer, question) in answers.iter().zip(["New passphrase: ", "Repeat it: "]) {
            session.answer(question, answer);
        }
        let (ended, shown) = session.end();
        assert_eq!(ended.code(), Some(status), "{shown}");
        assert!(shown.contains(text), "{shown}");
        for answer in answers.iter().filter(|answer| answer.len() > 5) {
            assert!(!shown.contains(answer), "{shown}");
        }
        assert_eq!(world.vault().exists(), status == 0);
    }
}

#[test]
fn a_vault_is_unlocked_by_what_is_typed() {
    let Some(world) = with_passphrase() else {
        return;
    };
    let ask = |words: &[&str], passphrase: &str| {
        let mut session = Session::begin(&world, 80, words).unwrap();
        session.answer("Passphrase: ", passphrase);
        session
    };
    let (status, shown) = ask(&["get", "nope"], "wrong horse battery").end();
    assert_eq!(status.code(), Some(253), "{shown}");
    assert_eq!(shown, "Passphrase: \nvault: error: wrong passphrase\n");

    let before = world.vault_bytes();
    let mut session = Session::begin(&world, 80, &["create", "x"]).unwrap();
    session.answer("Value: ", "s3cret");
    session.answer("Passphrase: ", GOOD);
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("horse"),
        "{shown}"
    );
    assert_ne!(before, world.vault_bytes());

    // A corrected slip is no part of the passphrase.
    let (status, shown) = ask(&["get", "x"], &format!("{GOOD}xy\u{7f}\u{7f}")).end();
    assert_eq!(
        (status.code(), shown.as_str()),
        (Some(0), "Passphrase: \ns3cret\n")
    );
}

#[test]
fn an_interrupted_question_leaves_the_terminal_as_it_was() {
    let Some(world) = with_passphrase() else {
        return;
    };
    for (words, question) in [
        (&["get", "x"][..], "Passphrase: "),
        (&["put", "x"], "Value: "),
    ] {
        let mut session = Session::begin(&world, 80, words).unwrap();
        session.expect(question);
        session.wait_until_quiet();
        session.type_keys("half\u{3}");
        // The assertion about the echo is in `end`.
        let (status, shown) = session.end();
        assert_eq!(status.signal(), Some(2), "{status}: {shown}");
        assert!(!shown.contains("half"), "{shown}");
    }
    // The end of the input is no passphrase.
    let mut session = Session::begin(&world, 80, &["get", "x"]).unwrap();
    session.expect("Passphrase: ");
    session.type_keys("\u{4}");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(253), "{shown}");
    assert!(shown.contains("nothing was typed"), "{shown}");
}

#[test]
fn a_signal_at_a_question_leaves_the_terminal_as_it_was() {
    use rustix::process::{Pid, Signal, kill_process};

    let Some(world) = with_passphrase() else {
        return;
    };
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut session = Session::begin(&world, 80, &["get", "x"]).unwrap();
        session.expect("Passphrase: ");
        session.wait_until_quiet();
        session.type_keys("half");
        // The system takes its time to hand them over; what it has not yet is the next reader's.
        session.read(Duration::from_millis(50));
        kill_process(Pid::from_raw(session.program()).unwrap(), signal).unwrap();
        // The assertion about the echo is in `end`.
        let (status, shown) = session.end();
        let ended = status
            .signal()
            .unwrap_or_else(|| status.code().unwrap() - 128);
        assert_eq!(ended, signal.as_raw(), "{status}: {shown}");
        assert!(!shown.contains("half"), "{shown}");
    }
}

#[test]
fn a_value_is_typed_and_shown_for_people() {
    let world = World::with_vault();
    let Some(mut session) = Session::begin(&world, 80, &["create", "x"]) else {
        return;
    };
    session.answer("Value: ", "typed");
    assert_eq!(session.end().0.code(), Some(0));
    assert_eq!(world.run(["get", "x"]).ok(), "typed");
    let mut session = Session::begin(&world, 80, &["put", "x"]).unwrap();
    session.answer("Value: ", "naïve 😀");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!shown.contains("naïve"), "{shown}");
    assert_eq!(world.run(["get", "x"]).ok(), "naïve 😀");
    let shown = Session::begin(&world, 80, &["get", "x"]).unwrap().end().1;
    assert_eq!(shown, "naïve 😀\n");
    let mut session = Session::begin(&world, 80, &["put", "x"]).unwrap();
    session.answer("Value: ", "");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(252), "{shown}");
    assert!(shown.contains("nothing was typed"), "{shown}");
}

#[test]
fn control_characters_reach_a_terminal_only_if_asked_for() {
    let world = World::with_vault();
    for value in [
        &b"\x1b[31mred"[..],
        b"a\rb",
        b"\xff\xfe",
        b"a\0b",
        "a\u{202e}b".as_bytes(),
    ] {
        let _created = world.run_with(value, ["create", "x"]);
        let _stored = world.run_with(value, ["put", "x"]).ok();
        let Some(session) = Session::begin(&world, 80, &["get", "x"]) else {
            return;
        };
        let (status, shown) = session.end();
        assert_eq!(status.code(), Some(255), "{shown}");
        assert!(shown.contains("--raw"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
        assert_eq!(world.run(["get", "x"]).stdout, value);
    }
    let _stored = world.run_with("\x1b[31mred", ["put", "x"]).ok();
    let shown = Session::begin(&world, 80, &["get", "x", "--raw"])
        .unwrap()
        .end()
        .1;
    assert_eq!(shown, "\x1b[31mred\n");
    // Several lines are nothing treacherous.
    let _stored = world.run_with("one\ntwo\n", ["put", "x"]).ok();
    let shown = Session::begin(&world, 80, &["get", "x"]).unwrap().end().1;
    assert_eq!(shown, "one\ntwo\n\n");
}

#[test]
fn a_list_fits_a_narrow_terminal() {
    let world = World::with_vault();
    for (name, description) in [
        (
            "prod/database/primary/password",
            "The password of the primary database, changed every month",
        ),
        ("a", "Short"),
        ("TOKEN", "日本語の説明文がここにあります、とても長いです"),
    ] {
        let _created = world
            .run([
                "create-secret",
                "--name",
                name,
                "--description",
                description,
            ])
            .ok();
    }
    for columns in [40, 80, 200] {
        let Some(session) = Session::begin(&world, columns, &["list"]) else {
            return;
        };
        let (status, shown) = session.end();
        assert_eq!(status.code(), Some(0), "{shown}");
        for name in ["prod/database/primary/password", "a", "TOKEN"] {
            assert!(
                shown.lines().any(|line| line.starts_with(name)),
                "{columns}: {shown}"
            );
        }
        for line in shown.lines() {
            assert!(line.width() <= usize::from(columns), "{columns}: {line}");
        }
        assert_eq!(shown.contains("DESCRIPTION"), columns > 40, "{shown}");
        assert_eq!(shown.contains("every month"), columns > 80, "{shown}");
    }
}

#[test]
fn create_secret_offers_to_make_a_missing_vault() {
    let world = World::empty();
    let words = [
        "create-secret",
        "--name",
        "x",
        "--secret-string",
        "typed on the line",
    ];
    let Some(mut session) = Session::begin(&world, 80, &words) else {
        return;
    };
    session.expect("Make one? [y/N] ");
    session.type_keys("n\r");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(252), "{shown}");
    assert!(!world.vault().exists());
    assert!(shown.contains("stays in the shell's history"), "{shown}");

    let mut session = Session::begin(&world, 80, &words).unwrap();
    session.expect("Make one? [y/N] ");
    session.type_keys("y\r");
    session.answer("New passphrase: ", GOOD);
    session.answer("Repeat it: ", GOOD);
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(world.vault().exists());
    assert!(!shown.contains("horse"), "{shown}");

    // Any other command only says so.
    let (status, shown) = Session::begin(&world, 80, &["list", "--vault-file", "other"])
        .unwrap()
        .end();
    assert_eq!(status.code(), Some(253), "{shown}");
    assert!(shown.contains("vault init"), "{shown}");
}

#[test]
fn a_session_is_told_in_words_at_a_terminal() {
    let mut world = World::empty();
    let run = world.path("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::set_permissions(&run, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    world.set("XDG_RUNTIME_DIR", run);
    world.set("VAULT_SESSION", "agent");
    let Some(mut session) = Session::begin(&world, 80, &["init"]) else {
        return;
    };
    session.answer("New passphrase: ", GOOD);
    session.answer("Repeat it: ", GOOD);
    assert_eq!(session.end().0.code(), Some(0));
    let mut session = Session::begin(&world, 80, &["unlock", "--for", "2h"]).unwrap();
    session.answer("Passphrase: ", GOOD);
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(
        shown.contains("is unlocked for 2h, and until it is not used for 15m"),
        "{shown}"
    );
    for (words, code, says) in [
        (&["create", "x", "--secret-string", "old"][..], 0, "x"),
        (&["get", "x"], 0, "old"),
        (&["status"], 0, "is unlocked for 1h 59m yet, "),
        (&["lock"], 0, "is locked"),
        (&["lock"], 0, "was locked already"),
        (&["status"], 253, "is locked"),
    ] {
        let (status, shown) = Session::begin(&world, 80, words).unwrap().end();
        assert_eq!(status.code(), Some(code), "{words:?}: {shown}");
        assert!(shown.contains(says), "{words:?}: {shown}");
    }
    // One question and no more.
    let mut session = Session::begin(&world, 80, &["get", "x"]).unwrap();
    session.answer("Passphrase: ", "not the passphrase");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(253), "{shown}");
}

#[test]
fn of_a_paste_with_more_than_one_line_nothing_is_stored_and_nothing_is_left_to_the_shell() {
    let world = World::with_secret();
    let Some(mut session) = Session::begin(&world, 80, &["put", "x"]) else {
        return;
    };
    session.expect("Value: ");
    session.wait_until_quiet();
    session.type_keys("-----BEGIN KEY-----\recho left\r-----END KEY-----\r");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(252), "{shown}");
    assert!(shown.contains("more than one line was typed"), "{shown}");
    assert!(!shown.contains("left"), "{shown}");
    assert_eq!(world.run(["get", "x"]).ok(), "old");
}

#[test]
fn what_is_typed_and_no_utf_8_is_refused() {
    let Some(world) = with_passphrase() else {
        return;
    };
    let mut session = Session::begin(&world, 80, &["get", "x"]).unwrap();
    session.expect("Passphrase: ");
    session.wait_until_quiet();
    session.type_bytes(b"caf\xe9 au lait\r");
    let (status, shown) = session.end();
    assert_eq!(status.code(), Some(252), "{shown}");
    assert!(
        shown.contains("what was typed is not valid UTF-8"),
        "{shown}"
    );
}
