//! Who may speak at all: programs on this machine, never a page in a browser (security 2.13).
//!
//! A web page can send requests to the loopback, and by a name of its own that it lets point there it can even read the
//! answers. So the endpoint answers only to its own names, and to nothing that a browser marks as its own.

use std::net::SocketAddr;

use hyper::header::{HOST, ORIGIN, REFERER};
use hyper::{HeaderMap, Method};

/// What a request must bring, whatever it asks for.
#[derive(Debug)]
pub(super) struct Guard {
    /// The `Host`s that are ours; every one where the client has proven by TLS whom it speaks to.
    hosts: Option<Vec<String>>,
}

impl Guard {
    /// For an endpoint on the loopback.
    pub(super) fn loopback(address: SocketAddr) -> Self {
        let port = address.port();
        let names = ["127.0.0.1", "[::1]", "localhost"].map(str::to_owned);
        let names = names.into_iter().chain(match address {
            SocketAddr::V4(address) => Some(address.ip().to_string()),
            SocketAddr::V6(_) => None,
        });
        let hosts = names.flat_map(|name| {
            let bare = (port == 80).then(|| name.clone());
            bare.into_iter().chain([format!("{name}:{port}")])
        });
        Self {
            hosts: Some(hosts.collect()),
        }
    }

    /// For a socket in the file system, where a client has no name to give.
    pub(super) fn socket() -> Self {
        Self {
            hosts: Some(vec!["localhost".to_owned()]),
        }
    }

    /// For an endpoint behind TLS.
    pub(super) const fn tls() -> Self {
        Self { hosts: None }
    }

    /// Why a request is turned away, if it is.
    pub(super) fn refuses(&self, method: &Method, headers: &HeaderMap) -> Option<&'static str> {
        let of_a_browser = headers.contains_key(ORIGIN)
            || headers.contains_key(REFERER)
            || headers
                .keys()
                .any(|name| name.as_str().starts_with("sec-fetch-"));
        if of_a_browser || method == Method::OPTIONS {
            return Some("Requests of web pages are not answered.");
        }
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Some("One Host header is needed.");
        };
        let Some(ours) = &self.hosts else {
            return None;
        };
        let is_ours = host
            .to_str()
            .is_ok_and(|host| ours.iter().any(|ours| ours.eq_ignore_ascii_case(host)));
        (!is_ours).then_some("The Host header does not name this endpoint.")
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        headers
    }

    #[test]
    fn only_the_endpoints_own_names_are_answered() {
        let guard = Guard::loopback("127.0.0.1:2773".parse().unwrap());
        let refused = |host| {
            guard
                .refuses(&Method::POST, &headers(&[("host", host)]))
                .is_some()
        };
        for host in [
            "127.0.0.1:2773",
            "localhost:2773",
            "[::1]:2773",
            "LocalHost:2773",
        ] {
            assert!(!refused(host), "{host}");
        }
        for host in [
            "evil.example:2773",
            "localhost",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost.evil.example:2773",
            "localhost:2773@evil.example",
            "",
        ] {
            assert!(refused(host), "{host}");
        }
        assert!(guard.refuses(&Method::POST, &HeaderMap::new()).is_some());
        let two = headers(&[("host", "localhost:2773"), ("host", "localhost:2773")]);
        assert!(guard.refuses(&Method::POST, &two).is_some());
    }

    #[test]
    fn what_a_browser_sends_is_turned_away() {
        let guard = Guard::loopback("127.0.0.1:2773".parse().unwrap());
        for name in ["origin", "referer", "sec-fetch-site", "sec-fetch-mode"] {
            let headers = headers(&[("host", "localhost:2773"), (name, "null")]);
            assert!(guard.refuses(&Method::GET, &headers).is_some(), "{name}");
        }
        let plain = headers(&[("host", "localhost:2773")]);
        assert!(guard.refuses(&Method::OPTIONS, &plain).is_some());
        assert!(guard.refuses(&Method::GET, &plain).is_none());
    }
}
