//! Files that must be refused, each named by its fault (`docs/TESTING.md`, Format).

mod commits;
mod credentials;
mod headers;
mod parts;

use std::path::Path;

use super::*;
use crate::error::Result;

/// A file with one fault.
pub(super) struct Case {
    name: &'static str,
    /// The exit code: 10, damaged; 253, not a vault, another key, or a newer program's.
    exit: u8,
    /// Who must notice at the latest.
    noticed: Noticed,
    make: Box<dyn Fn() -> Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noticed {
    /// Nobody can unlock the vault.
    Open,
    /// Somebody reads what the fault is in.
    Read,
    /// All that can be found reads as it should; only `verify` sees that the file is not whole.
    Verify,
}

const DAMAGED: u8 = 10;
const REFUSED: u8 = 253;

fn case(
    name: &'static str,
    exit: u8,
    noticed: Noticed,
    make: impl Fn() -> Vec<u8> + 'static,
) -> Case {
    Case {
        name,
        exit,
        noticed,
        make: Box::new(make),
    }
}

fn cases() -> Vec<Case> {
    [
        headers::cases(),
        commits::cases(),
        parts::cases(),
        credentials::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Reads every version of every secret, and the credentials.
pub(super) fn read_all<S: Storage>(vault: &mut VaultFile<S>) -> Result<Vec<(String, String)>> {
    let mut values = Vec::new();
    for secret in &all_secrets(vault)? {
        let mut versions = secret.record().versions.clone();
        versions.extend(vault.deprecated(secret)?);
        versions.retain(|version| version.value.is_some());
        for version in versions {
            if let Some(value) = read(vault, secret, &version.id)? {
                values.push((secret.record().name.clone(), value));
            }
        }
    }
    vault.credentials()?;
    Ok(values)
}

fn judge(bytes: &[u8]) -> Option<(Noticed, u8)> {
    let exit = |error: crate::error::Error| error.kind().exit_code();
    let mut vault = match reopen(bytes) {
        Ok(vault) => vault,
        Err(error) => return Some((Noticed::Open, exit(error))),
    };
    let all_read = read_all(&mut vault);
    let verified = vault.verify();
    match (all_read, verified) {
        (Ok(_), Ok(_)) => None,
        (Ok(_), Err(error)) => Some((Noticed::Verify, exit(error))),
        (Err(error), Err(_)) => Some((Noticed::Read, exit(error))),
        (Err(_), Ok(_)) => panic!("verify passes what cannot be read"),
    }
}

#[test]
fn every_fault_is_noticed_where_it_says_and_as_it_says() {
    let mut wrong = Vec::new();
    for case in cases() {
        let judged = judge(&(case.make)());
        if judged != Some((case.noticed, case.exit)) {
            wrong.push(format!("{}: {judged:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_recovered_of_a_faulty_file_is_a_sound_vault() {
    for case in cases() {
        if let Ok(mut recovered) = recover::recover(&(case.make)()) {
            assert!(recovered.vault.verify().is_ok(), "{}", case.name);
            assert!(read_all(&mut recovered.vault).is_ok(), "{}", case.name);
        }
    }
}

#[test]
fn every_name_is_there_once() {
    let mut names: Vec<_> = cases().iter().map(|case| case.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// Writes the committed vectors: only when the list of faults grows or the format changes before its release.
#[test]
#[ignore = "replaces tests/fixtures/format/bad"]
#[expect(
    clippy::disallowed_methods,
    reason = "the vectors are ordinary files of the repository"
)]
fn write_the_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format/bad");
    std::fs::create_dir_all(&folder).unwrap();
    let mut expected = serde_json::Map::new();
    for case in cases() {
        let path = folder.join(format!("{}.vault", case.name));
        if !path.exists() {
            std::fs::write(path, (case.make)()).unwrap();
        }
        expected.insert(
            case.name.to_owned(),
            serde_json::json!({
                "exit": case.exit,
                "noticed": format!("{:?}", case.noticed).to_lowercase(),
            }),
        );
    }
    let text = serde_json::to_string_pretty(&expected).unwrap();
    std::fs::write(folder.join("expected.json"), text + "\n").unwrap();
}
