//! How a secret rotates (semantics 7).

use serde::{Deserialize, Serialize};

use super::Secret;
use super::record::SecretVersion;
use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Result};
use crate::secret::password::PasswordRules;
use crate::secret::schedule::{Schedule, Window};
use crate::types::sensitive::SecretValue;
use crate::types::time::Timestamp;
use crate::types::version::{AWSPENDING, VersionId};

/// The function that makes a new random value: the one that `--generate` means.
pub const RANDOM_FUNCTION: &str = "vault-random";

/// What AWS says when a rotation is asked for while another one is not finished.
pub const PREVIOUS_UNFINISHED: &str =
    "A previous rotation isn't complete. That rotation will be reattempted.";

/// A secret's rotation, from the first RotateSecret on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// False after CancelRotateSecret.
    pub enabled: bool,
    /// `RotationLambdaARN`.
    pub function: String,
    /// When and how often.
    pub rules: RotationRules,
    /// End of the last successful rotation.
    pub last_rotated: Option<Timestamp>,
    /// The latest moment of the next one.
    pub next: Option<Timestamp>,
    /// What `vault-random` makes; absent for other functions.
    pub password: Option<PasswordRules>,
    /// The version that only tests a new configuration (`RotateImmediately=false`): it goes when the test ends.
    pub test: Option<VersionId>,
}

/// `RotationRules` as sent and shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RotationRules {
    /// Days between rotations, 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatically_after_days: Option<i64>,
    /// How long a rotation window stays open, such as `3h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// `rate(…)` or `cron(…)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_expression: Option<String>,
}

impl RotationRules {
    /// Rules that hold nothing: rotation by hand.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The schedule that a request asks for; fails where the request is wrong.
    pub fn schedule(&self) -> Result<Option<Schedule>> {
        Schedule::from_rules(self)
    }

    /// The schedule of stored rules: of an expression, the service has filled in the days (semantics 7.7).
    fn stored_schedule(&self) -> Result<Option<Schedule>> {
        let mut rules = self.clone();
        if rules.schedule_expression.is_some() {
            rules.automatically_after_days = None;
        }
        rules.schedule()
    }
}

/// The rotation functions that can be invoked.
pub trait Functions {
    /// Refuses a rotation that cannot work, before anything of it is stored.
    fn admit(&self, rotation: &Proposal<'_>, entropy: &dyn Entropy) -> Result<()>;
}

/// A rotation that is about to be configured.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'p> {
    /// `RotationLambdaARN`.
    pub function: &'p str,
    /// The value of AWSCURRENT, if there is one.
    pub current: Option<&'p SecretValue>,
    /// What `vault-random` shall make.
    pub password: Option<&'p PasswordRules>,
    /// The owner agreed that only the vault's copy of a credential changes.
    pub assented: bool,
}

/// The name in a function's ARN: what follows `:function:`, without a version or alias.
pub fn function_name(arn: &str) -> Option<&str> {
    let (_, name) = arn.split_once(":function:")?;
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    (!name.is_empty()).then_some(name)
}

/// What AWS says of a function that it may not call, or that does not exist (semantics 3.6).
pub fn cannot_invoke() -> Error {
    Error::service(
        ErrorCode::AccessDeniedException,
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to \
         the principal secretsmanager.amazonaws.com.",
    )
}

impl Secret {
    /// Switches rotation on with this function, these rules and password options (semantics 7.1, 7.3).
    pub fn configure_rotation(
        &mut self,
        function: String,
        rules: RotationRules,
        password: Option<PasswordRules>,
        now: Timestamp,
    ) -> Result<()> {
        let before = self.record.rotation.take();
        self.record.rotation = Some(Rotation {
            enabled: true,
            function,
            rules,
            last_rotated: before.as_ref().and_then(|rotation| rotation.last_rotated),
            next: None,
            password,
            test: before.and_then(|rotation| rotation.test),
        });
        self.record.changed = now;
        self.reschedule(now)
    }

    /// The version of a rotation that is under way or failed, a test's excepted.
    pub fn pending_rotation(&self) -> Option<&VersionId> {
        let test = self
            .record
            .rotation
            .as_ref()
            .and_then(|rotation| rotation.test.as_ref());
        let pending = self.record.stages.pending();
        pending.filter(|pending| Some(*pending) != test)
    }

    /// Adds the version of a rotation: without a value, for the function to put one, or with the current one for a test.
    /// Fails while another rotation is not finished.
    pub fn begin_rotation(&mut self, version: SecretVersion, test: bool) -> Result<()> {
        self.end_rotation_test()?;
        if self
            .pending_rotation()
            .is_some_and(|pending| *pending != version.id)
        {
            return Err(Error::service(
                ErrorCode::InvalidRequestException,
                PREVIOUS_UNFINISHED,
            ));
        }
        self.record.stages.start_rotation(&version.id)?;
        if let Some(rotation) = &mut self.record.rotation
            && test
        {
            rotation.test = Some(version.id.clone());
        }
        if self.listed(&version.id).is_none() {
            self.list(version);
        }
        Ok(())
    }

    /// Removes the version that a test used, if one is left.
    pub fn end_rotation_test(&mut self) -> Result<()> {
        let rotation = self.record.rotation.as_mut();
        let Some(test) = rotation.and_then(|rotation| rotation.test.take()) else {
            return Ok(());
        };
        if self.record.stages.pending() == Some(&test) {
            let label = AWSPENDING.into();
            self.record.stages.move_label(&label, Some(&test), None)?;
        }
        if self.record.stages.of(&test).is_empty() {
            let listed = self.record.versions.len();
            self.record.versions.retain(|version| version.id != test);
            // A new AWSCURRENT took the label away meanwhile, and so the version is kept apart.
            if self.record.versions.len() == listed {
                self.record.pruned.push(test);
            }
        }
        Ok(())
    }

    /// Notes that a rotation succeeded (semantics 7.4, 7.7).
    pub fn complete_rotation(&mut self, now: Timestamp) -> Result<()> {
        self.reschedule(now)?;
        let Some(rotation) = &mut self.record.rotation else {
            return Ok(());
        };
        rotation.last_rotated = Some(now);
        if rotation.rules.schedule_expression.is_some()
            && let Some(schedule) = rotation.rules.stored_schedule()?
        {
            let days = schedule.automatically_after_days(now);
            rotation.rules.automatically_after_days = days;
        }
        self.record.changed = now;
        Ok(())
    }

    /// Switches rotation off; function, rules and labels stay (semantics 7.6).
    pub fn cancel_rotation(&mut self, now: Timestamp) -> Result<()> {
        self.end_rotation_test()?;
        let Some(rotation) = &mut self.record.rotation else {
            return Err(no_function());
        };
        rotation.enabled = false;
        rotation.next = None;
        self.record.changed = now;
        Ok(())
    }

    /// Computes the next date anew, after a rotation, a new value or a new configuration.
    pub(super) fn reschedule(&mut self, now: Timestamp) -> Result<()> {
        if let Some(rotation) = &mut self.record.rotation
            && rotation.enabled
        {
            rotation.next = rotation
                .rules
                .stored_schedule()?
                .and_then(|schedule| schedule.next_window(now, None))
                .map(Window::rotation_date);
        }
        Ok(())
    }
}

/// AWS's answer to a rotation that nobody said how to do, and how to say it.
pub fn no_function() -> Error {
    Error::service(
        ErrorCode::InvalidRequestException,
        "No Lambda rotation function ARN is associated with this secret.",
    )
}
