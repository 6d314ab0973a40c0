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

/// Each expression gives what stands beside it.
fn gives(expressions: &[(&str, &str)]) {
    for (query, expected) in expressions {
        assert_eq!(search(query), *expected, "{query}");
    }
}

#[test]
fn objects_keep_the_order_of_the_answer_or_of_the_expression() {
    gives(&[
        ("Zeta", r#"{"b":1,"a":{"y":1,"x":2}}"#),
        ("List[?Age > `3`]", r#"[{"Name":"n2","Age":4}]"#),
        (
            "List[].{name: Name, age: Age, all: @}",
            r#"[{"name":"n1","age":3,"all":{"Name":"n1","Age":3}},{"name":"n2","age":4,"all":{"Name":"n2","Age":4}}]"#,
        ),
        ("keys(@)", r#"["Zeta","List","Count"]"#),
        ("values(Zeta)", r#"[1,{"y":1,"x":2}]"#),
        ("Zeta.a.*", "[1,2]"),
        ("`{\"b\": 1, \"a\": 2}`", r#"{"b":1,"a":2}"#),
        (
            "merge(Zeta.a, `{\"0\": 1, \"y\": 3}`)",
            r#"{"y":3,"x":2,"0":1}"#,
        ),
        ("to_string(Zeta)", r#""{\"b\":1,\"a\":{\"y\":1,\"x\":2}}""#),
    ]);
}

#[test]
fn numbers_are_whole_or_not_as_they_are_in_python() {
    gives(&[
        ("Count", "2"),
        ("sum(List[].Age)", "7"),
        ("sum(`[1, 1.0]`)", "2.0"),
        ("length(List)", "2"),
        ("avg(List[].Age)", "3.5"),
        ("avg(`[2, 4]`)", "3.0"),
        ("avg(`[]`)", "null"),
        ("`1.0`", "1.0"),
        ("`1e3`", "1000.0"),
        ("to_number('1.0')", "1.0"),
        ("to_number(' 1_000 ')", "1000"),
        ("to_number('1__0')", "null"),
        ("to_number('nan')", "null"),
        ("ceil(`-1.5`)", "-1"),
        ("abs(`-9223372036854775808`)", "9223372036854775808"),
        (
            "to_string(`[1e16, 0.00001, 0.0001]`)",
            r#""[1e+16,1e-05,0.0001]""#,
        ),
    ]);
}

#[test]
fn strings_have_an_order_and_what_has_none_compares_to_null() {
    gives(&[
        ("List[?Name > 'n1'].Age", "[4]"),
        ("List[?Name <= `n1`].Age", "[3]"),
        ("'z' < 'é'", "true"),
        ("Count >= `2.0`", "true"),
        ("Nope < `1`", "null"),
        ("`true` < `2`", "null"),
        ("`9007199254740993` > `9007199254740992.0`", "true"),
        (
            "Count < 'a'",
            "--query Count < 'a': a number and a string have no order",
        ),
    ]);
}

#[test]
fn a_number_equals_a_truth_value_only_inside_a_list() {
    gives(&[
        ("`1` == `true`", "false"),
        ("`false` != `0`", "true"),
        ("`1` == `1.0`", "true"),
        ("`[1]` == `[true]`", "true"),
        ("contains(`[1]`, `true`)", "true"),
        ("`{\"a\": 1, \"b\": 2}` == `{\"b\": 2, \"a\": 1}`", "true"),
    ]);
}

#[test]
fn what_is_empty_is_false_and_zero_is_not() {
    gives(&[
        ("`0` || 'x'", "0"),
        ("`[]` || `{}` || '' || 'x'", r#""x""#),
        ("!`0.0`", "false"),
        ("!Nope", "true"),
        ("Nope && 'x'", "null"),
    ]);
}

#[test]
fn a_bare_word_in_backticks_is_a_string() {
    gives(&[
        ("List[?Name == `n2`].Age", "[4]"),
        ("join(`,`, List[].Name)", r#""n1,n2""#),
        ("`  one two `", r#""one two ""#),
        ("``", r#""""#),
        (r"`a\`b`", r#""a`b""#),
        (r"'`a`' == `\`a\``", "true"),
        (
            r#""`a`" || `it's "#,
            "Bad value for --query \"`a`\" || `it's : Unclosed ` delimiter (at character 9)",
        ),
        (
            "`1e400`",
            "Bad value for --query `1e400`: the literal is too large, or not in JSON (at character 0)",
        ),
    ]);
    let error = Query::parse(r#"'é' || `a"b`"#).unwrap_err();
    let end = "the literal is neither JSON nor a word (at character 7)";
    assert!(error.message().ends_with(end), "{error}");
}

#[test]
fn slices_and_indexes_count_from_either_end() {
    gives(&[
        ("`[0, 1, 2, 3]`[::-1]", "[3,2,1,0]"),
        ("`[0, 1, 2, 3]`[-3:-1]", "[1,2]"),
        ("`[0, 1, 2, 3]`[100:-100:-2]", "[3,1]"),
        ("`[0, 1, 2, 3]`[-1]", "3"),
        ("`[0, 1, 2, 3]`[-5]", "null"),
        ("Zeta[0]", "null"),
        ("Zeta[:1]", "null"),
    ]);
}

#[test]
fn every_function_of_jmespath_py_is_there() {
    gives(&[
        ("abs(`-1.5`)", "1.5"),
        ("floor(`1.5`)", "1"),
        ("contains('abc', 'b')", "true"),
        ("ends_with('abc', 'bc')", "true"),
        ("starts_with('abc', 'bc')", "false"),
        ("length('é😀')", "2"),
        ("map(&Nope, List)", "[null,null]"),
        ("max(List[].Age)", "4"),
        ("min(List[].Name)", r#""n1""#),
        ("max(`[1, 1.0]`)", "1"),
        ("min(`[]`)", "null"),
        ("max_by(List, &Age).Name", r#""n2""#),
        ("min_by(List, &Name).Age", "3"),
        ("not_null(Nope, Count)", "2"),
        ("reverse('abé')", r#""éba""#),
        ("reverse(List)[0].Age", "4"),
        ("sort(`[2, 1.5, 1]`)", "[1,1.5,2]"),
        ("sort(`[\"b\", \"Z\", \"é\"]`)", r#"["Z","b","é"]"#),
        ("sort_by(List, &`1`)[].Age", "[3,4]"),
        ("to_array(Count)", "[2]"),
        ("to_array(`[]`)", "[]"),
        ("to_string('é')", r#""é""#),
        (
            "to_string(`[\"é😀\\u007f\\n\"]`)",
            r#""[\"\\u00e9\\ud83d\\ude00\\u007f\\n\"]""#,
        ),
        ("type(@)", r#""object""#),
        ("type(Nope)", r#""null""#),
    ]);
}

#[test]
fn what_a_function_does_not_take_is_one_line_without_the_value() {
    for (query, why) in [
        (
            "sum(List)",
            "expected one of: ['array-number'], received: \"object\"",
        ),
        ("sort(`[1, \"secret\"]`)", "received: \"string\""),
        ("sort_by(List, &@)", "received: \"object\""),
        ("max_by(`[1, \"secret\"]`, &@)", "received: \"string\""),
        ("contains('secret', `1`)", "received: \"number\""),
        ("merge(Zeta, Nope)", "received: \"null\""),
        (
            "length(@, @)",
            "Expected 1 argument for function length(), received 2",
        ),
        (
            "not_null()",
            "Expected at least 1 argument for function not_null(), received 0",
        ),
        ("[&Count]", "an expression is no value"),
        ("to_string(&Count)", "an expression is no value"),
    ] {
        let error = Query::parse(query)
            .unwrap()
            .search(json!({"Zeta": {}, "List": [{}]}));
        let error = error.unwrap_err();
        assert_eq!(error.kind(), Kind::Other, "{query}");
        let text = error.to_string();
        let reason = text.strip_prefix(&format!("--query {query}: ")).unwrap();
        assert!(reason.ends_with(why), "{text}");
        assert!(!reason.contains("secret"), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_one_line_in_the_words_of_aws() {
    for query in ["List[", "", "a\n]", "a[-2147483648]", "a[16777217]"] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        let text = error.to_string();
        let start = format!("Bad value for --query {}: ", one_line(query));
        assert!(text.starts_with(&start), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
}

#[test]
fn what_aws_finds_only_in_the_answer_is_found_before_with_its_exit_code() {
    for (query, why) in [
        ("nope(@)", "Unknown function: nope()"),
        ("Nope || nope(@)", "Unknown function: nope()"),
        ("a[::0]", "slice step cannot be zero"),
    ] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.kind(), Kind::Other);
        assert_eq!(error.to_string(), format!("--query {query}: {why}"));
    }
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
    let stars = "a.*".to_owned() + &".*".repeat(2000);
    for query in [
        "(".repeat(5000),
        "!".repeat(4000),
        "a.".repeat(60_000),
        stars,
    ] {
        let error = Query::parse(&query).unwrap_err();
        assert!(error.message().ends_with("the expression is too long"));
    }
    // The longest and the deepest that are taken do not fall over.
    let long = vec!["a"; LENGTH_MAX / 2].join(".");
    assert_eq!(search(&long), "null");
    let compared = vec!["`1`"; LENGTH_MAX / 4].join("<");
    assert_eq!(search(&compared), "null");
    let deep = "[".repeat(NESTING_MAX) + "Count" + &"]".repeat(NESTING_MAX);
    assert!(search(&deep).starts_with("[["));
}
