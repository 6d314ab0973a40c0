//! Many secrets in one commit: what `vault import` asks for.
//!
//! Nothing of AWS's, so no caller can send it. Each secret goes through CreateSecret, PutSecretValue, UpdateSecret and
//! TagResource, whose rules therefore hold; what is not there with all of them is not there with any.

use std::rc::Rc;

use super::{
    Context, CreateSecret, Effect, GetSecretValue, Operation, PutSecretValue, TagResource,
    UpdateSecret, member, new_token,
};
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::iam::Action;
use crate::secret::Secret;
use crate::secret::check_tags;
use crate::types::arn::check_new_name;
use crate::types::constraint::Constraints;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue};
use crate::types::shorthand::Shorthand;
use crate::types::tag::Tag;
use crate::types::version::{AWSCURRENT, VersionId};
use crate::vault::Vault;

/// The names that an error lists before it counts the rest.
const NAMED: usize = 3;

/// A secret that comes from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedSecret {
    /// Its name here.
    pub name: String,
    /// The value that becomes `AWSCURRENT`.
    pub value: Option<SecretValue>,
    /// The value that becomes `AWSPREVIOUS`; only of a secret that is not here yet.
    pub previous: Option<SecretValue>,
    /// What it is for.
    pub description: Option<String>,
    /// Its tags; those of a secret that is here already stay beside them.
    pub tags: Vec<Tag>,
}

/// What is done about a secret that is here already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OnConflict {
    /// Leave it as it is
    Skip,
    /// Store what comes as a new version, unless it is the current value
    Update,
    /// Import nothing at all
    #[default]
    Fail,
}

/// What became of a secret, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// It was not here.
    Created,
    /// It has a new value, description or tags.
    Updated,
    /// It was here with all that came.
    Unchanged,
    /// It was here, and was left as it is.
    Skipped,
}

/// Imports secrets, all or none; answers what became of each, in their order.
#[derive(Debug, Clone)]
pub struct ImportSecrets {
    /// The secrets, no two of one name.
    pub secrets: Rc<[ImportedSecret]>,
    /// What is done about those that are here already.
    pub on_conflict: OnConflict,
}

/// Answers what [`ImportSecrets`] would do, and changes nothing.
#[derive(Debug, Clone)]
pub struct PlanImport(pub ImportSecrets);

impl ImportedSecret {
    /// Refuses what no secret may be, before anything is opened.
    pub fn check(&self) -> Result<()> {
        let mut check = Constraints::new();
        self.constrain(&mut check);
        check.finish()?;
        check_new_name(&self.name)?;
        check_tags(&self.tags.iter())
    }

    fn constrain(&self, check: &mut Constraints) {
        self.creation().constraints(check);
        if self.previous.is_some() {
            let (text, bytes) = members(self.value.as_ref());
            member::check_value(check, bytes.as_ref(), text.as_ref());
        }
    }

    /// Its first version: the previous value, if there is one.
    fn creation(&self) -> CreateSecret {
        let (secret_string, secret_binary) =
            members(self.previous.as_ref().or(self.value.as_ref()));
        let tags: Vec<_> = self.tags.iter().cloned().map(Shorthand).collect();
        CreateSecret {
            name: Some(self.name.clone()),
            description: self.description.clone().filter(|text| !text.is_empty()),
            secret_string,
            secret_binary,
            tags: Some(tags).filter(|tags| !tags.is_empty()),
            ..CreateSecret::default()
        }
    }

    fn put(&self, token: VersionId) -> PutSecretValue {
        let (secret_string, secret_binary) = members(self.value.as_ref());
        PutSecretValue {
            secret_id: Some(self.name.clone()),
            client_request_token: Some(token),
            secret_string,
            secret_binary,
            ..PutSecretValue::default()
        }
    }
}

impl Operation for ImportSecrets {
    /// The trail's word for what is permitted here; the permits of each secret name their own.
    const NAME: Action = CreateSecret::NAME;
    const EFFECT: Effect = Effect::Write;
    type Response = Vec<Imported>;

    fn constraints(&self, check: &mut Constraints) {
        for secret in &*self.secrets {
            secret.constrain(check);
        }
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let judged = self.judge(vault, at)?;
        for (secret, (imported, change)) in self.secrets.iter().zip(&judged) {
            let done = match imported {
                Imported::Created => create(secret, vault, at),
                Imported::Updated => update(secret, *change, vault, at),
                Imported::Unchanged | Imported::Skipped => Ok(()),
            };
            done.map_err(|error| naming(&secret.name, error))?;
        }
        Ok(judged.into_iter().map(|(imported, _)| imported).collect())
    }
}

impl Operation for PlanImport {
    const NAME: Action = ImportSecrets::NAME;
    const EFFECT: Effect = Effect::Read;
    type Response = Vec<Imported>;

    fn constraints(&self, check: &mut Constraints) {
        self.0.constraints(check);
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let judged = self.0.judge(vault, at)?;
        Ok(judged.into_iter().map(|(imported, _)| imported).collect())
    }
}

/// What of a secret that is here differs from what comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Change {
    value: bool,
    description: bool,
    tags: bool,
}

impl ImportSecrets {
    fn judge(&self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Vec<(Imported, Change)>> {
        let mut judged = Vec::with_capacity(self.secrets.len());
        let mut here: Vec<&str> = Vec::new();
        for secret in &*self.secrets {
            at.permit_name(CreateSecret::NAME, &secret.name)?;
            let existing = vault.find(at.region, &secret.name)?;
            let none = Change::default();
            judged.push(match (existing, self.on_conflict) {
                (None, _) => (Imported::Created, none),
                (Some(existing), _) if existing.is_expired(at.now) => (Imported::Created, none),
                (Some(_), OnConflict::Skip) => (Imported::Skipped, none),
                (Some(_), OnConflict::Fail) => {
                    here.push(&secret.name);
                    (Imported::Skipped, none)
                }
                (Some(existing), OnConflict::Update) => {
                    let change = compare(secret, &existing, vault, at)
                        .map_err(|error| naming(&secret.name, error))?;
                    if change == none {
                        (Imported::Unchanged, none)
                    } else {
                        (Imported::Updated, change)
                    }
                }
            });
        }
        if here.is_empty() {
            return Ok(judged);
        }
        Err(in_the_way(&here, self.secrets.len()))
    }
}

fn compare(
    secret: &ImportedSecret,
    existing: &Secret,
    vault: &mut impl Vault,
    at: &Context<'_>,
) -> Result<Change> {
    existing.require_active()?;
    let record = existing.record();
    let value = match &secret.value {
        None => false,
        Some(value) => match existing.labelled(AWSCURRENT).cloned() {
            Some(version) if version.value.is_some() => {
                let permit = at.permit(GetSecretValue::NAME, existing)?;
                vault.reveal(&permit, existing, &version)? != *value
            }
            _ => true,
        },
    };
    let here = record.description.as_deref().unwrap_or_default();
    let tags = record.tags.as_deref().unwrap_or_default();
    Ok(Change {
        value,
        description: secret
            .description
            .as_deref()
            .is_some_and(|text| text != here),
        tags: secret.tags.iter().any(|tag| !tags.contains(tag)),
    })
}

fn create(secret: &ImportedSecret, vault: &mut impl Vault, at: &Context<'_>) -> Result<()> {
    let mut creation = secret.creation();
    creation.client_request_token = Some(new_token(at.entropy)?);
    creation.execute(vault, at)?;
    if secret.previous.is_some() && secret.value.is_some() {
        secret.put(new_token(at.entropy)?).execute(vault, at)?;
    }
    Ok(())
}

fn update(
    secret: &ImportedSecret,
    change: Change,
    vault: &mut impl Vault,
    at: &Context<'_>,
) -> Result<()> {
    if change.value {
        secret.put(new_token(at.entropy)?).execute(vault, at)?;
    }
    if change.description {
        let described = UpdateSecret {
            secret_id: Some(secret.name.clone()),
            description: secret.description.clone(),
            ..UpdateSecret::default()
        };
        described.execute(vault, at)?;
    }
    if change.tags {
        let tagged = TagResource {
            secret_id: Some(secret.name.clone()),
            tags: Some(secret.tags.iter().cloned().map(Shorthand).collect()),
        };
        tagged.execute(vault, at)?;
    }
    Ok(())
}

fn members(value: Option<&SecretValue>) -> (Option<SecretString>, Option<SecretBinary>) {
    match value {
        Some(SecretValue::Text(text)) => (Some(text.clone()), None),
        Some(SecretValue::Binary(bytes)) => (None, Some(bytes.clone())),
        None => (None, None),
    }
}

/// One request has many secrets: which of them was it?
fn naming(name: &str, error: Error) -> Error {
    let told = format!("{name}: {}", error.message());
    let told = match error.kind() {
        // Damage is the vault's, not the secret's.
        Kind::Service(_) => Error::new(error.kind(), told),
        _ => return error,
    };
    error.hints().iter().fold(told, Error::hint)
}

fn in_the_way(names: &[&str], all: usize) -> Error {
    let mut listed = names[..names.len().min(NAMED)].join(", ");
    if names.len() > NAMED {
        listed = format!("{listed} and {} more", names.len() - NAMED);
    }
    let count = names.len();
    let exist = if count == 1 { "exists" } else { "exist" };
    Error::service(
        ErrorCode::ResourceExistsException,
        format!("{count} of {all} secrets {exist} already ({listed}); nothing was imported."),
    )
    .hint("--on-conflict skip leaves them as they are, --on-conflict update stores what differs as a new version")
}
