//! Where `env`, `run` and `inject` have values from: an open vault, asked by name.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Mutex;
use std::thread;

use anyhow::Context as _;
use zeroize::Zeroizing;

use super::{get, wanted_version};
use crate::cli::exit::Calling;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::error::{Error, ErrorCode, Kind};
use crate::operations::{DescribeSecret, GetSecretValue, ListSecrets, Operation as _};
use crate::shell::reference::{Reference, Target};
use crate::types::sensitive::SecretValue;

/// An open vault that reads values.
pub(super) struct Source {
    pub(super) vault: Opened,
    /// The names of all secrets, once they were asked for.
    names: Option<Rc<[String]>>,
    /// The label that counts where none is named.
    stage: Option<String>,
    /// What was read, or that there is no such secret: references often share one, a member each.
    values: BTreeMap<Asked, Option<Rc<Named>>>,
}

/// The name, and the label or id of the version, that were asked for.
type Asked = (String, Option<String>);

/// A secret's name and value.
type Named = (String, SecretValue);

/// So many values are worth a second thread.
const MANY: usize = 8;

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
        let asked = self.asked(name, version);
        if let Some(known) = self.values.get(&asked) {
            return Ok(known.clone());
        }
        let read = read(&mut self.vault, &asked)?.map(Rc::new);
        self.values.insert(asked, read.clone());
        Ok(read)
    }

    /// Reads, on two cores, what will be asked for one by one. What fails here fails again then, in its place.
    pub(super) fn ahead<'n>(&mut self, wanted: impl Iterator<Item = (&'n str, Option<&'n str>)>) {
        let wanted: BTreeSet<Asked> = wanted
            .map(|(name, version)| self.asked(name, version))
            .filter(|asked| !self.values.contains_key(asked))
            .collect();
        if wanted.len() < MANY {
            return;
        }
        let Some(mut twin) = self.vault.twin() else {
            return;
        };
        let queue = Mutex::new(wanted.into_iter());
        let read = thread::scope(|scope| {
            let beside =
                thread::Builder::new().spawn_scoped(scope, || read_from(&queue, &mut twin));
            let mut read = read_from(&queue, &mut self.vault);
            if let Ok(beside) = beside {
                read.extend(beside.join().unwrap_or_default());
            }
            read
        });
        let read = read.into_iter();
        self.values
            .extend(read.map(|(asked, named)| (asked, named.map(Rc::new))));
    }

    fn asked(&self, name: &str, version: Option<&str>) -> Asked {
        let version = version.or(self.stage.as_deref());
        (name.to_owned(), version.map(str::to_owned))
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
}

/// Reads what the queue has, until it is empty.
fn read_from(
    queue: &Mutex<impl Iterator<Item = Asked>>,
    vault: &mut Opened,
) -> Vec<(Asked, Option<Named>)> {
    std::iter::from_fn(|| queue.lock().ok()?.next())
        .filter_map(|asked| {
            let named = read(vault, &asked).ok()?;
            Some((asked, named))
        })
        .collect()
}

/// A secret's name and value; `None` if there is no such secret.
fn read(vault: &mut Opened, asked: &Asked) -> anyhow::Result<Option<Named>> {
    let (name, version) = asked;
    let request = wanted_version::get(name, version.as_deref())?;
    let answer = vault.ask(request).map_err(|error| match error.kind() {
        Kind::Service(_) => error.hint(about(asked)),
        _ => error,
    });
    match answer.context(Calling(GetSecretValue::NAME)) {
        Ok(answer) => {
            let name = answer.name.clone();
            Ok(answer.into_value().map(|value| (name, value)))
        }
        Err(error) if is_not_found(&error) && !exists(vault, name) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Of many references, which one an error of the service is about.
fn about((name, version): &Asked) -> String {
    let shown = name.escape_debug();
    match version {
        Some(version) => format!("this is about {shown}@{}", version.escape_debug()),
        None => format!("this is about {shown}"),
    }
}

fn exists(vault: &mut Opened, name: &str) -> bool {
    let request = DescribeSecret {
        secret_id: Some(name.to_owned()),
    };
    vault.handle(request).is_ok()
}

fn is_not_found(error: &anyhow::Error) -> bool {
    let code = error.downcast_ref::<Error>().and_then(Error::code);
    matches!(
        code,
        Some(ErrorCode::ResourceNotFoundException | ErrorCode::ValidationException)
    )
}
