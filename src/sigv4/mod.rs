//! AWS Signature Version 4 of the service's requests: made by a client, checked by the endpoint. No clock, no input or output.
//!
//! ```text
//! request ─ canonical ─▶ canonical request ─ SHA-256 ─▶ string to sign ─ HMAC ─▶ signature
//! secret key ─ HMAC date ─ HMAC region ─ HMAC service ─ HMAC "aws4_request" ─▶ signing key ─┘
//! ```
//!
//! The checker builds the canonical request anew from what came and believes nothing that the sender says about it
//! (semantics, section 17.7; security, 2.13).

mod authorization;
mod canonical;
mod date;
mod key;
mod sign;
mod verify;

#[cfg(test)]
mod tests;

pub use sign::{Credentials, Outgoing, Signed, sign};
pub use verify::{Found, Incoming, Verified, verify};

/// The only algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The service of every scope.
const SERVICE: &str = "secretsmanager";

/// The end of every scope.
const TERMINATOR: &str = "aws4_request";

/// How far a request's time may be from ours, in minutes.
const SKEW_MINUTES: i64 = 5;

const DATE_HEADER: &str = "x-amz-date";
const TOKEN_HEADER: &str = "x-amz-security-token";
const PAYLOAD_HEADER: &str = "x-amz-content-sha256";
