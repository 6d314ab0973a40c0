//! Load on an endpoint: keep-alive connections, each with one request under way, driven by one thread.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use vault::sigv4::{self, Credentials, Outgoing};
use vault::types::time::{Clock as _, SystemClock};

use super::stats::Times;

/// How long to wait before looking whether it is enough.
const MOMENT: Timespec = Timespec {
    tv_sec: 1,
    tv_nsec: 0,
};

/// An endpoint and who calls it.
pub(crate) struct Target {
    pub(crate) address: String,
    pub(crate) credentials: Credentials,
}

/// What came of a run.
pub(crate) struct Run {
    pub(crate) requests: usize,
    pub(crate) took: Duration,
    pub(crate) times: Times,
}

impl Run {
    /// Requests in a second.
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are small")]
    pub(crate) fn rate(&self) -> f64 {
        self.requests as f64 / self.took.as_secs_f64()
    }
}

impl Target {
    /// The bytes of a signed request.
    pub(crate) fn request(&self, operation: &str, body: &str) -> Vec<u8> {
        let target = format!("secretsmanager.{operation}");
        let headers = [
            ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", &*target),
        ];
        let outgoing = Outgoing {
            method: "POST",
            path: "/",
            host: &self.address,
            headers: &headers,
            body: body.as_bytes(),
        };
        let region = "us-east-1".parse().expect("a Region");
        let signed = sigv4::sign(&outgoing, &self.credentials, &region, SystemClock.now())
            .expect("the credentials sign");
        format!(
            "POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n\
             X-Amz-Date: {}\r\nAuthorization: {}\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            signed.date,
            signed.authorization,
            body.len()
        )
        .into_bytes()
    }

    /// Sends one request by itself and gives the body of the answer.
    pub(crate) fn call(&self, operation: &str, body: &str) -> Vec<u8> {
        let mut connection = Connection::open(&self.address);
        connection.send(&self.request(operation, body));
        while !connection.read() {}
        connection.received
    }

    /// Keeps so many connections busy until `is_over` says that it is enough; `next` gives each request.
    pub(crate) fn run(
        &self,
        connections: usize,
        mut next: impl FnMut() -> Vec<u8>,
        mut is_over: impl FnMut(usize) -> bool,
    ) -> Run {
        let start = Instant::now();
        let mut times = Vec::new();
        let mut open: Vec<_> = (0..connections)
            .map(|_| {
                let mut connection = Connection::open(&self.address);
                connection.send(&next());
                connection
            })
            .collect();
        while !is_over(times.len()) {
            let mut polled: Vec<_> = open
                .iter()
                .map(|connection| PollFd::new(&connection.stream, PollFlags::IN))
                .collect();
            poll(&mut polled, Some(&MOMENT)).expect("poll");
            let ready: Vec<_> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
            for (connection, _) in open.iter_mut().zip(ready).filter(|(_, ready)| *ready) {
                if connection.read() {
                    times.push(connection.sent.elapsed());
                    if connection.ends {
                        *connection = Connection::open(&self.address);
                    }
                    connection.send(&next());
                }
            }
        }
        Run {
            requests: times.len(),
            took: start.elapsed(),
            times: Times::new(times),
        }
    }
}

struct Connection {
    stream: TcpStream,
    sent: Instant,
    received: Vec<u8>,
    /// Whether the server takes no further request on it.
    ends: bool,
}

impl Connection {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the endpoint listens");
        stream.set_nodelay(true).expect("a TCP socket");
        Self {
            stream,
            sent: Instant::now(),
            received: Vec::new(),
            ends: false,
        }
    }

    fn send(&mut self, request: &[u8]) {
        self.received.clear();
        self.sent = Instant::now();
        self.stream.write_all(request).expect("the endpoint reads");
    }

    /// Reads what there is; whether the answer is whole, which must be a good one.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        let count = self.stream.read(&mut buffer).expect("the endpoint answers");
        assert!(count > 0, "the endpoint closed the connection");
        self.received.extend_from_slice(&buffer[..count]);
        let Some(end) = self
            .received
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
        else {
            return false;
        };
        let head = String::from_utf8_lossy(&self.received[..end]).to_ascii_lowercase();
        assert!(
            head.starts_with("http/1.1 200"),
            "{}",
            String::from_utf8_lossy(&self.received)
        );
        self.ends = head.contains("connection: close");
        let length = head.split("content-length: ").nth(1).and_then(|rest| {
            let digits = rest.split(['\r', '\n']).next()?;
            digits.parse::<usize>().ok()
        });
        self.received.len() >= end + 4 + length.expect("the answer says its length")
    }
}
