//! Literals in backticks, read here: the library's objects lose their order, and it refuses a bare word.

use std::collections::HashMap;

use serde::de::IgnoredAny;

use super::item::Item;

/// The literals of an expression by the place of their first backtick.
pub(super) type Literals = HashMap<usize, Item<'static>>;

/// `text` with an empty raw string, as long, in the place of each literal; and the literals. The error says why one
/// is none, and at which byte.
pub(super) fn take(text: &str) -> Result<(String, Literals), (String, usize)> {
    let mut literals = Literals::new();
    let mut rest = String::with_capacity(text.len());
    let mut characters = text.char_indices();
    while let Some((start, delimiter)) = characters.next() {
        if !matches!(delimiter, '`' | '\'' | '"') {
            rest.push(delimiter);
            continue;
        }
        let mut is_escaped = false;
        let end = characters.find(|(_, character)| {
            let is_end = *character == delimiter && !is_escaped;
            is_escaped = *character == '\\' && !is_escaped;
            is_end
        });
        let Some((end, _)) = end else {
            return Err((format!("Unclosed {delimiter} delimiter"), start));
        };
        if delimiter == '`' {
            let literal = read(&text[start + 1..end]).map_err(|why| (why.to_owned(), start))?;
            literals.insert(start, literal);
            rest.push_str("''");
            rest.extend(std::iter::repeat_n(' ', end - start - 1));
        } else {
            rest.push_str(&text[start..=end]);
        }
    }
    Ok((rest, literals))
}

/// JSON, or else the words of a JSON string without its quotes.
fn read(lexeme: &str) -> Result<Item<'static>, &'static str> {
    let json = lexeme.replace("\\`", "`");
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(&json) {
        return Ok(value.into());
    }
    // No word for Python either: its own numbers, and JSON too large or too deep to keep.
    let is_python = matches!(
        json.trim_matches([' ', '\t', '\n', '\r']),
        "NaN" | "Infinity" | "-Infinity"
    );
    if is_python || serde_json::from_str::<IgnoredAny>(&json).is_ok() {
        return Err("the literal is too large, or not in JSON");
    }
    let quoted = format!("\"{}\"", json.trim_start());
    serde_json::from_str(&quoted)
        .map(|word: String| Item::string(word))
        .map_err(|_| "the literal is neither JSON nor a word")
}
