//! What is said when it goes wrong, and with which status.

use insta::assert_snapshot;

use crate::support::World;

#[test]
fn a_service_error_is_awss_sentence() {
    let world = World::with_vault();
    let output = world.run(["get-secret-value", "--secret-id", "prod/db"]);
    assert_eq!(output.status, 254);
    assert!(output.stdout.is_empty());
    assert_eq!(
        output.stderr.lines().next().unwrap(),
        "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't \
         find the specified secret."
    );
}

#[test]
fn a_vault_that_is_not_there_is_named() {
    let world = World::empty();
    let output = world.run(["list-secrets", "--vault-file", "v", "--key-file", "k"]);
    assert_snapshot!(output.seen(), @"
    status: 253
    --- stdout
    --- stderr
    vault: error: no vault at v
    hint: make one with `vault init`, or name another with --vault-file or VAULT_FILE
    ");
}

#[test]
fn a_locked_vault_without_a_terminal_names_the_ways() {
    let mut world = World::empty();
    world.set("VAULT_PASSPHRASE", "correct horse");
    assert_eq!(world.run(["init"]).status, 0);
    world.set("VAULT_PASSPHRASE", "");
    let output = world.run(["list-secrets"]);
    assert_snapshot!(output.seen(), @"
    status: 253
    --- stdout
    --- stderr
    vault: error: the vault is locked, and there is no terminal to ask for the passphrase
    hint: `vault unlock` in a terminal opens it for all terminals and scripts of yours, for a while
    hint: give the passphrase with VAULT_PASSPHRASE_FILE, --passphrase-file, --passphrase-fd, VAULT_PASSPHRASE_COMMAND or VAULT_PASSPHRASE
    hint: or open the vault by a key file with VAULT_KEY_FILE or --key-file
    ");
}

#[test]
fn a_closed_pipe_is_quiet_and_a_closed_output_is_not() {
    let world = World::with_vault();
    let output = world.shell("vault get-random-password | true; vault --help | true");
    assert_eq!(output.seen(), "status: 0\n--- stdout\n--- stderr\n");
    let output = world.shell("vault create-secret --name lost >&-");
    assert_eq!(output.status, 255);
    assert_eq!(output.stderr, "vault: error: standard output is closed\n");
    assert_eq!(world.run(["list", "-1"]).ok(), "");
}

#[test]
fn an_unknown_key_of_the_configuration_is_refused() {
    let world = World::with_vault();
    world.write(
        ".config/vault/config.toml",
        "[profiles.work]\nregion = \"eu-west-1\"\n",
    );
    assert_eq!(world.run(["list", "-1", "--profile", "work"]).ok(), "");
    let output = world.run(["list", "-1", "--profile", "play"]);
    assert_eq!(output.status, 253);
    world.write(".config/vault/config.toml", "run = \"sh\"\n");
    let output = world.run(["list", "-1"]);
    assert_eq!(output.status, 253);
    assert!(output.stderr.contains("line 1"), "{}", output.stderr);
}
