//! All that a vault holds, as JSON: what the independent reader prints too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use vault::crypto::entropy::OsEntropy;
use vault::error::Result;
use vault::iam::{Caller, Credential, Pattern, Permit};
use vault::operations::{Call, Context};
use vault::rotation::Registry;
use vault::secret::Secret;
use vault::secret::record::{SecretRecord, SecretVersion};
use vault::secret::rotation::Rotation;
use vault::store::{Storage, VaultFile};
use vault::types::region::Region;
use vault::types::sensitive::SecretValue;
use vault::types::time::{DAY, Timestamp};
use vault::types::version::VersionId;
use vault::vault::Vault as _;

/// Everything, of a vault that is sound.
pub(super) fn of<S: Storage>(vault: &mut VaultFile<S>, slots: &[&str]) -> Value {
    try_of(vault, slots).unwrap()
}

/// Everything, as far as it can be read.
pub(super) fn try_of<S: Storage>(vault: &mut VaultFile<S>, slots: &[&str]) -> Result<Value> {
    let mut secrets = Vec::new();
    vault.secrets(&mut |secret| {
        secrets.push(secret);
        Ok(())
    })?;
    secrets.sort_by_key(|secret| {
        let record = secret.record();
        (record.region.as_str().to_owned(), record.name.clone())
    });
    let secrets = secrets
        .into_iter()
        .map(|found| secret(vault, &found))
        .collect::<Result<Vec<_>>>()?;
    let (generation, written) = vault.generation();
    let id = u128::from_be_bytes(*vault.vault_id());
    let credentials: Vec<Value> = vault.credentials()?.iter().map(credential).collect();
    let mut content = json!({
        "vault_id": format!("{id:032x}"),
        "slots": slots,
        "account": vault.account().as_str(),
        "home_region": vault.home_region().as_str(),
        "generation": generation,
        "written": written.millis(),
        "secrets": secrets,
    });
    if !credentials.is_empty() {
        content["credentials"] = credentials.into();
    }
    Ok(content)
}

fn credential(credential: &Credential) -> Value {
    let mut shown = json!({
        "name": credential.name(),
        "access_key_id": credential.access_key_id(),
        "secret_access_key": credential.secret_access_key().expose(),
        "created": credential.created().millis(),
        "read_only": credential.read_only(),
    });
    if let Some(token) = credential.session_token() {
        shown["session_token"] = token.expose().into();
    }
    if let Some(expires) = credential.expires() {
        shown["expires"] = expires.millis().into();
    }
    let secrets: Vec<&str> = credential.secrets().iter().map(Pattern::as_str).collect();
    if !secrets.is_empty() {
        shown["secrets"] = secrets.into();
    }
    shown
}

/// What the owner of a vault may do.
pub(super) fn permit(secret: &Secret) -> Permit {
    let call = Call {
        region: secret.record().region.clone(),
        caller: Caller::Owner,
    };
    let functions = Registry::default();
    let context = Context::new(Timestamp::from_millis(0), &call, &OsEntropy, &functions);
    context.permit("GetSecretValue", secret).unwrap()
}

fn secret<S: Storage>(vault: &mut VaultFile<S>, found: &Secret) -> Result<Value> {
    let record = found.record();
    let mut shown = plain(record);
    let versions = record
        .versions
        .iter()
        .map(|known| version(vault, found, known))
        .collect::<Result<Vec<_>>>()?;
    let mut shelved = vault.deprecated(found)?;
    shelved.sort_by(|one, other| one.id.cmp(&other.id));
    let shelved = shelved
        .iter()
        .map(|known| version(vault, found, known))
        .collect::<Result<Vec<_>>>()?;
    shown.insert("versions".to_owned(), versions.into());
    shown.insert("deprecated".to_owned(), shelved.into());
    Ok(shown.into())
}

fn plain(record: &SecretRecord) -> Map<String, Value> {
    let tags = record.tags.as_ref().map(|tags| {
        tags.iter()
            .map(|tag| json!([tag.key, tag.value]))
            .collect::<Vec<_>>()
    });
    present(json!({
        "region": record.region.as_str(),
        "name": record.name,
        "suffix": record.suffix,
        "description": record.description,
        "kms_key_id": record.kms_key_id,
        "type": record.kind,
        "tags": tags,
        "owning_service": record.owning_service,
        "primary_region": record.primary_region.as_ref().map(Region::as_str),
        "created": record.created.millis(),
        "changed": record.changed.millis(),
        "accessed": record.accessed.map(|day| day.millis() / DAY),
        "deletion": record.deletion.map(Timestamp::millis),
        "rotation": record.rotation.as_ref().map(rotation),
    }))
}

fn rotation(rotation: &Rotation) -> Value {
    let password = rotation.password.as_ref().map(|rules| {
        json!({
            "length": rules.length,
            "exclude_numbers": rules.exclude_numbers,
            "exclude_punctuation": rules.exclude_punctuation,
            "exclude_uppercase": rules.exclude_uppercase,
            "exclude_lowercase": rules.exclude_lowercase,
            "include_space": rules.include_space,
            "require_each_included_type": rules.require_each_included_type,
            "exclude_characters": rules.exclude_characters,
        })
    });
    present(json!({
        "enabled": rotation.enabled,
        "function": rotation.function,
        "automatically_after_days": rotation.rules.automatically_after_days,
        "duration": rotation.rules.duration,
        "schedule_expression": rotation.rules.schedule_expression,
        "last_rotated": rotation.last_rotated.map(Timestamp::millis),
        "next": rotation.next.map(Timestamp::millis),
        "password": password,
        "test": rotation.test.as_ref().map(VersionId::as_str),
    }))
    .into()
}

fn version<S: Storage>(
    vault: &mut VaultFile<S>,
    secret: &Secret,
    version: &SecretVersion,
) -> Result<Value> {
    let value = match &version.value {
        Some(_) => Some(vault.reveal(&permit(secret), secret, version)?),
        None => None,
    };
    Ok(present(json!({
        "id": version.id.as_str(),
        "created": version.created.millis(),
        "accessed": version.accessed.map(|day| day.millis() / DAY),
        "labels": secret.record().stages.of(&version.id),
        "kind": value.as_ref().map(|value| match value {
            SecretValue::Text(_) => "text",
            SecretValue::Binary(_) => "binary",
        }),
        "value": value.as_ref().map(|value| STANDARD.encode(value.expose_bytes())),
    }))
    .into())
}

/// Without the members that are null.
fn present(value: Value) -> Map<String, Value> {
    let Value::Object(mut members) = value else {
        return Map::new();
    };
    members.retain(|_, member| !member.is_null());
    members
}
