//! Members that several operations have, and their constraints (semantics 3.1).

use crate::error::{Error, ErrorCode, Result};
use crate::secret::search::{Filter, FilterKey};
use crate::types::constraint::Constraints;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue};
use crate::types::shorthand::Shorthand;
use crate::types::tag::Tag;
use crate::types::version::{StagingLabel, VersionId};

/// A member that the constraints demand.
pub(super) fn need<T>(path: &str, member: Option<T>) -> Result<T> {
    if let Some(member) = member {
        return Ok(member);
    }
    let mut check = Constraints::new();
    check.required(path, false);
    Err(check.finish().err().unwrap_or_else(|| {
        Error::service(ErrorCode::ValidationException, format!("{path} is missing"))
    }))
}

/// `SecretId`, which must be there.
pub(super) fn check_secret_id(check: &mut Constraints, id: Option<&String>) {
    check.required("secretId", id.is_some());
    check.length("secretId", id.map(String::as_str), 1..=2048);
}

/// A version id, whatever the member is called.
pub(super) fn check_version_id(check: &mut Constraints, path: &str, id: Option<&VersionId>) {
    check.length(path, id.map(VersionId::as_str), 32..=64);
}

/// `ClientRequestToken`.
pub(super) fn check_token(check: &mut Constraints, token: Option<&VersionId>) {
    check_version_id(check, "clientRequestToken", token);
}

/// `VersionStage`.
pub(super) fn check_version_stage(check: &mut Constraints, label: Option<&StagingLabel>) {
    check.length("versionStage", label.map(StagingLabel::as_str), 1..=256);
}

/// `Description`, `KmsKeyId` and `Type`.
pub(super) fn check_texts(
    check: &mut Constraints,
    description: Option<&String>,
    kms_key_id: Option<&String>,
    kind: Option<&String>,
) {
    check.length("description", description.map(String::as_str), 0..=2048);
    check.length("kmsKeyId", kms_key_id.map(String::as_str), 0..=2048);
    check.length("type", kind.map(String::as_str), 0..=256);
}

/// `SecretBinary` and `SecretString`: 65,536 bytes, of the text's UTF-8 too.
pub(super) fn check_value(
    check: &mut Constraints,
    binary: Option<&SecretBinary>,
    string: Option<&SecretString>,
) {
    let (binary, string) = (
        binary.map(|bytes| bytes.expose().len()),
        string.map(|text| text.expose().len()),
    );
    check.sensitive_length("secretBinary", binary, 1..=65_536);
    check.sensitive_length("secretString", string, 1..=65_536);
}

/// `Tags`.
pub(super) fn check_tag_lengths(check: &mut Constraints, tags: Option<&[Shorthand<Tag>]>) {
    for (index, Shorthand(tag)) in tags.into_iter().flatten().enumerate() {
        let path = format!("tags.{}.member", index + 1);
        check.length(&format!("{path}.key"), &*tag.key, 1..=128);
        check.length(&format!("{path}.value"), &*tag.value, 0..=256);
    }
}

/// `MaxResults` and `NextToken`.
pub(super) fn check_page(
    check: &mut Constraints,
    max_results: Option<i64>,
    most: i64,
    next_token: Option<&String>,
) {
    check.range("maxResults", max_results, 1..=most);
    check.length("nextToken", next_token.map(String::as_str), 1..=4096);
}

/// The one value of a request, if it has any.
pub(super) fn one_value(
    binary: Option<SecretBinary>,
    string: Option<SecretString>,
) -> Result<Option<SecretValue>> {
    match (binary, string) {
        (Some(_), Some(_)) => Err(Error::service(
            ErrorCode::InvalidParameterException,
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        )),
        (Some(binary), None) => Ok(Some(SecretValue::Binary(binary))),
        (None, Some(string)) => Ok(Some(SecretValue::Text(string))),
        (None, None) => Ok(None),
    }
}

/// Refuses every KMS key but the default one: customer-managed keys are not built yet, and a secret must not pretend to be
/// encrypted by one.
pub(super) fn check_kms_key(id: Option<&str>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let alias = if id.starts_with("arn:") {
        id.splitn(6, ':').last().unwrap_or_default()
    } else {
        id
    };
    if matches!(alias, "" | "alias/aws/secretsmanager") {
        return Ok(());
    }
    super::not_built_yet("Encryption with a KMS key other than alias/aws/secretsmanager")
}

/// `Filters` as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct FilterInput {
    /// What to look at.
    pub key: Option<String>,
    /// What to look for; `!` before a value negates it.
    pub values: Option<Vec<String>>,
}

/// The constraints of `Filters`.
pub(super) fn check_filters(check: &mut Constraints, filters: Option<&[Shorthand<FilterInput>]>) {
    let Some(filters) = filters else { return };
    if filters.len() > 10 {
        let shown = filters.iter().map(|Shorthand(filter)| {
            format!(
                "Filter(key={}, values=[{}])",
                filter.key.as_deref().unwrap_or("null"),
                filter.values.as_deref().unwrap_or_default().join(", ")
            )
        });
        check.items("filters", shown, 0..=10);
    }
    for (index, Shorthand(filter)) in filters.iter().enumerate() {
        let path = format!("filters.{}.member", index + 1);
        if let Some(key) = &filter.key {
            check.one_of(&format!("{path}.key"), key, &FilterKey::NAMES);
        }
        if let Some(values) = &filter.values {
            let path = format!("{path}.values");
            check.items(&path, values, 1..=10);
            check.element_pattern(
                &path,
                values,
                0..=512,
                r"^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$",
                |value| {
                    value
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b" :_@/+=.-!".contains(&byte))
                },
            );
        }
    }
}

/// The filters of a request, ready to match.
pub(super) fn filters(input: Option<Vec<Shorthand<FilterInput>>>) -> Result<Vec<Filter>> {
    let filter = |Shorthand(input): Shorthand<FilterInput>| {
        let key = input.key.as_deref().and_then(FilterKey::from_name);
        Filter::new(key, input.values.unwrap_or_default())
    };
    input.into_iter().flatten().map(filter).collect()
}

/// The filters as they were sent, to tell one query from another.
pub(super) fn plain(filters: Option<&[Shorthand<FilterInput>]>) -> Vec<&FilterInput> {
    let filters = filters.into_iter().flatten();
    filters.map(|Shorthand(filter)| filter).collect()
}
