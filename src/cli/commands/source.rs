//! Where `env`, `run` and `inject` have values from: an open vault, asked by name.

use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::Context as _;
use zeroize::Zeroizing;

use super::{get, wanted_version};
use crate::cli::exit::Calling;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::error::{Error, ErrorCode};
use crate::operations::{DescribeSecret, ListSecrets, Operation as _};
use crate::shell::reference::{Reference, Target};
use crate::types::sensitive::SecretValue;

/// An open vault that reads values.
pub(super) struct Source {
    pub(super) vault: Opened,
    /// The names of all secrets, once they were asked for.
    names: Option<Rc<[String]>>,
    /// The label that counts where none is named.
    stage: Option<String>,
    /// What was read, by the name and the version that were asked for: references often share a secret, a member each.
    values: BTreeMap<(String, Option<String>), Rc<Named>>,
}

/// A secret's name and value.
type Named = (String, SecretValue);

impl Source {
    /// Opens the vault; this label counts where none is named.
    pub(super) fn open(
        place: Place,
        globals: &Globals,
        stage: Option<String>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            vault: Opened::open(place, globals)?,
            names: None,
            stage,
            values: BTreeMap::new(),
        })
    }

    /// The names of all secrets.
    pub(super) fn names(&mut self) -> anyhow::Result<Rc<[String]>> {
        if let Some(names) = &self.names {
            return Ok(Rc::clone(names));
        }
        let names: Rc<[String]> = self
            .vault
            .names(false)
            .context(Calling(ListSecrets::NAME))?
            .into();
        self.names = Some(Rc::clone(&names));
        Ok(names)
    }

    /// A secret's name and value; `None` if there is no such secret.
    pub(super) fn value(
        &mut self,
        name: &str,
        version: Option<&str>,
    ) -> anyhow::Result<Option<Rc<Named>>> {
        let version = version.or(self.stage.as_deref()).map(str::to_owned);
        let asked = (name.to_owned(), version);
        if let Some(known) = self.values.get(&asked) {
            return Ok(Some(Rc::clone(known)));
        }
        let request = wanted_version::get(name, asked.1.as_deref())?;
        match self.vault.handle(request) {
            Ok(answer) => {
                let name = answer.name.clone();
                Ok(answer.into_value().map(|value| {
                    let read = Rc::new((name, value));
                    self.values.insert(asked, Rc::clone(&read));
                    read
                }))
            }
            Err(error) if is_not_found(&error) && !self.exists(name) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What a reference to one secret stands for; `None` if there is no such secret.
    pub(super) fn resolve(
        &mut self,
        reference: &Reference,
    ) -> anyhow::Result<Option<Zeroizing<Vec<u8>>>> {
        for reading in reference.readings() {
            let Target::Secret(name) = &reading.target else {
                continue;
            };
            let Some(read) = self.value(name, reading.version.as_deref())? else {
                continue;
            };
            let (name, value) = &*read;
            let bytes = value.expose_bytes();
            let Some(member) = &reading.member else {
                return Ok(Some(Zeroizing::new(bytes.to_vec())));
            };
            let found = get::member(bytes, member).map_err(|error| {
                Error::new(error.kind(), format!("{name}: {}", error.message()))
            })?;
            return Ok(Some(found));
        }
        Ok(None)
    }

    fn exists(&mut self, name: &str) -> bool {
        let request = DescribeSecret {
            secret_id: Some(name.to_owned()),
        };
        self.vault.handle(request).is_ok()
    }
}

fn is_not_found(error: &anyhow::Error) -> bool {
    let code = error.downcast_ref::<Error>().and_then(Error::code);
    matches!(
        code,
        Some(ErrorCode::ResourceNotFoundException | ErrorCode::ValidationException)
    )
}
