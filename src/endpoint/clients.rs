//! Whose request it is: the vault's credentials, and those that were made for the endpoint's lifetime.

use hyper::http::request::Parts;
use subtle::ConstantTimeEq as _;

use crate::error::{Error, Kind, Result};
use crate::iam::{Caller, Credential};
use crate::sigv4::{self, Found, Incoming};
use crate::store::{Storage, VaultFile};
use crate::types::region::Region;
use crate::types::time::{Clock as _, SystemClock};
use crate::vault::Vault as _;

/// Who may call, beside those whose credentials are in the vault.
pub(super) struct Clients {
    region: Option<Region>,
    private: Vec<Credential>,
}

/// Who asks, and for which Region.
pub(super) struct Known {
    pub(super) caller: Caller,
    pub(super) region: Region,
}

impl Clients {
    /// `region` is meant by calls that name none; the vault's home Region if there is none.
    pub(super) const fn new(region: Option<Region>, private: Vec<Credential>) -> Self {
        Self { region, private }
    }

    /// The Region of a call that names none.
    pub(super) fn region<S: Storage>(&self, vault: &VaultFile<S>) -> Region {
        self.region
            .as_ref()
            .unwrap_or_else(|| vault.home_region())
            .clone()
    }

    /// Whoever signed a request; the refusal of one that nobody did.
    pub(super) fn authenticate<S: Storage>(
        &self,
        vault: &mut VaultFile<S>,
        head: &Parts,
        body: &[u8],
    ) -> Result<Known> {
        let account = vault.account().clone();
        let stored = vault.credentials()?;
        let headers: Vec<(&str, &[u8])> = head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let request = Incoming {
            method: head.method.as_str(),
            path: head.uri.path(),
            query: head.uri.query().unwrap_or_default(),
            headers: &headers,
            body,
        };
        let now = SystemClock.now();
        let mut signer = None;
        let verified = sigv4::verify(&request, now, |id| {
            let mut all = self.private.iter().chain(stored);
            let credential = all.find(|credential| credential.access_key_id() == id)?;
            signer = Some(credential);
            Some(Found {
                secret_key: credential.secret_access_key().clone(),
                session_token: credential.session_token().cloned(),
                expired: credential.is_expired(now),
            })
        })?;
        let Some(signer) = signer else {
            return Err(Error::new(
                Kind::Other,
                "a request verified that nobody signed",
            ));
        };
        Ok(Known {
            caller: Caller::Client(signer.client(&account)),
            region: verified.region,
        })
    }

    /// Whoever holds a session token that has not expired.
    pub(super) fn by_token<S: Storage>(
        &self,
        vault: &mut VaultFile<S>,
        token: &str,
    ) -> Result<Option<Caller>> {
        let account = vault.account().clone();
        let now = SystemClock.now();
        let stored = vault.credentials()?;
        let mut holder = None;
        for credential in self.private.iter().chain(stored) {
            let is_its = credential
                .session_token()
                .is_some_and(|its| bool::from(its.expose().as_bytes().ct_eq(token.as_bytes())));
            if is_its && !credential.is_expired(now) {
                holder = Some(credential);
            }
        }
        Ok(holder.map(|credential| Caller::Client(credential.client(&account))))
    }
}
