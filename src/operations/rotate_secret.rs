//! RotateSecret (semantics 7.1, 7.3, 7.6): stores the configuration and begins a rotation, which
//! [`rotation`](crate::rotation) then runs.

use serde::{Deserialize, Serialize};

use super::answer::VersionNamed;
use super::get_random_password::GetRandomPassword;
use super::{Context, Effect, Operation, lookup, member, not_built_yet, token, value};
use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::iam::{Action, Permit};
use crate::secret::Secret;
use crate::secret::password::PasswordRules;
use crate::secret::record::SecretVersion;
use crate::secret::rotation::{
    Proposal, RANDOM_FUNCTION, Rotation, RotationRules, function_name, no_function,
};
use crate::types::constraint::Constraints;
use crate::types::sensitive::SecretValue;
use crate::types::shorthand::Shorthand;
use crate::types::switch::Switch;
use crate::types::tag::Tag;
use crate::types::version::{AWSCURRENT, AWSPENDING, VersionId};
use crate::vault::Vault;

/// Days between rotations when `--generate` is given without a schedule (decisions 9).
const DEFAULT_DAYS: i64 = 30;

crate::types::switch::switches! {
    /// Rotate now, not only by the schedule; on unless turned off, and then the configuration is only tested
    pub RotateImmediately "rotate-immediately";
}

/// Configure the rotation of a secret, and rotate it now
#[derive(Debug, Clone, Default, clap::Args, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[command(after_help = "Examples:
  A new random value now, and every 30 days; a JSON value gets a new password member:
    vault rotate-secret --secret-id app/session-key --generate

  40 letters and digits, every first of a month at 04:00 UTC:
    vault rotate-secret --secret-id app/token --generate --password-length 40 --exclude-punctuation \\
        --rotation-rules '{\"ScheduleExpression\":\"cron(0 4 1 * ? *)\"}'

  Again, as configured before:
    vault rotate-secret --secret-id app/session-key")]
pub struct RotateSecret {
    /// The name or ARN of the secret
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_id: Option<String>,
    /// The id of the new version, for repeating the call safely; a random UUID if left out
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_token: Option<VersionId>,
    /// The function that rotates; arn:aws:lambda:REGION:ACCOUNT:function:vault-random makes random values
    #[arg(long)]
    #[serde(rename = "RotationLambdaARN", skip_serializing_if = "Option::is_none")]
    pub rotation_lambda_arn: Option<String>,
    /// When to rotate, as AutomaticallyAfterDays=DAYS, or ScheduleExpression='rate(10 days)' with or without Duration=3h
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation_rules: Option<Shorthand<RotationRules>>,
    /// Metadata of a managed external secret; not built yet
    #[arg(long, num_args = 0..)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_secret_rotation_metadata: Option<Vec<Shorthand<Tag>>>,
    /// The role for a managed external secret; not built yet
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_secret_rotation_role_arn: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "the switch's own documentation is its help")]
    #[serde(skip_serializing_if = "Switch::is_absent")]
    pub rotate_immediately: Switch<RotateImmediately>,
    /// What only the command line has.
    #[command(flatten)]
    #[serde(skip)]
    pub generate: Generate,
}

/// Rotation to random values, which AWS leaves to a function: on the wire it is a `RotationLambdaARN` of `vault-random`.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Random values")]
pub struct Generate {
    /// Rotate to a new random value, now and later; a JSON value gets a new password member
    #[arg(long, conflicts_with = "rotation_lambda_arn")]
    pub generate: bool,
    /// Agree that only the vault's copy of a credential changes, if the value names an engine or a host
    #[arg(long)]
    pub yes: bool,
    /// The characters of the random value.
    #[command(flatten)]
    pub password: GetRandomPassword,
}

impl Generate {
    /// Whether anything of it was said.
    pub fn is_given(&self) -> bool {
        self.generate || self.yes || self.password != GetRandomPassword::default()
    }

    fn check(&self) -> Result<()> {
        if self.generate || self.password == GetRandomPassword::default() {
            return Ok(());
        }
        Err(Error::new(
            Kind::Usage,
            "the options of a random value need --generate",
        ))
    }
}

impl Operation for RotateSecret {
    const NAME: Action = "RotateSecret";
    const EFFECT: Effect = Effect::Write;
    type Response = VersionNamed;

    fn constraints(&self, check: &mut Constraints) {
        member::check_secret_id(check, self.secret_id.as_ref());
        member::check_token(check, self.client_request_token.as_ref());
        let function = self.rotation_lambda_arn.as_deref();
        check.length("rotationLambdaARN", function, 0..=2048);
        if let Some(Shorthand(rules)) = &self.rotation_rules {
            check_rules(check, rules);
        }
        let external = self.external_secret_rotation_metadata.iter().flatten();
        for (index, Shorthand(item)) in external.enumerate() {
            let path = format!("externalSecretRotationMetadata.{}.member", index + 1);
            check.length(&format!("{path}.key"), &*item.key, 1..=256);
            check.length(&format!("{path}.value"), &*item.value, 1..=2048);
        }
        let role = self.external_secret_rotation_role_arn.as_deref();
        check.length("externalSecretRotationRoleArn", role, 20..=2048);
        self.generate.password.constraints(check);
    }

    fn fill_token(&mut self, entropy: &dyn Entropy) -> Result<()> {
        token::fill(&mut self.client_request_token, entropy)
    }

    fn execute(mut self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response> {
        let id = member::need("secretId", self.secret_id.take())?;
        let id = lookup::permit(at, Self::NAME, &id)?;
        // Of this operation alone the code is InvalidParameterException (semantics 3.3).
        let token = token::required(
            self.client_request_token.take(),
            ErrorCode::InvalidParameterException,
        )?;
        if let Some(Shorthand(rules)) = &self.rotation_rules {
            rules.schedule()?;
        }
        self.generate.check()?;
        if self.external_secret_rotation_metadata.is_some()
            || self.external_secret_rotation_role_arn.is_some()
        {
            return not_built_yet("Rotation of managed external secrets");
        }
        let mut secret = lookup::find_active(vault, at, &id)?;
        let permit = at.permit(Self::NAME, &secret)?;
        let current = current_value(vault, &permit, &secret)?;
        self.configure(vault, at, &mut secret, current.as_ref())?;

        let now = self.rotate_immediately.given().unwrap_or(true);
        let version_id = if is_repeat(vault, &secret, &token)? {
            // Whoever runs rotations goes on with this one.
            Some(token)
        } else if now {
            let version = value::new_version(token.clone(), at);
            secret.begin_rotation(version, false)?;
            Some(token)
        } else if let Some(value) = current {
            let stored = vault.seal(&permit, &secret, &token, &value)?;
            let version = SecretVersion {
                value: Some(stored),
                ..value::new_version(token.clone(), at)
            };
            secret.begin_rotation(version, true)?;
            Some(token)
        } else {
            None
        };
        value::prune(vault, at, &mut secret)?;
        let response = VersionNamed::of(&secret, vault.account(), version_id);
        vault.save(secret)?;
        Ok(response)
    }
}

impl RotateSecret {
    /// Stores what the request says and what it leaves as it was.
    fn configure(
        &self,
        vault: &impl Vault,
        at: &Context<'_>,
        secret: &mut Secret,
        current: Option<&SecretValue>,
    ) -> Result<()> {
        let before = secret.record().rotation.as_ref();
        let function = self.function(vault, secret, before)?;
        let is_random = function_name(&function) == Some(RANDOM_FUNCTION);
        let password = is_random.then(|| self.password(before));
        let proposal = Proposal {
            function: &function,
            current,
            password: password.as_ref(),
            // What was agreed to once need not be asked at every rotation.
            assented: self.generate.yes || before.is_some_and(|before| before.function == function),
        };
        at.functions.admit(&proposal, at.entropy)?;

        let given = self.rotation_rules.as_ref().map(|Shorthand(rules)| rules);
        let rules = given.filter(|rules| !rules.is_empty());
        let mut rules = rules
            .or(before.map(|before| &before.rules))
            .cloned()
            .unwrap_or_default();
        if self.generate.generate && rules.is_empty() {
            rules.automatically_after_days = Some(DEFAULT_DAYS);
        }
        secret.configure_rotation(function, rules, password, at.now)
    }

    fn function(
        &self,
        vault: &impl Vault,
        secret: &Secret,
        before: Option<&Rotation>,
    ) -> Result<String> {
        if self.generate.generate {
            let region = &secret.record().region;
            return Ok(format!(
                "arn:{}:lambda:{region}:{}:function:{RANDOM_FUNCTION}",
                region.partition(),
                vault.account()
            ));
        }
        let given = self.rotation_lambda_arn.clone();
        given
            .or(before.map(|before| before.function.clone()))
            .filter(|function| !function.is_empty())
            .ok_or_else(|| {
                no_function().hint(
                    "to rotate to a new random value add --generate; nothing rotates unless asked how",
                )
            })
    }

    /// The options given with `--generate`, else those of the last time, else the default.
    fn password(&self, before: Option<&Rotation>) -> PasswordRules {
        let before = before.and_then(|before| before.password.clone());
        match before {
            Some(before) if !self.generate.generate => before,
            _ => self.generate.password.rules(),
        }
    }
}

/// Whether this very rotation was begun before: its version is there and has AWSPENDING.
fn is_repeat(vault: &mut impl Vault, secret: &Secret, token: &VersionId) -> Result<bool> {
    if vault.version(secret, token)?.is_none() {
        return Ok(false);
    }
    if secret.record().stages.holder(AWSPENDING) == Some(token) {
        return Ok(true);
    }
    let arn = secret.arn(vault.account());
    Err(token::in_use(
        ErrorCode::InvalidRequestException,
        token,
        &arn,
    ))
}

fn current_value(
    vault: &mut impl Vault,
    permit: &Permit,
    secret: &Secret,
) -> Result<Option<SecretValue>> {
    let current = secret.labelled(AWSCURRENT);
    let current = current.filter(|version| version.value.is_some());
    current
        .map(|version| vault.reveal(permit, secret, version))
        .transpose()
}

fn check_rules(check: &mut Constraints, rules: &RotationRules) {
    let path = |member: &str| format!("rotationRules.{member}");
    let days = path("automaticallyAfterDays");
    check.range(&days, rules.automatically_after_days, 1..=1000);
    if let Some(duration) = &rules.duration {
        let path = path("duration");
        check.length(&path, &**duration, 2..=3);
        let digits = duration.strip_suffix('h').unwrap_or_default();
        let matches = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        check.pattern(&path, duration, "[0-9]+h", matches);
    }
    if let Some(expression) = &rules.schedule_expression {
        let path = path("scheduleExpression");
        check.length(&path, &**expression, 1..=256);
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"()#?*-/, ".contains(&byte);
        let matches = !expression.is_empty() && expression.bytes().all(fits);
        check.pattern(&path, expression, r"[0-9A-Za-z\(\)#\?\*\-\/, ]+", matches);
    }
}
