//! The house's floors: a module uses what is below it, and beside it only what the table allows (docs/ARCHITECTURE.md).

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot read the sources shall stop"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms that it may name by `crate::`. `main.rs` may use all of the library.
const ROOMS: &[(&str, &[&str])] = &[
    ("error", &["types"]),
    ("types", &["error"]),
    ("platform", &[]),
    ("crypto", &["error", "platform", "types"]),
    ("sigv4", &["crypto", "error", "types"]),
    ("resolver", &["crypto", "error"]),
    ("secret", &["crypto", "error", "types"]),
    ("iam", &["crypto", "error", "secret", "types"]),
    ("vault", &["crypto", "error", "iam", "secret", "types"]),
    (
        "operations",
        &["crypto", "error", "iam", "secret", "types", "vault"],
    ),
    (
        "store",
        &[
            "crypto", "error", "iam", "platform", "secret", "types", "vault",
        ],
    ),
    (
        "service",
        &[
            "crypto",
            "error",
            "iam",
            "operations",
            "platform",
            "rotation",
            "secret",
            "session",
            "store",
            "types",
            "vault",
        ],
    ),
    (
        "session",
        &[
            "crypto",
            "error",
            "iam",
            "operations",
            "platform",
            "secret",
            "service",
            "store",
            "types",
            "vault",
        ],
    ),
    (
        "rotation",
        &[
            "crypto",
            "error",
            "iam",
            "operations",
            "secret",
            "types",
            "vault",
        ],
    ),
    (
        "endpoint",
        &[
            "crypto",
            "error",
            "iam",
            "operations",
            "rotation",
            "service",
            "sigv4",
            "store",
            "types",
            "vault",
            "for_each_operation",
        ],
    ),
    (
        "client",
        &[
            "crypto",
            "error",
            "iam",
            "operations",
            "platform",
            "resolver",
            "sigv4",
            "types",
        ],
    ),
    ("shell", &["error", "types"]),
    (
        "transfer",
        &["error", "operations", "platform", "shell", "types"],
    ),
    ("project", &["error", "shell", "store", "types"]),
    (
        "fuzzing",
        &[
            "cli",
            "crypto",
            "error",
            "operations",
            "secret",
            "shell",
            "sigv4",
            "store",
            "types",
        ],
    ),
    (
        "cli",
        &[
            "client",
            "crypto",
            "endpoint",
            "error",
            "iam",
            "operations",
            "platform",
            "project",
            "rotation",
            "secret",
            "resolver",
            "service",
            "session",
            "shell",
            "sigv4",
            "store",
            "transfer",
            "types",
            "vault",
            "for_each_operation",
        ],
    ),
];

/// The one room where `unsafe` stands; `main.rs` has the one name that the C library looks for.
const UNSAFE: &str = "platform";

fn sources() -> BTreeMap<PathBuf, String> {
    fn collect(folder: &Path, root: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(root).unwrap().to_path_buf(), text);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 30, "the sources are there");
    found
}

/// The room a file belongs to: its top folder, or its own name.
fn room(path: &Path) -> &str {
    let first = path.iter().next().unwrap().to_str().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// What a file names by `crate::`, outside comments, groups of `use` included.
fn rooms_named(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut named = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => named.push(std::mem::take(&mut word)),
                    _ if depth == 0 => word.push(character),
                    _ => {}
                }
            }
            named.push(word);
        } else {
            named.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    named
        .into_iter()
        .map(|name| {
            name.trim()
                .split("::")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn no_module_reaches_up_or_sideways() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let (_, allowed) = ROOMS
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("{} is in no room of the table", path.display()));
        for name in rooms_named(&text) {
            if name != room && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} uses crate::{name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_of_the_table_is_there() {
    let sources = sources();
    for (name, _) in ROOMS {
        assert!(sources.keys().any(|path| room(path) == *name), "{name}");
    }
}

#[test]
fn every_room_stands_on_a_floor_of_both_drawings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let library = read("src/lib.rs");
    let architecture = read("docs/ARCHITECTURE.md");
    let house = architecture.split("```").nth(1).unwrap();
    for (name, _) in ROOMS {
        if !["fuzzing", "lib", "main"].contains(name) {
            assert!(library.contains(&format!("`{name}`")), "{name} in lib.rs");
            let words = house.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(
                words.into_iter().any(|word| word == *name),
                "{name} in the house"
            );
        }
    }
}

#[test]
fn unsafe_stands_in_one_module() {
    for (path, text) in sources() {
        let allowed = "#[expect(unsafe_code, reason = \"the C library finds `main` by its name\")]";
        let text = match room(&path) {
            "main" => text.replacen(allowed, "", 1),
            _ => text,
        };
        let has =
            text.contains("unsafe {") || text.contains("unsafe_code") || text.contains("unsafe fn");
        assert!(!has || room(&path) == UNSAFE, "{}", path.display());
    }
}

#[test]
fn anyhow_stays_at_the_top_and_the_cipher_in_its_module() {
    for (path, text) in sources() {
        let room = room(&path);
        if !["cli", "main"].contains(&room) {
            assert!(!text.contains("anyhow::"), "{}", path.display());
        }
        if path != Path::new("crypto/seal.rs") {
            assert!(!text.contains("chacha20poly1305::"), "{}", path.display());
        }
    }
}

#[test]
fn a_file_does_one_thing() {
    for (path, text) in sources() {
        assert!(
            text.lines().count() <= 500,
            "{} is longer than 500 lines",
            path.display()
        );
    }
}

#[test]
fn a_reach_upwards_would_be_seen() {
    assert_eq!(
        rooms_named("use crate::{error::{A, B}, store};\ncrate::cli::run()"),
        ["error", "store", "cli"]
    );
    assert!(rooms_named("// crate::cli").is_empty());
}
