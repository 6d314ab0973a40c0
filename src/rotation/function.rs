//! What a rotation function is, what it may ask for, and which there are.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::random::Random;
use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Result};
use crate::operations::{
    DescribeSecret, GetRandomPassword, GetRandomPasswordResponse, GetSecretValue, PutSecretValue,
    PutSecretValueResponse, RevealedVersion, SecretMetadata, SecretNamed, UpdateSecretVersionStage,
};
use crate::secret::password::PasswordRules;
use crate::secret::rotation::{Functions, Proposal, RANDOM_FUNCTION, cannot_invoke, function_name};
use crate::types::version::{AWSCURRENT, AWSPENDING, VersionId};

/// The steps of a rotation, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Put a new value under the token, with the label AWSPENDING.
    CreateSecret,
    /// Make what the secret opens accept the new value.
    SetSecret,
    /// Use the new value.
    TestSecret,
    /// Give the new value AWSCURRENT.
    FinishSecret,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [
        Self::CreateSecret,
        Self::SetSecret,
        Self::TestSecret,
        Self::FinishSecret,
    ];

    /// The name in the function's event.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreateSecret => "createSecret",
            Self::SetSecret => "setSecret",
            Self::TestSecret => "testSecret",
            Self::FinishSecret => "finishSecret",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a function is called with.
#[derive(Debug, Clone)]
pub struct Event {
    /// What to do.
    pub step: Step,
    /// The secret's complete ARN.
    pub secret_id: String,
    /// The id of the pending version: the same in all steps and in every attempt.
    pub token: VersionId,
    /// What a new password shall be.
    pub password: PasswordRules,
}

/// Changes a secret in four steps. Each step may be run again after a crash at any moment, and then **must** find out what
/// is already done.
pub trait RotationFunction {
    /// Refuses a rotation that cannot work, before anything of it is stored.
    fn admit(&self, _proposal: &Proposal<'_>, _entropy: &dyn Entropy) -> Result<()> {
        Ok(())
    }

    /// Does one step.
    fn step(&self, event: &Event, client: &mut dyn Client) -> Result<()>;
}

/// What a function may ask of the service: the five operations that every published function uses.
pub trait Client {
    /// DescribeSecret.
    fn describe_secret(&mut self, request: DescribeSecret) -> Result<SecretMetadata>;
    /// GetSecretValue.
    fn get_secret_value(&mut self, request: GetSecretValue) -> Result<RevealedVersion>;
    /// GetRandomPassword.
    fn get_random_password(
        &mut self,
        request: GetRandomPassword,
    ) -> Result<GetRandomPasswordResponse>;
    /// PutSecretValue.
    fn put_secret_value(&mut self, request: PutSecretValue) -> Result<PutSecretValueResponse>;
    /// UpdateSecretVersionStage.
    fn update_secret_version_stage(
        &mut self,
        request: UpdateSecretVersionStage,
    ) -> Result<SecretNamed>;
}

/// The built-in functions and those that were added, by the name that an ARN has after `:function:`.
#[derive(Clone)]
pub struct Registry(BTreeMap<String, Arc<dyn RotationFunction + Send + Sync>>);

impl Default for Registry {
    fn default() -> Self {
        let mut registry = Self(BTreeMap::new());
        registry.add(RANDOM_FUNCTION, Random);
        registry
    }
}

impl Registry {
    /// Adds a function, or replaces the one of this name.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        function: impl RotationFunction + Send + Sync + 'static,
    ) {
        self.0.insert(name.into(), Arc::new(function));
    }

    /// The function of a `RotationLambdaARN`; without one, AWS's `AccessDeniedException`.
    pub fn get(&self, arn: &str) -> Result<&dyn RotationFunction> {
        let function = function_name(arn).and_then(|name| self.0.get(name));
        function
            .map(|function| &**function as &dyn RotationFunction)
            .ok_or_else(cannot_invoke)
    }
}

impl Functions for Registry {
    fn admit(&self, proposal: &Proposal<'_>, entropy: &dyn Entropy) -> Result<()> {
        self.get(proposal.function)?.admit(proposal, entropy)
    }
}

impl Event {
    /// Whether there is anything to do: not if the token's version is AWSCURRENT already. What every published function
    /// checks first (`rotation.md` 3); fails if the token's version does not have AWSPENDING.
    pub fn is_open(&self, client: &mut dyn Client) -> Result<bool> {
        let metadata = client.describe_secret(DescribeSecret {
            secret_id: Some(self.secret_id.clone()),
        })?;
        let refuse = |text: String| Err(Error::service(ErrorCode::InvalidRequestException, text));
        if metadata.rotation_enabled == Some(false) {
            return refuse(format!(
                "Secret {} is not enabled for rotation.",
                metadata.arn
            ));
        }
        let Some(stages) = metadata.version_ids_to_stages.get(&self.token) else {
            return refuse(format!(
                "Secret version {} has no stage for rotation of secret {}.",
                self.token, metadata.arn
            ));
        };
        let has = |label: &str| stages.iter().any(|stage| stage.as_str() == label);
        if has(AWSCURRENT) {
            return Ok(false);
        }
        if has(AWSPENDING) {
            return Ok(true);
        }
        refuse(format!(
            "Secret version {} is not set as AWSPENDING for rotation of secret {}.",
            self.token, metadata.arn
        ))
    }

    /// The request for the pending version's value.
    pub fn pending(&self) -> GetSecretValue {
        GetSecretValue {
            secret_id: Some(self.secret_id.clone()),
            version_id: Some(self.token.clone()),
            version_stage: Some(AWSPENDING.into()),
        }
    }

    /// The request for the current value.
    pub fn current(&self) -> GetSecretValue {
        GetSecretValue {
            secret_id: Some(self.secret_id.clone()),
            version_id: None,
            version_stage: Some(AWSCURRENT.into()),
        }
    }

    /// finishSecret, the same for every function: moves AWSCURRENT to the token's version and leaves AWSPENDING there.
    pub fn finish(&self, client: &mut dyn Client) -> Result<()> {
        let metadata = client.describe_secret(DescribeSecret {
            secret_id: Some(self.secret_id.clone()),
        })?;
        let mut versions = metadata.version_ids_to_stages.into_iter();
        let current = versions
            .find(|(_, stages)| stages.iter().any(|stage| stage.as_str() == AWSCURRENT))
            .map(|(id, _)| id);
        if current.as_ref() == Some(&self.token) {
            return Ok(());
        }
        client.update_secret_version_stage(UpdateSecretVersionStage {
            secret_id: Some(self.secret_id.clone()),
            version_stage: Some(AWSCURRENT.into()),
            remove_from_version_id: current,
            move_to_version_id: Some(self.token.clone()),
        })?;
        Ok(())
    }
}
