//! What completion offers, and to whom: asked as the scripts ask.

#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt;

use crate::support::{STATE, World};

/// A vault that an agent of this world holds open, until the world ends.
pub(crate) struct Unlocked(pub(crate) World);

impl Unlocked {
    pub(crate) fn with(names: &[&str]) -> Self {
        let mut world = World::with_vault();
        let run = world.path("run");
        std::fs::create_dir(&run).unwrap();
        std::fs::set_permissions(&run, PermissionsExt::from_mode(0o700)).unwrap();
        world.set("XDG_RUNTIME_DIR", run);
        world.set("VAULT_SESSION", "agent");
        world.set("TERM", "xterm");
        world.set("LC_ALL", "C.UTF-8");
        for name in names {
            let create = ["create-secret", "--secret-string", VALUE, "--name", name];
            let _created = world.run(create).ok();
        }
        let _unlocked = world.run(["unlock", "--for", "10m"]).ok();
        Self(world)
    }

    /// The candidates, after the line that says how the shell goes on.
    fn offered(&self, shell: &str, parts: &[&str]) -> (String, Vec<String>) {
        let text = ask(&self.0, shell, parts);
        let mut lines = text.lines().map(str::to_owned);
        let manner = lines.next().unwrap_or_default();
        let texts = lines.map(|line| line.split('\t').next().unwrap().to_owned());
        let mut texts: Vec<String> = texts.collect();
        texts.sort();
        (manner, texts)
    }

    /// What may stand at the end of this line, as bash would ask.
    pub(crate) fn at(&self, line: &str) -> Vec<String> {
        let start = line.rfind(' ').map_or(0, |blank| blank + 1);
        self.offered("bash", &[&line[start..], line]).1
    }
}

impl Drop for Unlocked {
    fn drop(&mut self) {
        let _ended = self.0.run(["lock"]);
    }
}

/// Calls the hidden command as a script does: it must go well and say nothing else, whatever it is asked.
fn ask(world: &World, shell: &str, parts: &[&str]) -> String {
    let input: Vec<u8> = parts
        .iter()
        .flat_map(|part| part.bytes().chain([0]))
        .collect();
    let output = world.run_with(input, ["__complete", shell]);
    assert_eq!(output.stderr, "");
    let offered = output.ok();
    assert!(!offered.contains(VALUE), "{offered}");
    offered
}

const VALUE: &str = "never-offered";

#[test]
fn secrets_are_offered_where_they_stand() {
    let vault = Unlocked::with(&["prod/db", "prod/api", "TOKEN", "-dashed", "a=b", "x@y"]);
    let all = ["TOKEN", "a=b", "prod/api", "prod/db", "x@y"];
    for line in [
        "get ",
        "put ",
        "rotate ",
        "delete ",
        "tag ",
        "versions ",
        "batch-get TOKEN ",
    ] {
        assert_eq!(vault.at(&format!("vault {line}")), all, "{line}");
    }
    assert_eq!(vault.at("vault get prod/"), ["prod/api", "prod/db"]);
    assert_eq!(
        vault.at("vault get-secret-value --secret-id pr"),
        ["prod/api", "prod/db"]
    );
    assert_eq!(
        vault.at("vault describe-secret --secret-id=pr"),
        ["--secret-id=prod/api", "--secret-id=prod/db"]
    );
    // A dash begins an option, except behind the dashes.
    assert!(
        vault
            .at("vault get -")
            .iter()
            .all(|word| word.starts_with("--"))
    );
    assert_eq!(vault.at("vault get -- -"), ["-dashed"]);
    assert_eq!(
        vault.at("vault get-secret-value --secret-id=-"),
        ["--secret-id=-dashed"]
    );
    assert_eq!(vault.at("vault get TOKEN TO"), [""; 0]);
}

#[test]
fn credentials_are_offered_where_they_are_named() {
    let vault = Unlocked::with(&["TOKEN"]);
    for name in ["app", "ci"] {
        let _made = vault.0.run(["credentials", "create", name]).ok();
    }
    assert_eq!(vault.at("vault credentials rotate "), ["app", "ci"]);
    assert_eq!(vault.at("vault credentials delete a"), ["app"]);
    assert_eq!(vault.at("vault credentials create "), [""; 0]);
}

#[test]
fn references_of_env_and_run_have_folders_variables_and_versions() {
    let vault = Unlocked::with(&["prod/db", "prod/api", "TOKEN"]);
    let _put = vault.0.run_with("w", ["put", "prod/db"]).ok();
    assert_eq!(
        vault.at("vault env "),
        ["TOKEN", "prod/", "prod/api", "prod/db"]
    );
    assert_eq!(vault.at("vault run TOKEN DB=prod/d"), ["DB=prod/db"]);
    let labels = vault.at("vault env prod/db@AWS");
    assert_eq!(labels, ["prod/db@AWSCURRENT", "prod/db@AWSPREVIOUS"]);
    let ids = vault.at("vault env X=prod/db@");
    assert_eq!(ids.len(), 4, "{ids:?}");
    let labels = vault.at("vault env prod/db#member@AWSC");
    assert_eq!(labels, ["prod/db#member@AWSCURRENT"]);
    // A member stands in the value, which is never opened.
    assert_eq!(vault.at("vault env prod/db#"), [""; 0]);
    assert_eq!(vault.offered("bash", &["pro", "vault env pro"]).0, "words");
    assert_eq!(vault.offered("bash", &["", "vault run -- "]).0, "program");
    assert_eq!(
        vault.offered("bash", &["", "vault backup create "]).0,
        "files"
    );
}

#[test]
fn versions_labels_and_tags_are_those_of_the_secret_on_the_line() {
    let vault = Unlocked::with(&["x", "gone"]);
    let world = &vault.0;
    for value in ["1", "2"] {
        let _put = world.run_with(value, ["put", "x"]).ok();
    }
    let _tagged = world.run(["tag", "x", "team=core", "cost centre=5"]).ok();
    let _deleted = world.run(["delete", "gone"]).ok();
    assert_eq!(
        vault.at("vault get x --version-stage "),
        ["AWSCURRENT", "AWSPREVIOUS"]
    );
    // Without a secret, what the service itself gives.
    assert_eq!(
        vault.at("vault get --version-stage AWSP"),
        ["AWSPENDING", "AWSPREVIOUS"]
    );
    assert_eq!(vault.at("vault stage x AWSC"), ["AWSCURRENT"]);
    let ids = vault
        .offered("zsh", &["vault", "get", "x", "--version-id", ""])
        .1;
    assert_eq!(ids.len(), 3, "deprecated ones too");
    assert_eq!(vault.at("vault untag x "), ["cost\\ centre", "team"]);
    assert_eq!(
        vault.offered("bash", &["te", "vault tag x te"]),
        ("open".to_owned(), vec!["team=".to_owned()])
    );
    assert_eq!(
        vault.at("vault untag-resource --secret-id x --tag-keys te"),
        ["team"]
    );
    assert_eq!(vault.at("vault restore "), ["gone"]);
    assert_eq!(vault.at("vault get "), ["x"]);
    assert_eq!(vault.at("vault describe "), ["gone", "x"]);
}

#[test]
fn asking_changes_nothing_and_counts_as_no_read() {
    let vault = Unlocked::with(&["x"]);
    let state = || {
        let folder = std::fs::read_dir(vault.0.path(STATE)).unwrap();
        let mut files: Vec<_> = folder
            .map(|entry| entry.unwrap().path())
            .map(|path| (std::fs::read(&path).unwrap(), path))
            .collect();
        files.sort();
        files
    };
    let (before, remembered) = (vault.0.vault_bytes(), state());
    for line in [
        "vault get ",
        "vault get x --version-id ",
        "vault untag x ",
        "vault env x@",
    ] {
        let _offered = vault.at(line);
    }
    assert!(vault.0.vault_bytes() == before && state() == remembered);
}

#[test]
fn profiles_and_choices_need_no_vault_at_all() {
    let world = World::empty();
    world.write(".config/vault/config.toml", "[profiles.work]\n[profiles.\"two words\"]\n[profiles.\"$(touch pwned)\"]\n[profiles.\"a\\nb\"]\n");
    let at = |replaced: &str, line: &str| ask(&world, "bash", &[replaced, line]);
    assert_eq!(
        at("", "vault --profile "),
        "words\n\\$\\(touch\\ pwned\\)\ntwo\\ words\nwork\n"
    );
    assert_eq!(at("w", "vault list --profile=w"), "words\nwork\n");
    assert!(at("", "vault list --output ").contains("\nyaml-stream\n"));
    assert_eq!(at("", "vault list --sort-order "), "words\nasc\ndesc\n");
    assert!(at("", "vault list --filters ").starts_with("open\nKey=description,Values=\n"));
    // A configuration that cannot be read is no reason to speak.
    world.write(".config/vault/config.toml", "nonsense");
    assert_eq!(at("", "vault --profile "), "");
}

#[test]
fn a_vault_that_is_locked_or_missing_or_damaged_offers_nothing_and_asks_nothing() {
    let unlocked = Unlocked::with(&["prod/db"]);
    let world = &unlocked.0;
    let secrets = || ask(world, "zsh", &["vault", "get", ""]);
    assert_eq!(secrets(), "words\nprod/db\n");
    for words in [
        &["vault", "--no-session", "get", ""][..],
        &["vault", "--vault-file", "nope.vault", "get", ""],
        &["vault", "--vault-file", "$HOME/x", "get", ""],
        &["vault", "--vault-file=`touch pwned`", "get", ""],
        &["vault", "--profile", "nope", "get", ""],
        &["vault", "--region", "nonsense!", "get", ""],
        &["vault", "get", "nope", "--version-id", ""],
        &["vault", "nope", ""],
        &["vault"],
        &[],
    ] {
        let offered = ask(world, "zsh", words);
        assert!(!offered.contains("prod/db"), "{words:?}: {offered}");
    }
    assert_eq!(
        ask(world, "zsh", &["vault", "--region", "eu-west-1", "get", ""]),
        "words\n"
    );
    let home = [
        "vault",
        "--vault-file",
        "~/.local/share/vault/default.vault",
        "get",
        "",
    ];
    assert_eq!(ask(world, "zsh", &home), "words\nprod/db\n");
    let before = world.vault_bytes();
    let mut damaged = before.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    std::fs::write(world.vault(), &damaged).unwrap();
    assert!(!secrets().contains('\u{1b}'));
    for bytes in [&b""[..], b"no vault"] {
        std::fs::write(world.vault(), bytes).unwrap();
        assert_eq!(secrets(), "");
    }
    std::fs::write(world.vault(), &before).unwrap();
    let _locked = world.run(["lock"]).ok();
    // The key file, which would open it without a question, is not looked at.
    assert_eq!(secrets(), "");
    assert!(!world.path("pwned").exists());
}

#[test]
fn what_no_script_sends_is_answered_with_nothing() {
    let world = World::empty();
    for words in [
        &["__complete"][..],
        &["__complete", "nosh"],
        &["__complete", "bash", "more"],
    ] {
        for input in [&b""[..], b"\0", b"\xff\xfe\0\xff\0", b"no end", b"\0\0\0\0"] {
            let output = world.run_with(input, words);
            assert_eq!(
                (output.status, output.stderr.as_str()),
                (0, ""),
                "{words:?}"
            );
        }
    }
    let help = world.run(["--help"]).ok();
    assert!(!help.contains("__complete"), "{help}");
}
