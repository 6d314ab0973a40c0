//! The evaluation of an expression, as jmespath.py does it.

use jmespath::Variable;
use jmespath::ast::{Ast, Comparator};

use super::functions;
use super::item::Item;
use super::literals::Literals;

/// What a node finds, or why it finds nothing. The words never quote a value.
pub(super) type Visited<'a> = Result<Item<'a>, String>;

/// Evaluates the nodes of one expression.
pub(super) struct Interpreter<'a> {
    pub(super) literals: &'a Literals,
}

impl<'a> Interpreter<'a> {
    /// What `node` finds in `value`.
    pub(super) fn visit(&self, node: &'a Ast, value: &Item<'a>) -> Visited<'a> {
        match node {
            Ast::Identity { .. } => Ok(value.clone()),
            Ast::Field { name, .. } => Ok(value.field(name)),
            Ast::Index { idx, .. } => Ok(index(value, *idx)),
            Ast::Slice {
                start, stop, step, ..
            } => Ok(slice(value, *start, *stop, *step)),
            Ast::Literal {
                offset,
                value: raw_string,
            } => Ok(match (self.literals.get(offset), &**raw_string) {
                (Some(literal), _) => literal.clone(),
                (None, Variable::String(text)) => Item::string(text),
                (None, _) => Item::Null,
            }),
            Ast::Expref { ast, .. } => Ok(Item::Expression(ast)),
            Ast::Subexpr { .. } => self.chain(node, value),
            Ast::Projection { lhs, rhs, .. } => self.projection(lhs, rhs, value),
            Ast::Condition {
                predicate, then, ..
            } => {
                if self.visit(predicate, value)?.is_true() {
                    self.visit(then, value)
                } else {
                    Ok(Item::Null)
                }
            }
            Ast::Flatten { node, .. } => Ok(flatten(&self.visit(node, value)?)),
            Ast::ObjectValues { node, .. } => Ok(match self.visit(node, value)? {
                Item::Object(members) => {
                    Item::array(members.iter().map(|(_, value)| value.clone()))
                }
                _ => Item::Null,
            }),
            Ast::Not { node, .. } => Ok(Item::Bool(!self.visit(node, value)?.is_true())),
            Ast::And { lhs, rhs, .. } => {
                let left = self.visit(lhs, value)?;
                if left.is_true() {
                    self.visit(rhs, value)
                } else {
                    Ok(left)
                }
            }
            Ast::Or { lhs, rhs, .. } => {
                let left = self.visit(lhs, value)?;
                if left.is_true() {
                    Ok(left)
                } else {
                    self.visit(rhs, value)
                }
            }
            Ast::Comparison {
                comparator,
                lhs,
                rhs,
                ..
            } => compare(
                comparator,
                &self.visit(lhs, value)?,
                &self.visit(rhs, value)?,
            ),
            Ast::MultiList { .. } | Ast::MultiHash { .. } if matches!(value, Item::Null) => {
                Ok(Item::Null)
            }
            Ast::MultiList { elements, .. } => Ok(Item::array(self.all(elements, value)?)),
            Ast::MultiHash { elements, .. } => {
                let members = elements
                    .iter()
                    .map(|pair| Ok((pair.key.clone(), self.visit(&pair.value, value)?)));
                Ok(Item::object(members.collect::<Result<Vec<_>, String>>()?))
            }
            Ast::Function { name, args, .. } => {
                functions::call(self, name, &self.all(args, value)?)
            }
        }
    }

    fn all(&self, nodes: &'a [Ast], value: &Item<'a>) -> Result<Vec<Item<'a>>, String> {
        nodes.iter().map(|node| self.visit(node, value)).collect()
    }

    /// One after the other, without recursion: `a.b.c` nests to the left, as deep as it is long.
    fn chain(&self, node: &'a Ast, value: &Item<'a>) -> Visited<'a> {
        let mut first = node;
        let mut steps = Vec::new();
        while let Ast::Subexpr { lhs, rhs, .. } = first {
            steps.push(&**rhs);
            first = lhs;
        }
        let found = self.visit(first, value)?;
        let mut steps = steps.into_iter().rev();
        steps.try_fold(found, |found, step| self.visit(step, &found))
    }

    fn projection(&self, lhs: &'a Ast, rhs: &'a Ast, value: &Item<'a>) -> Visited<'a> {
        let Item::Array(list) = self.visit(lhs, value)? else {
            return Ok(Item::Null);
        };
        let mut collected = Vec::new();
        for item in list.iter() {
            match self.visit(rhs, item)? {
                Item::Null => {}
                found => collected.push(found),
            }
        }
        Ok(Item::array(collected))
    }
}

fn index<'a>(value: &Item<'a>, index: i32) -> Item<'a> {
    let Item::Array(list) = value else {
        return Item::Null;
    };
    let distance = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
    let place = if index < 0 {
        list.len().checked_sub(distance)
    } else {
        Some(distance)
    };
    let found = place.and_then(|place| list.get(place));
    found.cloned().unwrap_or(Item::Null)
}

fn slice<'a>(value: &Item<'a>, start: Option<i32>, stop: Option<i32>, step: i32) -> Item<'a> {
    let Item::Array(list) = value else {
        return Item::Null;
    };
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let (first, last) = if step < 0 {
        (-1, length - 1)
    } else {
        (0, length)
    };
    let place = |end: i32| {
        let end = i64::from(end);
        let end = if end < 0 { end + length } else { end };
        end.clamp(first, last)
    };
    let (from, to) = if step < 0 {
        (last, first)
    } else {
        (first, last)
    };
    let mut at = start.map_or(from, place);
    let to = stop.map_or(to, place);
    let mut taken = Vec::new();
    while step != 0 && (if step < 0 { at > to } else { at < to }) {
        taken.extend(
            usize::try_from(at)
                .ok()
                .and_then(|at| list.get(at))
                .cloned(),
        );
        at += i64::from(step);
    }
    Item::array(taken)
}

fn flatten<'a>(value: &Item<'a>) -> Item<'a> {
    let Item::Array(list) = value else {
        return Item::Null;
    };
    let mut flat = Vec::with_capacity(list.len());
    for item in list.iter() {
        match item {
            Item::Array(inner) => flat.extend(inner.iter().cloned()),
            other => flat.push(other.clone()),
        }
    }
    Item::array(flat)
}

/// Numbers and texts have an order; one of each is an error, and null is what compares with anything else.
fn compare<'a>(comparator: &Comparator, left: &Item, right: &Item) -> Visited<'a> {
    let ordered = |is: fn(std::cmp::Ordering) -> bool| {
        let has_order = |item: &Item| matches!(item, Item::Number(_) | Item::String(_));
        match left.order(right) {
            Some(order) => Ok(Item::Bool(is(order))),
            None if has_order(left) && has_order(right) => {
                Err("a number and a string have no order".to_owned())
            }
            None => Ok(Item::Null),
        }
    };
    match comparator {
        Comparator::Equal => Ok(Item::Bool(left.equals(right))),
        Comparator::NotEqual => Ok(Item::Bool(!left.equals(right))),
        Comparator::LessThan => ordered(std::cmp::Ordering::is_lt),
        Comparator::LessThanEqual => ordered(std::cmp::Ordering::is_le),
        Comparator::GreaterThan => ordered(std::cmp::Ordering::is_gt),
        Comparator::GreaterThanEqual => ordered(std::cmp::Ordering::is_ge),
    }
}
