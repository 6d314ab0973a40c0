//! `--query`: JMESPath over an answer.
//!
//! Objects keep their order: one that is passed through that of the answer, a multi-select hash that of the
//! expression. Only what `@.*`, `keys`, `values` and `merge` make has the order of names, since the library keeps
//! objects in a tree.

use std::collections::HashMap;

use jmespath::ast::Ast;
use jmespath::{Context, DEFAULT_RUNTIME, Expression, JmespathError, Rcvar, Variable};
use serde_json::{Map, Number, Value};

use crate::error::{Error, Kind, Result};

/// Characters of an expression and, in it, levels of nesting: the library recurses, and a stack ends.
const LENGTH_MAX: usize = 4096;
const NESTING_MAX: usize = 128;

/// Beyond it the library's arithmetic on an index or a slice could overflow.
const INDEX_MAX: u32 = 1 << 24;

/// How many times what an expression is given may stand in what it makes: `[@, @] | [@, @]` has it four times,
/// and a few dozen of these would be more than any memory.
const GROWTH_MAX: u64 = 1024;

/// A compiled expression.
#[derive(Debug)]
pub struct Query(Expression<'static>);

impl Query {
    /// Compiles `text`; `Kind::Usage` in AWS's words if it is no JMESPath or calls an unknown function.
    pub fn parse(text: &str) -> Result<Self> {
        let nesting = text.bytes().filter(|b| b"([{!&".contains(b)).count();
        if text.len() > LENGTH_MAX || nesting > NESTING_MAX {
            let start: String = text.chars().take(40).collect();
            return Err(bad(&format!("{start}..."), "the expression is too long"));
        }
        let expression = jmespath::compile(text).map_err(|error| bad(text, &reason(&error)))?;
        check(expression.as_ast()).map_err(|why| bad(text, &why))?;
        if growth(expression.as_ast()) > GROWTH_MAX {
            return Err(bad(text, "the expression makes too many copies"));
        }
        Ok(Self(expression))
    }

    /// What the expression finds in `answer`; `Kind::Other` if a function does not take what it is given.
    pub fn search(&self, answer: Value) -> Result<Value> {
        let mut orders = Orders::default();
        // Kept to the end: the orders go by the objects' addresses.
        let root = orders.remember(answer);
        let mut context = Context::new(self.0.as_str(), &DEFAULT_RUNTIME);
        let found = jmespath::interpret(&root, self.0.as_ast(), &mut context).map_err(|error| {
            let text = one_line(self.0.as_str());
            Error::new(Kind::Other, format!("--query {text}: {}", reason(&error)))
        })?;
        multi_select_hashes(self.0.as_ast(), &mut orders.hashes);
        Ok(orders.restore(&found))
    }
}

fn bad(text: &str, why: &str) -> Error {
    let text = one_line(text);
    Error::new(Kind::Usage, format!("Bad value for --query {text}: {why}"))
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The library's words, without its drawing of where.
fn reason(error: &JmespathError) -> String {
    let reason = one_line(&error.reason.to_string());
    format!("{reason} (at character {})", error.offset)
}

/// Refuses what the library would find, or trip over, only while it searches.
fn check(node: &Ast) -> Result<(), String> {
    let far = |index: i32| index.unsigned_abs() > INDEX_MAX;
    match node {
        Ast::Function { name, .. } if DEFAULT_RUNTIME.get_function(name).is_none() => {
            return Err(format!("Unknown function: {name}()"));
        }
        Ast::Index { idx, .. } if far(*idx) => return Err(format!("index {idx} is too large")),
        Ast::Slice {
            start, stop, step, ..
        } if far(*step) || start.is_some_and(far) || stop.is_some_and(far) => {
            return Err("the slice is too large".to_owned());
        }
        Ast::Slice { step: 0, .. } => return Err("the step of a slice cannot be 0".to_owned()),
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
        // `map(&expression, list)`, and `to_string`, which escapes what it is given.
        Ast::Function { name, .. } if name == "to_string" => all.fold(2, u64::saturating_mul),
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

/// Collects the keys of every `{a: x, b: y}` of the expression.
fn multi_select_hashes(node: &Ast, hashes: &mut Vec<Vec<String>>) {
    if let Ast::MultiHash { elements, .. } = node {
        hashes.push(elements.iter().map(|pair| pair.key.clone()).collect());
    }
    for child in children(node) {
        multi_select_hashes(child, hashes);
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

/// The order of keys that the library's objects have lost.
#[derive(Default)]
struct Orders {
    /// Of the answer's objects, by address.
    objects: HashMap<*const Variable, Vec<String>>,
    /// Of the expression's multi-select hashes.
    hashes: Vec<Vec<String>>,
}

impl Orders {
    fn remember(&mut self, value: Value) -> Rcvar {
        match value {
            Value::Null => Rcvar::new(Variable::Null),
            Value::Bool(yes) => Rcvar::new(Variable::Bool(yes)),
            Value::Number(number) => Rcvar::new(Variable::Number(number)),
            Value::String(text) => Rcvar::new(Variable::String(text)),
            Value::Array(list) => Rcvar::new(Variable::Array(
                list.into_iter().map(|item| self.remember(item)).collect(),
            )),
            Value::Object(object) => {
                let keys = object.keys().cloned().collect();
                let members = object
                    .into_iter()
                    .map(|(key, value)| (key, self.remember(value)))
                    .collect();
                let object = Rcvar::new(Variable::Object(members));
                self.objects.insert(Rcvar::as_ptr(&object), keys);
                object
            }
        }
    }

    fn restore(&self, found: &Rcvar) -> Value {
        match &**found {
            Variable::Null | Variable::Expref(_) => Value::Null,
            Variable::Bool(yes) => Value::Bool(*yes),
            Variable::Number(number) => Value::Number(whole(number)),
            Variable::String(text) => Value::String(text.clone()),
            Variable::Array(list) => {
                Value::Array(list.iter().map(|item| self.restore(item)).collect())
            }
            Variable::Object(members) => {
                let order = self.objects.get(&Rcvar::as_ptr(found)).or_else(|| {
                    self.hashes.iter().find(|keys| {
                        keys.len() == members.len()
                            && keys.iter().all(|key| members.contains_key(key))
                    })
                });
                let sorted = || members.keys().cloned().collect();
                let keys = order.cloned().unwrap_or_else(sorted);
                let mut object = Map::with_capacity(keys.len());
                for key in keys {
                    if let Some(value) = members.get(&key) {
                        let value = self.restore(value);
                        object.insert(key, value);
                    }
                }
                Value::Object(object)
            }
        }
    }
}

/// The library adds and rounds in floating point; a whole result is printed as one, as Python would.
fn whole(number: &Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and below 2^53 as just tested"
            )]
            let whole = float as i64;
            whole.into()
        }
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn search(query: &str) -> String {
        let answer = json!({
            "Zeta": {"b": 1, "a": {"y": 1, "x": 2}},
            "List": [{"Name": "n1", "Age": 3}, {"Name": "n2", "Age": 4}],
            "Count": 2,
        });
        Query::parse(query)
            .and_then(|query| query.search(answer))
            .map_or_else(|error| error.to_string(), |value| value.to_string())
    }

    #[test]
    fn objects_keep_the_order_of_the_answer_or_of_the_expression() {
        assert_eq!(search("Zeta"), r#"{"b":1,"a":{"y":1,"x":2}}"#);
        assert_eq!(search("List[?Age > `3`]"), r#"[{"Name":"n2","Age":4}]"#);
        assert_eq!(
            search("List[].{name: Name, age: Age, all: @}"),
            r#"[{"name":"n1","age":3,"all":{"Name":"n1","Age":3}},{"name":"n2","age":4,"all":{"Name":"n2","Age":4}}]"#
        );
        assert_eq!(search("merge(Zeta, `{\"0\": 1}`).b"), "1");
    }

    #[test]
    fn whole_numbers_stay_whole() {
        assert_eq!(search("Count"), "2");
        assert_eq!(search("sum(List[].Age)"), "7");
        assert_eq!(search("length(List)"), "2");
        assert_eq!(search("avg(List[].Age)"), "3.5");
    }

    #[test]
    fn what_cannot_be_read_is_one_line_in_the_words_of_aws() {
        for query in ["List[", "nope(@)", "", "a\n]", "a[-2147483648]", "a[::0]"] {
            let error = Query::parse(query).unwrap_err();
            assert_eq!(error.kind(), Kind::Usage);
            let text = error.to_string();
            let start = format!("Bad value for --query {}: ", one_line(query));
            assert!(text.starts_with(&start), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
        assert_eq!(
            search("nope(@)"),
            "Bad value for --query nope(@): Unknown function: nope()"
        );
        let error = search("sum(List)");
        assert!(error.starts_with("--query sum(List): "), "{error}");
    }

    #[test]
    fn an_expression_that_would_exhaust_the_memory_is_refused() {
        let quoted = format!("{}@{}", "to_string(".repeat(100), ")".repeat(100));
        for query in [
            ["[@, @]"; 40].join(" | "),
            ["[].[@, @]"; 40].join(""),
            ["{a: @, b: @}"; 40].join(" | "),
            ["map(&[@, @], @)"; 40].join(" | "),
            ["join(',', [@, @])"; 40].join(" | "),
            quoted,
        ] {
            let error = Query::parse(&query).unwrap_err();
            assert!(
                error.message().ends_with("makes too many copies"),
                "{query}"
            );
        }
        let wide = format!("List[].[{}]", ["Name"; 500].join(", "));
        assert!(search(&wide).starts_with(r#"[["n1","n1","#));
    }

    #[test]
    fn an_expression_that_would_exhaust_the_stack_is_refused() {
        for query in ["(".repeat(5000), "!".repeat(4000), "a.".repeat(60_000)] {
            let error = Query::parse(&query).unwrap_err();
            assert!(error.message().ends_with("the expression is too long"));
        }
        // The longest and the deepest that are taken do not fall over.
        let long = vec!["a"; LENGTH_MAX / 2].join(".");
        assert_eq!(search(&long), "null");
        let deep = "[".repeat(NESTING_MAX) + "Count" + &"]".repeat(NESTING_MAX);
        assert!(search(&deep).starts_with("[["));
    }
}
