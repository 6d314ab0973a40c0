//! Many secrets in one commit.

use zeroize::Zeroizing;

use super::*;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue};
use crate::types::tag::Tag;

fn secret(name: &str, value: &str) -> ImportedSecret {
    ImportedSecret {
        name: name.to_owned(),
        value: Some(text(value)),
        ..ImportedSecret::default()
    }
}

fn text(value: &str) -> SecretValue {
    SecretValue::Text(SecretString::new(Zeroizing::new(value.to_owned())))
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

impl Bench {
    /// What became of each secret. A dry run says the same before, and a change is one commit.
    fn import<const N: usize>(
        &mut self,
        secrets: [ImportedSecret; N],
        on_conflict: OnConflict,
    ) -> Result<Vec<Imported>> {
        let import = ImportSecrets {
            secrets: secrets.into(),
            on_conflict,
        };
        let before = self.generation();
        let planned = self.service.handle(PlanImport(import.clone()), &self.call);
        assert_eq!(self.generation(), before, "a dry run changes nothing");
        let done = self.service.handle(import, &self.call);
        assert_eq!(planned.as_ref().ok(), done.as_ref().ok());
        let is_change = |one: &Imported| matches!(one, Imported::Created | Imported::Updated);
        let changes = done.as_ref().is_ok_and(|done| done.iter().any(is_change));
        assert_eq!(self.generation() - before, u64::from(changes));
        done
    }

    fn generation(&mut self) -> u64 {
        self.service.store().verify().unwrap().generation
    }

    fn value_of(&mut self, name: &str, stage: &str) -> String {
        let request = json!({"SecretId": name, "VersionStage": stage});
        let answer = self.ok("GetSecretValue", request);
        answer["SecretString"].as_str().unwrap().to_owned()
    }

    fn versions_of(&mut self, name: &str) -> usize {
        let request = json!({"SecretId": name, "IncludeDeprecated": true});
        let answer = self.ok("ListSecretVersionIds", request);
        answer["Versions"].as_array().unwrap().len()
    }
}

#[test]
fn all_that_comes_is_stored_in_one_commit() {
    let mut bench = Bench::new();
    let whole = ImportedSecret {
        previous: Some(text("old")),
        description: Some("what for".to_owned()),
        tags: vec![tag("k", "v")],
        ..secret("a/whole", "new")
    };
    let bytes = SecretBinary::new(Zeroizing::new(vec![0, 255]));
    let binary = ImportedSecret {
        value: Some(SecretValue::Binary(bytes)),
        ..secret("a/binary", "")
    };
    let empty = ImportedSecret {
        value: None,
        ..secret("a/without", "")
    };
    let done = bench.import([whole, binary, empty], OnConflict::Fail);
    assert_eq!(done.unwrap(), [Imported::Created; 3]);
    assert_eq!(bench.value_of("a/whole", "AWSCURRENT"), "new");
    assert_eq!(bench.value_of("a/whole", "AWSPREVIOUS"), "old");
    let about = bench.ok("DescribeSecret", json!({"SecretId": "a/whole"}));
    assert_eq!(about["Description"], "what for");
    assert_eq!(about["Tags"], json!([{"Key": "k", "Value": "v"}]));
    let binary = bench.ok("GetSecretValue", json!({"SecretId": "a/binary"}));
    assert_eq!(binary["SecretBinary"], "AP8=");
    let without = bench.ok("DescribeSecret", json!({"SecretId": "a/without"}));
    assert!(without.get("VersionIdsToStages").is_none());
}

#[test]
fn a_name_that_is_taken_is_a_conflict_and_then_nothing_is_stored() {
    let mut bench = Bench::with_secret();
    let secrets = [secret("new", "1"), secret("S", "x")];
    let refusal = bench.import(secrets, OnConflict::Fail).unwrap_err();
    assert_eq!(refusal.code(), Some(ErrorCode::ResourceExistsException));
    assert_eq!(
        refusal.message(),
        "1 of 2 secrets exists already (S); nothing was imported."
    );
    assert_eq!(
        bench.refusal("DescribeSecret", json!({"SecretId": "new"})),
        NOT_FOUND
    );
}

#[test]
fn skip_leaves_what_is_here_and_stores_the_rest() {
    let mut bench = Bench::with_secret();
    let secrets = [secret("S", "other"), secret("new", "1")];
    let done = bench.import(secrets, OnConflict::Skip).unwrap();
    assert_eq!(done, [Imported::Skipped, Imported::Created]);
    assert_eq!(bench.value(), "x");
    bench.ok("DeleteSecret", json!({"SecretId": "S"}));
    let done = bench.import([secret("S", "other")], OnConflict::Skip);
    assert_eq!(done.unwrap(), [Imported::Skipped]);
}

#[test]
fn update_stores_what_differs_and_makes_no_version_of_what_does_not() {
    let mut bench = Bench::with_secret();
    let same = bench.import([secret("S", "x")], OnConflict::Update);
    assert_eq!(same.unwrap(), [Imported::Unchanged]);
    assert_eq!(bench.versions_of("S"), 1);
    let described = ImportedSecret {
        description: Some("d".to_owned()),
        tags: vec![tag("k", "v")],
        ..secret("S", "x")
    };
    let done = bench.import([described.clone()], OnConflict::Update);
    assert_eq!(done.unwrap(), [Imported::Updated]);
    assert_eq!(bench.versions_of("S"), 1);
    let done = bench.import([described], OnConflict::Update);
    assert_eq!(done.unwrap(), [Imported::Unchanged]);
    let newer = ImportedSecret {
        previous: Some(text("not taken")),
        tags: vec![tag("l", "w")],
        ..secret("S", "y")
    };
    let done = bench.import([newer], OnConflict::Update).unwrap();
    assert_eq!(done, [Imported::Updated]);
    assert_eq!(bench.versions_of("S"), 2);
    assert_eq!(bench.value_of("S", "AWSCURRENT"), "y");
    assert_eq!(bench.value_of("S", "AWSPREVIOUS"), "x");
    let about = bench.describe();
    assert_eq!(about["Description"], "d");
    assert_eq!(about["Tags"].as_array().unwrap().len(), 2);
}

#[test]
fn bytes_and_text_of_the_same_bytes_differ() {
    let mut bench = Bench::with_secret();
    let bytes = SecretBinary::new(Zeroizing::new(b"x".to_vec()));
    let binary = ImportedSecret {
        value: Some(SecretValue::Binary(bytes)),
        ..secret("S", "")
    };
    let done = bench.import([binary], OnConflict::Update).unwrap();
    assert_eq!(done, [Imported::Updated]);
}

#[test]
fn a_secret_on_its_way_out_is_not_updated_and_one_that_is_gone_is_made_anew() {
    let mut bench = Bench::with_secret();
    bench.ok("DeleteSecret", json!({"SecretId": "S"}));
    let secrets = || [secret("new", "1"), secret("S", "y")];
    let refusal = bench.import(secrets(), OnConflict::Update).unwrap_err();
    assert_eq!(refusal.code(), Some(ErrorCode::InvalidRequestException));
    assert!(refusal.message().starts_with("S: "), "{refusal}");
    bench.pass(31 * DAY);
    let done = bench.import(secrets(), OnConflict::Fail).unwrap();
    assert_eq!(done, [Imported::Created; 2]);
    assert_eq!(bench.value(), "y");
}

#[test]
fn what_the_operations_refuse_is_refused_here_and_nothing_is_stored() {
    let mut bench = Bench::new();
    let long = "x".repeat(65_537);
    let wrong = [
        secret("a b", "x"),
        secret("", "x"),
        secret("a", ""),
        secret("a", &long),
        ImportedSecret {
            previous: Some(text("x")),
            ..secret("a", &long)
        },
        ImportedSecret {
            description: Some("x".repeat(2049)),
            ..secret("a", "x")
        },
        ImportedSecret {
            tags: vec![tag("aws:x", "y")],
            ..secret("a", "x")
        },
    ];
    for wrong in wrong {
        assert!(wrong.check().is_err(), "{}", wrong.name);
        let secrets = [secret("first", "1"), wrong];
        let import = ImportSecrets {
            secrets: secrets.into(),
            on_conflict: OnConflict::Update,
        };
        let refusal = bench.service.handle(import, &bench.call).unwrap_err();
        assert!(matches!(refusal.kind(), Kind::Service(_)), "{refusal:?}");
        assert!(!refusal.to_string().contains(&long), "the value is shown");
        assert_eq!(bench.generation(), 1);
    }
}
