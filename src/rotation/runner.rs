//! Runs the four steps of a rotation (semantics 7.3 to 7.6).

use super::function::{Client, Event, Registry, RotationFunction, Step};
use crate::error::{Error, Result};
use crate::operations::rotation_state::{EndRotation, ReadRotation, RotationState};
use crate::operations::{
    Call, DescribeSecret, GetRandomPassword, GetRandomPasswordResponse, GetSecretValue,
    LocalHandler, PutSecretValue, PutSecretValueResponse, RevealedVersion, RotateSecret,
    SecretMetadata, SecretNamed, UpdateSecretVersionStage, VersionNamed,
};
use crate::secret::rotation::PREVIOUS_UNFINISHED;
use crate::types::version::VersionId;

/// Begins a rotation and runs it to its end.
///
/// While another one is open, that one is run to its end with its own token and the request is refused, as AWS does.
pub fn rotate(
    service: &mut impl LocalHandler,
    functions: &Registry,
    call: &Call,
    request: RotateSecret,
) -> Result<VersionNamed> {
    let secret_id = request.secret_id.clone().unwrap_or_default();
    match service.handle(request, call) {
        Ok(response) => {
            resume(service, functions, call, &response.arn)?;
            Ok(response)
        }
        Err(error) if error.message() == PREVIOUS_UNFINISHED => {
            let Some(done) = resume(service, functions, call, &secret_id)? else {
                return Err(error);
            };
            let version = done.version_id.as_ref().map_or("", VersionId::as_str);
            Err(error.hint(format!(
                "that rotation is complete now, with version {version}: give the command again for another one"
            )))
        }
        Err(error) => Err(error),
    }
}

/// Goes on with the rotation or the test that a secret was left with, with its old token; tells which it was. Whatever
/// was done of it before is not done again.
pub fn resume(
    service: &mut impl LocalHandler,
    functions: &Registry,
    call: &Call,
    secret_id: &str,
) -> Result<Option<VersionNamed>> {
    let request = ReadRotation {
        secret_id: secret_id.to_owned(),
    };
    let Some(state) = service.handle_local(request, call)? else {
        return Ok(None);
    };
    let (token, steps): (_, &[Step]) = match (&state.test, &state.pending) {
        (Some(test), _) => (test.clone(), &[Step::TestSecret]),
        (None, Some(pending)) => (pending.clone(), &Step::ALL),
        (None, None) => return Ok(None),
    };
    let function = functions.get(&state.function)?;
    let mut guest = Guest { service, call };
    let outcome = run(&mut guest, function, &state, &token, steps);
    // A test's version goes whatever the test said; a rotation's waits for the next attempt.
    if state.test.is_none() {
        outcome?;
        end(service, call, &state, &token)?;
    } else {
        end(service, call, &state, &token)?;
        outcome?;
    }
    Ok(Some(VersionNamed {
        arn: state.arn,
        name: state.name,
        version_id: Some(token),
    }))
}

fn run(
    client: &mut dyn Client,
    function: &dyn RotationFunction,
    state: &RotationState,
    token: &VersionId,
    steps: &[Step],
) -> Result<()> {
    steps.iter().try_for_each(|step| {
        let event = Event {
            step: *step,
            secret_id: state.arn.clone(),
            token: token.clone(),
            password: state.password.clone().unwrap_or_default(),
        };
        function
            .step(&event, client)
            .map_err(|error| failed(state, *step, error))
    })
}

fn end(
    service: &mut impl LocalHandler,
    call: &Call,
    state: &RotationState,
    token: &VersionId,
) -> Result<()> {
    let request = EndRotation {
        secret_id: state.arn.clone(),
        token: token.clone(),
    };
    service.handle_local(request, call)
}

/// AWS's words for a failed step, and what the function said.
fn failed(state: &RotationState, step: Step, error: Error) -> Error {
    let text = format!(
        "Error when executing lambda {} during {step} step: {}",
        state.function,
        error.message()
    );
    let mut failed = Error::new(error.kind(), text);
    for hint in error.hints() {
        failed = failed.hint(hint);
    }
    if state.test.is_none() {
        failed = failed.hint(format!(
            "the rotation stays open: rotate-secret --secret-id {0} tries again, cancel-rotate-secret gives it up",
            state.name
        ));
    }
    failed.caused_by(error)
}

/// A function's way to the service: each operation is a transaction of its own.
struct Guest<'g, H> {
    service: &'g mut H,
    call: &'g Call,
}

impl<H: LocalHandler> Client for Guest<'_, H> {
    fn describe_secret(&mut self, request: DescribeSecret) -> Result<SecretMetadata> {
        self.service.handle(request, self.call)
    }

    fn get_secret_value(&mut self, request: GetSecretValue) -> Result<RevealedVersion> {
        self.service.handle(request, self.call)
    }

    fn get_random_password(
        &mut self,
        request: GetRandomPassword,
    ) -> Result<GetRandomPasswordResponse> {
        self.service.handle(request, self.call)
    }

    fn put_secret_value(&mut self, request: PutSecretValue) -> Result<PutSecretValueResponse> {
        self.service.handle(request, self.call)
    }

    fn update_secret_version_stage(
        &mut self,
        request: UpdateSecretVersionStage,
    ) -> Result<SecretNamed> {
        self.service.handle(request, self.call)
    }
}
