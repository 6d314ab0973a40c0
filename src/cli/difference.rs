//! What differs between two values: members of JSON objects, or the value as a whole.

use zeroize::Zeroizing;

use crate::shell::member::{Member, members};
use crate::types::sensitive::SecretValue;

/// Something that is not the same in two values.
#[derive(Debug)]
pub(crate) struct Change {
    /// The member; `None` for the value as a whole.
    pub(crate) member: Option<String>,
    /// What it held before, if it was there.
    pub(crate) older: Option<Zeroizing<Vec<u8>>>,
    /// What it holds now, if it is there.
    pub(crate) newer: Option<Zeroizing<Vec<u8>>>,
}

impl Change {
    /// What has changed, in a word.
    pub(crate) fn title(&self) -> &str {
        self.member.as_deref().unwrap_or("the value")
    }
}

/// What differs, members in the order of the newer value and behind them those that are gone.
///
/// How JSON is laid out, and in which order its members stand, makes no difference; `"1"` and `1` do.
pub(crate) fn differences(older: &SecretValue, newer: &SecretValue) -> Vec<Change> {
    let (before, after) = (older.expose_bytes(), newer.expose_bytes());
    let is_text = |value: &SecretValue| matches!(value, SecretValue::Text(_));
    if before == after && is_text(older) == is_text(newer) {
        return Vec::new();
    }
    if is_text(older)
        && is_text(newer)
        && let (Some(before), Some(after)) = (object(before), object(after))
    {
        return of_members(&before, &after);
    }
    vec![Change {
        member: None,
        older: Some(Zeroizing::new(before.to_vec())),
        newer: Some(Zeroizing::new(after.to_vec())),
    }]
}

/// The members, of two of one name the last: as every JSON reader has it.
fn object(value: &[u8]) -> Option<Vec<Member<'_>>> {
    let mut all = members(str::from_utf8(value).ok()?)?;
    let names: Vec<String> = all.iter().map(|member| member.name.clone()).collect();
    let mut index = 0;
    all.retain(|member| {
        index += 1;
        !names[index..].contains(&member.name)
    });
    Some(all)
}

fn of_members(before: &[Member<'_>], after: &[Member<'_>]) -> Vec<Change> {
    let find = |members: &[Member<'_>], name: &str| {
        let found = members.iter().find(|member| member.name == name);
        found.map(Member::json)
    };
    let mut changes = Vec::new();
    for member in after {
        let (older, newer) = (find(before, &member.name), member.json());
        if older.as_ref() != Some(&newer) {
            changes.push(Change {
                member: Some(member.name.clone()),
                older,
                newer: Some(newer),
            });
        }
    }
    for member in before {
        if find(after, &member.name).is_none() {
            changes.push(Change {
                member: Some(member.name.clone()),
                older: Some(member.json()),
                newer: None,
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::sensitive::SecretBinary;

    fn text(value: &str) -> SecretValue {
        SecretValue::Text(value.parse().unwrap())
    }

    fn changes(older: &str, newer: &str) -> Vec<String> {
        let side = |side: &Option<Zeroizing<Vec<u8>>>| match side {
            Some(side) => String::from_utf8(side.to_vec()).unwrap(),
            None => "-".to_owned(),
        };
        differences(&text(older), &text(newer))
            .iter()
            .map(|change| {
                format!(
                    "{}: {} {}",
                    change.title(),
                    side(&change.older),
                    side(&change.newer)
                )
            })
            .collect()
    }

    #[test]
    fn members_are_added_changed_and_removed() {
        assert_eq!(
            changes(
                r#"{"user":"a","gone":1,"p":"x"}"#,
                r#"{"p":"y","user":"a","new":null}"#
            ),
            [r#"p: "x" "y""#, "new: - null", "gone: 1 -"]
        );
    }

    #[test]
    fn layout_order_and_repeated_members_make_no_difference() {
        assert!(changes(r#"{"a":1,"b":{"c": 2}}"#, "{ \"b\":{\"c\":2},\n \"a\":1 }").is_empty());
        assert!(changes(r#"{"a":1,"a":2}"#, r#"{"a":2}"#).is_empty());
    }

    #[test]
    fn a_number_is_not_the_text_of_it() {
        assert_eq!(changes(r#"{"a":1}"#, r#"{"a":"1"}"#), [r#"a: 1 "1""#]);
    }

    #[test]
    fn what_is_no_object_differs_as_a_whole() {
        assert_eq!(changes("a", "b"), ["the value: a b"]);
        assert_eq!(changes("[1]", r#"{"a":1}"#), [r#"the value: [1] {"a":1}"#]);
        let bytes = SecretValue::Binary(SecretBinary::new(Zeroizing::new(b"a".to_vec())));
        assert_eq!(differences(&text("a"), &bytes).len(), 1);
        assert!(differences(&text("a"), &text("a")).is_empty());
    }
}
