use super::*;

#[test]
fn a_version_id_and_a_label_must_agree_17_18() {
    let mut bench = Bench::with_secret();
    let body = json!({"SecretId": "S", "VersionId": id("v1"), "VersionStage": "AWSPREVIOUS"});
    assert_eq!(
        bench.refusal("GetSecretValue", body),
        "InvalidRequestException: You provided a VersionStage that is not associated to the provided VersionId."
    );
    let body = json!({"SecretId": "S", "VersionStage": "AWSPREVIOUS"});
    assert_eq!(
        bench.refusal("GetSecretValue", body),
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS"
    );
    let body = json!({"SecretId": "S", "VersionId": id("v9"), "VersionStage": "AWSCURRENT"});
    assert_eq!(
        bench.refusal("GetSecretValue", body),
        format!(
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for VersionId: {}",
            id("v9")
        )
    );
    let body = json!({"SecretId": "S", "VersionId": id("v1"), "VersionStage": "AWSCURRENT"});
    assert_eq!(bench.ok("GetSecretValue", body)["SecretString"], "x");
}

#[test]
fn an_answer_has_the_members_of_aws_and_one_value_53() {
    let mut bench = Bench::with_secret();
    let answer = bench.ok("GetSecretValue", json!({"SecretId": "S"}));
    let members = [
        "ARN",
        "Name",
        "VersionId",
        "SecretString",
        "VersionStages",
        "CreatedDate",
    ];
    assert_eq!(keys(&answer), members);
    assert_eq!(answer["CreatedDate"], START);
    bench.ok(
        "CreateSecret",
        json!({"Name": "B", "SecretBinary": "Zm9vdGVzdA=="}),
    );
    let answer = bench.ok("GetSecretValue", json!({"SecretId": "B"}));
    assert_eq!(answer["SecretBinary"], "Zm9vdGVzdA==");
    assert_eq!(answer.get("SecretString"), None);
}

#[test]
fn a_name_an_arn_and_a_partial_arn_find_the_secret() {
    let mut bench = Bench::with_secret();
    let arn = bench.arn();
    let partial = arn[..arn.len() - 7].to_owned();
    for id in ["S".to_owned(), arn.clone(), partial] {
        assert_eq!(
            bench.ok("DescribeSecret", json!({"SecretId": id}))["ARN"],
            arn
        );
    }
    for id in [
        "s".to_owned(),
        format!("{}AAAAAA", &arn[..arn.len() - 6]),
        arn.replace("us-east-1", "eu-west-1"),
        arn.replace("000000000000", "111111111111"),
    ] {
        assert_eq!(
            bench.refusal("DescribeSecret", json!({"SecretId": id})),
            NOT_FOUND,
            "{id}"
        );
    }
}

#[test]
fn a_name_that_ends_as_an_arn_does_is_not_found_by_partial_arn_33_34() {
    let mut bench = Bench::new();
    for (name, found) in [
        ("N-a1b2c3", false),
        ("N-a1b2", true),
        ("N-a1b2c3-", true),
        ("my-secret", false),
    ] {
        bench.ok("CreateSecret", json!({"Name": name, "SecretString": "x"}));
        bench.ok("GetSecretValue", json!({"SecretId": name}));
        let partial = format!("arn:aws:secretsmanager:us-east-1:000000000000:secret:{name}");
        let outcome = bench.send("GetSecretValue", json!({"SecretId": partial}));
        if found {
            assert_eq!(outcome.unwrap()["Name"], name);
        } else {
            let error = outcome.unwrap_err();
            assert_eq!(error.code(), Some(ErrorCode::ResourceNotFoundException));
            assert!(error.hints()[0].contains("use the name"), "{name}");
        }
        let arn = bench.ok("DescribeSecret", json!({"SecretId": name}))["ARN"].clone();
        assert_eq!(
            bench.ok("GetSecretValue", json!({"SecretId": arn}))["Name"],
            name
        );
    }
}

#[test]
fn each_region_has_its_own_secrets_and_not_found_says_where_a_name_is() {
    let mut bench = Bench::with_secret();
    let arn = bench.arn();
    bench.call = call("eu-west-1");
    for id in ["S", &arn] {
        let error = bench
            .send("GetSecretValue", json!({"SecretId": id}))
            .unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::ResourceNotFoundException));
        assert!(
            error.hints()[0].contains("--region us-east-1"),
            "{:?}",
            error.hints()
        );
    }
    bench.ok("CreateSecret", json!({"Name": "S", "SecretString": "eu"}));
    assert_eq!(bench.value(), "eu");
    assert!(bench.arn().contains(":eu-west-1:"));
    let listed = bench.ok("ListSecrets", json!({}));
    assert_eq!(listed["SecretList"].as_array().unwrap().len(), 1);
    bench.call = call("us-east-1");
    assert_eq!(bench.value(), "x");
    let error = bench
        .send("GetSecretValue", json!({"SecretId": "none"}))
        .unwrap_err();
    assert!(error.hints().is_empty());
}

#[test]
fn reading_dates_the_secret_and_the_version_to_the_day() {
    let mut bench = Bench::with_secret();
    assert_eq!(bench.describe().get("LastAccessedDate"), None);
    let changed = bench.describe()["LastChangedDate"].clone();
    bench.pass(1);
    bench.value();
    let midnight = START - START % DAY;
    assert_eq!(bench.describe()["LastAccessedDate"], midnight);
    assert_eq!(bench.describe()["LastChangedDate"], changed);
    let versions = bench.ok("ListSecretVersionIds", json!({"SecretId": "S"}));
    assert_eq!(versions["Versions"][0]["LastAccessedDate"], midnight);
    bench.pass(DAY);
    bench.put("v2", "y");
    let versions = bench.ok("ListSecretVersionIds", json!({"SecretId": "S"}));
    assert_eq!(versions["Versions"][1].get("LastAccessedDate"), None);
    bench.ok("BatchGetSecretValue", json!({"SecretIdList": ["S"]}));
    assert_eq!(bench.describe()["LastAccessedDate"], midnight + DAY);
}

#[test]
fn a_failed_read_dates_nothing() {
    let mut bench = Bench::with_secret();
    let body = json!({"SecretId": "S", "VersionStage": "none"});
    assert!(bench.send("GetSecretValue", body).is_err());
    assert_eq!(bench.describe().get("LastAccessedDate"), None);
}

#[test]
fn a_batch_answers_in_the_order_of_the_request_and_gathers_what_failed() {
    let mut bench = Bench::with_secret();
    bench.ok("CreateSecret", json!({"Name": "empty"}));
    bench.ok("CreateSecret", json!({"Name": "B", "SecretBinary": "AAAA"}));
    bench.ok("CreateSecret", json!({"Name": "gone", "SecretString": "x"}));
    bench.ok("DeleteSecret", json!({"SecretId": "gone"}));
    let ids = json!(["B", "none", "S", "empty", "S", "gone", "bad name"]);
    let answer = bench.ok("BatchGetSecretValue", json!({"SecretIdList": ids}));
    assert_eq!(keys(&answer), ["SecretValues", "Errors"]);
    let values = answer["SecretValues"].as_array().unwrap();
    let names: Vec<_> = values
        .iter()
        .map(|value| value["Name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["B", "S", "S"]);
    let errors = answer["Errors"].as_array().unwrap();
    let errors: Vec<String> = errors
        .iter()
        .map(|error| {
            let text = |member: &str| error[member].as_str().unwrap();
            format!(
                "{} {}: {}",
                text("SecretId"),
                text("ErrorCode"),
                text("Message")
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            format!("none {NOT_FOUND}"),
            "empty ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: \
             AWSCURRENT"
                .to_owned(),
            format!("gone {DELETED}"),
            format!("bad name {INVALID_NAME}"),
        ]
    );
    let answer = bench.ok("BatchGetSecretValue", json!({"SecretIdList": ["S"]}));
    assert_eq!(answer["Errors"], json!([]));
}

#[test]
fn a_batch_by_filter_comes_in_pages_without_scheduled_secrets() {
    let mut bench = Bench::new();
    for number in 0..25 {
        bench.pass(1);
        bench.ok(
            "CreateSecret",
            json!({"Name": format!("a{number:02}"), "SecretString": "x"}),
        );
    }
    bench.ok("CreateSecret", json!({"Name": "a-empty"}));
    bench.ok("DeleteSecret", json!({"SecretId": "a03"}));
    let filters = json!([{"Key": "name", "Values": ["a"]}]);
    let first = bench.ok("BatchGetSecretValue", json!({"Filters": filters}));
    assert_eq!(first["SecretValues"].as_array().unwrap().len(), 20);
    let body = json!({"Filters": filters, "NextToken": first["NextToken"], "MaxResults": 20});
    let second = bench.ok("BatchGetSecretValue", body);
    let values = second["SecretValues"].as_array().unwrap();
    assert_eq!(values.len(), 4);
    assert_eq!(values[0]["Name"], "a21");
    assert!(
        second["Errors"][0]["SecretId"]
            .as_str()
            .unwrap()
            .contains(":secret:a-empty-")
    );
    assert_eq!(second.get("NextToken"), None);
}

#[test]
fn a_batch_wants_ids_or_filters() {
    let mut bench = Bench::new();
    let either = "InvalidParameterException: Either 'SecretIdList' or 'Filters' must be provided, but not both.";
    let filters = json!([{"Key": "name", "Values": ["a"]}]);
    assert_eq!(bench.refusal("BatchGetSecretValue", json!({})), either);
    let body = json!({"SecretIdList": ["a"], "Filters": filters});
    assert_eq!(bench.refusal("BatchGetSecretValue", body), either);
    let body = json!({"SecretIdList": ["a"], "MaxResults": 3});
    assert_eq!(
        bench.refusal("BatchGetSecretValue", body),
        "InvalidParameterException: 'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided."
    );
    let body = json!({"SecretIdList": vec!["a"; 21]});
    assert!(
        bench
            .refusal("BatchGetSecretValue", body)
            .starts_with("ValidationException: 1 ")
    );
}
