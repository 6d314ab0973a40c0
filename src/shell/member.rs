//! The members of a JSON value, taken straight from its text so that no parser keeps a copy of them.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::json_text::compact;

/// A member of a JSON object.
pub struct Member<'a> {
    /// Its name.
    pub name: String,
    raw: &'a RawValue,
}

/// Why a member cannot become a variable's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It is `null`.
    Null,
    /// It escapes half of a surrogate pair, which is no character.
    LoneSurrogate,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "is null",
            Self::LoneSurrogate => "is not valid Unicode",
        })
    }
}

/// The members in their order, repeated ones too; `None` if the text is not one JSON object.
pub fn members(text: &str) -> Option<Vec<Member<'_>>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let members = json.deserialize_map(Members).ok()?;
    json.end().ok()?;
    Some(members)
}

impl Member<'_> {
    /// The text that a variable gets: a string's own, a number or boolean as it is written, an array or object as
    /// compact JSON.
    pub fn value(&self) -> Result<Zeroizing<Vec<u8>>, Unusable> {
        let json = self.raw.get();
        match json.as_bytes() {
            b"null" => Err(Unusable::Null),
            [b'"', ..] => unescape(json),
            _ => Ok(compact(json)),
        }
    }
}

impl Member<'_> {
    /// Its value as compact JSON: two members of one value have one text, however they are laid out.
    pub fn json(&self) -> Zeroizing<Vec<u8>> {
        compact(self.raw.get())
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, raw)) = map.next_entry()? {
            members.push(Member { name, raw });
        }
        Ok(members)
    }
}

/// The text of a JSON string, which the parser has found well-formed. `serde_json` would unescape into memory that
/// it does not wipe, and a PEM is nothing but escapes.
fn unescape(json: &str) -> Result<Zeroizing<Vec<u8>>, Unusable> {
    // No escape is shorter than what it stands for, so this never grows.
    let mut text = Zeroizing::new(Vec::with_capacity(json.len()));
    let mut rest = &json[1..json.len() - 1];
    while let Some((before, escape)) = rest.split_once('\\') {
        text.extend_from_slice(before.as_bytes());
        let (letter, after) = escape.split_at(1);
        rest = after;
        text.push(match letter {
            "b" => 0x08,
            "f" => 0x0c,
            "n" => b'\n',
            "r" => b'\r',
            "t" => b'\t',
            "u" => {
                let high = hex(rest)?;
                rest = &rest[4..];
                let mut low = None;
                if matches!(high, 0xD800..0xDC00) {
                    let unit = rest.strip_prefix("\\u").ok_or(Unusable::LoneSurrogate)?;
                    low = Some(hex(unit)?);
                    rest = &unit[4..];
                }
                for character in char::decode_utf16(std::iter::once(high).chain(low)) {
                    let character = character.map_err(|_| Unusable::LoneSurrogate)?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                continue;
            }
            // `"`, `\` and `/` stand for themselves.
            other => other.as_bytes()[0],
        });
    }
    text.extend_from_slice(rest.as_bytes());
    Ok(text)
}

fn hex(text: &str) -> Result<u16, Unusable> {
    text.get(..4)
        .and_then(|digits| u16::from_str_radix(digits, 16).ok())
        .ok_or(Unusable::LoneSurrogate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(json: &str) -> Result<String, Unusable> {
        let object = format!("{{\"a\": {json} }}");
        let found = members(&object).unwrap();
        let bytes = found[0].value()?;
        Ok(String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn only_one_whole_object_has_members() {
        for text in [
            "", "abc", "[]", "1", "null", "\"{}\"", "{", "{}x", "{} {}", "{\"a\"}", "{'a':1}",
        ] {
            assert!(members(text).is_none(), "{text}");
        }
        assert_eq!(members(" { } \n").unwrap().len(), 0);
    }

    #[test]
    fn members_keep_their_order_and_repeated_ones_are_all_there() {
        let found = members(r#"{"b":1,"a":2,"b":3,"\u00e9":4}"#).unwrap();
        let names: Vec<&str> = found.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["b", "a", "b", "é"]);
    }

    #[test]
    fn strings_are_raw_and_the_rest_is_json_as_written() {
        for (json, text) in [
            (r#""""#, ""),
            (r#""abc""#, "abc"),
            (r#""a\nb\r\t\b\f\/\\\"""#, "a\nb\r\t\u{8}\u{c}/\\\""),
            (r#""\"quoted\"""#, "\"quoted\""),
            (r#""\\""#, "\\"),
            (r#""\u00e9\ud83d\ude00\u0000.""#, "é😀\0."),
            ("1.10", "1.10"),
            ("-1e400", "-1e400"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("true", "true"),
            ("false", "false"),
            (
                r#"{ "x" : [ 1 , "a  \" } b" ] }"#,
                r#"{"x":[1,"a  \" } b"]}"#,
            ),
        ] {
            assert_eq!(value(json).unwrap(), text, "{json}");
        }
    }

    #[test]
    fn null_and_half_a_character_are_refused() {
        assert_eq!(value("null"), Err(Unusable::Null));
        for json in [
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83dx""#,
            r#""\ud83d\n""#,
            r#""\ud83d\ud83d""#,
        ] {
            assert_eq!(value(json), Err(Unusable::LoneSurrogate), "{json}");
        }
    }

    proptest! {
        #[test]
        fn a_string_comes_back_as_any_json_reader_gives_it(text in any::<String>()) {
            prop_assert_eq!(value(&serde_json::to_string(&text).unwrap()).unwrap(), text);
        }

        #[test]
        fn every_character_can_be_escaped(text in any::<String>()) {
            let units: Vec<String> = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            let escaped = units.concat();
            prop_assert_eq!(value(&format!("\"{escaped}\"")).unwrap(), text);
        }

        #[test]
        fn nested_json_is_as_compact_as_serde_json_writes_it(
            texts in prop::collection::vec(any::<String>(), 0..4),
            number in any::<i64>(),
        ) {
            let nested = serde_json::json!({ "texts": texts, "deep": { "number": number, "none": null } });
            let pretty = serde_json::to_string_pretty(&nested).unwrap();
            prop_assert_eq!(value(&pretty).unwrap(), nested.to_string());
        }
    }
}
