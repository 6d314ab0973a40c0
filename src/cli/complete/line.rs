//! A command line as text: split into words as a POSIX shell would, with nothing expanded or run.

/// What the end of a text is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    /// Nothing.
    No,
    /// `'`.
    Single,
    /// `"`.
    Double,
}

/// A line up to the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// The words before the one under the cursor, without their quotes.
    pub(super) words: Vec<String>,
    /// Where the word under the cursor begins, in bytes.
    pub(super) current: usize,
}

/// Splits a line at its unquoted blanks.
pub(super) fn split(line: &str) -> Split {
    let mut words = Vec::new();
    let mut start = None;
    let mut reader = Reader::default();
    for (at, character) in line.char_indices() {
        if reader.is_plain() && character.is_whitespace() {
            if let Some(start) = start.take() {
                words.push(decode(&line[start..at]).0);
            }
        } else {
            start.get_or_insert(at);
            reader.take(character);
        }
    }
    Split {
        words,
        current: start.unwrap_or(line.len()),
    }
}

/// A piece of a line without its quotes, and what its end is inside of. `$` and backticks stand for themselves.
pub(super) fn decode(piece: &str) -> (String, Quoted) {
    let mut reader = Reader::default();
    let mut text = String::with_capacity(piece.len());
    for character in piece.chars() {
        reader.take(character).push_to(&mut text);
    }
    (text, reader.quoted)
}

/// A text as it must stand behind a piece of line that ended inside of `quoted`: whatever the text is, the shell takes it
/// for that text. `None` where that cannot be written: bash reads `!` inside double quotes as a piece of its history.
pub(super) fn quote(text: &str, quoted: Quoted) -> Option<String> {
    let mut shown = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        let escaped = match quoted {
            Quoted::Single if character == '\'' => {
                shown.push_str("'\\''");
                continue;
            }
            Quoted::Single => false,
            Quoted::Double if character == '!' => return None,
            Quoted::Double => matches!(character, '"' | '\\' | '$' | '`'),
            // Within a word this begins no comment.
            Quoted::No if character == '#' => at == 0,
            Quoted::No => !is_safe(character),
        };
        if escaped {
            shown.push('\\');
        }
        shown.push(character);
    }
    Some(shown)
}

/// Characters that mean nothing to a shell, wherever in a word they stand.
fn is_safe(character: char) -> bool {
    character.is_alphanumeric() || "_/.,+@%:=-".contains(character)
}

#[derive(Debug)]
struct Reader {
    quoted: Quoted,
    escaped: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            quoted: Quoted::No,
            escaped: false,
        }
    }
}

/// What a character adds to the word.
enum Read {
    Nothing,
    One(char),
    /// Inside double quotes a backslash stays before most characters.
    Escaped(char),
}

impl Read {
    fn push_to(self, text: &mut String) {
        match self {
            Self::Nothing => {}
            Self::One(character) => text.push(character),
            Self::Escaped(character) => text.extend(['\\', character]),
        }
    }
}

impl Reader {
    fn is_plain(&self) -> bool {
        self.quoted == Quoted::No && !self.escaped
    }

    fn take(&mut self, character: char) -> Read {
        if std::mem::take(&mut self.escaped) {
            return match (self.quoted, character) {
                (_, '\n') => Read::Nothing,
                (Quoted::Double, '"' | '\\' | '$' | '`') | (Quoted::No | Quoted::Single, _) => {
                    Read::One(character)
                }
                (Quoted::Double, _) => Read::Escaped(character),
            };
        }
        match (self.quoted, character) {
            (Quoted::No | Quoted::Double, '\\') => self.escaped = true,
            (Quoted::No, '\'') => self.quoted = Quoted::Single,
            (Quoted::No, '"') => self.quoted = Quoted::Double,
            (Quoted::Single, '\'') | (Quoted::Double, '"') => self.quoted = Quoted::No,
            _ => return Read::One(character),
        }
        Read::Nothing
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(line: &str) -> (Vec<String>, &str) {
        let split = split(line);
        (split.words, &line[split.current..])
    }

    #[test]
    fn a_line_is_split_as_a_shell_would() {
        for (line, expected, current) in [
            ("vault get pr", &["vault", "get"][..], "pr"),
            ("vault get ", &["vault", "get"], ""),
            (
                r#"vault 'a b' "c \"d\" \e" f\ g 'h i"#,
                &["vault", "a b", "c \"d\" \\e", "f g"],
                "'h i",
            ),
            (
                r#"vault "$(touch x)" `id` $HOME "#,
                &["vault", "$(touch x)", "`id`", "$HOME"],
                "",
            ),
            ("vault a'b'\"c\"d e\\", &["vault", "abcd"], "e\\"),
            ("", &[], ""),
        ] {
            let (found, rest) = words(line);
            assert_eq!(
                (found, rest),
                (
                    expected.iter().map(|word| (*word).to_owned()).collect(),
                    current
                )
            );
        }
    }

    #[test]
    fn a_text_is_quoted_for_where_it_goes() {
        for (quoted, shown) in [
            (Quoted::No, r#"\$\(a\)\ \'\"b#"#),
            (Quoted::Single, r#"$(a) '\''"b#"#),
            (Quoted::Double, r#"\$(a) '\"b#"#),
        ] {
            assert_eq!(quote("$(a) '\"b#", quoted).as_deref(), Some(shown));
        }
        assert_eq!(quote("#a!", Quoted::No).as_deref(), Some("\\#a\\!"));
        assert_eq!(quote("a!", Quoted::Double), None);
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(text in "[^\\p{Cc}]{0,20}") {
            for (open, quoted) in [("", Quoted::No), ("'", Quoted::Single), ("\"", Quoted::Double)] {
                let Some(shown) = quote(&text, quoted) else {
                    prop_assert!(text.contains('!'));
                    continue;
                };
                let piece = format!("{open}{shown}{open}");
                let (decoded, state) = decode(&piece);
                // The shells themselves are asked in tests/it/completion_shells.rs.
                prop_assert_eq!(&decoded, &text);
                prop_assert_eq!(state, Quoted::No);
            }
        }

        #[test]
        fn any_line_is_split(line in any::<String>()) {
            let split = split(&line);
            prop_assert!(line.is_char_boundary(split.current));
        }
    }
}
