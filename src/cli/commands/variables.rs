//! References become variables: what `env` and `run` share (decisions 7).

use std::rc::Rc;

use super::wanted_version;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::cli::ui;
use crate::error::{Error, ErrorCode, Kind};
use crate::operations::{DescribeSecret, SecretNames};
use crate::shell::Variable;
use crate::shell::env::{Environment, is_exported_unasked};
use crate::shell::name::VariableName;
use crate::shell::reference::{Reading, Reference, Target};
use crate::types::sensitive::SecretValue;

#[derive(Debug, clap::Args)]
// No doc comment: clap would take it for the command's help.
pub(crate) struct Wanted {
    /// NAME, VAR=NAME or PREFIX/, then #MEMBER and @STAGE or @VERSION-ID if wanted; without any, every secret whose name
    /// is an upper-case variable name
    #[arg(value_name = "REF")]
    references: Vec<String>,
    /// Set this variable though such a name can run code or change the shell
    #[arg(long, value_name = "NAME")]
    allow_unsafe_names: Vec<String>,
}

impl Wanted {
    /// Reads the secrets and gives their variables, sorted by name.
    pub(crate) fn read(&self, globals: &Globals) -> anyhow::Result<Vec<Variable>> {
        let references = self.references.iter().map(|text| text.parse());
        let references: Vec<Reference> = references.collect::<Result<_, Error>>()?;
        let mut environment = Environment::new(self.allowed()?);
        let mut vault = Source {
            vault: Opened::open(Place::of(globals)?, globals)?,
            names: None,
        };
        for reference in &references {
            vault.add(reference, &mut environment)?;
        }
        if references.is_empty() {
            for name in &*vault.names()? {
                if is_exported_unasked(name)
                    && let Some((name, value)) = vault.value(name, None)?
                {
                    environment.add_unasked(&name, &value)?;
                }
            }
        }
        let found = environment.finish();
        if let Some(warning) = found.warning {
            ui::warning(&warning);
        }
        Ok(found.variables)
    }

    fn allowed(&self) -> Result<Vec<VariableName>, Error> {
        let wrong = |name: &String| {
            let shown = name.escape_debug();
            Error::new(Kind::Usage, format!("\"{shown}\" is not a variable name"))
        };
        self.allow_unsafe_names
            .iter()
            .map(|name| name.parse().map_err(|_| wrong(name)))
            .collect()
    }
}

struct Source {
    vault: Opened,
    /// The names of all secrets, once they were asked for.
    names: Option<Rc<[String]>>,
}

impl Source {
    /// Adds what the best reading gives whose secret exists.
    fn add(&mut self, reference: &Reference, environment: &mut Environment) -> anyhow::Result<()> {
        let readings = reference.readings();
        for (index, reading) in readings.iter().enumerate() {
            let is_last = index + 1 == readings.len();
            if self.add_reading(reading, is_last, environment)? {
                return Ok(());
            }
        }
        let text = format!("No secret is called {reference}.");
        Err(Error::service(ErrorCode::ResourceNotFoundException, text).into())
    }

    fn add_reading(
        &mut self,
        reading: &Reading,
        is_last: bool,
        environment: &mut Environment,
    ) -> anyhow::Result<bool> {
        let version = reading.version.as_deref();
        let names = match &reading.target {
            Target::Secret(name) | Target::Assigned(_, name) => vec![name.clone()],
            Target::Prefix(prefix) => {
                let names = self.names()?;
                let below = names
                    .iter()
                    .filter(|name| name.starts_with(prefix.as_str()));
                below.cloned().collect()
            }
        };
        let mut exists = false;
        for name in names {
            // Where another reading is left, this one must not cost the search for a hint that a failed operation makes.
            if !is_last && !self.vault.may_know(&name) {
                continue;
            }
            if let Some((name, value)) = self.value(&name, version)? {
                environment.add(reading, &name, &value)?;
                exists = true;
            }
        }
        Ok(exists)
    }

    /// The names of all secrets.
    fn names(&mut self) -> anyhow::Result<Rc<[String]>> {
        if let Some(names) = &self.names {
            return Ok(Rc::clone(names));
        }
        let names: Rc<[String]> = self.vault.handle(SecretNames::default())?.into();
        self.names = Some(Rc::clone(&names));
        Ok(names)
    }

    /// A secret's name and value; `None` if there is no such secret.
    fn value(
        &mut self,
        name: &str,
        version: Option<&str>,
    ) -> anyhow::Result<Option<(String, SecretValue)>> {
        let request = wanted_version::get(name, version)?;
        match self.vault.handle(request) {
            Ok(answer) => {
                let name = answer.name.clone();
                Ok(answer.into_value().map(|value| (name, value)))
            }
            Err(error) if is_not_found(&error) && !self.exists(name) => Ok(None),
            Err(error) => Err(error),
        }
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
