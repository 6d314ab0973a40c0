//! The endpoint under load, beside a Python emulator of the same API (`docs/BENCHMARKS.md`).
//!
//! ```text
//! cargo bench --bench endpoint             a million requests, some minutes
//! cargo bench --bench endpoint -- --quick  fewer
//! ```
//!
//! The load, the writer and the endpoint share the processors.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark owns its process, and one that cannot go on stops"
)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::data;
use support::load::Target;
use support::process::{Bench, interleaved};
use support::stats::{Times, millis};
use support::table::Table;
use vault::sigv4::Credentials;
use vault::store::VaultFile;
use vault::types::sensitive::SecretString;
use zeroize::Zeroizing;

const SECRETS: usize = 10_000;
const CONNECTIONS: usize = 16;
/// Where the emulator listens.
const EMULATOR: &str = "127.0.0.1:45661";

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let requests = if quick { 50_000 } else { 1_000_000 };
    let bench = Bench::new();
    let name = "served.vault";
    data::with_new_vault(|new| {
        let mut vault = VaultFile::create(&bench.folder.join(name), new, data::at(0))
            .expect("the folder is empty");
        data::import(&mut vault, SECRETS).expect("an empty vault takes them");
    });
    let credentials = make_credentials(&bench, name);
    let mut table = Table::new();
    starting(&bench, name, &mut table);
    let served = Served::start(&bench, name);
    let target = Target {
        address: served.address.clone(),
        credentials,
    };
    let rate = reading(&target, &served, requests, &mut table);
    writing(&target, &mut table);
    calling(&bench, name, &target, &mut table);
    drop(served);
    emulating(&target, rate, &mut table);
    table.finish();
}

/// `vault serve`, until it is let go.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(bench: &Bench, name: &str) -> Self {
        let mut child = bench
            .vault(name, ["serve", "--listen", "127.0.0.1:0"])
            .command_to_read()
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line.trim().strip_prefix("http://").expect("a URL");
        Self {
            address: address.to_owned(),
            child,
        }
    }

    /// Resident memory in KiB.
    fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .expect("it runs on Linux");
        let (_, rest) = status.split_once("VmRSS:").expect("the kernel tells");
        let digits = rest.split_whitespace().next().expect("a number");
        digits.parse().expect("a number")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

fn make_credentials(bench: &Bench, name: &str) -> Credentials {
    let output = bench
        .vault(name, ["credentials", "create", "bench"])
        .command_to_read()
        .output()
        .expect("the program starts");
    let made: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let text = |member: &str| made["AccessKey"][member].as_str().expect("text").to_owned();
    Credentials {
        access_key_id: text("AccessKeyId"),
        secret_key: SecretString::new(Zeroizing::new(text("SecretAccessKey"))),
        session_token: None,
    }
}

fn starting(bench: &Bench, name: &str, table: &mut Table) {
    let times = (0..20).map(|_| {
        let start = Instant::now();
        let served = Served::start(bench, name);
        let _connected = TcpStream::connect(&served.address).expect("it listens");
        start.elapsed()
    });
    let median = Times::new(times).median();
    table.time("ready after its start", median, Duration::from_millis(50));
}

fn get(target: &Target, number: usize) -> Vec<u8> {
    let name = data::name(number % SECRETS);
    target.request("GetSecretValue", &format!(r#"{{"SecretId":"{name}"}}"#))
}

fn put(target: &Target, number: usize, round: &str) -> Vec<u8> {
    let name = data::name(number % SECRETS);
    let token = data::version_id(&format!("{round}/{number}"));
    let value = "v".repeat(200);
    let body = format!(
        r#"{{"SecretId":"{name}","SecretString":"{value}","ClientRequestToken":"{token}"}}"#
    );
    target.request("PutSecretValue", &body)
}

/// Gets of one secret after another, over the whole vault, while one connection puts without a pause. Gives their rate.
fn reading(target: &Target, served: &Served, requests: usize, table: &mut Table) -> f64 {
    let is_over = AtomicBool::new(false);
    let (run, puts, early) = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut number = 0;
            let run = target.run(
                1,
                || {
                    number += 1;
                    put(target, number, "beside")
                },
                |_| is_over.load(Ordering::Relaxed),
            );
            run.requests
        });
        let early = AtomicUsize::new(0);
        let mut number: usize = 0;
        let run = target.run(
            CONNECTIONS,
            || {
                // A step that meets every secret, and neighbours never.
                number = number.wrapping_add(7919);
                get(target, number)
            },
            |done| {
                if done >= requests / 10 && early.load(Ordering::Relaxed) == 0 {
                    early.store(served.memory(), Ordering::Relaxed);
                }
                done >= requests
            },
        );
        is_over.store(true, Ordering::Relaxed);
        (
            run,
            writer.join().expect("the writer ends"),
            early.into_inner(),
        )
    });
    let rate = run.rate();
    let what = format!(
        "GetSecretValue, {CONNECTIONS} connections, beside {:.0} puts a second",
        f64::from(u32::try_from(puts).unwrap_or(u32::MAX)) / run.took.as_secs_f64()
    );
    table.at_least(&what, rate, 5000.0, |rate| format!("{rate:.0}/s"));
    table.note(
        "median of these",
        &format!("{:.2} ms", millis(run.times.median())),
    );
    table.time(
        "p99 of these",
        run.times.quantile(0.99),
        Duration::from_millis(10),
    );
    let (early, late) = (mebibytes(early), mebibytes(served.memory()));
    table.note(
        &format!("memory after {} requests", requests / 10),
        &format!("{early:.1} MiB"),
    );
    table.at_most(
        &format!("memory after {requests} requests"),
        late,
        64.0,
        |size| format!("{size:.1} MiB"),
    );
    rate
}

fn mebibytes(kibibytes: usize) -> f64 {
    f64::from(u32::try_from(kibibytes).unwrap_or(u32::MAX)) / 1024.0
}

fn writing(target: &Target, table: &mut Table) {
    let mut number = 0;
    let start = Instant::now();
    let run = target.run(
        CONNECTIONS,
        || {
            number += 1;
            put(target, number, "together")
        },
        |_| start.elapsed() > Duration::from_secs(5),
    );
    table.at_least(
        &format!("durable PutSecretValue, {CONNECTIONS} connections"),
        run.rate(),
        500.0,
        |rate| format!("{rate:.0}/s"),
    );
    table.note(
        "p99 of these",
        &format!("{:.2} ms", millis(run.times.quantile(0.99))),
    );
}

/// A cold get by the command line, from the file and through the endpoint.
fn calling(bench: &Bench, name: &str, target: &Target, table: &mut Table) {
    let secret = data::name(77);
    let words = ["get-secret-value", "--secret-id", &secret];
    let local = bench.vault(name, words);
    let remote = bench
        .vault(name, words)
        .then("--endpoint-url")
        .then(format!("http://{}", target.address))
        .with("AWS_ACCESS_KEY_ID", &*target.credentials.access_key_id)
        .with(
            "AWS_SECRET_ACCESS_KEY",
            target.credentials.secret_key.expose(),
        )
        .with("AWS_REGION", "us-east-1");
    let mut tasks = [local.task(), remote.task()];
    let times = interleaved(100, &mut tasks);
    let (local, remote) = (times[0].median(), times[1].median());
    table.at_most(
        &format!(
            "get-secret-value by the endpoint ({:.2} ms), of a local one",
            millis(remote)
        ),
        remote.as_secs_f64() / local.as_secs_f64(),
        3.0,
        |ratio| format!("{ratio:.2}"),
    );
}

/// The same gets of moto's server, which checks no signature and keeps everything in memory.
fn emulating(target: &Target, rate: f64, table: &mut Table) {
    let Some((host, port)) = EMULATOR.split_once(':') else {
        return;
    };
    let started = Command::new("python3")
        .args(["-m", "moto.server", "-H", host, "-p", port])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(child) = started else {
        table.note("moto's server", "not installed: pip install 'moto[server]'");
        return;
    };
    let emulator = Served {
        child,
        address: EMULATOR.to_owned(),
    };
    let patience = Instant::now();
    while TcpStream::connect(EMULATOR).is_err() {
        if patience.elapsed() > Duration::from_secs(20) {
            table.note("moto's server", "not installed: pip install 'moto[server]'");
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    let emulated = Target {
        address: emulator.address.clone(),
        credentials: target.credentials.clone(),
    };
    let name = data::name(0);
    let _made = emulated.call(
        "CreateSecret",
        &format!(
            r#"{{"Name":"{name}","SecretString":"{}"}}"#,
            "v".repeat(200)
        ),
    );
    let start = Instant::now();
    let run = emulated.run(
        CONNECTIONS,
        || get(&emulated, 0),
        |_| start.elapsed() > Duration::from_secs(10),
    );
    table.note("the same of moto's server", &format!("{:.0}/s", run.rate()));
    table.at_least(
        "this endpoint's rate, of moto's",
        rate / run.rate(),
        20.0,
        |ratio| format!("{ratio:.0}"),
    );
}
