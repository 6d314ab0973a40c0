//! Help, manual pages and completions come from the declaration.

use crate::support::World;

#[test]
fn version_and_help_need_nothing() {
    let world = World::empty();
    assert_eq!(
        world.run(["--version"]).ok(),
        concat!("vault ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let help = world.run(["--help"]).ok();
    for word in ["get", "get-secret-value", "VAULT_FILE", "Exit codes"] {
        assert!(help.contains(word), "{word}");
    }
    assert_eq!(world.run(["help"]).ok(), help);
}

#[test]
fn every_way_to_ask_for_a_commands_help_shows_its_options() {
    let world = World::empty();
    for arguments in [
        &["get-secret-value", "--help"][..],
        &["get-secret-value", "-h"],
        &["get-secret-value", "help"],
        &["help", "get-secret-value"],
        &["--help", "get-secret-value"],
    ] {
        let help = world.run(arguments).ok();
        assert!(help.contains("--version-stage"), "{arguments:?}\n{help}");
        assert!(help.contains("Examples:"), "{arguments:?}\n{help}");
    }
    let short = world.run(["get-secret-value", "-h"]).ok();
    assert!(!short.contains("--no-verify-ssl"));
    let long = world.run(["get-secret-value", "--help"]).ok();
    assert!(long.contains("--no-verify-ssl"));
}

#[test]
fn help_is_a_word_where_no_secrets_name_can_stand() {
    let world = World::with_vault();
    for word in ["list", "generate", "init", "verify", "compact"] {
        let help = world.run([word, "help"]).ok();
        assert!(help.contains("Usage:"), "{word}: {help}");
    }
    let _created = world.run_with("a", ["create", "help"]).ok();
    assert_eq!(world.run(["get", "help"]).ok(), "a");
}

#[test]
fn shells_that_cannot_ask_get_a_completion_script_that_knows_the_commands() {
    let world = World::empty();
    for shell in ["powershell", "elvish"] {
        let script = world.run(["completions", shell]).ok();
        for word in ["batch-get-secret-value", "version-stage", "cancel-rotate"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let world = World::empty();
    std::fs::create_dir(world.path("man")).unwrap();
    assert_eq!(world.run(["man", "man"]).ok(), "");
    let overview = std::fs::read_to_string(world.path("man/vault.1")).unwrap();
    let pages = std::fs::read_dir(world.path("man")).unwrap().count();
    assert_eq!(pages, 1 + overview.matches("(1)").count());
    assert!(world.path("man/vault-get-secret-value.1").exists());
}
