use proptest::prelude::*;

use super::*;

/// `v1[AWSCURRENT] v2[a,b]`, as the semantics write a secret's state.
fn state(text: &str) -> StagingLabels {
    text.split_whitespace()
        .flat_map(|version| {
            let (id, labels) = version.trim_end_matches(']').split_once('[').unwrap();
            labels
                .split(',')
                .map(move |label| (long(label).into(), id.into()))
        })
        .collect()
}

fn show(labels: &StagingLabels) -> String {
    let versions: Vec<String> = labels
        .by_version()
        .iter()
        .map(|(id, labels)| {
            let labels: Vec<&str> = labels.iter().map(|label| short(label.as_str())).collect();
            format!("{id}[{}]", labels.join(","))
        })
        .collect();
    versions.join(" ")
}

fn long(label: &str) -> &str {
    match label {
        "CUR" => AWSCURRENT,
        "PREV" => AWSPREVIOUS,
        "PEND" => AWSPENDING,
        other => other,
    }
}

fn short(label: &str) -> &str {
    match label {
        AWSCURRENT => "CUR",
        AWSPREVIOUS => "PREV",
        AWSPENDING => "PEND",
        other => other,
    }
}

fn stages(labels: &[&str]) -> Vec<StagingLabel> {
    labels.iter().map(|label| long(label).into()).collect()
}

/// The state after a put on a secret that has versions.
fn put(before: &str, new: &str, labels: Option<&[&str]>) -> String {
    let mut after = state(before);
    let labels = labels.map(stages);
    after.put(&new.into(), labels.as_deref(), true).unwrap();
    show(&after)
}

fn move_label(before: &str, label: &str, from: Option<&str>, to: Option<&str>) -> Result<String> {
    let mut labels = state(before);
    let (from, to) = (from.map(VersionId::from), to.map(VersionId::from));
    let done = labels.move_label(&long(label).into(), from.as_ref(), to.as_ref());
    if done.is_err() {
        assert_eq!(labels, state(before), "a refusal changes nothing");
    }
    done.map(|()| show(&labels))
}

fn refusal(before: &str, label: &str, from: Option<&str>, to: Option<&str>) -> String {
    let error = move_label(before, label, from, to).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidParameterException));
    error.message().to_owned()
}

#[test]
fn a_put_moves_current_and_previous() {
    assert_eq!(put("v1[CUR]", "v2", None), "v1[PREV] v2[CUR]");
    assert_eq!(put("v1[PREV] v2[CUR]", "v3", None), "v2[PREV] v3[CUR]");
}

#[test]
fn the_first_version_becomes_current_whatever_is_asked() {
    let mut labels = StagingLabels::default();
    labels
        .put(&"v1".into(), Some(&stages(&["mine"])), false)
        .unwrap();
    assert_eq!(show(&labels), "v1[CUR,mine]");
}

#[test]
fn a_put_with_custom_labels_leaves_current_alone() {
    assert_eq!(put("v1[CUR]", "v2", Some(&["b", "a"])), "v1[CUR] v2[a,b]");
    assert_eq!(
        put(
            "v1[CUR] v2[SAMPLESTAGE0,SAMPLESTAGE1]",
            "v3",
            Some(&["SAMPLESTAGE1", "SAMPLESTAGE0"])
        ),
        "v1[CUR] v3[SAMPLESTAGE0,SAMPLESTAGE1]"
    );
    assert_eq!(
        put(
            "v1[CUR] v2[one,two,three]",
            "v3",
            Some(&["one", "two", "four"])
        ),
        "v1[CUR] v2[three] v3[four,one,two]"
    );
}

#[test]
fn a_put_may_name_current_beside_others() {
    assert_eq!(
        put("v1[CUR]", "v2", Some(&["CUR", "PUT0"])),
        "v1[PREV] v2[CUR,PUT0]"
    );
}

#[test]
fn the_version_that_loses_current_keeps_its_custom_labels() {
    assert_eq!(put("v1[CUR,mine]", "v2", None), "v1[PREV,mine] v2[CUR]");
}

#[test]
fn previous_never_goes_to_the_version_that_becomes_current() {
    assert_eq!(
        put("v1[CUR]", "v2", Some(&["PREV", "CUR"])),
        "v1[PREV] v2[CUR]"
    );
    assert_eq!(
        put("v1[PREV] v2[CUR]", "v3", Some(&["PREV"])),
        "v2[CUR] v3[PREV]"
    );
}

#[test]
fn a_put_of_pending_moves_it() {
    assert_eq!(
        put("v1[PREV] v2[CUR,PEND]", "v3", Some(&["PEND"])),
        "v1[PREV] v2[CUR] v3[PEND]"
    );
}

#[test]
fn a_new_current_version_abandons_the_rotation() {
    assert_eq!(put("v1[PREV] v2[CUR,PEND]", "v3", None), "v2[PREV] v3[CUR]");
    assert_eq!(put("v1[CUR] v2[PEND]", "v3", None), "v1[PREV] v3[CUR]");
}

#[test]
fn custom_labels_do_not_abandon_the_rotation() {
    assert_eq!(
        put("v1[CUR] v2[PEND]", "v3", Some(&["a"])),
        "v1[CUR] v2[PEND] v3[a]"
    );
}

#[test]
fn the_version_that_rotation_made_may_be_filled_as_current() {
    assert_eq!(put("v1[CUR] v2[PEND]", "v2", None), "v1[PREV] v2[CUR,PEND]");
}

#[test]
fn the_worked_sequence_of_moves() {
    let mut labels = state("v1[CUR]");
    let pending = stages(&["PEND"]);
    let current = StagingLabel::from(AWSCURRENT);
    let [v1, v2, v3] = ["v1", "v2", "v3"].map(VersionId::from);

    labels.put(&v2, Some(&pending), true).unwrap();
    assert_eq!(show(&labels), "v1[CUR] v2[PEND]");
    labels.move_label(&current, Some(&v1), Some(&v2)).unwrap();
    assert_eq!(show(&labels), "v1[PREV] v2[CUR,PEND]");
    labels.put(&v3, Some(&pending), true).unwrap();
    assert_eq!(show(&labels), "v1[PREV] v2[CUR] v3[PEND]");
    labels.move_label(&current, Some(&v2), Some(&v3)).unwrap();
    assert_eq!(show(&labels), "v2[PREV] v3[CUR,PEND]");
    assert!(labels.of(&v1).is_empty());
}

#[test]
fn a_move_of_current_leaves_custom_labels() {
    assert_eq!(
        move_label(
            "v2[PREV,PUT0] v3[CUR,PUT1] v4[PEND,PUT2]",
            "CUR",
            Some("v3"),
            Some("v4")
        )
        .unwrap(),
        "v2[PUT0] v3[PREV,PUT1] v4[CUR,PEND,PUT2]"
    );
}

#[test]
fn rolling_back_swaps_current_and_previous() {
    assert_eq!(
        move_label("v1[PREV] v2[CUR]", "CUR", Some("v2"), Some("v1")).unwrap(),
        "v1[CUR] v2[PREV]"
    );
}

#[test]
fn a_move_onto_the_same_version_changes_nothing() {
    let before = "v1[PREV] v2[CUR]";
    assert_eq!(
        move_label(before, "CUR", Some("v2"), Some("v2")).unwrap(),
        before
    );
    assert_eq!(move_label(before, "CUR", None, Some("v2")).unwrap(), before);
}

#[test]
fn a_label_that_is_nowhere_is_attached() {
    assert_eq!(
        move_label("v1[CUR]", "mine", None, Some("v1")).unwrap(),
        "v1[CUR,mine]"
    );
}

#[test]
fn a_label_can_be_removed() {
    assert_eq!(
        move_label("v1[PREV] v2[CUR,PENDING]", "PENDING", Some("v2"), None).unwrap(),
        "v1[PREV] v2[CUR]"
    );
    assert_eq!(
        move_label("v1[PREV] v2[CUR]", "PREV", Some("v1"), None).unwrap(),
        "v2[CUR]"
    );
}

#[test]
fn a_move_must_say_where_the_label_is() {
    assert_eq!(
        refusal("v1[CUR] v2[PEND]", "CUR", None, Some("v2")),
        "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to \
         version v1, so you must explicitly reference that version in RemoveFromVersionId."
    );
    let wrong = "When you move staging label mine, if you specify RemoveFromVersionId, it must be set to the \
                 version that currently has the staging label mine.";
    assert_eq!(
        refusal("v1[CUR,mine] v2[a]", "mine", Some("v2"), Some("v1")),
        wrong
    );
    assert_eq!(
        refusal("v1[CUR] v2[a]", "mine", Some("v2"), Some("v1")),
        wrong
    );
    assert_eq!(refusal("v1[CUR] v2[a]", "mine", Some("v2"), None), wrong);
}

#[test]
fn current_cannot_be_removed() {
    assert_eq!(
        refusal("v1[CUR]", "CUR", Some("v1"), None),
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."
    );
}

#[test]
fn a_move_needs_a_version() {
    refusal("v1[CUR]", "mine", None, None);
}

#[test]
fn a_rotation_takes_pending_from_the_current_version() {
    let mut labels = state("v1[PREV] v2[CUR,PEND]");
    labels.start_rotation(&"v3".into()).unwrap();
    assert_eq!(show(&labels), "v1[PREV] v2[CUR] v3[PEND]");
    assert_eq!(labels.pending(), Some(&"v3".into()));
}

#[test]
fn a_rotation_waits_for_the_one_before() {
    let mut labels = state("v1[CUR] v2[PEND]");
    labels.start_rotation(&"v2".into()).unwrap();
    let error = labels.start_rotation(&"v3".into()).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidRequestException));
    assert_eq!(
        error.message(),
        "A previous rotation isn't complete. That rotation will be reattempted."
    );
    assert_eq!(show(&labels), "v1[CUR] v2[PEND]");
}

#[test]
fn a_secret_has_at_most_twenty_labels() {
    let custom: Vec<String> = (0..19).map(|n| format!("l{n:02}")).collect();
    let full = format!("v1[CUR] v2[{}]", custom.join(","));

    let mut labels = state(&full);
    let error = labels
        .put(&"v3".into(), Some(&stages(&["more"])), true)
        .unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::LimitExceededException));
    let error = move_label(&full, "more", None, Some("v1")).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::LimitExceededException));
    let error = labels.start_rotation(&"v3".into()).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::LimitExceededException));
    assert_eq!(labels, state(&full), "a refusal changes nothing");

    labels
        .put(&"v3".into(), Some(&stages(&["l00"])), true)
        .unwrap();
    assert_eq!(labels.iter().len(), MAX_LABELS);
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, Option<Vec<u8>>),
    Move(u8, Option<u8>, Option<u8>),
    Rotate(u8),
}

fn label(n: u8) -> StagingLabel {
    match n {
        0 => AWSCURRENT.into(),
        1 => AWSPREVIOUS.into(),
        2 => AWSPENDING.into(),
        n => StagingLabel::from(format!("l{n}")),
    }
}

fn version(n: u8) -> VersionId {
    VersionId::from(format!("v{n}"))
}

fn step() -> impl Strategy<Value = Step> {
    let (labels, versions) = (0..26u8, 0..6u8);
    prop_oneof![
        (
            versions.clone(),
            prop::option::of(prop::collection::vec(labels.clone(), 1..8))
        )
            .prop_map(|(v, l)| Step::Put(v, l)),
        (
            labels,
            prop::option::of(versions.clone()),
            prop::option::of(versions.clone())
        )
            .prop_map(|(l, from, to)| Step::Move(l, from, to)),
        versions.prop_map(Step::Rotate),
    ]
}

/// The same rules over a set of pairs, so that "on at most one version" is not given by the type of map.
#[derive(Debug, Clone, Default)]
struct Naive(Vec<(u8, u8)>);

impl Naive {
    fn at(&self, label: u8) -> Option<u8> {
        self.0
            .iter()
            .find(|pair| pair.0 == label)
            .map(|pair| pair.1)
    }

    fn set(&mut self, label: u8, to: Option<u8>) {
        self.0.retain(|pair| pair.0 != label);
        self.0.extend(to.map(|to| (label, to)));
    }

    /// Whether the step is allowed; if so it is done.
    fn apply(&mut self, step: &Step, first: bool) -> bool {
        let mut after = self.clone();
        match step {
            Step::Put(new, labels) => {
                let mut labels = labels.clone().unwrap_or(vec![0]);
                if first {
                    labels.push(0);
                }
                for label in &labels {
                    after.set(*label, Some(*new));
                }
                if let (true, Some(current)) = (labels.contains(&0), self.at(0))
                    && current != *new
                {
                    after.set(1, Some(current));
                    if after.at(2) != Some(*new) {
                        after.set(2, None);
                    }
                }
            }
            Step::Move(label, from, to) => {
                let at = self.at(*label);
                let allowed = match (from, to) {
                    (None, None) => false,
                    (None, Some(to)) => at.is_none() || at == Some(*to),
                    (Some(from), None) => *label != 0 && at == Some(*from),
                    (Some(from), Some(_)) => at == Some(*from),
                };
                if !allowed {
                    return false;
                }
                after.set(*label, *to);
                if *label == 0 && from.is_some() && from != to {
                    after.set(1, *from);
                }
            }
            Step::Rotate(token) => {
                let pending = self.at(2);
                if pending.is_some() && pending != self.at(0) && pending != Some(*token) {
                    return false;
                }
                after.set(2, Some(*token));
            }
        }
        if after.0.len() > 20 {
            return false;
        }
        *self = after;
        true
    }
}

proptest! {
    #[test]
    fn any_sequence_agrees_with_the_naive_model(steps in prop::collection::vec(step(), 1..60)) {
        let mut labels = StagingLabels::default();
        let mut naive = Naive::default();
        labels.put(&version(0), None, false).unwrap();
        naive.apply(&Step::Put(0, None), true);
        for step in steps {
            let expected = naive.apply(&step, false);
            let done = match &step {
                Step::Put(new, stages) => {
                    let stages: Option<Vec<_>> =
                        stages.as_ref().map(|stages| stages.iter().map(|n| label(*n)).collect());
                    labels.put(&version(*new), stages.as_deref(), true)
                }
                Step::Move(l, from, to) => {
                    let (from, to) = (from.map(version), to.map(version));
                    labels.move_label(&label(*l), from.as_ref(), to.as_ref())
                }
                Step::Rotate(token) => labels.start_rotation(&version(*token)),
            };
            prop_assert_eq!(done.is_ok(), expected, "{:?}", step);
            let model: StagingLabels = naive.0.iter().map(|(l, v)| (label(*l), version(*v))).collect();
            prop_assert_eq!(&labels, &model);
            prop_assert!(labels.holder(AWSCURRENT).is_some());
            prop_assert!(labels.iter().len() <= MAX_LABELS);
            let listed: usize = labels.by_version().values().map(Vec::len).sum();
            prop_assert_eq!(listed, labels.iter().len(), "a label is on one version");
        }
    }
}
