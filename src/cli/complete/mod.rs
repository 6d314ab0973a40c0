//! Completion: the scripts hand over what is typed, and get back what it may become.
//!
//! ```text
//! TAB ─▶ script ─▶ vault __complete SHELL  (standard input: the words, each ended by NUL) ─▶ cursor: what is wanted here?
//!     ◀─ script ◀─ a line that says how to go on, then a candidate a line  ◀─ candidates, of an unlocked session only
//! ```
//!
//! What is typed is read as text and never evaluated; what is offered is quoted for the shell that inserts it. A vault that
//! is locked, a word that is unknown, a file that cannot be read: no candidates, no message, no question. Values are never
//! opened, and nothing is written.

mod candidates;
mod cursor;
mod line;
pub(crate) mod script;

use std::ffi::OsString;
use std::io::Read as _;

use crate::cli::{output, ui};
use crate::error::Result;
use candidates::Candidates;
use cursor::Wanted;

/// The word that the scripts call; no list of commands has it.
pub(crate) const WORD: &str = "__complete";

/// More than any command line.
const LONGEST: u64 = 4 << 20;

/// Answers a script. Whatever goes wrong, there is nothing to offer.
pub(crate) fn run(rest: &[OsString]) -> Result<()> {
    let Some(shell) = rest.first().and_then(|name| name.to_str()) else {
        return Ok(());
    };
    let mut input = Vec::new();
    let mut stdin = std::io::stdin().lock().take(LONGEST);
    if stdin.read_to_end(&mut input).is_err() {
        return Ok(());
    }
    let mut parts: Vec<String> = input
        .split(|byte| *byte == 0)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    // What follows the last NUL.
    parts.pop();
    let answer = match shell {
        "bash" => bash(&parts),
        "zsh" => plain(&parts, str::to_owned),
        // fish gives the word under the cursor as it stands there.
        "fish" => plain(&parts, |current| line::decode(current).0),
        _ => None,
    };
    match answer {
        Some(text) => output::stdout::write(text.as_bytes()),
        None => Ok(()),
    }
}

/// `[what readline replaces, the line up to the cursor]`: the candidates as they are to stand in the line.
fn bash(parts: &[String]) -> Option<String> {
    let [replaced, typed] = parts else {
        return None;
    };
    let split = line::split(typed);
    let current = &typed[split.current..];
    let kept = current.strip_suffix(replaced.as_str())?;
    let (kept, quoted) = line::decode(kept);
    let (text, _) = line::decode(current);
    let found = find(split.words.get(1..)?, &text)?;
    Some(show(&found, |candidate, _| {
        let rest = candidate.strip_prefix(kept.as_str())?;
        line::quote(rest, quoted)
    }))
}

/// `[program, word..., word under the cursor]`: the shell quotes by itself.
fn plain(parts: &[String], read: impl Fn(&str) -> String) -> Option<String> {
    let (current, words) = parts.split_last()?;
    let found = find(words.get(1..)?, &read(current))?;
    Some(show(&found, |candidate, about| {
        let about = about.and_then(|about| about.lines().next());
        Some(match about {
            Some(about) => format!("{candidate}\t{}", ui::escape(about)),
            None => candidate.to_owned(),
        })
    }))
}

fn find(words: &[String], current: &str) -> Option<Candidates> {
    let mut found = match cursor::at(words, current) {
        Wanted::Nothing => return None,
        Wanted::Files => return Some(Candidates::files()),
        Wanted::Program => return Some(Candidates::program()),
        Wanted::Words(words) => Candidates::of(words),
        Wanted::Value(value) => candidates::of_value(&value)?,
    };
    found.keep(current);
    Some(found)
}

/// How to go on, then the candidates: `words`, `open` (the word is not finished by any of them), `files`, `program`.
fn show(found: &Candidates, write: impl Fn(&str, Option<&str>) -> Option<String>) -> String {
    let mut text = found.manner().to_owned();
    text.push('\n');
    for candidate in &found.list {
        // A line end would make two of it, and nothing shall act on the terminal that lists it.
        if candidate
            .text
            .chars()
            .any(|character| character.is_control() || ui::is_treacherous(character))
        {
            continue;
        }
        if let Some(line) = write(&candidate.text, candidate.about.as_deref()) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(parts: &[&str]) -> Option<String> {
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        bash(&parts)
    }

    #[test]
    fn bash_gets_what_it_replaces_and_no_more() {
        assert_eq!(
            answer(&["get-secret-v", "vault get-secret-v"]).unwrap(),
            "words\nget-secret-value\n"
        );
        assert_eq!(
            answer(&["js", "vault list --output=js"]).unwrap(),
            "words\njson\n"
        );
        assert_eq!(
            answer(&["--outp", "'vault' list --outp"]).unwrap(),
            "words\n--output\n"
        );
        for odd in [&["x"][..], &[], &["x", "vault get y"], &["", ""]] {
            assert_eq!(answer(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn what_a_line_cannot_hold_is_not_offered() {
        let candidates = [
            "plain",
            "two\nlines",
            "tab\there",
            "bell\u{7}",
            "bidi\u{202e}",
        ];
        let found = Candidates::of(candidates.map(|text| (text.to_owned(), None)).to_vec());
        assert_eq!(
            show(&found, |text, _| Some(text.to_owned())),
            "words\nplain\n"
        );
    }
}
