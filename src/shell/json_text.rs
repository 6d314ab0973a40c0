//! JSON laid out anew, as text: numbers, escapes and the order of members stay as they are written, and no copy is left behind.

use zeroize::Zeroizing;

/// The text without the white space between its parts. It must be JSON.
pub fn compact(json: &str) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(json.len()));
    each(json, |byte, _| text.push(byte));
    text
}

/// The text with a line for each member and element, indented by two spaces. It must be JSON.
pub fn pretty(json: &str) -> Zeroizing<Vec<u8>> {
    let compact = compact(json);
    let compact = str::from_utf8(&compact).unwrap_or_default();
    let mut length = 0;
    lay_out(compact, |part| length += part.len());
    let mut text = Zeroizing::new(Vec::with_capacity(length));
    lay_out(compact, |part| text.extend_from_slice(part));
    text
}

fn lay_out(compact: &str, mut push: impl FnMut(&[u8])) {
    let mut depth = 0_usize;
    let mut last = 0;
    let line = |depth: usize, push: &mut dyn FnMut(&[u8])| {
        push(b"\n");
        (0..depth).for_each(|_| push(b"  "));
    };
    each(compact, |byte, in_string| {
        let opens = matches!(last, b'{' | b'[');
        match byte {
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if !opens {
                    line(depth, &mut push);
                }
            }
            _ if opens => {
                line(depth, &mut push);
            }
            _ => {}
        }
        push(&[byte]);
        last = if in_string { 0 } else { byte };
        match last {
            b'{' | b'[' => depth += 1,
            b',' => line(depth, &mut push),
            b':' => push(b" "),
            _ => {}
        }
    });
}

/// Shows every byte that is not white space between parts, and whether it stands in a string.
fn each(json: &str, mut show: impl FnMut(u8, bool)) {
    let (mut in_string, mut escaped) = (false, false);
    for &byte in json.as_bytes() {
        let was_in_string = in_string;
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
        } else if byte.is_ascii_whitespace() {
            continue;
        } else {
            in_string = byte == b'"';
        }
        show(byte, was_in_string || in_string);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(bytes: &[u8]) -> &str {
        str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn members_and_elements_have_lines_of_their_own() {
        let json = r#"{"a":1.0,"b":{},"c":[ ],"d":[1,{"e":"x, {y}: \" \\"}],"f":"[\u0041"}"#;
        assert_eq!(
            text(&pretty(json)),
            "{\n  \"a\": 1.0,\n  \"b\": {},\n  \"c\": [],\n  \"d\": [\n    1,\n    {\n      \
             \"e\": \"x, {y}: \\\" \\\\\"\n    }\n  ],\n  \"f\": \"[\\u0041\"\n}"
        );
    }

    proptest! {
        #[test]
        fn a_layout_changes_nothing_but_white_space(value in any::<[String; 3]>()) {
            let json = serde_json::json!({ "a": [value[0], {}, 1e300], "b": { &value[1]: value[2] } });
            let compacted = json.to_string();
            let laid_out = pretty(&compacted);
            let again = compact(text(&laid_out));
            prop_assert_eq!(text(&again), &compacted);
            let indented = serde_json::to_string_pretty(&json).unwrap();
            prop_assert_eq!(text(&laid_out), indented);
        }
    }
}
