//! `.vault.toml`: agreed to before it counts, and never more than names of secrets.

use std::os::unix::fs::PermissionsExt as _;

use crate::support::{Output, World};

const FILE: &str = r#"profile = "dev"

[env]
DATABASE_URL = "dev/db#url"
TOKEN = { secret = "ci/token", default = "none", description = "for the registry" }
EXTRA = { secret = "extra", required = false }

[env.dev]

[env.prod]
DATABASE_URL = "prod/db#url"
"#;

fn project() -> World {
    let world = World::with_vault();
    for (name, value) in [
        ("dev/db", r#"{"url":"postgres://dev"}"#),
        ("prod/db", r#"{"url":"postgres://prod"}"#),
        ("UNASKED", "x"),
    ] {
        let _created = world.run_with(value, ["create", name]).ok();
    }
    let _file = world.write(".vault.toml", FILE);
    world
}

fn allowed() -> World {
    let world = project();
    let _allowed = world.run(["allow"]).ok();
    world
}

fn refused(output: &Output, what: &str) {
    assert_eq!(output.status, 253, "{}", output.stderr);
    assert_eq!(output.stdout, b"false;\n");
    assert!(output.stderr.contains(what), "{}", output.stderr);
    assert!(!output.stderr.contains("postgres"), "{}", output.stderr);
}

const ENV: [&str; 3] = ["env", "--format", "sh"];

#[test]
fn a_file_counts_only_after_it_was_allowed_and_only_as_it_was() {
    let world = project();
    refused(&world.run(ENV), "is not allowed for this vault");
    let listed = world.run(["allow"]).ok();
    assert!(listed.contains("DATABASE_URL = dev/db#url\n"), "{listed}");
    assert!(
        listed.contains("[prod] DATABASE_URL = prod/db#url\n"),
        "{listed}"
    );
    let words = world.run(ENV).ok();
    assert!(
        words.contains("DATABASE_URL=postgres:") && words.contains("TOKEN=none"),
        "{words}"
    );
    assert!(
        !words.contains("UNASKED") && !words.contains("EXTRA"),
        "{words}"
    );
    let _changed = world.write(".vault.toml", format!("{FILE}# more\n"));
    refused(&world.run(ENV), "has changed since it was allowed");
    let _back = world.write(".vault.toml", FILE);
    let _words = world.run(ENV).ok();
    let _denied = world.run(["deny"]).ok();
    refused(&world.run(ENV), "is not allowed for this vault");
}

#[test]
fn another_vault_asks_again() {
    let mut world = allowed();
    world.set("VAULT_FILE", world.path("other.vault"));
    let _made = world.run(["init"]).ok();
    refused(&world.run(ENV), "is not allowed for this vault");
}

#[test]
fn profiles_choose_and_references_stand_over_the_file() {
    let mut world = allowed();
    let dotenv = |world: &World, more: &[&str]| {
        let words = [&["env", "--format", "dotenv"], more].concat();
        world.run(words).ok()
    };
    assert_eq!(
        dotenv(&world, &[]),
        "DATABASE_URL=postgres://dev\nTOKEN=none\n"
    );
    assert_eq!(
        dotenv(&world, &["--env", "prod", "--only", "DATABASE_URL"]),
        "DATABASE_URL=postgres://prod\n"
    );
    assert_eq!(
        dotenv(&world, &["--exclude", "DATABASE_URL", "--prefix", "APP_"]),
        "APP_DATABASE_URL=postgres://dev\nAPP_TOKEN=none\n"
    );
    assert_eq!(dotenv(&world, &["X=UNASKED"]), "X=x\n");
    world.set("VAULT_ENV", "prod");
    assert!(dotenv(&world, &[]).contains("postgres://prod"));
    let child = world.run(["run", "--", "sh", "-c", "echo $DATABASE_URL"]);
    assert_eq!(child.ok(), "postgres://prod\n");
    refused(
        &world.run(["env", "--format", "sh", "--env", "live"]),
        "has no profile \"live\"",
    );
}

#[test]
fn a_required_secret_that_is_not_there_is_named_with_its_line() {
    let world = World::with_secret();
    let _file = world.write(".vault.toml", "[env]\nGOOD = \"x\"\nBAD = \"nope\"\n");
    let _allowed = world.run(["allow"]).ok();
    let missing = world.run(ENV);
    assert_eq!(missing.status, 254);
    assert_eq!(missing.stdout, b"false;\n");
    assert!(
        missing
            .stderr
            .contains(".vault.toml, line 3: no secret is called nope (BAD)"),
        "{}",
        missing.stderr
    );
    let child = world.run(["run", "--", "touch", "made"]);
    assert_eq!(child.status, 254);
    assert!(!world.path("made").exists());
    let two =
        "[env]\nONE = \"nope\"\nTWO = \"neither\"\nTHREE = { secret = \"y\", required = false }\n";
    let _file = world.write(".vault.toml", two);
    let _allowed = world.run(["allow"]).ok();
    let missing = world.run(["run", "--strict", "--", "true"]);
    assert!(
        missing.stderr.contains("2 more missing"),
        "{}",
        missing.stderr
    );
}

#[test]
fn what_is_not_wanted_need_not_be_possible() {
    let world = World::with_secret();
    let value = "{\"good\": 1, \"bad\": null}";
    let _created = world.run_with(value, ["create", "o"]).ok();
    for words in [["--only", "O_GOOD"], ["--exclude", "O_BAD"]] {
        let words = [&["env", "--format", "dotenv", "o"], words.as_slice()].concat();
        assert_eq!(world.run(words).ok(), "O_GOOD=1\n");
    }
}

#[test]
fn unsetting_does_not_need_the_secret_where_the_name_is_known() {
    let world = World::with_secret();
    let _planned = world
        .shell("echo x | vault create planned && vault delete planned")
        .ok();
    let _file = world.write(".vault.toml", "[env]\nFROM_FILE = \"nope\"\n");
    let _allowed = world.run(["allow"]).ok();
    for (words, expected) in [
        (["--unset"].as_slice(), "unset FROM_FILE;\n"),
        (&["--unset", "ASSIGNED=nope"], "unset ASSIGNED;\n"),
        (&["--unset", "prod/nope"], "unset NOPE;\n"),
        (&["--unset", "prod/nope#user"], "unset NOPE_USER;\n"),
        (&["--unset", "planned"], "unset PLANNED;\n"),
    ] {
        let words = [&["env", "--format", "sh"], words].concat();
        assert_eq!(world.run(words).ok(), expected);
    }
    let unknown = world.run(["env", "--unset", "nope/"]);
    assert_eq!(unknown.status, 254, "{}", unknown.stderr);
}

#[test]
fn what_is_wrong_with_a_secret_is_said_with_its_name() {
    let world = World::with_secret();
    let file = "[env]\nA = \"x@NOPE\"\nB = { secret = \"no\", required = false }\n";
    let _file = world.write(".vault.toml", file);
    let _allowed = world.run(["allow"]).ok();
    let check = world.run(["env", "--check"]);
    let table = String::from_utf8(check.stdout).unwrap();
    assert!(table.contains("BAD: Secrets Manager can't find"), "{table}");
    let child = world.run(["run", "--", "true"]);
    assert!(
        child.stderr.contains("this is about x@NOPE"),
        "{}",
        child.stderr
    );
    assert_eq!(dotenv(&world, &["--only", "B"]), "");
}

fn dotenv(world: &World, words: &[&str]) -> String {
    world
        .run([&["env", "--format", "dotenv"], words].concat())
        .ok()
}

#[test]
fn a_name_that_can_run_code_is_said_where_it_is_agreed_to() {
    let world = World::with_secret();
    let _file = world.write(".vault.toml", "[env]\nPATH = \"x\"\n");
    let allowed = world.run(["allow"]);
    assert!(
        allowed.stderr.contains("PATH can run code"),
        "{}",
        allowed.stderr
    );
    let child = world.run(["run", "--", "true"]);
    assert!(
        child.stderr.contains("--allow-unsafe-names PATH"),
        "{}",
        child.stderr
    );
}

#[test]
fn a_check_says_what_is_missing_and_no_value() {
    let world = allowed();
    let good = world.run(["env", "--check"]).ok();
    assert!(!good.contains("postgres"), "{good}");
    let line = good.lines().find(|line| line.starts_with("TOKEN")).unwrap();
    assert!(
        line.contains("default") && line.contains("ci/token") && line.contains("for the registry"),
        "{good}"
    );
    let _deleted = world
        .run(["delete", "dev/db", "--force-delete-without-recovery"])
        .ok();
    let missing = world.run(["env", "--check"]);
    assert_eq!(missing.status, 1, "{}", missing.stderr);
    assert!(
        String::from_utf8(missing.stdout)
            .unwrap()
            .contains("MISSING")
    );
    let _member = world.run_with("{}", ["create", "dev/db"]).ok();
    let bad = world.run(["env", "--check"]);
    assert_eq!(bad.status, 1);
    assert!(String::from_utf8(bad.stdout).unwrap().contains("BAD: "));
    let elsewhere = world.run(["env", "--check", "x"]);
    assert_eq!(elsewhere.status, 252, "{}", elsewhere.stderr);
    assert_eq!(elsewhere.stdout, b"");
}

#[test]
fn a_malformed_or_writable_file_is_one_line_and_nothing_is_read() {
    let world = allowed();
    let path = world.write(".vault.toml", "[env]\nA = 'x\n");
    let wrong = world.run(["allow"]);
    assert_eq!(wrong.status, 253);
    assert!(
        wrong.stderr.contains(".vault.toml, line 2, column "),
        "{}",
        wrong.stderr
    );
    let _good = world.write(".vault.toml", FILE);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    refused(&world.run(ENV), "can be written by others");
    assert_eq!(world.run(["allow"]).status, 253);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(world.run(["allow"]).status, 253);
    assert_eq!(world.run(["env", "--env", "x"]).status, 252);
    // Without a file the names of the secrets count again.
    assert_eq!(world.run(["env", "--format", "dotenv"]).ok(), "UNASKED=x\n");
}

#[test]
fn a_dangerous_name_in_a_file_is_refused_whole() {
    let world = World::with_secret();
    let _file = world.write(".vault.toml", "[env]\nLD_PRELOAD = \"x\"\nGOOD = \"x\"\n");
    let _allowed = world.run(["allow"]).ok();
    let refused = world.run(ENV);
    assert_eq!(refused.status, 255);
    assert_eq!(refused.stdout, b"false;\n");
}

#[test]
fn a_stage_counts_where_a_reference_names_none() {
    let world = World::with_secret();
    let _put = world.run_with("new", ["put", "x"]).ok();
    let words = [
        "env",
        "--format",
        "dotenv",
        "--stage",
        "AWSPREVIOUS",
        "x",
        "Y=x@AWSCURRENT",
    ];
    assert_eq!(world.run(words).ok(), "X=old\nY=new\n");
    let wrong = world.run(["env", "--format", "sh", "--only", "NOPE", "x"]);
    assert_eq!(wrong.status, 252);
    assert_eq!(wrong.stdout, b"false;\n");
    let words = ["env", "--format", "dotenv", "--only", "X", "x", "Y=x"];
    assert_eq!(world.run(words).ok(), "X=new\n");
    let words = [
        "env", "--format", "dotenv", "--only", "X", "--only", "Y", "x", "Y=x", "Z=x",
    ];
    assert_eq!(world.run(words).ok(), "X=new\nY=new\n");
    let words = [
        "env",
        "--format",
        "dotenv",
        "--allow-unsafe-names",
        "PAGER",
        "PAGER=x",
    ];
    assert_eq!(world.run(words).ok(), "PAGER=new\n");
    let words = ["env", "--format", "dotenv", "--exclude", "X,Z", "x", "Y=x"];
    assert_eq!(world.run(words).ok(), "Y=new\n");
    let wrong = world.run(["env", "--format", "sh", "--prefix", "9", "x"]);
    assert_eq!(wrong.status, 252);
}

#[test]
fn a_workflow_gets_variables_in_its_file_and_masks_in_its_log() {
    let world = World::with_secret();
    let output = world.run(["env", "--format", "github-actions", "x"]);
    assert_eq!(output.stderr, "::add-mask::old\n");
    assert_eq!(output.ok(), "X<<VAULT_END\nold\nVAULT_END\n");
}

#[test]
fn what_was_set_is_taken_out_again_and_what_was_there_before_is_back() {
    let world = World::with_secret();
    let _created = world.run_with("new", ["create", "y"]).ok();
    let line = "Y='be fore'; export Y; eval $(vault env x y); eval $(vault env x y); echo \"$X,$Y\"; \
                eval $(vault env --unset x y); echo \"${X-none},$Y,${VAULT_UNDO-none}\"";
    for shell in ["bash", "dash", "zsh", "ksh", "mksh", "yash", "busybox"] {
        if !crate::support::has(shell) {
            continue;
        }
        let words: &[&str] = if shell == "busybox" {
            &["busybox", "sh"]
        } else {
            &[shell]
        };
        let shown = world.run_in(words, line).ok();
        assert_eq!(shown, "old,new\nnone,be fore,none\n", "{shell}");
    }
    if crate::support::has("fish") {
        let line = "set -gx Y 'be fore'; vault env x y | source; echo \"$X,$Y\"; \
                    vault env --unset x y | source; set -q X; or echo \"none,$Y\"";
        assert_eq!(
            world.run_in(&["fish"], line).ok(),
            "old,new\nnone,be fore\n"
        );
    }
    if crate::support::has("fish") {
        let line = "eval (vault env x y); echo \"$X,$Y\"";
        assert_eq!(world.run_in(&["fish"], line).ok(), "old,new\n");
    }
    let refused = world.run(["env", "--format", "json", "--unset", "x"]);
    assert_eq!(refused.status, 255);
    assert_eq!(refused.stdout, b"");
}

#[test]
fn an_error_is_one_line_whatever_the_project_names() {
    let world = World::with_secret();
    let _file = world.write(".vault.toml", "[env]\nA = \"n\\nFAKE: ok\"\n");
    let _allowed = world.run(["allow"]).ok();
    let output = world.run(["run", "--", "true"]);
    assert_eq!(output.status, 254, "{}", output.stderr);
    let first = output.stderr.lines().next().unwrap();
    assert!(first.contains("n\\nFAKE: ok"), "{}", output.stderr);
    assert!(!output.stderr.contains("\nFAKE"), "{}", output.stderr);
}
