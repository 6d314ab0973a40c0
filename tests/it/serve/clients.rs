//! The real clients, unmodified.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::server::{KeyPair, Server, credentials};
use crate::support::{World, has, python_folder};

/// A script of `tests/clients`.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(name)
}

/// New credentials for one run of a client.
fn app(world: &World) -> KeyPair {
    let _none_yet = world.run(["credentials", "delete", "app"]);
    credentials(world, &["app"])
}

/// Runs a client with the variables that `serve --print-env` prints.
fn run(world: &World, server: &Server, program: &str, arguments: &[&str]) -> String {
    let keys = app(world);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .env("HOME", world.home())
        .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.url())
        .env("AWS_ACCESS_KEY_ID", keys.id)
        .env("AWS_SECRET_ACCESS_KEY", keys.secret)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_PROFILE");
    let output = command.output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{stdout}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    stdout
}

#[test]
fn boto3_works_unchanged() {
    if python_folder("boto3").is_none() {
        return;
    }
    let world = World::with_vault();
    let server = Server::start(&world);
    let path = script("walk_boto3.py");
    assert_eq!(
        run(&world, &server, "python3", &[path.to_str().unwrap()]),
        "done\n"
    );
}

#[test]
fn the_caching_client_of_aws_works_unchanged() {
    if python_folder("aws_secretsmanager_caching").is_none() {
        return;
    }
    let world = World::with_vault();
    let server = Server::start(&world);
    let path = script("walk_boto3.py");
    let arguments = [path.to_str().unwrap(), "--cache"];
    assert_eq!(run(&world, &server, "python3", &arguments), "done\n");
}

#[test]
fn the_aws_sdk_for_javascript_works_unchanged() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/node/node_modules");
    if !modules.join("@aws-sdk/client-secrets-manager").is_dir() || !has("node") {
        assert!(std::env::var_os("CI").is_none(), "the SDK is not installed");
        eprintln!("skipped: @aws-sdk/client-secrets-manager is not installed");
        return;
    }
    let world = World::with_vault();
    let server = Server::start(&world);
    let path = script("walk_sdk.cjs");
    let load = format!(
        "process.env.NODE_PATH={modules:?}; require('module').Module._initPaths(); require({path:?})"
    );
    assert_eq!(run(&world, &server, "node", &["-e", &load]), "done\n");
}

#[test]
fn the_aws_cli_works_unchanged() {
    if python_folder("awscli").is_none() {
        return;
    }
    let world = World::with_vault();
    let server = Server::start(&world);
    let aws = |arguments: &[&str]| {
        let mut words = vec!["-m", "awscli", "secretsmanager"];
        words.extend(arguments);
        run(&world, &server, "python3", &words)
    };
    let _made = aws(&["create-secret", "--name", "cli", "--secret-string", "v"]);
    let value = [
        "--secret-id",
        "cli",
        "--query",
        "SecretString",
        "--output",
        "text",
    ];
    let got = aws(&[&["get-secret-value"][..], &value].concat());
    assert_eq!(got, "v\n");
    assert_eq!(world.run(["get", "cli"]).ok(), "v");
}

#[test]
fn boto3_works_over_tls() {
    if python_folder("boto3").is_none() || !has("openssl") {
        return;
    }
    let world = World::with_vault();
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
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            "-days",
            "1",
            "-subj",
            "/CN=vault",
        ])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .current_dir(world.home())
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    let server = Server::start_with(&world, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    let keys = app(&world);
    let line = "import boto3\nclient = boto3.client('secretsmanager')\n\
        client.create_secret(Name='x', SecretString='v')\n\
        print(client.get_secret_value(SecretId='x')['SecretString'])";
    let output = Command::new("python3")
        .args(["-c", line])
        .env("HOME", world.home())
        .env(
            "AWS_ENDPOINT_URL_SECRETS_MANAGER",
            format!("https://{}", server.address),
        )
        .env("AWS_CA_BUNDLE", world.path("cert.pem"))
        .env("AWS_ACCESS_KEY_ID", keys.id)
        .env("AWS_SECRET_ACCESS_KEY", keys.secret)
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env_remove("AWS_SESSION_TOKEN")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "v\n", "{said}");
    for (cert, key) in [
        ("key.pem", "key.pem"),
        ("cert.pem", "cert.pem"),
        ("nowhere", "key.pem"),
    ] {
        let options = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--tls-cert",
            cert,
            "--tls-key",
            key,
        ];
        let refused = world.run(options);
        assert!([252, 253].contains(&refused.status), "{}", refused.stderr);
        let errors = refused
            .stderr
            .lines()
            .filter(|line| line.contains("error: "));
        assert_eq!(errors.count(), 1, "{}", refused.stderr);
    }
}
