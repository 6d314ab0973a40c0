//! Connections: what one may take of time and memory, and the way from its requests to the vault's threads.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::AUTHORIZATION;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use zeroize::Zeroizing;

use super::Say;
use super::agent;
use super::desk::Asked;
use super::guard::Guard;
use super::queue::Queue;
use super::reply::Reply;
use super::wire;
use crate::crypto::entropy::OsEntropy;
use crate::operations::new_token;

/// Bytes of a request's line and headers.
const HEAD: usize = 16 * 1024;
/// Bytes of a body: 65,536 of a value can be 393 KB when they are escaped.
const BODY: usize = 512 * 1024;
/// How long a client may take to send a request's head, its body, and to take the answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What every connection needs.
pub(super) struct Front {
    pub(super) guard: Guard,
    pub(super) queue: Queue,
    /// Gets a line for each request: what was asked, the status, the time it took.
    pub(super) log: Option<Say>,
}

/// Answers a connection's requests until it ends.
pub(super) async fn converse<I>(stream: I, front: Arc<Front>, watcher: Watcher)
where
    I: AsyncRead + AsyncWrite + Send + 'static,
{
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(PATIENCE));
    let answer = service_fn(move |request| {
        let front = Arc::clone(&front);
        async move { respond(request, &front).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEAD)
        .half_close(true)
        .serve_connection(TokioIo::new(Box::pin(stream)), answer);
    // A connection that breaks is its client's business.
    let _broken = watcher.watch(connection).await;
}

async fn respond(
    request: Request<Incoming>,
    front: &Front,
) -> Result<Response<Full<Bytes>>, std::convert::Infallible> {
    let began = Instant::now();
    let line = front.log.as_ref().map(|_| describe(&request));
    let reply = reply_to(request, front).await;
    if let (Some(log), Some(line)) = (&front.log, line) {
        log(&format!(
            "{line}: {} in {:.1} ms",
            reply.status(),
            began.elapsed().as_secs_f64() * 1000.0
        ));
    }
    let id = new_token(&OsEntropy);
    Ok(reply.into_response(id.as_ref().map_or("", |id| id.as_str())))
}

/// A request in a few words, none of which could be a secret.
fn describe(request: &Request<Incoming>) -> String {
    let target = request.headers().get("x-amz-target");
    let target = target.and_then(|target| target.to_str().ok());
    let what = target.unwrap_or_else(|| request.uri().path());
    let what: String = what.chars().take(80).collect();
    format!("{} {}", request.method(), what.escape_debug())
}

async fn reply_to(request: Request<Incoming>, front: &Front) -> Reply {
    let (head, body) = request.into_parts();
    if let Some(why) = front.guard.refuses(&head.method, &head.headers) {
        let body = wire::error_body("AccessDeniedException", why, false);
        return Reply::json(403, body).and_close();
    }
    if head.method == Method::POST && head.uri.path() == "/" {
        if !head.headers.contains_key(AUTHORIZATION) {
            // What nobody signed is refused whatever its body: nothing is kept for it.
            let asked = Asked::Api(Box::new(head), Zeroizing::default());
            return front.queue.ask(asked).await.and_close();
        }
        return match collect(body).await {
            Ok(body) => front.queue.ask(Asked::Api(Box::new(head), body)).await,
            Err(reply) => reply,
        };
    }
    match agent::read(&head) {
        Ok(asked) => front.queue.ask(Asked::Agent(Box::new(asked))).await,
        Err(reply) => reply,
    }
}

/// A request's body, if it comes in time and is not too long.
async fn collect(mut body: Incoming) -> Result<Zeroizing<Vec<u8>>, Reply> {
    let announced = body.size_hint().lower();
    if announced > BODY as u64 {
        return Err(too_large());
    }
    let read = async {
        let mut bytes = Zeroizing::new(Vec::new());
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| broken())?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if bytes.len() + data.len() > BODY {
                return Err(too_large());
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    };
    timeout(PATIENCE, read)
        .await
        .unwrap_or_else(|_| Err(cut_off()))
}

fn too_large() -> Reply {
    let message = "Request body is longer than 524288 bytes.";
    Reply::json(
        413,
        wire::error_body("RequestEntityTooLargeException", message, false),
    )
    .and_close()
}

fn broken() -> Reply {
    Reply::json(400, wire::error_body("SerializationException", "", false)).and_close()
}

fn cut_off() -> Reply {
    let message = "The request's body did not come whole within 10 seconds.";
    Reply::json(
        408,
        wire::error_body("RequestTimeoutException", message, false),
    )
    .and_close()
}
