//! `vault run`: what it costs beside a get, and how fast `--mask` is. Apart from the cold processes of `process`, since it moves
//! bytes for seconds and needs one small vault.
//!
//! ```text
//! cargo bench --bench run
//! ```

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark owns its process, and one that cannot go on stops"
)]

mod support;

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::time::Instant;

use rustix::pty::OpenptFlags;

use support::data;
use support::process::{Bench, Run, Task, interleaved};
use support::table::Table;
use vault::store::VaultFile;

const ROUNDS: usize = 200;
/// Bytes of a log that a program prints; every hundredth line has a secret.
const LOG: usize = 256 << 20;
const PASSES: usize = 5;

fn main() {
    let bench = Bench::new();
    let path = bench.folder.join("1000");
    let mut vault = data::with_new_vault(|new| VaultFile::create(&path, new, data::at(0)))
        .expect("a vault can be made");
    data::import(&mut vault, 1000).expect("the import is stored");
    let mut table = Table::new();
    starting(&bench, &mut table);
    masking(&bench, &mut table);
    table.finish();
}

/// `V0=…#password` and so on.
fn references(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("V{number}={}#password", data::name(number * 19)))
        .collect()
}

fn running(bench: &Bench, options: &[&str], count: usize, command: &[&str]) -> Run {
    let references = references(count);
    let words = ["run"].into_iter().chain(options.iter().copied());
    let words = words.chain(references.iter().map(String::as_str));
    let words = words.chain(["--"]).chain(command.iter().copied());
    bench.vault("1000", words)
}

fn starting(bench: &Bench, table: &mut Table) {
    let get = bench.vault("1000", ["get-secret-value", "--secret-id", &data::name(7)]);
    let one = running(bench, &[], 1, &["true"]);
    let many = running(bench, &[], 50, &["true"]);
    let mut truth = Command::new("true");
    let alone: Task<'_> = Box::new(|| {
        let start = Instant::now();
        let status = truth.status().expect("true is there");
        assert!(status.success());
        start.elapsed()
    });
    let times = interleaved(ROUNDS, &mut [get.task(), one.task(), many.task(), alone]);
    let [get, one, many, alone] = times.as_slice() else {
        return;
    };
    let of_get = |ratio: f64| format!("{ratio:.2} get");
    for (what, time, bar) in [("1 secret", one, 1.5), ("50 secrets", many, 3.0)] {
        let took = time.median().as_secs_f64();
        let what = format!("run -- true with {what} ({:.2} ms)", took * 1e3);
        let get = get.median().as_secs_f64();
        table.at_most(&what, took / get, bar, of_get);
        // What the child costs whoever starts it (docs/decisions/0007-run-and-its-child.md).
        let own = took - alone.median().as_secs_f64();
        table.at_most("the same less `true` alone", own / get, bar, of_get);
    }
    for (what, times) in [("get-secret-value", get), ("true", alone)] {
        let took = times.median().as_secs_f64() * 1e3;
        table.note(what, &format!("{took:.2} ms"));
    }
}

fn masking(bench: &Bench, table: &mut Table) {
    let log = bench.folder.join("log");
    std::fs::write(&log, text(bench)).expect("target/ is writable");
    let path = log.to_str().expect("the folder's name is text");
    for (name, through) in [
        ("a pipe", through_pipe as fn(Command) -> usize),
        ("a terminal", through_terminal),
    ] {
        let mut alone = Vec::new();
        let mut masked = Vec::new();
        for _ in 0..PASSES {
            let mut cat = Command::new("cat");
            cat.arg(path);
            alone.push(speed(cat, through));
            let mask = running(bench, &["--mask"], 50, &["cat", path]);
            masked.push(speed(mask.prepared(), through));
        }
        let (alone, masked) = (median(alone), median(masked));
        let what = format!("--mask with 50 secrets through {name}");
        let figures = format!("{masked:.0} MB/s, cat alone {alone:.0}");
        if name == "a pipe" {
            // The bar is 100 MB/s at least.
            let what = format!("{what} ({figures}): 100 MB");
            table.at_most(&what, 100.0 / masked, 1.0, |seconds| {
                format!("{seconds:.2} s")
            });
        } else {
            // What a terminal takes is the kernel's: cat alone is the measure.
            table.note(&what, &figures);
        }
    }
}

fn text(bench: &Bench) -> String {
    let get = bench.vault("1000", ["get", &data::name(19), "--key", "password"]);
    let secret = get.prepared().stdout(Stdio::piped()).output();
    let secret = String::from_utf8(secret.expect("vault starts").stdout).expect("it is text");
    assert!(secret.len() > 100, "the secret is there");
    let mut text = String::with_capacity(LOG + 1024);
    for line in 0.. {
        if text.len() >= LOG {
            break;
        }
        let shown = if line % 100 == 0 {
            secret.trim_end()
        } else {
            "-"
        };
        writeln!(
            text,
            "2026-01-01T12:00:{:02}Z INFO server: request {line} took {} ms token={shown}",
            line % 60,
            line * 7 % 1000,
        )
        .expect("a text can be written to");
    }
    text
}

/// Megabytes of the log a second.
fn speed(command: Command, through: fn(Command) -> usize) -> f64 {
    let start = Instant::now();
    let seen = through(command);
    let took = start.elapsed().as_secs_f64();
    assert!(seen > LOG / 2, "the log was printed: {seen}");
    megabytes(LOG) / took
}

fn through_pipe(mut command: Command) -> usize {
    let (source, sink) = std::io::pipe().expect("a pipe can be made");
    command.stdout(sink).stderr(Stdio::inherit());
    let mut child = command.spawn().expect("the program starts");
    drop(command);
    let seen = drain(source);
    assert!(child.wait().is_ok_and(|status| status.success()));
    seen
}

fn through_terminal(mut command: Command) -> usize {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let master = rustix::pty::openpt(flags).expect("a terminal can be made");
    rustix::pty::grantpt(&master).expect("it is ours");
    rustix::pty::unlockpt(&master).expect("it is ours");
    let terminal: OwnedFd = rustix::pty::ioctl_tiocgptpeer(&master, flags).expect("it is ours");
    command.stdout(terminal).stderr(Stdio::inherit());
    let mut child = command.spawn().expect("the program starts");
    drop(command);
    let seen = drain(File::from(master));
    assert!(child.wait().is_ok_and(|status| status.success()));
    seen
}

/// Reads to the end, which a terminal tells by an error.
fn drain(mut source: impl Read) -> usize {
    let mut buffer = vec![0; 64 << 10];
    let mut seen = 0;
    while let Ok(count @ 1..) = source.read(&mut buffer) {
        seen += count;
    }
    seen
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "figures of a table")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
