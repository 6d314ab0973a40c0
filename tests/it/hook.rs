//! `vault hook`: variables come with a folder and go with it, and nothing is asked.

use crate::support::{World, has};

fn projects() -> World {
    let world = World::with_secret();
    let _created = world.run_with("two", ["create", "y"]).ok();
    let _one = world.write("one/.vault.toml", "[env]\nA = \"x\"\nB = \"x\"\n");
    let _two = world.write("two/.vault.toml", "[env]\nB = \"y\"\n");
    for folder in ["one", "two"] {
        let _allowed = world.shell(&format!("cd {folder} && vault allow")).ok();
    }
    world
}

#[test]
fn variables_come_with_a_folder_and_go_with_it() {
    let world = projects();
    let steps = "show; cd one; show; cd ../two; show; cd ..; show";
    let expected = "none,before\nold,old\nnone,two\nnone,before\n";
    for (shell, begin) in [
        (
            "bash",
            "cd() { builtin cd \"$@\" && _vault_hook; }; eval \"$(vault hook bash)\"",
        ),
        ("zsh", "eval \"$(vault hook zsh)\""),
    ] {
        if has(shell) {
            let show = "show() { echo \"${A-none},${B-none}\"; }";
            let line = format!("export B=before; {show}; {begin}; {steps}");
            let output = world.run_in(&[shell], &line);
            assert_eq!(output.stderr, "", "{shell}");
            assert_eq!(output.ok(), expected, "{shell}");
        }
    }
    if has("fish") {
        let show = "function show; set -q A; or set -l A none; echo $A,$B; end";
        let line = format!("set -gx B before; {show}; vault hook fish | source; {steps}");
        let output = world.run_in(&["fish"], &line);
        assert_eq!(output.stderr, "");
        assert_eq!(output.ok(), expected);
    }
}

#[test]
fn what_is_not_allowed_is_said_once_and_comes_when_it_is() {
    if !has("bash") {
        return;
    }
    let world = projects();
    let _changed = world.write("one/.vault.toml", "[env]\nA = \"y\"\n");
    let line = "eval \"$(vault hook bash)\"; cd one; _vault_hook; _vault_hook; echo ${A-none}; \
                vault allow >/dev/null 2>&1; _vault_hook; echo $A; false; _vault_hook; echo $?; \
                vault deny 2>/dev/null; _vault_hook; _vault_hook; echo ${A-none}; \
                cd ..; _vault_hook; echo ${A-none}${VAULT_PROJECT-none}";
    let output = world.run_in(&["bash"], line);
    let is_denied = |line: &&str| line.ends_with("is not allowed for this vault");
    assert_eq!(
        output.stderr.lines().filter(is_denied).count(),
        1,
        "{}",
        output.stderr
    );
    let said = output
        .stderr
        .matches("has changed since it was allowed")
        .count();
    assert_eq!(said, 1, "{}", output.stderr);
    assert_eq!(output.ok(), "none\ntwo\n1\nnone\nnonenone\n");
}

#[test]
fn a_locked_vault_is_not_asked_for_and_a_prompt_costs_nothing_but_a_look() {
    if !has("bash") {
        return;
    }
    let world = projects();
    let line = "eval \"$(vault hook bash)\"; cd one; unset VAULT_KEY_FILE; _vault_hook; _vault_hook; \
                echo ${A-none}; export VAULT_KEY_FILE=$HOME/key; _vault_hook; echo $A; \
                unset VAULT_KEY_FILE; rm \"$HOME/.local/share/vault/default.vault\"; _vault_hook; echo $A";
    let output = world.run_in(&["bash"], line);
    assert_eq!(
        output.stderr.matches("error").count(),
        1,
        "{}",
        output.stderr
    );
    assert_eq!(output.ok(), "none\nold\nold\n");
}
