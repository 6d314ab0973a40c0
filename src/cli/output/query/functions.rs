//! The functions of JMESPath, as jmespath.py has them. No message holds a word of the answer.

use std::cmp::Ordering;
use std::io::{self, Write};

use jmespath::ast::Ast;
use serde::Serialize as _;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Number, Value};

use super::interpreter::{equals, float, order, owned};

/// The types of an argument that a function takes, by the names that messages have.
type Types = &'static [&'static str];

const ANY: Types = &[];
const ARRAY: Types = &["array"];
const EXPREF: Types = &["expref"];
const NUMBER: Types = &["number"];
const NUMBERS: Types = &["array-number"];
const OBJECT: Types = &["object"];
const ORDERED: Types = &["array-number", "array-string"];
const STRING: Types = &["string"];

/// A function's arguments. The last stands for any number of them from one on, if the function is variadic.
fn signature(name: &str) -> Option<(&'static [Types], bool)> {
    let types: &'static [Types] = match name {
        "abs" | "ceil" | "floor" => &[NUMBER],
        "avg" | "sum" => &[NUMBERS],
        "contains" => &[&["array", "string"], ANY],
        "ends_with" | "starts_with" => &[STRING, STRING],
        "join" => &[STRING, &["array-string"]],
        "keys" | "values" => &[OBJECT],
        "length" => &[&["string", "array", "object"]],
        "map" => &[EXPREF, ARRAY],
        "max" | "min" | "sort" => &[ORDERED],
        "max_by" | "min_by" | "sort_by" => &[ARRAY, EXPREF],
        "merge" => return Some((&[OBJECT], true)),
        "not_null" => return Some((&[ANY], true)),
        "reverse" => &[&["array", "string"]],
        "to_array" | "to_number" | "to_string" | "type" => &[ANY],
        _ => return None,
    };
    Some((types, false))
}

/// Whether there is a function of this name.
pub(super) fn exists(name: &str) -> bool {
    signature(name).is_some()
}

/// Calls a function with what its arguments find in `value`.
pub(super) fn call(name: &str, nodes: &[Ast], value: &Value) -> Result<Value, String> {
    let (types, is_variadic) =
        signature(name).ok_or_else(|| format!("Unknown function: {name}()"))?;
    if nodes.len() < types.len() || nodes.len() > types.len() && !is_variadic {
        let (wanted, least) = (types.len(), if is_variadic { "at least " } else { "" });
        let word = if wanted == 1 { "argument" } else { "arguments" };
        let given = nodes.len();
        return Err(format!(
            "Expected {least}{wanted} {word} for function {name}(), received {given}"
        ));
    }
    let mut arguments = Vec::with_capacity(nodes.len());
    let mut expression = None;
    for (index, node) in nodes.iter().enumerate() {
        let allowed = types.get(index).or(types.last()).copied().unwrap_or(ANY);
        match (node, allowed == EXPREF) {
            (Ast::Expref { ast, .. }, true) => expression = Some(&**ast),
            (Ast::Expref { .. }, false) if !allowed.is_empty() => {
                return Err(wrong_type(name, allowed, "expref"));
            }
            (_, true) => return Err(wrong_type(name, allowed, "something else")),
            _ => {
                let argument = owned(node, value)?;
                check(name, allowed, &argument)?;
                arguments.push(argument);
            }
        }
    }
    match (expression, arguments.pop()) {
        (Some(expression), Some(Value::Array(list))) => by_expression(name, expression, list),
        (None, Some(last)) => of_values(name, arguments, last),
        _ => Ok(Value::Null),
    }
}

fn by_expression(name: &str, node: &Ast, list: Vec<Value>) -> Result<Value, String> {
    if name == "map" {
        return list.iter().map(|element| owned(node, element)).collect();
    }
    let mut keyed = Vec::with_capacity(list.len());
    for element in list {
        let key = owned(node, &element)?;
        // The type of the first decides.
        let allowed: Types = match keyed.first() {
            Some((Value::Number(_), _)) => NUMBER,
            Some(_) => STRING,
            None => &["number", "string"],
        };
        check(name, allowed, &key)?;
        keyed.push((key, element));
    }
    let by_key = |one: &(Value, Value), other: &(Value, Value)| order(&one.0, &other.0);
    Ok(match name {
        "sort_by" => {
            keyed.sort_by(by_key);
            keyed.into_iter().map(|(_, element)| element).collect()
        }
        "min_by" => {
            extreme(keyed, Ordering::Less, by_key).map_or(Value::Null, |(_, element)| element)
        }
        _ => extreme(keyed, Ordering::Greater, by_key).map_or(Value::Null, |(_, element)| element),
    })
}

fn of_values(name: &str, mut before: Vec<Value>, last: Value) -> Result<Value, String> {
    Ok(match (name, last) {
        ("abs", Value::Number(number)) => match number.as_i64().and_then(i64::checked_abs) {
            Some(whole) => whole.into(),
            None => real(float(&number).abs()),
        },
        ("ceil", Value::Number(number)) => whole(&number, f64::ceil),
        ("floor", Value::Number(number)) => whole(&number, f64::floor),
        ("avg", Value::Array(list)) if list.is_empty() => Value::Null,
        ("avg", Value::Array(list)) => {
            #[expect(clippy::cast_precision_loss, reason = "a list is shorter than 2^53")]
            let count = list.len() as f64;
            real(numbers(&list).map(float).sum::<f64>() / count)
        }
        ("sum", Value::Array(list)) => {
            let exact =
                numbers(&list).try_fold(0_i64, |sum, number| sum.checked_add(number.as_i64()?));
            exact.map_or_else(|| real(numbers(&list).map(float).sum()), Value::from)
        }
        ("max", Value::Array(list)) => extreme(list, Ordering::Greater, order).unwrap_or_default(),
        ("min", Value::Array(list)) => extreme(list, Ordering::Less, order).unwrap_or_default(),
        ("sort", Value::Array(mut list)) => {
            list.sort_by(order);
            list.into()
        }
        ("contains", search) => contains(before.pop().unwrap_or_default(), &search)?,
        ("ends_with", Value::String(suffix)) => text(&before).ends_with(&suffix).into(),
        ("starts_with", Value::String(prefix)) => text(&before).starts_with(&prefix).into(),
        ("join", Value::Array(list)) => {
            let parts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            parts.join(text(&before)).into()
        }
        ("keys", Value::Object(object)) => object.into_iter().map(|(key, _)| key).collect(),
        ("values", Value::Object(object)) => object.into_iter().map(|(_, value)| value).collect(),
        ("length", Value::String(text)) => text.chars().count().into(),
        ("length", Value::Array(list)) => list.len().into(),
        ("length", Value::Object(object)) => object.len().into(),
        ("merge", last) => {
            let all = before.into_iter().chain([last]);
            let members = all.filter_map(|value| match value {
                Value::Object(object) => Some(object),
                _ => None,
            });
            Value::Object(members.flatten().collect::<Map<_, _>>())
        }
        ("not_null", last) => {
            let mut all = before.into_iter().chain([last]);
            all.find(|value| !value.is_null()).unwrap_or_default()
        }
        ("reverse", Value::Array(mut list)) => {
            list.reverse();
            list.into()
        }
        ("reverse", Value::String(text)) => text.chars().rev().collect::<String>().into(),
        ("to_array", Value::Array(list)) => list.into(),
        ("to_array", other) => vec![other].into(),
        ("to_number", Value::Number(number)) => number.into(),
        ("to_number", Value::String(text)) => to_number(text.trim()),
        ("to_string", Value::String(text)) => text.into(),
        ("to_string", other) => dump(&other)?.into(),
        ("type", value) => type_of(&value).into(),
        _ => Value::Null,
    })
}

fn contains(subject: Value, search: &Value) -> Result<Value, String> {
    Ok(match (subject, search) {
        (Value::Array(list), _) => list.iter().any(|element| equals(element, search)).into(),
        (Value::String(text), Value::String(search)) => text.contains(search).into(),
        _ => return Err(wrong_type("contains", STRING, type_of(search))),
    })
}

/// The first of the elements that stand so to all others.
fn extreme<T>(list: Vec<T>, wanted: Ordering, order: impl Fn(&T, &T) -> Ordering) -> Option<T> {
    list.into_iter().reduce(|best, next| {
        if order(&next, &best) == wanted {
            next
        } else {
            best
        }
    })
}

fn numbers(list: &[Value]) -> impl Iterator<Item = &Number> {
    list.iter().filter_map(|value| match value {
        Value::Number(number) => Some(number),
        _ => None,
    })
}

fn text(arguments: &[Value]) -> &str {
    arguments
        .first()
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn real(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

fn whole(number: &Number, round: fn(f64) -> f64) -> Value {
    if !number.is_f64() {
        return number.clone().into();
    }
    let rounded = round(float(number));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what does not fit is left as it is"
    )]
    let whole = rounded as i64;
    #[expect(
        clippy::cast_precision_loss,
        reason = "compared with what it came from"
    )]
    let fits = (whole as f64).total_cmp(&rounded).is_eq();
    if fits { whole.into() } else { real(rounded) }
}

fn to_number(text: &str) -> Value {
    match text.parse::<i64>() {
        Ok(whole) => whole.into(),
        Err(_) => text.parse().map_or(Value::Null, real),
    }
}

/// Python's `json.dumps` with its narrow separators.
fn dump(value: &Value) -> Result<String, String> {
    let mut bytes = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, Ascii))
        .map_err(|_| "it cannot be written as JSON".to_owned())?;
    String::from_utf8(bytes).map_err(|_| "it cannot be written as JSON".to_owned())
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        fragment.chars().try_for_each(|character| {
            let mut units = [0; 2];
            if character.is_ascii() {
                return write!(out, "{character}");
            }
            let mut units = character.encode_utf16(&mut units).iter();
            units.try_for_each(|unit| write!(out, "\\u{unit:04x}"))
        })
    }
}

const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn check(name: &str, allowed: Types, value: &Value) -> Result<(), String> {
    let is = type_of(value);
    if allowed.is_empty() || allowed.contains(&is) {
        return Ok(());
    }
    let Value::Array(list) = value else {
        return Err(wrong_type(name, allowed, is));
    };
    let kinds: Vec<&str> = allowed
        .iter()
        .filter_map(|kind| kind.strip_prefix("array-"))
        .collect();
    let first = list.first().map(type_of);
    let element = list.iter().map(type_of).find(|element| {
        // Of several kinds of elements the first one decides.
        !kinds.contains(element) || Some(*element) != first
    });
    match element {
        _ if kinds.is_empty() => Err(wrong_type(name, allowed, is)),
        Some(element) => Err(wrong_type(name, allowed, element)),
        None => Ok(()),
    }
}

fn wrong_type(name: &str, allowed: Types, is: &str) -> String {
    let allowed = allowed.join(", ");
    format!("In function {name}(), invalid type, expected one of: {allowed}, received: {is}")
}
