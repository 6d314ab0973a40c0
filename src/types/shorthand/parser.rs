//! The shorthand's grammar, as the AWS CLI reads it:
//!
//! ```text
//! structure = pair *("," pair)          pair  = key ["@"] "=" value
//! value     = word *("," word) | list | hash
//! list      = "[" *(item ",") "]"       hash  = "{" *(key ["@"] "=" item ",") "}"
//! item      = word | list | hash        word  = 'single' | "double" | bare
//! ```
//!
//! After `Key=a,b` only what follows the next comma tells whether `b` is one more value or a key: words are read
//! until one is followed by `=`, and the reader goes back to the comma before it.

use serde_json::{Map, Value};

use super::ShorthandError;

/// Deeper lists would exhaust the stack; AWS's deepest type has three levels.
const DEPTH_MAX: usize = 64;

/// The members of a structure; every scalar is text.
pub(super) fn parse(text: &str) -> Result<Map<String, Value>, ShorthandError> {
    Parser {
        input: text.chars().collect(),
        at: 0,
        depth: 0,
        names_file: false,
    }
    .structure()
}

struct Parser {
    input: Vec<char>,
    /// Characters read.
    at: usize,
    /// Brackets open.
    depth: usize,
    /// Whether the pair being read is `key@=value`, where AWS resolves `file://`.
    names_file: bool,
}

type Parsed<T> = Result<T, ShorthandError>;

impl Parser {
    fn structure(&mut self) -> Parsed<Map<String, Value>> {
        let mut members = Map::new();
        let mut pair_end = 0;
        loop {
            let key = self.key()?;
            let value = self.value()?;
            if members.contains_key(&key) {
                let place = self.place(pair_end + 1);
                return Err(ShorthandError::DuplicateKey { key, place });
            }
            members.insert(key, value);
            pair_end = self.at;
            if self.current().is_none() {
                return Ok(members);
            }
            self.expect_spaced(',')?;
        }
    }

    /// A key and the `=` after it.
    fn key(&mut self) -> Parsed<String> {
        let start = self.at;
        while self
            .current()
            .is_some_and(|c| c.is_ascii_alphanumeric() || "-_.#/:".contains(c))
        {
            self.at += 1;
        }
        let key = self.input[start..self.at].iter().collect();
        self.skip_blanks();
        self.names_file = self.current() == Some('@');
        if self.names_file {
            self.at += 1;
        }
        self.expect_spaced('=')?;
        Ok(key)
    }

    fn value(&mut self) -> Parsed<Value> {
        match self.current() {
            None => Ok(Value::String(String::new())),
            Some('[') => self.list(),
            Some('{') => self.hash(),
            Some(_) => self.words(),
        }
    }

    fn words(&mut self) -> Parsed<Value> {
        let mut words = vec![self.word(bare_first)?.unwrap_or_default()];
        self.skip_blanks();
        while self.current() == Some(',') {
            self.expect_spaced(',')?;
            match self.one_more_word() {
                Ok(word) => words.push(word),
                Err(error) if self.current().is_none() => return Err(error),
                Err(_) => {
                    // It was the next pair's key: go back to the comma before it.
                    while self.current() != Some(',') {
                        self.at -= 1;
                    }
                    break;
                }
            }
        }
        Ok(if words.len() == 1 {
            Value::String(words.swap_remove(0))
        } else {
            words.into()
        })
    }

    /// A word that the end or a comma follows.
    fn one_more_word(&mut self) -> Parsed<String> {
        let start = self.at;
        let word = self
            .word(bare_second)?
            .ok_or_else(|| self.syntax("<second>", "<none>", start))?;
        self.skip_blanks();
        match self.current() {
            None | Some(',') => Ok(word),
            Some(other) => Err(self.syntax(",", &other.to_string(), self.at)),
        }
    }

    fn list(&mut self) -> Parsed<Value> {
        self.open('[')?;
        let mut items = Vec::new();
        while self.current() != Some(']') {
            items.push(self.item()?);
            self.separator(']')?;
        }
        self.close();
        Ok(Value::Array(items))
    }

    fn hash(&mut self) -> Parsed<Value> {
        self.open('{')?;
        let mut members = Map::new();
        while self.current() != Some('}') {
            let key = self.key()?;
            let value = self.item()?;
            members.insert(key, value);
            self.separator('}')?;
        }
        self.close();
        Ok(Value::Object(members))
    }

    fn item(&mut self) -> Parsed<Value> {
        match self.current() {
            Some('[') => self.list(),
            Some('{') => self.hash(),
            _ => Ok(Value::String(self.word(bare_first)?.unwrap_or_default())),
        }
    }

    fn open(&mut self, bracket: char) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(ShorthandError::TooDeep);
        }
        self.expect_spaced(bracket)
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    /// The comma between items, or nothing before the bracket that ends them.
    fn separator(&mut self, end: char) -> Parsed<()> {
        self.skip_blanks();
        if self.current() != Some(end) {
            self.expect(',')?;
            self.skip_blanks();
        }
        Ok(())
    }

    /// A quoted word, or a bare one of the characters that `fits` allows; none if it would be empty.
    fn word(&mut self, fits: fn(char, bool) -> bool) -> Parsed<Option<String>> {
        let word = match self.current() {
            Some(quote @ ('\'' | '"')) => Some(self.quoted(quote)?),
            _ => self.bare(fits),
        };
        match word {
            Some(word) if self.names_file && is_file(&word) => Err(ShorthandError::File(word)),
            word => Ok(word),
        }
    }

    fn bare(&mut self, fits: fn(char, bool) -> bool) -> Option<String> {
        let start = self.at;
        while let Some(c) = self.current() {
            if c == '\\' && self.input.get(self.at + 1) == Some(&',') {
                self.at += 2;
            } else if fits(c, self.at == start) {
                self.at += 1;
            } else {
                break;
            }
        }
        let word: String = self.input[start..self.at].iter().collect();
        (self.at > start).then(|| word.replace("\\,", ",").trim_end().to_owned())
    }

    /// Up to the closing quote; if every later one is escaped, up to the last of those.
    fn quoted(&mut self, quote: char) -> Parsed<String> {
        let start = self.at + 1;
        let mut at = start;
        let mut last_escaped = None;
        let end = loop {
            match self.input.get(at) {
                None => break last_escaped,
                Some('\\') if self.input.get(at + 1) == Some(&quote) => {
                    last_escaped = Some(at + 1);
                    at += 2;
                }
                Some(c) if *c == quote => break Some(at),
                Some(_) => at += 1,
            }
        };
        let Some(end) = end else {
            // The reference implementation's own spelling.
            let name = if quote == '"' {
                "<double quoted>"
            } else {
                "<singled quoted>"
            };
            return Err(self.syntax(name, "<none>", self.at));
        };
        self.at = end + 1;
        let raw: String = self.input[start..end].iter().collect();
        Ok(raw
            .replace(&format!("\\{quote}"), &quote.to_string())
            .replace("\\\\", "\\"))
    }

    fn expect_spaced(&mut self, wanted: char) -> Parsed<()> {
        self.skip_blanks();
        self.expect(wanted)?;
        self.skip_blanks();
        Ok(())
    }

    fn expect(&mut self, wanted: char) -> Parsed<()> {
        match self.current() {
            Some(c) if c == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(c) => Err(self.syntax(&wanted.to_string(), &c.to_string(), self.at)),
            None => Err(self.syntax(&wanted.to_string(), "EOF", self.at)),
        }
    }

    fn skip_blanks(&mut self) {
        while self
            .current()
            .is_some_and(|c| c.is_ascii_whitespace() || c == '\u{b}')
        {
            self.at += 1;
        }
    }

    fn current(&self) -> Option<char> {
        self.input.get(self.at).copied()
    }

    fn syntax(&self, expected: &str, received: &str, at: usize) -> ShorthandError {
        ShorthandError::Syntax {
            expected: expected.to_owned(),
            received: received.to_owned(),
            place: self.place(at),
        }
    }

    /// The input with a line after the one that holds character `at`, a caret beneath that character.
    fn place(&self, at: usize) -> String {
        let at = at.min(self.input.len());
        let is_break = |c: &char| *c == '\n';
        let column = at
            - self.input[..at]
                .iter()
                .rposition(is_break)
                .map_or(0, |n| n + 1);
        let rest = self.input[at..]
            .iter()
            .position(is_break)
            .map_or(self.input.len(), |n| at + n);
        let text = |chars: &[char]| chars.iter().collect::<String>();
        let (before, after) = (text(&self.input[..rest]), text(&self.input[rest..]));
        format!("{before}\n{:column$}^{after}", "")
    }
}

fn is_file(word: &str) -> bool {
    word.starts_with("file://") || word.starts_with("fileb://")
}

/// What a bare value may hold: not what ends a list or hash. As AWS's, and beyond U+FFFF too.
fn bare_first(c: char, first: bool) -> bool {
    if first {
        starts_bare(c)
    } else {
        follows(c) && !matches!(c, ']' | '}')
    }
}

/// What a further bare value may hold: `=` would make it a key.
fn bare_second(c: char, first: bool) -> bool {
    if first {
        starts_bare(c)
    } else {
        follows(c) && c != '='
    }
}

fn starts_bare(c: char) -> bool {
    c > ' ' && !matches!(c, '"' | '\'' | ',' | '=' | '[' | '{')
}

fn follows(c: char) -> bool {
    (c >= ' ' || matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1f}')) && !matches!(c, '"' | '\'' | ',')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the AWS CLI makes of each: JSON, or after `!` its error.
    const READ: &[(&str, &str)] = &[
        ("Key=k,Value=v", "{\"Key\":\"k\",\"Value\":\"v\"}"),
        (
            "Key=name,Values=a,b",
            "{\"Key\":\"name\",\"Values\":[\"a\",\"b\"]}",
        ),
        (
            "Key=name,Values=a,b,Other=c",
            "{\"Key\":\"name\",\"Values\":[\"a\",\"b\"],\"Other\":\"c\"}",
        ),
        ("a=,b=c", "{\"a\":\"\",\"b\":\"c\"}"),
        ("a='b,c',d=\"e f\"", "{\"a\":\"b,c\",\"d\":\"e f\"}"),
        ("a='it\\'s'", "{\"a\":\"it's\"}"),
        ("a='x\\'", "{\"a\":\"x\\\\\"}"),
        ("a=\"q\\\"q\\\\\\\\z\"", "{\"a\":\"q\\\"q\\\\\\\\z\"}"),
        ("a=b\\,c,d", "{\"a\":[\"b,c\",\"d\"]}"),
        (
            "a=[x,y],b={c=d,e=[1,2]}",
            "{\"a\":[\"x\",\"y\"],\"b\":{\"c\":\"d\",\"e\":[\"1\",\"2\"]}}",
        ),
        ("a=[[x],[y,z]]", "{\"a\":[[\"x\"],[\"y\",\"z\"]]}"),
        ("a=[{b=c},{d=e}]", "{\"a\":[{\"b\":\"c\"},{\"d\":\"e\"}]}"),
        (
            " a = b , c = d ",
            "!Expected: '=', received: 'a' for input:\n a = b , c = d \n ^",
        ),
        ("a = b , c , d", "{\"a\":[\"b\",\"c\",\"d\"]}"),
        ("a=b c  ,d=e ", "{\"a\":\"b c\",\"d\":\"e\"}"),
        ("a=b,c=d=e", "{\"a\":\"b\",\"c\":\"d=e\"}"),
        ("a=x,'y z',w", "{\"a\":[\"x\",\"y z\",\"w\"]}"),
        ("a=x,y=z,w", "{\"a\":\"x\",\"y\":[\"z\",\"w\"]}"),
        (
            "foo",
            "!Expected: '=', received: 'EOF' for input:\nfoo\n   ^",
        ),
        ("", "!Expected: '=', received: 'EOF' for input:\n\n^"),
        (
            "a=b,a=c",
            "!Second instance of key \"a\" encountered for input:\na=b,a=c\n    ^\nThis is often because there is a preceding \",\" instead of a space.",
        ),
        (
            "a=b,",
            "!Expected: '<second>', received: '<none>' for input:\na=b,\n    ^",
        ),
        (
            "a=b,,c",
            "!Expected: '=', received: 'EOF' for input:\na=b,,c\n      ^",
        ),
        (
            "a=[x",
            "!Expected: ',', received: 'EOF' for input:\na=[x\n    ^",
        ),
        (
            "a={b",
            "!Expected: '=', received: 'EOF' for input:\na={b\n    ^",
        ),
        (
            "a='x",
            "!Expected: '<singled quoted>', received: '<none>' for input:\na='x\n  ^",
        ),
        (
            "a=x,\"y",
            "!Expected: '=', received: '\"' for input:\na=x,\"y\n    ^",
        ),
        ("a=]", "{\"a\":\"]\"}"),
        (
            "a=x]",
            "!Expected: ',', received: ']' for input:\na=x]\n   ^",
        ),
        ("a=x,y]", "{\"a\":[\"x\",\"y]\"]}"),
        ("=b", "{\"\":\"b\"}"),
        (
            "a==b",
            "!Expected: ',', received: '=' for input:\na==b\n  ^",
        ),
        (
            "a b=c",
            "!Expected: '=', received: 'b' for input:\na b=c\n  ^",
        ),
        ("a=b\nc=d=e,f", "{\"a\":[\"b\\nc=d=e\",\"f\"]}"),
        ("a=b,\nc d\nx", "{\"a\":[\"b\",\"c d\\nx\"]}"),
        (
            "a=x,'y'z",
            "!Expected: '=', received: ''' for input:\na=x,'y'z\n    ^",
        ),
        ("a @ = b", "{\"a\":\"b\"}"),
        ("a.b/c:d#e-f_g=1", "{\"a.b/c:d#e-f_g\":\"1\"}"),
        ("a=ünï,é", "{\"a\":[\"ünï\",\"é\"]}"),
        ("é=1", "!Expected: '=', received: 'é' for input:\né=1\n^"),
        ("a=[x y, z]", "{\"a\":[\"x y\",\"z\"]}"),
        ("a=[,]", "{\"a\":[\"\"]}"),
        ("a=[x,]", "{\"a\":[\"x\"]}"),
        ("a={b=c,}", "{\"a\":{\"b\":\"c\"}}"),
        (
            "a=b,c[0]=d",
            "!Expected: '=', received: '[' for input:\na=b,c[0]=d\n     ^",
        ),
        (
            "a=[x]y",
            "!Expected: ',', received: 'y' for input:\na=[x]y\n     ^",
        ),
        (
            "a='b'c",
            "!Expected: ',', received: 'c' for input:\na='b'c\n     ^",
        ),
        ("a='',b=''", "{\"a\":\"\",\"b\":\"\"}"),
        (
            "a=,",
            "!Expected: '<second>', received: '<none>' for input:\na=,\n   ^",
        ),
        ("a=x,,y=z", "{\"a\":\"x\",\"y\":\"z\"}"),
        (
            "a=b,c=[d,e],f=g,h",
            "{\"a\":\"b\",\"c\":[\"d\",\"e\"],\"f\":[\"g\",\"h\"]}",
        ),
        ("a=\\", "{\"a\":\"\\\\\"}"),
        ("a=\\,", "{\"a\":\",\"}"),
    ];

    #[test]
    fn reads_what_the_aws_cli_reads_and_refuses_what_it_refuses() {
        for (text, expected) in READ {
            let read = match parse(text) {
                Ok(members) => Value::Object(members).to_string(),
                Err(error) => format!("!{error}"),
            };
            assert_eq!(read, *expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_inside_a_structure_is_refused() {
        assert_eq!(
            parse("a=file://x").map(Value::Object).unwrap().to_string(),
            r#"{"a":"file://x"}"#
        );
        assert_eq!(
            parse("a@=file://x"),
            Err(ShorthandError::File("file://x".to_owned()))
        );
    }

    #[test]
    fn deep_nesting_is_refused_before_the_stack_ends() {
        let text = format!("a={}", "[".repeat(1_000_000));
        assert_eq!(parse(&text), Err(ShorthandError::TooDeep));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-c=,@'\"\\\\\\[\\]{} \n\\PC]{0,24}") {
            let shown = parse(&text).map_err(|error| error.to_string());
            prop_assert!(shown.err().is_none_or(|error| !error.is_empty()));
        }

        #[test]
        fn quoted_text_comes_back_as_it_was(text in "[^\\\\]{0,24}") {
            let quoted = text.replace('"', "\\\"");
            let members = parse(&format!("a=\"{quoted}\",b=c")).unwrap();
            prop_assert_eq!(&members["a"], &Value::String(text));
        }
    }
}
