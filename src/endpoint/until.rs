//! What ends an endpoint: a signal, or the program that it was started for.

use std::future::Future;
use std::pin::Pin;
use std::process::{Command, ExitStatus};

use rustix::process::{Pid, Signal, kill_process};
use tokio::signal::unix::{Signal as Heard, SignalKind, signal};

use crate::error::{Error, Kind, Result};

/// What ends an endpoint.
pub enum Until {
    /// SIGTERM, SIGINT or SIGHUP.
    Signal,
    /// This program's end. It is started once the endpoint answers, and gets the signals that the endpoint does; but for
    /// SIGINT, which a terminal gives to both.
    Ended(Command),
}

type Ends = Pin<Box<dyn Future<Output = Result<Option<ExitStatus>>>>>;

impl Until {
    /// Begins to listen for it; what comes of it is the end, with the program's status if there was one.
    pub(super) fn begin(self) -> Result<Ends> {
        let mut terminate = listen(SignalKind::terminate())?;
        let mut interrupt = listen(SignalKind::interrupt())?;
        let mut hangup = listen(SignalKind::hangup())?;
        let command = match self {
            Self::Signal => {
                return Ok(Box::pin(async move {
                    tokio::select! {
                        _ = terminate.recv() => {}
                        _ = interrupt.recv() => {}
                        _ = hangup.recv() => {}
                    }
                    Ok(None)
                }));
            }
            Self::Ended(command) => command,
        };
        Ok(Box::pin(async move {
            let mut child = tokio::process::Command::from(command)
                .spawn()
                .map_err(cannot_start)?;
            let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
            let pass_on = |signal| {
                if let Some(pid) = pid {
                    // It may have ended just now.
                    let _gone = kill_process(pid, signal);
                }
            };
            loop {
                tokio::select! {
                    status = child.wait() => return status.map(Some).map_err(cannot_start),
                    _ = terminate.recv() => pass_on(Signal::TERM),
                    _ = hangup.recv() => pass_on(Signal::HUP),
                    _ = interrupt.recv() => {}
                }
            }
        }))
    }
}

fn listen(kind: SignalKind) -> Result<Heard> {
    signal(kind).map_err(|error| Error::new(Kind::Other, "cannot hear signals").caused_by(error))
}

/// The source tells the caller whether the program is not there or cannot be run.
fn cannot_start(error: std::io::Error) -> Error {
    Error::new(Kind::Other, "the program cannot be run").caused_by(error)
}
