//! `vault import`: secrets from files, stores and other vaults, in one commit.

mod other_vault;
mod report;

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Verb;
use crate::cli::descriptors::refuse_credential;
use crate::cli::env::{self, Variable};
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::output::query::Query;
use crate::cli::place::{self, Place};
use crate::cli::progress::Working;
use crate::cli::{call, expand, ui};
use crate::error::{Error, Kind, Result};
use crate::operations::{ImportSecrets, OnConflict, PlanImport};
use crate::platform::heap;
use crate::session::held::Sessions;
use crate::store::begins_a_vault;
use crate::transfer::pass::{self, PassStore};
use crate::transfer::{Document, Format, Found, Source};
use crate::types::region::Region;
use other_vault::OtherVault;
use report::Report;

/// Most bytes of a file: some thousand values of the greatest length, or a million of the usual one.
const LIMIT: usize = 256 << 20;

/// Import secrets from a file, a pass store or another vault, all in one commit
///
/// All secrets are checked before anything is stored; if one cannot be imported, none is. Values are taken as they are
/// written: nothing is put in for $NAME in a .env file. In JSON and YAML, objects, lists and numbers become the JSON text of a
/// secret, and {"SecretBinary": "..."} is binary in base64. Of a pass store, the whole text of a file is the value. Of another
/// vault come the values AWSCURRENT and AWSPREVIOUS, descriptions and tags. Empty values are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault import .env --prefix prod/
  vault import --dry-run --on-conflict update secrets.json
  aws secretsmanager batch-get-secret-value --filters Key=name,Values=prod/ | vault import -
  vault import ~/.password-store --prefix pass/
  vault import old.vault --from-key-file old.key --on-conflict skip")]
pub(crate) struct Import {
    /// What to import: a file, the folder of a pass store, or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What FILE is; told by its name and content if left out
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,
    /// What to put before every name: prod/ makes prod/TOKEN of TOKEN
    #[arg(
        long,
        value_name = "PREFIX",
        default_value = "",
        hide_default_value = true
    )]
    prefix: String,
    /// What to do about secrets that are here already
    #[arg(long, value_name = "RULE", default_value = "fail")]
    on_conflict: OnConflict,
    /// Say what would become of each secret, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// The key file that opens the other vault
    #[arg(long, value_name = "PATH")]
    from_key_file: Option<PathBuf>,
    /// A file with the passphrase that opens the other vault; asked for if left out
    #[arg(long, value_name = "PATH")]
    from_passphrase_file: Option<PathBuf>,
    /// The Region of the other vault whose secrets are meant; its home Region if left out
    #[arg(long, value_name = "REGION")]
    from_region: Option<Region>,
}

impl Verb for Import {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if let Some(query) = &globals.query {
            Query::parse(query)?;
        }
        let place = Place::of(globals)?;
        // What the readers of formats free is wiped too.
        heap::wipe_from_here_on();
        let (format, mut source) = self.source(globals)?;
        let (found, empty) = self.read(&mut *source)?;
        let secrets: Rc<[_]> = found
            .entries
            .into_iter()
            .map(|entry| entry.secret)
            .collect();
        let import = ImportSecrets {
            secrets: Rc::clone(&secrets),
            on_conflict: self.on_conflict,
        };
        let format_of_report = place.output;
        let mut vault = Opened::open(place, globals)?;
        let working = Working::begin("importing");
        let imported = if self.dry_run {
            vault.handle_local(PlanImport(import))
        } else {
            vault.handle_local(import)
        };
        drop(working);
        let imported = imported?;
        for note in &found.notes {
            ui::warning(&format!("{}: {note}", source.label()));
        }
        let report = Report::new(format, self.dry_run, &secrets, &imported, empty);
        let printed = report.print(source.label(), globals, format_of_report);
        Ok(printed.map_err(|error| {
            if self.dry_run {
                error
            } else {
                call::only_unprinted(error)
            }
        })?)
    }
}

impl Import {
    /// The secrets, checked, and the names of those that are empty.
    fn read(&self, source: &mut dyn Source) -> Result<(Found, Vec<String>)> {
        let mut progress = ui::Progress::new("reading");
        let found = source.read(&mut |done, all| progress.tell(done, all))?;
        drop(progress);
        let mut found = found.prefixed(&self.prefix);
        let empty = found.without_empty();
        found.check(source.label())?;
        if found.entries.is_empty() {
            let label = source.label();
            return Err(Error::new(
                Kind::Other,
                format!("{label}: there is no secret in it that could be imported"),
            ));
        }
        Ok((found, empty))
    }

    fn source(&self, globals: &Globals) -> Result<(Format, Box<dyn Source>)> {
        let is_folder = self.file.is_dir();
        let format = match self.from {
            None if is_folder && pass::is_store(&self.file) => Some(Format::Pass),
            from => from,
        };
        if let Some(Format::Pass) = format {
            let hidden = env::UNLOCKING.map(Variable::name).to_vec();
            self.refuse_vault_options("pass")?;
            if !is_folder {
                return Err(self.unreadable(io::ErrorKind::NotADirectory.into()));
            }
            return Ok((Format::Pass, Box::new(PassStore::new(&self.file, hidden))));
        }
        if is_folder {
            return Err(Error::new(
                Kind::Usage,
                format!("{} is a folder, and no store of pass", self.file.display()),
            )
            .hint("--from pass reads it as one all the same"));
        }
        if let Some(Format::Vault) = format {
            return Ok((Format::Vault, self.other_vault(globals)?));
        }
        refuse_credential(&self.file)?;
        let bytes =
            expand::read_whole(&self.file, LIMIT).map_err(|error| self.unreadable(error))?;
        if format.is_none() && begins_a_vault(&bytes) {
            return Ok((Format::Vault, self.other_vault(globals)?));
        }
        let format = format
            .or_else(|| Format::of(&self.file, &bytes))
            .ok_or_else(|| {
                let what = if bytes.is_empty() {
                    "it is empty: there is nothing to import"
                } else {
                    "neither name nor content tell what it is"
                };
                Error::new(Kind::Usage, format!("{}: {what}", self.label()))
                    .hint("name the format: --from dotenv, json, yaml, aws, pass or vault")
            })?;
        self.refuse_vault_options(format.name())?;
        Ok((format, Box::new(Document::new(format, self.label(), bytes))))
    }

    fn other_vault(&self, globals: &Globals) -> Result<Box<dyn Source>> {
        if self.is_stdin() {
            return Err(Error::new(
                Kind::Usage,
                "a vault cannot be read from standard input: name its file",
            ));
        }
        let keys = (
            self.from_key_file.clone(),
            self.from_passphrase_file.clone(),
        );
        let sessions = if place::uses_sessions(globals) {
            place::sessions()?
        } else {
            Sessions::none()
        };
        Ok(Box::new(OtherVault::new(
            self.file.clone(),
            keys,
            self.from_region.clone(),
            sessions,
        )))
    }

    fn refuse_vault_options(&self, format: &str) -> Result<()> {
        let given = [
            ("--from-key-file", self.from_key_file.is_some()),
            (
                "--from-passphrase-file",
                self.from_passphrase_file.is_some(),
            ),
            ("--from-region", self.from_region.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Error::new(
                Kind::Usage,
                format!(
                    "{option} is for another vault, and {} is {format}",
                    self.label()
                ),
            )),
            None => Ok(()),
        }
    }

    fn is_stdin(&self) -> bool {
        self.file == Path::new("-")
    }

    fn label(&self) -> String {
        if self.is_stdin() {
            return "standard input".to_owned();
        }
        self.file.display().to_string()
    }

    fn unreadable(&self, error: io::Error) -> Error {
        if error.kind() == io::ErrorKind::FileTooLarge {
            let message = format!("{} has more than {LIMIT} bytes", self.label());
            return Error::new(Kind::Other, message).caused_by(error);
        }
        Error::io("cannot read", Path::new(&self.label()), error)
    }
}
