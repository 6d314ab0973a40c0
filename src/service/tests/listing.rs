use super::*;

fn create(bench: &mut Bench, name: &str, more: Value) {
    let mut body = more;
    body["Name"] = name.into();
    bench.pass(1);
    bench.ok("CreateSecret", body);
}

fn names(bench: &mut Bench, body: Value) -> Vec<String> {
    let answer = bench.ok("ListSecrets", body);
    let secrets = answer["SecretList"].as_array().unwrap().iter();
    secrets
        .map(|secret| secret["Name"].as_str().unwrap().to_owned())
        .collect()
}

fn filtered(bench: &mut Bench, filters: &Value) -> Vec<String> {
    names(bench, json!({"Filters": filters}))
}

#[test]
fn an_entry_has_what_describe_has_under_the_list_s_name() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.ok("ListSecrets", json!({})),
        json!({"SecretList": []})
    );
    create(
        &mut bench,
        "S",
        json!({"Description": "d", "SecretString": "x"}),
    );
    let list = bench.ok("ListSecrets", json!({}));
    assert_eq!(keys(&list), ["SecretList"]);
    assert_eq!(
        keys(&list["SecretList"][0]),
        [
            "ARN",
            "Name",
            "Description",
            "LastChangedDate",
            "SecretVersionsToStages",
            "CreatedDate"
        ]
    );
}

#[test]
fn descriptions_match_by_words_51() {
    let mut bench = Bench::new();
    for (name, description) in [("1", "a secret"), ("2", "an secret"), ("3", "asecret")] {
        create(&mut bench, name, json!({"Description": description}));
    }
    let filters = json!([{"Key": "description", "Values": ["a secret"]}]);
    assert_eq!(filtered(&mut bench, &filters), ["1", "2"]);
}

#[test]
fn a_negated_name_matches_the_others_52() {
    let mut bench = Bench::new();
    create(&mut bench, "/x", json!({}));
    create(&mut bench, "y", json!({}));
    assert_eq!(
        filtered(&mut bench, &json!([{"Key": "name", "Values": ["!/"]}])),
        ["y"]
    );
}

#[test]
fn filters_must_all_match_and_each_by_one_of_its_values() {
    let mut bench = Bench::new();
    create(
        &mut bench,
        "a1",
        json!({"Tags": [{"Key": "env", "Value": "prod"}]}),
    );
    create(
        &mut bench,
        "a2",
        json!({"Tags": [{"Key": "team", "Value": "prod"}]}),
    );
    create(
        &mut bench,
        "b1",
        json!({"Tags": [{"Key": "env", "Value": "test"}]}),
    );
    let name = json!({"Key": "name", "Values": ["a", "b"]});
    let key = json!({"Key": "tag-key", "Values": ["env"]});
    let value = json!({"Key": "tag-value", "Values": ["prod"]});
    assert_eq!(filtered(&mut bench, &json!([name, key])), ["a1", "b1"]);
    assert_eq!(filtered(&mut bench, &json!([name, key, value])), ["a1"]);
    assert_eq!(
        filtered(&mut bench, &json!([{"Key": "all", "Values": ["prod"]}])),
        ["a1", "a2"]
    );
    assert!(
        filtered(
            &mut bench,
            &json!([{"Key": "primary-region", "Values": ["us"]}])
        )
        .is_empty()
    );
    assert!(
        filtered(
            &mut bench,
            &json!([{"Key": "owning-service", "Values": ["rds"]}])
        )
        .is_empty()
    );
}

#[test]
fn bad_filters_are_refused() {
    let mut bench = Bench::new();
    for (filter, refusal) in [
        (
            json!({"Values": ["a"]}),
            "InvalidParameterException: Invalid filter key",
        ),
        (
            json!({"Key": "name"}),
            "InvalidParameterException: Invalid filter values for key: name",
        ),
        (
            json!({"Key": "colour", "Values": ["a"]}),
            "ValidationException: 1 validation error detected: Value 'colour' at 'filters.1.member.key' failed to satisfy \
             constraint: Member must satisfy enum value set: [description, name, tag-key, tag-value, primary-region, \
             owning-service, all]",
        ),
    ] {
        assert_eq!(
            bench.refusal("ListSecrets", json!({"Filters": [filter]})),
            refusal
        );
    }
    for body in [
        json!({"Filters": [{"Key": "name", "Values": ["a;b"]}]}),
        json!({"Filters": [{"Key": "name", "Values": vec!["a"; 11]}]}),
        json!({"Filters": vec![json!({"Key": "name", "Values": ["a"]}); 11]}),
        json!({"SortBy": "size"}),
        json!({"SortOrder": "up"}),
        json!({"MaxResults": 101}),
        json!({"MaxResults": 0}),
    ] {
        assert!(
            bench
                .refusal("ListSecrets", body)
                .starts_with("ValidationException: 1 ")
        );
    }
}

#[test]
fn the_order_is_by_creation_unless_asked_otherwise() {
    let mut bench = Bench::new();
    for name in ["c", "a", "b"] {
        create(&mut bench, name, json!({"SecretString": "x"}));
    }
    bench.pass(1);
    bench.ok("UpdateSecret", json!({"SecretId": "c", "Description": "d"}));
    bench.ok("GetSecretValue", json!({"SecretId": "a"}));
    for (by, order, expected) in [
        (None, None, ["c", "a", "b"]),
        (None, Some("desc"), ["b", "a", "c"]),
        (Some("name"), None, ["a", "b", "c"]),
        (Some("name"), Some("desc"), ["c", "b", "a"]),
        (Some("last-changed-date"), None, ["a", "b", "c"]),
        (Some("last-accessed-date"), None, ["b", "c", "a"]),
        (Some("last-accessed-date"), Some("desc"), ["a", "b", "c"]),
    ] {
        let body = json!({"SortBy": by, "SortOrder": order});
        assert_eq!(names(&mut bench, body), expected, "{by:?} {order:?}");
    }
}

#[test]
fn scheduled_secrets_are_listed_only_when_asked_for() {
    let mut bench = Bench::new();
    create(&mut bench, "a", json!({}));
    create(&mut bench, "b", json!({}));
    bench.ok("DeleteSecret", json!({"SecretId": "a"}));
    assert_eq!(names(&mut bench, json!({})), ["b"]);
    let list = bench.ok("ListSecrets", json!({"IncludePlannedDeletion": true}));
    assert_eq!(list["SecretList"][0]["DeletedDate"], START + 2 + 30 * DAY);
    assert_eq!(list["SecretList"].as_array().unwrap().len(), 2);
}

#[test]
fn pages_join_to_the_whole_list_in_every_order() {
    let mut bench = Bench::new();
    for number in 0..23 {
        create(
            &mut bench,
            &format!("{:02}", number * 7 % 23),
            json!({"SecretString": "x"}),
        );
        if number % 3 == 0 {
            let name = format!("{:02}", number * 7 % 23);
            bench.ok("GetSecretValue", json!({"SecretId": name}));
        }
    }
    for by in [
        "created-date",
        "last-accessed-date",
        "last-changed-date",
        "name",
    ] {
        for order in ["asc", "desc"] {
            let all = names(&mut bench, json!({"SortBy": by, "SortOrder": order}));
            let mut pages = Vec::new();
            let mut body = json!({"SortBy": by, "SortOrder": order, "MaxResults": 5});
            loop {
                let page = bench.ok("ListSecrets", body.clone());
                let secrets = page["SecretList"].as_array().unwrap().iter();
                pages.extend(secrets.map(|secret| secret["Name"].as_str().unwrap().to_owned()));
                match page.get("NextToken") {
                    Some(token) => body["NextToken"] = token.clone(),
                    None => break,
                }
            }
            assert_eq!(pages, all, "{by} {order}");
            assert_eq!(pages.len(), 23);
        }
    }
}

#[test]
fn what_comes_and_goes_between_pages_shifts_nothing() {
    let mut bench = Bench::new();
    for name in ["b", "d", "f"] {
        create(&mut bench, name, json!({}));
    }
    let body = json!({"SortBy": "name", "MaxResults": 2});
    let first = bench.ok("ListSecrets", body.clone());
    create(&mut bench, "a", json!({}));
    let body_force = json!({"SecretId": "d", "ForceDeleteWithoutRecovery": true});
    bench.ok("DeleteSecret", body_force);
    let mut body = body;
    body["NextToken"] = first["NextToken"].clone();
    assert_eq!(names(&mut bench, body), ["f"]);
}

#[test]
fn a_token_is_only_good_for_its_own_query() {
    let mut bench = Bench::new();
    for name in ["a", "b", "c"] {
        create(&mut bench, name, json!({}));
    }
    let token = bench.ok("ListSecrets", json!({"MaxResults": 1}))["NextToken"].clone();
    assert_eq!(names(&mut bench, json!({"NextToken": token})), ["b", "c"]);
    for body in [
        json!({"NextToken": token, "SortBy": "name"}),
        json!({"NextToken": token, "SortOrder": "desc"}),
        json!({"NextToken": token, "IncludePlannedDeletion": true}),
        json!({"NextToken": token, "Filters": [{"Key": "name", "Values": ["a"]}]}),
        json!({"NextToken": "made-up"}),
    ] {
        assert_eq!(
            bench.refusal("ListSecrets", body),
            "InvalidNextTokenException: Invalid NextToken."
        );
    }
}

#[test]
fn a_page_has_a_hundred_secrets_unless_all_are_wanted_at_once() {
    let mut bench = Bench::new();
    for number in 0..101 {
        create(&mut bench, &format!("{number}"), json!({}));
    }
    assert_eq!(names(&mut bench, json!({})).len(), 100);
    let request = ListSecrets {
        span: Span::Whole,
        max_results: Some(2),
        ..ListSecrets::default()
    };
    let answer = bench.service.handle(request, &bench.call).unwrap();
    assert_eq!(answer.secret_list.len(), 101);
    assert_eq!(answer.next_token, None);
    assert!(answer.following.is_empty());
}

#[test]
fn pages_that_come_at_once_are_those_that_come_one_by_one() {
    let mut bench = Bench::new();
    for (count, size) in [(0, 2), (2, 2), (3, 2), (4, 2), (7, 3)] {
        for number in 0..count {
            if names(&mut bench, json!({})).len() == number {
                create(&mut bench, &format!("{number}"), json!({}));
            }
        }
        let mut request = ListSecrets {
            max_results: Some(size),
            ..ListSecrets::default()
        };
        let mut ask = |request: &ListSecrets| {
            let mut page = bench.service.handle(request.clone(), &bench.call).unwrap();
            let following = std::mem::take(&mut page.following);
            (page, following)
        };
        let (first, following) = ask(&ListSecrets {
            span: Span::Pages,
            ..request.clone()
        });
        for expected in std::iter::once(first).chain(following) {
            let (page, none) = ask(&request);
            assert!(none.is_empty());
            assert_eq!(
                serde_json::to_value(&page).unwrap(),
                serde_json::to_value(&expected).unwrap()
            );
            request.next_token = page.next_token;
        }
        assert_eq!(request.next_token, None, "{count} {size}");
    }
}
