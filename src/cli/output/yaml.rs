//! `--output yaml`: block style with members in the order of their names, as AWS CLI v2 prints it.
//!
//! Not `serde_yaml_ng`'s emitter: it leaves text that looks like a time bare, so that every date of an answer
//! would become another type in a YAML 1.1 reader (`PyYAML`), where AWS quotes it. The tests read all of this
//! back with that crate.

use std::fmt::Write as _;

use serde_json::Value;

use super::sorted;
use crate::cli::ui;

/// The document of `value`, with a newline at its end.
pub(super) fn render(value: &Value) -> String {
    let mut out = String::new();
    node(&mut out, value, 0);
    out
}

/// Writes what follows a dash or stands at the top; the line's own indentation is already there.
fn node(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Array(list) if !list.is_empty() => {
            for (index, item) in list.iter().enumerate() {
                indent_after(out, index, indent);
                out.push_str("- ");
                node(out, item, indent + 2);
            }
        }
        Value::Object(object) if !object.is_empty() => {
            for (index, (key, value)) in sorted(object).into_iter().enumerate() {
                indent_after(out, index, indent);
                text(out, key);
                out.push(':');
                member(out, value, indent);
            }
        }
        scalar => {
            match scalar {
                Value::String(string) => text(out, string),
                other => out.push_str(&other.to_string()),
            }
            out.push('\n');
        }
    }
}

/// Writes what follows a key: a list stands beneath it without further indentation.
fn member(out: &mut String, value: &Value, indent: usize) {
    let deeper = match value {
        Value::Array(list) if !list.is_empty() => indent,
        Value::Object(object) if !object.is_empty() => indent + 2,
        _ => {
            out.push(' ');
            return node(out, value, indent);
        }
    };
    out.push('\n');
    indent_after(out, 1, deeper);
    node(out, value, deeper);
}

/// The indentation of every line of a block but its first.
fn indent_after(out: &mut String, index: usize, indent: usize) {
    if index > 0 {
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Bare if that reads back as the same text, else in single quotes, else in double quotes with escapes.
fn text(out: &mut String, text: &str) {
    if text.chars().any(needs_escape) {
        double_quoted(out, text);
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

/// What is not printable in YAML 1.2 (5.1), is a line break to some version of it, or hides or reorders what a terminal shows.
fn needs_escape(character: char) -> bool {
    character.is_control()
        || ui::is_treacherous(character)
        || matches!(character, '\u{fffe}' | '\u{ffff}')
}

fn double_quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if needs_escape(other) => {
                // Writing into a String cannot fail.
                let _ = match u32::from(other) {
                    code @ ..=0xffff => write!(out, "\\u{code:04X}"),
                    code => write!(out, "\\U{code:08X}"),
                };
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Whether bare text can be neither structure nor another type, in YAML 1.1 or 1.2.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let first_fits = match chars.next() {
        None => false,
        Some('-' | '?' | ':') => chars.next().is_some_and(|second| second != ' '),
        Some(first) => !" ,[]{}#&*!|>'\"%@`".contains(first),
    };
    first_fits
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !is_word_of_another_type(text)
        && !is_number(text)
        && !is_date(text)
}

fn is_word_of_another_type(text: &str) -> bool {
    const WORDS: [&str; 15] = [
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf",
        ".nan", "+.inf",
    ];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) || text.eq_ignore_ascii_case("-.inf")
}

/// Integers of any base, decimals with exponents, and sexagesimal numbers (`12:30`).
fn is_number(text: &str) -> bool {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let based = ["0x", "0o", "0b"].iter().any(|base| {
        body.strip_prefix(base)
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit() || b == b'_'))
    });
    let (mantissa, exponent) = body.split_once(['e', 'E']).unwrap_or((body, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let decimal = mantissa.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && mantissa.bytes().any(|b| b.is_ascii_digit())
        && mantissa
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.' | b':'))
        && mantissa.bytes().filter(|b| *b == b'.').count() < 2
        && exponent.bytes().all(|b| b.is_ascii_digit());
    based || decimal
}

/// `2018-04-11`, and whatever follows it after a `T` or a blank.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut digits = |range: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| {
            let part = part.split(['T', 't', ' ']).next().unwrap_or_default();
            range.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    digits(4..=4) && digits(1..=2) && digits(1..=2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_hides_or_reorders_a_terminals_text_is_escaped() {
        assert_eq!(
            render(&json!("a\u{202e}\u{e0001}é")),
            "\"a\\u202E\\U000E0001é\"\n"
        );
    }

    #[test]
    fn nests_as_aws_does() {
        let value = json!({
            "VersionIdsToStages": {"b2": ["AWSPREVIOUS"], "a1": ["AWSCURRENT", "AWSPENDING"]},
            "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "owner", "Value": null}],
            "ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf",
            "RotationRules": {"AutomaticallyAfterDays": 30}, "RotationEnabled": true,
            "Empty": [], "None": {}, "Deep": [[["a", "b"], []], ["c"], {"z": [1], "a": {"b": 1.5}}],
        });
        assert_eq!(
            render(&value),
            "ARN: arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf\n\
             Deep:\n- - - a\n    - b\n  - []\n- - c\n- a:\n    b: 1.5\n  z:\n  - 1\n\
             Empty: []\nNone: {}\nRotationEnabled: true\nRotationRules:\n  AutomaticallyAfterDays: 30\n\
             Tags:\n- Key: env\n  Value: prod\n- Key: owner\n  Value: null\n\
             VersionIdsToStages:\n  a1:\n  - AWSCURRENT\n  - AWSPENDING\n  b2:\n  - AWSPREVIOUS\n"
        );
    }

    #[test]
    fn text_that_would_be_another_type_is_quoted() {
        for quoted in [
            "2018-04-11T13:05:45.713000-07:00",
            "2018-4-1",
            "1",
            "-1.5",
            "+1",
            "1_000",
            "1e5",
            "0x1F",
            "12:30:45",
            ".5",
            "yes",
            "Null",
            "~",
            "",
            "-",
            "a: b",
            "a #b",
            "a:",
            "{x}",
            " a",
            "#a",
            "<<",
        ] {
            assert_eq!(render(&json!(quoted)), format!("'{quoted}'\n"));
        }
        for plain in [
            "prod/db",
            "-a",
            "a'b",
            "10.0.0.1",
            "01234567-89ab-cdef-0123-456789abcdef",
            "12345678-1234-1234-1234-123456789012",
            "rate(4 hours)",
            "ünïcode",
            "=a",
        ] {
            assert_eq!(render(&json!(plain)), format!("{plain}\n"));
        }
        assert_eq!(render(&json!("it's: x")), "'it''s: x'\n");
        assert_eq!(
            render(&json!("a\n\"b\"\u{7f}")),
            "\"a\\n\\\"b\\\"\\u007F\"\n"
        );
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let text = prop_oneof!["[ -~\\n\\t]{0,12}", "[0-9+.:eE_xT -]{1,12}", "\\PC{0,6}"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::from),
            text.clone().prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::btree_map(text.clone(), inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_back_as_what_it_was(value in any_value()) {
            let read: Value = serde_yaml_ng::from_str(&render(&value)).unwrap();
            prop_assert_eq!(read, value);
        }
    }
}
