//! The HTTP API of AWS's local agent and of its Lambda extension (semantics 18): a `GET` with a token instead of a signature.
//!
//! The token is the session token of temporary credentials, which the agent's clients send from `AWS_SESSION_TOKEN` anyway;
//! so a token has the limits and the end of its credentials. There is no cache: an answer is never stale.

use hyper::Method;
use hyper::http::request::Parts;
use zeroize::Zeroizing;

use super::reply::Reply;
use crate::operations::GetSecretValue;
use crate::types::version::{StagingLabel, VersionId};

const TOKENS: [&str; 2] = ["x-aws-parameters-secrets-token", "x-vault-token"];

/// What a client of the agent asks for.
pub(super) struct Asked {
    /// What it proves itself with.
    pub(super) token: Zeroizing<String>,
    /// What it wants, unless that cannot be told; said only to those whose token is known.
    pub(super) request: Result<GetSecretValue, Reply>,
}

/// Reads a request that is none of the API's; the error is its answer. The order of the checks is the agent's.
pub(super) fn read(head: &Parts) -> Result<Asked, Reply> {
    if head.method == Method::GET && head.uri.path() == "/ping" {
        return Err(Reply::text(200, "healthy"));
    }
    if head.headers.contains_key("x-forwarded-for") {
        return Err(Reply::text(400, "Forwarded"));
    }
    let token = TOKENS.iter().find_map(|name| head.headers.get(*name));
    let token = token.and_then(|token| token.to_str().ok());
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return Err(bad_token());
    };
    Ok(Asked {
        token: Zeroizing::new(token.to_owned()),
        request: parse(head),
    })
}

/// The answer to a token that is nobody's.
pub(super) fn bad_token() -> Reply {
    Reply::text(403, "Bad Token")
}

fn parse(head: &Parts) -> Result<GetSecretValue, Reply> {
    if head.method != Method::GET {
        return Err(Reply::text(405, "Not allowed"));
    }
    let path = head.uri.path();
    let mut request = GetSecretValue::default();
    let missing = if path == "/secretsmanager/get" {
        "missing parameter secretId"
    } else if let Some(id) = path.strip_prefix("/v1/") {
        request.secret_id = Some(decode(id, false)?);
        "missing secret ID"
    } else {
        return Err(Reply::text(404, "Not found"));
    };
    let is_in_path = request.secret_id.is_some();
    for pair in head.uri.query().unwrap_or_default().split('&') {
        if pair.is_empty() {
            continue;
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value, true)?;
        match &*decode(name, true)? {
            "secretId" if !is_in_path => request.secret_id = Some(value),
            "versionId" => request.version_id = Some(VersionId::from(value)),
            "versionStage" => request.version_stage = Some(StagingLabel::from(value)),
            // Every answer is fresh.
            "refreshNow" => match &*value.to_ascii_lowercase() {
                "true" | "1" | "false" | "0" => {}
                _ => return Err(Reply::text(400, "invalid refreshNow value")),
            },
            unknown => {
                return Err(Reply::text(400, &format!("unknown parameter: {unknown}")));
            }
        }
    }
    if request.secret_id.as_deref().unwrap_or_default().is_empty() {
        return Err(Reply::text(400, missing));
    }
    Ok(request)
}

/// Percent-decodes (RFC 3986, 2.1); in a query a plus is a space, as forms have it.
fn decode(text: &str, is_query: bool) -> Result<String, Reply> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = (digit(), digit());
                high.zip(low)
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
                    .ok_or_else(not_text)?
            }
            b'+' if is_query => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| not_text())
}

fn not_text() -> Reply {
    Reply::text(400, "the request is not percent-encoded UTF-8")
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn head(method: Method, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn outcome(method: Method, uri: &str) -> Result<GetSecretValue, (u16, String)> {
        let head = head(method, uri, &[("X-Vault-Token", "t")]);
        let told = |reply: Reply| {
            let status = reply.status();
            (
                status,
                String::from_utf8(reply.into_body().to_vec()).unwrap(),
            )
        };
        read(&head).map_err(told)?.request.map_err(told)
    }

    #[test]
    fn both_forms_name_the_secret_and_its_version() {
        for uri in [
            "/secretsmanager/get?secretId=prod%2Fdb&versionStage=AWSPREVIOUS&refreshNow=TRUE",
            "/v1/prod/db?versionStage=AWSPREVIOUS",
            "/v1/prod%2fdb?versionStage=AWSPREVIOUS&",
        ] {
            let request = outcome(Method::GET, uri).unwrap();
            assert_eq!(request.secret_id.as_deref(), Some("prod/db"), "{uri}");
            let stage = request.version_stage.map(|stage| stage.as_str().to_owned());
            assert_eq!(stage.as_deref(), Some("AWSPREVIOUS"));
        }
        let request = outcome(Method::GET, "/secretsmanager/get?secretId=a+b").unwrap();
        assert_eq!(request.secret_id.as_deref(), Some("a b"));
        let request = outcome(Method::GET, "/v1/a+b").unwrap();
        assert_eq!(request.secret_id.as_deref(), Some("a+b"));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_the_agents_words() {
        for (method, uri, status, text) in [
            (Method::GET, "/ping", 200, "healthy"),
            (Method::POST, "/v1/x", 405, "Not allowed"),
            (Method::GET, "/other", 404, "Not found"),
            (
                Method::GET,
                "/secretsmanager/get",
                400,
                "missing parameter secretId",
            ),
            (
                Method::GET,
                "/secretsmanager/get?secretId=",
                400,
                "missing parameter secretId",
            ),
            (Method::GET, "/v1/", 400, "missing secret ID"),
            (
                Method::GET,
                "/v1/x?secretId=y",
                400,
                "unknown parameter: secretId",
            ),
            (Method::GET, "/v1/x?a=b", 400, "unknown parameter: a"),
            (
                Method::GET,
                "/v1/x?refreshNow=2",
                400,
                "invalid refreshNow value",
            ),
            (
                Method::GET,
                "/v1/%ff",
                400,
                "the request is not percent-encoded UTF-8",
            ),
            (
                Method::GET,
                "/v1/x%2",
                400,
                "the request is not percent-encoded UTF-8",
            ),
        ] {
            let refused = outcome(method, uri).unwrap_err();
            assert_eq!(refused, (status, text.to_owned()), "{uri}");
        }
    }

    #[test]
    fn without_a_token_nothing_is_said_and_a_forwarded_request_is_refused() {
        for headers in [&[][..], &[("X-Vault-Token", "")]] {
            let refused = read(&head(Method::GET, "/nowhere", headers)).err().unwrap();
            assert_eq!(refused.status(), 403);
        }
        let forwarded = [("X-Forwarded-For", "10.0.0.1"), ("X-Vault-Token", "t")];
        let refused = read(&head(Method::GET, "/v1/x", &forwarded)).err().unwrap();
        assert_eq!(&**refused.into_body(), b"Forwarded");
    }
}
