//! The file format, from outside: what this program writes an independent reader reads, what was ever written opens for
//! ever, and what is wrong is refused (`docs/TESTING.md`, Format).

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests, which clippy knows only within the library"
)]

mod content;
mod make;
mod rekeyed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use vault::crypto::keys::Key;
use vault::crypto::recovery::RecoveryKey;
use vault::error::{Error, Result};
use vault::store::{Located, MemoryStorage, Unlock, VaultFile};

const PASSPHRASE: &[u8] = b"correct horse battery staple";

fn key() -> Key {
    Key::new([b'*'; 32])
}

fn recovery_key() -> RecoveryKey {
    RecoveryKey::new(
        *b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13",
    )
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/format")
        .join(folder)
}

#[test]
fn every_vault_that_was_ever_written_opens_with_the_same_content() {
    let folder = fixtures("good");
    let mut count = 0;
    for name in names(&folder) {
        let bytes = read(&folder.join(format!("{name}.vault")));
        let expected: Value =
            serde_json::from_slice(&read(&folder.join(format!("{name}.json")))).unwrap();
        for unlock in unlocks(&expected) {
            let mut vault = open(&bytes, &unlock).unwrap();
            vault.verify().unwrap();
            assert_eq!(content::of(&mut vault, &slots(&bytes)), expected, "{name}");
            count += 1;
        }
    }
    // None of them is ever taken away.
    assert_eq!(count, 28);
}

#[test]
fn every_bad_vault_is_refused_where_and_as_it_says() {
    let folder = fixtures("bad");
    let expected: BTreeMap<String, Value> =
        serde_json::from_slice(&read(&folder.join("expected.json"))).unwrap();
    let found = names(&folder);
    assert_eq!(found, expected.keys().cloned().collect::<Vec<_>>());
    for (name, expected) in expected {
        let bytes = read(&folder.join(format!("{name}.vault")));
        let (noticed, error) = notice(&bytes).unwrap_or_else(|| panic!("{name} is not noticed"));
        assert_eq!(noticed, expected["noticed"], "{name}: {error}");
        assert_eq!(
            error.kind().exit_code(),
            expected["exit"],
            "{name}: {error}"
        );
    }
    // None of them is ever taken away.
    assert_eq!(found.len(), 182);
}

// Other systems do not limit addresses.
#[cfg(target_os = "linux")]
#[test]
fn no_bad_vault_asks_for_much_memory() {
    // Lengths and counts up to 2⁶⁴ are among them. The test above runs again with 256 MiB of addresses for everything.
    let again = Command::new("sh")
        .args(["-c", "ulimit -v 262144 && exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--test-threads=1", "--exact"])
        .arg("format::every_bad_vault_is_refused_where_and_as_it_says")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(again.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn the_independent_reader_reads_every_good_vault() {
    if python_is_missing() {
        return;
    }
    let folder = fixtures("good");
    let expected: BTreeMap<_, Value> = names(&folder)
        .into_iter()
        .map(|name| {
            let json = read(&folder.join(format!("{name}.json")));
            (name, serde_json::from_slice(&json).unwrap())
        })
        .collect();
    compare_with_python(&folder, &expected);
}

#[test]
fn the_independent_reader_reads_what_this_program_writes() {
    if python_is_missing() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut expected = BTreeMap::new();
    for (name, bytes) in make::all() {
        write(&folder.path().join(format!("{name}.vault")), &bytes);
        expected.insert(name.to_owned(), own_content(&bytes));
    }
    compare_with_python(folder.path(), &expected);
}

#[test]
fn the_independent_reader_refuses_every_bad_vault() {
    if python_is_missing() {
        return;
    }
    let folder = fixtures("bad");
    let expected: BTreeMap<String, Value> =
        serde_json::from_slice(&read(&folder.join("expected.json"))).unwrap();
    let answers = python(&folder, &names(&folder), &Unlock::KeyFile(&key()));
    assert_eq!(answers.len(), expected.len());
    for (name, answer) in answers {
        assert_eq!(answer["exit"], expected[&name]["exit"], "{name}: {answer}");
    }
}

/// Writes good vectors that are not there yet. Those that are there stay as they are, for ever.
#[test]
#[ignore = "adds to tests/fixtures/format/good"]
fn write_the_vectors() {
    let folder = fixtures("good");
    for (name, bytes) in make::all() {
        let path = folder.join(format!("{name}.vault"));
        if !path.exists() {
            write(&path, &bytes);
            let json = serde_json::to_string_pretty(&own_content(&bytes)).unwrap() + "\n";
            write(&folder.join(format!("{name}.json")), json.as_bytes());
        }
    }
}

fn compare_with_python(folder: &Path, expected: &BTreeMap<String, Value>) {
    let mut compared = 0;
    for slot in [
        "key-file",
        "passphrase",
        "passphrase-and-key-file",
        "recovery",
    ] {
        let names: Vec<_> = expected
            .iter()
            .filter(|(_, content)| content["slots"].as_array().unwrap().contains(&slot.into()))
            .map(|(name, _)| name.clone())
            .collect();
        for (name, answer) in python(folder, &names, &unlock(slot)) {
            assert_eq!(answer["exit"], 0, "{name}: {}", answer["error"]);
            assert_eq!(answer["content"], expected[&name], "{name}");
            compared += 1;
        }
    }
    assert!(compared > expected.len(), "some have two slots");
}

/// The answers of the independent reader, a vault each.
fn python(folder: &Path, names: &[String], unlock: &Unlock<'_>) -> BTreeMap<String, Value> {
    let keys = tempfile::tempdir().unwrap();
    let secret = keys.path().join("secret");
    let key_file = fixtures("key-file");
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader/vault_reader.py"));
    match unlock {
        Unlock::KeyFile(_) => command.arg("--key-file").arg(key_file),
        Unlock::Passphrase(passphrase) => {
            write(&secret, passphrase);
            command.arg("--passphrase-file").arg(&secret)
        }
        Unlock::PassphraseAndKeyFile(passphrase, _) => {
            write(&secret, passphrase);
            command.arg("--passphrase-file").arg(&secret);
            command.arg("--key-file").arg(key_file)
        }
        Unlock::Recovery(_) => {
            let typed = fixtures("recovery-key");
            command.arg("--recovery-key-file").arg(typed)
        }
    };
    let output = command
        .args(
            names
                .iter()
                .map(|name| folder.join(format!("{name}.vault"))),
        )
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let lines = String::from_utf8(output.stdout).unwrap();
    let answers: BTreeMap<_, _> = lines
        .lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line).unwrap();
            let path = Path::new(answer["file"].as_str().unwrap());
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, answer)
        })
        .collect();
    assert_eq!(answers.len(), names.len());
    answers
}

#[expect(
    clippy::disallowed_methods,
    reason = "CI says by its environment that nothing may be left out"
)]
fn python_is_missing() -> bool {
    let has_cryptography = Command::new("python3")
        .args(["-c", "import cryptography.hazmat.primitives.kdf.argon2"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has_cryptography {
        let message = "python3 with cryptography is not installed";
        assert!(std::env::var_os("CI").is_none(), "{message}");
        eprintln!("skipped: {message}");
    }
    !has_cryptography
}

fn open(bytes: &[u8], unlock: &Unlock<'_>) -> Result<VaultFile<MemoryStorage>> {
    Located::new(MemoryStorage::new(bytes.to_vec()))?.unlock(unlock)
}

fn own_content(bytes: &[u8]) -> Value {
    let slots = slots(bytes);
    // The quickest.
    let slot = [
        "key-file",
        "recovery",
        "passphrase",
        "passphrase-and-key-file",
    ]
    .into_iter()
    .find(|slot| slots.contains(slot))
    .unwrap();
    content::of(&mut open(bytes, &unlock(slot)).unwrap(), &slots)
}

/// Who notices first that a vault is bad, and how.
fn notice(bytes: &[u8]) -> Option<(&'static str, Error)> {
    let mut vault = match open(bytes, &Unlock::KeyFile(&key())) {
        Ok(vault) => vault,
        Err(error) => return Some(("open", error)),
    };
    let read = content::try_of(&mut vault, &[]).err();
    let verified = vault.verify().err()?;
    Some(match read {
        Some(error) => ("read", error),
        None => ("verify", verified),
    })
}

fn unlocks(expected: &Value) -> Vec<Unlock<'static>> {
    let slots = expected["slots"].as_array().unwrap();
    slots
        .iter()
        .map(|slot| unlock(slot.as_str().unwrap()))
        .collect()
}

/// What opens the slots of this kind in the committed vaults.
fn unlock(slot: &str) -> Unlock<'static> {
    static KEY: OnceLock<Key> = OnceLock::new();
    static RECOVERY: OnceLock<RecoveryKey> = OnceLock::new();
    match slot {
        "passphrase" => Unlock::Passphrase(PASSPHRASE),
        "key-file" => Unlock::KeyFile(KEY.get_or_init(key)),
        "passphrase-and-key-file" => Unlock::PassphraseAndKeyFile(PASSPHRASE, KEY.get_or_init(key)),
        "recovery" => Unlock::Recovery(RECOVERY.get_or_init(recovery_key)),
        other => panic!("no slot is of the kind {other}"),
    }
}

fn slots(bytes: &[u8]) -> Vec<&'static str> {
    Located::new(MemoryStorage::new(bytes.to_vec()))
        .unwrap()
        .slot_kinds()
        .map(vault::store::SlotKind::name)
        .collect()
}

/// The vaults of a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "vault")
        })
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[expect(clippy::disallowed_methods, reason = "fixtures are ordinary files")]
fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[expect(clippy::disallowed_methods, reason = "fixtures are ordinary files")]
fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}
