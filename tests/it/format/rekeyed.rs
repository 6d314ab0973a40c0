//! Vaults below a second vault key, and vaults with credentials.

use vault::crypto::entropy::OsEntropy;
use vault::iam::{Credential, Grant, credential};
use vault::store::{Depth, Located, MemoryStorage, NewSlot, SlotAfter, Unlock};
use vault::types::time::DAY;

use super::make::{FLOOR, Open, at, deprecated, simple, vault};
use super::{PASSPHRASE, key};

/// A vault with its second vault key, and a value of before and one of after.
pub(super) fn rekeyed(depth: Depth) -> Vec<u8> {
    let key = key();
    let before = vault(
        [
            NewSlot::Passphrase(PASSPHRASE, FLOOR),
            NewSlot::KeyFile(&key),
        ]
        .to_vec(),
        deprecated,
    );
    let located = Located::new(MemoryStorage::new(before)).unwrap();
    let (mut vault, proof) = located.prove(&Unlock::KeyFile(&key)).unwrap();
    vault
        .rekey(&[SlotAfter::proven(&proof)], depth, at(2))
        .unwrap();
    simple(&mut vault);
    vault.verify().unwrap();
    vault.storage().bytes().to_vec()
}

/// A secret, and credentials of every sort.
pub(super) fn credentials(vault: &mut Open) {
    simple(vault);
    let grants = [
        ("app", None, false, &[][..]),
        ("ci@build", Some(30 * DAY), true, &["prod/*", "test/?b"]),
        (
            "Session_1.a-b",
            Some(3_600_000),
            false,
            &["arn:aws:secretsmanager:*:123456789012:secret:prod/db-??????"],
        ),
    ];
    for (name, lifetime, read_only, secrets) in grants {
        let grant = Grant {
            name: name.to_owned(),
            is_session: name.starts_with("Session"),
            lifetime,
            read_only,
            secrets: secrets.iter().map(|text| text.parse().unwrap()).collect(),
        };
        vault
            .change_credentials(at(2), |credentials| {
                let new = Credential::generate(grant, at(2), &OsEntropy)?;
                credential::add(credentials, new, at(2))
            })
            .unwrap();
    }
}

/// Credentials below a second vault key.
pub(super) fn rekeyed_with_credentials() -> Vec<u8> {
    let key = key();
    let before = vault([NewSlot::KeyFile(&key)].to_vec(), credentials);
    let located = Located::new(MemoryStorage::new(before)).unwrap();
    let (mut vault, proof) = located.prove(&Unlock::KeyFile(&key)).unwrap();
    vault
        .rekey(&[SlotAfter::proven(&proof)], Depth::Shallow, at(3))
        .unwrap();
    vault.verify().unwrap();
    vault.storage().bytes().to_vec()
}
