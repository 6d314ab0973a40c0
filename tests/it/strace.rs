//! `strace` around the program: what it calls, and what happens when a call fails or is its last.

use std::path::PathBuf;
use std::process::Command;

use crate::support::{Output, PROGRAM, World, finish, has};

/// Runs commands of a world under `strace`.
pub(crate) struct Strace<'w> {
    world: &'w World,
    calls: String,
}

impl<'w> Strace<'w> {
    /// `None`, said by name, where `strace` is not installed or may not trace. `calls` are written down.
    pub(crate) fn on(world: &'w World, calls: &[&str]) -> Option<Self> {
        if !has("strace") {
            return None;
        }
        let may = Command::new("strace")
            .args(["-o", "/dev/null", "true"])
            .output();
        if !may.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: strace may not trace here");
            return None;
        }
        Some(Self {
            world,
            calls: calls.join(","),
        })
    }

    /// Where the calls are written down.
    pub(crate) fn log(&self) -> PathBuf {
        self.world.path("strace.log")
    }

    /// What was called.
    pub(crate) fn trace(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log()).unwrap()).into_owned()
    }

    /// This program under `strace`, which follows its children.
    pub(crate) fn command(&self, options: &[&str], program: &str) -> Command {
        let mut command = self.world.command("strace".as_ref());
        command
            .args(["-f", "-qq", "-o"])
            .arg(self.log())
            .arg("-e")
            .arg(format!("trace={}", self.calls))
            .args(options)
            .arg(program);
        command
    }

    /// Runs `vault` with these options of `strace`.
    pub(crate) fn run(&self, options: &[&str], input: &[u8], arguments: &[&str]) -> Output {
        let mut command = self.command(options, PROGRAM);
        command.args(arguments);
        finish(command, input)
    }

    /// How often `vault` makes each of the calls.
    pub(crate) fn count(&self, input: &[u8], arguments: &[&str]) -> Vec<(String, usize)> {
        let output = self.run(&[], input, arguments);
        assert_eq!(output.status, 0, "{}", output.stderr);
        let trace = self.trace();
        let count = |call: &str| {
            let begin = format!(" {call}(");
            trace.lines().filter(|line| line.contains(&begin)).count()
        };
        self.calls
            .split(',')
            .map(|call| (call.to_owned(), count(call)))
            .collect()
    }
}
