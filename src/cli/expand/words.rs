//! Which words of the command line belong to which option.

use std::ffi::{OsStr, OsString};

use zeroize::Zeroize as _;

/// How many values an option takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arity {
    /// There is no such option: left for clap to refuse.
    Unknown,
    /// None yet: it is the beginning of this option only, which argparse takes for it (`--filter` for `--filters`).
    Abbreviates(String),
    /// None.
    Flag,
    /// One: the next word, whatever it begins with, unless it is itself a known option.
    One,
    /// A list: the words up to the next option.
    Many,
}

/// Words that belong together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// The program, a sub-command, a flag, a positional, something unknown.
    AsIs(OsString),
    /// An option, without its dashes, and at least one value.
    Option {
        name: String,
        values: Vec<OsString>,
        is_list: bool,
    },
}

/// Groups the words of a command line, the program's name first; `arity` knows options without their dashes.
/// After `--` all words stay as they are.
pub(super) fn group(args: Vec<OsString>, arity: &dyn Fn(&str) -> Arity) -> Vec<Word> {
    let mut words = Vec::with_capacity(args.len());
    let mut args = args.into_iter().peekable();
    words.extend(args.next().map(Word::AsIs));
    while let Some(word) = args.next() {
        if word == "--" {
            words.push(Word::AsIs(word));
            words.extend(args.by_ref().map(Word::AsIs));
            break;
        }
        let Some((name, attached)) = split(&word) else {
            words.push(Word::AsIs(word));
            continue;
        };
        let (name, takes) = match arity(name) {
            Arity::Abbreviates(full) => {
                let takes = arity(&full);
                (full, takes)
            }
            takes => (name.to_owned(), takes),
        };
        let is_list = takes == Arity::Many;
        let values = match (takes, attached) {
            (Arity::Unknown | Arity::Abbreviates(_) | Arity::Flag, _) => Vec::new(),
            (Arity::One | Arity::Many, Some(start)) => vec![tail(&word, start)],
            (Arity::One, None) => args
                .next_if(|next| !is_option(next, arity))
                .into_iter()
                .collect(),
            (Arity::Many, None) => {
                std::iter::from_fn(|| args.next_if(|next| !ends_list(next, arity))).collect()
            }
        };
        if values.is_empty() {
            let mut whole = OsString::from(format!("--{name}"));
            if let Some(start) = attached {
                whole.push("=");
                whole.push(tail(&word, start));
            }
            words.push(Word::AsIs(whole));
        } else {
            // `--secret-string=value` is a secret.
            word.into_encoded_bytes().zeroize();
            if is_list {
                // As in argparse the last one counts, whole.
                words.retain(
                    |word| !matches!(word, Word::Option { name: other, .. } if *other == name),
                );
            }
            words.push(Word::Option {
                name,
                values,
                is_list,
            });
        }
    }
    words
}

/// The name in `--name` or `--name=value`, and where the value begins.
fn split(word: &OsStr) -> Option<(&str, Option<usize>)> {
    let bytes = word.as_encoded_bytes();
    let rest = bytes.strip_prefix(b"--")?;
    let end = rest.iter().position(|b| *b == b'=');
    let name = str::from_utf8(&rest[..end.unwrap_or(rest.len())]).ok()?;
    Some((name, end.map(|end| 2 + end + 1)))
}

/// The word from byte `start` on.
#[cfg(unix)]
fn tail(word: &OsStr, start: usize) -> OsString {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(&word.as_encoded_bytes()[start..]).to_owned()
}

/// The word from byte `start` on, with replacement characters where it is not Unicode.
#[cfg(not(unix))]
fn tail(word: &OsStr, start: usize) -> OsString {
    String::from_utf8_lossy(&word.as_encoded_bytes()[start..])
        .into_owned()
        .into()
}

fn is_option(word: &OsStr, arity: &dyn Fn(&str) -> Arity) -> bool {
    let is_known = |name| !matches!(arity(name), Arity::Unknown | Arity::Abbreviates(_));
    word == "--" || split(word).is_some_and(|(name, _)| is_known(name))
}

/// As Python's argparse: besides options every word that begins with a dash ends a list, except a lone dash, a
/// negative number and anything with a blank in it.
fn ends_list(word: &OsStr, arity: &dyn Fn(&str) -> Arity) -> bool {
    let bytes = word.as_encoded_bytes();
    let looks_like_option =
        bytes.len() > 1 && bytes[0] == b'-' && !bytes.contains(&b' ') && !is_number(&bytes[1..]);
    looks_like_option || is_option(word, arity)
}

/// `1`, `1.5` or `.5`.
fn is_number(text: &[u8]) -> bool {
    let mut parts = text.splitn(2, |b| *b == b'.');
    let whole = parts.next().unwrap_or_default();
    let fraction = parts.next().unwrap_or(b"0");
    !fraction.is_empty() && whole.iter().chain(fraction).all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arity(name: &str) -> Arity {
        match name {
            "name" | "secret-string" => Arity::One,
            "tags" | "no-more" => Arity::Many,
            "debug" => Arity::Flag,
            "secret-s" => Arity::Abbreviates("secret-string".to_owned()),
            "tag" => Arity::Abbreviates("tags".to_owned()),
            "deb" => Arity::Abbreviates("debug".to_owned()),
            _ => Arity::Unknown,
        }
    }

    /// Options as `name<value|value>`, everything else as it is.
    fn grouped(line: &str) -> String {
        let args = line.split(' ').map(|word| word.replace('_', " ").into());
        let words = group(args.collect(), &arity)
            .into_iter()
            .map(|word| match word {
                Word::AsIs(word) => word.into_string().unwrap(),
                Word::Option { name, values, .. } => {
                    let values: Vec<_> = values.iter().map(|v| v.to_str().unwrap()).collect();
                    format!("{name}<{}>", values.join("|"))
                }
            });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_option_takes_the_next_word_unless_that_is_an_option() {
        for (line, expected) in [
            (
                "vault get --name x --debug y",
                "vault get name<x> --debug y",
            ),
            ("vault --name -x", "vault name<-x>"),
            ("vault --name --x-y", "vault name<--x-y>"),
            ("vault --name - -h", "vault name<-> -h"),
            ("vault --name=--tags=a b", "vault name<--tags=a> b"),
            ("vault --name= b", "vault name<> b"),
            ("vault --name --debug", "vault --name --debug"),
            ("vault --name --tags=a", "vault --name tags<a>"),
            ("vault --name", "vault --name"),
            ("vault --nope x --nope=x", "vault --nope x --nope=x"),
            ("vault --debug=x", "vault --debug=x"),
            ("--name x", "--name x"),
        ] {
            assert_eq!(grouped(line), expected, "{line}");
        }
    }

    #[test]
    fn a_list_takes_the_words_that_argparse_would() {
        for (line, expected) in [
            ("vault --tags a b --name x c", "vault tags<a|b> name<x> c"),
            ("vault --tags=a b", "vault tags<a> b"),
            ("vault --tags a -b c", "vault tags<a> -b c"),
            ("vault --tags -b", "vault --tags -b"),
            (
                "vault --tags - -1 -1.5 -.5 -a_b x",
                "vault tags<-|-1|-1.5|-.5|-a b|x>",
            ),
            ("vault --tags a -1. b", "vault tags<a> -1. b"),
            ("vault --tags a --no-more b", "vault tags<a> no-more<b>"),
            ("vault --tags a --debug=_x", "vault tags<a> --debug= x"),
            ("vault --tags a -- b", "vault tags<a> -- b"),
            ("vault --tags a b --debug --tags c", "vault --debug tags<c>"),
            ("vault --name a --name b", "vault name<a> name<b>"),
        ] {
            assert_eq!(grouped(line), expected, "{line}");
        }
    }

    #[test]
    fn the_beginning_of_an_option_stands_for_it_but_not_in_the_place_of_a_value() {
        for (line, expected) in [
            ("vault --secret-s x", "vault secret-string<x>"),
            ("vault --secret-s=x y", "vault secret-string<x> y"),
            ("vault --tag a b --deb", "vault tags<a|b> --debug"),
            ("vault --deb=x", "vault --debug=x"),
            ("vault --name --tag", "vault name<--tag>"),
            ("vault --tags a --tag b", "vault tags<b>"),
        ] {
            assert_eq!(grouped(line), expected, "{line}");
        }
    }

    #[test]
    fn what_follows_two_dashes_is_somebody_elses() {
        let line = "vault run --name x -- cmd --secret-string y --tags a";
        let expected = "vault run name<x> -- cmd --secret-string y --tags a";
        assert_eq!(grouped(line), expected);
        assert_eq!(
            grouped("vault --name -- --name x"),
            "vault --name -- --name x"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_value_need_not_be_unicode() {
        use std::os::unix::ffi::OsStrExt as _;
        let bad = |bytes: &[u8]| OsStr::from_bytes(bytes).to_owned();
        let words = group(
            vec!["vault".into(), bad(b"--name=\xff"), bad(b"--\xff=x")],
            &arity,
        );
        let value = Word::Option {
            name: "name".to_owned(),
            values: vec![bad(b"\xff")],
            is_list: false,
        };
        assert_eq!(words[1..], [value, Word::AsIs(bad(b"--\xff=x"))]);
    }
}
