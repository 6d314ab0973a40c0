//! Where the endpoint, the Region and the credentials come from.

use super::server::{ID, KEY, Pair, out};
use crate::support::World;

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
