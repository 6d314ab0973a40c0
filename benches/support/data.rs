//! Vaults filled through the library's own operations.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use vault::crypto::entropy::OsEntropy;
use vault::crypto::keys::Key;
use vault::error::Result;
use vault::iam::Caller;
use vault::operations::{Call, Context, CreateSecret, Operation, PutSecretValue};
use vault::rotation::Registry;
use vault::store::{NewSlot, NewVault, Storage, VaultFile};
use vault::types::region::Region;
use vault::types::time::Timestamp;
use vault::vault::Store as _;

/// The content of the key file.
pub(crate) const KEY: [u8; 32] = *b"benchmarks use the same key file";

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_780_000_000_000 + second * 1000)
}

/// Calls `make` with what a new vault with a key file takes.
pub(crate) fn with_new_vault<T>(make: impl FnOnce(&NewVault<'_>) -> T) -> T {
    let key = Key::new(KEY);
    make(&NewVault {
        account: "123456789012".parse().expect("twelve digits"),
        home_region: home(),
        slots: vec![NewSlot::KeyFile(&key)],
    })
}

/// The name of a secret: 21 characters, so that name, description and tags are 300 B.
pub(crate) fn name(number: usize) -> String {
    format!("bench/app/{number:06}/token")
}

/// So many secrets with two versions each, in one commit.
pub(crate) fn import<S: Storage>(vault: &mut VaultFile<S>, count: usize) -> Result<()> {
    vault.begin()?;
    for number in 0..count {
        let create = json!({
            "Name": name(number),
            "ClientRequestToken": version_id(&format!("{number}/0")),
            "Description": &"The password of a service account. ".repeat(7)[..240],
            "Tags": [
                {"Key": "team", "Value": "platform"},
                {"Key": "stage", "Value": "production-europe"},
            ],
            "SecretString": value(&format!("{number}/0")),
        });
        execute::<CreateSecret, S>(vault, create)?;
        execute::<PutSecretValue, S>(vault, put_request(number, 1))?;
    }
    vault.commit(at(1))
}

/// A new current version of a secret, in a commit of its own.
pub(crate) fn put<S: Storage>(
    vault: &mut VaultFile<S>,
    number: usize,
    version: usize,
) -> Result<()> {
    vault.begin()?;
    execute::<PutSecretValue, S>(vault, put_request(number, version))?;
    vault.commit(at(2))
}

fn put_request(number: usize, version: usize) -> Value {
    let seed = format!("{number}/{version}");
    json!({
        "SecretId": name(number),
        "ClientRequestToken": version_id(&seed),
        "SecretString": value(&seed),
    })
}

fn execute<O: Operation + DeserializeOwned, S: Storage>(
    vault: &mut VaultFile<S>,
    request: Value,
) -> Result<O::Response> {
    let request: O = serde_json::from_value(request).expect("a request of the service's shape");
    let call = Call {
        region: home(),
        caller: Caller::Owner,
    };
    let functions = Registry::default();
    request.execute(vault, &Context::new(at(2), &call, &OsEntropy, &functions))
}

fn home() -> Region {
    Region::DEFAULT.parse().expect("the default Region")
}

/// 200 B of JSON, different for each seed.
fn value(seed: &str) -> String {
    let start = format!(r#"{{"username":"app","password":"{seed} "#);
    format!(r#"{start:x<198}"}}"#)
}

/// Version ids are UUIDs, as those that clients draw.
pub(crate) fn version_id(seed: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(seed).into();
    let number = u128::from_be_bytes(*digest.first_chunk().expect("16 of 32 bytes"));
    let group = |shift: u32, digits: u32| (number >> shift) & ((1 << (4 * digits)) - 1);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        group(96, 8),
        group(80, 4),
        group(64, 4),
        group(48, 4),
        group(0, 12),
    )
}
