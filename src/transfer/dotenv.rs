//! A .env file. There is no standard; this is what is read:
//!
//! - `NAME=value`, a line each; `export` before the name, blanks around `=`, blank lines and lines that begin with `#`;
//! - a bare value goes to the end of its line or to a `#` that follows a blank, without blanks at its end;
//! - `'value'` and `` `value` `` are literal, over several lines if need be;
//! - `"value"` likewise, but for the escapes `\\`, `\"`, `\$`, `` \` ``, `\n`, `\r` and `\t`; any other backslash is itself;
//! - behind a closing quote only a comment may follow;
//! - nothing is ever put in for `$NAME` or `${NAME}`, quoted or not: values are what is written;
//! - lines end in LF or CRLF, also within quotes, where both are a line feed; a byte order mark at the start is left out.
//!
//! What `shell::quote` writes is read back as it was.

use zeroize::Zeroizing;

use super::text::Text;
use super::{Entry, Place, shown};
use crate::error::{Error, Result};
use crate::operations::ImportedSecret;
use crate::types::sensitive::{SecretString, SecretValue};

/// The secrets of a .env file.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Entry>> {
    let mut reader = Reader { text, at: 0 };
    let mut entries = Vec::new();
    while let Some(entry) = reader.entry()? {
        entries.push(entry);
    }
    Ok(entries)
}

struct Reader<'t> {
    text: &'t Text<'t>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text.whole[self.at..]
    }

    fn place(&self) -> Place {
        Place {
            column: None,
            ..self.text.at(self.at)
        }
    }

    fn wrong(&self, what: &str) -> Error {
        self.text.wrong(self.place(), what)
    }

    /// The next entry; `None` at the end of the file.
    fn entry(&mut self) -> Result<Option<Entry>> {
        loop {
            self.skip(|byte| byte.is_ascii_whitespace());
            if self.rest().is_empty() {
                return Ok(None);
            }
            if !self.rest().starts_with('#') {
                break;
            }
            self.at += self.line().len();
        }
        let place = self.place();
        let name = self.name()?;
        let value = self.value(name)?;
        Ok(Some(Entry {
            secret: ImportedSecret {
                name: name.to_owned(),
                value: Some(SecretValue::Text(SecretString::new(value))),
                ..ImportedSecret::default()
            },
            place: Some(place),
        }))
    }

    fn name(&mut self) -> Result<&'t str> {
        let Some((before, _)) = self.line().split_once('=') else {
            return Err(self.wrong("there is no NAME=value"));
        };
        self.at += before.len() + 1;
        let name = before.trim_ascii();
        let name = match name.strip_prefix("export") {
            Some(after) if after.starts_with([' ', '\t']) => after.trim_ascii_start(),
            _ => name,
        };
        if name.is_empty() {
            return Err(self.wrong("there is no name before ="));
        }
        Ok(name)
    }

    fn value(&mut self, name: &str) -> Result<Zeroizing<String>> {
        self.skip(|byte| matches!(byte, b' ' | b'\t'));
        let Some(quote) = self
            .rest()
            .chars()
            .next()
            .filter(|first| "'\"`".contains(*first))
        else {
            return self.bare(name);
        };
        let opened = self.place();
        self.at += 1;
        let Some(length) = closing(self.rest(), quote) else {
            let what = format!(
                "the quote {quote} before the value of {} is never closed",
                shown(name)
            );
            return Err(self.text.wrong(opened, &what));
        };
        let quoted = &self.rest()[..length];
        self.at += length + 1;
        let behind = self.line().trim_ascii();
        if !behind.is_empty() && !behind.starts_with('#') {
            return Err(self.wrong(&format!(
                "text follows the closing {quote} of the value of {}",
                shown(name)
            )));
        }
        self.at += self.line().len();
        let value = unquoted(quoted, quote == '"');
        self.refuse_nul(&value, name)?;
        Ok(value)
    }

    fn bare(&mut self, name: &str) -> Result<Zeroizing<String>> {
        let line = self.line();
        let mut end = line.len();
        for (index, _) in line.match_indices('#') {
            if index == 0 || line[..index].ends_with([' ', '\t']) {
                end = index;
                break;
            }
        }
        let value = Zeroizing::new(line[..end].trim_end_matches([' ', '\t']).to_owned());
        self.refuse_nul(&value, name)?;
        self.at += line.len();
        Ok(value)
    }

    /// A NUL says that this is no .env file: none of its readers takes one.
    fn refuse_nul(&self, value: &str, name: &str) -> Result<()> {
        if value.contains('\0') {
            return Err(self.wrong(&format!("the value of {} holds a NUL byte", shown(name))));
        }
        Ok(())
    }

    /// What is left of this line, without its end.
    fn line(&self) -> &'t str {
        let line = self.rest().split('\n').next().unwrap_or_default();
        line.strip_suffix('\r').unwrap_or(line)
    }

    fn skip(&mut self, which: impl Fn(u8) -> bool) {
        let rest = self.rest().bytes();
        self.at += rest.take_while(|byte| which(*byte)).count();
    }
}

/// Where the quote is that closes the value.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        if character == quote && !escaped {
            return Some(index);
        }
        escaped = quote == '"' && character == '\\' && !escaped;
    }
    None
}

fn unquoted(text: &str, escapes: bool) -> Zeroizing<String> {
    let mut value = Zeroizing::new(String::with_capacity(text.len()));
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let meant = match (character, next) {
            ('\r', Some('\n')) => continue,
            ('\\', Some(escaped)) if escapes => match escaped {
                '\\' | '"' | '$' | '`' => escaped,
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => {
                    value.push('\\');
                    continue;
                }
            },
            _ => {
                value.push(character);
                continue;
            }
        };
        characters.next();
        value.push(meant);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(file: &str) -> Result<Vec<Entry>> {
        read(&Text::new(".env", file.as_bytes())?)
    }

    fn pairs(file: &str) -> Vec<(String, String)> {
        let entries = entries(file).unwrap().into_iter();
        let pair = |entry: Entry| {
            let value = entry.secret.value.unwrap();
            let value = String::from_utf8(value.expose_bytes().to_vec()).unwrap();
            (entry.secret.name, value)
        };
        entries.map(pair).collect()
    }

    fn value(line: &str) -> String {
        let pairs = pairs(&format!("A={line}\nZ=z\n"));
        assert_eq!(pairs.len(), 2, "{pairs:?}");
        assert_eq!((pairs[0].0.as_str(), pairs[1].1.as_str()), ("A", "z"));
        pairs[0].1.clone()
    }

    #[test]
    fn values_are_read_as_the_documentation_says() {
        for (line, expected) in [
            ("", ""),
            ("''", ""),
            ("abc", "abc"),
            ("  two words \t", "two words"),
            ("a#b #c", "a#b"),
            ("# none", ""),
            ("#none", ""),
            ("a=b==", "a=b=="),
            ("$HOME/${X}\\n", "$HOME/${X}\\n"),
            ("it's", "it's"),
            ("'a # \\n $b' # comment", "a # \\n $b"),
            ("'two\nlines'", "two\nlines"),
            ("\"two\nlines\"", "two\nlines"),
            ("`it's \"so\"`", "it's \"so\""),
            (r#""\\\"\$\`\n\r\t""#, "\\\"$`\n\r\t"),
            (r#""\x\'$A\u00e4""#, r"\x\'$A\u00e4"),
            (r#""ends in \\" # "x""#, "ends in \\"),
            ("\u{e4}\u{1f600}", "\u{e4}\u{1f600}"),
        ] {
            assert_eq!(value(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_are_read_as_the_documentation_says() {
        let file = "\u{feff}# comment\r\n\r\nexport A=1\r\n  B = two words\r\n\texport\tC='x\r\ny'\r\nexport=4\nprod/d.b-1=5";
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "x\ny"),
            ("export", "4"),
            ("prod/d.b-1", "5"),
        ];
        assert_eq!(
            pairs(file),
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(pairs("# nothing\n\n").is_empty());
        let places: Vec<_> = entries(file)
            .unwrap()
            .iter()
            .map(|entry| entry.place.unwrap().line)
            .collect();
        assert_eq!(places, [3, 4, 5, 7, 8]);
    }

    #[test]
    fn what_is_wrong_is_said_by_its_line_and_never_quoted() {
        for (file, expected) in [
            ("A=1\ns3cret\n", ".env:2: there is no NAME=value"),
            ("export A\n", ".env:1: there is no NAME=value"),
            ("=s3cret", ".env:1: there is no name before ="),
            (
                "A=1\nB='s3cret\n\n",
                ".env:2: the quote ' before the value of \"B\" is never closed",
            ),
            (
                "B=\"s3cret\\\"",
                ".env:1: the quote \" before the value of \"B\" is never closed",
            ),
            (
                "A='x\ny' s3cret\n",
                ".env:2: text follows the closing ' of the value of \"A\"",
            ),
            (
                "A=s3\0cret\n",
                ".env:1: the value of \"A\" holds a NUL byte",
            ),
        ] {
            assert_eq!(entries(file).unwrap_err().to_string(), expected, "{file}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(file in "[A-B='\"`\\\\#$ \t\r\n\u{e4}\0]{0,40}|.{0,40}") {
            if let Err(error) = entries(&file) {
                proptest::prop_assert!(error.to_string().starts_with(".env:"));
            }
        }
    }
}
