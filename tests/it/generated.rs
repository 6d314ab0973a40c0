//! Completions and manual pages in the repository are what the program prints; `UPDATE=1` rewrites them. And they work.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{World, has, python_folder};

/// Each shell with the name that its script has by convention.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "vault.bash"),
    ("zsh", "_vault"),
    ("fish", "vault.fish"),
    ("powershell", "_vault.ps1"),
    ("elvish", "vault.elv"),
];

#[test]
fn the_committed_completions_are_what_the_program_prints() {
    let world = World::empty();
    let expected = COMPLETIONS.map(|(shell, name)| {
        let script = world.run(["completions", shell]).ok();
        (name.to_owned(), script)
    });
    compare("completions", expected.into());
}

#[test]
fn the_committed_manual_pages_are_what_the_program_writes() {
    let world = World::empty();
    std::fs::create_dir(world.path("man")).unwrap();
    assert_eq!(world.run(["man", "man"]).ok(), "");
    let expected = files(&world.path("man"));
    compare("man", expected);
}

#[test]
fn a_manual_page_is_one_that_man_can_set() {
    if !has("groff") {
        return;
    }
    for (name, _) in files(&repository("man")) {
        let page = repository("man").join(&name);
        let output = Command::new("groff")
            .args(["-man", "-Tutf8", "-ww", "-P-cbou"])
            .arg(&page)
            .output()
            .unwrap();
        let warnings = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && warnings.is_empty(),
            "{name}: {warnings}"
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let title = name.trim_end_matches(".1");
        assert!(
            text.contains("NAME") && text.contains("SYNOPSIS"),
            "{name}: {text}"
        );
        let words: Vec<&str> = text.split_whitespace().collect();
        let names_itself = words.windows(3).any(|words| words == ["NAME", title, "-"]);
        assert!(names_itself, "{name}:\n{text}");
    }
}

/// Help stands in the scripts, in quotes of which not every kind keeps a shell from evaluating.
#[test]
fn no_completion_script_evaluates_what_stands_in_help() {
    for (name, script) in files(&repository("completions")) {
        for call in ["$(vault", "`vault", "`eval"] {
            assert!(!script.contains(call), "{name} has {call}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page_a_completion_and_a_row_in_the_readme() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let completed = World::empty().run_with("vault\0\0", ["__complete", "fish"]);
    let completed = completed.ok();
    let listed = std::fs::read_to_string(repository("completions/_vault.ps1")).unwrap();
    let pages: BTreeSet<String> = files(&repository("man"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for word in commands() {
        assert!(
            pages.contains(&format!("vault-{word}.1")),
            "{word} has no manual page"
        );
        assert!(
            completed.contains(&format!("\n{word}\t")) && listed.contains(&format!("'{word}'")),
            "{word} has no completion"
        );
        let row = readme
            .lines()
            .any(|line| line.starts_with('|') && line.contains(&format!("`{word}`")));
        assert!(row, "{word} has no row in README.md");
    }
    assert_eq!(
        pages.len(),
        commands().len() + 1,
        "a page for each, and vault.1"
    );
}

#[test]
fn an_operations_options_are_those_of_the_service_model() {
    if python_folder("botocore").is_none() {
        return;
    }
    // botocore itself reads its model, which is compressed, and names the options as the AWS CLI does.
    let script = "import botocore, botocore.session, json
model = botocore.session.get_session().get_service_model('secretsmanager')
def options(name):
    shape = model.operation_model(name).input_shape
    return [botocore.xform_name(member, '-') for member in shape.members] if shape else []
print(json.dumps({botocore.xform_name(name, '-'): options(name) for name in model.operation_names}))";
    let output = Command::new("python3")
        .args(["-c", script])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let model: std::collections::BTreeMap<String, Vec<String>> =
        serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(model.len(), 23, "the service has new operations");
    let world = World::empty();
    for (operation, members) in model {
        let help = world.run([operation.as_str(), "--help"]).ok();
        let own = help.split("Global options:").next().unwrap();
        for member in members {
            let option = format!("--{member}");
            let has = own.split_whitespace().any(|word| word == option);
            assert!(has, "{operation} has no {option}");
        }
    }
}

/// The words of all commands, from the overview page.
fn commands() -> Vec<String> {
    let overview = std::fs::read_to_string(repository("man/vault.1")).unwrap();
    overview
        .lines()
        .filter_map(|line| line.strip_prefix("\\fBvault\\-")?.strip_suffix("\\fR(1)"))
        .map(|name| name.replace("\\-", "-"))
        .collect()
}

fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder with their content, by name.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE=1 writes it", folder.display()))
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The folder of the repository has these files and no others; with `UPDATE` in the environment it gets them.
fn compare(folder: &str, mut expected: Vec<(String, String)>) {
    expected.sort();
    let path = repository(folder);
    if std::env::var_os("UPDATE").is_some() {
        let _none_yet = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap();
        for (name, content) in &expected {
            std::fs::write(path.join(name), content).unwrap();
        }
    }
    for ((name, committed), (expected_name, content)) in files(&path).iter().zip(&expected) {
        assert_eq!(
            name, expected_name,
            "{folder} has other files; UPDATE=1 rewrites it"
        );
        assert!(
            committed == content,
            "{folder}/{name} is stale; UPDATE=1 rewrites it"
        );
    }
    assert_eq!(
        files(&path).len(),
        expected.len(),
        "{folder} has other files; UPDATE=1 rewrites it"
    );
}
