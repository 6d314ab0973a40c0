//! A server that checks every byte of a request and answers from a vault, and the client beside it.

use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use vault::sigv4::{Found, Incoming, Verified, verify};
use vault::types::sensitive::SecretString;
use vault::types::time::{Clock as _, SystemClock};

use crate::support::{Output, PROGRAM, World, finish};

pub(super) const ID: &str = "AKIDEXAMPLE";
pub(super) const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) operation: String,
    pub(super) body: Value,
    pub(super) region: String,
    pub(super) connection: usize,
}

/// A vault behind an endpoint, and a world without a vault that speaks to it.
pub(super) struct Pair {
    pub(super) server: World,
    pub(super) client: World,
    pub(super) seen: Arc<Mutex<Vec<Seen>>>,
    pub(super) url: String,
}

impl Pair {
    pub(super) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = World::with_vault();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (home, noted) = (server.home().to_owned(), Arc::clone(&seen));
        thread::spawn(move || {
            for connection in 0.. {
                let (stream, _) = listener.accept().unwrap();
                serve(&stream, &home, connection, &noted);
            }
        });
        let mut client = World::empty();
        client.set("AWS_ACCESS_KEY_ID", ID);
        client.set("AWS_SECRET_ACCESS_KEY", KEY);
        Self {
            server,
            client,
            seen,
            url,
        }
    }

    /// The same command over the file.
    pub(super) fn local(&self, arguments: &[&str]) -> Output {
        self.server.run(arguments)
    }

    /// The command through the endpoint.
    pub(super) fn remote(&self, arguments: &[&str]) -> Output {
        self.remote_with("", arguments)
    }

    pub(super) fn remote_with(&self, input: &str, arguments: &[&str]) -> Output {
        let mut words = vec!["--endpoint-url", &self.url];
        words.extend(arguments);
        self.client.run_with(input, words)
    }

    /// What was asked of the endpoint since the last time.
    pub(super) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn serve(stream: &TcpStream, home: &Path, connection: usize, seen: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream);
    while let Some((headers, body)) = read(&mut reader) {
        let lines: Vec<(&str, &[u8])> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let request = Incoming {
            method: "POST",
            path: "/",
            query: "",
            headers: &lines,
            body: &body,
        };
        let verified = verify(&request, SystemClock.now(), |id| {
            (id == ID).then(|| Found {
                secret_key: SecretString::new(KEY.to_owned().into()),
                session_token: None,
                expired: false,
            })
        });
        let (status, answer) = match verified {
            Ok(verified) => {
                let target = value(&headers, "x-amz-target");
                let operation = target.strip_prefix("secretsmanager.").unwrap().to_owned();
                let body: Value = serde_json::from_slice(&body).unwrap();
                let answer = answer(home, &operation, &body, &verified);
                seen.lock().unwrap().push(Seen {
                    operation,
                    body,
                    region: verified.region.to_string(),
                    connection,
                });
                answer
            }
            Err(error) => (
                "400 Bad Request",
                json!({"__type": error.code().unwrap().as_str(), "message": error.message()}),
            ),
        };
        let answer = answer.to_string();
        write!(
            reader.get_mut(),
            "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .unwrap();
    }
}

pub(super) type Headers = Vec<(String, String)>;

fn read(reader: &mut impl BufRead) -> Option<(Headers, Vec<u8>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    assert_eq!(line, "POST / HTTP/1.1\r\n");
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut body = vec![0; value(&headers, "content-length").parse().unwrap()];
    reader.read_exact(&mut body).ok()?;
    Some((headers, body))
}

fn value(headers: &Headers, name: &str) -> String {
    let found = headers.iter().find(|(other, _)| other == name);
    found.unwrap().1.clone()
}

/// What the program answers over the file, in the form of the wire.
fn answer(
    home: &Path,
    operation: &str,
    body: &Value,
    verified: &Verified,
) -> (&'static str, Value) {
    let word = operation.chars().fold(String::new(), |mut word, letter| {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
        word
    });
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .env("HOME", home)
        .env("TZ", "UTC")
        .env("VAULT_KEY_FILE", home.join("key"))
        .args([&word, "--region", verified.region.as_str()])
        .args(["--cli-input-json", &body.to_string()]);
    if word == "list-secrets" {
        command.arg("--no-paginate");
    }
    let output = finish(command, b"");
    if output.status == 0 {
        let mut answer = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| json!({}));
        seconds(&mut answer);
        return ("200 OK", answer);
    }
    let sentence = output.stderr.lines().next().unwrap();
    let told = sentence
        .strip_prefix("An error occurred (")
        .and_then(|rest| rest.split_once(") when calling the "))
        .and_then(|(code, rest)| Some((code, rest.split_once(" operation: ")?.1)));
    let (code, text) = told.unwrap_or_else(|| panic!("{sentence}"));
    ("400 Bad Request", json!({"__type": code, "Message": text}))
}

/// Dates become numbers.
pub(super) fn seconds(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(text) if name.ends_with("Date") => {
                        let date = chrono::DateTime::parse_from_rfc3339(text).unwrap();
                        #[expect(clippy::cast_precision_loss, reason = "as on the wire")]
                        let seconds = date.timestamp_millis() as f64 / 1000.0;
                        *value = json!(seconds);
                    }
                    _ => seconds(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(seconds),
        _ => {}
    }
}

pub(super) fn out(output: &Output) -> String {
    assert_eq!(output.status, 0, "{}", output.stderr);
    String::from_utf8(output.stdout.clone()).unwrap()
}
