use super::*;

/// All versions of `S` with labels, oldest first: `v1 v2[CUR]`.
fn history(bench: &mut Bench) -> Vec<String> {
    let mut body = json!({"SecretId": "S", "IncludeDeprecated": true});
    let mut versions = Vec::new();
    loop {
        let mut answer = bench.ok("ListSecretVersionIds", body.clone());
        versions.append(answer["Versions"].as_array_mut().unwrap());
        match answer.get("NextToken") {
            Some(token) => body["NextToken"] = token.clone(),
            None => break,
        }
    }
    versions
        .iter()
        .map(|version| {
            let id = version["VersionId"].as_str().unwrap().trim_end_matches('-');
            match version.get("VersionStages") {
                Some(stages) => format!("{id}{stages}"),
                None => id.to_owned(),
            }
        })
        .collect()
}

#[test]
fn a_put_makes_the_old_value_previous_and_the_one_before_deprecated_19_20() {
    let mut bench = Bench::with_secret();
    bench.pass(1);
    bench.put("v2", "y");
    assert_eq!(bench.labels(), "v1[PREV] v2[CUR]");
    bench.pass(1);
    bench.put("v3", "z");
    assert_eq!(bench.labels(), "v2[PREV] v3[CUR]");
    assert_eq!(
        history(&mut bench),
        ["v1", "v2[\"AWSPREVIOUS\"]", "v3[\"AWSCURRENT\"]"]
    );
    let labelled = bench.ok("ListSecretVersionIds", json!({"SecretId": "S"}));
    assert_eq!(labelled["Versions"].as_array().unwrap().len(), 2);
    assert_eq!(keys(&labelled), ["Versions", "ARN", "Name"]);
    assert_eq!(
        keys(&labelled["Versions"][0]),
        ["VersionId", "VersionStages", "CreatedDate", "KmsKeyIds"]
    );
    assert_eq!(
        labelled["Versions"][0]["KmsKeyIds"],
        json!(["DefaultEncryptionKey"])
    );
    let old = bench.ok(
        "GetSecretValue",
        json!({"SecretId": "S", "VersionId": id("v1")}),
    );
    assert_eq!(old["SecretString"], "x");
    assert_eq!(old.get("VersionStages"), None);
}

#[test]
fn custom_labels_leave_the_current_value_alone_21() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["b", "a"]);
    assert_eq!(bench.labels(), "v1[CUR] v2[a,b]");
    assert_eq!(bench.value(), "x");
}

#[test]
fn a_put_takes_the_labels_it_names_from_other_versions_22() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["one", "two", "three"]);
    bench.put_stages("v3", "z", &["one", "two", "four"]);
    assert_eq!(bench.labels(), "v1[CUR] v2[three] v3[four,one,two]");
}

#[test]
fn moving_current_leaves_pending_on_the_new_one_23() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["AWSPENDING"]);
    let answer = bench.stage("AWSCURRENT", Some("v1"), Some("v2")).unwrap();
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    assert_eq!(bench.labels(), "v1[PREV] v2[CUR,PEND]");
    assert_eq!(bench.value(), "y");
}

#[test]
fn a_new_current_value_drops_pending_24() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["AWSPENDING"]);
    bench.stage("AWSCURRENT", Some("v1"), Some("v2")).unwrap();
    bench.put("v3", "q");
    assert_eq!(bench.labels(), "v2[PREV] v3[CUR]");
}

#[test]
fn a_new_pending_value_takes_pending_from_the_current_one_25() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["AWSPENDING"]);
    bench.stage("AWSCURRENT", Some("v1"), Some("v2")).unwrap();
    bench.put_stages("v3", "z", &["AWSPENDING"]);
    assert_eq!(bench.labels(), "v1[PREV] v2[CUR] v3[PEND]");
    bench.stage("AWSCURRENT", Some("v2"), Some("v3")).unwrap();
    assert_eq!(bench.labels(), "v2[PREV] v3[CUR,PEND]");
}

#[test]
fn a_label_is_removed_without_touching_others_26() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["AWSCURRENT", "PENDING"]);
    assert_eq!(bench.labels(), "v1[PREV] v2[CUR,PENDING]");
    bench.stage("PENDING", Some("v2"), None).unwrap();
    assert_eq!(bench.labels(), "v1[PREV] v2[CUR]");
}

#[test]
fn a_move_must_name_where_the_label_is_27() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "y", &["AWSPENDING"]);
    assert_eq!(
        told(bench.stage("AWSCURRENT", None, Some("v2"))),
        format!(
            "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is \
             currently attached to version {}, so you must explicitly reference that version in RemoveFromVersionId.",
            id("v1")
        )
    );
    assert!(told(bench.stage("AWSCURRENT", Some("v2"), Some("v1"))).starts_with(
        "InvalidParameterException: When you move staging label AWSCURRENT, if you specify RemoveFromVersionId"
    ));
    assert_eq!(
        told(bench.stage("AWSCURRENT", Some("v1"), Some("v9"))),
        format!(
            "InvalidParameterException: Not a valid version: {}",
            id("v9")
        )
    );
    assert!(told(bench.stage("AWSCURRENT", None, None)).starts_with("InvalidParameterException"));
    assert_eq!(bench.labels(), "v1[CUR] v2[PEND]");
}

#[test]
fn current_cannot_be_removed_28() {
    let mut bench = Bench::with_secret();
    assert_eq!(
        told(bench.stage("AWSCURRENT", Some("v1"), None)),
        "InvalidParameterException: You can only move staging label AWSCURRENT to a different secret version. It can't be \
         completely removed."
    );
}

#[test]
fn going_back_swaps_current_and_previous_29() {
    let mut bench = Bench::with_secret();
    bench.put("v2", "y");
    bench.stage("AWSCURRENT", Some("v2"), Some("v1")).unwrap();
    assert_eq!(bench.labels(), "v1[CUR] v2[PREV]");
    assert_eq!(bench.value(), "x");
}

#[test]
fn custom_labels_stay_when_current_moves() {
    let mut bench = Bench::with_secret();
    bench.put_stages("v2", "2", &["AWSCURRENT", "PUT0"]);
    bench.put_stages("v3", "3", &["AWSCURRENT", "PUT1"]);
    bench.put_stages("v4", "4", &["AWSPENDING", "PUT2"]);
    bench.stage("AWSCURRENT", Some("v3"), Some("v4")).unwrap();
    assert_eq!(bench.labels(), "v2[PUT0] v3[PREV,PUT1] v4[CUR,PEND,PUT2]");
}

#[test]
fn a_deprecated_version_comes_back_with_a_label() {
    let mut bench = Bench::with_secret();
    for (version, value) in [("v2", "y"), ("v3", "z")] {
        bench.pass(1);
        bench.put(version, value);
    }
    bench.stage("keep", None, Some("v1")).unwrap();
    assert_eq!(bench.labels(), "v1[keep] v2[PREV] v3[CUR]");
    bench.stage("AWSCURRENT", Some("v3"), Some("v1")).unwrap();
    assert_eq!(bench.value(), "x");
    assert_eq!(history(&mut bench).len(), 3);
    bench.stage("keep", Some("v1"), None).unwrap();
    assert_eq!(bench.labels(), "v1[CUR] v3[PREV]");
    assert_eq!(
        history(&mut bench),
        ["v1[\"AWSCURRENT\"]", "v2", "v3[\"AWSPREVIOUS\"]"]
    );
}

#[test]
fn a_label_that_stays_where_it_is_is_no_change() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    bench.pass(1);
    bench.stage("AWSCURRENT", Some("v1"), Some("v1")).unwrap();
    assert_eq!(bench.describe(), before);
}

#[test]
fn twenty_labels_are_the_most() {
    let mut bench = Bench::with_secret();
    let labels: Vec<String> = (0..19).map(|number| format!("l{number}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    bench.put_stages("v2", "y", &labels);
    let body = json!({"SecretId": "S", "SecretString": "z"});
    assert!(
        bench
            .refusal("PutSecretValue", body)
            .starts_with("LimitExceededException")
    );
    assert!(told(bench.stage("one-more", None, Some("v1"))).starts_with("LimitExceededException"));
    assert_eq!(bench.value(), "x");
}

#[test]
fn an_update_changes_what_it_names_and_nothing_else_30_31() {
    let mut bench = Bench::with_secret();
    let before = bench.describe();
    bench.pass(1);
    let answer = bench.ok("UpdateSecret", json!({"SecretId": "S"}));
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    assert_eq!(bench.describe(), before);
    let answer = bench.ok(
        "UpdateSecret",
        json!({"SecretId": "S", "Description": "d", "Type": "t"}),
    );
    assert_eq!(keys(&answer), ["ARN", "Name"]);
    let after = bench.describe();
    assert_eq!(after["Description"], "d");
    assert_eq!(after["Type"], "t");
    assert_eq!(after["LastChangedDate"], START + 1);
    bench.ok("UpdateSecret", json!({"SecretId": "S", "Description": ""}));
    assert_eq!(bench.describe().get("Description"), None);
    assert_eq!(bench.labels(), "v1[CUR]");
}

#[test]
fn an_update_with_the_value_it_has_makes_a_new_version_32() {
    let mut bench = Bench::with_secret();
    bench.pass(1);
    let body = json!({"SecretId": "S", "SecretString": "x", "ClientRequestToken": id("v2")});
    assert_eq!(bench.ok("UpdateSecret", body)["VersionId"], id("v2"));
    assert_eq!(bench.labels(), "v1[PREV] v2[CUR]");
    assert_eq!(bench.describe()["LastChangedDate"], START + 1);
}

#[test]
fn a_put_needs_a_value() {
    let mut bench = Bench::with_secret();
    assert_eq!(
        bench.refusal("PutSecretValue", json!({"SecretId": "S"})),
        "InvalidRequestException: You must provide either SecretString or SecretBinary."
    );
}

#[test]
fn versions_come_in_pages_oldest_first() {
    let mut bench = Bench::with_secret();
    for number in 2..=7 {
        bench.pass(1);
        bench.put(&format!("v{number}"), "y");
    }
    let mut seen = Vec::new();
    let mut body = json!({"SecretId": "S", "IncludeDeprecated": true, "MaxResults": 3});
    for size in [3, 3, 1] {
        let page = bench.ok("ListSecretVersionIds", body.clone());
        let versions = page["Versions"].as_array().unwrap();
        assert_eq!(versions.len(), size);
        seen.extend(versions.iter().map(|version| version["VersionId"].clone()));
        body["NextToken"] = page.get("NextToken").cloned().unwrap_or_default();
    }
    assert_eq!(body["NextToken"], json!(null));
    let all: Vec<_> = (1..=7)
        .map(|number| json!(id(&format!("v{number}"))))
        .collect();
    assert_eq!(seen, all);
    bench.ok("CreateSecret", json!({"Name": "E"}));
    let empty = bench.ok("ListSecretVersionIds", json!({"SecretId": "E"}));
    assert_eq!(empty["Versions"], json!([]));
}

#[test]
fn of_more_than_a_hundred_versions_the_oldest_of_over_a_day_go() {
    let mut bench = Bench::with_secret();
    for number in 2..=150 {
        bench.pass(1);
        bench.put(&format!("v{number:03}"), &number.to_string());
    }
    assert_eq!(history(&mut bench).len(), 150, "none is over a day old");
    bench.stage("keep", None, Some("v1")).unwrap();
    bench.pass(DAY + 1);
    bench.put("w1", "new");
    let versions = history(&mut bench);
    assert_eq!(versions.len(), 100);
    assert_eq!(versions[0], "v1[\"keep\"]", "a label keeps a version");
    assert_eq!(versions[1], "v053");
    let gone = json!({"SecretId": "S", "VersionId": id("v052")});
    assert!(bench.refusal("GetSecretValue", gone).contains("VersionId"));
    let kept = json!({"SecretId": "S", "VersionId": id("v053")});
    assert_eq!(bench.ok("GetSecretValue", kept)["SecretString"], "53");
    bench.put("w2", "newer");
    assert_eq!(history(&mut bench).len(), 100);
}
