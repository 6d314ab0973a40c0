//! The command line of another machine, by the endpoint (`--endpoint-url`).

use serde_json::Value;

use super::server::{KeyPair, Server, credentials};
use crate::support::World;

/// A world without a vault, whose commands go to the endpoint.
fn elsewhere(server: &Server, keys: &KeyPair) -> World {
    let mut world = World::empty();
    world.set("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.url());
    world.set("AWS_ACCESS_KEY_ID", &keys.id);
    world.set("AWS_SECRET_ACCESS_KEY", &keys.secret);
    world.set("AWS_REGION", "us-east-1");
    world
}

#[test]
fn the_same_commands_work_on_the_vault_of_another_machine() {
    let there = World::with_secret();
    let keys = credentials(&there, &["laptop"]);
    let server = Server::start(&there);
    let here = elsewhere(&server, &keys);
    assert_eq!(here.run(["get", "x", "--remote"]).ok(), "old");
    let _put = here.run_with("new", ["put", "x", "--remote"]).ok();
    assert_eq!(there.run(["get", "x"]).ok(), "new");
    let _made = here
        .run_with(r#"{"user":"u"}"#, ["create", "prod/db", "--remote"])
        .ok();
    assert_eq!(here.run(["list", "-1", "--remote"]).ok(), "x\nprod/db\n");
    assert_eq!(
        there.run(["versions", "x"]).ok(),
        here.run(["versions", "x", "--remote"]).ok()
    );
    assert_eq!(
        there.run(["describe", "x", "--query", "Name"]).ok(),
        here.run(["describe", "x", "--query", "Name", "--remote"])
            .ok()
    );
    let line = "eval $(vault env --remote prod/db) && printf %s \"$DB_USER\"";
    assert_eq!(here.shell(line).ok(), "u");
    let ran = here.run([
        "run",
        "--remote",
        "V=x",
        "--",
        "sh",
        "-c",
        "printf %s \"$V\"",
    ]);
    assert_eq!(ran.ok(), "new");
    let url = server.url();
    assert_eq!(here.run(["get", "x", "--endpoint-url", &*url]).ok(), "new");
    assert!(
        !here.path(".local").exists(),
        "no vault and no memory was made"
    );
}

#[test]
fn refusals_of_the_endpoint_are_printed_as_local_ones() {
    let there = World::with_secret();
    let keys = credentials(&there, &["laptop"]);
    let server = Server::start(&there);
    let here = elsewhere(&server, &keys);
    let words = ["get-secret-value", "--secret-id", "nope"];
    let (far, near) = (
        here.run([&words[..], &["--remote"]].concat()),
        there.run(words),
    );
    assert_eq!((far.status, &far.stderr), (254, &near.stderr));
    let stranger = KeyPair {
        secret: "x".repeat(40),
        ..keys.clone()
    };
    let refused = elsewhere(&server, &stranger).run(["get", "x", "--remote"]);
    assert_eq!(refused.status, 254);
    assert!(
        refused
            .stderr
            .starts_with("An error occurred (InvalidSignatureException)"),
        "{}",
        refused.stderr
    );
    let gone = elsewhere(&server, &keys);
    assert_eq!(server.stop().0, Some(0));
    let refused = gone.run(["get", "x", "--remote"]);
    assert_eq!(refused.status, 255, "{}", refused.stderr);
}

#[test]
fn what_is_random_and_what_is_batched_comes_whole() {
    let there = World::with_secret();
    let keys = credentials(&there, &["laptop"]);
    let server = Server::start(&there);
    let here = elsewhere(&server, &keys);
    let batch = here
        .run([
            "batch-get-secret-value",
            "--secret-id-list",
            "x",
            "nope",
            "--remote",
        ])
        .ok();
    let batch: Value = serde_json::from_str(&batch).unwrap();
    assert_eq!(batch["SecretValues"][0]["SecretString"], "old");
    assert_eq!(batch["Errors"][0]["SecretId"], "nope");
    let bytes: Vec<u8> = (0..=255).collect();
    let file = here.write("bytes", &bytes);
    let argument = format!("fileb://{}", file.display());
    let _made = here
        .run([
            "create-secret",
            "--name",
            "b",
            "--secret-binary",
            &*argument,
            "--remote",
        ])
        .ok();
    assert_eq!(there.run(["get", "b"]).stdout, bytes);
    assert_eq!(here.run(["get", "b", "--remote"]).stdout, bytes);
    let password = here
        .run(["generate", "--password-length", "12", "--remote"])
        .ok();
    assert!(password.contains("RandomPassword"), "{password}");
}
