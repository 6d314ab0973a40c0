//! `--query`: JMESPath over an answer, as the AWS CLI has it.
//!
//! ```text
//! mod          what is taken: how long, how deep, how large
//! interpreter  what an expression finds
//! functions    `length`, `sort_by` …
//! ```

mod functions;
mod interpreter;

use std::borrow::Cow;

use jmespath::JmespathError;
use jmespath::ast::Ast;
use serde_json::Value;

use crate::error::{Error, Kind, Result};

/// Characters of an expression and, in it, levels of nesting: the library recurses, and a stack ends.
const LENGTH_MAX: usize = 4096;
const NESTING_MAX: usize = 128;

/// Beyond it the library's arithmetic on an index or a slice could overflow.
const INDEX_MAX: u32 = 1 << 24;

/// How many times what an expression is given may stand in what it makes: `[@, @] | [@, @]` has it four times,
/// and a few dozen of these would be more than any memory.
const GROWTH_MAX: u64 = 1024;

/// A parsed expression.
#[derive(Debug)]
pub struct Query {
    text: String,
    expression: Ast,
}

impl Query {
    /// Parses `text`; `Kind::Usage` in AWS's words if it is no JMESPath. What the AWS CLI would find out only from an answer,
    /// such as an unknown function, is found here, too, but has its exit status: `Kind::Other`.
    pub fn parse(text: &str) -> Result<Self> {
        let nesting = text.bytes().filter(|b| b"([{!&".contains(b)).count();
        if text.len() > LENGTH_MAX || nesting > NESTING_MAX {
            let start: String = text.chars().take(40).collect();
            return Err(bad(&format!("{start}..."), "the expression is too long"));
        }
        let expression = jmespath::parse(&with_json_literals(text))
            .map_err(|error| bad(text, &reason(&error)))?;
        check(&expression).map_err(|why| unsearchable(text, &why))?;
        if growth(&expression) > GROWTH_MAX {
            return Err(bad(text, "the expression makes too many copies"));
        }
        Ok(Self {
            text: text.to_owned(),
            expression,
        })
    }

    /// What the expression finds in `answer`; `Kind::Other` if a function does not take what it is given.
    pub fn search(&self, answer: &Value) -> Result<Value> {
        interpreter::owned(&self.expression, answer).map_err(|why| unsearchable(&self.text, &why))
    }
}

/// jmespath.py takes what stands between backticks and is no JSON for text: `[?Name==`x`]`.
fn with_json_literals(text: &str) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find(['`', '\'', '"']) {
        let quote = &rest[start..=start];
        let (before, behind) = (&rest[..start], &rest[start + 1..]);
        whole.push_str(before);
        whole.push_str(quote);
        let Some(end) = closing(behind, quote.as_bytes()[0]) else {
            whole.push_str(behind);
            return Cow::Owned(whole);
        };
        let content = &behind[..end];
        let is_json =
            || serde_json::from_str::<serde::de::IgnoredAny>(&content.replace("\\`", "`")).is_ok();
        if quote == "`" && !is_json() {
            whole.push('"');
            whole.push_str(content.trim_start());
            whole.push('"');
        } else {
            whole.push_str(content);
        }
        whole.push_str(quote);
        rest = &behind[end + 1..];
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// Where the quote is closed that was opened before this text.
fn closing(text: &str, quote: u8) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == quote && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        closes
    })
}

fn unsearchable(text: &str, why: &str) -> Error {
    Error::new(Kind::Other, format!("--query {}: {why}", one_line(text)))
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
        Ast::Function { name, .. } if !functions::exists(name) => {
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
            .and_then(|query| query.search(&answer))
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
    fn numbers_are_whole_or_not_as_python_has_them() {
        assert_eq!(search("Count"), "2");
        assert_eq!(search("sum(List[].Age)"), "7");
        assert_eq!(search("length(List)"), "2");
        assert_eq!(search("avg(List[].Age)"), "3.5");
        assert_eq!(search("avg(`[2, 4]`)"), "3.0");
        assert_eq!(search("avg(`[]`)"), "null");
        assert_eq!(search("`1.0`"), "1.0");
        assert_eq!(search("to_number('1e3')"), "1000.0");
        assert_eq!(search("ceil(`1.2`)"), "2");
    }

    #[test]
    fn text_is_compared_as_numbers_are() {
        assert_eq!(search("List[?Name > 'n1'].Name"), r#"["n2"]"#);
        assert_eq!(search("'2020' <= '2021'"), "true");
        assert_eq!(search("Count < `true`"), "null");
        assert!(search("Count < 'a'").ends_with("a number and text cannot be compared"));
    }

    #[test]
    fn a_bare_word_between_backticks_is_text() {
        assert_eq!(search("List[?Name==`n2`].Age"), "[4]");
        assert_eq!(search("join(`,`, List[].Name)"), r#""n1,n2""#);
        assert_eq!(search("` a b`"), r#""a b""#);
        assert_eq!(search("'`x`' || `y`"), r#""`x`""#);
    }

    #[test]
    fn functions_keep_the_order_of_members_too() {
        assert_eq!(search("keys(@)"), r#"["Zeta","List","Count"]"#);
        assert_eq!(search("values(Zeta)"), r#"[1,{"y":1,"x":2}]"#);
        assert_eq!(search("Zeta.*"), r#"[1,{"y":1,"x":2}]"#);
        assert_eq!(
            search("merge(Zeta, {b: 'ü'})"),
            r#"{"b":"ü","a":{"y":1,"x":2}}"#
        );
        assert_eq!(
            search("to_string(merge(Zeta, {b: 'ü😀'}))"),
            r#""{\"b\":\"\\u00fc\\ud83d\\ude00\",\"a\":{\"y\":1,\"x\":2}}""#
        );
    }

    #[test]
    fn functions_choose_sort_and_refuse() {
        for (query, found) in [
            ("sort_by(List, &Name)[-1].Age", "4"),
            ("max_by(List, &Age).Name", r#""n2""#),
            ("min_by(`[]`, &a)", "null"),
            ("map(&nope, List)", "[null,null]"),
            ("contains(List[].Name, 'n1')", "true"),
            ("not_null(nope, Count)", "2"),
            ("reverse('aé')", r#""éa""#),
            ("List[::-1].Age", "[4,3]"),
            ("[List, List][].Age", "[3,4,3,4]"),
            ("!`0`", "false"),
            ("`1` == `1.0`", "true"),
            ("`1` == `true`", "false"),
        ] {
            assert_eq!(search(query), found, "{query}");
        }
        for query in [
            "sort(`[1, \"a\"]`)",
            "length(Count)",
            "abs('x')",
            "sort_by(List, &@)",
            "length()",
            "map(Count, List)",
        ] {
            assert!(search(query).starts_with("--query "), "{query}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_one_line_in_the_words_of_aws() {
        for query in ["List[", "", "a\n]", "a[-2147483648]"] {
            let error = Query::parse(query).unwrap_err();
            assert_eq!(error.kind(), Kind::Usage);
            let text = error.to_string();
            let start = format!("Bad value for --query {}: ", one_line(query));
            assert!(text.starts_with(&start), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
        for query in ["nope(@)", "a[::0]"] {
            assert_eq!(Query::parse(query).unwrap_err().kind(), Kind::Other);
        }
        assert_eq!(
            search("nope(@)"),
            "--query nope(@): Unknown function: nope()"
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
