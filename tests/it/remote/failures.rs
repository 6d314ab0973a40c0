//! What goes wrong, and how it is said.

use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;

use super::server::{ID, KEY, Pair, out};
use crate::support::{World, has};

#[test]
fn connections_that_fail_say_how() {
    let mut world = World::empty();
    world.set("AWS_ACCESS_KEY_ID", ID);
    world.set("AWS_SECRET_ACCESS_KEY", KEY);
    world.set("AWS_REGION", "us-east-1");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let get = |url: &str| world.run(["--endpoint-url", url, "get", "x", "--cli-read-timeout", "1"]);
    // Somebody who takes connections and says nothing.
    let silent = get(&format!("http://localhost:{port}"));
    assert_eq!(silent.status, 255);
    assert!(
        silent.stderr.contains("no answer within the time"),
        "{}",
        silent.stderr
    );
    // Somebody who does not speak TLS.
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _gone = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let plain = get(&format!("https://localhost:{port}"));
    assert_eq!(plain.status, 255, "{}", plain.stderr);
    assert!(
        plain.stderr.contains("no safe connection"),
        "{}",
        plain.stderr
    );
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let refused = get(&format!("http://localhost:{free}"));
    assert_eq!(refused.status, 255);
    assert_eq!(
        refused.stderr,
        format!("vault: error: http://localhost:{free}: Connection refused\n")
    );
    let certificates = world.write("certificates", "none");
    let certificates = certificates.to_str().unwrap();
    let bad = world.run([
        "--endpoint-url",
        "https://localhost:1",
        "get",
        "x",
        "--ca-bundle",
        certificates,
    ]);
    assert_eq!(bad.status, 253, "{}", bad.stderr);
}

#[test]
fn a_certificate_is_believed_only_if_it_is_the_hosts_and_of_the_bundle() {
    if !has("openssl") {
        return;
    }
    let mut world = World::empty();
    world.set("AWS_ACCESS_KEY_ID", ID);
    world.set("AWS_SECRET_ACCESS_KEY", KEY);
    world.set("AWS_REGION", "us-east-1");
    for name in ["localhost", "other.example"] {
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
            ])
            .args([
                "-subj",
                &format!("/CN={name}"),
                "-addext",
                &format!("subjectAltName=DNS:{name}"),
            ])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args([
                "-keyout",
                &format!("{name}.key"),
                "-out",
                &format!("{name}.pem"),
            ])
            .current_dir(world.home())
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
    }
    for (host, bundle, is_good) in [
        ("localhost", Some("localhost.pem"), true),
        ("localhost", Some("other.example.pem"), false),
        ("localhost", None, false),
        ("other.example", Some("other.example.pem"), false),
    ] {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", &format!("127.0.0.1:{port}")])
            .args([
                "-cert",
                &format!("{host}.pem"),
                "-key",
                &format!("{host}.key"),
            ])
            .current_dir(world.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answer = r#"{"RandomPassword":"over-tls"}"#;
        let mut input = server.stdin.take().unwrap();
        write!(
            input,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .unwrap();
        // It says when it listens.
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        while lines.next().unwrap().unwrap() != "ACCEPT" {}
        let url = format!("https://localhost:{port}");
        let mut words = vec!["--endpoint-url", &url, "get-random-password"];
        words.extend(["--cli-read-timeout", "9"]);
        words.extend(
            bundle
                .into_iter()
                .flat_map(|bundle| ["--ca-bundle", bundle]),
        );
        let output = world.run(words);
        server.kill().unwrap();
        server.wait().unwrap();
        if is_good {
            assert!(out(&output).contains("over-tls"));
        } else {
            assert_eq!(output.status, 255, "{host} {bundle:?}: {}", output.stderr);
            assert!(
                output.stderr.contains("no safe connection"),
                "{}",
                output.stderr
            );
        }
    }
}

#[test]
fn nothing_secret_is_told_by_debug_or_by_an_error() {
    let pair = Pair::new();
    let put = pair.remote(&[
        "--debug",
        "create-secret",
        "--name",
        "x",
        "--secret-string",
        "hunter2",
    ]);
    assert!(
        put.stderr
            .contains("debug: CreateSecret to http://127.0.0.1"),
        "{}",
        put.stderr
    );
    let get = pair.remote(&["--debug", "get", "x"]);
    let wrong = pair.remote(&[
        "--debug",
        "create-secret",
        "--name",
        "x",
        "--secret-string",
        "hunter2",
    ]);
    assert_eq!(wrong.status, 254);
    for output in [&put, &get, &wrong] {
        assert!(!output.stderr.contains("hunter2"), "{}", output.stderr);
        assert!(!output.stderr.contains(KEY), "{}", output.stderr);
        assert!(!output.stderr.contains("Signature="), "{}", output.stderr);
    }
}
