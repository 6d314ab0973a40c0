//! `--output text`: values separated by tabs, lists and objects on lines that begin with their name.

use serde_json::{Map, Value};

use super::{cell, is_scalar, sorted};

/// The lines of `value`; a scalar stands alone on its line.
pub(super) fn render(value: &Value) -> String {
    let mut out = String::new();
    any(&mut out, value, None, None);
    out
}

fn any(out: &mut String, value: &Value, name: Option<&str>, columns: Option<&[&str]>) {
    match value {
        Value::Object(object) => members(out, object, name, columns),
        Value::Array(list) => elements(out, list, name),
        scalar => line(out, [cell(scalar)]),
    }
}

fn elements(out: &mut String, list: &[Value], name: Option<&str>) {
    if list.iter().any(Value::is_object) {
        // All objects of a list have the columns of all of them, so that a script can cut them.
        let mut columns: Vec<&str> = list
            .iter()
            .filter_map(Value::as_object)
            .flatten()
            .filter(|(_, value)| is_scalar(value))
            .map(|(key, _)| key.as_str())
            .collect();
        columns.sort_unstable();
        columns.dedup();
        for element in list {
            any(out, element, name, Some(&columns));
        }
    } else {
        let (scalars, others): (Vec<_>, Vec<_>) = list.iter().partition(|value| is_scalar(value));
        match name {
            _ if scalars.is_empty() => {}
            None => line(out, scalars.into_iter().map(cell)),
            Some(name) => {
                for scalar in scalars {
                    line(out, [name.to_uppercase(), cell(scalar)]);
                }
            }
        }
        for other in others {
            any(out, other, name, None);
        }
    }
}

fn members(
    out: &mut String,
    object: &Map<String, Value>,
    name: Option<&str>,
    columns: Option<&[&str]>,
) {
    let sorted = sorted(object);
    let (mut cells, others): (Vec<String>, Vec<_>) = match columns {
        None => {
            let (scalars, others): (Vec<_>, Vec<_>) =
                sorted.into_iter().partition(|(_, value)| is_scalar(value));
            (scalars.iter().map(|(_, v)| cell(v)).collect(), others)
        }
        Some(columns) => (
            columns
                .iter()
                .map(|key| object.get(*key).map(cell).unwrap_or_default())
                .collect(),
            sorted
                .into_iter()
                .filter(|(key, _)| columns.binary_search(key).is_err())
                .collect(),
        ),
    };
    if !cells.is_empty() {
        if let Some(name) = name {
            cells.insert(0, name.to_uppercase());
        }
        line(out, cells);
    }
    for (key, value) in others {
        any(out, value, Some(key), None);
    }
}

fn line(out: &mut String, cells: impl IntoIterator<Item = String>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push('\t');
        }
        out.push_str(&cell);
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_the_aws_cli_prints() {
        for (json, expected) in [
            (
                r#"{"ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf", "Name": "prod/db", "RotationEnabled": true, "RotationRules": {"AutomaticallyAfterDays": 30}, "LastChangedDate": "2018-04-11T13:05:45.713000-07:00", "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "owner", "Value": "x", "Extra": null}], "VersionIdsToStages": {"b2": ["AWSPREVIOUS"], "a1": ["AWSCURRENT", "AWSPENDING"]}}"#,
                "arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf\t2018-04-11T13:05:45.713000-07:00\tprod/db\tTrue\nROTATIONRULES\t30\nTAGS\t\tenv\tprod\nTAGS\tNone\towner\tx\nA1\tAWSCURRENT\nA1\tAWSPENDING\nB2\tAWSPREVIOUS\n",
            ),
            (
                r#"{"SecretList": [{"Name": "a", "Tags": [], "SecretVersionsToStages": {"v1": ["AWSCURRENT"]}}, {"Name": "b", "Description": "d", "Tags": [{"Key": "k", "Value": "v"}]}], "NextToken": "t"}"#,
                "t\nSECRETLIST\t\ta\nV1\tAWSCURRENT\nSECRETLIST\td\tb\nTAGS\tk\tv\n",
            ),
            (r#"{"SecretList": []}"#, ""),
            (r#"["a", 1, null, true, 1.5]"#, "a\t1\tNone\tTrue\t1.5\n"),
            (r#"[["a", "b"], ["c", "d"], "e"]"#, "e\na\tb\nc\td\n"),
            (
                r#"{"L": [["a", "b"], ["c"], "e"]}"#,
                "L\te\nL\ta\nL\tb\nL\tc\n",
            ),
            (r#"{"Name": "prod/db"}"#, "prod/db\n"),
            (r#""prod/db""#, "prod/db\n"),
            (
                r#"[{"a": 1, "b": 2}, {"a": [1], "b": 3}]"#,
                "1\t2\n[1]\t3\n",
            ),
            (r#"{"Name": "秘密é", "Description": "x"}"#, "x\t秘密é\n"),
            (r#"[{"a": [1]}, {"a": [2]}]"#, "A\t1\nA\t2\n"),
            (
                r#"{"A": {"B": {"C": 1, "D": 2}, "E": {"F": {"G": [1, 2]}}}}"#,
                "B\t1\t2\nG\t1\nG\t2\n",
            ),
            (r#"[["a", 1], ["bb", null]]"#, "a\t1\nbb\tNone\n"),
            (r#"[["a", 1], ["bb"]]"#, "a\t1\nbb\n"),
            (r#"[[["a", "b"], ["c", "d"]]]"#, "a\tb\nc\td\n"),
            // Where the AWS CLI itself fails.
            (r#"[{"a":1},"s",[1,2]]"#, "1\ns\n1\t2\n"),
        ] {
            let value = serde_json::from_str(json).unwrap();
            assert_eq!(render(&value), expected, "{json}");
        }
    }
}
