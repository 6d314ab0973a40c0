//! A passphrase's cost beside the C reference of Argon2 (Debian's `argon2`), at the same parameters.
//!
//! ```text
//! cargo bench --bench argon2
//! ```

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark owns its process, and one that cannot go on stops"
)]

mod support;

use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::data;
use support::process::{Bench, Task, interleaved};
use support::stats::millis;
use support::table::Table;
use vault::crypto::kdf::KdfParams;
use vault::store::{NewSlot, NewVault, VaultFile};

const PASSPHRASE: &str = "correct horse battery staple";
const SALT: &str = "0123456789abcdef";
const ROUNDS: usize = 15;

fn main() {
    let bench = Bench::new();
    let mut table = Table::new();
    if reference(KdfParams::DEFAULT).is_none() {
        table.note("the C reference", "not installed: apt install argon2");
    }
    for params in [
        KdfParams::DEFAULT,
        KdfParams {
            memory: KdfParams::CALIBRATED_MEMORY,
            ..KdfParams::DEFAULT
        },
        KdfParams {
            memory: 19 * 1024,
            passes: 2,
            lanes: 1,
        },
    ] {
        compare(&mut table, params);
    }
    unlock(&bench, &mut table);
    table.finish();
}

fn compare(table: &mut Table, params: KdfParams) {
    let what = format!(
        "Argon2id, {} MiB, {} passes, {} lanes",
        params.memory / 1024,
        params.passes,
        params.lanes
    );
    let mut tasks: [Task<'_>; 2] = [
        Box::new(|| derive(params)),
        Box::new(|| reference(params).unwrap_or_default()),
    ];
    let times = interleaved(ROUNDS, &mut tasks);
    if times[1].median().is_zero() {
        table.note(&what, &format!("{:.1} ms", millis(times[0].median())));
    } else {
        table.time(&what, times[0].median(), times[1].median());
    }
}

fn derive(params: KdfParams) -> Duration {
    let salt = SALT.as_bytes().try_into().expect("16 bytes");
    let start = Instant::now();
    let key = params.derive(PASSPHRASE.as_bytes(), salt);
    let took = start.elapsed();
    assert!(black_box(key).is_ok());
    took
}

/// The whole process of the reference: its start is a hundredth of it.
fn reference(params: KdfParams) -> Option<Duration> {
    let numbers = [params.passes, params.memory, params.lanes].map(|number| number.to_string());
    let [passes, memory, lanes] = &numbers;
    let start = Instant::now();
    let mut child = Command::new("argon2")
        .args([
            SALT, "-id", "-l", "32", "-r", "-t", passes, "-k", memory, "-p", lanes,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(PASSPHRASE.as_bytes()).ok()?;
    let status = child.wait().ok()?;
    status.success().then(|| start.elapsed())
}

/// A whole command opened by a passphrase: what is not Argon2id is at most three empty programs.
fn unlock(bench: &Bench, table: &mut Table) {
    let path = bench.folder.join("passphrase");
    let new = NewVault {
        account: "123456789012".parse().expect("twelve digits"),
        home_region: "us-east-1".parse().expect("a Region"),
        slots: vec![NewSlot::Passphrase(
            PASSPHRASE.as_bytes(),
            KdfParams::DEFAULT,
        )],
    };
    let mut vault = VaultFile::create(&path, &new, data::at(0)).expect("a vault can be made");
    data::import(&mut vault, 10).expect("the import is stored");
    let name = data::name(7);
    let get = bench
        .vault("passphrase", ["get-secret-value", "--secret-id", &name])
        .with("VAULT_KEY_FILE", "")
        .with("VAULT_PASSPHRASE", PASSPHRASE);
    let mut tasks = [
        get.task(),
        bench.empty.task(),
        Box::new(|| derive(KdfParams::DEFAULT)),
    ];
    let times = interleaved(ROUNDS * 3, &mut tasks);
    let [get, empty, derive] = times.as_slice() else {
        return;
    };
    let rest = get.median().saturating_sub(derive.median());
    table.note(
        "get-secret-value by passphrase",
        &format!("{:.1} ms", millis(get.median())),
    );
    table.ratio("the same without Argon2id", rest, empty.median(), 3.0);
}
