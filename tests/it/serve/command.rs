//! `serve -- COMMAND`, `--ephemeral` and `--print-env`.

use std::io::Read as _;
use std::path::Path;

use serde_json::{Value, json};

use super::server::{KeyPair, Server, credentials};
use crate::support::{PROGRAM, World};

/// The variables of a program that prints its environment.
fn variables(text: &str) -> impl Fn(&str) -> Option<String> + '_ {
    move |name| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .map(str::to_owned)
    }
}

#[test]
fn a_command_gets_an_endpoint_of_its_own() {
    let world = World::with_vault();
    let printed = world.run(["serve", "--", "env"]).ok();
    let variable = variables(&printed);
    let url = variable("AWS_ENDPOINT_URL_SECRETS_MANAGER").unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert_eq!(variable("AWS_REGION").as_deref(), Some("us-east-1"));
    assert_eq!(variable("AWS_DEFAULT_REGION").as_deref(), Some("us-east-1"));
    assert!(variable("AWS_ACCESS_KEY_ID").unwrap().starts_with("ASIA"));
    assert!(
        variable("VAULT_KEY_FILE").is_none(),
        "what opens the vault is not passed on"
    );
    let listed = world.run(["credentials", "list"]).ok();
    assert!(!listed.contains("ASIA"), "nothing is stored: {listed}");
}

#[test]
fn a_commands_status_is_passed_on() {
    let world = World::with_vault();
    for (line, status) in [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)] {
        assert_eq!(
            world.run(["serve", "--", "sh", "-c", line]).status,
            status,
            "{line}"
        );
    }
    let missing = world.run(["serve", "--", "/nowhere/program"]);
    assert_eq!(missing.status, 127);
    assert!(
        missing.stderr.contains("cannot run /nowhere/program"),
        "{}",
        missing.stderr
    );
    assert_eq!(world.run(["serve", "--", "/"]).status, 126);
}

#[test]
fn an_ephemeral_vault_is_empty_and_gone_at_the_end() {
    let world = World::empty();
    let mut command = world.command(Path::new(PROGRAM));
    command.args(["serve", "--ephemeral", "--format", "json"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut printed = Vec::new();
    let mut stdout = child.stdout.take().unwrap();
    let mut byte = [0];
    while !printed.ends_with(b"}") {
        stdout.read_exact(&mut byte).unwrap();
        printed.push(byte[0]);
    }
    let printed: Value = serde_json::from_slice(&printed).unwrap();
    let text = |name: &str| printed[name].as_str().unwrap().to_owned();
    let keys = KeyPair {
        id: text("AWS_ACCESS_KEY_ID"),
        secret: text("AWS_SECRET_ACCESS_KEY"),
        token: Some(text("AWS_SESSION_TOKEN")),
    };
    let address = text("AWS_ENDPOINT_URL_SECRETS_MANAGER").replace("http://", "");
    let server = Server::of(child, address);
    let body = json!({
        "Name": "x", "SecretString": "v",
        "ClientRequestToken": "01234567-89ab-cdef-0123-456789abcdef"
    });
    let _made = server.call(&keys, "CreateSecret", &body).ok();
    let got = server
        .call(&keys, "GetSecretValue", &json!({"SecretId": "x"}))
        .ok();
    assert_eq!(got["SecretString"], "v");
    assert_eq!(server.stop().0, Some(0));
    assert_eq!(
        std::fs::read_dir(world.home()).unwrap().count(),
        0,
        "no file was made"
    );
}

#[test]
fn the_variables_of_credentials_are_printed_for_a_shell() {
    let world = World::with_secret();
    let none = world.run(["serve", "--print-env"]);
    assert_eq!(none.status, 255);
    assert!(
        none.stderr.contains("no credentials yet"),
        "{}",
        none.stderr
    );
    let keys = credentials(&world, &["app"]);
    let line = "AWS_SESSION_TOKEN=stale; eval $(vault serve --print-env --listen 127.0.0.1:4000); \
         printf '%s|%s|%s|%s|%s' \"$AWS_ENDPOINT_URL_SECRETS_MANAGER\" \"$AWS_ACCESS_KEY_ID\" \
         \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_REGION\" \"$AWS_SESSION_TOKEN\"";
    let expected = format!(
        "http://127.0.0.1:4000|{}|{}|us-east-1|",
        keys.id, keys.secret
    );
    assert_eq!(world.shell(line).ok(), expected);
    let _second = credentials(&world, &["other"]);
    let which = world.run(["serve", "--print-env"]);
    assert_eq!(which.status, 252);
    assert!(which.stderr.contains("app, other"), "{}", which.stderr);
    let unknown = world.run(["serve", "--print-env", "--credentials", "nobody"]);
    assert_eq!(unknown.status, 255);
}
