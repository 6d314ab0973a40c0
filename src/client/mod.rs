//! A client of a service of this kind elsewhere: another machine's, or AWS's.
//!
//! ```text
//! Request ─ JSON 1.1 ─▶ sign ─▶ transport (one connection) ─▶ answer ─▶ Response, or the service's error
//! ```
//!
//! It knows neither where credentials come from nor what a command is. All that is freed after it is made is wiped
//! (`platform::heap`), because the libraries beneath it do not wipe their buffers.

mod answer;
mod endpoint;
mod transport;

#[cfg(test)]
mod tests;

use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

pub use endpoint::Endpoint;
pub use transport::{Limits, Roots};

use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::operations::{Call, Handler, Request};
use crate::platform::heap;
use crate::sigv4::{Credentials, Outgoing, sign};
use crate::types::time::Clock;
use answer::Answer;
use transport::{Failed, Transport};

/// How often a request is sent at most, as the AWS CLI and the SDKs have it (semantics 17.3).
const ATTEMPTS: u32 = 3;

/// Sends operations to a service elsewhere.
pub struct Client {
    endpoint: Endpoint,
    credentials: Credentials,
    transport: Transport,
    tools: Tools,
}

/// What a client takes from outside.
pub struct Tools {
    /// The time that requests are signed for.
    pub clock: Box<dyn Clock + Send>,
    /// Where the pauses between attempts come from.
    pub entropy: Box<dyn Entropy + Send>,
    /// Is told of each exchange: names, numbers and times, never a value.
    pub trace: Option<fn(&str)>,
}

impl Client {
    /// A client that has not connected yet.
    pub fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        limits: &Limits,
        roots: Roots,
        tools: Tools,
    ) -> Self {
        heap::wipe_from_here_on();
        Self {
            endpoint,
            credentials,
            transport: Transport::new(limits, roots),
            tools,
        }
    }

    /// Sends one body until there is an answer that another attempt would not better. Every attempt has the same body, and so
    /// the same `ClientRequestToken`, but a signature of its own.
    fn exchange(&self, operation: &str, body: &[u8], call: &Call) -> Result<Answer> {
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(operation, body, call)?;
            let is_transient = match &outcome {
                Ok(answer) => answer.is_transient(),
                Err(failed) => failed.is_transient(),
            };
            if !is_transient || attempt == ATTEMPTS {
                return outcome.map_err(|failed| failed.into_error(&self.endpoint));
            }
            let slow = outcome.is_ok_and(|answer| answer.is_throttled());
            thread::sleep(self.pause(attempt, slow)?);
            attempt += 1;
        }
    }

    fn attempt(
        &self,
        operation: &str,
        body: &[u8],
        call: &Call,
    ) -> Result<std::result::Result<Answer, Failed>> {
        let target = format!("secretsmanager.{operation}");
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target.as_str()),
        ];
        let request = Outgoing {
            method: "POST",
            path: "/",
            host: self.endpoint.host_header(),
            headers: &headers,
            body,
        };
        let began = self.tools.clock.now();
        let signed = sign(&request, &self.credentials, &call.region, began)?;
        let outcome = self.transport.send(&self.endpoint, &request, &signed);
        if let Some(trace) = self.tools.trace {
            let took = self.tools.clock.now().millis() - began.millis();
            let how = match &outcome {
                Ok(answer) => answer.describe(),
                Err(failed) => failed.describe(),
            };
            trace(&format!(
                "{operation} to {}: {how} in {took} ms",
                self.endpoint
            ));
        }
        Ok(outcome)
    }

    /// A random part of a time that doubles; longer where there were too many requests.
    fn pause(&self, attempt: u32, slow: bool) -> Result<Duration> {
        let most = if slow { 1_000 } else { 100 } << (attempt - 1);
        let millis = self.tools.entropy.below(most)?;
        Ok(Duration::from_millis(millis.into()))
    }
}

impl Handler for Client {
    fn handle<O: Request>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        let body = Zeroizing::new(serde_json::to_vec(&request).map_err(|_| {
            // The error could hold a part of the request.
            Error::new(Kind::Other, format!("cannot write {} as JSON", O::NAME))
        })?);
        let answer = self.exchange(O::NAME, &body, call)?;
        answer.read(O::NAME, &self.endpoint)
    }
}

/// Refused for there being too many, whatever service says so.
fn is_throttling(code: ErrorCode) -> bool {
    matches!(
        code.as_str(),
        "ThrottlingException"
            | "Throttling"
            | "ThrottledException"
            | "RequestThrottledException"
            | "RequestThrottled"
            | "TooManyRequestsException"
            | "RequestLimitExceeded"
            | "BandwidthLimitExceeded"
            | "SlowDown"
            | "PriorRequestNotComplete"
            | "EC2ThrottledException"
            | "TransactionInProgressException"
    )
}
