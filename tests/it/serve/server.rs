//! A running endpoint, and a client that sends exactly what a test says.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use vault::sigv4::{self, Credentials, Outgoing};
use vault::types::sensitive::SecretString;
use vault::types::time::Timestamp;
use zeroize::Zeroizing;

use crate::support::{PROGRAM, World};

/// `vault serve`, until it is let go.
pub(super) struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(super) address: String,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

/// A key pair of the vault.
#[derive(Clone)]
pub(super) struct KeyPair {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
}

impl Server {
    /// Serves the world's vault at a port that is free.
    pub(super) fn start(world: &World) -> Self {
        Self::start_with(world, &[])
    }

    pub(super) fn start_with(world: &World, options: &[&str]) -> Self {
        let mut command = world.command(Path::new(PROGRAM));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(options);
        Self::run(command)
    }

    pub(super) fn run(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some((_, address)) = line.trim().split_once("://") else {
            let status = child.wait().unwrap();
            let mut text = String::new();
            child.stderr.unwrap().read_to_string(&mut text).unwrap();
            panic!("no endpoint ({status}): {line}{text}");
        };
        Self {
            address: address.to_owned(),
            child,
        }
    }

    /// One that a test started itself.
    pub(super) const fn of(child: Child, address: String) -> Self {
        Self { child, address }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        stream
    }

    /// Sends bytes, and reads one answer.
    pub(super) fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        Answer::read(&mut stream).unwrap()
    }

    /// Calls an operation as an SDK does.
    pub(super) fn call(&self, keys: &KeyPair, operation: &str, body: &Value) -> Answer {
        self.call_in("us-east-1", keys, operation, &body.to_string())
    }

    pub(super) fn call_in(
        &self,
        region: &str,
        keys: &KeyPair,
        operation: &str,
        body: &str,
    ) -> Answer {
        let target = format!("secretsmanager.{operation}");
        self.send(&signed(&self.address, region, keys, &target, body))
    }

    /// Ends it as a service manager would; its status and what it said.
    pub(super) fn stop(self) -> (Option<i32>, String) {
        self.kill(Signal::TERM)
    }

    pub(super) fn kill(mut self, signal: Signal) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        self.ended()
    }

    /// Waits for its end.
    pub(super) fn ended(&mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut text = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut text).unwrap();
        }
        (status.code(), text)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// The bytes of a signed request.
pub(super) fn signed(
    host: &str,
    region: &str,
    keys: &KeyPair,
    target: &str,
    body: &str,
) -> Vec<u8> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap());
    signed_at(now, host, region, keys, target, body)
}

pub(super) fn signed_at(
    now: Timestamp,
    host: &str,
    region: &str,
    keys: &KeyPair,
    target: &str,
    body: &str,
) -> Vec<u8> {
    let secret = |text: &str| SecretString::new(Zeroizing::new(text.to_owned()));
    let credentials = Credentials {
        access_key_id: keys.id.clone(),
        secret_key: secret(&keys.secret),
        session_token: keys.token.as_deref().map(secret),
    };
    let headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amz-Target", target),
    ];
    let request = Outgoing {
        method: "POST",
        path: "/",
        host,
        headers: &headers,
        body: body.as_bytes(),
    };
    let signed = sigv4::sign(&request, &credentials, &region.parse().unwrap(), now).unwrap();
    let mut text = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n\
         X-Amz-Date: {}\r\nAuthorization: {}\r\nContent-Length: {}\r\n",
        signed.date,
        signed.authorization,
        body.len()
    );
    if let Some(token) = &signed.session_token {
        text.extend(["X-Amz-Security-Token: ", token, "\r\n"]);
    }
    [&text, "\r\n", body].concat().into_bytes()
}

impl Answer {
    /// Reads one answer; `None` where the connection ends without one.
    pub(super) fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return None,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")
                    .map(str::to_owned)
            })
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok()?;
        Some(Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head,
            body,
        })
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The answer of an operation that went well.
    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The code of a refusal.
    pub(super) fn code(&self) -> String {
        self.json()["__type"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Makes credentials in the world's vault.
pub(super) fn credentials(world: &World, options: &[&str]) -> KeyPair {
    let mut arguments = vec!["credentials", "create"];
    arguments.extend(options);
    let printed = world.run(arguments).ok();
    let made: Value = serde_json::from_str(&printed).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let key = &made["AccessKey"];
    KeyPair {
        id: text(&key["AccessKeyId"]).unwrap(),
        secret: text(&key["SecretAccessKey"]).unwrap(),
        token: text(&key["SessionToken"]),
    }
}
