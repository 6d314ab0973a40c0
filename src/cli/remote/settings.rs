//! Where to, as whom, and how: all that a client needs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::profile::{self, Profile};
use super::{credentials, profile::named};
use crate::cli::buffer::WipedBuffer;
use crate::cli::env::{self, Variable};
use crate::cli::globals::Globals;
use crate::cli::ui;
use crate::client::{Client, Endpoint, Limits, Roots, Tools};
use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, Kind, Result};
use crate::platform::heap;
use crate::sigv4::Credentials;
use crate::types::region::Region;
use crate::types::time::{Clock as _, SystemClock};

/// An endpoint and what it takes to speak to it.
#[derive(Debug)]
pub(crate) struct Remote {
    endpoint: Endpoint,
    /// The Region whose secrets are meant.
    pub(crate) region: Region,
    credentials: Credentials,
    limits: Limits,
    roots: Roots,
    debug: bool,
}

impl Remote {
    /// Reads options, environment and AWS's files; runs a `credential_process` if there is one.
    ///
    /// # Errors
    ///
    /// No endpoint, Region or credentials, or bad ones (252, 253).
    pub(crate) fn of(globals: &Globals) -> Result<Self> {
        let asked = named(globals.profile.as_deref());
        let profile = profile::read(&asked)?;
        let given = globals
            .endpoint_url
            .clone()
            .or_else(|| env::text(Variable::AwsEndpoint));
        let endpoint = given.as_deref().map(Endpoint::parse).transpose()?;
        let region = region(globals, &profile, endpoint.as_ref())?;
        let endpoint = match endpoint {
            Some(endpoint) => endpoint,
            None => Endpoint::of_aws(&region)?,
        };
        let roots = roots(globals)?;
        Ok(Self {
            credentials: credentials::find(&asked, &profile, SystemClock.now())?,
            endpoint,
            region,
            limits: limits(globals),
            roots,
            debug: globals.debug,
        })
    }

    /// Sixteen bytes that stand for this endpoint and Region where a vault's id stands for a vault.
    pub(crate) fn id(&self) -> [u8; 16] {
        let text = format!("vault/1/remote\n{}\n{}", self.endpoint, self.region);
        let mut id = [0; 16];
        id.copy_from_slice(&Sha256::digest(text)[..16]);
        id
    }

    /// The client, and the Region that it is to be asked for.
    pub(crate) fn into_client(self) -> (Client, Region) {
        let tools = Tools {
            clock: Box::new(SystemClock),
            entropy: Box::new(OsEntropy),
            trace: self
                .debug
                .then_some(|text: &str| ui::line(&format!("debug: {text}"))),
        };
        let client = Client::new(
            self.endpoint,
            self.credentials,
            &self.limits,
            self.roots,
            tools,
        );
        (client, self.region)
    }
}

/// Ours stand over AWS's; where nothing says it, a service on this machine is taken to have the Region of a new vault.
fn region(globals: &Globals, profile: &Profile, endpoint: Option<&Endpoint>) -> Result<Region> {
    let said = globals
        .region
        .clone()
        .or_else(|| env::text(Variable::Region))
        .or_else(|| env::text(Variable::AwsRegion))
        .or_else(|| env::text(Variable::AwsDefaultRegion))
        .or_else(|| profile.get("region").map(str::to_owned))
        .or_else(|| {
            let is_here = endpoint.is_some_and(Endpoint::is_loopback);
            is_here.then(|| Region::DEFAULT.to_owned())
        });
    let Some(said) = said else {
        return Err(
            Error::new(Kind::Locked, "You must specify a region.").hint(
                "--region, VAULT_REGION, AWS_REGION, AWS_DEFAULT_REGION or a profile's `region` says which",
            ),
        );
    };
    said.parse()
        .map_err(|wrong: String| Error::new(Kind::Usage, wrong))
}

fn limits(globals: &Globals) -> Limits {
    let default = Limits::default();
    // As with the AWS CLI, 0 waits for ever.
    let or = |given: Option<u32>, default| match given {
        None => default,
        Some(0) => None,
        Some(seconds) => Some(Duration::from_secs(seconds.into())),
    };
    Limits {
        connect: or(globals.cli_connect_timeout, default.connect),
        read: or(globals.cli_read_timeout, default.read),
    }
}

fn roots(globals: &Globals) -> Result<Roots> {
    let path = globals
        .ca_bundle
        .clone()
        .or_else(|| env::var(Variable::AwsCaBundle).map(PathBuf::from));
    let Some(path) = path else {
        return Ok(Roots::of_mozilla());
    };
    let pem = read_bounded(&path)?
        .ok_or_else(|| Error::new(Kind::Locked, format!("{} is not there", path.display())))?;
    Roots::from_pem(&pem)
        .map_err(|error| Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// The bytes of a file of settings; `None` if there is no such file.
#[expect(
    clippy::disallowed_methods,
    reason = "AWS's files, which only client mode reads"
)]
pub(super) fn read_bounded(path: &Path) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>> {
    const MOST: usize = 1024 * 1024;
    let cannot = |error| {
        let error = Error::io("cannot read", path, error);
        Error::new(Kind::Locked, error.message()).caused_by(error)
    };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(error)),
    };
    // What parses it copies keys out of it.
    heap::wipe_from_here_on();
    match WipedBuffer::read(file, MOST) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            let text = format!("{} is larger than 1 MiB", path.display());
            Err(Error::new(Kind::Locked, text))
        }
        Err(error) => Err(cannot(error)),
    }
}
