//! Names as a tree by their slashes.

use std::fmt::Write as _;

/// Each name on a line below the folders that it is in, which end with `/`; sorted, and as wide as it must be. A name that
/// is a secret's and a folder's too stands twice.
pub(crate) fn draw(names: &[&str]) -> String {
    let mut names: Vec<Vec<&str>> = names
        .iter()
        .map(|name| name.split('/').collect::<Vec<&str>>())
        .collect();
    names.sort_unstable();
    let mut text = String::new();
    let mut trunk = String::new();
    level(&names, 0, &mut trunk, &mut text);
    text
}

/// The names that have their first `depth` segments in common.
fn level(names: &[Vec<&str>], depth: usize, trunk: &mut String, text: &mut String) {
    // Entries that follow each other: all names below one folder, or one name that ends here.
    let mut entries: Vec<&[Vec<&str>]> = names
        .chunk_by(|one, other| {
            one[depth] == other[depth] && one.len() > depth + 1 && other.len() > depth + 1
        })
        .collect();
    let last = entries.pop();
    let entries = entries.into_iter().map(|entry| (entry, false));
    for (entry, is_last) in entries.chain(last.map(|entry| (entry, true))) {
        let Some(first) = entry.first() else { continue };
        let is_folder = first.len() > depth + 1;
        let (branch, below) = match (depth, is_last) {
            (0, _) => ("", ""),
            (_, false) => ("├── ", "│   "),
            (_, true) => ("└── ", "    "),
        };
        let slash = if is_folder { "/" } else { "" };
        let _infallible = writeln!(text, "{trunk}{branch}{}{slash}", first[depth]);
        if is_folder {
            trunk.push_str(below);
            level(entry, depth + 1, trunk, text);
            trunk.truncate(trunk.len() - below.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_stand_above_what_is_in_them() {
        let names = ["prod/db/url", "TOKEN", "prod/api", "prod/db", "a//b", "/c"];
        assert_eq!(
            draw(&names),
            "/\n└── c\n\
             TOKEN\n\
             a/\n└── /\n    └── b\n\
             prod/\n├── api\n├── db\n└── db/\n    └── url\n"
        );
        assert_eq!(draw(&[]), "");
    }

    /// The names that a drawing says.
    fn read(text: &str) -> Vec<String> {
        let mut path: Vec<&str> = Vec::new();
        let mut names = Vec::new();
        for line in text.lines() {
            let entry = line.trim_start_matches(['│', '├', '└', '─', ' ']);
            path.truncate((line.chars().count() - entry.chars().count()) / 4);
            match entry.strip_suffix('/') {
                Some(folder) => path.push(folder),
                None => names.push([&path[..], &[entry]].concat().join("/")),
            }
        }
        names
    }

    proptest! {
        #[test]
        fn a_drawing_says_every_name(names in proptest::collection::btree_set("[ab/]{1,8}[ab]", 0..12)) {
            let list: Vec<&str> = names.iter().map(String::as_str).collect();
            let read: BTreeSet<String> = read(&draw(&list)).into_iter().collect();
            prop_assert_eq!(read, names);
        }
    }
}
