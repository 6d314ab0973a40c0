//! What `vault run` starts begins as if the shell had started it.

#![cfg(target_os = "linux")]

use crate::support::{World, has};

/// The same line of a shell, with and without `vault run --` for `RUN`, shows the same.
fn same(world: &World, line: &str) -> String {
    let plain = world.shell(&line.replace("RUN ", ""));
    let run = world.shell(&line.replace("RUN ", "vault run -- "));
    assert_eq!(plain.stderr, run.stderr, "{line}");
    assert_eq!(plain.status, run.status, "{line}");
    let shown = String::from_utf8(run.stdout).unwrap();
    assert_eq!(String::from_utf8(plain.stdout).unwrap(), shown, "{line}");
    shown
}

#[test]
fn limits_and_traps_are_those_of_the_shell() {
    let world = World::with_vault();
    for soft in ["0", "unlimited", "8", "\"$(ulimit -Hc)\""] {
        let line =
            format!("ulimit -Sc {soft} 2>&1; RUN sh -c 'ulimit -Sc; ulimit -Hc; ulimit -a; trap'");
        let shown = same(&world, &line);
        assert!(!shown.is_empty());
    }
    drop(same(&world, "umask 027; RUN sh -c umask"));
}

#[test]
fn signals_and_privileges_are_those_of_the_shell() {
    let world = World::with_vault();
    let status = "RUN grep -E '^(Sig(Ign|Blk|Cgt)|NoNewPrivs|Seccomp|Cap.*):' /proc/self/status";
    for before in [
        "",
        "trap '' PIPE;",
        "trap '' HUP TERM USR1;",
        "trap : PIPE;",
    ] {
        let shown = same(&world, &format!("{before} {status}"));
        assert!(shown.contains("SigBlk"), "{shown}");
    }
    for option in ["--block-signal=USR1", "--ignore-signal=PIPE"] {
        let shown = same(&world, &format!("env {option} {status}"));
        assert!(shown.contains("SigBlk"), "{shown}");
    }
}

#[test]
fn descriptors_are_those_that_were_given() {
    let world = World::with_vault();
    for given in ["", "3</dev/null 7>&1", "3<>/dev/null 9</dev/null"] {
        let shown = same(&world, &format!("RUN ls /proc/self/fd {given}"));
        assert!(shown.contains("\n2\n"), "{shown}");
    }
    // A program that began without standard streams could write into whatever it opens next.
    let line = "vault run -- readlink /proc/self/fd/0 /proc/self/fd/2 <&- 2>&-";
    let shown = world.shell(line).ok();
    assert_eq!(shown.matches("/dev/null").count(), 2, "{shown}");
}

#[test]
fn a_child_is_dumpable_and_may_raise_its_privileges() {
    let world = World::with_vault();
    // What belongs to root alone is that of a process that is not dumpable.
    drop(same(
        &world,
        "RUN stat -c %u /proc/self/environ /proc/self/uid_map",
    ));
    if has("sudo") {
        drop(same(&world, "RUN sudo -n true"));
    }
    if has("unshare") {
        // What a rootless container tool begins with.
        drop(same(&world, "RUN unshare --user --map-root-user id -u"));
    }
}

#[test]
fn make_hands_its_jobs_on() {
    let world = World::with_vault();
    if !has("make") {
        return;
    }
    world.write(
        "Makefile",
        "all:\n\t+$(RUN) $(MAKE) --no-print-directory one two\none two:\n\t@echo $@\n",
    );
    let output = world.shell("make --no-print-directory -j2 'RUN=vault run --'");
    assert!(!output.stderr.contains("jobserver"), "{}", output.stderr);
    let shown = output.ok();
    assert!(
        shown.contains("one\n") && shown.contains("two\n"),
        "{shown}"
    );
}

#[test]
fn what_opens_the_vault_is_not_passed_on() {
    let mut world = World::with_vault();
    world.set("VAULT_PASSPHRASE", "correct horse battery");
    world.set("VAULT_PASSPHRASE_FILE", "/nowhere");
    let shown = world.run(["run", "--", "env"]).ok();
    assert!(shown.contains("HOME="), "{shown}");
    for name in ["VAULT_PASSPHRASE", "VAULT_KEY_FILE", "horse"] {
        assert!(!shown.contains(name), "{shown}");
    }
}
