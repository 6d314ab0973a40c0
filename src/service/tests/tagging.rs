use super::*;

fn tags(bench: &mut Bench) -> Value {
    bench.describe().get("Tags").cloned().unwrap_or_default()
}

fn tag(bench: &mut Bench, tags: &Value) -> Result<Value> {
    bench.send("TagResource", json!({"SecretId": "S", "Tags": tags}))
}

#[test]
fn removing_the_last_tag_leaves_an_empty_list_42() {
    let mut bench = Bench::with_secret();
    assert_eq!(tags(&mut bench), json!(null));
    assert_eq!(
        tag(&mut bench, &json!([{"Key": "tag1", "Value": "1"}])).unwrap(),
        json!({})
    );
    bench.ok(
        "UntagResource",
        json!({"SecretId": "S", "TagKeys": ["tag1", "none"]}),
    );
    assert_eq!(tags(&mut bench), json!([]));
}

#[test]
fn new_keys_are_appended_and_known_ones_get_the_new_value() {
    let mut bench = Bench::with_secret();
    tag(
        &mut bench,
        &json!([{"Key": "b", "Value": "1"}, {"Key": "a"}]),
    )
    .unwrap();
    bench.pass(1);
    tag(
        &mut bench,
        &json!([{"Key": "c", "Value": "3"}, {"Key": "b", "Value": "2"}]),
    )
    .unwrap();
    assert_eq!(
        tags(&mut bench),
        json!([{"Key": "b", "Value": "2"}, {"Key": "a", "Value": ""}, {"Key": "c", "Value": "3"}])
    );
    assert_eq!(bench.describe()["LastChangedDate"], START + 1);
}

#[test]
fn tags_can_be_given_at_creation() {
    let mut bench = Bench::new();
    bench.ok(
        "CreateSecret",
        json!({"Name": "S", "Tags": [{"Key": "a", "Value": "1"}]}),
    );
    assert_eq!(tags(&mut bench), json!([{"Key": "a", "Value": "1"}]));
}

#[test]
fn reserved_double_and_too_many_keys_are_refused() {
    let mut bench = Bench::with_secret();
    for bad in [
        json!([{"Key": "aws:x", "Value": "1"}]),
        json!([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]),
        (0..51)
            .map(|number| json!({"Key": number.to_string()}))
            .collect(),
    ] {
        assert!(told(tag(&mut bench, &bad)).starts_with("InvalidParameterException: "));
    }
    let fifty = (0..50)
        .map(|number| json!({"Key": number.to_string()}))
        .collect();
    tag(&mut bench, &fifty).unwrap();
    assert!(
        told(tag(&mut bench, &json!([{"Key": "x"}]))).starts_with("InvalidParameterException: ")
    );
    assert_eq!(
        told(tag(&mut bench, &json!([{"Value": "1"}]))),
        "ValidationException: 1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: \
         Member must have length greater than or equal to 1"
    );
}
