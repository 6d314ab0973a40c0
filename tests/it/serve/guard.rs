//! Who may speak, and how much one client may take.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::json;

use super::server::{Answer, KeyPair, Server, credentials, signed};
use crate::support::World;

fn served() -> (World, Server, KeyPair) {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let server = Server::start(&world);
    (world, server, keys)
}

fn get(keys: &KeyPair, server: &Server) -> Vec<u8> {
    let body = r#"{"SecretId": "x"}"#;
    let target = "secretsmanager.GetSecretValue";
    signed(&server.address, "us-east-1", keys, target, body)
}

/// The server is up and answers others.
fn is_well(server: &Server, keys: &KeyPair) {
    assert_eq!(server.send(&get(keys, server)).status, 200);
}

#[test]
fn web_pages_and_other_names_are_turned_away() {
    let (_world, server, keys) = served();
    let good = String::from_utf8(get(&keys, &server)).unwrap();
    let with = |header: &str| good.replacen("\r\n", &format!("\r\n{header}\r\n"), 1);
    for request in [
        with("Origin: http://localhost"),
        with("Referer: http://localhost/"),
        with("Sec-Fetch-Site: cross-site"),
        good.replace(&server.address, "evil.example"),
        good.replacen("Host: ", "X-Host: ", 1),
        with(&format!("Host: {}", server.address)),
        good.replacen("POST", "OPTIONS", 1),
    ] {
        let answer = server.send(request.as_bytes());
        assert!([400, 403].contains(&answer.status), "{request}");
        assert!(!answer.head.to_ascii_lowercase().contains("access-control"));
        assert!(!String::from_utf8_lossy(&answer.body).contains("old"));
    }
    is_well(&server, &keys);
}

#[test]
fn a_body_of_512_kib_is_served_and_no_longer_one() {
    let (_world, server, keys) = served();
    // 65,536 bytes of a control character are 393 KB escaped.
    let value = "\u{1}".repeat(65_536);
    let token = "01234567-89ab-cdef-0123-456789abcdef";
    let put = json!({"SecretId": "x", "SecretString": value, "ClientRequestToken": token});
    let _put = server.call(&keys, "PutSecretValue", &put).ok();
    let got = server
        .call(&keys, "GetSecretValue", &json!({"SecretId": "x"}))
        .ok();
    assert_eq!(got["SecretString"], value.as_str());

    let padded = format!("{{\"SecretId\": \"x\"{}}}", " ".repeat(512 * 1024));
    let refused = server.call_in("us-east-1", &keys, "GetSecretValue", &padded);
    assert_eq!(refused.status, 413);
    // One that is only announced is not waited for.
    let huge = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nAuthorization: x\r\nContent-Length: 1073741824\r\n\r\n",
        server.address
    );
    assert_eq!(server.send(huge.as_bytes()).status, 413);
    is_well(&server, &keys);
}

#[test]
fn hostile_heads_end_in_an_answer_or_a_closed_connection() {
    let (_world, server, keys) = served();
    let host = &server.address;
    for bytes in [
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "y".repeat(64 * 1024)).into_bytes(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "A: b\r\n".repeat(500)).into_bytes(),
        format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "a".repeat(64 * 1024)).into_bytes(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello").into_bytes(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").into_bytes(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").into_bytes(),
        format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n").into_bytes(),
    ] {
        let mut stream = server.connect();
        stream.write_all(&bytes).unwrap();
        let _half = stream.shutdown(Shutdown::Write);
        let answer = Answer::read(&mut stream);
        assert!(
            answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status)),
            "{:?}: {answer:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
        );
    }
    is_well(&server, &keys);
}

#[test]
fn an_unsigned_request_is_refused_before_its_body() {
    let (_world, server, keys) = served();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nX-Amz-Target: secretsmanager.ListSecrets\r\nContent-Length: 524288\r\n\r\n",
        server.address
    );
    let answer = server.send(head.as_bytes());
    assert_eq!(answer.code(), "MissingAuthenticationTokenException");
    assert_eq!(answer.header("connection"), Some("close"));
    is_well(&server, &keys);
}

#[test]
fn a_half_closed_connection_still_gets_its_answer() {
    let (_world, server, keys) = served();
    let mut stream = server.connect();
    stream.write_all(&get(&keys, &server)).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(Answer::read(&mut stream).unwrap().status, 200);
}

#[test]
fn slow_clients_are_cut_off_and_others_served_meanwhile() {
    let (_world, server, keys) = served();
    let begun = format!("POST / HTTP/1.1\r\nHost: {}\r\n", server.address);
    let mut slow: Vec<TcpStream> = (0..128)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(begun.as_bytes()).unwrap();
            stream
        })
        .collect();
    let mut slow_body = server.connect();
    let head = format!("{begun}Authorization: x\r\nContent-Length: 100\r\n\r\n{{");
    slow_body.write_all(head.as_bytes()).unwrap();
    is_well(&server, &keys);
    for stream in slow.iter_mut().take(1).chain([&mut slow_body]) {
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        let told = String::from_utf8_lossy(&rest);
        assert!(
            told.is_empty() || told.starts_with("HTTP/1.1 408"),
            "{told}"
        );
    }
    is_well(&server, &keys);
}

#[test]
fn two_hundred_and_fifty_six_connections_are_served_at_once() {
    let (_world, server, keys) = served();
    let mut streams: Vec<TcpStream> = (0..256).map(|_| server.connect()).collect();
    for _ in 0..2 {
        for stream in &mut streams {
            stream.write_all(&get(&keys, &server)).unwrap();
        }
        for stream in &mut streams {
            assert_eq!(Answer::read(stream).unwrap().ok()["SecretString"], "old");
        }
    }
}

#[test]
fn requests_behind_one_another_are_answered_in_their_order() {
    let (_world, server, keys) = served();
    let mut stream = server.connect();
    let one = get(&keys, &server);
    stream.write_all(&[&*one, &*one, &*one].concat()).unwrap();
    for _ in 0..3 {
        assert_eq!(Answer::read(&mut stream).unwrap().status, 200);
    }
}
