//! A .env file: a line for each variable, in the form that most of its readers understand alike.
//!
//! .env has no standard. This is the form, and a reader that follows it gets every value back:
//!
//! - `NAME=value`, as it is, of letters, digits and `_./:@%+,-`;
//! - `NAME='value'`, literal up to the next `'`, over several lines if need be;
//! - `NAME="value"`, in which `\\`, `\"`, `\$`, `` \` ``, `\n` and `\r` are escapes: only for a value that holds `'`, a
//!   carriage return, or a backslash at its end or before another one, all of which readers take differently in `'…'`.

use std::io;

use super::buffer::Buffer;
use super::{Variable, is_plain, text};

pub(super) fn render(variables: &[Variable], out: &mut Buffer) -> io::Result<()> {
    for variable in variables {
        line(variable.name.as_str(), text(variable)?, out);
    }
    Ok(())
}

/// One line of the file; the name is written as it is.
pub(super) fn line(name: &str, value: &str, out: &mut Buffer) {
    out.push(name);
    out.push("=");
    if is_plain(value.as_bytes()) {
        out.push(value);
    } else if value.contains(['\'', '\r']) || value.contains(r"\\") || value.ends_with('\\') {
        out.push("\"");
        for byte in value.bytes() {
            match byte {
                b'\\' | b'"' | b'$' | b'`' => out.push([b'\\', byte]),
                b'\n' => out.push(r"\n"),
                b'\r' => out.push(r"\r"),
                _ => out.push([byte]),
            }
        }
        out.push("\"");
    } else {
        out.push("'");
        out.push(value);
        out.push("'");
    }
    out.push("\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Dialect;
    use super::super::tests::{rendered, variable};

    /// A reader of the form that is described above.
    fn read(mut file: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        while let Some((name, rest)) = file.split_once('=') {
            let mut value = String::new();
            let mut letters = rest.chars();
            match rest.chars().next() {
                Some('\'') => {
                    letters.next();
                    value.extend(letters.by_ref().take_while(|&letter| letter != '\''));
                }
                Some('"') => {
                    letters.next();
                    while let Some(letter) = letters.next().filter(|&letter| letter != '"') {
                        value.push(match letter {
                            '\\' => match letters.next().unwrap() {
                                'n' => '\n',
                                'r' => '\r',
                                other => other,
                            },
                            other => other,
                        });
                    }
                }
                _ => {
                    let end = rest.find('\n').unwrap();
                    value.push_str(&rest[..end]);
                    letters = rest[end..].chars();
                }
            }
            found.push((name.to_owned(), value));
            file = letters.as_str().strip_prefix('\n').unwrap();
        }
        found
    }

    #[test]
    fn each_value_has_the_plainest_form_that_readers_agree_upon() {
        let variables = [
            variable("A", b"abc"),
            variable("B", b"two words # $HOME"),
            variable("C", b"a\nb"),
            variable("D", b"it's $5"),
            variable("E", b"end\\"),
            variable("F", b"\r\n'"),
        ];
        assert_eq!(
            rendered(Dialect::Dotenv, &variables),
            "A=abc\nB='two words # $HOME'\nC='a\nb'\nD=\"it's \\$5\"\nE=\"end\\\\\"\nF=\"\\r\\n'\"\n"
        );
    }

    proptest! {
        #[test]
        fn a_reader_of_the_documented_form_gets_the_same_text(
            values in prop::collection::vec("[^\0]{0,30}|[\\\\'\"$`\r\na-c= ]{0,12}", 0..5),
        ) {
            let variables: Vec<_> = values.iter().map(|value| variable("V", value.as_bytes())).collect();
            let expected: Vec<_> = values.into_iter().map(|value| ("V".to_owned(), value)).collect();
            prop_assert_eq!(read(&rendered(Dialect::Dotenv, &variables)), expected);
        }
    }
}
