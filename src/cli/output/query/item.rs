//! A value while an expression is evaluated: shared where the same stands in several places, and in the order of the
//! answer or the expression.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;

use jmespath::ast::Ast;
use serde_json::{Number, Value};

/// What an expression is given, makes and gives.
#[derive(Debug, Clone)]
pub(super) enum Item<'a> {
    Null,
    Bool(bool),
    Number(Number),
    String(Rc<String>),
    Array(Rc<Vec<Item<'a>>>),
    Object(Rc<Members<'a>>),
    /// `&expression`, which a function evaluates.
    Expression(&'a Ast),
}

/// An object's members in their order, each name once.
type Members<'a> = Vec<(String, Item<'a>)>;

impl Item<'_> {
    /// Text.
    pub(super) fn string(text: impl Into<String>) -> Self {
        Self::String(Rc::new(text.into()))
    }

    /// A list.
    pub(super) fn array(list: impl IntoIterator<Item = Self>) -> Self {
        Self::Array(Rc::new(list.into_iter().collect()))
    }

    /// An object; of members with the same name it has the place of the first and the value of the last.
    pub(super) fn object(members: impl IntoIterator<Item = (String, Self)>) -> Self {
        let mut object = Members::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (name, value) in members {
            if let Some(&place) = places.get(&name) {
                object[place] = (name, value);
            } else {
                places.insert(name.clone(), object.len());
                object.push((name, value));
            }
        }
        Self::Object(Rc::new(object))
    }

    /// JMESPath's name of the type.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
            Self::Expression(_) => "expref",
        }
    }

    /// Whether a filter takes it: 0 is true, what is empty is false.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(yes) => *yes,
            Self::String(text) => !text.is_empty(),
            Self::Array(list) => !list.is_empty(),
            Self::Object(members) => !members.is_empty(),
            Self::Number(_) | Self::Expression(_) => true,
        }
    }

    /// The member of this name; null without one, and of what is no object.
    pub(super) fn field(&self, name: &str) -> Self {
        let Self::Object(members) = self else {
            return Self::Null;
        };
        let found = members.iter().find(|(member, _)| member == name);
        found.map_or(Self::Null, |(_, value)| value.clone())
    }

    /// Python's `==`, for which `true` is 1.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => {
                a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| a.is_same(b))
            }
            (Self::Object(a), Self::Object(b)) => {
                let others: HashMap<_, _> = b.iter().map(|(name, value)| (name, value)).collect();
                let is_there = |(name, value): &(String, Self)| {
                    others.get(name).is_some_and(|other| value.is_same(other))
                };
                a.len() == b.len() && a.iter().all(is_there)
            }
            (Self::Expression(a), Self::Expression(b)) => std::ptr::eq(*a, *b),
            _ => match (self.numeric(), other.numeric()) {
                (Some(a), Some(b)) => order_of_numbers(&a, &b).is_eq(),
                _ => false,
            },
        }
    }

    /// The operator `==`: as [`Self::is_same`], but a number is never a truth value.
    pub(super) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bool(_), Self::Number(_)) | (Self::Number(_), Self::Bool(_)) => false,
            _ => self.is_same(other),
        }
    }

    /// Which of two numbers or two texts comes first; `None` for anything else.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Some(order_of_numbers(a, b)),
            (Self::String(a), Self::String(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    fn numeric(&self) -> Option<Number> {
        match self {
            Self::Bool(yes) => Some(Number::from(u8::from(*yes))),
            Self::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    /// JSON as Python's `json.dumps` writes it without spaces; `None` of an expression.
    pub(super) fn to_json(&self) -> Option<String> {
        let mut json = String::new();
        self.write(&mut json)?;
        Some(json)
    }

    fn write(&self, json: &mut String) -> Option<()> {
        match self {
            Self::Null => json.push_str("null"),
            Self::Bool(yes) => json.push_str(if *yes { "true" } else { "false" }),
            Self::Number(number) => json.push_str(&number_as_python(number)),
            Self::String(text) => quote(text, json),
            Self::Array(list) => {
                json.push('[');
                for (index, item) in list.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    item.write(json)?;
                }
                json.push(']');
            }
            Self::Object(members) => {
                json.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    quote(name, json);
                    json.push(':');
                    value.write(json)?;
                }
                json.push('}');
            }
            Self::Expression(_) => return None,
        }
        Some(())
    }

    /// The value for printing; `None` if an expression is in it.
    pub(super) fn into_value(self) -> Option<Value> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(yes) => Value::Bool(yes),
            Self::Number(number) => Value::Number(number),
            Self::String(text) => Value::String(Rc::unwrap_or_clone(text)),
            Self::Array(list) => {
                let list = Rc::unwrap_or_clone(list).into_iter();
                Value::Array(list.map(Self::into_value).collect::<Option<_>>()?)
            }
            Self::Object(members) => {
                let members = Rc::unwrap_or_clone(members).into_iter();
                let values = members.map(|(name, value)| Some((name, value.into_value()?)));
                Value::Object(values.collect::<Option<_>>()?)
            }
            Self::Expression(_) => return None,
        })
    }
}

impl From<Value> for Item<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(yes),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::string(text),
            Value::Array(list) => Self::array(list.into_iter().map(Self::from)),
            Value::Object(members) => {
                let members = members.into_iter();
                Self::Object(Rc::new(members.map(|(n, v)| (n, v.into())).collect()))
            }
        }
    }
}

fn order_of_numbers(a: &Number, b: &Number) -> Ordering {
    let float = |number: &Number| number.as_f64().unwrap_or_default();
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => order_of_whole_and_float(a, float(b)),
        (None, Some(b)) => order_of_whole_and_float(b, float(a)).reverse(),
        (None, None) => order_of_floats(float(a), float(b)),
    }
}

/// Exact, as in Python: a large whole number has no equal among the floats beside it.
fn order_of_whole_and_float(whole: i128, float: f64) -> Ordering {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "truncated, and what is beyond stays beyond"
    )]
    let truncated = float.trunc() as i128;
    whole
        .cmp(&truncated)
        .then_with(|| order_of_floats(0.0, float.fract()))
}

/// JSON has no NaN.
fn order_of_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// As Python's `repr`: an exponent has a sign and two digits.
fn number_as_python(number: &Number) -> String {
    let text = match number.as_f64() {
        Some(float) if number.is_f64() => format!("{float:?}"),
        _ => return number.to_string(),
    };
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn quote(text: &str, json: &mut String) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            ' '..='~' => json.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string does not fail.
                    let _ = write!(json, "\\u{unit:04x}");
                }
            }
        }
    }
    json.push('"');
}
