//! HTTP/1.1 and TLS, by `ureq`: one connection, no redirection, no proxy, and names looked up by our own resolver.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver as ResolvesForUreq};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Timeout};
use zeroize::Zeroizing;

use super::answer::Answer;
use super::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::resolver::Resolver;
use crate::sigv4::{Outgoing, Signed};

/// More than any answer has: twenty values of 64 KiB, each byte of them escaped.
const MOST: u64 = 16 * 1024 * 1024;

/// How long to wait; for ever, if not said.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a connection, TLS included.
    pub connect: Option<Duration>,
    /// For the beginning of an answer, and then for its end.
    pub read: Option<Duration>,
}

impl Default for Limits {
    /// Ten seconds and, as the AWS CLI waits, a minute.
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            read: Some(Duration::from_mins(1)),
        }
    }
}

/// Whose certificates are believed.
#[derive(Debug, Clone)]
pub struct Roots(RootCerts);

impl Roots {
    /// Mozilla's list, which is part of the program.
    pub const fn of_mozilla() -> Self {
        Self(RootCerts::WebPki)
    }

    /// Those in a file's text (PEM), and no others.
    ///
    /// # Errors
    ///
    /// There is none in it.
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        let certificates: Vec<Certificate<'static>> = parse_pem(pem)
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            })
            .collect();
        if certificates.is_empty() {
            return Err(Error::new(
                Kind::Locked,
                "there is no certificate in it (PEM)",
            ));
        }
        Ok(Self(RootCerts::Specific(Arc::new(certificates))))
    }
}

/// A way to the endpoint.
pub(super) struct Transport {
    agent: Agent,
}

impl Transport {
    /// Nothing is opened or read yet.
    pub(super) fn new(limits: &Limits, roots: Roots) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A variable that names a proxy is another program's setting.
            .proxy(None)
            .user_agent(concat!("vault/", env!("CARGO_PKG_VERSION")))
            .accept("")
            .accept_encoding("identity")
            .timeout_connect(limits.connect)
            .timeout_send_body(limits.read)
            .timeout_recv_response(limits.read)
            .timeout_recv_body(limits.read)
            .tls_config(TlsConfig::builder().root_certs(roots.0).build())
            .build();
        Self {
            agent: Agent::with_parts(config, DefaultConnector::new(), Names(Resolver::system())),
        }
    }

    /// Sends a request once.
    pub(super) fn send(
        &self,
        endpoint: &Endpoint,
        request: &Outgoing<'_>,
        signed: &Signed,
    ) -> std::result::Result<Answer, Failed> {
        let mut sending = self
            .agent
            .post(endpoint.url())
            .header("host", request.host)
            .header("x-amz-date", &signed.date)
            .header("authorization", &signed.authorization);
        for (name, value) in request.headers {
            sending = sending.header(*name, *value);
        }
        if let Some(token) = &signed.session_token {
            sending = sending.header("x-amz-security-token", token.as_str());
        }
        let mut response = sending.send(request.body).map_err(Failed)?;
        let request_id = response
            .headers()
            .get("x-amzn-requestid")
            .and_then(|id| id.to_str().ok())
            .map(|id| id.chars().take(64).collect());
        let status = response.status().as_u16();
        let body = response
            .body_mut()
            .with_config()
            .limit(MOST)
            .read_to_vec()
            .map_err(Failed)?;
        Ok(Answer {
            status,
            request_id,
            body: Zeroizing::new(body),
        })
    }
}

/// Our resolver in the form of the library.
#[derive(Debug)]
struct Names(Resolver);

impl ResolvesForUreq for Names {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
            Some("http") => 80,
            _ => 443,
        });
        let found = self
            .0
            .addresses(host)
            .map_err(|error| ureq::Error::Other(error.into()))?;
        let mut addresses = self.empty();
        for address in found.into_iter().take(16) {
            addresses.push(SocketAddr::new(address, port));
        }
        Ok(addresses)
    }
}

/// Why there is no answer.
pub(super) struct Failed(ureq::Error);

impl Failed {
    /// Whether another attempt could end better.
    pub(super) fn is_transient(&self) -> bool {
        match &self.0 {
            // What TLS refuses comes as invalid data.
            ureq::Error::Io(error) => error.kind() != io::ErrorKind::InvalidData,
            ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed => true,
            _ => false,
        }
    }

    pub(super) fn describe(&self) -> String {
        self.to_string()
    }

    pub(super) fn into_error(self, endpoint: &Endpoint) -> Error {
        Error::new(Kind::Other, format!("{endpoint}: {self}"))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                f.write_str("no connection within the time (--cli-connect-timeout)")
            }
            ureq::Error::Timeout(_) => {
                f.write_str("no answer within the time (--cli-read-timeout)")
            }
            ureq::Error::BodyExceedsLimit(_) => {
                write!(f, "the answer is larger than {} MiB", MOST / 1024 / 1024)
            }
            ureq::Error::Protocol(_) => f.write_str("the answer is not HTTP"),
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                write!(f, "no safe connection: {error}")
            }
            ureq::Error::Rustls(error) => write!(f, "no safe connection: {error}"),
            ureq::Error::Tls(error) => write!(f, "no safe connection: {error}"),
            ureq::Error::Io(error) => {
                let text = error.to_string();
                let end = text.find(" (os error").unwrap_or(text.len());
                write!(f, "{}", &text[..end])
            }
            ureq::Error::Other(error) => error.fmt(f),
            other => other.fmt(f),
        }
    }
}
