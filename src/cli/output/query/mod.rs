//! `--query`: JMESPath over an answer, as the AWS CLI evaluates it, that is as jmespath.py does.
//!
//! The library reads an expression. Its evaluation is ours: the library's own sorts objects and knows only the
//! specification, where jmespath.py also compares strings and takes bare words for literals.

mod functions;
mod interpreter;
mod item;
mod literals;

use jmespath::ast::Ast;
use serde_json::Value;

use crate::error::{Error, Kind, Result};
use interpreter::Interpreter;
use item::Item;
use literals::Literals;

/// Characters of an expression and, in it, levels of nesting (`*.*.*` nests too): the library recurses, and a stack ends.
const LENGTH_MAX: usize = 4096;
const NESTING_MAX: usize = 128;

/// Beyond it no list has an item.
const INDEX_MAX: u32 = 1 << 24;

/// How many times what an expression is given may stand in what it makes: `[@, @] | [@, @]` has it four times,
/// and a few dozen of these would be more than any memory.
const GROWTH_MAX: u64 = 1024;

/// A compiled expression.
#[derive(Debug)]
pub struct Query {
    text: String,
    ast: Ast,
    literals: Literals,
}

impl Query {
    /// Compiles `text`; `Kind::Usage` in AWS's words if it is no JMESPath, `Kind::Other` if it is but can give nothing:
    /// AWS finds an unknown function only in the answer, when whatever was asked for is done.
    pub fn parse(text: &str) -> Result<Self> {
        let nesting = text.bytes().filter(|b| b"([{!&*".contains(b)).count();
        if text.len() > LENGTH_MAX || nesting > NESTING_MAX {
            let start: String = text.chars().take(40).collect();
            return Err(bad(&format!("{start}..."), "the expression is too long"));
        }
        let (rest, literals) =
            literals::take(text).map_err(|(why, at)| bad(text, &located(text, &why, at)))?;
        let ast = jmespath::parse(&rest).map_err(|error| {
            let why = one_line(&error.reason.to_string());
            bad(text, &located(text, &why, error.offset))
        })?;
        check(&ast).map_err(|(kind, why)| {
            let error = if kind == Kind::Usage { bad } else { failed };
            error(text, &why)
        })?;
        if growth(&ast) > GROWTH_MAX {
            return Err(bad(text, "the expression makes too many copies"));
        }
        Ok(Self {
            text: text.to_owned(),
            ast,
            literals,
        })
    }

    /// What the expression finds in `answer`; `Kind::Other` if a function does not take what it is given.
    pub fn search(&self, answer: Value) -> Result<Value> {
        let interpreter = Interpreter {
            literals: &self.literals,
        };
        // Gone when its part is found, which is then moved and not copied.
        let found = interpreter.visit(&self.ast, &Item::from(answer));
        found
            .and_then(|found| found.into_value().ok_or_else(functions::no_value))
            .map_err(|why| failed(&self.text, &why))
    }
}

fn bad(text: &str, why: &str) -> Error {
    let text = one_line(text);
    Error::new(Kind::Usage, format!("Bad value for --query {text}: {why}"))
}

fn failed(text: &str, why: &str) -> Error {
    let text = one_line(text);
    Error::new(Kind::Other, format!("--query {text}: {why}"))
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Why and where: at a byte, for people a character.
fn located(text: &str, why: &str, byte: usize) -> String {
    let before = text.char_indices().take_while(|(at, _)| *at < byte);
    format!("{why} (at character {})", before.count())
}

/// Refuses what would be found, or tripped over, only while it searches.
fn check(node: &Ast) -> Result<(), (Kind, String)> {
    let far = |index: i32| index.unsigned_abs() > INDEX_MAX;
    match node {
        Ast::Function { name, .. } if !functions::is_known(name) => {
            return Err((Kind::Other, functions::unknown(name)));
        }
        Ast::Index { idx, .. } if far(*idx) => {
            return Err((Kind::Usage, format!("index {idx} is too large")));
        }
        Ast::Slice {
            start, stop, step, ..
        } if far(*step) || start.is_some_and(far) || stop.is_some_and(far) => {
            return Err((Kind::Usage, "the slice is too large".to_owned()));
        }
        Ast::Slice { step: 0, .. } => {
            return Err((Kind::Other, "slice step cannot be zero".to_owned()));
        }
        _ => {}
    }
    children(node).into_iter().try_for_each(check)
}

/// At most how many times as large as what it is given a node's result may be.
fn growth(node: &Ast) -> u64 {
    let all = children(node).into_iter().map(growth);
    match node {
        // One after the other, or one for each of the other.
        Ast::Subexpr { .. } | Ast::Projection { .. } => all.fold(1, u64::saturating_mul),
        // A control character is six of `to_string`'s.
        Ast::Function { name, .. } if name == "to_string" => all.fold(6, u64::saturating_mul),
        // `map(&expression, list)`.
        Ast::Function { .. }
            if children(node)
                .iter()
                .any(|arg| matches!(arg, Ast::Expref { .. })) =>
        {
            all.fold(1, u64::saturating_mul)
        }
        _ => all.fold(0, u64::saturating_add).max(1),
    }
}

fn children(node: &Ast) -> Vec<&Ast> {
    match node {
        Ast::Field { .. }
        | Ast::Identity { .. }
        | Ast::Index { .. }
        | Ast::Literal { .. }
        | Ast::Slice { .. } => Vec::new(),
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => vec![node],
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => vec![lhs, rhs],
        Ast::Condition {
            predicate, then, ..
        } => vec![predicate, then],
        Ast::Function { args: nodes, .. }
        | Ast::MultiList {
            elements: nodes, ..
        } => nodes.iter().collect(),
        Ast::MultiHash { elements, .. } => elements.iter().map(|pair| &pair.value).collect(),
    }
}

#[cfg(test)]
mod tests;
