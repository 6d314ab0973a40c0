//! ListSecretVersionIds (semantics 4.7).

use serde::{Deserialize, Serialize};

use super::paging::{Position, Query, cut};
use super::{Context, Effect, Operation, lookup, member};
use crate::error::Result;
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::types::switch::Switch;
use crate::types::time::Timestamp;
use crate::types::version::{StagingLabel, VersionId};
use crate::vault::Vault;

const PAGE: usize = 100;
/// What AWS shows for `alias/aws/secretsmanager`.
const DEFAULT_KEY: &str = "DefaultEncryptionKey";

crate::types::switch::switches! {
    /// List versions without a label too
    pub IncludeDeprecated "include-deprecated";
}

/// List the versions of a secret, without their values
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  Versions that have a label:
    vault list-secret-version-ids --secret-id prod/db

  The whole history:
    vault list-secret-version-ids --secret-id prod/db --include-deprecated \\
        --query 'Versions[].[CreatedDate,VersionId]' --output text")]
pub struct ListSecretVersionIds {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// Versions in one answer of the service, 1 to 100
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Where the answer before this one ended
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub include_deprecated: Switch<IncludeDeprecated>,
    /// Answer everything at once if `max_results` is not given: for a command line that would ask for all pages anyway.
    #[arg(skip)]
    #[serde(skip)]
    pub unpaged: bool,
}

/// A page of versions, oldest first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListSecretVersionIdsResponse {
    /// The versions.
    pub versions: Vec<VersionEntry>,
    /// What continues the list; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The complete ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// The secret's name.
    pub name: String,
}

/// One version.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VersionEntry {
    /// Its id.
    pub version_id: VersionId,
    /// Its labels; absent when it is deprecated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub version_stages: Vec<StagingLabel>,
    /// The day of its last read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_accessed_date: Option<Timestamp>,
    /// When it was made.
    pub created_date: Timestamp,
    /// The KMS keys that can decrypt it.
    #[serde(default)]
    pub kms_key_ids: Vec<String>,
}

impl Operation for ListSecretVersionIds {
    const NAME: Action = "ListSecretVersionIds";
    const EFFECT: Effect = Effect::Read;
    type Response = ListSecretVersionIdsResponse;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        member::check_page(check, self.max_results, 100, self.next_token.as_ref());
    }

    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id)?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        vault.load_access_dates();
        let secret = lookup::find(vault, at, &id)?;
        at.permit(Self::NAME, &secret)?;
        let arn = secret.arn(vault.account());
        let include_deprecated = self.include_deprecated.is_on();
        let query = Query::new(&(Self::NAME, &arn, include_deprecated))?;
        let after = query.position(self.next_token.as_deref())?;

        let deprecated = if include_deprecated {
            vault.deprecated(&secret)?
        } else {
            Vec::new()
        };
        let labelled = secret.record().versions.iter().cloned();
        let mut versions: Vec<_> = labelled.chain(deprecated).collect();
        let order = |created: Timestamp, id: &VersionId| (created, id.as_str().to_owned());
        if let Some(Position { date, name }) = after {
            let after = (date.unwrap_or(Timestamp::from_millis(0)), name);
            versions.retain(|version| order(version.created, &version.id) > after);
        }
        versions.sort_by_cached_key(|version| order(version.created, &version.id));
        let page = if self.unpaged { usize::MAX } else { PAGE };
        let more = cut(&mut versions, self.max_results, page);
        let last = versions.last().filter(|_| more);
        let next_token = last.map(|last| {
            query.token(&Position {
                date: Some(last.created),
                name: last.id.to_string(),
            })
        });
        let entry = |version: crate::secret::record::SecretVersion| VersionEntry {
            version_stages: secret.stages_of(&version.id),
            version_id: version.id,
            last_accessed_date: version.accessed,
            created_date: version.created,
            kms_key_ids: vec![DEFAULT_KEY.to_owned()],
        };
        Ok(ListSecretVersionIdsResponse {
            versions: versions.into_iter().map(entry).collect(),
            next_token,
            arn,
            name: secret.record().name.clone(),
        })
    }
}
