//! The one door: an operation's way from its lock to its answer.

use crate::crypto::entropy::Entropy;
use crate::error::{Error, Kind, Result};
use crate::iam::Action;
use crate::operations::{
    Call, Context, Effect, Handler, LocalHandler, Operation, Permitted, Request,
};
use crate::secret::rotation::Functions;
use crate::types::time::{Clock, Timestamp};
use crate::vault::Store;

/// An open vault and all that an operation needs beside it.
pub struct Service<S, R = NoRecorder> {
    store: S,
    recorder: R,
    tools: Tools,
}

/// What a service takes from outside.
pub struct Tools {
    /// Where the time comes from.
    pub clock: Box<dyn Clock + Send>,
    /// Where randomness comes from.
    pub entropy: Box<dyn Entropy + Send>,
    /// The rotation functions there are.
    pub functions: Box<dyn Functions + Send>,
}

/// The trail's place in an operation's way.
pub trait Recorder<S> {
    /// Records what an operation did or why it was refused. A mutation's record becomes part of its commit; if a record
    /// cannot be made, the operation fails.
    fn record(&mut self, store: &mut S, event: &Event<'_>) -> Result<()>;
}

/// One run of an operation, for the trail: who did what to which secrets, and never the request's body.
#[derive(Debug)]
pub struct Event<'e> {
    /// When it began.
    pub time: Timestamp,
    /// The operation.
    pub name: Action,
    /// What it does to the vault.
    pub effect: Effect,
    /// Where and by whom it was called.
    pub call: &'e Call,
    /// The secrets that were permitted.
    pub permitted: Vec<Permitted>,
    /// Why it failed, if it did.
    pub error: Option<&'e Error>,
}

/// Keeps no trail.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRecorder;

impl<S> Recorder<S> for NoRecorder {
    fn record(&mut self, _store: &mut S, _event: &Event<'_>) -> Result<()> {
        Ok(())
    }
}

impl<S: Store> Service<S> {
    /// A service over an open vault, without a trail.
    pub const fn new(store: S, tools: Tools) -> Self {
        Self::with_recorder(store, tools, NoRecorder)
    }
}

impl<S: Store, R: Recorder<S>> Service<S, R> {
    /// A service over an open vault.
    pub const fn with_recorder(store: S, tools: Tools, recorder: R) -> Self {
        Self {
            store,
            recorder,
            tools,
        }
    }

    /// The vault, for what is not an operation.
    pub const fn store(&mut self) -> &mut S {
        &mut self.store
    }

    /// Gives the vault back.
    pub fn into_store(self) -> S {
        self.store
    }

    /// Runs one operation: lock, execute (which asks a permit for each secret), record, commit, answer. A refused or failed
    /// operation changes nothing.
    pub fn handle<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        request.validate()?;
        if O::EFFECT != Effect::Write {
            return self.read(request, call);
        }
        let mut transaction = self.begin()?;
        let response = transaction.handle(request, call)?;
        transaction.commit().map(|()| response)
    }

    /// Takes the write lock, for several operations that become durable together.
    pub fn begin(&mut self) -> Result<Transaction<'_, S, R>> {
        self.store.begin()?;
        Ok(Transaction {
            service: Some(self),
            latest: Timestamp::from_millis(0),
        })
    }

    /// A reader takes no lock: a part that does not fit may only be another state's than the one that was begun with. The
    /// second failure is damage (decisions 3).
    fn read<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        let outcome = self.execute(request.clone(), call);
        let outcome = match outcome {
            Err(error) if error.kind() == Kind::Damaged => {
                self.store.refresh()?;
                self.execute(request, call)
            }
            outcome => outcome,
        };
        outcome.map(|(_, response)| response)
    }

    fn execute<O: Operation>(
        &mut self,
        request: O,
        call: &Call,
    ) -> Result<(Timestamp, O::Response)> {
        // Taken under the lock, so that dates never run backwards between two writers.
        let now = self.tools.clock.now();
        if O::EFFECT == Effect::Write {
            self.store.purge(now)?;
        }
        let at = Context::new(now, call, &*self.tools.entropy, &*self.tools.functions);
        let outcome = request.execute(&mut self.store, &at);
        let event = Event {
            time: now,
            name: O::NAME,
            effect: O::EFFECT,
            call,
            permitted: at.into_permitted(),
            error: outcome.as_ref().err(),
        };
        self.recorder.record(&mut self.store, &event)?;
        outcome.map(|response| (now, response))
    }
}

/// Operations under one lock and with one commit: all of them count, or none. One that is let go without a commit is none.
pub struct Transaction<'s, S: Store, R: Recorder<S>> {
    service: Option<&'s mut Service<S, R>>,
    latest: Timestamp,
}

impl<S: Store, R: Recorder<S>> Transaction<'_, S, R> {
    /// Runs one more operation. After an error the transaction must not be committed: what was done of the operation is not
    /// taken out of it.
    pub fn handle<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        request.validate()?;
        let Some(service) = &mut self.service else {
            return Err(Error::new(Kind::Other, "the transaction is over"));
        };
        let (now, response) = service.execute(request, call)?;
        self.latest = now;
        Ok(response)
    }

    /// Makes all of it durable.
    pub fn commit(mut self) -> Result<()> {
        match self.service.take() {
            Some(service) => service.store.commit(self.latest),
            None => Ok(()),
        }
    }
}

impl<S: Store, R: Recorder<S>> Drop for Transaction<'_, S, R> {
    fn drop(&mut self) {
        if let Some(service) = &mut self.service {
            service.store.abandon();
        }
    }
}

impl<S: Store, R: Recorder<S>> Handler for Service<S, R> {
    fn handle<O: Request>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        Self::handle(self, request, call)
    }
}

impl<S: Store, R: Recorder<S>> LocalHandler for Service<S, R> {
    fn handle_local<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        Self::handle(self, request, call)
    }
}

impl Tools {
    /// Runs an operation of [`Effect::Pure`], for which no vault is opened.
    pub fn handle_without_vault<O: Operation>(
        &self,
        request: O,
        call: &Call,
    ) -> Result<O::Response> {
        request.validate()?;
        let now = self.clock.now();
        request.execute_without_vault(&Context::new(now, call, &*self.entropy, &*self.functions))
    }
}

#[cfg(test)]
mod tests;
