//! From a host's name to its addresses, without the C library: a static binary cannot load what glibc looks names up with.
//!
//! ```text
//! an address ─▶ itself        localhost ─▶ loopback, whatever any file says (RFC 6761, 6.3)
//! /etc/hosts ─▶ its lines     anything else ─▶ the name servers of /etc/resolv.conf
//! ```
//!
//! `nsswitch.conf` is not read: what it could add here (LDAP, mDNS) needs what a static binary has not.

mod dns;
mod files;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Kind, Result};

/// Where names are looked up.
#[derive(Debug, Clone)]
pub struct Resolver {
    hosts: PathBuf,
    configuration: PathBuf,
    port: u16,
    timeout: Duration,
}

impl Resolver {
    /// The system's files, and the port of the Domain Name System.
    pub fn system() -> Self {
        Self {
            hosts: "/etc/hosts".into(),
            configuration: "/etc/resolv.conf".into(),
            port: 53,
            timeout: Duration::from_secs(2),
        }
    }

    /// The addresses of a host, those of IPv4 first, at least one.
    ///
    /// # Errors
    ///
    /// The host has no address, its name can be nobody's, or no name server answers.
    pub fn addresses(&self, host: &str) -> Result<Vec<IpAddr>> {
        if let Some(address) = literal(host) {
            return Ok(vec![address]);
        }
        let name = host.strip_suffix('.').unwrap_or(host);
        if is_localhost(name) {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        }
        if !is_name(name) {
            return Err(unknown(host));
        }
        let known = files::hosts(&self.hosts, name);
        if !known.is_empty() {
            return Ok(known);
        }
        let configuration = files::configuration(&self.configuration);
        let servers = dns::Servers {
            addresses: &configuration.servers,
            port: self.port,
            timeout: self.timeout,
        };
        for candidate in configuration.candidates(name, host.ends_with('.')) {
            let found = servers.addresses(&candidate).map_err(|error| {
                Error::new(
                    Kind::Other,
                    format!("cannot look up {}: {error}", host.escape_debug()),
                )
            })?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Err(unknown(host))
    }
}

/// The address that a host is, with or without brackets.
pub fn literal(host: &str) -> Option<IpAddr> {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    match inner {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    }
}

/// Whether a host is this machine, without any look-up.
pub fn is_loopback(host: &str) -> bool {
    literal(host).map_or_else(
        || is_localhost(host.strip_suffix('.').unwrap_or(host)),
        |address| address.is_loopback(),
    )
}

fn is_localhost(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// RFC 1123, 2.1, and the underscores that people have.
fn is_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
}

fn unknown(host: &str) -> Error {
    Error::new(
        Kind::Other,
        format!("no host has the name {}", host.escape_debug()),
    )
}

#[cfg(test)]
mod tests;
