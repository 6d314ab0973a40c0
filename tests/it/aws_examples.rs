//! The examples of the AWS CLI's own reference work with `vault` in the place of `aws secretsmanager`.
//!
//! They are read from the `awscli` package (`awscli/examples/secretsmanager/*.rst`). Each is run in a vault of its own that holds
//! what the example takes for granted, and must print the members that the reference prints, and no member that the service does
//! not have. Values and their order are the business of other tests.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{World, python_folder};

const CURRENT: &str = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";
const PREVIOUS: &str = "a1b2c3d4-5678-90ab-cdef-EXAMPLE22222";
const OLDEST: &str = "EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE";
const THEIR_FUNCTION: &str =
    "arn:aws:lambda:us-west-2:1234566789012:function:SecretsManagerTestRotationLambda";
const OUR_FUNCTION: &str = "arn:aws:lambda:us-west-2:123456789012:function:vault-random";

/// Examples of what is not built yet, by command and the words of their title: `NotImplemented`.
const NOT_BUILT: [(&str, &str); 8] = [
    ("delete-resource-policy", ""),
    ("get-resource-policy", ""),
    ("put-resource-policy", ""),
    ("validate-resource-policy", ""),
    ("remove-regions-from-replication", ""),
    ("replicate-secret-to-regions", ""),
    ("stop-replication-to-replica", ""),
    // Customer-managed KMS keys.
    ("update-secret", "encryption key"),
];

/// Members that the reference shows and the program does not, by command and the beginning of their path.
const LEFT_OUT: [(&str, &str, &str); 5] = [
    (
        "describe-secret",
        ".KmsKeyId",
        "there are no customer-managed keys yet",
    ),
    (
        "describe-secret",
        ".PrimaryRegion",
        "there is no replication yet, and no primary",
    ),
    (
        "describe-secret",
        ".ReplicationStatus",
        "there is no replication yet",
    ),
    (
        "list-secrets Values=\"Test\"",
        ".SecretList[]",
        "the service compares the beginning of a name, as its API reference says; the example's names begin with My",
    ),
    (
        "list-secrets owning-service",
        ".SecretList[]",
        "no other service owns secrets in a vault",
    ),
];

/// One example: a command line with its files, and the answer if one is shown.
#[derive(Debug, Default)]
struct Example {
    title: String,
    command: String,
    files: Vec<(String, String)>,
    answer: Option<String>,
}

impl Example {
    /// The operation, in the words of the command line.
    fn operation(&self) -> &str {
        self.command.split_whitespace().nth(1).unwrap()
    }

    fn is_not_built(&self) -> bool {
        NOT_BUILT
            .iter()
            .any(|(operation, title)| *operation == self.operation() && self.title.contains(title))
    }
}

#[test]
fn every_example_of_the_aws_cli_works() {
    let Some(folder) = python_folder("awscli") else {
        return;
    };
    let mut failures = Vec::new();
    let mut left_out = BTreeSet::new();
    let mut count = 0;
    for file in std::fs::read_dir(folder.join("examples/secretsmanager")).unwrap() {
        for example in examples(&file.unwrap().path()) {
            count += 1;
            if let Err(why) = check(&example, &mut left_out) {
                failures.push(format!("{} ({}): {why}", example.command, example.title));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert_eq!(
        left_out.len(),
        LEFT_OUT.len(),
        "only {left_out:?} are still left out"
    );
    assert!(count >= 36, "only {count} examples were found");
}

fn check(example: &Example, left_out: &mut BTreeSet<&str>) -> Result<(), String> {
    let world = prepare(example);
    for (name, content) in &example.files {
        world.write(name, content);
    }
    let output = world.shell(&example.command);
    if example.is_not_built() {
        let sentence = "An error occurred (NotImplemented) when calling the ";
        if output.status == 254 && output.stderr.starts_with(sentence) {
            return Ok(());
        }
        return Err(format!("not built, but {}", output.seen()));
    }
    if output.status != 0 || !output.stderr.is_empty() {
        return Err(output.seen());
    }
    let printed = String::from_utf8(output.stdout).unwrap();
    let Some(answer) = &example.answer else {
        return if printed.is_empty() {
            Ok(())
        } else {
            Err(format!("printed {printed}"))
        };
    };
    let skeleton = format!(
        "vault {} --generate-cli-skeleton output",
        example.operation()
    );
    let known = members(&world.shell(&skeleton).ok());
    let printed = members(&printed);
    let mut expected = members(answer);
    expected.retain(|path| {
        let known = LEFT_OUT.iter().find(|(words, start, _)| {
            path.starts_with(start) && words.split(' ').all(|word| example.command.contains(word))
        });
        match known {
            Some((_, _, reason)) if !printed.contains(path) => {
                left_out.insert(*reason);
                false
            }
            _ => true,
        }
    });
    let missing: Vec<_> = expected.difference(&printed).collect();
    let unknown: Vec<_> = printed.difference(&known).collect();
    if missing.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "does not print {missing:?}; prints {unknown:?}, which the service does not have"
    ))
}

/// The paths of all members; a list's are those of its first element, and the keys of a map of versions are data.
fn members(json: &str) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let path = format!("{path}.{name}");
                    found.insert(path.clone());
                    if !name.ends_with("ToStages") {
                        walk(value, &path, found);
                    }
                }
            }
            Value::Array(elements) => {
                if let Some(first) = elements.first() {
                    walk(first, &format!("{path}[]"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_json::from_str(json).unwrap(), "", &mut found);
    found
}

/// A vault with what the example takes for granted.
fn prepare(example: &Example) -> World {
    let mut world = World::empty();
    world.set("VAULT_KEY_FILE", world.path("key"));
    let run = |line: &str| drop(world.shell(line).ok());
    run("vault init --region us-west-2 --account-id 123456789012");
    let operation = example.operation();
    let value = r#"'{"user":"diegor","password":"EXAMPLE-PASSWORD"}'"#;
    let secrets: &[&str] = match operation {
        "create-secret" => &[],
        "list-secrets" => &["MyTestSecret", "AnotherSecret"],
        "batch-get-secret-value" => &["MySecret1", "MySecret2", "MySecret3"],
        "rotate-secret" => &["MyTestDatabaseSecret"],
        _ => &["MyTestSecret"],
    };
    for name in secrets {
        run(&format!(
            "vault create-secret --name {name} --client-request-token {OLDEST} --secret-string {value}"
        ));
        for token in [PREVIOUS, CURRENT] {
            run(&format!(
                "vault put-secret-value --secret-id {name} --client-request-token {token} --secret-string {value}"
            ));
        }
    }
    let rotate = |name: &str| {
        run(&format!(
            "vault rotate-secret --secret-id {name} --rotation-lambda-arn {OUR_FUNCTION} \
             --rotation-rules '{{\"ScheduleExpression\":\"cron(0 16 1,15 * ? *)\",\"Duration\":\"2h\"}}'"
        ));
    };
    match operation {
        "restore-secret" => run("vault delete-secret --secret-id MyTestSecret"),
        "list-secret-version-ids" => {
            run(&format!(
                "vault get-secret-value --secret-id MyTestSecret --version-id {CURRENT}"
            ));
            run(&format!(
                "vault get-secret-value --secret-id MyTestSecret --version-id {PREVIOUS}"
            ));
        }
        "update-secret-version-stage" if example.title.contains("delete a staging label") => {
            run(&format!(
                "vault update-secret-version-stage --secret-id MyTestSecret --version-stage STAGINGLABEL1 --move-to-version-id {CURRENT}"
            ));
        }
        "describe-secret" => {
            run("vault update-secret --secret-id MyTestSecret --description 'My test secret'");
            run(
                "vault tag-resource --secret-id MyTestSecret --tags Key=SecondTag,Value=AnotherValue",
            );
            rotate("MyTestSecret");
            run("vault get-secret-value --secret-id MyTestSecret");
        }
        "cancel-rotate-secret" => rotate("MyTestSecret"),
        "rotate-secret" if !example.command.contains("--rotation-lambda-arn") => {
            rotate("MyTestDatabaseSecret");
        }
        _ => {}
    }
    world
}

/// The examples of a page: literal blocks, told apart by the line that leads to them.
fn examples(path: &Path) -> Vec<Example> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut examples: Vec<Example> = Vec::new();
    let mut title = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        // Some paragraphs and the title after them share a line.
        if let Some((_, rest)) = line.split_once("**") {
            rest.split("**").next().unwrap().clone_into(&mut title);
        }
        if !line.trim_end().ends_with("::") {
            continue;
        }
        let mut block = Vec::new();
        while let Some(line) =
            lines.next_if(|line| line.trim().is_empty() || line.starts_with("    "))
        {
            block.push(line);
        }
        let block = block.join("\n").trim().to_owned();
        if block.starts_with("aws secretsmanager ") {
            examples.push(Example {
                title: title.clone(),
                command: block
                    .replace("\\\n", " ")
                    .replace('\n', " ")
                    .replace("aws secretsmanager", "vault")
                    .replace(THEIR_FUNCTION, OUR_FUNCTION),
                ..Example::default()
            });
        } else if let Some(name) = line.strip_prefix("Contents of ``") {
            let name = name.split('`').next().unwrap().to_owned();
            examples.last_mut().unwrap().files.push((name, block));
        } else if line.starts_with("Output::") {
            examples.last_mut().unwrap().answer = Some(block);
        }
    }
    examples
}
