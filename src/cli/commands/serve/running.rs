//! An endpoint from its options to its end.

use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::path::Path;
use std::process::Command;

use zeroize::Zeroizing;

use super::Serve;
use crate::cli::buffer::WipedBuffer;
use crate::cli::commands::{Verb, env as env_command};
use crate::cli::exit::ChildStatus;
use crate::cli::globals::Globals;
use crate::cli::opened::{self, open_file};
use crate::cli::place::Place;
use crate::cli::{env, output, process, ui};
use crate::crypto::entropy::OsEntropy;
use crate::crypto::keys::Key;
use crate::endpoint::{Certificate, Endpoint, Place as At, Say, Until, Vaults};
use crate::error::{Error, Kind, Result};
use crate::iam::{Credential, Grant};
use crate::platform::heap;
use crate::service::Service;
use crate::session;
use crate::shell::Variable;
use crate::shell::quote::{Dialect, render};
use crate::store::{MemoryStorage, NewSlot, NewVault, Storage, VaultFile};
use crate::types::region::{AccountId, Region};
use crate::types::sensitive::SecretString;
use crate::types::time::{Clock as _, SystemClock};
use crate::vault::Vault as _;

/// Where the agent of AWS listens too: a program that was written for it finds this one.
const DEFAULT: &str = "127.0.0.1:2773";

/// Threads that read: one a processor of a small machine.
const READERS: usize = 2;
/// More than a chain of certificates takes.
const MAX_PEM: usize = 256 * 1024;

impl Verb for Serve {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if self.print_env {
            return self.print_env(globals);
        }
        if self.format.is_some() && !self.prints_own() {
            let message = "--format is for the variables of --print-env and of --ephemeral";
            return Err(Error::new(Kind::Usage, message).into());
        }
        // Requests and answers hold secrets, in buffers of libraries too.
        heap::wipe_from_here_on();
        if self.ephemeral {
            let region = region(Place::of(globals)?.region)?;
            let vault = in_memory(region.clone())?;
            let vaults = vaults(vault, Vec::new(), region, globals);
            return self.serve(vaults);
        }
        let place = Place::of(globals)?;
        let region = place.region.clone();
        let writer = open_file(place, globals)?;
        let region = region.unwrap_or_else(|| writer.home_region().clone());
        let readers = (0..READERS)
            .map(|_| opened::open_again(&writer, globals))
            .collect::<Result<_>>()?;
        let vaults = vaults(writer, readers, region, globals);
        self.serve(vaults)
    }
}

fn vaults<S: Storage>(
    writer: VaultFile<S>,
    readers: Vec<VaultFile<S>>,
    region: Region,
    globals: &Globals,
) -> Vaults<S> {
    let service = |vault| Service::new(vault, opened::tools());
    Vaults {
        readers: readers.into_iter().map(service).collect(),
        writer: service(writer),
        credentials: Vec::new(),
        region: Some(region),
        say: Box::new(ui::warning),
        log: globals.debug.then(|| {
            let log: Say = Box::new(|line| ui::line(&format!("debug: {line}")));
            log
        }),
    }
}

impl Serve {
    /// Whether the variables of the endpoint's own credentials are printed: nobody else would know them.
    fn prints_own(&self) -> bool {
        self.ephemeral && self.command.is_empty()
    }

    fn serve<S: Storage + Send + 'static>(mut self, mut vaults: Vaults<S>) -> anyhow::Result<()> {
        let endpoint = Endpoint::bind(self.place()?)?;
        let url = endpoint.url().to_owned();
        let command = std::mem::take(&mut self.command);
        let is_private = self.ephemeral || !command.is_empty();
        let mut variables = Vec::new();
        if is_private {
            let own = Credential::generate(own(), SystemClock.now(), &OsEntropy)?;
            let region = vaults.region.as_ref().map_or("", Region::as_str);
            variables = clients_variables(&url, &own, region)?;
            vaults.credentials.push(own);
        }
        let program = command.first().cloned();
        let until = match command.split_first() {
            None => Until::Signal,
            Some((program, arguments)) => {
                let mut command = Command::new(program);
                command.args(arguments);
                process::prepare(&mut command);
                for Variable { name, value } in &variables {
                    command.env(name.as_str(), process::to_os(value));
                }
                Until::Ended(command)
            }
        };
        let is_child = program.is_some();
        let told = if self.prints_own() {
            variables_text(self.format, &variables)?
        } else {
            Zeroizing::new(format!("{url}\n").into_bytes())
        };
        let ready = || {
            if !is_child {
                if ui::stderr_is_terminal() {
                    ui::line(&format!("serving at {url} until Ctrl-C"));
                }
                // Whoever started this in the background reads the port here; one that does not listen is no reason to end.
                let _unheard = output::stdout::write(&told);
            }
            notify_manager("READY=1");
        };
        let ended = endpoint.serve(vaults, until, ready);
        notify_manager("STOPPING=1");
        match ended {
            Ok(None) => Ok(()),
            Ok(Some(status)) => match process::status_of(status) {
                0 => Ok(()),
                code => Err(ChildStatus(code).into()),
            },
            Err(error) => Err(match (&program, system_error(&error)) {
                (Some(program), Some(why)) => process::cannot_run(program, why).into(),
                _ => error.into(),
            }),
        }
    }

    fn place(&self) -> Result<At> {
        if let Some(path) = &self.socket {
            return Ok(At::Socket(path.clone()));
        }
        let default = if self.command.is_empty() && !self.ephemeral {
            DEFAULT
        } else {
            "127.0.0.1:0"
        };
        let address = match self.listen {
            Some(address) => address,
            None => default
                .parse()
                .map_err(|_| Error::new(Kind::Usage, "no address"))?,
        };
        Ok(At::Address(address, self.certificate()?))
    }

    fn certificate(&self) -> Result<Option<Certificate>> {
        let (Some(chain), Some(key)) = (&self.tls_cert, &self.tls_key) else {
            return Ok(None);
        };
        let read = |path: &Path, what, notice: &mut dyn FnMut(&str)| {
            session::read_protected(path, what, MAX_PEM, notice)
        };
        Ok(Some(Certificate {
            // A certificate is for all to read.
            chain: read(chain, "certificate", &mut |_| {})?.to_vec(),
            key: read(key, "private key", &mut ui::warning)?,
        }))
    }

    /// Prints the variables for the clients of an endpoint that runs, or will run, at the same address.
    fn print_env(&self, globals: &Globals) -> anyhow::Result<()> {
        let url = match self.place()? {
            At::Address(address, None) => format!("http://{address}"),
            At::Address(address, Some(_)) => format!("https://{address}"),
            At::Socket(_) => String::new(),
        };
        let place = Place::of(globals)?;
        let region = place.region.clone();
        let mut vault = open_file(place, globals)?;
        let region = region.unwrap_or_else(|| vault.home_region().clone());
        let credentials = vault.credentials()?;
        let credential = match &self.credentials {
            Some(name) => credentials.iter().find(|known| known.name() == name),
            None if credentials.len() > 1 => {
                let names: Vec<_> = credentials.iter().map(Credential::name).collect();
                return Err(Error::new(
                    Kind::Usage,
                    format!("--credentials says whose: {}", names.join(", ")),
                )
                .into());
            }
            None => credentials.first(),
        };
        let Some(credential) = credential else {
            let name = self.credentials.as_deref();
            let message = match name {
                Some(name) => format!("there are no credentials '{}'", name.escape_debug()),
                None => "the vault has no credentials yet".to_owned(),
            };
            return Err(Error::new(Kind::Other, message)
                .hint(format!(
                    "`{} credentials create {}` makes them",
                    ui::program(),
                    name.unwrap_or("app")
                ))
                .into());
        };
        if credential.is_expired(SystemClock.now()) {
            let message = format!("the credentials {} have expired", credential.name());
            return Err(Error::new(Kind::Other, message)
                .hint(format!(
                    "`{} credentials rotate {}` makes new ones",
                    ui::program(),
                    credential.name()
                ))
                .into());
        }
        if ui::stdout_is_terminal() {
            ui::hint(
                "the secret key goes to the terminal; eval $(vault serve --print-env) hands it to the shell",
            );
        }
        let variables = clients_variables(&url, credential, region.as_str())?;
        Ok(output::stdout::write(&variables_text(
            self.format,
            &variables,
        )?)?)
    }
}

/// What the credentials are for that an endpoint makes for itself: all, for as long as it lives. They have a session token,
/// so that they are good for the agent's API too.
fn own() -> Grant {
    Grant {
        name: "vault-serve".to_owned(),
        is_session: true,
        lifetime: Some(i64::MAX),
        read_only: false,
        secrets: Vec::new(),
    }
}

/// The system's error that led to this one, if one did.
fn system_error(error: &Error) -> Option<&std::io::Error> {
    std::error::Error::source(error)?.downcast_ref()
}

/// What a client of the endpoint needs in its environment: the endpoint, the key pair, the Region. The SDKs disagree about
/// the name of the last; and a session token that is left over from other credentials would spoil the pair.
fn clients_variables(url: &str, credential: &Credential, region: &str) -> Result<Vec<Variable>> {
    let token = credential.session_token().map_or("", SecretString::expose);
    [
        ("AWS_ACCESS_KEY_ID", credential.access_key_id()),
        ("AWS_DEFAULT_REGION", region),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", url),
        ("AWS_REGION", region),
        (
            "AWS_SECRET_ACCESS_KEY",
            credential.secret_access_key().expose(),
        ),
        ("AWS_SESSION_TOKEN", token),
    ]
    .into_iter()
    .map(|(name, value)| {
        Ok(Variable {
            name: name.parse()?,
            value: Zeroizing::new(value.as_bytes().to_vec()),
        })
    })
    .collect()
}

fn variables_text(format: Option<Dialect>, variables: &[Variable]) -> Result<Zeroizing<Vec<u8>>> {
    let mut text = WipedBuffer::default();
    let dialect = format.unwrap_or_else(env_command::callers);
    render(dialect, variables, &mut text)
        .map_err(|error| Error::new(Kind::Other, error.to_string()))?;
    Ok(text.into_inner())
}

fn in_memory(home_region: Region) -> Result<VaultFile<MemoryStorage>> {
    let key = Key::generate(&OsEntropy)?;
    let account = AccountId::DEFAULT
        .parse()
        .map_err(|wrong: String| Error::new(Kind::Other, wrong))?;
    let new = NewVault {
        account,
        home_region,
        slots: vec![NewSlot::KeyFile(&key)],
    };
    VaultFile::in_memory(&new, SystemClock.now())
}

fn region(given: Option<Region>) -> Result<Region> {
    given.map_or_else(
        || {
            Region::DEFAULT
                .parse()
                .map_err(|wrong: String| Error::new(Kind::Other, wrong))
        },
        Ok,
    )
}

/// Tells systemd how the service stands (sd_notify(3)); whoever does not ask is not told.
fn notify_manager(state: &str) {
    let Some(socket) = env::var(env::Variable::NotifySocket) else {
        return;
    };
    let bytes = socket.as_encoded_bytes();
    let address = match bytes.strip_prefix(b"@") {
        #[cfg(target_os = "linux")]
        Some(name) => <SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(name),
        _ => SocketAddr::from_pathname(&socket),
    };
    // Who is not told waits, and says so itself.
    let _untold = address
        .and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
}
