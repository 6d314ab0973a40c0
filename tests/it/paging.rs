//! Lists of several pages, as the AWS CLI prints them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::{Output, World};

/// A vault with so many secrets, `s000` and on.
fn vault_of(count: usize) -> World {
    let world = World::with_vault();
    let secrets: Vec<String> = (0..count).map(|n| format!("\"s{n:03}\": \"v\"")).collect();
    world.write("secrets.json", format!("{{{}}}", secrets.join(",")));
    let _imported = world.run(["import", "secrets.json"]).ok();
    world
}

fn list(world: &World, line: &str) -> Output {
    world.run(["list-secrets"].into_iter().chain(line.split_whitespace()))
}

fn text(world: &World, line: &str) -> String {
    list(world, &format!("--output text {line}")).ok()
}

/// What a token of the CLI's says, with `PAGE` for the service's.
fn decoded(token: &str, page: &str) -> String {
    let json = STANDARD.decode(token.trim_end()).unwrap();
    String::from_utf8(json).unwrap().replace(page, "PAGE")
}

#[test]
fn pages_are_merged_and_can_be_cut() {
    let world = World::with_vault();
    for name in ["a", "b", "c"] {
        let _created = world.run(["create-secret", "--name", name]).ok();
    }
    let names = |more: &[&str]| {
        let start = [
            "list-secrets",
            "--query",
            "[SecretList[].Name | sort(@), NextToken]",
        ];
        let output = world.run(start.iter().chain(more));
        serde_json::from_str::<(Vec<String>, Option<String>)>(&output.ok()).unwrap()
    };
    assert_eq!(names(&[]), (vec!["a".into(), "b".into(), "c".into()], None));
    assert_eq!(names(&["--page-size", "1"]).0.len(), 3);
    assert_eq!(names(&["--no-paginate", "--max-results", "2"]).0.len(), 2);
    let (first, token) = names(&["--max-items", "2"]);
    let token = token.unwrap();
    let (last, end) = names(&["--starting-token", &token]);
    assert_eq!((first.len(), last.len(), end), (2, 1, None));
    assert!(!first.contains(&last[0]));
}

#[test]
fn text_and_streams_go_page_by_page_and_other_formats_see_the_whole_list() {
    let world = vault_of(205);
    let page = text(&world, "--no-paginate --query NextToken");
    let page = page.trim_end();
    let length = "--query length(SecretList)";
    assert_eq!(text(&world, length), "100\n100\n5\n");
    assert_eq!(
        text(&world, &format!("{length} --page-size 90")),
        "90\n90\n25\n"
    );
    let stream = format!("{length} --output yaml-stream");
    assert_eq!(list(&world, &stream).ok(), "- 100\n- 100\n- 5\n");
    assert_eq!(list(&world, length).ok(), "205\n");
    assert_eq!(
        list(&world, &format!("{length} --output yaml")).ok(),
        "205\n"
    );

    let names = text(&world, "--query SecretList[0].Name");
    assert_eq!(names, "s000\ns100\ns200\n");
    let stream =
        "--output yaml-stream --max-items 150 --query [NextToken==null,length(SecretList)]";
    assert_eq!(
        list(&world, stream).ok(),
        "- - false\n  - 100\n- - false\n  - 50\n"
    );
    let whole = list(&world, "--output yaml-stream").ok();
    assert!(whole.starts_with(&format!("- NextToken: {page}\n  SecretList:\n  - ARN: ")));
    assert_eq!(whole.matches("\n- ").count(), 2);
}

#[test]
fn a_column_that_no_secret_of_a_page_has_is_not_in_its_lines() {
    let world = vault_of(3);
    let _updated = world
        .run(["update-secret", "--secret-id", "s001", "--description", "d"])
        .ok();
    let lines = text(&world, "--page-size 2");
    let columns: Vec<usize> = lines
        .lines()
        .filter(|line| line.starts_with("SECRETLIST"))
        .map(|line| line.split('\t').count())
        .collect();
    assert_eq!(columns[0], columns[1]);
    assert_eq!(columns[0], columns[2] + 1, "{lines}");
    let none = text(&world, "--filters Key=name,Values=nope");
    assert_eq!(none, "");
}

#[test]
fn the_token_that_goes_on_is_the_last_line_of_text() {
    let world = vault_of(3);
    let printed = text(&world, "--max-items 1 --query NextToken");
    let (none, token) = printed.split_once('\n').unwrap();
    assert_eq!(none, "None");
    let token = token.trim_end();
    let whole = text(&world, "--max-items 1");
    assert!(
        whole.ends_with(&format!("\nNEXTTOKEN\t{token}\n")),
        "{whole}"
    );
    let names = text(
        &world,
        &format!("--query SecretList[].Name --starting-token {token}"),
    );
    assert_eq!(names, "s001\ts002\n");
    // The query is asked of the token too, which comes behind what was printed.
    let output = list(
        &world,
        "--max-items 1 --query length(SecretList) --output text",
    );
    assert_eq!((output.status, &*output.stdout), (255, &b"1\n"[..]));
}

#[test]
fn tokens_name_the_services_page_and_lead_on_from_within_it() {
    let world = vault_of(205);
    let page = text(&world, "--no-paginate --query NextToken");
    let page = page.trim_end();
    for (most, says) in [
        (
            "150",
            r#"{"NextToken": "PAGE", "boto_truncate_amount": 50}"#,
        ),
        ("100", r#"{"NextToken": "PAGE"}"#),
        ("7", r#"{"NextToken": null, "boto_truncate_amount": 7}"#),
        ("0", r#"{"NextToken": null, "boto_truncate_amount": 0}"#),
        ("-1", r#"{"NextToken": null, "boto_truncate_amount": -1}"#),
    ] {
        let line = format!("--max-items {most} --query NextToken --output yaml");
        let token = list(&world, &line).ok();
        assert_eq!(decoded(token.trim_matches(['"', '\n']), page), says);
    }
    assert_eq!(
        text(&world, "--max-items 205 --query NextToken"),
        "None\nNone\nNone\n"
    );
    let within = STANDARD.encode(format!(
        r#"{{"NextToken": "{page}", "boto_truncate_amount": 50}}"#
    ));
    for (token, first) in [
        (&*within, "s150"),
        (&format!("{page}___50"), "s150"),
        (page, "s100"),
        ("None___3", "s003"),
        // Beyond its page a token leads to the next.
        ("None___300", "s100"),
    ] {
        let line = format!("--starting-token {token} --max-items 2 --query SecretList[0].Name");
        assert_eq!(
            list(&world, &line).ok(),
            format!("\"{first}\"\n"),
            "{token}"
        );
    }
}

#[test]
fn paging_that_cannot_be_is_refused_in_the_aws_clis_words() {
    let world = vault_of(1);
    let unknown = STANDARD.encode(r#"{"NextToken": null, "x": 1}"#);
    let seen = [
        "--page-size 0",
        "--page-size -1 --output text",
        "--page-size 101",
        "--starting-token foo --output yaml-stream",
        &format!("--starting-token {unknown}"),
        "--starting-token a___b___c",
        "--no-paginate --max-items 1 --page-size 2",
    ]
    .map(|line| {
        let output = list(&world, line);
        assert!(output.stdout.is_empty());
        format!("{} {}", output.status, output.stderr)
    });
    insta::assert_snapshot!(seen.concat(), @r#"
    252 vault: error: Parameter validation failed:
    Invalid value for parameter MaxResults, value: 0, valid min value: 1
    252 vault: error: Parameter validation failed:
    Invalid value for parameter MaxResults, value: -1, valid min value: 1
    254 An error occurred (ValidationException) when calling the ListSecrets operation: 1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100
    254 An error occurred (InvalidNextTokenException) when calling the ListSecrets operation: Invalid NextToken.
    252 vault: error: Parameter validation failed:
    Unknown parameter in input: "x", must be one of: IncludePlannedDeletion, MaxResults, NextToken, Filters, SortOrder, SortBy
    255 vault: error: Bad starting token: a___b___c
    252 vault: error: Cannot specify --no-paginate along with pagination arguments: --page-size, --max-items
    "#);
}
