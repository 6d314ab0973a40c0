//! An open vault with the service over it, or a client of one elsewhere, for one command.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::env::{self, Variable};
use crate::cli::exit::Calling;
use crate::cli::globals::Globals;
#[cfg(feature = "remote")]
use crate::cli::place::only_a_file;
use crate::cli::place::{self, Place};
use crate::cli::{paging, ui};
#[cfg(feature = "remote")]
use crate::client::Client;
use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::iam::Caller;
#[cfg(feature = "remote")]
use crate::operations::Handler as _;
use crate::operations::{
    Call, DescribeSecret, ListSecrets, Operation, Request, RotateSecret, SecretNames, VersionNamed,
};
use crate::platform::locked;
use crate::rotation::{self, Registry};
use crate::service::{Service, Tools};
use crate::session::held::Sessions;
use crate::session::{self, Keyring, Passphrase};
use crate::store::{OnRollback, Proof, VaultFile, seen_at};
use crate::types::region::Region;
use crate::types::time::{Clock as _, SystemClock};
use crate::vault::{Store as _, Vault as _};

/// How the sentences begin that are about the whole vault, behind "the vault".
const KNOWN: [&str; 5] = [
    "is damaged",
    "was made",
    "is an older",
    "is a forked",
    "is another",
];

/// The service that is meant.
pub(crate) struct Opened {
    way: Way,
    call: Call,
}

/// The way to it.
enum Way {
    /// Over a vault file.
    File(Box<Local>),
    /// Elsewhere.
    #[cfg(feature = "remote")]
    Remote(Box<Client>),
}

struct Local {
    service: Service<VaultFile>,
    file: PathBuf,
}

impl Opened {
    /// Opens the vault with what options, environment, profile or the person at the terminal give.
    pub(crate) fn open(place: Place, globals: &Globals) -> Result<Self> {
        #[cfg(feature = "remote")]
        if let Some(remote) = place.remote {
            let (client, region) = remote.into_client();
            return Ok(Self {
                way: Way::Remote(Box::new(client)),
                call: owner(region),
            });
        }
        let region = place.region.clone();
        let file = place.file.clone();
        Ok(Self::over(open_file(place, globals)?, region, file))
    }

    /// The service over a file that was opened already.
    pub(crate) fn over(vault: VaultFile, region: Option<Region>, file: PathBuf) -> Self {
        let home = vault.home_region().clone();
        let service = Service::new(vault, tools());
        Self {
            way: Way::File(Box::new(Local { service, file })),
            call: owner(region.unwrap_or(home)),
        }
    }

    /// The service over the vault that is meant, if a session holds it: nothing is asked, said or remembered.
    pub(crate) fn resume(place: Place) -> Option<Self> {
        let vault = session::resume(&place.file, &place.sessions).ok()??;
        Some(Self::over(vault, place.region, place.file))
    }

    /// The same vault as it is in view, for a second thread that reads; `None` of one elsewhere.
    pub(crate) fn twin(&mut self) -> Option<Self> {
        let region = self.call.region.clone();
        let (local, _) = self.local().ok()?;
        let vault = local.service.store().twin().ok()?;
        Some(Self::over(vault, Some(region), local.file.clone()))
    }

    /// Whether names with `=` are to be expected.
    pub(crate) fn has_names_with_equals(&mut self) -> bool {
        self.local().map_or(true, |(local, _)| {
            local.service.store().has_names_with_equals()
        })
    }

    /// Runs one operation; a refusal knows which.
    pub(crate) fn handle<O: Request>(&mut self, request: O) -> anyhow::Result<O::Response> {
        self.ask(request).context(Calling(O::NAME))
    }

    /// The same for a part of something else, whose refusal does not name the operation.
    pub(crate) fn ask<O: Request>(&mut self, request: O) -> Result<O::Response> {
        match &mut self.way {
            Way::File(local) => local.ask(request, &self.call),
            #[cfg(feature = "remote")]
            Way::Remote(client) => client.handle(request, &self.call),
        }
    }

    /// Runs an operation that no caller can send.
    pub(crate) fn handle_local<O: Operation>(&mut self, request: O) -> anyhow::Result<O::Response> {
        let (local, call) = self.local()?;
        local.ask(request, call).context(Calling(O::NAME))
    }

    /// The names that ListSecrets lists, in its order.
    pub(crate) fn names(&mut self, planned_deletion: bool) -> Result<Vec<String>> {
        if let Ok((local, call)) = self.local() {
            return local.ask(SecretNames { planned_deletion }, call);
        }
        let mut names = Vec::new();
        let mut request = ListSecrets {
            include_planned_deletion: planned_deletion.into(),
            ..ListSecrets::default()
        };
        loop {
            let page = self.ask(request.clone())?;
            names.extend(page.secret_list.into_iter().map(|secret| secret.name));
            paging::advance(&mut request.next_token, page.next_token)?;
            if request.next_token.is_none() {
                return Ok(names);
            }
        }
    }

    /// The names of the credentials of clients.
    pub(crate) fn credential_names(&mut self) -> Result<Vec<String>> {
        let (local, _) = self.local()?;
        let credentials = local.service.store().credentials()?.iter();
        Ok(credentials.map(|one| one.name().to_owned()).collect())
    }

    /// Looks at the file anew: without this, an open vault answers from the commit that it was opened at.
    pub(crate) fn refresh(&mut self) -> Result<()> {
        match self.local() {
            Ok((local, _)) => local.service.store().refresh(),
            Err(_) => Ok(()),
        }
    }

    /// Whether a name may be a secret's. An operation on a file tells for certain, but looks through the whole vault for what
    /// it could say about a name that is nobody's.
    pub(crate) fn may_know(&mut self, name: &str) -> bool {
        if let Ok((local, call)) = self.local() {
            return local.may_know(name, call);
        }
        let known = self.ask(DescribeSecret {
            secret_id: Some(name.to_owned()),
        });
        let code = known.err().and_then(|error| error.code());
        !matches!(
            code,
            Some(ErrorCode::ResourceNotFoundException | ErrorCode::ValidationException)
        )
    }

    /// Begins a rotation. One of a file is run to its end here: `agree` is asked whether only the vault's copy of a credential
    /// may change.
    pub(crate) fn rotate(
        &mut self,
        request: RotateSecret,
        agree: impl FnOnce(&Error) -> Result<()>,
    ) -> anyhow::Result<VersionNamed> {
        if request.generate.is_given() {
            // The wire has no word for it.
            self.local()?;
        }
        match self.local() {
            Ok((local, call)) => local.rotate(request, call, agree),
            Err(_) => self.ask(request),
        }
        .context(Calling(RotateSecret::NAME))
    }

    #[cfg_attr(
        not(feature = "remote"),
        expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")
    )]
    fn local(&mut self) -> Result<(&mut Local, &Call)> {
        match &mut self.way {
            Way::File(local) => Ok((local, &self.call)),
            #[cfg(feature = "remote")]
            Way::Remote(_) => Err(only_a_file()),
        }
    }
}

impl Local {
    fn ask<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        let answer = self.service.handle(request, call);
        tell(self.service.store());
        name_damage(answer, &self.file)
    }

    fn may_know(&mut self, name: &str, call: &Call) -> bool {
        if name.contains('=') && !self.service.store().has_names_with_equals() {
            return false;
        }
        let found = self.service.store().find(&call.region, name);
        name.starts_with("arn:") || found.map_or(true, |secret| secret.is_some())
    }

    fn rotate(
        &mut self,
        mut request: RotateSecret,
        call: &Call,
        agree: impl FnOnce(&Error) -> Result<()>,
    ) -> Result<VersionNamed> {
        let functions = Registry::default();
        let mut run =
            |request: RotateSecret| rotation::rotate(&mut self.service, &functions, call, request);
        let answer = match run(request.clone()) {
            Err(error) if rotation::needs_assent(&error) && ui::can_ask() => {
                agree(&error)?;
                request.generate.yes = true;
                run(request)
            }
            answer => answer,
        };
        tell(self.service.store());
        name_damage(answer, &self.file)
    }
}

/// Opens the file alone, for the verbs that are about it.
pub(crate) fn open_file(place: Place, globals: &Globals) -> Result<VaultFile> {
    let file = place.file.clone();
    let mut vault = open_recalling(place, globals, env::state_folder().as_deref())?;
    judge(&mut vault, &file, globals)?;
    Ok(vault)
}

/// Opens a vault that is open already once more, for another thread.
#[cfg(feature = "serve")]
pub(crate) fn open_again(vault: &VaultFile, globals: &Globals) -> Result<VaultFile> {
    let mut again = vault.open_again()?;
    if let Some(folder) = env::state_folder() {
        again.keep_access_dates(&folder);
        again.remember(&folder, on_rollback(globals))?;
    }
    Ok(again)
}

/// Opens the file by one of its slots, never by a session: for what changes the slots.
pub(crate) fn prove_slot(place: Place, globals: &Globals) -> Result<(VaultFile, Proof)> {
    let file = place.file.clone();
    let ask = place::ask_slot_passphrase;
    let memory = env::state_folder();
    let memory = memory.as_deref();
    let (mut vault, proof) = unlock(place, globals, memory, &ask, |file, keyring, _, notice| {
        session::prove(file, keyring, notice)
    })?;
    judge(&mut vault, &file, globals)?;
    Ok((vault, proof))
}

/// Opens the file alone, whatever this machine remembers of it, and tells nothing yet.
pub(crate) fn open_unjudged(place: Place, globals: &Globals) -> Result<VaultFile> {
    open_recalling(place, globals, None)
}

fn open_recalling(place: Place, globals: &Globals, memory: Option<&Path>) -> Result<VaultFile> {
    let ask = if place.asks {
        place::ask_passphrase
    } else {
        place::ask_nobody
    };
    let (vault, ()) = unlock(
        place,
        globals,
        memory,
        &ask,
        |file, keyring, sessions, notice| {
            let vault = session::open_or_resume(file, keyring, sessions, notice)?;
            Ok((vault, ()))
        },
    )?;
    Ok(vault)
}

/// Unlocks the file by `open`, with what was named and found.
fn unlock<T>(
    place: Place,
    globals: &Globals,
    memory: Option<&Path>,
    ask: &dyn Fn() -> Result<Passphrase>,
    open: impl FnOnce(&Path, Keyring<'_>, &Sessions, &mut dyn FnMut(&str)) -> Result<(VaultFile, T)>,
) -> Result<(VaultFile, T)> {
    let started = SystemClock.now();
    let keyring = Keyring {
        named: place.named,
        found: place.found,
        ask,
        memory,
    };
    let opened = open(&place.file, keyring, &place.sessions, &mut |notice| {
        ui::warning(notice);
    });
    let (mut vault, with) =
        name_damage(opened, &place.file).map_err(|error| missed(error, &place.file))?;
    if let Some(folder) = env::state_folder() {
        vault.keep_access_dates(&folder);
    }
    if globals.debug {
        let took = SystemClock.now().millis() - started.millis();
        ui::line(&format!(
            "debug: opened {} in {took} ms",
            place.file.display()
        ));
        if locked::is_refused() {
            ui::line(
                "debug: the system refused to lock the memory of keys (RLIMIT_MEMLOCK): they may be swapped out",
            );
        }
    }
    Ok((vault, with))
}

/// Refuses an older or forked copy, unless it is to be accepted, and says what there is to say.
fn judge(vault: &mut VaultFile, file: &Path, globals: &Globals) -> Result<()> {
    if let Some(folder) = env::state_folder() {
        name_damage(vault.remember(&folder, on_rollback(globals)), file)?;
    } else if on_rollback(globals) == OnRollback::Refuse {
        ui::warning(
            "HOME names no folder in which this vault could be remembered: an older copy would not be noticed (VAULT_ACCEPT_ROLLBACK=1 says that this is meant)",
        );
    }
    tell(vault);
    Ok(())
}

/// What the user said about older and forked copies.
pub(crate) fn on_rollback(globals: &Globals) -> OnRollback {
    if globals.accept_rollback || env::is_set(Variable::AcceptRollback) {
        OnRollback::Accept
    } else {
        OnRollback::Refuse
    }
}

/// [`name_vault`], and what helps against damage where nothing better is known.
pub(crate) fn name_damage<T>(result: Result<T>, file: &Path) -> Result<T> {
    name_vault(result, file).map_err(|error| {
        if error.kind() != Kind::Damaged || !error.hints().is_empty() {
            return error;
        }
        error
            .hint("`vault backup restore FILE` puts a backup in its place")
            .hint("`vault recover FILE --into NEW` saves what still verifies")
    })
}

/// Says which vault it is that is damaged, too new or too old: the parts of the store do not know the path.
pub(crate) fn name_vault<T>(result: Result<T>, file: &Path) -> Result<T> {
    result.map_err(|error| {
        let how = error.message().strip_prefix("the vault ");
        let Some(how) = how.filter(|how| KNOWN.iter().any(|known| how.starts_with(known))) else {
            return error;
        };
        let told = Error::new(error.kind(), format!("{} {how}", file.display()));
        let told = error.hints().iter().fold(told, Error::hint);
        told.caused_by(error)
    })
}

/// Says of a vault that is not there that this machine has seen it.
fn missed(error: Error, file: &Path) -> Error {
    let is_missing = error.message().starts_with("no vault at ");
    let seen = env::state_folder().and_then(|folder| seen_at(&folder, file));
    match seen {
        Some(seen) if is_missing => Error::new(
            error.kind(),
            format!(
                "{}, where this machine has seen one, at {seen}",
                error.message()
            ),
        )
        .hint("put it back where it was, or a backup of it: `vault backup restore FILE`")
        .hint("`vault init` makes a new and empty one there"),
        _ => error,
    }
}

/// Says what the store has to say.
pub(crate) fn tell(vault: &mut VaultFile) {
    for notice in vault.take_notices() {
        ui::warning(&notice);
    }
}

/// Whoever holds the vault key, in this Region.
pub(crate) const fn owner(region: Region) -> Call {
    Call {
        region,
        caller: Caller::Owner,
    }
}

/// The system's clock and randomness.
pub(crate) fn tools() -> Tools {
    Tools {
        clock: Box::new(SystemClock),
        entropy: Box::new(OsEntropy),
        functions: Box::new(Registry::default()),
    }
}
