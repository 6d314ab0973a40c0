//! A client against a server that answers what it is told to.

use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use zeroize::Zeroizing;

use super::*;
use crate::crypto::entropy::OsEntropy;
use crate::iam::Caller;
use crate::operations::{
    CreateSecret, DescribeSecret, GetSecretValue, Operation as _, PutSecretValue, TagResource,
};
use crate::sigv4::{Found, Incoming, verify};
use crate::types::sensitive::{SecretBinary, SecretString};
use crate::types::time::SystemClock;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const VALUE: &str = r#"{"ARN":"arn:aws:secretsmanager:us-east-1:000000000000:secret:x-AbCdEf","Name":"x",
    "VersionId":"11111111-1111-1111-1111-111111111111","SecretString":"hunter2","VersionStages":["AWSCURRENT"],
    "CreatedDate":1.523477145713E9,"SomethingNew":{"a":[1]}}"#;

/// What the server saw: a signed request.
#[derive(Debug, Clone)]
struct Seen {
    target: String,
    body: String,
    authorization: String,
    connection: usize,
}

struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// A server that gives these answers, one a request, and then closes. What is not signed by [`KEY`] fails the test.
fn server(answers: Vec<String>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    thread::spawn(move || {
        let mut answers = answers.into_iter();
        for connection in 0.. {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            while let Some(request) = read(&mut reader, connection) {
                noted.lock().unwrap().push(request);
                let Some(answer) = answers.next() else { return };
                reader.get_mut().write_all(answer.as_bytes()).unwrap();
                if answer.is_empty() || answer.contains("connection: close") {
                    break;
                }
            }
        }
    });
    Server { port, seen }
}

fn read(reader: &mut impl std::io::BufRead, connection: usize) -> Option<Seen> {
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    let mut line = String::new();
    reader
        .read_line(&mut line)
        .ok()
        .filter(|length| *length > 0)?;
    assert_eq!(line, "POST / HTTP/1.1\r\n");
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_owned(), value.trim().as_bytes().to_vec()));
    }
    let header = |name: &str| {
        let found = headers.iter().find(|(other, _)| other == name);
        String::from_utf8(found.unwrap().1.clone()).unwrap()
    };
    let mut body = vec![0; header("content-length").parse().unwrap()];
    reader.read_exact(&mut body).ok()?;
    let lines: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()))
        .collect();
    let request = Incoming {
        method: "POST",
        path: "/",
        query: "",
        headers: &lines,
        body: &body,
    };
    verify(&request, SystemClock.now(), |_| {
        Some(Found {
            secret_key: secret(KEY),
            session_token: Some(secret("TOKEN")),
            expired: false,
        })
    })
    .unwrap();
    Some(Seen {
        target: header("x-amz-target"),
        body: String::from_utf8(body).unwrap(),
        authorization: header("authorization"),
        connection,
    })
}

fn http(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn refusal(status: &str, kind: &str, rest: &str) -> String {
    http(status, &format!(r#"{{"__type":"{kind}"{rest}}}"#))
}

fn secret(text: &str) -> SecretString {
    SecretString::new(Zeroizing::new(text.to_owned()))
}

impl Server {
    fn client(&self) -> Client {
        self.patient(Duration::from_secs(30))
    }

    /// A client that waits no longer for an answer.
    fn patient(&self, read: Duration) -> Client {
        let endpoint = Endpoint::parse(&format!("http://localhost:{}", self.port)).unwrap();
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_key: secret(KEY),
            session_token: Some(secret("TOKEN")),
        };
        let limits = Limits {
            connect: Some(Duration::from_secs(5)),
            read: Some(read),
        };
        let tools = Tools {
            clock: Box::new(SystemClock),
            entropy: Box::new(OsEntropy),
            trace: None,
        };
        Client::new(endpoint, credentials, &limits, Roots::of_mozilla(), tools)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn call() -> Call {
    Call {
        region: "eu-west-1".parse().unwrap(),
        caller: Caller::Owner,
    }
}

fn get() -> GetSecretValue {
    serde_json::from_str(r#"{"SecretId":"x"}"#).unwrap()
}

/// What a client of this server is told about the value.
fn told(answers: Vec<String>) -> (Result<String>, Server) {
    let server = server(answers);
    let answer = server.client().handle(get(), &call());
    let value = answer.map(|answer| answer.secret_string.unwrap().0.expose().to_owned());
    (value, server)
}

#[test]
fn a_request_is_signed_for_its_region_and_its_answer_is_read() {
    let server = server(vec![http("200 OK", VALUE)]);
    let answer = server.client().handle(get(), &call()).unwrap();
    assert_eq!(answer.created_date.millis(), 1_523_477_145_713);
    assert_eq!(answer.secret_string.unwrap().0.expose(), "hunter2");
    let seen = server.seen();
    assert_eq!(seen[0].target, "secretsmanager.GetSecretValue");
    assert_eq!(seen[0].body, r#"{"SecretId":"x"}"#);
    assert!(seen[0].authorization.contains("/eu-west-1/secretsmanager/"));
}

#[test]
fn one_connection_serves_all_requests() {
    let server = server(vec![http("200 OK", VALUE); 3]);
    let mut client = server.client();
    for _ in 0..3 {
        client.handle(get(), &call()).unwrap();
    }
    assert!(server.seen().iter().all(|seen| seen.connection == 0));
}

#[test]
fn secrets_and_structures_go_as_the_service_wants_them() {
    let done = r#"{"ARN":"a","Name":"x","VersionId":"11111111-1111-1111-1111-111111111111"}"#;
    let server = server(vec![
        http("200 OK", done),
        http("200 OK", done),
        http("200 OK", ""),
    ]);
    let mut client = server.client();
    let create: CreateSecret = serde_json::from_str(
        r#"{"Name":"x","SecretString":"ä\"\n","Tags":[{"Key":"k","Value":"v"}],"ForceOverwriteReplicaSecret":false}"#,
    )
    .unwrap();
    client.handle(create, &call()).unwrap();
    let put = PutSecretValue {
        secret_id: Some("x".to_owned()),
        secret_binary: Some(SecretBinary::new(Zeroizing::new(b"footest".to_vec()))),
        ..PutSecretValue::default()
    };
    client.handle(put, &call()).unwrap();
    // An operation without an answer may have an empty body.
    let tag: TagResource = serde_json::from_str(r#"{"SecretId":"x","Tags":[]}"#).unwrap();
    client.handle(tag, &call()).unwrap();
    let bodies: Vec<String> = server.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(
        bodies,
        [
            r#"{"Name":"x","SecretString":"ä\"\n","Tags":[{"Key":"k","Value":"v"}],"ForceOverwriteReplicaSecret":false}"#,
            r#"{"SecretId":"x","SecretBinary":"Zm9vdGVzdA=="}"#,
            r#"{"SecretId":"x","Tags":[]}"#,
        ]
    );
}

#[test]
fn every_form_of_an_error_is_read_as_boto_reads_it() {
    let bad = "400 Bad Request";
    for (answer, code, text) in [
        (
            refusal(bad, "ResourceNotFoundException", r#","Message":"gone""#),
            "ResourceNotFoundException",
            "gone",
        ),
        (
            refusal(bad, "ValidationException", r#","message":"bad""#),
            "ValidationException",
            "bad",
        ),
        (
            refusal(
                bad,
                "com.amazon#LimitExceededException",
                r#","message":"m","Message":"M""#,
            ),
            "LimitExceededException",
            "m",
        ),
        (
            refusal(bad, "KMSInvalidStateException:http://x", ""),
            "KMSInvalidStateException",
            "",
        ),
        (
            refusal(
                "403 Forbidden",
                "AccessDeniedException",
                r#","Message":"no""#,
            ),
            "AccessDeniedException",
            "no",
        ),
        (
            refusal("404 Not Found", "UnknownOperationException", ""),
            "UnknownOperationException",
            "",
        ),
    ] {
        let (value, server) = told(vec![answer]);
        let error = value.unwrap_err();
        assert_eq!(error.code().map(ErrorCode::as_str), Some(code));
        assert_eq!(error.message(), text);
        assert_eq!(server.seen().len(), 1, "{code} was tried again");
    }
}

#[test]
fn what_is_no_answer_of_the_service_is_told_in_one_line_without_its_content() {
    for (answer, text) in [
        (http("404 Not Found", "<html>s3cret</html>"), "answered 404, and not as the service answers"),
        (http("403 Forbidden", r#"{"__type":7,"message":"s3cret"}"#), "answered 403, and not as"),
        (http("400 Bad Request", r#"{"__type":"\u001b[2J s3cret"}"#), "answered 400, and not as"),
        (http("204 No Content", ""), "answered 204, and not as"),
        (http("200 OK", "s3cret"), "answered GetSecretValue with what is no answer to it (line 1, column 1)"),
        (http("200 OK", r#"{"ARN":"a","SecretString":7,"Name":"s3cret"}"#), "what is no answer to it"),
        (http("200 OK", ""), "what is no answer to it"),
        ("s3cret\r\n\r\n".to_owned(), "the answer is not HTTP"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n{".to_owned() + &" ".repeat(17 * 1024 * 1024), "larger than 16 MiB"),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/s3cret\r\ncontent-length: 0\r\n\r\n".to_owned(),
            "answered with a redirection (302), which is not followed",
        ),
        (
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_owned(),
            "answered with a redirection (307), which is not followed",
        ),
    ] {
        let (value, server) = told(vec![answer]);
        let error = value.unwrap_err();
        assert_eq!(error.kind(), Kind::Other);
        assert!(error.message().contains(text), "{text}: {error}");
        assert!(!error.message().contains("s3cret"), "{error}");
        assert!(error.message().starts_with(&format!("http://localhost:{}", server.port)));
        assert_eq!(server.seen().len(), 1, "{text}: was tried again");
    }
}

#[test]
fn what_may_pass_is_tried_three_times_with_the_same_body() {
    for (first, second) in [
        (
            http("500 Internal Server Error", "oops"),
            http("503 Service Unavailable", ""),
        ),
        (
            refusal(
                "400 Bad Request",
                "ThrottlingException",
                r#","message":"Rate exceeded""#,
            ),
            refusal("429 Too Many Requests", "x", ""),
        ),
        // A connection that ends without an answer.
        (
            String::new(),
            "HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned(),
        ),
    ] {
        let (value, server) = told(vec![first, second, http("200 OK", VALUE)]);
        assert_eq!(value.unwrap(), "hunter2");
        let seen = server.seen();
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|seen| seen.body == seen_body(&server)));
    }
    let (value, server) = told(vec![
        refusal(
            "500 Internal Server Error",
            "InternalServiceError",
            r#","Message":"m""#
        );
        4
    ]);
    let error = value.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InternalServiceError));
    assert_eq!(server.seen().len(), 3);
}

fn seen_body(server: &Server) -> String {
    server.seen()[0].body.clone()
}

#[test]
fn a_repeated_write_has_the_token_of_the_first() {
    let answer = r#"{"ARN":"a","Name":"x","VersionId":"11111111-1111-1111-1111-111111111111"}"#;
    let server = server(vec![String::new(), http("200 OK", answer)]);
    let mut put = PutSecretValue {
        secret_id: Some("x".to_owned()),
        secret_string: Some(secret("new")),
        ..PutSecretValue::default()
    };
    put.fill_token(&OsEntropy).unwrap();
    server.client().handle(put, &call()).unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen[0].body.contains("ClientRequestToken"));
    assert_eq!(seen[0].body, seen[1].body);
}

#[test]
fn a_server_that_says_nothing_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server {
        port: listener.local_addr().unwrap().port(),
        seen: Arc::default(),
    };
    let error = server
        .patient(Duration::from_millis(300))
        .handle(get(), &call())
        .unwrap_err();
    assert!(
        error.message().contains("no answer within the time"),
        "{error}"
    );
}

#[test]
fn a_server_that_drips_is_left_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server {
        port: listener.local_addr().unwrap().port(),
        seen: Arc::default(),
    };
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            thread::spawn(move || {
                let _gone = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
                while stream.write_all(b" ").is_ok() {
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
    });
    let error = server
        .patient(Duration::from_millis(300))
        .handle(get(), &call())
        .unwrap_err();
    assert!(
        error.message().contains("no answer within the time"),
        "{error}"
    );
}

#[test]
fn nobody_at_the_port_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let server = Server {
        port,
        seen: Arc::default(),
    };
    let error = server.client().handle(get(), &call()).unwrap_err();
    assert_eq!(
        error.message(),
        format!("http://localhost:{port}: Connection refused")
    );
}

#[test]
fn a_map_of_labels_is_read_from_a_description() {
    let answer = r#"{"ARN":"a","Name":"x","LastChangedDate":1,"CreatedDate":2.5,"Tags":[],
        "VersionIdsToStages":{"11111111-1111-1111-1111-111111111111":["AWSCURRENT","b"]},
        "SecretVersionsToStages":{"22222222-2222-2222-2222-222222222222":["c"]}}"#;
    let server = server(vec![http("200 OK", answer)]);
    let request: DescribeSecret = serde_json::from_str(r#"{"SecretId":"x"}"#).unwrap();
    let answer = server.client().handle(request, &call()).unwrap();
    assert_eq!(answer.version_ids_to_stages.len(), 1);
    assert_eq!(answer.secret_versions_to_stages[0].1[0].as_str(), "c");
    assert_eq!(answer.created_date.millis(), 2_500);
}
