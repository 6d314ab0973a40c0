//! Tells the linker which functions commands use, so that they lie together (`docs/decisions/0006-order.md`).

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads what Cargo sets"
)]

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=link/order.txt");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let order = Path::new(&variable("CARGO_MANIFEST_DIR")).join("link/order.txt");
    let arguments = [
        format!("-Wl,--symbol-ordering-file={}", order.display()),
        "-Wl,--no-warn-symbol-ordering".to_owned(),
    ];
    // The order is that of the release build. Not every linker knows the option; without it the program is as good, and
    // slower to start.
    if variable("PROFILE") == "release" && is_taken(&arguments) {
        for argument in arguments {
            println!("cargo::rustc-link-arg-bin=vault={argument}");
        }
    }
}

/// Whether an empty program can be linked so, for the same target and in the same way.
fn is_taken(arguments: &[String]) -> bool {
    let folder = variable("OUT_DIR");
    let source = Path::new(&folder).join("empty.rs");
    if std::fs::write(&source, "fn main() {}").is_err() {
        return false;
    }
    let mut rustc = Command::new(variable("RUSTC"));
    rustc
        .arg(&source)
        .args(["--target", &variable("TARGET"), "--out-dir", &folder])
        .args(
            variable("CARGO_ENCODED_RUSTFLAGS")
                .split('\u{1f}')
                .filter(|flag| !flag.is_empty()),
        )
        .args(
            arguments
                .iter()
                .map(|argument| format!("-Clink-arg={argument}")),
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg(format!("-Clinker={linker}"));
    }
    rustc.status().is_ok_and(|status| status.success())
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
