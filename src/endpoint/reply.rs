//! What is answered: a status, a kind of content, a body.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use zeroize::Zeroizing;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// An answer on its way to the client.
#[derive(Debug)]
pub(super) struct Reply {
    status: u16,
    content_type: &'static str,
    body: Zeroizing<Vec<u8>>,
    closes: bool,
}

impl Reply {
    /// An answer of the API.
    pub(super) const fn json(status: u16, body: Zeroizing<Vec<u8>>) -> Self {
        Self {
            status,
            content_type: "application/x-amz-json-1.1",
            body,
            closes: false,
        }
    }

    /// An answer of the agent's API, whose own words are plain text.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            content_type: "text/plain",
            body: Zeroizing::new(text.as_bytes().to_vec()),
            closes: false,
        }
    }

    /// The same, after which the connection ends: what is left of the request is not waited for.
    #[must_use]
    pub(super) const fn and_close(mut self) -> Self {
        self.closes = true;
        self
    }

    /// The status.
    pub(super) const fn status(&self) -> u16 {
        self.status
    }

    #[cfg(test)]
    pub(super) fn into_body(self) -> Zeroizing<Vec<u8>> {
        self.body
    }

    /// The response, named by an id of its own.
    pub(super) fn into_response(mut self, id: &str) -> Response<Full<Bytes>> {
        // The heap wipes it when the response is gone.
        let body = Bytes::from(std::mem::take(&mut *self.body));
        let mut response = Response::new(Full::new(body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        // Nothing between here and the application is to keep a secret.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(id) = HeaderValue::from_str(id) {
            headers.insert(REQUEST_ID, id);
        }
        if self.closes {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
