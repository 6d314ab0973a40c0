//! From a request to its answer: who asks, what is asked, and whether it reads or writes.

use hyper::http::request::Parts;
use zeroize::Zeroizing;

use super::agent;
use super::clients::{Clients, Known};
use super::queue::Write;
use super::reply::Reply;
use super::wire;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::operations::{self, Call, Effect, Request, RotateSecret};
use crate::rotation::{self, Registry};
use crate::service::{NoRecorder, Service, Transaction};
use crate::store::{Storage, VaultFile};

/// A service over a vault file, as the endpoint's threads have one each.
pub(super) type Desk<S> = Service<VaultFile<S>>;

/// What a client sent.
pub(super) enum Asked {
    /// `POST /`, signed.
    Api(Box<Parts>, Zeroizing<Vec<u8>>),
    /// The agent's API.
    Agent(Box<agent::Asked>),
}

/// What became of a request that was looked at.
pub(super) enum Outcome<S: Storage> {
    /// It is answered.
    Answered(Reply),
    /// It changes the vault: the writer's turn.
    Waits(Box<dyn Write<S>>),
}

/// Answers what only reads, from the newest commit; and prepares what writes.
pub(super) fn answer<S: Storage + Send>(
    desk: &mut Desk<S>,
    clients: &Clients,
    asked: Asked,
) -> Result<Outcome<S>> {
    desk.store().follow()?;
    match asked {
        Asked::Api(head, body) => answer_api(desk, clients, &head, &body),
        Asked::Agent(asked) => answer_agent(desk, clients, *asked).map(Outcome::Answered),
    }
}

fn answer_api<S: Storage + Send>(
    desk: &mut Desk<S>,
    clients: &Clients,
    head: &Parts,
    body: &[u8],
) -> Result<Outcome<S>> {
    let name = operation_name(head)?;
    let Known { caller, region } = clients.authenticate(desk.store(), head, body)?;
    let call = Call { region, caller };
    macro_rules! dispatch {
        ($($operation:ident $word:literal,)*) => {
            match name {
                // More than its operation: the function's steps follow.
                "RotateSecret" => Ok(Outcome::Waits(Box::new(Rotation {
                    request: wire::decode(body)?,
                    call,
                }))),
                $(stringify!($operation) => ask::<operations::$operation, S>(desk, body, call),)*
                _ => Err(unknown_operation()),
            }
        };
    }
    crate::for_each_operation!(dispatch)
}

/// The operation that `X-Amz-Target` names.
fn operation_name(head: &Parts) -> Result<&str> {
    let mut targets = head.headers.get_all("x-amz-target").iter();
    let (Some(target), None) = (targets.next(), targets.next()) else {
        return Err(unknown_operation());
    };
    let name = target.to_str().ok();
    let name = name.and_then(|target| target.strip_prefix("secretsmanager."));
    name.ok_or_else(unknown_operation)
}

fn unknown_operation() -> Error {
    Error::service(ErrorCode::UnknownOperationException, "")
}

fn ask<O: Request + Send + 'static, S: Storage + Send>(
    desk: &mut Desk<S>,
    body: &[u8],
    call: Call,
) -> Result<Outcome<S>>
where
    O::Response: Send,
{
    let request: O = wire::decode(body)?;
    if O::EFFECT == Effect::Write {
        // What cannot be valid need not wait for the lock.
        request.validate()?;
        return Ok(Outcome::Waits(Box::new(Change { request, call })));
    }
    run(desk, request, &call).map(Outcome::Answered)
}

fn run<O: Request, S: Storage>(desk: &mut Desk<S>, request: O, call: &Call) -> Result<Reply> {
    let answer = desk.handle(request, call)?;
    Ok(Reply::json(200, wire::encode(&answer)?))
}

fn answer_agent<S: Storage>(
    desk: &mut Desk<S>,
    clients: &Clients,
    asked: agent::Asked,
) -> Result<Reply> {
    let Some(caller) = clients.by_token(desk.store(), &asked.token)? else {
        return Ok(agent::bad_token());
    };
    let request = match asked.request {
        Ok(request) => request,
        Err(reply) => return Ok(reply),
    };
    let region = clients.region(desk.store());
    run(desk, request, &Call { region, caller })
}

/// An operation that changes the vault.
struct Change<O> {
    request: O,
    call: Call,
}

impl<O: Request + Send, S: Storage> Write<S> for Change<O> {
    fn run(
        &self,
        transaction: &mut Transaction<'_, VaultFile<S>, NoRecorder>,
    ) -> Option<Result<Reply>> {
        let answer = transaction.handle(self.request.clone(), &self.call);
        Some(answer.and_then(|answer| Ok(Reply::json(200, wire::encode(&answer)?))))
    }

    fn run_alone(&self, desk: &mut Desk<S>) -> Result<Reply> {
        run(desk, self.request.clone(), &self.call)
    }
}

/// A rotation: begun in one transaction, and then its function's steps in others.
struct Rotation {
    request: RotateSecret,
    call: Call,
}

impl<S: Storage> Write<S> for Rotation {
    fn run(&self, _: &mut Transaction<'_, VaultFile<S>, NoRecorder>) -> Option<Result<Reply>> {
        None
    }

    fn run_alone(&self, desk: &mut Desk<S>) -> Result<Reply> {
        let functions = Registry::default();
        let answer = rotation::rotate(desk, &functions, &self.call, self.request.clone())?;
        Ok(Reply::json(200, wire::encode(&answer)?))
    }
}

/// Whether the endpoint can go on after this failure. Keys that were changed, and another vault or an older one in the
/// place of the file, are no passing troubles.
pub(super) fn is_fatal(error: &Error) -> bool {
    matches!(error.kind(), Kind::Locked | Kind::Rollback)
}
