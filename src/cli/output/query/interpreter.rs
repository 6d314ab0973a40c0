//! Evaluates an expression over an answer as jmespath.py does, which the AWS CLI uses: text can be compared as numbers can, and
//! objects keep their order.

use std::borrow::Cow;
use std::cmp::Ordering;

use jmespath::Variable;
use jmespath::ast::{Ast, Comparator};
use serde_json::{Map, Number, Value};

use super::functions;

/// What an expression finds, or why it finds nothing, without a word of the answer.
pub(super) type Found<'v> = Result<Cow<'v, Value>, String>;

/// What the expression finds in `value`; as much of it as can be is borrowed.
pub(super) fn interpret<'v>(node: &Ast, value: &'v Value) -> Found<'v> {
    Ok(match node {
        Ast::Identity { .. } => Cow::Borrowed(value),
        Ast::Field { name, .. } => or_null(value.as_object().and_then(|object| object.get(name))),
        Ast::Index { idx, .. } => or_null(value.as_array().and_then(|list| at(list, *idx))),
        Ast::Slice {
            start, stop, step, ..
        } => match value {
            Value::Array(list) => Cow::Owned(slice(list, *start, *stop, *step)),
            _ => NULL,
        },
        Ast::Subexpr { lhs, rhs, .. } => behind(interpret(lhs, value)?, |it| interpret(rhs, it))?,
        Ast::Literal { value, .. } => Cow::Owned(literal(value)),
        Ast::Comparison {
            comparator,
            lhs,
            rhs,
            ..
        } => Cow::Owned(compare(
            comparator,
            &*interpret(lhs, value)?,
            &*interpret(rhs, value)?,
        )?),
        Ast::Condition {
            predicate, then, ..
        } => {
            if is_false(&*interpret(predicate, value)?) {
                NULL
            } else {
                interpret(then, value)?
            }
        }
        Ast::And { lhs, rhs, .. } => match interpret(lhs, value)? {
            left if is_false(&left) => left,
            _ => interpret(rhs, value)?,
        },
        Ast::Or { lhs, rhs, .. } => match interpret(lhs, value)? {
            left if is_false(&left) => interpret(rhs, value)?,
            left => left,
        },
        Ast::Not { node, .. } => Cow::Owned(is_false(&*interpret(node, value)?).into()),
        Ast::MultiList { .. } | Ast::MultiHash { .. } if value.is_null() => NULL,
        Ast::MultiList { elements, .. } => {
            let found = elements.iter().map(|node| owned(node, value));
            Cow::Owned(found.collect::<Result<_, _>>()?)
        }
        Ast::MultiHash { elements, .. } => {
            let mut object = Map::with_capacity(elements.len());
            for pair in elements {
                object.insert(pair.key.clone(), owned(&pair.value, value)?);
            }
            Cow::Owned(object.into())
        }
        Ast::Flatten { node, .. } => flatten(&*interpret(node, value)?),
        Ast::ObjectValues { node, .. } => match &*interpret(node, value)? {
            Value::Object(object) => Cow::Owned(object.values().cloned().collect()),
            _ => NULL,
        },
        Ast::Projection { lhs, rhs, .. } => project(&*interpret(lhs, value)?, rhs)?,
        Ast::Function { name, args, .. } => Cow::Owned(functions::call(name, args, value)?),
        // Only a function takes one.
        Ast::Expref { .. } => NULL,
    })
}

/// [`interpret`], copied where it was borrowed.
pub(super) fn owned(node: &Ast, value: &Value) -> Result<Value, String> {
    interpret(node, value).map(Cow::into_owned)
}

const NULL: Cow<'static, Value> = Cow::Owned(Value::Null);

fn or_null(found: Option<&Value>) -> Cow<'_, Value> {
    found.map_or(NULL, Cow::Borrowed)
}

/// What `next` finds in what was found.
fn behind<'v>(found: Cow<'v, Value>, next: impl Fn(&Value) -> Found<'_>) -> Found<'v> {
    match found {
        Cow::Borrowed(value) => next(value),
        Cow::Owned(value) => Ok(Cow::Owned(next(&value)?.into_owned())),
    }
}

fn at(list: &[Value], index: i32) -> Option<&Value> {
    let index = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => list.len().checked_sub(index.unsigned_abs() as usize)?,
    };
    list.get(index)
}

/// Python's slice.
fn slice(list: &[Value], start: Option<i32>, stop: Option<i32>, step: i32) -> Value {
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let step = i64::from(step);
    let (least, most) = if step < 0 {
        (-1, length - 1)
    } else {
        (0, length)
    };
    let bound = |given: Option<i32>, default: i64| match given.map(i64::from) {
        None => default,
        Some(given) if given < 0 => (given + length).max(least),
        Some(given) => given.min(most),
    };
    let (first, end) = if step < 0 {
        (most, least)
    } else {
        (least, most)
    };
    let (mut next, stop) = (bound(start, first), bound(stop, end));
    let mut found = Vec::new();
    while step > 0 && next < stop || step < 0 && next > stop {
        found.extend(
            usize::try_from(next)
                .ok()
                .and_then(|next| list.get(next))
                .cloned(),
        );
        next += step;
    }
    found.into()
}

fn literal(value: &Variable) -> Value {
    match value {
        Variable::Null | Variable::Expref(_) => Value::Null,
        Variable::Bool(yes) => Value::Bool(*yes),
        Variable::Number(number) => Value::Number(number.clone()),
        Variable::String(text) => Value::String(text.clone()),
        Variable::Array(list) => list.iter().map(|item| literal(item)).collect(),
        Variable::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), literal(value)))
            .collect(),
    }
}

fn flatten<'v>(value: &Value) -> Cow<'v, Value> {
    let Value::Array(list) = value else {
        return NULL;
    };
    let mut merged = Vec::with_capacity(list.len());
    for element in list {
        match element {
            Value::Array(inner) => merged.extend(inner.iter().cloned()),
            other => merged.push(other.clone()),
        }
    }
    Cow::Owned(merged.into())
}

fn project<'v>(value: &Value, node: &Ast) -> Found<'v> {
    let Value::Array(list) = value else {
        return Ok(NULL);
    };
    let mut found = Vec::new();
    for element in list {
        let one = interpret(node, element)?;
        if !one.is_null() {
            found.push(one.into_owned());
        }
    }
    Ok(Cow::Owned(found.into()))
}

/// JMESPath's truth: 0 is true.
fn is_false(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn compare(comparator: &Comparator, left: &Value, right: &Value) -> Result<Value, String> {
    let is_met: fn(Ordering) -> bool = match comparator {
        Comparator::Equal => return Ok(equals(left, right).into()),
        Comparator::NotEqual => return Ok((!equals(left, right)).into()),
        Comparator::LessThan => Ordering::is_lt,
        Comparator::LessThanEqual => Ordering::is_le,
        Comparator::GreaterThan => Ordering::is_gt,
        Comparator::GreaterThanEqual => Ordering::is_ge,
    };
    match (left, right) {
        (Value::Number(_), Value::Number(_)) | (Value::String(_), Value::String(_)) => {
            Ok(is_met(order(left, right)).into())
        }
        (Value::Number(_), Value::String(_)) | (Value::String(_), Value::Number(_)) => {
            Err("a number and text cannot be compared".to_owned())
        }
        _ => Ok(Value::Null),
    }
}

/// Numbers by their value, text by its characters; anything else is equal.
pub(super) fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => float(left).total_cmp(&float(right)),
        },
        (Value::String(left), Value::String(right)) => left.cmp(right),
        _ => Ordering::Equal,
    }
}

pub(super) fn equals(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => order(left, right).is_eq(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(one, other)| equals(one, other))
        }
        (Value::Object(left), Value::Object(right)) => {
            let same = |(key, one): (&String, &Value)| {
                right.get(key).is_some_and(|other| equals(one, other))
            };
            left.len() == right.len() && left.iter().all(same)
        }
        _ => left == right,
    }
}

/// A number as Python's float. 0.0 and -0.0 are one.
pub(super) fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default() + 0.0
}
