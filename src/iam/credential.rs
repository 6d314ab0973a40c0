//! Credentials of clients: a key pair that requests are signed with, and what it allows.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Client, Pattern};
use crate::crypto::entropy::Entropy;
use crate::error::{Error, Kind, Result};
use crate::types::region::AccountId;
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

/// The most credentials that a vault has.
pub const MAX_CREDENTIALS: usize = 100;
/// The most patterns that a credential has.
pub const MAX_PATTERNS: usize = 32;

/// Characters of an access key id, behind the four that tell its kind: base 32, as AWS's.
const ID_LENGTH: usize = 16;
const ID_CHARACTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// How AWS's ids of lasting and of temporary keys begin.
const LASTING: &str = "AKIA";
const TEMPORARY: &str = "ASIA";

/// Characters of a secret access key, as AWS's: 240 random bits.
const SECRET_LENGTH: usize = 40;
/// Characters of a session token; AWS's are longer, and have no fixed length.
const TOKEN_LENGTH: usize = 64;
const SECRET_CHARACTERS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What a credential is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// How people call it, and the IAM user in its principal.
    pub name: String,
    /// Temporary: it has a session token, and must end.
    pub is_session: bool,
    /// Milliseconds after which it is of no use any more.
    pub lifetime: Option<i64>,
    /// Whether it is only for what changes nothing.
    pub read_only: bool,
    /// The secrets that it is for; without one, all.
    pub secrets: Vec<Pattern>,
}

/// A key pair of a client, and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    pub(crate) name: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: SecretString,
    pub(crate) session_token: Option<SecretString>,
    pub(crate) created: Timestamp,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) read_only: bool,
    pub(crate) secrets: Vec<Pattern>,
}

impl Grant {
    /// Refuses what no credential may be.
    pub fn check(&self) -> Result<()> {
        let refuse = |message: String| Err(Error::new(Kind::Usage, message));
        if !is_name(&self.name) {
            return refuse(format!(
                "'{}' is not a name for a credential: 1 to 64 letters, digits and _.@-",
                self.name.escape_debug()
            ));
        }
        if self.is_session && self.lifetime.is_none() {
            return refuse("a temporary credential must expire".to_owned());
        }
        if self.secrets.len() > MAX_PATTERNS {
            return refuse(format!(
                "a credential has at most {MAX_PATTERNS} patterns for secrets"
            ));
        }
        Ok(())
    }
}

impl Credential {
    /// A new key pair.
    pub fn generate(grant: Grant, now: Timestamp, entropy: &dyn Entropy) -> Result<Self> {
        grant.check()?;
        let prefix = if grant.is_session { TEMPORARY } else { LASTING };
        let id = random(ID_LENGTH, ID_CHARACTERS, entropy)?;
        let secret = |length| random(length, SECRET_CHARACTERS, entropy).map(SecretString::new);
        Ok(Self {
            name: grant.name,
            access_key_id: [prefix, &*id].concat(),
            secret_access_key: secret(SECRET_LENGTH)?,
            session_token: if grant.is_session {
                Some(secret(TOKEN_LENGTH)?)
            } else {
                None
            },
            created: now,
            expires: grant.lifetime.map(|lifetime| now.plus(lifetime)),
            read_only: grant.read_only,
            secrets: grant.secrets,
        })
    }

    /// A new key pair with the same limits; what lasts for a time begins anew.
    pub fn renewed(&self, now: Timestamp, entropy: &dyn Entropy) -> Result<Self> {
        let lasts = |expires: Timestamp| expires.millis().saturating_sub(self.created.millis());
        let grant = Grant {
            name: self.name.clone(),
            is_session: self.session_token.is_some(),
            lifetime: self.expires.map(lasts),
            read_only: self.read_only,
            secrets: self.secrets.clone(),
        };
        Self::generate(grant, now, entropy)
    }

    /// How people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What names the key pair in a signature: nothing secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// What requests are signed with.
    pub const fn secret_access_key(&self) -> &SecretString {
        &self.secret_access_key
    }

    /// What a request must bring beside its signature, if the credential is temporary.
    pub const fn session_token(&self) -> Option<&SecretString> {
        self.session_token.as_ref()
    }

    /// When the key pair was made.
    pub const fn created(&self) -> Timestamp {
        self.created
    }

    /// When it ends.
    pub const fn expires(&self) -> Option<Timestamp> {
        self.expires
    }

    /// Whether it has ended.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Whether it is only for what changes nothing.
    pub const fn read_only(&self) -> bool {
        self.read_only
    }

    /// The secrets that it is for; without one, all.
    pub fn secrets(&self) -> &[Pattern] {
        &self.secrets
    }

    /// Whoever signs with it, for the judgement of what they ask.
    pub fn client(&self, account: &AccountId) -> Arc<Client> {
        Arc::new(Client::new(
            &self.name,
            account,
            self.read_only,
            self.secrets.clone(),
        ))
    }

    /// Whether all of it is as [`Credential::generate`] makes it: for what was read.
    pub(crate) fn is_sound(&self) -> bool {
        let is_session = self.session_token.is_some();
        let prefix = if is_session { TEMPORARY } else { LASTING };
        let is_of = |text: &str, length: usize, characters: &[u8]| {
            text.len() == length && text.bytes().all(|byte| characters.contains(&byte))
        };
        let token = self.session_token.as_ref();
        is_name(&self.name)
            && (self.access_key_id.strip_prefix(prefix))
                .is_some_and(|id| is_of(id, ID_LENGTH, ID_CHARACTERS))
            && is_of(
                self.secret_access_key.expose(),
                SECRET_LENGTH,
                SECRET_CHARACTERS,
            )
            && token.is_none_or(|token| is_of(token.expose(), TOKEN_LENGTH, SECRET_CHARACTERS))
            && (!is_session || self.expires.is_some())
            && self.secrets.len() <= MAX_PATTERNS
    }
}

/// Adds a credential. One of its name that has expired makes room for it.
pub fn add(credentials: &mut Vec<Credential>, new: Credential, now: Timestamp) -> Result<()> {
    credentials.retain(|credential| !credential.is_expired(now));
    match credentials.binary_search_by(|credential| credential.name.as_str().cmp(&new.name)) {
        Ok(_) => Err(Error::new(
            Kind::Other,
            format!("there is a credential {} already", new.name),
        )
        .hint("`vault credentials rotate` gives it a new key pair, `vault credentials delete` removes it")),
        Err(_) if credentials.len() >= MAX_CREDENTIALS => Err(Error::new(
            Kind::Other,
            format!("a vault has at most {MAX_CREDENTIALS} credentials"),
        )
        .hint("`vault credentials delete` makes room")),
        Err(place) => {
            credentials.insert(place, new);
            Ok(())
        }
    }
}

/// Gives the credential of this name a new key pair, and answers it.
pub fn rotate(
    credentials: &mut [Credential],
    name: &str,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Credential> {
    let found = credentials
        .iter_mut()
        .find(|credential| credential.name == name)
        .ok_or_else(|| unknown(name))?;
    *found = found.renewed(now, entropy)?;
    Ok(found.clone())
}

/// Removes the credential of this name.
pub fn remove(credentials: &mut Vec<Credential>, name: &str) -> Result<()> {
    let place = credentials
        .iter()
        .position(|credential| credential.name == name)
        .ok_or_else(|| unknown(name))?;
    credentials.remove(place);
    Ok(())
}

fn unknown(name: &str) -> Error {
    Error::new(
        Kind::Other,
        format!("there is no credential '{}'", name.escape_debug()),
    )
    .hint("`vault credentials list` shows all")
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.@-".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

fn random(length: usize, characters: &[u8], entropy: &dyn Entropy) -> Result<Zeroizing<String>> {
    let count = u32::try_from(characters.len()).unwrap_or(u32::MAX);
    let mut text = Zeroizing::new(String::with_capacity(length));
    for _ in 0..length {
        text.push(char::from(characters[entropy.below(count)? as usize]));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::entropy::OsEntropy;

    const NOW: Timestamp = Timestamp::from_millis(1_767_614_400_000);

    fn grant(name: &str) -> Grant {
        Grant {
            name: name.to_owned(),
            is_session: false,
            lifetime: None,
            read_only: false,
            secrets: Vec::new(),
        }
    }

    fn lasting(name: &str) -> Credential {
        Credential::generate(grant(name), NOW, &OsEntropy).unwrap()
    }

    #[test]
    fn key_pairs_have_the_form_of_awss() {
        let made = lasting("app");
        assert!(made.is_sound());
        assert!(made.access_key_id.starts_with("AKIA"));
        assert_eq!(made.access_key_id.len(), 20);
        assert_eq!(made.secret_access_key.expose().len(), 40);
        assert!(made.session_token.is_none() && made.expires.is_none());

        let session = Grant {
            is_session: true,
            lifetime: Some(3_600_000),
            ..grant("app")
        };
        let made = Credential::generate(session, NOW, &OsEntropy).unwrap();
        assert!(made.is_sound());
        assert!(made.access_key_id.starts_with("ASIA"));
        assert_eq!(made.session_token.as_ref().unwrap().expose().len(), 64);
        assert!(!made.is_expired(NOW.plus(3_599_999)));
        assert!(made.is_expired(NOW.plus(3_600_000)));
    }

    #[test]
    fn every_character_can_occur() {
        let long = random(20_000, SECRET_CHARACTERS, &OsEntropy).unwrap();
        assert!(
            SECRET_CHARACTERS
                .iter()
                .all(|byte| long.as_bytes().contains(byte))
        );
    }

    #[test]
    fn nothing_secret_is_shown_by_debug() {
        let session = Grant {
            is_session: true,
            lifetime: Some(1),
            ..grant("app")
        };
        let made = Credential::generate(session, NOW, &OsEntropy).unwrap();
        let shown = format!("{made:?}");
        assert!(!shown.contains(made.secret_access_key.expose()));
        assert!(!shown.contains(made.session_token.as_ref().unwrap().expose()));
        assert!(shown.contains("secret_access_key: ***"), "{shown}");
    }

    #[test]
    fn what_no_credential_may_be_is_refused() {
        for name in ["", "a b", "a/b", "ä", "-\n", &"a".repeat(65)] {
            let refused = Credential::generate(grant(name), NOW, &OsEntropy);
            assert_eq!(refused.unwrap_err().kind(), Kind::Usage, "{name}");
        }
        let endless = Grant {
            is_session: true,
            ..grant("app")
        };
        assert!(Credential::generate(endless, NOW, &OsEntropy).is_err());
        let many = Grant {
            secrets: vec!["a".parse().unwrap(); MAX_PATTERNS + 1],
            ..grant("app")
        };
        assert!(Credential::generate(many, NOW, &OsEntropy).is_err());
    }

    #[test]
    fn a_rotation_changes_the_keys_and_keeps_the_limits() {
        let limited = Grant {
            is_session: true,
            lifetime: Some(1000),
            read_only: true,
            secrets: vec!["prod/*".parse().unwrap()],
            ..grant("app")
        };
        let old = Credential::generate(limited, NOW, &OsEntropy).unwrap();
        let mut all = vec![old.clone()];
        let later = NOW.plus(5000);
        let new = rotate(&mut all, "app", later, &OsEntropy).unwrap();
        assert_eq!(all, std::slice::from_ref(&new));
        assert_ne!(new.access_key_id, old.access_key_id);
        assert!(new.secret_access_key != old.secret_access_key);
        assert!(new.session_token != old.session_token);
        assert_eq!(new.expires, Some(later.plus(1000)));
        assert_eq!((&new.name, new.read_only), (&old.name, old.read_only));
        assert_eq!(new.secrets, old.secrets);
    }

    #[test]
    fn names_are_there_once_and_in_order() {
        let mut all = Vec::new();
        for name in ["b", "a", "c"] {
            add(&mut all, lasting(name), NOW).unwrap();
        }
        let names: Vec<_> = all.iter().map(Credential::name).collect();
        assert_eq!(names, ["a", "b", "c"]);
        let refused = add(&mut all, lasting("b"), NOW).unwrap_err();
        assert_eq!(refused.message(), "there is a credential b already");
        remove(&mut all, "b").unwrap();
        assert_eq!(all.len(), 2);
        assert!(remove(&mut all, "b").is_err());
        assert!(rotate(&mut all, "b", NOW, &OsEntropy).is_err());
    }

    #[test]
    fn what_has_expired_makes_room() {
        let brief = Grant {
            lifetime: Some(10),
            ..grant("app")
        };
        let brief = Credential::generate(brief, NOW, &OsEntropy).unwrap();
        let mut all = Vec::new();
        add(&mut all, brief.clone(), NOW).unwrap();
        assert!(add(&mut all, lasting("app"), NOW.plus(9)).is_err());
        add(&mut all, lasting("app"), NOW.plus(10)).unwrap();
        assert_eq!(all.len(), 1);

        let mut all = Vec::new();
        for number in 0..MAX_CREDENTIALS {
            add(&mut all, lasting(&number.to_string()), NOW).unwrap();
        }
        let refused = add(&mut all, lasting("more"), NOW).unwrap_err();
        assert_eq!(refused.message(), "a vault has at most 100 credentials");
    }

    #[test]
    fn a_client_is_what_its_credential_allows() {
        let limited = Grant {
            read_only: true,
            secrets: vec!["prod/*".parse().unwrap()],
            ..grant("app")
        };
        let made = Credential::generate(limited, NOW, &OsEntropy).unwrap();
        let account = "123456789012".parse().unwrap();
        let client = made.client(&account);
        assert_eq!(client.arn(), "arn:aws:iam::123456789012:user/app");
        let expected = Client::new("app", &account, true, vec!["prod/*".parse().unwrap()]);
        assert_eq!(*client, expected);
    }
}
