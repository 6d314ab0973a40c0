//! The service's 23 operations, a file each.
//!
//! A request type **is** the command's options, the wire's body and the library's call; its doc comments are the help.
//! To add an operation: write its file and put its name into the list at the end of this file.

mod answer;
mod batch_get_secret_value;
mod cancel_rotate_secret;
mod context;
mod create_secret;
mod delete_resource_policy;
mod delete_secret;
mod describe_secret;
mod get_random_password;
mod get_resource_policy;
mod get_secret_value;
mod import_secrets;
mod list_secret_version_ids;
mod list_secrets;
mod listing;
mod lookup;
mod member;
mod paging;
mod put_resource_policy;
mod put_secret_value;
mod remove_regions_from_replication;
mod replicate_secret_to_regions;
mod replication;
mod restore_secret;
mod rotate_secret;
pub mod rotation_state;
mod secret_names;
mod stop_replication_to_replica;
mod tag_resource;
mod token;
mod untag_resource;
mod update_secret;
mod update_secret_version_stage;
mod validate_resource_policy;
mod value;

pub use answer::{Done, RevealedVersion, SecretMetadata, SecretNamed, VersionNamed};
pub use batch_get_secret_value::{BatchError, BatchGetSecretValue, BatchGetSecretValueResponse};
pub use cancel_rotate_secret::CancelRotateSecret;
pub use context::{Call, Context, Permitted};
pub use create_secret::CreateSecret;
pub use delete_resource_policy::DeleteResourcePolicy;
pub use delete_secret::{DeleteSecret, DeleteSecretResponse};
pub use describe_secret::DescribeSecret;
pub use get_random_password::{GetRandomPassword, GetRandomPasswordResponse};
pub use get_resource_policy::{GetResourcePolicy, GetResourcePolicyResponse};
pub use get_secret_value::GetSecretValue;
pub use import_secrets::{ImportSecrets, Imported, ImportedSecret, OnConflict, PlanImport};
pub use list_secret_version_ids::{
    ListSecretVersionIds, ListSecretVersionIdsResponse, VersionEntry,
};
pub use list_secrets::{ListSecrets, ListSecretsResponse, Span};
pub use member::FilterInput;
pub use put_resource_policy::PutResourcePolicy;
pub use put_secret_value::{PutSecretValue, PutSecretValueResponse};
pub use remove_regions_from_replication::RemoveRegionsFromReplication;
pub use replicate_secret_to_regions::ReplicateSecretToRegions;
pub use replication::{ReplicaRegion, ReplicaStatus, ReplicaStopped, Replicas};
pub use restore_secret::RestoreSecret;
pub use rotate_secret::{Generate, RotateSecret};
pub use secret_names::SecretNames;
pub use stop_replication_to_replica::StopReplicationToReplica;
pub use tag_resource::TagResource;
pub use token::new_token;
pub use untag_resource::UntagResource;
pub use update_secret::UpdateSecret;
pub use update_secret_version_stage::UpdateSecretVersionStage;
pub use validate_resource_policy::{
    PolicyFault, ValidateResourcePolicy, ValidateResourcePolicyResponse,
};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::iam::Action;
use crate::types::constraint::Constraints;
use crate::vault::Vault;

/// What an operation does to the vault: decides the lock and whether there is a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Needs no vault at all: see [`Operation::execute_without_vault`].
    Pure,
    /// Reads.
    Read,
    /// Changes.
    Write,
}

/// Something the service does, and all that it needs to know for it.
pub trait Operation: Clone {
    /// AWS's name, such as `GetSecretValue`.
    const NAME: Action;
    /// What it does to the vault.
    const EFFECT: Effect;
    /// The answer; members in AWS's order.
    type Response;

    /// Notes every constraint of the service model that the request breaks (semantics 3.1).
    fn constraints(&self, check: &mut Constraints);

    /// Makes up the `ClientRequestToken` that a caller left out, as the AWS CLI and the SDKs do before they send a
    /// request (semantics 3.3). Only front-ends for people call this: on the wire a missing token is an error.
    fn fill_token(&mut self, _entropy: &dyn Entropy) -> Result<()> {
        Ok(())
    }

    /// Does it. The constraints must have been checked.
    fn execute(self, vault: &mut impl Vault, at: &Context<'_>) -> Result<Self::Response>;

    /// Does an operation of [`Effect::Pure`], for a front-end that has no vault open.
    fn execute_without_vault(self, _at: &Context<'_>) -> Result<Self::Response> {
        Err(Error::new(
            Kind::Locked,
            format!("{} needs a vault", Self::NAME),
        ))
    }

    /// The `ValidationException` of a request that breaks constraints.
    fn validate(&self) -> Result<()> {
        let mut check = Constraints::new();
        self.constraints(&mut check);
        check.finish()
    }
}

/// One of the operations that callers can ask for: it has options and a wire shape, in both directions.
pub trait Request:
    Operation<Response: Serialize + DeserializeOwned> + clap::Args + Serialize + DeserializeOwned
{
}

impl<T> Request for T where
    T: Operation<Response: Serialize + DeserializeOwned>
        + clap::Args
        + Serialize
        + DeserializeOwned
{
}

/// Whoever runs operations for a caller: the service, or a client of another one.
pub trait Handler {
    /// Runs one operation from its lock to its commit.
    fn handle<O: Request>(&mut self, request: O, call: &Call) -> Result<O::Response>;
}

/// The service itself, which runs what no caller can send too. It turns the arrow round, so that a rotation can ask for
/// operations without knowing how they are run.
pub trait LocalHandler: Handler {
    /// Runs one operation, of whichever kind, from its lock to its commit.
    fn handle_local<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response>;
}

fn not_built_yet<T>(what: &str) -> Result<T> {
    Err(Error::service(
        ErrorCode::NotImplemented,
        format!("{what} is not built yet."),
    ))
}

/// Calls the macro `$then` with every operation: `Type "kebab-name"`, in alphabetical order.
#[macro_export]
macro_rules! for_each_operation {
    ($then:ident) => {
        $then! {
            BatchGetSecretValue "batch-get-secret-value",
            CancelRotateSecret "cancel-rotate-secret",
            CreateSecret "create-secret",
            DeleteResourcePolicy "delete-resource-policy",
            DeleteSecret "delete-secret",
            DescribeSecret "describe-secret",
            GetRandomPassword "get-random-password",
            GetResourcePolicy "get-resource-policy",
            GetSecretValue "get-secret-value",
            ListSecretVersionIds "list-secret-version-ids",
            ListSecrets "list-secrets",
            PutResourcePolicy "put-resource-policy",
            PutSecretValue "put-secret-value",
            RemoveRegionsFromReplication "remove-regions-from-replication",
            ReplicateSecretToRegions "replicate-secret-to-regions",
            RestoreSecret "restore-secret",
            RotateSecret "rotate-secret",
            StopReplicationToReplica "stop-replication-to-replica",
            TagResource "tag-resource",
            UntagResource "untag-resource",
            UpdateSecret "update-secret",
            UpdateSecretVersionStage "update-secret-version-stage",
            ValidateResourcePolicy "validate-resource-policy",
        }
    };
}

#[cfg(test)]
pub(crate) use for_each_operation;
