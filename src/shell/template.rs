//! Templates: text in which `{{ vault:NAME#member@STAGE }}` stands for what a secret holds.

use crate::error::{Error, Kind, Result};
use crate::shell::reference::Reference;

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Stays as it is.
    Text(&'t [u8]),
    /// Stands for a value.
    Value {
        /// What is wanted.
        reference: Reference,
        /// The line, from 1.
        line: usize,
    },
}

const OPENS: &[u8] = b"{{";
const CLOSES: &[u8] = b"}}";
const WORD: &[u8] = b"vault:";

/// The pieces of a template in their order. Other `{{ … }}` are text, so that templates of other programs pass through.
///
/// Fails, with the line, on a reference that does not end in its line or cannot be one.
pub fn parse(template: &[u8]) -> Result<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let (mut text, mut at) = (0, 0);
    while let Some(start) = find(&template[at..], OPENS).map(|found| at + found) {
        let inner = template[start + OPENS.len()..].trim_ascii_start();
        let Some(rest) = inner.strip_prefix(WORD) else {
            // `{{{ vault:x }}` has a brace of its own before it.
            at = start + 1;
            continue;
        };
        let begins = template.len() - rest.len();
        let line = template[..start].split(|byte| *byte == b'\n').count();
        let within = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let Some(length) = find(within, CLOSES) else {
            return Err(wrong(line, "a reference is not closed by }} in its line"));
        };
        let reference = str::from_utf8(within[..length].trim_ascii())
            .map_err(|_| wrong(line, "a reference is not UTF-8"))?;
        if reference.ends_with('/') {
            return Err(wrong(line, "a reference is one secret, not a prefix"));
        }
        let reference = reference
            .parse()
            .map_err(|error: Error| wrong(line, error.message()))?;
        if text < start {
            pieces.push(Piece::Text(&template[text..start]));
        }
        pieces.push(Piece::Value { reference, line });
        at = begins + length + CLOSES.len();
        text = at;
    }
    if text < template.len() {
        pieces.push(Piece::Text(&template[text..]));
    }
    Ok(pieces)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn wrong(line: usize, what: &str) -> Error {
    Error::new(Kind::Usage, format!("the template, line {line}: {what}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(template: &str) -> Vec<String> {
        let pieces = parse(template.as_bytes()).unwrap();
        let pieces = pieces.iter();
        pieces
            .map(|piece| match piece {
                Piece::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
                Piece::Value { reference, line } => format!("<{reference}:{line}>"),
            })
            .collect()
    }

    #[test]
    fn references_are_found_with_their_lines_and_all_else_is_text() {
        assert_eq!(
            shown("a={{ vault:prod/db#user@AWSPREVIOUS }}\nb={{vault:x}}{{ vault:y }}\n"),
            [
                "a=",
                "<prod/db#user@AWSPREVIOUS:1>",
                "\nb=",
                "<x:2>",
                "<y:2>",
                "\n"
            ]
        );
        assert_eq!(
            shown("{{ .Values.x }} {{{vault:x}}} }}"),
            ["{{ .Values.x }} {", "<x:1>", "} }}"]
        );
        assert!(shown("").is_empty());
    }

    #[test]
    fn what_cannot_be_a_reference_is_said_with_its_line() {
        for (template, expected) in [
            ("\n{{ vault:x", "line 2: a reference is not closed"),
            ("{{ vault:x\n}}", "line 1: a reference is not closed"),
            ("{{ vault: }}", "line 1: the reference \"\" names no secret"),
            ("{{ vault:a/ }}", "line 1: a reference is one secret"),
        ] {
            let error = parse(template.as_bytes()).unwrap_err();
            assert!(error.message().contains(expected), "{}", error.message());
        }
    }

    proptest! {
        #[test]
        fn text_without_references_stays_whole(text in "[{} a-z\n]*") {
            prop_assert_eq!(shown(&text).concat(), text);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>()) {
            let _any = parse(&[b"{{vault:", &bytes[..], b"}}"].concat());
        }
    }
}
