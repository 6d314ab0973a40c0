//! From the start to the end: what it says, what it follows, what it outlives.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use super::server::{Answer, Server, credentials, signed};
use crate::support::{PROGRAM, World};

fn token(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

#[test]
fn it_ends_cleanly_at_each_signal() {
    let world = World::with_vault();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let (status, said) = Server::start(&world).kill(signal);
        assert_eq!((status, said.as_str()), (Some(0), ""));
    }
}

#[test]
fn what_was_accepted_is_answered_before_the_end() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let server = Server::start(&world);
    let target = "secretsmanager.PutSecretValue";
    let body = json!({"SecretId": "x", "SecretString": "last", "ClientRequestToken": token(1)});
    let request = signed(
        &server.address,
        "us-east-1",
        &keys,
        target,
        &body.to_string(),
    );
    let (head, rest) = request.split_at(request.len() - 5);
    let mut stream = server.connect();
    stream.write_all(head).unwrap();
    thread::sleep(Duration::from_millis(200));
    let ended = thread::spawn(move || server.stop());
    thread::sleep(Duration::from_millis(200));
    stream.write_all(rest).unwrap();
    assert_eq!(Answer::read(&mut stream).unwrap().status, 200);
    drop(stream);
    assert_eq!(ended.join().unwrap().0, Some(0));
    assert_eq!(world.run(["get", "x"]).ok(), "last");
}

#[test]
fn the_command_line_and_the_endpoint_see_each_others_changes_at_once() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let server = Server::start(&world);
    for round in 0..5 {
        let value = format!("cli-{round}");
        let _put = world.run_with(&value, ["put", "x"]).ok();
        let got = server
            .call(&keys, "GetSecretValue", &json!({"SecretId": "x"}))
            .ok();
        assert_eq!(got["SecretString"], value.as_str());
        let value = format!("wire-{round}");
        let put =
            json!({"SecretId": "x", "SecretString": value, "ClientRequestToken": token(round)});
        let _put = server.call(&keys, "PutSecretValue", &put).ok();
        assert_eq!(world.run(["get", "x"]).ok(), value);
    }
    let _compacted = world.run(["compact"]).ok();
    let got = server
        .call(&keys, "GetSecretValue", &json!({"SecretId": "x"}))
        .ok();
    assert_eq!(got["SecretString"], "wire-4");
}

#[test]
fn credentials_count_from_their_making_to_their_end() {
    let world = World::with_secret();
    let server = Server::start(&world);
    let first = credentials(&world, &["app"]);
    let ask = |keys| server.call(keys, "GetSecretValue", &json!({"SecretId": "x"}));
    assert_eq!(ask(&first).status, 200);
    let rotated = world.run(["credentials", "rotate", "app"]).ok();
    assert_eq!(ask(&first).code(), "UnrecognizedClientException");
    let rotated: serde_json::Value = serde_json::from_str(&rotated).unwrap();
    let text = |name: &str| rotated["AccessKey"][name].as_str().unwrap().to_owned();
    let second = super::server::KeyPair {
        id: text("AccessKeyId"),
        secret: text("SecretAccessKey"),
        token: None,
    };
    assert_eq!(ask(&second).status, 200);
    let _deleted = world.run(["credentials", "delete", "app"]).ok();
    assert_eq!(ask(&second).code(), "UnrecognizedClientException");
    let brief = credentials(&world, &["brief", "--session", "1s"]);
    thread::sleep(Duration::from_millis(1100));
    assert_eq!(ask(&brief).code(), "ExpiredTokenException");
}

#[test]
fn a_new_vault_key_ends_it() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let mut server = Server::start(&world);
    let _rekeyed = world.run(["rekey"]).ok();
    let answer = server.call(&keys, "GetSecretValue", &json!({"SecretId": "x"}));
    assert_eq!(answer.status, 500);
    let (status, said) = server.ended();
    assert_eq!(status, Some(253), "{said}");
    assert!(said.contains("keys were changed"), "{said}");
}

#[test]
fn an_older_copy_in_the_place_of_the_file_ends_it() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let older = world.vault_bytes();
    let mut server = Server::start(&world);
    let _put = world.run_with("new", ["put", "x"]).ok();
    let ask = || server.call(&keys, "GetSecretValue", &json!({"SecretId": "x"}));
    assert_eq!(ask().ok()["SecretString"], "new");
    std::fs::write(world.vault(), older).unwrap();
    let answer = ask();
    assert_eq!(answer.status, 500, "nothing old is served");
    assert_eq!(server.ended().0, Some(11));
}

#[test]
fn an_older_copy_written_into_the_file_is_noticed_by_readers_that_saw_no_newer_one() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let mut server = Server::start(&world);
    let older = world.vault_bytes();
    let put = json!({"SecretId": "x", "SecretString": "new", "ClientRequestToken": token(1)});
    let _put = server.call(&keys, "PutSecretValue", &put).ok();
    // The same inode, which the readers have open.
    std::fs::write(world.vault(), older).unwrap();
    let answer = server.call(&keys, "GetSecretValue", &json!({"SecretId": "x"}));
    assert_eq!(answer.status, 500, "nothing old is served");
    assert_eq!(server.ended().0, Some(11));
}

#[test]
fn what_cannot_be_listened_on_is_said() {
    let world = World::with_vault();
    let server = Server::start(&world);
    let taken = world.run(["serve", "--listen", &server.address]);
    assert_eq!(taken.status, 255);
    assert!(taken.stderr.contains("is in use"), "{}", taken.stderr);
    let open = world.run(["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(open.status, 252);
    assert!(open.stderr.contains("loopback"), "{}", open.stderr);
    let name = world.run(["serve", "--listen", "localhost"]);
    assert_eq!(name.status, 252);
    let file = world.write("file", "");
    let socket = world.run(["serve", "--socket", file.to_str().unwrap()]);
    assert_eq!(socket.status, 255, "{}", socket.stderr);
    assert!(file.exists());
}

#[test]
fn a_locked_vault_is_not_served() {
    let mut world = World::with_vault();
    world.set("VAULT_KEY_FILE", "");
    let locked = world.run(["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(locked.status, 253);
}

#[test]
fn a_socket_is_for_its_owner_and_goes_with_the_endpoint() {
    use std::os::unix::fs::PermissionsExt as _;

    let world = World::with_secret();
    let keys = credentials(&world, &["app"]);
    let path = world.path("api.sock");
    let mut command = world.command(Path::new(PROGRAM));
    command.args(["serve", "--socket"]).arg(&path);
    let server = Server::run(command);
    let mode = path.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let body = r#"{"SecretId": "x"}"#;
    let target = "secretsmanager.GetSecretValue";
    let request = signed("localhost", "us-east-1", &keys, target, body);
    let mut stream = UnixStream::connect(&path).unwrap();
    stream.write_all(&request).unwrap();
    let mut start = [0; 12];
    std::io::Read::read_exact(&mut stream, &mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    drop(stream);
    assert_eq!(server.stop().0, Some(0));
    assert!(!path.exists());
    // One that a killed endpoint left is replaced.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let mut command = world.command(Path::new(PROGRAM));
    command.args(["serve", "--socket"]).arg(&path);
    assert_eq!(Server::run(command).stop().0, Some(0));
}

#[test]
fn the_service_manager_is_told_when_it_answers_and_when_it_ends() {
    let world = World::with_vault();
    let path = world.path("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let mut command = world.command(Path::new(PROGRAM));
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("NOTIFY_SOCKET", &path);
    let server = Server::run(command);
    let mut heard = [0; 64];
    let mut hear = || {
        let length = manager.recv(&mut heard).unwrap();
        String::from_utf8_lossy(&heard[..length]).into_owned()
    };
    assert_eq!(hear(), "READY=1");
    assert_eq!(server.stop().0, Some(0));
    assert_eq!(hear(), "STOPPING=1");
}

#[test]
fn a_kill_at_any_moment_loses_no_acknowledged_write() {
    let world = World::with_vault();
    let keys = credentials(&world, &["app"]);
    let acknowledged = Mutex::new(Vec::new());
    for round in 0..3_u64 {
        let server = Server::start(&world);
        thread::scope(|scope| {
            for writer in 0..4 {
                let (server, keys, acknowledged) = (&server, &keys, &acknowledged);
                scope.spawn(move || {
                    let mut stream = server.connect();
                    for number in 0.. {
                        let name = format!("r{round}/w{writer}/{number}");
                        let body = json!({
                            "Name": name, "SecretString": name, "ClientRequestToken": token(number)
                        });
                        let target = "secretsmanager.CreateSecret";
                        let body = body.to_string();
                        let request = signed(&server.address, "us-east-1", keys, target, &body);
                        if stream.write_all(&request).is_err() {
                            return;
                        }
                        let Some(answer) = Answer::read(&mut stream) else {
                            return;
                        };
                        let _made = answer.ok();
                        acknowledged.lock().unwrap().push(name);
                    }
                });
            }
            thread::sleep(Duration::from_millis(400 + 170 * round));
            let pid = Pid::from_raw(server.pid().cast_signed()).unwrap();
            kill_process(pid, Signal::KILL).unwrap();
        });
    }
    let listed = world.run(["list", "-1"]).ok();
    let there: BTreeSet<&str> = listed.lines().collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 10, "{}", acknowledged.len());
    for name in &acknowledged {
        assert!(there.contains(name.as_str()), "{name} is lost");
    }
    let _whole = world.run(["verify"]).ok();
}
