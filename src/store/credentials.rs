//! The table of credentials: sealed apart from everything else and pinned by the root, so that what does not ask for it never
//! opens it (`docs/FORMAT.md`, Credentials).

use zeroize::Zeroizing;

use crate::crypto::seal::Pin;
use crate::error::{Kind, Result};
use crate::iam::credential::MAX_CREDENTIALS;
use crate::iam::{Credential, Pattern};
use crate::secret::record::Pointer;
use crate::store::codec::{Reader, Writer, malformed, newer};
use crate::store::file::VaultFile;
use crate::store::sealed;
use crate::store::storage::Storage;
use crate::store::view::split;
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;
use crate::vault::Store;

/// The table's size is a multiple of this: it tells little of how many there are.
const PADDING: usize = 4096;

/// More than all of a credential but its patterns takes.
const WITHOUT_PATTERNS: usize = 320;

mod field {
    pub(super) const NAME: u8 = 1;
    pub(super) const ACCESS_KEY_ID: u8 = 2;
    pub(super) const SECRET_ACCESS_KEY: u8 = 3;
    pub(super) const SESSION_TOKEN: u8 = 4;
    pub(super) const CREATED: u8 = 5;
    pub(super) const EXPIRES: u8 = 6;
    pub(super) const READ_ONLY: u8 = 7;
    pub(super) const SECRETS: u8 = 8;
}

/// The table that was opened last, and its pin: one that did not change is not opened again.
#[derive(Default)]
pub(super) struct Opened(Option<(Pin, Vec<Credential>)>);

impl<S: Storage> VaultFile<S> {
    /// The credentials of the commit in view, in the order of their names; those that have expired too. The table is opened
    /// only where it is another than the last time.
    pub fn credentials(&mut self) -> Result<&[Credential]> {
        if let Err(error) = self.open_credentials() {
            if error.kind() != Kind::Damaged {
                return Err(error);
            }
            // A reader takes no lock: the part may only be another state's (decisions 3).
            Store::refresh(self)?;
            self.open_credentials()?;
        }
        let Opened(opened) = &self.credentials;
        Ok(opened.as_ref().map_or(&[], |(_, credentials)| credentials))
    }

    /// Changes the credentials in one commit, from the newest state on. Those that have expired are left out of what is
    /// written; of a key pair that is no longer there no byte stays in the file.
    pub fn change_credentials<T>(
        &mut self,
        now: Timestamp,
        change: impl FnOnce(&mut Vec<Credential>) -> Result<T>,
    ) -> Result<T> {
        self.begin()?;
        let changed = (|| {
            self.open_credentials()?;
            let Opened(opened) = &self.credentials;
            let mut credentials =
                (opened.as_ref()).map_or_else(Vec::new, |(_, credentials)| credentials.clone());
            let answer = change(&mut credentials)?;
            credentials.retain(|credential| !credential.is_expired(now));
            self.purge(now)?;
            self.set_credentials(&credentials)?;
            Ok(answer)
        })();
        match changed {
            Ok(answer) => self.commit(now).map(|()| answer),
            Err(error) => {
                self.abandon();
                Err(error)
            }
        }
    }

    /// Puts these credentials in the place of those that there are, within a transaction.
    pub(super) fn set_credentials(&mut self, credentials: &[Credential]) -> Result<()> {
        self.open_credentials()?;
        let Opened(opened) = &self.credentials;
        let before = opened.as_ref().map_or(&[][..], |(_, before)| before);
        if before == credentials {
            return Ok(());
        }
        let is_kept = |old: &Credential| {
            let same = |new: &Credential| new.access_key_id() == old.access_key_id();
            credentials.iter().any(same)
        };
        let erase = !before.iter().all(is_kept);
        let table = if credentials.is_empty() {
            None
        } else {
            let (pointer, ciphertext) = sealed::seal_credentials(&self.keys, credentials)?;
            let (_, mut parts) = split!(self);
            let offset = parts.put(&ciphertext);
            Some(Pointer { offset, ..pointer })
        };
        let view = &mut self.view;
        let replaced = std::mem::replace(&mut view.root.credentials, table);
        view.dropped += replaced.map_or(0, |old| u64::from(old.length));
        view.erase |= erase;
        view.changed = true;
        Ok(())
    }

    /// Opens the table whether it was open or not.
    pub(super) fn prove_credentials(&mut self) -> Result<()> {
        self.credentials = Opened(None);
        self.open_credentials()
    }

    /// Opens the table of the commit in view, unless it is open.
    pub(super) fn open_credentials(&mut self) -> Result<()> {
        self.look()?;
        let Some(pointer) = self.view.root.credentials else {
            self.credentials = Opened(None);
            return Ok(());
        };
        if matches!(&self.credentials, Opened(Some((pin, _))) if *pin == pointer.pin) {
            return Ok(());
        }
        self.credentials = Opened(None);
        let (_, parts) = split!(self);
        let ciphertext = parts.ciphertext(&pointer)?;
        let credentials = sealed::open_credentials(&self.keys, &pointer, ciphertext)?;
        self.credentials = Opened(Some((pointer.pin, credentials)));
        Ok(())
    }
}

/// The table; there must be at least one credential, and they must be in the order of their names.
pub(super) fn encode(credentials: &[Credential]) -> Zeroizing<Vec<u8>> {
    let room = |credential: &Credential| {
        let patterns = credential.secrets.iter();
        let patterns = patterns.map(|pattern| pattern.as_str().len() + 5);
        WITHOUT_PATTERNS + patterns.sum::<usize>()
    };
    let most = 5 + credentials.iter().map(room).sum::<usize>();
    // Nothing grows, so that no copy of a key stays behind.
    let mut writer = Writer::with_capacity(most.next_multiple_of(PADDING));
    writer.length(credentials.len());
    for credential in credentials {
        let one = encode_one(credential, room(credential));
        writer.length(one.len()).raw(&one);
    }
    let mut content = Zeroizing::new(writer.into_bytes());
    let length = content.len().next_multiple_of(PADDING);
    content.resize(length, 0);
    content
}

fn encode_one(credential: &Credential, room: usize) -> Zeroizing<Vec<u8>> {
    let mut writer = Writer::with_capacity(room);
    let mut field = |tag: u8, content: &[u8]| {
        writer.u8(tag).length(content.len()).raw(content);
    };
    field(field::NAME, credential.name.as_bytes());
    field(field::ACCESS_KEY_ID, credential.access_key_id.as_bytes());
    let secret = credential.secret_access_key.expose();
    field(field::SECRET_ACCESS_KEY, secret.as_bytes());
    if let Some(token) = &credential.session_token {
        field(field::SESSION_TOKEN, token.expose().as_bytes());
    }
    let time = |time: Timestamp| time.millis().to_le_bytes();
    field(field::CREATED, &time(credential.created));
    if let Some(expires) = credential.expires {
        field(field::EXPIRES, &time(expires));
    }
    field(field::READ_ONLY, &[u8::from(credential.read_only)]);
    if !credential.secrets.is_empty() {
        let mut patterns = Writer::new();
        patterns.length(credential.secrets.len());
        for pattern in &credential.secrets {
            patterns.text(pattern.as_str());
        }
        field(field::SECRETS, &patterns.into_bytes());
    }
    Zeroizing::new(writer.into_bytes())
}

/// What [`encode`] wrote, and nothing else.
pub(super) fn decode(content: &[u8]) -> Result<Vec<Credential>> {
    let mut reader = Reader::new(content);
    let count = reader.length()?;
    if count > MAX_CREDENTIALS {
        return Err(malformed());
    }
    let mut credentials: Vec<Credential> = Vec::with_capacity(count);
    for _ in 0..count {
        let length = reader.length()?;
        let one = decode_one(reader.raw(length)?)?;
        if credentials.last().is_some_and(|last| last.name >= one.name) {
            return Err(malformed());
        }
        credentials.push(one);
    }
    if credentials.is_empty() || *encode(&credentials) != content {
        return Err(malformed());
    }
    Ok(credentials)
}

fn decode_one(bytes: &[u8]) -> Result<Credential> {
    let (mut name, mut access_key_id) = (None, None);
    let (mut secret_access_key, mut session_token) = (None, None);
    let (mut created, mut expires, mut read_only) = (None, None, None);
    let mut secrets = Vec::new();
    Reader::new(bytes).fields(|tag, r| {
        match tag {
            field::NAME => name = Some(text(r)?.to_owned()),
            field::ACCESS_KEY_ID => access_key_id = Some(text(r)?.to_owned()),
            field::SECRET_ACCESS_KEY => secret_access_key = Some(secret(r)?),
            field::SESSION_TOKEN => session_token = Some(secret(r)?),
            field::CREATED => created = Some(Timestamp::from_millis(r.i64()?)),
            field::EXPIRES => expires = Some(Timestamp::from_millis(r.i64()?)),
            field::READ_ONLY => read_only = Some(r.bool()?),
            field::SECRETS => {
                for _ in 0..r.length()? {
                    // A later program may know more of patterns; to guess what one means would be to allow it.
                    secrets.push(r.text()?.parse::<Pattern>().map_err(|_| newer())?);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let credential = Credential {
        name: name.ok_or_else(malformed)?,
        access_key_id: access_key_id.ok_or_else(malformed)?,
        secret_access_key: secret_access_key.ok_or_else(malformed)?,
        session_token,
        created: created.ok_or_else(malformed)?,
        expires,
        read_only: read_only.ok_or_else(malformed)?,
        secrets,
    };
    if credential.is_sound() {
        Ok(credential)
    } else {
        Err(malformed())
    }
}

fn text<'b>(reader: &mut Reader<'b>) -> Result<&'b str> {
    std::str::from_utf8(reader.rest()).map_err(|_| malformed())
}

fn secret(reader: &mut Reader<'_>) -> Result<SecretString> {
    let text = text(reader)?.to_owned();
    Ok(SecretString::new(Zeroizing::new(text)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::entropy::OsEntropy;
    use crate::iam::Grant;

    fn made(name: &str, is_session: bool, patterns: &[String]) -> Credential {
        let grant = Grant {
            name: name.to_owned(),
            is_session,
            lifetime: is_session.then_some(1000),
            read_only: patterns.len() % 2 == 1,
            secrets: patterns.iter().map(|text| text.parse().unwrap()).collect(),
        };
        Credential::generate(grant, Timestamp::from_millis(7), &OsEntropy).unwrap()
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_nothing_grew(
            entries in proptest::collection::btree_map(
                "[a-zA-Z0-9_.@-]{1,64}",
                (any::<bool>(), proptest::collection::vec("[a-z*?/]{1,640}", 0..5)),
                1..12,
            ),
        ) {
            let credentials: Vec<_> = entries
                .iter()
                .map(|(name, (is_session, patterns))| made(name, *is_session, patterns))
                .collect();
            let content = encode(&credentials);
            prop_assert_eq!(content.len() % PADDING, 0);
            prop_assert_eq!(&decode(&content).unwrap(), &credentials);
            for (credential, (_, patterns)) in credentials.iter().zip(entries.values()) {
                let room = WITHOUT_PATTERNS
                    + patterns.iter().map(|pattern| pattern.len() + 5).sum::<usize>();
                prop_assert!(encode_one(credential, room).len() <= room);
            }
        }

        #[test]
        fn no_change_of_a_byte_makes_it_panic(at in 0_usize..700, byte in any::<u8>()) {
            let mut content = encode(&[
                made("one", false, &["prod/*".to_owned()]),
                made("two", true, &[]),
            ]);
            content[at] = byte;
            // Read in the same form, or refused.
            if let Ok(credentials) = decode(&content) {
                prop_assert_eq!(&*encode(&credentials), &*content);
            }
        }
    }

    #[test]
    fn few_and_some_more_have_one_size() {
        let size = |count: usize| {
            let all: Vec<_> = (0..count)
                .map(|number| made(&format!("{number:03}"), false, &[]))
                .collect();
            encode(&all).len()
        };
        assert_eq!(size(1), PADDING);
        assert_eq!(size(25), PADDING);
        assert!(size(MAX_CREDENTIALS) <= 4 * PADDING);
    }

    #[test]
    fn an_empty_table_is_none() {
        assert!(decode(&[0; PADDING]).is_err());
        assert!(decode(&[]).is_err());
    }
}
