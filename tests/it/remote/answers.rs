//! What comes back, beside what the file gives.

use super::server::{Pair, out};
use crate::support::Output;

#[test]
fn answers_through_an_endpoint_are_those_of_the_file() {
    let pair = Pair::new();
    for words in [
        &[
            "create-secret",
            "--name",
            "prod/db",
            "--secret-string",
            r#"{"user":"a","password":"p"}"#,
            "--tags",
            "Key=team,Value=core",
        ][..],
        &[
            "create-secret",
            "--name",
            "tls/key",
            "--secret-binary",
            "Zm9vdGVzdA==",
        ],
        &[
            "put-secret-value",
            "--secret-id",
            "prod/db",
            "--secret-string",
            r#"{"user":"b","password":"q"}"#,
        ],
        &[
            "tag-resource",
            "--secret-id",
            "prod/db",
            "--tags",
            "Key=env,Value=prod",
        ],
        &[
            "update-secret",
            "--secret-id",
            "tls/key",
            "--description",
            "a key",
        ],
    ] {
        out(&pair.remote(words));
    }
    for words in [
        &["get-secret-value", "--secret-id", "prod/db"][..],
        &["get-secret-value", "--secret-id", "tls/key"],
        &[
            "get-secret-value",
            "--secret-id",
            "prod/db",
            "--version-stage",
            "AWSPREVIOUS",
            "--output",
            "yaml",
        ],
        &["describe-secret", "--secret-id", "prod/db"],
        &["list-secrets"],
        &[
            "list-secrets",
            "--page-size",
            "1",
            "--filters",
            "Key=name,Values=tls",
            "--output",
            "text",
        ],
        &[
            "list-secrets",
            "--max-items",
            "1",
            "--query",
            "SecretList[].Name",
        ],
        &["list-secrets", "--max-items", "1", "--output", "text"],
        &[
            "list-secrets",
            "--page-size",
            "1",
            "--output",
            "yaml-stream",
        ],
        &["list-secret-version-ids", "--secret-id", "prod/db"],
        &[
            "batch-get-secret-value",
            "--secret-id-list",
            "prod/db",
            "tls/key",
            "nobody",
        ],
        &["get", "prod/db"],
        &["get", "prod/db", "--key", "password"],
        &["get", "tls/key"],
        &["list"],
        &["list", "-1"],
        &["list", "--tree"],
        &["versions", "prod/db"],
        &["diff", "prod/db"],
        &["export", "--format", "json"],
        &["env", "DB=prod/db#password", "--format", "json"],
        &["env", "prod/", "--format", "dotenv"],
    ] {
        let (local, remote) = (pair.local(words), pair.remote(words));
        assert_eq!(remote.status, local.status, "{words:?}: {}", remote.stderr);
        assert_eq!(
            String::from_utf8(remote.stdout).unwrap(),
            String::from_utf8(local.stdout).unwrap(),
            "{words:?}"
        );
    }
}

#[test]
fn refusals_through_an_endpoint_are_those_of_the_file() {
    let pair = Pair::new();
    out(&pair.local(&["create-secret", "--name", "x", "--secret-string", "v"]));
    for words in [
        &["get-secret-value", "--secret-id", "nobody"][..],
        &[
            "get-secret-value",
            "--secret-id",
            "x",
            "--version-stage",
            "NOPE",
        ],
        &["create-secret", "--name", "x", "--secret-string", "w"],
        &["get-random-password", "--password-length", "5000"],
        &["describe-secret", "--secret-id", "not a name"],
        &[
            "put-resource-policy",
            "--secret-id",
            "x",
            "--resource-policy",
            "{}",
        ],
        &["get", "nobody"],
        &["env", "nobody"],
    ] {
        let (local, remote) = (pair.local(words), pair.remote(words));
        assert_eq!(remote.status, local.status, "{words:?}");
        let first = |output: &Output| output.stderr.lines().next().unwrap().to_owned();
        assert_eq!(first(&remote), first(&local), "{words:?}");
    }
}
