//! The functions of jmespath.py.

use std::cmp::Ordering;

use serde_json::Number;

use super::interpreter::{Interpreter, Visited};
use super::item::Item;

/// The types that an argument may have, `array-number` for a list of numbers; any if there are none.
type Types = &'static [&'static str];

/// What a function takes.
struct Signature {
    arguments: &'static [Types],
    /// As many more as one likes, of any type.
    is_variadic: bool,
}

const NUMBERS_OR_STRINGS: Types = &["array-number", "array-string"];

fn signature(name: &str) -> Option<Signature> {
    let (arguments, is_variadic): (&[Types], _) = match name {
        "abs" | "ceil" | "floor" => (&[&["number"]], false),
        "avg" | "sum" => (&[&["array-number"]], false),
        "contains" => (&[&["array", "string"], &[]], false),
        "ends_with" | "starts_with" => (&[&["string"], &["string"]], false),
        "join" => (&[&["string"], &["array-string"]], false),
        "keys" | "values" => (&[&["object"]], false),
        "length" => (&[&["string", "array", "object"]], false),
        "map" => (&[&["expref"], &["array"]], false),
        "max" | "min" => (&[NUMBERS_OR_STRINGS], false),
        "max_by" | "min_by" | "sort_by" => (&[&["array"], &["expref"]], false),
        "merge" => (&[&["object"]], true),
        "not_null" => (&[&[]], true),
        "reverse" => (&[&["array", "string"]], false),
        "sort" => (&[&["array-string", "array-number"]], false),
        "to_array" | "to_number" | "to_string" | "type" => (&[&[]], false),
        _ => return None,
    };
    Some(Signature {
        arguments,
        is_variadic,
    })
}

/// Whether there is a function of this name.
pub(super) fn is_known(name: &str) -> bool {
    signature(name).is_some()
}

/// What `name` makes of its arguments.
pub(super) fn call<'a>(
    interpreter: &Interpreter<'a>,
    name: &str,
    arguments: &[Item<'a>],
) -> Visited<'a> {
    let unknown = || unknown(name);
    let signature = signature(name).ok_or_else(unknown)?;
    signature.check(name, arguments)?;
    match (name, arguments) {
        ("abs", [Item::Number(of)]) => match of.as_i128() {
            Some(whole) => number(Number::from_i128(whole.abs())),
            None => float(of.as_f64().map(f64::abs)),
        },
        ("ceil", [Item::Number(of)]) => Ok(Item::Number(rounded(of, f64::ceil))),
        ("floor", [Item::Number(of)]) => Ok(Item::Number(rounded(of, f64::floor))),
        ("avg", [Item::Array(list)]) if list.is_empty() => Ok(Item::Null),
        ("avg", [Item::Array(list)]) => {
            #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
            let length = list.len() as f64;
            float(sum(list).and_then(|sum| Some(sum.as_f64()? / length)))
        }
        ("sum", [Item::Array(list)]) => number(sum(list)),
        ("contains", [Item::Array(list), item]) => {
            Ok(Item::Bool(list.iter().any(|other| other.is_same(item))))
        }
        ("contains", [Item::String(text), Item::String(part)]) => {
            Ok(Item::Bool(text.contains(part.as_str())))
        }
        ("contains", [_, other]) => Err(wrong_type(name, &["string"], other.type_name())),
        ("ends_with", [Item::String(text), Item::String(end)]) => {
            Ok(Item::Bool(text.ends_with(end.as_str())))
        }
        ("starts_with", [Item::String(text), Item::String(start)]) => {
            Ok(Item::Bool(text.starts_with(start.as_str())))
        }
        ("join", [Item::String(separator), Item::Array(list)]) => {
            let texts: Vec<_> = list.iter().filter_map(text).collect();
            Ok(Item::string(texts.join(separator)))
        }
        ("keys", [Item::Object(members)]) => {
            Ok(Item::array(members.iter().map(|(k, _)| Item::string(k))))
        }
        ("values", [Item::Object(members)]) => {
            Ok(Item::array(members.iter().map(|(_, v)| v.clone())))
        }
        ("length", [Item::String(text)]) => Ok(Item::Number(text.chars().count().into())),
        ("length", [Item::Array(list)]) => Ok(Item::Number(list.len().into())),
        ("length", [Item::Object(members)]) => Ok(Item::Number(members.len().into())),
        ("map", [Item::Expression(node), Item::Array(list)]) => {
            let found = list.iter().map(|item| interpreter.visit(node, item));
            Ok(Item::array(found.collect::<Result<Vec<_>, _>>()?))
        }
        ("max", [Item::Array(list)]) => Ok(outermost(list, list, Ordering::Greater)),
        ("min", [Item::Array(list)]) => Ok(outermost(list, list, Ordering::Less)),
        ("max_by", [Item::Array(list), Item::Expression(node)]) => {
            let keys = keys(interpreter, name, list, node)?;
            Ok(outermost(list, &keys, Ordering::Greater))
        }
        ("min_by", [Item::Array(list), Item::Expression(node)]) => {
            let keys = keys(interpreter, name, list, node)?;
            Ok(outermost(list, &keys, Ordering::Less))
        }
        ("sort", [Item::Array(list)]) => Ok(sorted(list, list)),
        ("sort_by", [Item::Array(list), Item::Expression(node)]) => {
            let keys = keys(interpreter, name, list, node)?;
            Ok(sorted(list, &keys))
        }
        ("merge", objects) => {
            let mut members = Vec::new();
            for object in objects {
                match object {
                    Item::Object(more) => members.extend(more.iter().cloned()),
                    // As `dict.update` does.
                    Item::Array(_) | Item::String(_) if !object.is_true() => {}
                    other => return Err(wrong_type(name, &["object"], other.type_name())),
                }
            }
            Ok(Item::object(members))
        }
        ("not_null", items) => {
            let found = items.iter().find(|item| !matches!(item, Item::Null));
            Ok(found.cloned().unwrap_or(Item::Null))
        }
        ("reverse", [Item::String(text)]) => {
            Ok(Item::string(text.chars().rev().collect::<String>()))
        }
        ("reverse", [Item::Array(list)]) => Ok(Item::array(list.iter().rev().cloned())),
        ("to_array", [Item::Array(list)]) => Ok(Item::Array(list.clone())),
        ("to_array", [item]) => Ok(Item::array([item.clone()])),
        ("to_number", [Item::Number(number)]) => Ok(Item::Number(number.clone())),
        ("to_number", [Item::String(text)]) => {
            Ok(parse_number(text).map_or(Item::Null, Item::Number))
        }
        ("to_number", [Item::Expression(_)]) => Err(wrong_type(name, &["string"], "expref")),
        ("to_string", [Item::String(text)]) => Ok(Item::String(text.clone())),
        ("to_string", [item]) => item.to_json().map(Item::string).ok_or_else(no_value),
        ("to_number", [_]) | ("type", [Item::Expression(_)]) => Ok(Item::Null),
        ("type", [item]) => Ok(Item::string(item.type_name())),
        _ => Err(unknown()),
    }
}

/// What AWS says of a function that there is not.
pub(super) fn unknown(name: &str) -> String {
    format!("Unknown function: {name}()")
}

/// What is said of `&expression` where a value is asked for.
pub(super) fn no_value() -> String {
    "an expression is no value".to_owned()
}

impl Signature {
    fn check(&self, name: &str, arguments: &[Item<'_>]) -> Result<(), String> {
        let (expected, received) = (self.arguments.len(), arguments.len());
        if received < expected || (received > expected && !self.is_variadic) {
            let at_least = if self.is_variadic { "at least " } else { "" };
            let plural = if expected == 1 { "" } else { "s" };
            return Err(format!(
                "Expected {at_least}{expected} argument{plural} for function {name}(), received {received}"
            ));
        }
        self.arguments
            .iter()
            .zip(arguments)
            .try_for_each(|(types, argument)| check_type(name, types, argument))
    }
}

fn check_type(name: &str, types: Types, argument: &Item<'_>) -> Result<(), String> {
    let found = argument.type_name();
    let mut bases = types.iter().map(|allowed| allowed.split('-').next());
    if !types.is_empty() && !bases.any(|base| base == Some(found)) {
        return Err(wrong_type(name, types, found));
    }
    let mut of_items = types.iter().filter_map(|allowed| allowed.split_once('-'));
    let Item::Array(list) = argument else {
        return Ok(());
    };
    let Some(first) = list.first().map(Item::type_name) else {
        return Ok(());
    };
    // All are of the type of the first.
    let is_free = of_items.clone().next().is_none();
    if !is_free && !of_items.any(|(_, allowed)| allowed == first) {
        return Err(wrong_type(name, types, first));
    }
    match list.iter().find(|item| item.type_name() != first) {
        Some(other) if !is_free => Err(wrong_type(name, types, other.type_name())),
        _ => Ok(()),
    }
}

fn wrong_type(name: &str, expected: &[&str], received: &str) -> String {
    let expected = expected.join("', '");
    format!(
        "In function {name}(), invalid type for value, expected one of: ['{expected}'], received: \"{received}\""
    )
}

fn text<'b>(item: &'b Item<'_>) -> Option<&'b str> {
    match item {
        Item::String(text) => Some(text),
        _ => None,
    }
}

fn number<'a>(number: Option<Number>) -> Visited<'a> {
    number
        .map(Item::Number)
        .ok_or_else(|| "the number is too large".to_owned())
}

fn float<'a>(float: Option<f64>) -> Visited<'a> {
    number(float.and_then(Number::from_f64))
}

/// A whole number, as long as one can hold it.
fn rounded(of: &Number, round: fn(f64) -> f64) -> Number {
    const BEYOND: f64 = 18_446_744_073_709_551_616.0;
    match of.as_f64().map(round) {
        Some(float) if of.is_f64() && float.abs() < BEYOND => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "rounded and below 2^64 as just tested"
            )]
            let whole = float as i128;
            Number::from_i128(whole).unwrap_or_else(|| of.clone())
        }
        _ => of.clone(),
    }
}

/// Whole as long as all are; from left to right, as Python adds.
fn sum(list: &[Item<'_>]) -> Option<Number> {
    let mut whole = Some(0_i128);
    let mut float = 0.0;
    for item in list {
        let Item::Number(more) = item else {
            return None;
        };
        float += more.as_f64()?;
        whole = match (whole, more.as_i128()) {
            (Some(sum), Some(more)) => sum.checked_add(more),
            _ => None,
        };
    }
    whole
        .and_then(Number::from_i128)
        .or_else(|| Number::from_f64(float))
}

/// What orders each item: all numbers or all texts.
fn keys<'a>(
    interpreter: &Interpreter<'a>,
    name: &str,
    list: &[Item<'a>],
    node: &'a jmespath::ast::Ast,
) -> Result<Vec<Item<'a>>, String> {
    let found = list.iter().map(|item| interpreter.visit(node, item));
    let keys = found.collect::<Result<Vec<_>, _>>()?;
    let kind = keys.first().map_or("string", Item::type_name);
    match keys
        .iter()
        .find(|key| !matches!(key, Item::Number(_) | Item::String(_)) || key.type_name() != kind)
    {
        Some(other) => Err(wrong_type(name, &["number", "string"], other.type_name())),
        None => Ok(keys),
    }
}

/// The first item whose key no other is beyond.
fn outermost<'a>(list: &[Item<'a>], keys: &[Item<'a>], beyond: Ordering) -> Item<'a> {
    let mut found: Option<(&Item<'a>, &Item<'a>)> = None;
    for (item, key) in list.iter().zip(keys) {
        if found.is_none_or(|(_, best)| key.order(best) == Some(beyond)) {
            found = Some((item, key));
        }
    }
    found.map_or(Item::Null, |(item, _)| item.clone())
}

/// Items with the same key stay in their order.
fn sorted<'a>(list: &[Item<'a>], keys: &[Item<'a>]) -> Item<'a> {
    let mut pairs: Vec<_> = list.iter().zip(keys).collect();
    pairs.sort_by(|(_, a), (_, b)| a.order(b).unwrap_or(Ordering::Equal));
    Item::array(pairs.into_iter().map(|(item, _)| item.clone()))
}

/// Python's `int(text)`, or else its `float(text)`: with spaces around it, and `_` between digits.
fn parse_number(text: &str) -> Option<Number> {
    let text = text.trim();
    let mut previous = None;
    let mut characters = text.chars().peekable();
    let mut plain = String::with_capacity(text.len());
    while let Some(character) = characters.next() {
        let is_digit = |other: Option<&char>| other.is_some_and(char::is_ascii_digit);
        if character != '_' {
            plain.push(character);
        } else if !is_digit(previous.as_ref()) || !is_digit(characters.peek()) {
            return None;
        }
        previous = Some(character);
    }
    let whole = plain.parse().ok().and_then(Number::from_i128);
    whole.or_else(|| plain.parse().ok().and_then(Number::from_f64))
}
