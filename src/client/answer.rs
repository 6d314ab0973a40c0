//! What came back: the operation's answer, or the service's error.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{Endpoint, is_throttling};
use crate::error::{Error, ErrorCode, Kind, Result};

/// The longest text of an error that is passed on, in characters.
const TEXT: usize = 4_096;

/// A status and a body.
pub(super) struct Answer {
    pub(super) status: u16,
    /// `x-amzn-RequestId`, for `--debug`.
    pub(super) request_id: Option<String>,
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// The body of an error (semantics 17.4); AWS writes the text with a small or a capital letter.
#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    kind: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default, rename = "Message")]
    capital_message: Option<String>,
}

impl Answer {
    /// The operation's answer.
    ///
    /// # Errors
    ///
    /// The service's own; or what came is neither it nor the answer. No part of an answer that cannot be read is shown.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        operation: &str,
        endpoint: &Endpoint,
    ) -> Result<T> {
        if self.status != 200 {
            return Err(self.error(endpoint));
        }
        // Operations without an answer may have an empty body.
        let body: &[u8] = if self.body.is_empty() {
            b"{}"
        } else {
            &self.body
        };
        serde_json::from_slice(body).map_err(|error| {
            // What serde says could quote a value; its place cannot.
            Error::new(
                Kind::Other,
                format!(
                    "{endpoint} answered {operation} with what is no answer to it (line {}, column {})",
                    error.line(),
                    error.column()
                ),
            )
        })
    }

    /// Whether another attempt could end better.
    pub(super) fn is_transient(&self) -> bool {
        matches!(self.status, 429 | 500 | 502 | 503 | 504) || self.is_throttled()
    }

    pub(super) fn is_throttled(&self) -> bool {
        self.status != 200
            && (self.status == 429 || self.refusal().is_some_and(|(code, _)| is_throttling(code)))
    }

    /// For `--debug`: never a part of the body.
    pub(super) fn describe(&self) -> String {
        let code = match self.status {
            200 => None,
            _ => self.refusal().map(|(code, _)| format!(" {code}")),
        };
        let id = self
            .request_id
            .as_deref()
            .map(|id| format!(", request {id}"));
        format!(
            "{}{}{}, {} bytes",
            self.status,
            code.unwrap_or_default(),
            id.unwrap_or_default(),
            self.body.len()
        )
    }

    fn error(&self, endpoint: &Endpoint) -> Error {
        if let Some((code, text)) = self.refusal() {
            return Error::service(code, text);
        }
        let status = self.status;
        let error = |what: &str| Error::new(Kind::Other, format!("{endpoint} {what}"));
        match status {
            300..400 => error(&format!(
                "answered with a redirection ({status}), which is not followed"
            )),
            _ => error(&format!(
                "answered {status}, and not as the service answers"
            ))
            .hint("is it an endpoint of Secrets Manager?"),
        }
    }

    /// The service's code and text, if it is the service that answered.
    fn refusal(&self) -> Option<(ErrorCode, String)> {
        let refusal: Refusal = serde_json::from_slice(&self.body).ok()?;
        // A namespace stands before `#`, an address behind `:`.
        let name = refusal.kind.rsplit('#').next()?.split(':').next()?;
        let is_name = !name.is_empty()
            && name.len() <= 64
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
        if !is_name {
            return None;
        }
        let text = refusal.message.or(refusal.capital_message);
        let text = text.unwrap_or_default().chars().take(TEXT).collect();
        Some((ErrorCode::of(name), text))
    }
}
