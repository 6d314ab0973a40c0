//! References become variables: what `env` and `run` share (decisions 7).

use zeroize::Zeroizing;

use super::source::Source;
use crate::cli::globals::Globals;
use crate::cli::place::Place;
use crate::cli::{env, project, ui};
use crate::error::{Error, ErrorCode, Kind};
use crate::project::{Entry, Found, Project};
use crate::shell::Variable;
use crate::shell::env::{Chosen, Environment, is_exported_unasked};
use crate::shell::given::named_without_value;
use crate::shell::name::VariableName;
use crate::shell::reference::{Reading, Reference, Target};

#[derive(Debug, Default, clap::Args)]
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
    #[arg(long, value_name = "VAR,...", value_delimiter = ',', num_args = 1)]
    only: Vec<String>,
    /// All but these variables
    #[arg(long, value_name = "VAR,...", value_delimiter = ',', num_args = 1)]
    exclude: Vec<String>,
    /// Begin every variable's name so
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// Every variable of .vault.toml must have its secret, with a default or without
    #[arg(long)]
    strict: bool,
    /// The staging label of the version to read where a reference names none; AWSCURRENT if left out
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
}

/// What becomes of a variable whose secret is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// Nothing is read.
    Fails,
    /// Its name alone counts, where that is known without the secret.
    IsNamed,
}

/// Variables, and what one more reference stands for.
type Read = (Vec<Variable>, Option<Zeroizing<Vec<u8>>>);

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
        Ok(self.read_with(globals, None)?.0)
    }

    /// The same for what must never ask.
    pub(crate) fn read_unasked(&self, globals: &Globals) -> anyhow::Result<Vec<Variable>> {
        let place = Place {
            asks: false,
            ..Place::anywhere(globals)?
        };
        Ok(self.read_at(place, globals, None, Missing::Fails)?.0)
    }

    /// The names of the variables, for who takes them out again: a secret that is gone meanwhile keeps none in the shell.
    pub(crate) fn names(&self, globals: &Globals) -> anyhow::Result<Vec<VariableName>> {
        let place = Place::anywhere(globals)?;
        let (variables, _) = self.read_at(place, globals, None, Missing::IsNamed)?;
        Ok(variables
            .into_iter()
            .map(|variable| variable.name)
            .collect())
    }

    /// The variables, and what one more reference stands for.
    pub(crate) fn read_with(
        &self,
        globals: &Globals,
        other: Option<&Reference>,
    ) -> anyhow::Result<Read> {
        self.read_at(Place::anywhere(globals)?, globals, other, Missing::Fails)
    }

    fn read_at(
        &self,
        place: Place,
        globals: &Globals,
        other: Option<&Reference>,
        missing: Missing,
    ) -> anyhow::Result<Read> {
        let references = self.references.iter().map(|text| text.parse());
        let references: Vec<Reference> = references.collect::<Result<_, Error>>()?;
        let mut environment = self.environment()?;
        let project = if references.is_empty() {
            project::approved(&place)?
        } else {
            None
        };
        let entries = match &project {
            Some((found, project)) => Some(self.entries(found, project)?),
            None if self.env.is_some() || self.strict && references.is_empty() => {
                return Err(self.no_project().into());
            }
            None => None,
        };
        let mut vault = Source::open(place, globals, self.stage.clone())?;
        let entries_read = entries.iter().flatten();
        let readings = entries_read.map(|entry| entry.reference.readings_for(&entry.variable));
        let readings = readings.chain(references.iter().map(Reference::readings));
        vault.read_ahead(&readings.collect::<Vec<_>>());
        if let (Some(entries), Some((found, _))) = (&entries, &project) {
            let mut absent = Vec::new();
            for entry in entries {
                if !vault.add_entry(entry, &mut environment, missing)?
                    && (entry.required || self.strict)
                {
                    absent.push(*entry);
                }
            }
            if let ([first, others @ ..], Missing::Fails) = (absent.as_slice(), missing) {
                return Err(not_there(first, others.len(), found).into());
            }
        } else {
            let mut absent = Vec::new();
            for reference in &references {
                if !vault.add(reference, &mut environment, missing)? {
                    absent.push(reference);
                }
            }
            if let [first, others @ ..] = absent.as_slice() {
                return Err(nobody(first, others).into());
            }
            if references.is_empty() {
                vault.add_unasked(&mut environment)?;
            }
        }
        let other = match other {
            Some(reference) => Some(vault.need(reference)?),
            None => None,
        };
        let found = environment.finish();
        if let Some(warning) = found.warning {
            ui::warning(&warning);
        }
        self.check_only(&found.variables, entries.as_deref().unwrap_or_default())?;
        Ok((found.variables, other))
    }

    /// Looks what the project's variables would be, and gives no value.
    pub(crate) fn check(&self, globals: &Globals) -> anyhow::Result<Vec<Checked>> {
        if !self.references.is_empty() {
            let text = "--check is about .vault.toml: it takes no references";
            return Err(Error::new(Kind::Usage, text).into());
        }
        let place = Place::anywhere(globals)?;
        let Some((found, project)) = project::approved(&place)? else {
            return Err(self.no_project().into());
        };
        let entries = self.entries(&found, &project)?;
        let mut vault = Source::open(place, globals, self.stage.clone())?;
        let checked = entries.into_iter().map(|entry| {
            let mut environment = self.environment()?;
            let (state, is_good) = match vault.add_entry(entry, &mut environment, Missing::Fails) {
                Ok(true) => ("there".to_owned(), true),
                Ok(false) if entry.required || self.strict => ("MISSING".to_owned(), false),
                Ok(false) if entry.default.is_some() => ("default".to_owned(), true),
                Ok(false) => ("not there".to_owned(), true),
                Err(error) if is_about_the_secret(&error) => {
                    (format!("BAD: {}", cause(&error)), false)
                }
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
        environment.keep(self.chosen());
        Ok(environment)
    }

    /// The project's variables that are wanted: what is left out need not be there.
    fn entries<'p>(&self, found: &Found, project: &'p Project) -> Result<Vec<&'p Entry>, Error> {
        let named = self
            .env
            .clone()
            .or_else(|| env::text(env::Variable::ProjectProfile));
        let path = found.shown();
        let mut entries = project.entries(named.as_deref(), &path)?;
        let prefix = self.prefix.as_deref().unwrap_or_default();
        let chosen = self.chosen();
        entries.retain(|entry| chosen.keeps(&format!("{prefix}{}", entry.variable)));
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

    fn chosen(&self) -> Chosen {
        Chosen {
            only: self.only.clone(),
            exclude: self.exclude.clone(),
        }
    }

    /// What `--only` names must be set, or be a variable of the project that need not be.
    fn check_only(&self, variables: &[Variable], entries: &[&Entry]) -> Result<(), Error> {
        let prefix = self.prefix.as_deref().unwrap_or_default();
        let is_set = |name: &String| {
            variables.iter().any(|other| other.name.as_str() == name)
                || entries
                    .iter()
                    .any(|entry| format!("{prefix}{}", entry.variable) == *name)
        };
        let is_excluded = |name: &String| self.exclude.contains(name);
        match self
            .only
            .iter()
            .find(|name| !is_set(name) && !is_excluded(name))
        {
            None => Ok(()),
            Some(name) => {
                let text = format!(
                    "--only names \"{}\", which nothing sets",
                    name.escape_debug()
                );
                Err(Error::new(Kind::Usage, text))
            }
        }
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

impl Source {
    /// Reads ahead what can mean one secret only.
    fn read_ahead(&mut self, references: &[Vec<Reading>]) {
        let with_equals = self.vault.has_names_with_equals();
        let sure = references.iter().filter_map(|readings| {
            let mut named = readings.iter().filter_map(|reading| match &reading.target {
                Target::Secret(name) | Target::Assigned(_, name) => (with_equals
                    || !name.contains('='))
                .then_some((name.as_str(), reading.version.as_deref())),
                Target::Prefix(name) => Some((name.as_str(), None)),
            });
            named.next().filter(|_| named.next().is_none())
        });
        self.ahead(sure);
    }

    /// Adds what the best reading gives whose secret exists; whether one does.
    fn add(
        &mut self,
        reference: &Reference,
        environment: &mut Environment,
        missing: Missing,
    ) -> anyhow::Result<bool> {
        let readings = reference.readings();
        for (index, reading) in readings.iter().enumerate() {
            let is_last = index + 1 == readings.len();
            match self.add_reading(reading, is_last, environment) {
                Ok(false) => {}
                Err(error) if missing == Missing::IsNamed && is_about_the_secret(&error) => {}
                added => return added,
            }
        }
        match (readings.last().and_then(named_without_value), missing) {
            (Some(variable), Missing::IsNamed) => {
                environment.add_default(&variable, &reference.to_string(), "")?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Adds a project's variable; whether its secret is there. A default is added in its place.
    fn add_entry(
        &mut self,
        entry: &Entry,
        environment: &mut Environment,
        missing: Missing,
    ) -> anyhow::Result<bool> {
        let readings = entry.reference.readings_for(&entry.variable);
        for (index, reading) in readings.iter().enumerate() {
            if self.add_reading(reading, index + 1 == readings.len(), environment)? {
                return Ok(true);
            }
        }
        let named = (missing == Missing::IsNamed).then_some("");
        if let Some(default) = entry.default.as_deref().or(named) {
            environment.add_default(&entry.variable, &entry.reference.to_string(), default)?;
        }
        Ok(false)
    }

    /// Adds every secret whose name is a variable's.
    fn add_unasked(&mut self, environment: &mut Environment) -> anyhow::Result<()> {
        let names = self.names()?;
        let exported: Vec<&String> = names
            .iter()
            .filter(|name| is_exported_unasked(name))
            .collect();
        self.ahead(exported.iter().map(|name| (name.as_str(), None)));
        for name in exported {
            if let Some(read) = self.value(name, None)? {
                environment.add_unasked(&read.0, &read.1)?;
            }
        }
        Ok(())
    }

    fn need(&mut self, reference: &Reference) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        self.resolve(reference)?
            .ok_or_else(|| nobody(reference, &[]).into())
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
        self.ahead(names.iter().map(|name| (name.as_str(), version)));
        let mut exists = false;
        for name in names {
            // Where another reading is left, this one must not cost the search for a hint that a failed operation makes.
            if !is_last && !self.vault.may_know(&name) {
                continue;
            }
            if let Some(read) = self.value(&name, version)? {
                environment.add(reading, &read.0, &read.1)?;
                exists = true;
            }
        }
        Ok(exists)
    }
}

/// Names the first reference that stands for nothing, and the others.
fn nobody(first: &Reference, others: &[&Reference]) -> Error {
    let text = format!("No secret is called {first}.");
    let error = Error::service(ErrorCode::ResourceNotFoundException, text);
    let others: Vec<String> = others.iter().map(ToString::to_string).collect();
    if others.is_empty() {
        error
    } else {
        error.hint(format!("missing too: {}", others.join(", ")))
    }
}

/// Names the first of the project's secrets that are not there, and says how many others are not.
fn not_there(entry: &Entry, others: usize, found: &Found) -> Error {
    let path = found.shown();
    let text = format!(
        "{path}, line {}: no secret is called {} ({})",
        entry.line, entry.reference, entry.variable
    );
    let error = Error::service(ErrorCode::ResourceNotFoundException, text);
    let error = if others > 0 {
        error.hint(format!(
            "{others} more missing: `vault env --check` says which"
        ))
    } else {
        error
    };
    error.hint(if entry.required {
        "`vault create` makes it; { secret = \"...\", required = false } does without"
    } else {
        "`vault create` makes it; without --strict it need not be there"
    })
}

/// What is wrong, without the operation that found it.
fn cause(error: &anyhow::Error) -> String {
    let known = error.downcast_ref::<Error>();
    known.map_or_else(|| error.to_string(), |known| known.message().to_owned())
}

/// Whether the vault itself is well, and only this secret cannot be the variable.
fn is_about_the_secret(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<Error>().map(Error::kind);
    matches!(kind, Some(Kind::Service(_) | Kind::Other))
}
