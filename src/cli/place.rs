//! Which vault, Region and format are meant: an option stands over the environment, which stands over the profile.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::cli::env::{self, Variable};
use crate::cli::globals::Globals;
use crate::cli::output::Format;
use crate::cli::remote::{self, Remote};
use crate::cli::{config, ui};
use crate::error::{Error, Kind, Result};
use crate::session::held::{Sessions, Source};
use crate::session::{Credential, Passphrase, PassphraseCommand};
use crate::types::region::Region;

/// The ways to give the passphrase, for when nobody can be asked.
const WAYS: [&str; 2] = [
    "give the passphrase with VAULT_PASSPHRASE_FILE, --passphrase-file, --passphrase-fd, VAULT_PASSPHRASE_COMMAND or VAULT_PASSPHRASE",
    "or open the vault by a key file with VAULT_KEY_FILE or --key-file",
];

/// What the user means, from all places together.
#[derive(Debug)]
pub(crate) struct Place {
    /// The vault file; nothing where requests go elsewhere.
    pub(crate) file: PathBuf,
    /// Where requests go instead.
    pub(crate) remote: Option<Box<Remote>>,
    /// The Region, if it is not the vault's home Region.
    pub(crate) region: Option<Region>,
    /// How answers are printed.
    pub(crate) output: Format,
    /// Named on the command line.
    pub(crate) named: Option<Credential>,
    /// Found in the environment or the profile, best first.
    pub(crate) found: Vec<Credential>,
    /// Whether a person may be asked.
    pub(crate) asks: bool,
    /// Where a session of the vault may be; nowhere, if none is to be used.
    pub(crate) sessions: Sessions,
}

impl Place {
    /// Reads options, environment and profile, for what is made of operations: it may be done elsewhere than in a file.
    pub(crate) fn anywhere(globals: &Globals) -> Result<Self> {
        if !remote::is_asked(globals) {
            return Self::of(globals);
        }
        // An option names a profile of AWS's.
        let profile = config::profile(env::text(Variable::Profile).as_deref())?;
        let output = output(globals, profile.output)?;
        Ok(Self {
            file: PathBuf::new(),
            remote: Some(Box::new(Remote::of(globals)?)),
            region: None,
            output,
            named: None,
            found: Vec::new(),
            asks: false,
            sessions: Sessions::none(),
        })
    }

    /// Reads options, environment and profile, for what only a file has.
    pub(crate) fn of(globals: &Globals) -> Result<Self> {
        if remote::is_asked(globals) {
            return Err(only_a_file());
        }
        let name = globals
            .profile
            .clone()
            .or_else(|| env::text(Variable::Profile));
        let profile = config::profile(name.as_deref())?;
        let file = globals
            .vault_file
            .clone()
            .or_else(|| env::var(Variable::File).map(PathBuf::from))
            .or(profile.file)
            .or_else(env::default_vault)
            .ok_or_else(|| {
                Error::new(Kind::Locked, "there is no home folder to keep the vault in")
                    .hint("name it with --vault-file or VAULT_FILE")
            })?;
        let region = globals
            .region
            .clone()
            .or_else(|| env::text(Variable::Region))
            .or(profile.region)
            .map(|region| {
                region
                    .parse()
                    .map_err(|wrong: String| Error::new(Kind::Usage, wrong))
            })
            .transpose()?;
        let output = output(globals, profile.output)?;
        Ok(Self {
            file,
            remote: None,
            region,
            output,
            named: named(globals)?,
            found: found(profile.key_file)?,
            asks: true,
            sessions: if uses_sessions(globals) {
                sessions()?
            } else {
                Sessions::none()
            },
        })
    }
}

/// Whether sessions may be used and made.
pub(crate) fn uses_sessions(globals: &Globals) -> bool {
    !globals.no_session && env::var(Variable::NoSession).is_none()
}

/// Every place where a session may be, whether it is to be used or not.
pub(crate) fn sessions() -> Result<Sessions> {
    let only = match env::text(Variable::Session).as_deref() {
        None => None,
        Some("keyring") => Some(Source::Keyring),
        Some("agent") => Some(Source::Agent),
        Some(other) => {
            let message = format!("VAULT_SESSION is '{}'", other.escape_debug());
            return Err(Error::new(Kind::Usage, message).hint("it can be keyring or agent"));
        }
    };
    Ok(Sessions::new(only, env::runtime_folder()))
}

/// What a command says that an endpoint cannot do.
pub(crate) fn only_a_file() -> Error {
    Error::new(
        Kind::Usage,
        "this works on a vault file only, not with --endpoint-url or --remote",
    )
}

fn output(globals: &Globals, profile: Option<String>) -> Result<Format> {
    let given = globals.output.clone();
    let name = given.or_else(|| env::text(Variable::Output)).or(profile);
    format(name.as_deref())
}

fn format(name: Option<&str>) -> Result<Format> {
    let Some(name) = name else {
        return Ok(Format::default());
    };
    <Format as clap::ValueEnum>::from_str(name, false).map_err(|_| {
        Error::new(
            Kind::Usage,
            format!("Unknown output type: {}", name.escape_debug()),
        )
        .hint("the formats are json, text, table, yaml, yaml-stream and off")
    })
}

/// For what must never ask.
pub(crate) fn ask_nobody() -> Result<Passphrase> {
    Err(Error::new(Kind::Locked, "the vault is locked").hint("`vault unlock` opens it for a while"))
}

fn named(globals: &Globals) -> Result<Option<Credential>> {
    let descriptor = globals
        .passphrase_fd
        .map(|number| PathBuf::from(format!("/dev/fd/{number}")));
    let passphrase = match (&globals.passphrase_file, descriptor) {
        (Some(_), Some(_)) => {
            return Err(Error::new(
                Kind::Usage,
                "--passphrase-file and --passphrase-fd both give the passphrase: give one",
            ));
        }
        (given, descriptor) => given.clone().or(descriptor),
    };
    let passphrase = passphrase.map(Credential::PassphraseFile);
    Ok(match (&globals.key_file, passphrase) {
        (Some(key), Some(passphrase)) => Some(Credential::Both(Box::new(passphrase), key.clone())),
        (Some(key), None) => Some(Credential::KeyFile(key.clone())),
        (None, passphrase) => passphrase,
    })
}

fn found(profile_key: Option<PathBuf>) -> Result<Vec<Credential>> {
    let mut found = Vec::new();
    let key_file = env::var(Variable::KeyFile).map(PathBuf::from);
    found.extend(key_file.map(Credential::KeyFile));
    if let Some(passphrase) = env::take_secret(Variable::Passphrase) {
        found.push(Credential::Passphrase(Passphrase::new(passphrase)?));
    }
    let passphrase_file = env::var(Variable::PassphraseFile).map(PathBuf::from);
    found.extend(passphrase_file.map(Credential::PassphraseFile));
    if let Some(line) = env::text(Variable::PassphraseCommand) {
        let hidden = env::UNLOCKING.map(Variable::name).to_vec();
        let command = PassphraseCommand::new(line, hidden);
        found.push(Credential::PassphraseCommand(command));
    }
    found.extend(profile_key.map(Credential::KeyFile));
    Ok(found)
}

/// Asks for the passphrase of an existing vault.
pub(crate) fn ask_passphrase() -> Result<Passphrase> {
    ask("Passphrase")
}

/// Asks for the passphrase of a new vault, twice.
pub(crate) fn ask_new_passphrase() -> Result<Passphrase> {
    let nobody = "there is no terminal to ask for the new passphrase";
    let name_ways = |error: Error| {
        error.hint("--passphrase-file, or --new-passphrase-file where a slot is added or changed, gives it")
    };
    let first = ask_or("New passphrase", nobody, name_ways)?;
    first.check_length()?;
    let second = ask_or("Repeat it", nobody, name_ways)?;
    if first.expose() == second.expose() {
        return Ok(first);
    }
    Err(Error::new(Kind::Usage, "the two passphrases differ"))
}

/// Asks for the passphrase for a change of the slots, which a session is never enough for.
pub(crate) fn ask_slot_passphrase() -> Result<Passphrase> {
    ask_or(
        "Passphrase",
        "a change of what opens the vault needs what opens it now, even while it is unlocked, and there is no terminal to ask for the passphrase",
        name_ways,
    )
}

/// Asks for a passphrase.
pub(crate) fn ask(question: &str) -> Result<Passphrase> {
    ask_or(
        question,
        "the vault is locked, and there is no terminal to ask for the passphrase",
        |error| {
            name_ways(error.hint(format!(
                "`{} unlock` in a terminal opens it for all terminals and scripts of yours, for a while",
                ui::program()
            )))
        },
    )
}

fn name_ways(error: Error) -> Error {
    WAYS.iter().fold(error, |error, way| error.hint(*way))
}

/// Asks; `nobody` says why where nobody can be asked, and `name_ways` adds what else there is.
fn ask_or(question: &str, nobody: &str, name_ways: impl Fn(Error) -> Error) -> Result<Passphrase> {
    if !ui::can_ask() {
        return Err(name_ways(Error::new(Kind::Locked, nobody)));
    }
    let mut typed = ui::ask_secret(question).map_err(name_ways)?;
    let bytes = std::mem::take(&mut *typed).into_bytes();
    Passphrase::new(Zeroizing::new(bytes))
}
