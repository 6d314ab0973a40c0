//! Client mode: the same commands against an endpoint. The endpoint here checks every signature, and answers what the program
//! itself answers over a file.

use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use vault::sigv4::{Found, Incoming, Verified, verify};
use vault::types::sensitive::SecretString;
use vault::types::time::{Clock as _, SystemClock};

use crate::support::{Output, PROGRAM, World, finish, has};

const ID: &str = "AKIDEXAMPLE";
const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// A request as it came.
#[derive(Debug, Clone)]
struct Seen {
    operation: String,
    body: Value,
    region: String,
    connection: usize,
}

/// A vault behind an endpoint, and a world without a vault that speaks to it.
struct Pair {
    server: World,
    client: World,
    seen: Arc<Mutex<Vec<Seen>>>,
    url: String,
}

impl Pair {
    fn new() -> Self {
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
    fn local(&self, arguments: &[&str]) -> Output {
        self.server.run(arguments)
    }

    /// The command through the endpoint.
    fn remote(&self, arguments: &[&str]) -> Output {
        self.remote_with("", arguments)
    }

    fn remote_with(&self, input: &str, arguments: &[&str]) -> Output {
        let mut words = vec!["--endpoint-url", &self.url];
        words.extend(arguments);
        self.client.run_with(input, words)
    }

    /// What was asked of the endpoint since the last time.
    fn seen(&self) -> Vec<Seen> {
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

type Headers = Vec<(String, String)>;

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
fn seconds(answer: &mut Value) {
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

fn out(output: &Output) -> String {
    assert_eq!(output.status, 0, "{}", output.stderr);
    String::from_utf8(output.stdout.clone()).unwrap()
}

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

#[test]
fn every_operation_is_sent_as_the_service_wants_it() {
    let pair = Pair::new();
    let token = "11111111-1111-1111-1111-111111111111";
    let policy = "{\"Statement\":[]}";
    for (words, operation, body) in [
        (
            &[
                "batch-get-secret-value",
                "--filters",
                "Key=name,Values=a,b",
                "--max-results",
                "3",
            ][..],
            "BatchGetSecretValue",
            json!({"Filters": [{"Key": "name", "Values": ["a", "b"]}], "MaxResults": 3}),
        ),
        (
            &["cancel-rotate-secret", "--secret-id", "x"],
            "CancelRotateSecret",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "create-secret",
                "--name",
                "x",
                "--client-request-token",
                token,
                "--secret-binary",
                "AAE=",
                "--description",
                "",
                "--no-force-overwrite-replica-secret",
            ],
            "CreateSecret",
            json!({"Name": "x", "ClientRequestToken": token, "SecretBinary": "AAE=", "Description": "", "ForceOverwriteReplicaSecret": false}),
        ),
        (
            &["delete-resource-policy", "--secret-id", "x"],
            "DeleteResourcePolicy",
            json!({"SecretId": "x"}),
        ),
        (
            &["describe-secret", "--secret-id", "x"],
            "DescribeSecret",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "get-random-password",
                "--password-length",
                "40",
                "--exclude-punctuation",
            ],
            "GetRandomPassword",
            json!({"PasswordLength": 40, "ExcludePunctuation": true}),
        ),
        (
            &["get-resource-policy", "--secret-id", "x"],
            "GetResourcePolicy",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "get-secret-value",
                "--secret-id",
                "x",
                "--version-id",
                token,
            ],
            "GetSecretValue",
            json!({"SecretId": "x", "VersionId": token}),
        ),
        (
            &[
                "list-secret-version-ids",
                "--secret-id",
                "x",
                "--include-deprecated",
            ],
            "ListSecretVersionIds",
            json!({"SecretId": "x", "IncludeDeprecated": true}),
        ),
        (
            &["list-secrets", "--sort-order", "desc", "--no-paginate"],
            "ListSecrets",
            json!({"SortOrder": "desc"}),
        ),
        (
            &[
                "put-resource-policy",
                "--secret-id",
                "x",
                "--resource-policy",
                policy,
                "--block-public-policy",
            ],
            "PutResourcePolicy",
            json!({"SecretId": "x", "ResourcePolicy": policy, "BlockPublicPolicy": true}),
        ),
        (
            &[
                "put-secret-value",
                "--secret-id",
                "x",
                "--client-request-token",
                token,
                "--secret-string",
                "ä\"",
                "--version-stages",
                "A",
                "B",
            ],
            "PutSecretValue",
            json!({"SecretId": "x", "ClientRequestToken": token, "SecretString": "ä\"", "VersionStages": ["A", "B"]}),
        ),
        (
            &[
                "remove-regions-from-replication",
                "--secret-id",
                "x",
                "--remove-replica-regions",
                "eu-west-1",
            ],
            "RemoveRegionsFromReplication",
            json!({"SecretId": "x", "RemoveReplicaRegions": ["eu-west-1"]}),
        ),
        (
            &[
                "replicate-secret-to-regions",
                "--secret-id",
                "x",
                "--add-replica-regions",
                "Region=eu-west-1",
            ],
            "ReplicateSecretToRegions",
            json!({"SecretId": "x", "AddReplicaRegions": [{"Region": "eu-west-1"}]}),
        ),
        (
            &[
                "rotate-secret",
                "--secret-id",
                "x",
                "--client-request-token",
                token,
                "--rotation-lambda-arn",
                "arn:f",
                "--rotation-rules",
                "AutomaticallyAfterDays=7",
            ],
            "RotateSecret",
            json!({"SecretId": "x", "ClientRequestToken": token, "RotationLambdaARN": "arn:f", "RotationRules": {"AutomaticallyAfterDays": 7}}),
        ),
        (
            &["stop-replication-to-replica", "--secret-id", "x"],
            "StopReplicationToReplica",
            json!({"SecretId": "x"}),
        ),
        (
            &[
                "tag-resource",
                "--secret-id",
                "x",
                "--tags",
                "Key=k,Value=v",
            ],
            "TagResource",
            json!({"SecretId": "x", "Tags": [{"Key": "k", "Value": "v"}]}),
        ),
        (
            &["untag-resource", "--secret-id", "x", "--tag-keys", "k"],
            "UntagResource",
            json!({"SecretId": "x", "TagKeys": ["k"]}),
        ),
        (
            &[
                "update-secret",
                "--secret-id",
                "x",
                "--description",
                "d",
                "--client-request-token",
                token,
            ],
            "UpdateSecret",
            json!({"SecretId": "x", "ClientRequestToken": token, "Description": "d"}),
        ),
        (
            &[
                "update-secret-version-stage",
                "--secret-id",
                "x",
                "--version-stage",
                "A",
                "--move-to-version-id",
                token,
            ],
            "UpdateSecretVersionStage",
            json!({"SecretId": "x", "VersionStage": "A", "MoveToVersionId": token}),
        ),
        (
            &["validate-resource-policy", "--resource-policy", policy],
            "ValidateResourcePolicy",
            json!({"ResourcePolicy": policy}),
        ),
        (
            &[
                "delete-secret",
                "--secret-id",
                "x",
                "--recovery-window-in-days",
                "7",
            ],
            "DeleteSecret",
            json!({"SecretId": "x", "RecoveryWindowInDays": 7}),
        ),
        (
            &["restore-secret", "--secret-id", "x"],
            "RestoreSecret",
            json!({"SecretId": "x"}),
        ),
    ] {
        let _answered = pair.remote(words);
        let seen = pair.seen();
        assert_eq!(seen.len(), 1, "{words:?}");
        assert_eq!(seen[0].operation, operation);
        assert_eq!(seen[0].body, body, "{words:?}");
        assert_eq!(seen[0].region, "us-east-1");
    }
}

#[test]
fn a_write_gets_a_token_and_short_names_work() {
    let pair = Pair::new();
    out(&pair.remote_with("first", &["create", "x"]));
    out(&pair.remote_with("second", &["put", "x"]));
    let seen = pair.seen();
    for seen in &seen {
        assert_eq!(
            seen.body["ClientRequestToken"].as_str().map(str::len),
            Some(36),
            "{seen:?}"
        );
    }
    assert_eq!(out(&pair.remote(&["get", "x"])), "second");
    out(&pair.remote(&["rollback", "x"]));
    assert_eq!(out(&pair.local(&["get", "x"])), "first");
}

#[test]
fn a_program_gets_its_environment_from_the_endpoint_by_one_connection() {
    let pair = Pair::new();
    for (name, value) in [
        ("DB_URL", "one"),
        ("API_KEY", "two"),
        ("other/name", "three"),
    ] {
        out(&pair.local(&["create-secret", "--name", name, "--secret-string", value]));
    }
    let ran = pair.remote(&["run", "--", "sh", "-c", "echo $DB_URL $API_KEY"]);
    assert_eq!(out(&ran), "one two\n");
    assert!(pair.seen().iter().all(|seen| seen.connection == 0));
    let template = pair.client.write("template", "a={{ vault:other/name }}\n");
    let template = template.to_str().unwrap();
    assert_eq!(out(&pair.remote(&["inject", template])), "a=three\n");
}

#[test]
fn a_projects_file_is_agreed_to_for_an_endpoint_of_its_own() {
    let pair = Pair::new();
    out(&pair.local(&["create-secret", "--name", "db", "--secret-string", "v"]));
    pair.client.write(".vault.toml", "[env]\nDB = \"db\"\n");
    let refused = pair.remote(&["env", "--format", "json"]);
    assert_eq!(refused.status, 253, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("is not allowed"),
        "{}",
        refused.stderr
    );
    out(&pair.remote(&["allow"]));
    assert!(out(&pair.remote(&["env", "--format", "json"])).contains("\"DB\""));
}

#[test]
fn the_region_comes_from_where_aws_has_it_and_from_ours_before() {
    let mut pair = Pair::new();
    let region = |pair: &Pair, words: &[&str]| {
        let _answered = pair.remote(words);
        pair.seen()[0].region.clone()
    };
    let get: &[&str] = &["get-random-password"];
    assert_eq!(region(&pair, get), "us-east-1");
    pair.client
        .write(".aws/config", "[default]\nregion = eu-west-1\n");
    assert_eq!(region(&pair, get), "eu-west-1");
    for (variable, value) in [
        ("AWS_DEFAULT_REGION", "eu-west-2"),
        ("AWS_REGION", "eu-west-3"),
        ("VAULT_REGION", "eu-central-1"),
    ] {
        pair.client.set(variable, value);
        assert_eq!(region(&pair, get), value);
    }
    assert_eq!(
        region(&pair, &["get-random-password", "--region", "ap-south-1"]),
        "ap-south-1"
    );
}

#[test]
fn remote_sends_to_the_endpoint_of_the_variable() {
    let mut pair = Pair::new();
    let url = pair.url.clone();
    pair.client.set("AWS_ENDPOINT_URL_SECRETS_MANAGER", url);
    out(&pair.client.run(["--remote", "get-random-password"]));
    assert_eq!(pair.seen().len(), 1);
    // Without the word the variable says nothing, and neither do the others of AWS.
    let local = pair.client.run(["list-secrets"]);
    assert_eq!(local.status, 253, "{}", local.stderr);
    assert!(local.stderr.contains("vault init"), "{}", local.stderr);
    assert!(pair.seen().is_empty());
}

#[test]
fn credentials_come_from_profiles_and_programs() {
    let pair = Pair::new();
    let world = World::empty();
    let run = |words: &[&str]| {
        let mut all = vec!["--endpoint-url", &pair.url, "get-random-password"];
        all.extend(words);
        world.run(all)
    };
    let missing = run(&[]);
    assert_eq!(missing.status, 253);
    assert!(
        missing.stderr.contains("Unable to locate credentials"),
        "{}",
        missing.stderr
    );
    let keys = format!(
        "[default]\naws_access_key_id={ID}\naws_secret_access_key={KEY}\n[wrong]\naws_access_key_id=AKIDOTHER\naws_secret_access_key=s3cret\n"
    );
    world.write(".aws/credentials", keys);
    out(&run(&[]));
    let unknown = run(&["--profile", "wrong"]);
    assert_eq!(unknown.status, 254);
    assert_eq!(
        unknown.stderr.lines().next().unwrap(),
        "An error occurred (UnrecognizedClientException) when calling the GetRandomPassword operation: The security token included in the request is invalid."
    );
    let printed = format!(r#"{{"Version":1,"AccessKeyId":"{ID}","SecretAccessKey":"{KEY}"}}"#);
    let printed = world.write("printed", printed);
    world.write(
        ".aws/config",
        format!(
            "[profile program]\ncredential_process = sh -c 'echo asked >&2; cat {}'\n[profile sso]\nsso_session = x\n\
             [profile role]\nrole_arn = arn:x\n[profile half]\naws_access_key_id = a\n",
            printed.display()
        ),
    );
    let program = run(&["--profile", "program"]);
    assert_eq!(program.stderr, "asked\n");
    out(&program);
    for (profile, text) in [
        (
            "sso",
            "aws configure export-credentials --profile sso --format process",
        ),
        (
            "role",
            "aws configure export-credentials --profile role --format process",
        ),
        ("half", "missing: aws_secret_access_key"),
        ("nobody", "The config profile (nobody) could not be found"),
    ] {
        let refused = run(&["--profile", profile]);
        assert_eq!(refused.status, 253, "{profile}");
        assert!(refused.stderr.contains(text), "{}", refused.stderr);
    }
    world.write(
        ".aws/credentials",
        "[default]\naws_secret_access_key s3cret\n",
    );
    let broken = run(&[]);
    assert_eq!(broken.status, 253);
    assert!(
        broken.stderr.contains("credentials: line 2 cannot be read"),
        "{}",
        broken.stderr
    );
    assert!(!broken.stderr.contains("s3cret"));
}

#[test]
fn what_only_a_file_has_says_so() {
    let pair = Pair::new();
    for words in [
        &["init"][..],
        &["verify"],
        &["compact"],
        &["unlock"],
        &["lock"],
        &["status"],
        &["slot", "list"],
        &["rekey"],
        &["passphrase", "change"],
        &["import", "x"],
        &["backup", "create", "x"],
    ] {
        let refused = pair.remote(words);
        assert_eq!(refused.status, 252, "{words:?}: {}", refused.stderr);
        assert_eq!(
            refused.stderr.lines().next().unwrap(),
            "vault: error: this works on a vault file only, not with --endpoint-url or --remote",
            "{words:?}"
        );
    }
    let refused = pair.remote(&["rotate-secret", "--secret-id", "x", "--generate"]);
    assert_eq!(refused.status, 252, "{}", refused.stderr);
    assert!(pair.seen().is_empty());
}

#[test]
fn endpoints_that_are_none_are_refused_before_anything_is_sent() {
    let mut world = World::empty();
    world.set("AWS_ACCESS_KEY_ID", ID);
    world.set("AWS_SECRET_ACCESS_KEY", KEY);
    for (url, status, text) in [
        ("nonsense", 252, "Invalid endpoint"),
        ("http://192.0.2.1:4566", 252, "in clear"),
        ("http://user:hunter2@localhost", 252, "a user has no place"),
        (
            "https://vault.example.com",
            253,
            "You must specify a region",
        ),
    ] {
        let refused = world.run(["--endpoint-url", url, "get", "x"]);
        assert_eq!(refused.status, status, "{url}: {}", refused.stderr);
        assert!(refused.stderr.contains(text), "{}", refused.stderr);
        assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
    }
}

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
