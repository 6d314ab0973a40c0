//! Cold processes of `vault` beside an empty Rust program, next to the bars that the project is held to
//! (`docs/BENCHMARKS.md`).
//!
//! ```text
//! cargo bench --bench process              everything, some minutes
//! cargo bench --bench process -- --quick   fewer rounds, no vault of 100,000 secrets
//! ```

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark owns its process, and one that cannot go on stops"
)]

mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use support::process::{Bench, Run, Task, interleaved};
use support::stats::{Times, millis};
use support::table::Table;
use support::{data, flush};
use vault::crypto::keys::Key;
use vault::store::{Located, Unlock, VaultFile};

/// One run's extent.
struct Plan {
    bench: Bench,
    rounds: usize,
    sizes: &'static [usize],
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let plan = Plan {
        bench: Bench::new(),
        rounds: if quick { 40 } else { 300 },
        sizes: if quick {
            &[10, 1000]
        } else {
            &[10, 1000, 10_000, 100_000]
        },
    };
    for size in plan.sizes {
        plan.make(*size);
    }
    let mut table = Table::new();
    plan.starting(&mut table);
    plan.reading(&mut table);
    plan.reading_unlocked(&mut table);
    plan.reading_many(&mut table);
    plan.writing(&mut table);
    plan.listing(&mut table);
    plan.completing(&mut table);
    plan.growing(&mut table);
    table.finish();
}

impl Plan {
    /// A vault after one import, and the same after single puts too.
    fn make(&self, size: usize) {
        let imported = self.path(&imported(size));
        let mut vault = data::with_new_vault(|new| VaultFile::create(&imported, new, data::at(0)))
            .expect("a vault can be made");
        data::import(&mut vault, size).expect("the import is stored");
        let after_puts = self.path(&after_puts(size));
        std::fs::copy(imported, &after_puts).expect("target/ is writable");
        let mut vault = open(&after_puts);
        for put in 0..100 {
            data::put(&mut vault, put * 7919 % size, 2 + put).expect("the put is stored");
        }
    }

    fn starting(&self, table: &mut Table) {
        let cases = [["--version"], ["--help"]];
        let runs = cases.map(|words| self.bench.vault("10", words));
        for (words, (time, empty)) in cases.iter().zip(self.beside_empty(&runs)) {
            table.ratio(words[0], time.median(), empty, 1.3);
        }
    }

    fn reading(&self, table: &mut Table) {
        let mut cases = Vec::new();
        for size in self.sizes {
            let get = |vault: &str| {
                let name = data::name(7);
                self.bench
                    .vault(vault, ["get-secret-value", "--secret-id", &name])
            };
            cases.push((
                format!("get-secret-value of {size}, imported"),
                get(&imported(*size)),
            ));
            cases.push((
                format!("get-secret-value of {size}, after puts"),
                get(&after_puts(*size)),
            ));
        }
        let runs: Vec<Run> = cases.iter().map(|(_, run)| run.clone()).collect();
        let times = self.beside_empty(&runs);
        for ((what, _), (time, empty)) in cases.iter().zip(times) {
            table.ratio(what, time.median(), empty, 1.3);
        }
        for (what, run) in &cases {
            if let Some(count) = run.instructions() {
                let count = scaled(count, 1e6);
                table.at_most(&format!("{what}: instructions"), count, 1.0, |count| {
                    format!("{count:.2} M")
                });
            }
            if let Some(memory) = run.peak_memory() {
                let memory = scaled(memory, 1024.0);
                table.at_most(&format!("{what}: peak memory"), memory, 4.0, |memory| {
                    format!("{memory:.1} MiB")
                });
            }
        }
    }

    /// A get by a session beside one by the key file; a place that keeps no session here has no row.
    fn reading_unlocked(&self, table: &mut Table) {
        let runtime = self.path("run");
        std::fs::create_dir(&runtime).expect("target/ is writable");
        let vault = imported(1000);
        let name = data::name(7);
        let get = self
            .bench
            .vault(&vault, ["get-secret-value", "--secret-id", &name]);
        for (source, bar) in [("keyring", 1.05), ("agent", 1.15)] {
            let with = |run: Run| {
                run.with("VAULT_SESSION", source)
                    .with("XDG_RUNTIME_DIR", runtime.clone())
            };
            let of = |words: &[&str]| with(self.bench.vault(&vault, words.iter().copied()));
            if !of(&["unlock", "--for", "30m"]).succeeds() {
                continue;
            }
            let by_session = with(get.clone()).with("VAULT_KEY_FILE", "");
            let by_key = get.clone().with("VAULT_NO_SESSION", "1");
            let times = interleaved(self.rounds * 4, &mut [by_key.task(), by_session.task()]);
            let [by_key, by_session] = times.as_slice() else {
                continue;
            };
            let (time, key_file) = (by_session.median(), by_key.median());
            let what = format!("get-secret-value of 1000 by {source}, of the key file's time");
            let ratio = time.as_secs_f64() / key_file.as_secs_f64();
            table.at_most(
                &format!("{what} ({:.2} ms)", millis(time)),
                ratio,
                bar,
                |ratio| format!("{ratio:.3}"),
            );
            of(&["lock"]).time();
        }
    }

    /// 20 secrets for a program.
    fn reading_many(&self, table: &mut Table) {
        let references: Vec<String> = (0..20)
            .map(|number| format!("V{number}={}", data::name(number * 47)))
            .collect();
        let words = |verb| std::iter::once(verb).chain(references.iter().map(String::as_str));
        let child = self.bench.empty.program();
        let runs = [
            self.bench.vault("1000", words("env")),
            self.bench
                .vault("1000", words("run"))
                .then("--")
                .then(child),
        ];
        let [env, run]: [_; 2] = self.beside_empty(&runs).try_into().ok().expect("two runs");
        table.ratio("env of 20 secrets", env.0.median(), env.1, 1.5);
        table.ratio(
            "run of 20 secrets, an empty child",
            run.0.median(),
            run.1,
            2.5,
        );
    }

    fn writing(&self, table: &mut Table) {
        for size in self.sizes {
            let vault = after_puts(*size);
            let put = self.bench.vault(
                &vault,
                [
                    "put-secret-value",
                    "--secret-id",
                    &data::name(5),
                    "--secret-string",
                    "a new value",
                ],
            );
            let path = self.path(&vault);
            let length = || std::fs::metadata(&path).map_or(0, |file| file.len());
            let before = length();
            put.time();
            let appended = usize::try_from(length() - before).unwrap_or(0);
            let is_small = length() < 256 * 1024;
            let alone: Task<'_> = if is_small {
                let whole = usize::try_from(length()).unwrap_or(0);
                Box::new(flush::replace(&self.bench.folder, whole))
            } else {
                Box::new(flush::append(&self.bench.folder, appended))
            };
            let rounds = if is_small { 40 } else { self.rounds * 4 };
            let mut tasks = [self.bench.empty.task(), put.task(), alone];
            let times = interleaved(rounds, &mut tasks);
            let [empty, put, alone] = times.as_slice() else {
                continue;
            };
            let (share, how) = if is_small {
                (1.5, "rewritten")
            } else {
                (1.3, "appended")
            };
            let what = format!("put-secret-value of {size}, {how}");
            table.time(
                &what,
                put.median(),
                empty.median().mul_f64(share) + alone.median(),
            );
            let slowest = format!(
                "{:.2} ms (of {rounds}; the disk alone {:.2}, p99.9 {:.2})",
                millis(put.quantile(0.999)),
                millis(alone.median()),
                millis(alone.quantile(0.999)),
            );
            table.note(&format!("{what}: p99.9"), &slowest);
        }
    }

    fn listing(&self, table: &mut Table) {
        let names = self.bench.vault("1000", ["list", "-1"]);
        let [(time, empty)] = self
            .beside_empty(&[names])
            .try_into()
            .ok()
            .expect("one run");
        table.ratio("list -1 of 1000", time.median(), empty, 3.0);
        if !self.sizes.contains(&100_000) {
            return;
        }
        let cases = [
            (
                self.bench.vault("100000", ["list", "-1"]),
                "list -1 of 100000",
                150,
            ),
            (
                self.bench.vault("100000", ["list-secrets"]),
                "list-secrets of 100000",
                600,
            ),
        ];
        for (run, what, bar) in cases {
            let times = interleaved(11, &mut [run.task()]);
            table.time(what, times[0].median(), Duration::from_millis(bar));
            if let Some(memory) = run.peak_memory() {
                let memory = scaled(memory, 1024.0);
                table.at_most(&format!("{what}: peak memory"), memory, 160.0, |memory| {
                    format!("{memory:.0} MiB")
                });
            }
        }
    }

    /// What a shell waits for at TAB: every name of the vault, from a session.
    fn completing(&self, table: &mut Table) {
        let runtime = self.path("run");
        std::fs::create_dir_all(&runtime).expect("target/ is writable");
        let input = self.path("typed");
        std::fs::write(&input, "vault\0get\0\0").expect("target/ is writable");
        for size in self.sizes.iter().filter(|size| **size <= 10_000) {
            for source in ["keyring", "agent"] {
                let of = |words: &[&str]| {
                    self.bench
                        .vault(&imported(*size), words.iter().copied())
                        .with("VAULT_SESSION", source)
                        .with("XDG_RUNTIME_DIR", runtime.clone())
                };
                if !of(&["unlock", "--for", "30m"]).succeeds() {
                    continue;
                }
                let complete = of(&["__complete", "zsh"]).reading(input.clone());
                let times = interleaved(self.rounds, &mut [complete.task()]);
                let what = format!("completion of {size} names by {source}");
                table.time(&what, times[0].median(), Duration::from_millis(30));
                of(&["lock"]).time();
            }
        }
    }

    /// Sizes of files, and puts that come after thousands of others.
    fn growing(&self, table: &mut Table) {
        let size = |name: &str| {
            std::fs::metadata(self.path(name)).map_or(f64::NAN, |file| scaled(file.len(), 1e3))
        };
        let kilobytes = |size: f64| format!("{size:.1} kB");
        table.at_most("file of 10 secrets", size("10"), 20.0, kilobytes);
        if self.sizes.contains(&10_000) {
            let mut vault = open(&self.path("10000"));
            let compacted = vault
                .compact(data::at(3))
                .expect("a compaction is possible");
            let compact = scaled(compacted.after, 1e3);
            table.at_most(
                "file of 10000 secrets, compacted",
                compact,
                17_000.0,
                kilobytes,
            );
            let mut largest = 0.0_f64;
            let times = Times::new((0..1500).map(|put| {
                let start = Instant::now();
                data::put(&mut vault, put * 7919 % 10_000, 1000 + put).expect("the put is stored");
                let took = start.elapsed();
                largest = largest.max(size("10000"));
                took
            }));
            table.at_most(
                "the same, at its largest in 1500 puts",
                largest,
                compact * 2.2,
                kilobytes,
            );
            let slowest = format!(
                "{:.2} ms, median {:.2}",
                millis(times.quantile(1.0)),
                millis(times.median())
            );
            table.note(
                "the slowest of these puts, with its compaction, in one process",
                &slowest,
            );
        }
        let mut vault = open(&self.path("1000"));
        let times: Vec<Duration> = (0..3000)
            .map(|put| {
                let start = Instant::now();
                data::put(&mut vault, 3, 1000 + put).expect("the put is stored");
                start.elapsed()
            })
            .collect();
        let median = |part: &[Duration]| Times::new(part.iter().copied()).median();
        let (first, last) = (median(&times[..300]), median(&times[2700..]));
        table.time(
            "3000 puts on one secret: median of the last 300 (bar: 1.5 of the first)",
            last,
            first.mul_f64(1.5),
        );
    }

    /// Each run's times and the median of the empty program between them.
    fn beside_empty(&self, runs: &[Run]) -> Vec<(Times, Duration)> {
        let mut tasks: Vec<Task<'_>> = runs.iter().map(Run::task).collect();
        tasks.push(self.bench.empty.task());
        let mut times = interleaved(self.rounds, &mut tasks);
        let empty = times.pop().map_or(Duration::ZERO, |times| times.median());
        times.into_iter().map(|times| (times, empty)).collect()
    }

    fn path(&self, vault: &str) -> PathBuf {
        self.bench.folder.join(vault)
    }
}

fn imported(size: usize) -> String {
    size.to_string()
}

fn after_puts(size: usize) -> String {
    format!("{size}-puts")
}

fn open(path: &std::path::Path) -> VaultFile {
    Located::at(path)
        .and_then(|located| located.unlock(&Unlock::KeyFile(&Key::new(data::KEY))))
        .expect("the vault opens")
}

#[expect(clippy::cast_precision_loss, reason = "figures of a table")]
fn scaled(number: u64, unit: f64) -> f64 {
    number as f64 / unit
}
