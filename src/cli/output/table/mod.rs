//! `--output table`: boxes of ASCII, nested by indentation, as the AWS CLI draws them without colours.

use serde_json::{Map, Value};

use super::{cell, is_scalar, sorted};
use crate::error::{Error, Kind, Result};

mod draw;

use draw::Section;

/// The table of `value` under `title`. One that is wider than `columns` has its single-row parts turned on
/// their side. Nothing at all for an empty value; a list of rows of unequal length is refused, as AWS does.
pub(super) fn render(title: &str, value: &Value, columns: usize) -> Result<String> {
    let mut table = Table::default();
    table.part(Some(title), value, 0)?;
    Ok(draw::draw(table.sections, columns))
}

#[derive(Default)]
struct Table {
    sections: Vec<Section>,
}

impl Table {
    fn part(&mut self, title: Option<&str>, value: &Value, indent: usize) -> Result<()> {
        if is_empty(value) {
            return Ok(());
        }
        if let Some(title) = title {
            self.sections.push(Section::new(title, indent));
        }
        match value {
            Value::Object(object) => self.object(object, indent),
            Value::Array(list) if list.first().is_some_and(Value::is_object) => {
                self.objects(list, indent, title.unwrap_or_default())
            }
            Value::Array(list) => list.iter().try_for_each(|item| self.item(item)),
            // A scalar is a title with nothing beneath.
            _ => Ok(()),
        }
    }

    fn item(&mut self, item: &Value) -> Result<()> {
        match item {
            Value::Array(row) if row.iter().all(is_scalar) => {
                self.row(row.iter().map(cell).collect())
            }
            // AWS iterates over the object and so shows its keys.
            Value::Object(object) => self.row(object.keys().cloned().collect()),
            Value::Array(_) => self.part(None, item, 0),
            scalar => self.row(vec![cell(scalar)]),
        }
    }

    fn object(&mut self, object: &Map<String, Value>, indent: usize) -> Result<()> {
        let (scalars, others): (Vec<_>, Vec<_>) = sorted(object)
            .into_iter()
            .partition(|(_, value)| is_scalar(value));
        if let [(key, value)] = scalars[..] {
            self.row(vec![key.to_owned(), cell(value)])?;
        } else if !scalars.is_empty() {
            self.headers(scalars.iter().map(|(key, _)| (*key).to_owned()).collect());
            self.row(scalars.iter().map(|(_, value)| cell(value)).collect())?;
        }
        others
            .into_iter()
            .try_for_each(|(key, value)| self.part(Some(key), value, indent + 1))
    }

    fn objects(&mut self, list: &[Value], indent: usize, title: &str) -> Result<()> {
        let mut objects = Vec::with_capacity(list.len());
        for element in list {
            objects.push(element.as_object().ok_or_else(|| {
                refused("a list of objects and other values cannot be shown as a table")
            })?);
        }
        let names = |wanted: fn(&Value) -> bool| {
            let mut names: Vec<&str> = objects
                .iter()
                .copied()
                .flatten()
                .filter(|(_, value)| wanted(value))
                .map(|(key, _)| key.as_str())
                .collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let columns = names(is_scalar);
        let nested = names(|value| !is_scalar(value));
        let headers = || columns.iter().map(|name| (*name).to_owned()).collect();

        self.headers(headers());
        for (index, object) in objects.iter().enumerate() {
            if index > 0 && !nested.is_empty() {
                self.sections.push(Section::new(title, indent));
                self.headers(headers());
            }
            self.row(
                columns
                    .iter()
                    .map(|name| object.get(*name).map(cell).unwrap_or_default())
                    .collect(),
            )?;
            for name in &nested {
                if let Some(value) = object.get(*name) {
                    self.part(Some(name), value, indent + 1)?;
                }
            }
        }
        Ok(())
    }

    fn headers(&mut self, headers: Vec<String>) {
        if let Some(section) = self.sections.last_mut() {
            section.set_headers(headers);
        }
    }

    fn row(&mut self, row: Vec<String>) -> Result<()> {
        self.sections
            .last_mut()
            .map_or(Ok(()), |section| section.add_row(row))
            .map_err(refused)
    }
}

fn refused(why: impl Into<String>) -> Error {
    Error::new(Kind::Other, why).hint("--output json shows every answer")
}

/// What is false in Python: AWS leaves it out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(json: &str, columns: usize) -> String {
        render(
            "DescribeSecret",
            &serde_json::from_str(json).unwrap(),
            columns,
        )
        .unwrap()
    }

    /// Drawn by the AWS CLI from the same answers.
    const DRAWN: &[(&str, usize, &str)] = &[
        (
            r#"{"ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf", "Name": "prod/db", "RotationEnabled": true, "RotationRules": {"AutomaticallyAfterDays": 30}, "LastChangedDate": "2018-04-11T13:05:45.713000-07:00", "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "owner", "Value": "x", "Extra": null}], "VersionIdsToStages": {"b2": ["AWSPREVIOUS"], "a1": ["AWSCURRENT", "AWSPENDING"]}}"#,
            80,
            r"
--------------------------------------------------------------------------------------------
|                                      DescribeSecret                                      |
+-----------------+------------------------------------------------------------------------+
|  ARN            |  arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf   |
|  LastChangedDate|  2018-04-11T13:05:45.713000-07:00                                      |
|  Name           |  prod/db                                                               |
|  RotationEnabled|  True                                                                  |
+-----------------+------------------------------------------------------------------------+
||                                      RotationRules                                     ||
|+-----------------------------------------------------------------------+----------------+|
||  AutomaticallyAfterDays                                               |  30            ||
|+-----------------------------------------------------------------------+----------------+|
||                                          Tags                                          ||
|+----------------------------+-----------------------------+-----------------------------+|
||            Extra           |             Key             |            Value            ||
|+----------------------------+-----------------------------+-----------------------------+|
||                            |  env                        |  prod                       ||
||  None                      |  owner                      |  x                          ||
|+----------------------------+-----------------------------+-----------------------------+|
||                                   VersionIdsToStages                                   ||
|+----------------------------------------------------------------------------------------+|
|||                                          a1                                          |||
||+--------------------------------------------------------------------------------------+||
|||  AWSCURRENT                                                                          |||
|||  AWSPENDING                                                                          |||
||+--------------------------------------------------------------------------------------+||
|||                                          b2                                          |||
||+--------------------------------------------------------------------------------------+||
|||  AWSPREVIOUS                                                                         |||
||+--------------------------------------------------------------------------------------+||
",
        ),
        (
            r#"{"ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf", "Name": "prod/db", "RotationEnabled": true, "RotationRules": {"AutomaticallyAfterDays": 30}, "LastChangedDate": "2018-04-11T13:05:45.713000-07:00", "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "owner", "Value": "x", "Extra": null}], "VersionIdsToStages": {"b2": ["AWSPREVIOUS"], "a1": ["AWSCURRENT", "AWSPENDING"]}}"#,
            200,
            r"
-------------------------------------------------------------------------------------------------------------------------------------------
|                                                             DescribeSecret                                                              |
+----------------------------------------------------------------------+------------------------------------+----------+------------------+
|                                  ARN                                 |          LastChangedDate           |  Name    | RotationEnabled  |
+----------------------------------------------------------------------+------------------------------------+----------+------------------+
|  arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-AbCdEf |  2018-04-11T13:05:45.713000-07:00  |  prod/db |  True            |
+----------------------------------------------------------------------+------------------------------------+----------+------------------+
||                                                             RotationRules                                                             ||
|+-------------------------------------------------------------------------------------------------------------+-------------------------+|
||  AutomaticallyAfterDays                                                                                     |  30                     ||
|+-------------------------------------------------------------------------------------------------------------+-------------------------+|
||                                                                 Tags                                                                  ||
|+-------------------------------------------+---------------------------------------------+---------------------------------------------+|
||                   Extra                   |                     Key                     |                    Value                    ||
|+-------------------------------------------+---------------------------------------------+---------------------------------------------+|
||                                           |  env                                        |  prod                                       ||
||  None                                     |  owner                                      |  x                                          ||
|+-------------------------------------------+---------------------------------------------+---------------------------------------------+|
||                                                          VersionIdsToStages                                                           ||
|+---------------------------------------------------------------------------------------------------------------------------------------+|
|||                                                                 a1                                                                  |||
||+-------------------------------------------------------------------------------------------------------------------------------------+||
|||  AWSCURRENT                                                                                                                         |||
|||  AWSPENDING                                                                                                                         |||
||+-------------------------------------------------------------------------------------------------------------------------------------+||
|||                                                                 b2                                                                  |||
||+-------------------------------------------------------------------------------------------------------------------------------------+||
|||  AWSPREVIOUS                                                                                                                        |||
||+-------------------------------------------------------------------------------------------------------------------------------------+||
",
        ),
        (
            r#"{"SecretList": [{"Name": "a", "Tags": [], "SecretVersionsToStages": {"v1": ["AWSCURRENT"]}}, {"Name": "b", "Description": "d", "Tags": [{"Key": "k", "Value": "v"}]}], "NextToken": "t"}"#,
            80,
            r"
----------------------------
|      DescribeSecret      |
+------------------+-------+
|  NextToken       |  t    |
+------------------+-------+
||       SecretList       ||
|+---------------+--------+|
||  Description  | Name   ||
|+---------------+--------+|
||               |  a     ||
|+---------------+--------+|
|||SecretVersionsToStages|||
||+----------------------+||
||||         v1         ||||
|||+--------------------+|||
||||  AWSCURRENT        ||||
|||+--------------------+|||
||       SecretList       ||
|+---------------+--------+|
||  Description  | Name   ||
|+---------------+--------+|
||  d            |  b     ||
|+---------------+--------+|
|||         Tags         |||
||+--------+-------------+||
|||   Key  |    Value    |||
||+--------+-------------+||
|||  k     |  v          |||
||+--------+-------------+||
",
        ),
        (
            r#"{"SecretList": []}"#,
            80,
            r"
----------------
|DescribeSecret|
+--------------+
",
        ),
        (
            r#"["a", 1, null, true, 1.5]"#,
            80,
            r"
----------------
|DescribeSecret|
+--------------+
|  a           |
|  1           |
|  None        |
|  True        |
|  1.5         |
+--------------+
",
        ),
        (
            r#"{"Name": "prod/db"}"#,
            80,
            r"
---------------------
|  DescribeSecret   |
+-------+-----------+
|  Name |  prod/db  |
+-------+-----------+
",
        ),
        (
            r#""prod/db""#,
            80,
            r"
----------------
|DescribeSecret|
+--------------+
",
        ),
        (
            r#"[{"a": 1, "b": 2}, {"a": [1], "b": 3}]"#,
            80,
            r"
----------------
|DescribeSecret|
+------+-------+
|   a  |   b   |
+------+-------+
|  1   |  2    |
+------+-------+
||      a     ||
|+------------+|
|DescribeSecret|
+-------+------+
|   a   |  b   |
+-------+------+
|  [1]  |  3   |
+-------+------+
||      a     ||
|+------------+|
||  1         ||
|+------------+|
",
        ),
        (
            r#"{"Name": "秘密", "Description": "x"}"#,
            80,
            r"
-------------------------
|    DescribeSecret     |
+--------------+--------+
|  Description | Name   |
+--------------+--------+
|  x           |  秘密  |
+--------------+--------+
",
        ),
        (
            r#"[{"a": [1]}, {"a": [2]}]"#,
            80,
            r"
----------------
|DescribeSecret|
||      a     ||
|+------------+|
||  1         ||
|+------------+|
|DescribeSecret|
||      a     ||
|+------------+|
||  2         ||
|+------------+|
",
        ),
        (
            r#"{"A": {"B": {"C": 1, "D": 2}, "E": {"F": {"G": [1, 2]}}}}"#,
            80,
            r"
----------------
|DescribeSecret|
+--------------+
||      A     ||
|+------------+|
|||     B    |||
||+----+-----+||
|||  C |  D  |||
||+----+-----+||
|||  1 |  2  |||
||+----+-----+||
|||     E    |||
||+----------+||
||||    F   ||||
|||+--------+|||
|||||   G  |||||
||||+------+||||
|||||  1   |||||
|||||  2   |||||
||||+------+||||
",
        ),
        (
            r#"[["a", 1], ["bb", null]]"#,
            80,
            r"
----------------
|DescribeSecret|
+-----+--------+
|  a  |  1     |
|  bb |  None  |
+-----+--------+
",
        ),
        (
            r#"[[["a", "b"], ["c", "d"]]]"#,
            80,
            r"
----------------
|DescribeSecret|
+------+-------+
|  a   |  b    |
|  c   |  d    |
+------+-------+
",
        ),
    ];

    #[test]
    fn draws_what_the_aws_cli_draws() {
        for (json, columns, expected) in DRAWN {
            assert_eq!(rendered(json, *columns), expected[1..], "{json}");
        }
    }

    #[test]
    fn what_is_empty_draws_nothing() {
        for empty in ["null", "[]", "{}", "0", "false", "\"\""] {
            assert_eq!(rendered(empty, 80), "");
        }
    }

    #[test]
    fn rows_that_do_not_fit_each_other_are_refused() {
        for (json, message) in [
            (
                r#"[["a",1],["bb"]]"#,
                "Row should have 2 elements, instead it has 1",
            ),
            (
                r#"[{"a":1},"s"]"#,
                "a list of objects and other values cannot be shown as a table",
            ),
        ] {
            let value = serde_json::from_str(json).unwrap();
            let error = render("T", &value, 80).unwrap_err();
            assert_eq!(error.message(), message);
        }
    }
}
