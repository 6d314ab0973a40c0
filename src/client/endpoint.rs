//! Where requests go.

use std::fmt;

use ureq::http::Uri;

use crate::error::{Error, Kind, Result};
use crate::resolver::is_loopback;
use crate::types::region::Region;

/// The service's address: a scheme, a host and perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: String,
    host_header: String,
    is_loopback: bool,
}

impl Endpoint {
    /// Reads what a user gave.
    ///
    /// # Errors
    ///
    /// It is no URL of `http` or `https`; it has a user, a path, a query or a fragment, which a signature of this service has no
    /// place for; it is `http` to another machine, which would send secrets in clear. A user and a password in it are not shown.
    pub fn parse(url: &str) -> Result<Self> {
        let shown = match url.rsplit_once('@') {
            Some((_, behind)) => format!("...@{}", behind.escape_debug()),
            None => url.escape_debug().to_string(),
        };
        let wrong =
            |why: &str| Error::new(Kind::Usage, format!("Invalid endpoint: {shown}: {why}"));
        let uri: Uri = url.parse().map_err(|_| wrong("it is no URL"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong("it begins with neither https:// nor http://"));
        };
        let default_port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(wrong("it begins with neither https:// nor http://")),
        };
        if authority.as_str().contains('@') {
            return Err(wrong("a user has no place in it"));
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || url.contains('#') {
            return Err(wrong("it ends behind the host and the port"));
        }
        let host = authority.host();
        let port = match &authority.as_str()[host.len()..] {
            "" => None,
            behind => {
                let port = behind
                    .strip_prefix(':')
                    .and_then(|port| port.parse::<u16>().ok());
                Some(port.ok_or_else(|| wrong("its port is none"))?)
            }
        };
        if host.is_empty() || port == Some(0) {
            return Err(wrong("it names no host and port"));
        }
        let is_loopback = is_loopback(host);
        if scheme == "http" && !is_loopback {
            return Err(wrong("http:// would send secrets in clear to another machine")
                .hint("use https://; or a tunnel: `ssh -L 4566:localhost:4566 HOST`, and http://localhost:4566"));
        }
        let host_header = match port {
            Some(port) if port != default_port => format!("{host}:{port}"),
            _ => host.to_owned(),
        };
        Ok(Self {
            url: format!("{scheme}://{host_header}/"),
            host_header,
            is_loopback,
        })
    }

    /// AWS's own, for a Region.
    ///
    /// # Errors
    ///
    /// None, for a Region that has been read.
    pub fn of_aws(region: &Region) -> Result<Self> {
        let end = match region.partition() {
            "aws-cn" => "amazonaws.com.cn",
            _ => "amazonaws.com",
        };
        Self::parse(&format!("https://secretsmanager.{region}.{end}"))
    }

    /// Whether it is on this machine.
    pub const fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// What the `Host` header says.
    pub(super) fn host_header(&self) -> &str {
        &self.host_header
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_header_has_the_port_that_is_not_the_schemes_own() {
        for (url, host) in [
            ("http://localhost:4566", "localhost:4566"),
            ("http://localhost:80/", "localhost"),
            ("https://vault.example.com", "vault.example.com"),
            ("https://vault.example.com:443", "vault.example.com"),
            ("https://vault.example.com:80", "vault.example.com:80"),
            ("http://[::1]:8080", "[::1]:8080"),
            ("http://127.0.0.2", "127.0.0.2"),
        ] {
            assert_eq!(Endpoint::parse(url).unwrap().host_header(), host, "{url}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_and_says_why() {
        for (url, why) in [
            ("", "no URL"),
            ("localhost:4566", "neither https"),
            ("ftp://localhost", "neither https"),
            ("http://localhost:4566/path", "ends behind"),
            ("http://localhost:4566/?a=b", "ends behind"),
            ("http://localhost:4566/#a", "ends behind"),
            ("http://localhost:99999", "port"),
            ("http://localhost:0", "port"),
            ("http://localhost:", "port"),
            ("http://example.com", "in clear"),
            ("http://10.0.0.1:4566", "in clear"),
            ("http://localhost.example.com", "in clear"),
            ("https://exa mple.com", "no URL"),
            ("https://x\r\nHost: y", "no URL"),
        ] {
            let error = Endpoint::parse(url).unwrap_err();
            assert_eq!(error.kind(), Kind::Usage);
            assert!(error.message().contains(why), "{url}: {error}");
            assert_eq!(error.message().lines().count(), 1);
        }
    }

    #[test]
    fn a_password_in_an_endpoint_is_refused_and_not_shown() {
        let error = Endpoint::parse("https://user:hunter2@example.com").unwrap_err();
        assert!(!error.message().contains("hunter2"), "{error}");
        assert!(error.message().contains("a user has no place"), "{error}");
    }

    #[test]
    fn the_endpoint_of_aws_is_that_of_the_region() {
        for (region, url) in [
            (
                "eu-west-1",
                "https://secretsmanager.eu-west-1.amazonaws.com",
            ),
            (
                "cn-north-1",
                "https://secretsmanager.cn-north-1.amazonaws.com.cn",
            ),
            (
                "us-gov-west-1",
                "https://secretsmanager.us-gov-west-1.amazonaws.com",
            ),
        ] {
            let endpoint = Endpoint::of_aws(&region.parse().unwrap()).unwrap();
            assert_eq!(endpoint.to_string(), url);
            assert!(!endpoint.is_loopback());
        }
    }
}
