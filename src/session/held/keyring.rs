//! The Linux kernel's keyrings (keyrings(7)): two keys a vault, under the user's keyring `@u`, which all terminals share.
//!
//! ```text
//! vault:<id>:idle   key epoch ‖ the sealed vault key       its time-out begins anew at each use
//! vault:<id>:hard   session key ‖ end ‖ idle time          its time-out never does
//! ```
//!
//! A key is made in the process keyring, gets its time-out and permissions there, and is only then linked into `@u`, where
//! it takes the place of its predecessor: there is no moment without expiry. The kernel counts time-outs by the wall
//! clock; the end in the hard key is counted since boot, so that a clock that goes back prolongs nothing beyond it.

use std::time::Duration;

use linux_keyutils::{
    Key, KeyError, KeyPermissionsBuilder, KeyRing, KeyRingIdentifier, Permission,
};
use zeroize::Zeroizing;

use super::clock::{millis, since_boot};
use super::{Held, Holder, Lifetimes, Source, Status, VaultId, from_hex};
use crate::crypto::keys::{KEY_LENGTH, WRAPPED_KEY_LENGTH, WrappedKey};
use crate::crypto::session::SessionKey;
use crate::error::{Error, Kind, Result};
use crate::types::hex::hex;

/// Of the two payloads.
const VERSION: u8 = 1;
const IDLE_LENGTH: usize = 1 + 8 + WRAPPED_KEY_LENGTH;
const HARD_LENGTH: usize = 1 + KEY_LENGTH + 8 + 4;

pub(super) struct Keyring;

impl Holder for Keyring {
    fn source(&self) -> Source {
        Source::Keyring
    }

    fn put(&self, vault: &VaultId, held: &Held, lifetimes: Lifetimes) -> Result<()> {
        let end = since_boot().saturating_add(lifetimes.hard);
        let hard = Hard {
            session: &held.session,
            end,
            idle: lifetimes.idle,
        };
        let put = || {
            let user = KeyRing::from_special_id(KeyRingIdentifier::User, false)?;
            link(user, &name(vault, "hard"), &*hard.encode(), lifetimes.hard)?;
            link(
                user,
                &name(vault, "idle"),
                &encode_idle(held),
                lifetimes.idle,
            )
        };
        put().map_err(refused)?;
        // A sandbox may answer without keeping anything.
        match read(vault) {
            Ok(_) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// A keyring that refuses, or whose keys have expired, is one without a session.
    fn get(&self, vault: &VaultId) -> Result<Option<Held>> {
        Ok(read(vault).ok().filter(Found::lasts).map(|found| {
            // Refused only if the key went in between, and then the session is over with this use.
            let _ended = found.idle_key.set_timeout(seconds(found.idle));
            found.held
        }))
    }

    fn lock(&self, vault: &VaultId) -> Result<bool> {
        let mut any = false;
        for part in ["idle", "hard"] {
            let Ok((user, key)) = find(&name(vault, part)) else {
                continue;
            };
            // Wipes it at once, whoever else holds it.
            let _expired = key.revoke();
            match user.unlink_key(key) {
                Ok(()) => any = true,
                Err(_) if find(&name(vault, part)).is_err() => {}
                Err(error) => return Err(refused(error)),
            }
        }
        Ok(any)
    }

    fn status(&self, vault: &VaultId) -> Result<Option<Status>> {
        Ok(read(vault).ok().filter(Found::lasts).map(|found| Status {
            source: Source::Keyring,
            key_epoch: found.held.key_epoch,
            expires_in: found.end.saturating_sub(since_boot()),
            idle_expires_in: listed()
                .iter()
                .find(|listed| listed.description == name(vault, "idle"))
                .and_then(|listed| listed.expires_in),
        }))
    }

    fn vaults(&self) -> Result<Vec<VaultId>> {
        let vaults = listed().into_iter().filter_map(|listed| {
            let rest = listed.description.strip_prefix("vault:")?;
            let (vault, _) = rest.split_once(':')?;
            from_hex(vault)
        });
        Ok(vaults.collect())
    }
}

/// A session as its two keys hold it.
struct Found {
    held: Held,
    idle_key: Key,
    end: Duration,
    idle: Duration,
}

impl Found {
    fn lasts(&self) -> bool {
        since_boot() < self.end
    }
}

/// The hard key's payload.
struct Hard<'s> {
    session: &'s SessionKey,
    end: Duration,
    idle: Duration,
}

impl Hard<'_> {
    fn encode(&self) -> Zeroizing<[u8; HARD_LENGTH]> {
        let mut payload = Zeroizing::new([0; HARD_LENGTH]);
        payload[0] = VERSION;
        payload[1..33].copy_from_slice(self.session.expose());
        payload[33..41].copy_from_slice(&millis(self.end).to_le_bytes());
        let idle = u32::try_from(self.idle.as_secs()).unwrap_or(u32::MAX);
        payload[41..].copy_from_slice(&idle.to_le_bytes());
        payload
    }
}

fn encode_idle(held: &Held) -> [u8; IDLE_LENGTH] {
    let mut payload = [0; IDLE_LENGTH];
    payload[0] = VERSION;
    payload[1..9].copy_from_slice(&held.key_epoch.to_le_bytes());
    payload[9..].copy_from_slice(&held.sealed.0);
    payload
}

fn name(vault: &VaultId, part: &str) -> String {
    format!("vault:{}:{part}", hex(vault))
}

fn read(vault: &VaultId) -> Result<Found, KeyError> {
    let (_, idle_key) = find(&name(vault, "idle"))?;
    let mut sealed = [0; IDLE_LENGTH + 1];
    let length = idle_key.read(&mut sealed)?;
    let (_, hard_key) = find(&name(vault, "hard"))?;
    let mut hard = Zeroizing::new([0; HARD_LENGTH + 1]);
    let hard_length = hard_key.read(&mut *hard)?;
    decode(idle_key, sealed.get(..length), hard.get(..hard_length))
        .ok_or(KeyError::InvalidArguments)
}

/// Nothing for what another version of the program wrote.
fn decode(idle_key: Key, idle: Option<&[u8]>, hard: Option<&[u8]>) -> Option<Found> {
    let idle: &[u8; IDLE_LENGTH] = idle?.try_into().ok()?;
    let hard: &[u8; HARD_LENGTH] = hard?.try_into().ok()?;
    if idle[0] != VERSION || hard[0] != VERSION {
        return None;
    }
    Some(Found {
        held: Held {
            key_epoch: u64::from_le_bytes(idle[1..9].try_into().ok()?),
            session: SessionKey::from_bytes(hard[1..33].try_into().ok()?),
            sealed: WrappedKey(idle[9..].try_into().ok()?),
        },
        idle_key,
        end: Duration::from_millis(u64::from_le_bytes(hard[33..41].try_into().ok()?)),
        idle: Duration::from_secs(u32::from_le_bytes(hard[41..].try_into().ok()?).into()),
    })
}

/// Finds a key under `@u`. Where `@u` is not possessed (a session keyring that does not lead to it: systemd, `keyctl
/// session`) its keys are found by nobody, so it is linked to the process keyring, and then they are.
fn find(name: &str) -> Result<(KeyRing, Key), KeyError> {
    let user = KeyRing::from_special_id(KeyRingIdentifier::User, false)?;
    match user.search(name) {
        Ok(key) => Ok((user, key)),
        Err(KeyError::AccessDenied) => {
            possess(user)?;
            Ok((user, user.search(name)?))
        }
        Err(error) => Err(error),
    }
}

fn possess(user: KeyRing) -> Result<KeyRing, KeyError> {
    let process = KeyRing::from_special_id(KeyRingIdentifier::Process, true)?;
    process.link_keyring(user)?;
    Ok(process)
}

/// Makes a key that expires, and puts it under `@u` in the place of its predecessor.
fn link(user: KeyRing, name: &str, payload: &[u8], lasts: Duration) -> Result<(), KeyError> {
    let process = possess(user)?;
    let key = process.add_key(name, payload)?;
    let linked = key
        .set_timeout(seconds(lasts))
        .and_then(|()| {
            // What belongs to the user may only be seen without possession, so that `lock --all` finds it.
            let permissions = KeyPermissionsBuilder::builder()
                .posessor(Permission::ALL)
                .user(Permission::VIEW)
                .build();
            key.set_perms(permissions)
        })
        .and_then(|()| user.link_key(key));
    let unlinked = process.unlink_key(key);
    linked.and(unlinked)
}

/// A time-out of 0 would be none at all.
fn seconds(duration: Duration) -> usize {
    usize::try_from(duration.as_secs())
        .unwrap_or(usize::MAX)
        .max(1)
}

fn refused(error: KeyError) -> Error {
    let why = match error {
        KeyError::PermissionDenied | KeyError::AccessDenied => "the system does not permit it",
        KeyError::Unknown(_) | KeyError::OperationNotSupported => "the system has none",
        KeyError::QuotaExceeded => "it is full",
        _ => "it does not keep what is put into it",
    };
    Error::new(Kind::Other, why)
}

/// A key as `/proc/keys` lists it.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    description: String,
    expires_in: Option<Duration>,
}

/// Our keys, as far as the system tells: nothing else says when one expires.
#[expect(
    clippy::disallowed_methods,
    reason = "what the kernel says of its keys is no file of the user's"
)]
fn listed() -> Vec<Listed> {
    let text = std::fs::read_to_string("/proc/keys").unwrap_or_default();
    text.lines().filter_map(parse_listed).collect()
}

/// `3f1b6dc2 I--Q---     1 14m 3f010000     0     0 user      vault:<id>:idle: 113`
fn parse_listed(line: &str) -> Option<Listed> {
    let mut columns = line.split_whitespace();
    let expires = columns.nth(3)?;
    let kind = columns.nth(3)?;
    let description = columns.next()?.trim_end_matches(':');
    if kind != "user" || !description.starts_with("vault:") || expires == "expd" {
        return None;
    }
    Some(Listed {
        description: description.to_owned(),
        expires_in: parse_time_out(expires),
    })
}

/// The kernel rounds down to its largest unit.
fn parse_time_out(text: &str) -> Option<Duration> {
    let (count, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    let seconds = count.parse::<u64>().ok()?.checked_mul(seconds)?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_list_is_read() {
        let id = "00112233445566778899aabbccddeeff";
        let line = format!(
            "3f1b6dc2 I--Q---     1  14m 3f010000     0     0 user      vault:{id}:idle: 113"
        );
        let listed = parse_listed(&line).unwrap();
        assert_eq!(listed.description, format!("vault:{id}:idle"));
        assert_eq!(listed.expires_in, Some(Duration::from_mins(14)));
        for other in [
            "2f93582f I--Q---     2 perm 1f3f0000     0 65534 keyring   _uid.0: empty",
            "3f1b6dc2 I--Q---     1 expd 3f010000     0     0 user      vault:x:idle: 113",
            "3f1b6dc2 I--Q---     1 14m 3f010000     0     0 user      else: 113",
            "x",
            "",
        ] {
            assert_eq!(parse_listed(other), None, "{other}");
        }
        assert_eq!(parse_time_out("perm"), None);
        assert_eq!(parse_time_out(""), None);
    }
}
