//! `vault credentials`: what clients of the endpoint sign with.

use std::time::Duration;

use serde::Serialize;

use super::Verb;
use crate::cli::call::{Form, Printer};
use crate::cli::globals::Globals;
use crate::cli::opened::{name_damage, open_file, tell};
use crate::cli::place::Place;
use crate::cli::span::{LongSpan, Span};
use crate::cli::table::{self, Column};
use crate::cli::{output, ui};
use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, Kind, Result};
use crate::iam::{Credential, Grant, Pattern, credential};
use crate::platform::heap;
use crate::store::VaultFile;
use crate::types::sensitive::{Revealed, SecretString};
use crate::types::time::{Clock as _, SystemClock, Timestamp};

/// Make, list, renew or remove what clients sign their requests with
///
/// A credential is a key pair as AWS gives to IAM users. `create` and `rotate` print its secret access key, once: the vault keeps
/// it sealed, and only `serve --print-env` says it again. --read-only and --secrets limit what it may do; a client that may not is told so as by
/// AWS, of a secret that is there as of one that is not. `rotate` replaces the key pair and keeps the limits, and a time begins
/// anew. What was rotated or deleted is worth nothing at once, and no byte of it stays in the file. A vault has at most 100.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault credentials create app
  vault credentials create ci --read-only --secrets 'prod/*' 'shared/token' --expires 30d
  vault credentials create debug --session 1h      (temporary: with a session token)
  vault credentials list
  vault credentials rotate app
  vault credentials delete app")]
pub(crate) struct Credentials {
    /// What to do
    #[arg(value_name = "ACTION")]
    action: Action,
    /// create, rotate, delete: how the credential is called; 1 to 64 letters, digits and _.@-
    #[arg(value_name = "NAME")]
    credential: Option<String>,
    /// create: when the key pair ends, such as 12h or 30d
    #[arg(long, value_name = "SPAN", conflicts_with = "session")]
    expires: Option<LongSpan>,
    /// create: a temporary credential, with a session token, that ends after 90s, 15m, 1h or at most 30d
    #[arg(long, value_name = "SPAN")]
    session: Option<Span>,
    /// create: only for what changes nothing
    #[arg(long)]
    read_only: bool,
    /// create: only for secrets that one of these matches: names with * and ?, or ARNs that end in -?????? or *
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    secrets: Vec<Pattern>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Action {
    /// Make a credential, and print its keys
    Create,
    /// Show all credentials, without their keys
    List,
    /// Replace the keys of a credential, and print the new ones
    Rotate,
    /// Remove a credential
    Delete,
}

/// As IAM's `CreateAccessKey` answers, with what STS adds for temporary credentials.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Created {
    access_key: Keys,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    user_name: String,
    access_key_id: String,
    status: &'static str,
    secret_access_key: Revealed<SecretString>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<Revealed<SecretString>>,
    create_date: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<Timestamp>,
}

/// As IAM's `ListAccessKeys` answers, with what a credential has beside.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    access_key_metadata: Vec<Metadata>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    user_name: String,
    access_key_id: String,
    status: &'static str,
    create_date: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<Timestamp>,
    read_only: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<String>,
}

impl Verb for Credentials {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let name = self.name()?.map(str::to_owned);
        let place = Place::of(globals)?;
        let file = place.file.clone();
        let form = Form::short("credentials", &[]);
        let printer = Printer::new(self.action.operation(), &form, globals, &place)?;
        let now = SystemClock.now();
        // Before the vault is opened: what can be refused asks for no passphrase.
        let new = match (self.action, &name) {
            (Action::Create, Some(name)) => {
                Some(Credential::generate(self.grant(name), now, &OsEntropy)?)
            }
            _ => None,
        };
        let mut vault = open_file(place, globals)?;
        let done = match (self.action, name, new) {
            (Action::Create, _, Some(new)) => vault
                .change_credentials(now, |all| credential::add(all, new.clone(), now))
                .and_then(|()| print_new(&new, &printer)),
            (Action::Rotate, Some(name), _) => vault
                .change_credentials(now, |all| credential::rotate(all, &name, now, &OsEntropy))
                .and_then(|new| print_new(&new, &printer)),
            (Action::Delete, Some(name), _) => vault
                .change_credentials(now, |all| credential::remove(all, &name))
                .inspect(|()| {
                    ui::line(&format!(
                        "deleted {name}: what is signed with it is refused"
                    ));
                }),
            _ => list(&mut vault, &printer, now),
        };
        tell(&mut vault);
        Ok(name_damage(done, &file)?)
    }
}

impl Action {
    /// IAM's name for it, which heads a table.
    const fn operation(self) -> &'static str {
        match self {
            Self::Create | Self::Rotate => "CreateAccessKey",
            Self::List => "ListAccessKeys",
            Self::Delete => "DeleteAccessKey",
        }
    }
}

impl Credentials {
    /// The name, if the action takes one.
    fn name(&self) -> Result<Option<&str>> {
        let refuse = |message: &str| Err(Error::new(Kind::Usage, message));
        let limits = self.expires.is_some()
            || self.session.is_some()
            || self.read_only
            || !self.secrets.is_empty();
        if limits && self.action != Action::Create {
            return refuse(
                "what a credential may do and when it ends is said to `vault credentials create` only",
            );
        }
        match (self.action, self.credential.as_deref()) {
            (Action::List, None) => Ok(None),
            (Action::List, Some(_)) => refuse("`vault credentials list` takes no NAME"),
            (_, None) => refuse("which credential? NAME is missing"),
            (_, named) => Ok(named),
        }
    }

    fn grant(&self, name: &str) -> Grant {
        let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let session = self.session.map(|Span(span)| span);
        let lasting = self.expires.map(|LongSpan(span)| span);
        Grant {
            name: name.to_owned(),
            is_session: session.is_some(),
            lifetime: session.or(lasting).map(millis),
            read_only: self.read_only,
            secrets: self.secrets.clone(),
        }
    }
}

fn print_new(new: &Credential, printer: &Printer) -> Result<()> {
    heap::wipe_from_here_on();
    let access_key = Keys {
        user_name: new.name().to_owned(),
        access_key_id: new.access_key_id().to_owned(),
        status: "Active",
        secret_access_key: Revealed(new.secret_access_key().clone()),
        session_token: new.session_token().cloned().map(Revealed),
        create_date: new.created(),
        expiration: new.expires(),
    };
    let unprinted = |error: Error| {
        error.hint("the credential is there and nobody has seen its key: `vault credentials rotate` makes another")
    };
    if printer.is_for_people() {
        printer.print(&access_key).map_err(unprinted)?;
        ui::hint(
            "the secret access key is shown this once; `vault credentials rotate` makes another",
        );
        return Ok(());
    }
    printer.print(&Created { access_key }).map_err(unprinted)
}

const fn column(heading: &'static str, expendable: u8) -> Column {
    Column {
        heading,
        least: usize::MAX,
        expendable,
    }
}

const COLUMNS: [Column; 5] = [
    column("NAME", 0),
    column("ACCESS KEY ID", 1),
    column("CREATED", 4),
    column("EXPIRES", 2),
    Column {
        heading: "MAY",
        least: 12,
        expendable: 3,
    },
];

fn list(vault: &mut VaultFile, printer: &Printer, now: Timestamp) -> Result<()> {
    let credentials = vault.credentials()?;
    if !printer.is_for_people() {
        return printer.print(&Listed {
            access_key_metadata: credentials.iter().map(|one| metadata(one, now)).collect(),
        });
    }
    if credentials.is_empty() {
        ui::line("there are no credentials; `vault credentials create NAME` makes one");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = credentials.iter().map(|one| row(one, now)).collect();
    output::stdout::write(table::fitted(&COLUMNS, &rows, ui::columns()).as_bytes())
}

fn metadata(credential: &Credential, now: Timestamp) -> Metadata {
    Metadata {
        user_name: credential.name().to_owned(),
        access_key_id: credential.access_key_id().to_owned(),
        status: if credential.is_expired(now) {
            "Expired"
        } else {
            "Active"
        },
        create_date: credential.created(),
        expiration: credential.expires(),
        read_only: credential.read_only(),
        secrets: patterns(credential),
    }
}

fn row(credential: &Credential, now: Timestamp) -> Vec<String> {
    let minute = |moment| {
        let text = output::json::local(moment).replace('T', " ");
        text.get(..16).unwrap_or(&text).to_owned()
    };
    let expires = match credential.expires() {
        None => String::new(),
        Some(_) if credential.is_expired(now) => "expired".to_owned(),
        Some(moment) => minute(moment),
    };
    let what = if credential.read_only() {
        "read"
    } else {
        "read and write"
    };
    let secrets = patterns(credential);
    let may = if secrets.is_empty() {
        what.to_owned()
    } else {
        format!("{what} {}", secrets.join(", "))
    };
    vec![
        credential.name().to_owned(),
        credential.access_key_id().to_owned(),
        minute(credential.created()),
        expires,
        may,
    ]
}

fn patterns(credential: &Credential) -> Vec<String> {
    let patterns = credential.secrets().iter();
    patterns.map(ToString::to_string).collect()
}
