//! The API of AWS's local agent and of its Lambda extension.

use serde_json::json;

use super::server::{Answer, Server, credentials};
use crate::support::World;

fn get(server: &Server, path: &str, token: Option<&str>, more: &str) -> Answer {
    let token = token.map_or_else(String::new, |token| {
        format!("X-Aws-Parameters-Secrets-Token: {token}\r\n")
    });
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\n{token}{more}\r\n",
        server.address
    );
    server.send(request.as_bytes())
}

#[test]
fn an_application_of_the_agent_reads_with_the_token_of_temporary_credentials() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app", "--session", "1h", "--secrets", "x"]);
    let server = Server::start(&world);
    let token = keys.token.as_deref();
    for path in [
        "/secretsmanager/get?secretId=x",
        "/secretsmanager/get?secretId=x&versionStage=AWSCURRENT&refreshNow=true",
        "/v1/x",
    ] {
        let got = get(&server, path, token, "").ok();
        assert_eq!(got["SecretString"], "old", "{path}");
    }
    let _put = world.run_with("new", ["put", "x"]).ok();
    let got = get(&server, "/v1/x", token, "").ok();
    assert_eq!(got["SecretString"], "new", "nothing is cached");

    let refused = get(&server, "/v1/nope", token, "");
    assert_eq!(refused.code(), "AccessDeniedException");
    let refused = get(&server, "/v1/x?versionStage=NONE", token, "");
    assert_eq!(
        (refused.status, refused.code()),
        (400, "ResourceNotFoundException".to_owned())
    );
    // The same key pair signs, too.
    let got = server
        .call(&keys, "GetSecretValue", &json!({"SecretId": "x"}))
        .ok();
    assert_eq!(got["SecretString"], "new");
}

#[test]
fn without_a_known_token_the_agents_words_are_all_that_is_said() {
    let world = World::with_secret();
    let keys = credentials(&world, &["app", "--session", "1h"]);
    let permanent = credentials(&world, &["lasting"]);
    let server = Server::start(&world);
    let words = |path: &str, token: Option<&str>, more: &str| {
        let answer = get(&server, path, token, more);
        (answer.status, String::from_utf8(answer.body).unwrap())
    };
    let bad = (403, "Bad Token".to_owned());
    assert_eq!(words("/ping", None, ""), (200, "healthy".to_owned()));
    for token in [
        None,
        Some("x"),
        Some(&*permanent.id),
        Some(&*permanent.secret),
    ] {
        assert_eq!(words("/v1/x", token, ""), bad);
        assert_eq!(words("/nowhere", token, ""), bad);
    }
    let token = keys.token.as_deref();
    assert_eq!(words("/nowhere", token, ""), (404, "Not found".to_owned()));
    let forwarded = words("/v1/x", token, "X-Forwarded-For: 10.0.0.1\r\n");
    assert_eq!(forwarded, (400, "Forwarded".to_owned()));
    let _deleted = world.run(["credentials", "delete", "app"]).ok();
    assert_eq!(words("/v1/x", token, ""), bad, "its token went with it");
}
