//! Labels through the service against a model that follows the semantics' words.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

const VERSIONS: usize = 6;
const LABELS: [&str; 5] = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "a", "b"];

#[derive(Debug, Clone)]
enum Step {
    Put {
        version: usize,
        labels: Vec<usize>,
    },
    Move {
        label: usize,
        from: Option<usize>,
        to: Option<usize>,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let version = 0..VERSIONS;
    let put = (
        version.clone(),
        prop::collection::vec(0..LABELS.len(), 0..3),
    )
        .prop_map(|(version, labels)| Step::Put { version, labels });
    let change = (
        0..LABELS.len(),
        prop::option::of(version.clone()),
        prop::option::of(version),
    )
        .prop_map(|(label, from, to)| Step::Move { label, from, to });
    prop_oneof![put, change]
}

/// Label to version, and every version there ever was; the value of version n is "n".
#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    labels: BTreeMap<&'static str, usize>,
    versions: BTreeSet<usize>,
}

impl Model {
    /// Semantics 6.3.
    fn put(&mut self, version: usize, labels: &[usize]) {
        if self.versions.contains(&version) {
            return;
        }
        let mut wanted: BTreeSet<&str> = labels.iter().map(|label| LABELS[*label]).collect();
        if labels.is_empty() || self.versions.is_empty() {
            wanted.insert("AWSCURRENT");
        }
        let current = self.labels.get("AWSCURRENT").copied();
        for label in LABELS {
            if wanted.contains(label) {
                self.labels.insert(label, version);
            }
        }
        if let Some(current) = current
            && wanted.contains("AWSCURRENT")
        {
            self.labels.insert("AWSPREVIOUS", current);
            if self
                .labels
                .get("AWSPENDING")
                .is_some_and(|pending| *pending != version)
            {
                self.labels.remove("AWSPENDING");
            }
        }
        self.versions.insert(version);
    }

    /// Semantics 6.5; false is a refusal.
    fn change(&mut self, label: usize, from: Option<usize>, to: Option<usize>) -> bool {
        let label = LABELS[label];
        let at = self.labels.get(label).copied();
        let known = [from, to]
            .into_iter()
            .flatten()
            .all(|version| self.versions.contains(&version));
        let allowed = known
            && match (from, to) {
                (None, None) => false,
                (None, Some(to)) => at.is_none_or(|at| at == to),
                (Some(from), None) => label != "AWSCURRENT" && at == Some(from),
                (Some(from), Some(_)) => at == Some(from),
            };
        if !allowed {
            return false;
        }
        match to {
            Some(to) => drop(self.labels.insert(label, to)),
            None => drop(self.labels.remove(label)),
        }
        if label == "AWSCURRENT"
            && let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            self.labels.insert("AWSPREVIOUS", from);
        }
        true
    }
}

fn version(number: usize) -> String {
    id(&format!("v{number}"))
}

fn observed(bench: &mut Bench) -> Model {
    let body = json!({"SecretId": "S", "IncludeDeprecated": true});
    let answer = bench.ok("ListSecretVersionIds", body);
    let mut model = Model::default();
    for entry in answer["Versions"].as_array().unwrap() {
        let number = (0..VERSIONS)
            .find(|number| entry["VersionId"] == version(*number))
            .unwrap();
        assert!(model.versions.insert(number), "a version is listed once");
        for stage in entry
            .get("VersionStages")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let label = LABELS.into_iter().find(|label| stage == label).unwrap();
            assert_eq!(
                model.labels.insert(label, number),
                None,
                "a label is on one version"
            );
        }
    }
    model
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_sequence_of_changes_leaves_the_labels_that_the_semantics_say(
        steps in prop::collection::vec(step(), 1..25),
    ) {
        let mut bench = Bench::new();
        bench.ok("CreateSecret", json!({"Name": "S"}));
        let mut model = Model::default();
        for step in steps {
            bench.pass(1);
            match step {
                Step::Put { version: number, labels } => {
                    let stages: Vec<&str> = labels.iter().map(|label| LABELS[*label]).collect();
                    let stages = Some(stages).filter(|stages| !stages.is_empty());
                    let outcome = bench.send("PutSecretValue", json!({
                        "SecretId": "S", "SecretString": number.to_string(),
                        "ClientRequestToken": version(number), "VersionStages": stages,
                    }));
                    prop_assert!(outcome.is_ok(), "{outcome:?}");
                    model.put(number, &labels);
                }
                Step::Move { label, from, to } => {
                    let outcome = bench.send("UpdateSecretVersionStage", json!({
                        "SecretId": "S", "VersionStage": LABELS[label],
                        "RemoveFromVersionId": from.map(version), "MoveToVersionId": to.map(version),
                    }));
                    prop_assert_eq!(outcome.is_ok(), model.change(label, from, to), "{:?}", outcome);
                }
            }
            prop_assert_eq!(&observed(&mut bench), &model);
            if let Some(current) = model.labels.get("AWSCURRENT") {
                prop_assert_eq!(bench.value(), current.to_string());
            }
        }
        for number in &model.versions {
            let body = json!({"SecretId": "S", "VersionId": version(*number)});
            let value = bench.ok("GetSecretValue", body);
            prop_assert_eq!(&value["SecretString"], &json!(number.to_string()));
        }
    }
}
