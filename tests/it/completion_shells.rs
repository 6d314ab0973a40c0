//! Completion in the shells themselves: what is typed is never run, what is offered is inserted as one word.

#![cfg(target_os = "linux")]

use crate::completion::Unlocked;
use crate::support::terminal::Session;
use crate::support::{finish, has};

/// Labels that would do something, were they evaluated or split; the first letter tells them apart.
const HOSTILE: [&str; 14] = [
    "a$(touch pwned)",
    "b`touch pwned`",
    "c two words",
    "d'single",
    "e\"double",
    "f\\back",
    "g;touch pwned",
    "h!bang!!",
    "i:colon:=more",
    "j#hash *?[x]{y,z}",
    "k~/x|touch pwned",
    "l>pwned",
    "m&touch pwned&",
    "n@at@é",
];

fn hostile() -> Unlocked {
    let vault = Unlocked::with(&["x"]);
    let _tagged = vault.0.run(["tag", "x", "team=a"]).ok();
    let versions = vault.0.run([
        "versions",
        "x",
        "--query",
        "Versions[0].VersionId",
        "--output",
        "text",
    ]);
    let id = versions.ok();
    for label in HOSTILE.into_iter().chain(["o\nnewline", "p\u{1b}[2J"]) {
        let stage = [
            "update-secret-version-stage",
            "--secret-id",
            "x",
            "--version-stage",
            label,
            "--move-to-version-id",
            id.trim(),
        ];
        let _moved = vault.0.run(stage).ok();
    }
    vault
}

/// Types lines at an interactive shell in which `vault` is a function that notes its words; gives what it noted.
fn typed(vault: &Unlocked, shell: &[&str], lines: &[String]) -> Option<Vec<Vec<String>>> {
    let mut session = Session::of(&vault.0, 200, shell)?;
    session.expect("READY>");
    for line in lines {
        session.type_keys(line);
        session.type_keys("\r");
        session.expect("NOTED");
        session.expect("READY>");
    }
    session.type_keys("exit\r");
    let (_, shown) = session.end();
    assert!(!vault.0.path("pwned").exists(), "{shown}");
    let noted = std::fs::read_to_string(vault.0.path("noted")).unwrap();
    let words = |line: &str| line.split_terminator('\u{1f}').map(str::to_owned).collect();
    Some(noted.split_terminator('\u{1e}').map(words).collect())
}

/// The hostile labels, each typed by its first letter in each of these quotes, and what else is special.
fn completes(shell: &[&str], quotes: &[&str]) {
    let vault = hostile();
    let mut lines = Vec::new();
    let mut expected = Vec::new();
    for label in HOSTILE {
        for quote in quotes {
            // bash reads this inside double quotes as its history, whatever stands before it: not offered there.
            if shell[0] == "bash" && *quote == "\"" && label.contains('!') {
                continue;
            }
            lines.push(format!(
                "vault get x --version-stage {quote}{}\t",
                &label[..1]
            ));
            expected.push(
                ["get", "x", "--version-stage", label]
                    .map(str::to_owned)
                    .to_vec(),
            );
        }
    }
    // Characters at which some shells break words, and words that something is to follow in.
    for (line, words) in [
        ("vault list --output=js\t", &["list", "--output=json"][..]),
        ("vault env V=x@AWSC\t", &["env", "V=x@AWSCURRENT"]),
        ("vault env x#m@AWSC\t", &["env", "x#m@AWSCURRENT"]),
        ("vault tag x te\tcore", &["tag", "x", "team=core"]),
        (
            "vault get-secret-v\t--secret-i\tx",
            &["get-secret-value", "--secret-id", "x"],
        ),
        ("vault backup create note\t", &["backup", "create", "noted"]),
        ("true; vault get \t", &["get", "x"]),
    ] {
        lines.push(line.to_owned());
        expected.push(words.iter().map(|word| (*word).to_owned()).collect());
    }
    if let Some(noted) = typed(&vault, shell, &lines) {
        assert_eq!(noted, expected);
    }
    for letter in ["o", "p"] {
        assert_eq!(
            vault.at(&format!("vault get x --version-stage {letter}")),
            [""; 0]
        );
    }
}

const NOTE: &str =
    r#"vault() { printf '%s\037' "$@" >> ~/noted; printf '\036' >> ~/noted; echo NOTED; }"#;

fn script(name: &str) -> String {
    format!("{}/completions/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn bash_inserts_whatever_a_label_holds_as_one_word() {
    if !has("bash") {
        return;
    }
    let rc = tempfile::NamedTempFile::new().unwrap();
    let text = format!(
        "PS1='READY>'\nPS2=more\nsource {}\n{NOTE}\nbind 'set enable-bracketed-paste off'\n",
        script("vault.bash")
    );
    std::fs::write(rc.path(), text).unwrap();
    let rc = rc.path().to_str().unwrap();
    completes(
        &["bash", "--noprofile", "--rcfile", rc, "-i"],
        &["", "'", "\""],
    );
}

#[test]
fn zsh_inserts_whatever_a_label_holds_as_one_word() {
    if !has("zsh") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "PS1='READY>'\nfpath=({}/completions $fpath)\nautoload -Uz compinit; compinit -u -D\n{NOTE}\nunsetopt zle_bracketed_paste 2>/dev/null; unset zle_bracketed_paste\n",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::write(folder.path().join(".zshrc"), text).unwrap();
    let line = format!("ZDOTDIR={} exec zsh -i", folder.path().display());
    completes(&["sh", "-c", &line], &["", "'", "\""]);
}

#[test]
fn fish_inserts_whatever_a_label_holds_as_one_word() {
    if !has("fish") {
        return;
    }
    let setup = format!(
        r"source {}; function fish_prompt; echo -n 'READY>'; end; function fish_greeting; end
        function vault; printf '%s\037' $argv >> ~/noted; printf '\036' >> ~/noted; echo NOTED; end",
        script("vault.fish")
    );
    completes(
        &["fish", "--no-config", "-i", "-C", &setup],
        &["", "'", "\""],
    );
}

#[test]
fn a_line_that_would_run_something_is_only_read() {
    let vault = Unlocked::with(&["prod/db"]);
    let lines = [
        "vault --vault-file $(touch pwned) get pr",
        "vault --vault-file `touch pwned` get pr",
        "vault get \"$(touch pwned)",
        "vault get $(touch pwned) --version-stage AW",
    ];
    let mut command = vault.0.command("bash".as_ref());
    command.arg("--norc").arg("-c").arg(
        "source \"$0\"; for line; do COMP_LINE=$line; COMP_POINT=${#line}; _vault vault \"${line##* }\" x; done; printf '%s\\n' \"${COMPREPLY[@]}\"",
    );
    command.arg(script("vault.bash")).args(lines);
    let output = finish(command, b"");
    assert_eq!(output.stderr, "");
    if has("zsh") {
        let mut command = vault.0.command("zsh".as_ref());
        command.args(["-f", "-c"]).arg(
            "compadd() { print -r -- \"$@\" }; compdef() { : }; source $1; words=(vault get '$(touch pwned)' '`touch pwned`' pr); CURRENT=5; PREFIX='$(touch pwned)'; _vault",
        );
        command.arg("zsh").arg(script("_vault"));
        let output = finish(command, b"");
        assert_eq!(output.stderr, "");
    }
    if has("fish") {
        for line in lines {
            let mut command = vault.0.command("fish".as_ref());
            command.args(["--no-config", "-c", "source $argv[1]; complete -C $argv[2]"]);
            command.arg(script("vault.fish")).arg(line);
            let _offered = finish(command, b"").ok();
        }
    }
    assert!(!vault.0.path("pwned").exists());
}

#[test]
fn fish_shows_what_each_candidate_is() {
    if !has("fish") {
        return;
    }
    let vault = Unlocked::with(&["prod/db", "prod/api"]);
    let complete = |line: &str| {
        let mut command = vault.0.command("fish".as_ref());
        command.args(["--no-config", "-c", "source $argv[1]; complete -C $argv[2]"]);
        command.arg(script("vault.fish")).arg(line);
        finish(command, b"").ok()
    };
    assert_eq!(complete("vault get prod/"), "prod/api\nprod/db\n");
    assert_eq!(
        complete("vault list --output=js"),
        "--output=json\tJSON, indented by four spaces\n"
    );
    assert_eq!(
        complete("vault get-secret-v"),
        "get-secret-value\tRetrieve the contents of a secret\n"
    );
    assert_eq!(complete("vault get nope"), "");
}
