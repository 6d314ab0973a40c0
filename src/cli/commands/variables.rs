//! References become variables: what `env` and `run` share (decisions 7).

use std::rc::Rc;

use super::wanted_version;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::cli::{env, project, ui};
use crate::error::{Error, ErrorCode, Kind};
use crate::operations::{DescribeSecret, SecretNames};
use crate::project::{Entry, Found, Project};
use crate::shell::Variable;
use crate::shell::env::{Environment, is_exported_unasked};
use crate::shell::name::VariableName;
use crate::shell::reference::{Reading, Reference, Target};
use crate::types::sensitive::SecretValue;

#[derive(Debug, clap::Args)]
// No doc comment: clap would take it for the command's help.
pub(crate) struct Wanted {
    /// NAME, VAR=NAME or PREFIX/, then #MEMBER and @STAGE or @VERSION-ID if wanted; without any, what the
    /// project's .vault.toml says, else every secret whose name is an upper-case variable name
    #[arg(value_name = "REF")]
    references: Vec<String>,
    /// Set this variable though such a name can run code or change the shell
    #[arg(long, value_name = "NAME")]
    allow_unsafe_names: Vec<String>,
    /// The profile of .vault.toml: its [env.NAME] stands over its [env]
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Only these variables
    #[arg(long, value_name = "VAR,...", value_delimiter = ',')]
    only: Vec<String>,
    /// All but these variables
    #[arg(long, value_name = "VAR,...", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Begin every variable's name so
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// The staging label of the version to read where a reference names none; AWSCURRENT if left out
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
}

/// Where a project's variable has its value from, or why it has none.
pub(crate) struct Checked {
    /// The variable, its secret and what is said of it.
    pub(crate) entry: Entry,
    /// What was found, in a word or a sentence.
    pub(crate) state: String,
    /// Whether `env` and `run` would go on.
    pub(crate) is_good: bool,
}

impl Wanted {
    /// Reads the secrets and gives their variables, sorted by name.
    pub(crate) fn read(&self, globals: &Globals) -> anyhow::Result<Vec<Variable>> {
        let references = self.references.iter().map(|text| text.parse());
        let references: Vec<Reference> = references.collect::<Result<_, Error>>()?;
        let mut environment = self.environment()?;
        let place = Place::of(globals)?;
        let project = if references.is_empty() {
            project::approved(&place)?
        } else {
            None
        };
        let entries = match &project {
            Some((found, project)) => Some(self.entries(found, project)?),
            None if self.env.is_some() => return Err(self.no_project().into()),
            None => None,
        };
        let mut vault = self.source(place, globals)?;
        if let (Some(entries), Some((found, _))) = (&entries, &project) {
            for entry in entries {
                if !vault.add_entry(entry, &mut environment)? && entry.required {
                    return Err(missing(entry, found).into());
                }
            }
        } else {
            for reference in &references {
                vault.add(reference, &mut environment)?;
            }
            if references.is_empty() {
                vault.add_unasked(&mut environment)?;
            }
        }
        let found = environment.finish();
        if let Some(warning) = found.warning {
            ui::warning(&warning);
        }
        Ok(self.filtered(found.variables)?)
    }

    /// Looks what the project's variables would be, and gives no value.
    pub(crate) fn check(&self, globals: &Globals) -> anyhow::Result<Vec<Checked>> {
        if !self.references.is_empty() {
            let text = "--check is about .vault.toml: it takes no references";
            return Err(Error::new(Kind::Usage, text).into());
        }
        let place = Place::of(globals)?;
        let Some((found, project)) = project::approved(&place)? else {
            return Err(self.no_project().into());
        };
        let entries = self.entries(&found, &project)?;
        let mut vault = self.source(place, globals)?;
        let checked = entries.into_iter().map(|entry| {
            let mut environment = self.environment()?;
            let (state, is_good) = match vault.add_entry(entry, &mut environment) {
                Ok(true) => ("there".to_owned(), true),
                Ok(false) if entry.required => ("MISSING".to_owned(), false),
                Ok(false) if entry.default.is_some() => ("default".to_owned(), true),
                Ok(false) => ("not there".to_owned(), true),
                Err(error) if is_about_the_secret(&error) => (format!("BAD: {error}"), false),
                Err(error) => return Err(error),
            };
            Ok(Checked {
                entry: entry.clone(),
                state,
                is_good,
            })
        });
        checked.collect()
    }

    fn environment(&self) -> Result<Environment, Error> {
        let mut environment = Environment::new(self.allowed()?);
        if let Some(prefix) = &self.prefix {
            environment.prefix(prefix.clone())?;
        }
        Ok(environment)
    }

    fn source(&self, place: Place, globals: &Globals) -> anyhow::Result<Source> {
        Ok(Source {
            vault: Opened::open(place, globals)?,
            names: None,
            stage: self.stage.clone(),
        })
    }

    /// The project's variables that are wanted: what is left out need not be there.
    fn entries<'p>(&self, found: &Found, project: &'p Project) -> Result<Vec<&'p Entry>, Error> {
        let named = self
            .env
            .clone()
            .or_else(|| env::text(env::Variable::ProjectProfile));
        let path = found.path.display().to_string();
        let mut entries = project.entries(named.as_deref(), &path)?;
        let prefix = self.prefix.as_deref().unwrap_or_default();
        entries.retain(|entry| self.keeps(&format!("{prefix}{}", entry.variable)));
        Ok(entries)
    }

    fn no_project(&self) -> Error {
        let text = match &self.env {
            Some(name) => format!(
                "there is no .vault.toml here that could have \"{}\"",
                name.escape_debug()
            ),
            None => "there is no .vault.toml in this folder, or above it".to_owned(),
        };
        Error::new(Kind::Usage, text)
    }

    fn keeps(&self, variable: &str) -> bool {
        let is_among = |names: &[String]| names.iter().any(|name| name == variable);
        (self.only.is_empty() || is_among(&self.only)) && !is_among(&self.exclude)
    }

    fn filtered(&self, mut variables: Vec<Variable>) -> Result<Vec<Variable>, Error> {
        let is_there = |name: &String| variables.iter().any(|other| other.name.as_str() == name);
        if let Some(name) = self.only.iter().find(|name| !is_there(name)) {
            let text = format!("--only names {}, which nothing sets", name.escape_debug());
            return Err(Error::new(Kind::Usage, text));
        }
        variables.retain(|variable| self.keeps(variable.name.as_str()));
        Ok(variables)
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
    /// The label that counts where none is named.
    stage: Option<String>,
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

    /// Adds a project's variable; whether its secret is there. A default is added in its place.
    fn add_entry(&mut self, entry: &Entry, environment: &mut Environment) -> anyhow::Result<bool> {
        let readings = entry.reference.readings_for(&entry.variable);
        for (index, reading) in readings.iter().enumerate() {
            if self.add_reading(reading, index + 1 == readings.len(), environment)? {
                return Ok(true);
            }
        }
        if let Some(default) = &entry.default {
            environment.add_default(&entry.variable, &entry.reference.to_string(), default)?;
        }
        Ok(false)
    }

    /// Adds every secret whose name is a variable's.
    fn add_unasked(&mut self, environment: &mut Environment) -> anyhow::Result<()> {
        for name in &*self.names()? {
            if is_exported_unasked(name)
                && let Some((name, value)) = self.value(name, None)?
            {
                environment.add_unasked(&name, &value)?;
            }
        }
        Ok(())
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
        let request = wanted_version::get(name, version.or(self.stage.as_deref()))?;
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

fn missing(entry: &Entry, found: &Found) -> Error {
    let path = found.path.display();
    let text = format!(
        "{path}, line {}: no secret is called {} ({})",
        entry.line, entry.reference, entry.variable
    );
    Error::service(ErrorCode::ResourceNotFoundException, text)
        .hint("`vault create` makes it; { secret = \"...\", required = false } does without")
}

/// Whether the vault itself is well, and only this secret cannot be the variable.
fn is_about_the_secret(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<Error>().map(Error::kind);
    matches!(kind, Some(Kind::Service(_) | Kind::Other))
}

fn is_not_found(error: &anyhow::Error) -> bool {
    let code = error.downcast_ref::<Error>().and_then(Error::code);
    matches!(
        code,
        Some(ErrorCode::ResourceNotFoundException | ErrorCode::ValidationException)
    )
}
