//! Descriptors that the command line or the environment give to what opens the vault: no child gets them, and nothing else
//! is read from them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::env::{self, Variable};
use crate::error::{Error, Kind, Result};

/// The options that name what opens the vault; the first by a descriptor's number.
const OPTIONS: [&str; 3] = ["--passphrase-fd", "--passphrase-file", "--key-file"];

/// The shortest abbreviation that is looked at: `--k`.
const SHORTEST: usize = 3;

/// Claims them, before anything is opened or read: `words` are the command's.
pub(crate) fn claim(words: &[OsString]) {
    #[cfg(unix)]
    for path in named(words).into_iter().chain(found()) {
        if let Some(number) = crate::platform::descriptors::named_by(&path) {
            // What was not handed down is told when it is read.
            let _there = crate::platform::descriptors::claim(number);
        }
    }
    #[cfg(not(unix))]
    let _ = words;
}

/// Refuses to take a value from what opens the vault; `path` is `-` for standard input.
pub(crate) fn refuse_credential(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use crate::platform::descriptors::{is_claimed, named_by};
        let number = if path == Path::new("-") {
            Some(0)
        } else {
            named_by(path)
        };
        if let Some(number) = number
            && is_claimed(number)
        {
            let what = match number {
                0 => "standard input".to_owned(),
                _ => format!("descriptor {number}"),
            };
            return Err(Error::new(
                Kind::Usage,
                format!(
                    "{what} is given as what opens the vault, and cannot hold anything else too"
                ),
            )
            .hint("--passphrase-fd 3 3<FILE gives the passphrase by another descriptor"));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// What options name, abbreviated or not. A word that only looks like one costs nothing: the command line is refused, or
/// the descriptor is none.
fn named(words: &[OsString]) -> Vec<PathBuf> {
    let mut named = Vec::new();
    let mut words = words.iter().take_while(|word| *word != "--").peekable();
    while let Some(word) = words.next() {
        let Some(text) = word.to_str() else {
            continue;
        };
        let (name, joined) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.into())),
            None => (text, None),
        };
        if name.len() < SHORTEST {
            continue;
        }
        let mut options = OPTIONS.iter().filter(|option| option.starts_with(name));
        let Some(option) = options.next() else {
            continue;
        };
        let value = joined.or_else(|| words.peek().map(|next| PathBuf::from(*next)));
        if let Some(value) = value {
            if *option == OPTIONS[0] {
                named.push(Path::new("/dev/fd").join(&value));
            }
            named.push(value);
        }
    }
    named
}

fn found() -> impl Iterator<Item = PathBuf> {
    [Variable::PassphraseFile, Variable::KeyFile]
        .into_iter()
        .filter_map(env::var)
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_option_is_seen_and_nothing_behind_the_dashes() {
        let named = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            named(&words)
        };
        for line in [
            "put x --passphrase-fd 7",
            "--passphrase-fd=7 put x",
            "put x --passphrase-file /dev/fd/7",
            "put x --passphrase-fi=/dev/fd/7",
            "put x --key-file /dev/fd/7 --debug",
            "put x --k /dev/fd/7",
        ] {
            assert!(named(line).contains(&"/dev/fd/7".into()), "{line}");
        }
        for line in [
            "run A -- --passphrase-fd 7",
            "put x --passphrase-fd",
            "put x --debug 7",
        ] {
            assert!(named(line).is_empty(), "{line}");
        }
    }
}
