//! Random transactions against a map: after each commit the file verifies and holds what the map holds.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;

/// By name: the current version's id, and every version's value by its id.
type Model = BTreeMap<String, (VersionId, BTreeMap<VersionId, String>)>;

/// Secrets that the steps are about.
const NAMES: u8 = 6;

#[derive(Debug, Clone)]
enum Change {
    /// A new current version of this length.
    Put(u8, usize),
    /// The label `mine` moves to the version of this place in the order of ids.
    Label(u8, usize),
    /// A deprecated version goes.
    Prune(u8),
    Remove(u8),
}

#[derive(Debug, Clone)]
enum Step {
    Commit(Vec<Change>),
    Abandon(Vec<Change>),
    Compact,
    Reopen,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => (0..NAMES, 0_usize..3000).prop_map(|(name, length)| Change::Put(name, length)),
        3 => (0..NAMES, 0_usize..8).prop_map(|(name, index)| Change::Label(name, index)),
        2 => (0..NAMES).prop_map(Change::Prune),
        1 => (0..NAMES).prop_map(Change::Remove),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let changes = || proptest::collection::vec(change(), 0..6);
    prop_oneof![
        6 => changes().prop_map(Step::Commit),
        2 => changes().prop_map(Step::Abandon),
        1 => Just(Step::Compact),
        2 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_small_vault_is_a_map(steps in proptest::collection::vec(step(), 1..24)) {
        run(new_vault(), Model::new(), 0, &steps);
    }

    #[test]
    fn a_vault_in_append_mode_is_a_map(steps in proptest::collection::vec(step(), 1..12)) {
        static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
        let bytes = BYTES.get_or_init(|| appended().storage().bytes().to_vec());
        let model = (0..NAMES)
            .map(|number| {
                let [first, second] = ["first", "second"].map(|id| VersionId::from(format!("{id}-{number}")));
                let versions = [(first, "v".repeat(200)), (second.clone(), format!("new-{number}"))];
                (name(number), (second, BTreeMap::from(versions)))
            })
            .collect();
        run(reopen(bytes).unwrap(), model, 400 - u64::from(NAMES), &steps);
    }
}

fn run(mut vault: VaultFile<MemoryStorage>, mut model: Model, others: u64, steps: &[Step]) {
    let mut count = 0;
    for step in steps {
        match step {
            Step::Commit(changes) | Step::Abandon(changes) => {
                let mut changed = model.clone();
                vault.begin().unwrap();
                for one in changes {
                    count += 1;
                    apply(&mut vault, &mut changed, one, count);
                }
                compare(&mut vault, &changed);
                if matches!(step, Step::Commit(_)) {
                    vault.commit(at(2)).unwrap();
                    model = changed;
                } else {
                    vault.abandon();
                }
            }
            Step::Compact => drop(vault.compact(at(3)).unwrap()),
            Step::Reopen => vault = reopen(vault.storage().bytes()).unwrap(),
        }
        let report = vault.verify().unwrap();
        assert_eq!(report.secrets, others + model.len() as u64);
        compare(&mut vault, &model);
    }
}

fn name(number: u8) -> String {
    format!("secret-{number}")
}

fn apply(vault: &mut VaultFile<MemoryStorage>, model: &mut Model, change: &Change, count: usize) {
    let number = match change {
        Change::Put(number, _)
        | Change::Label(number, _)
        | Change::Prune(number)
        | Change::Remove(number) => *number,
    };
    let name = name(number);
    if let Change::Put(_, length) = change {
        let (id, value) = (format!("put-{count}"), "x".repeat(*length));
        put(vault, &name, &id, &value);
        let (current, versions) = model
            .entry(name)
            .or_insert_with(|| (VersionId::from(""), BTreeMap::new()));
        *current = VersionId::from(id);
        versions.insert(current.clone(), value);
        return;
    }
    let Some(found) = vault.find(&home(), &name).unwrap() else {
        return;
    };
    let (_, versions) = model.get_mut(&name).unwrap();
    match change {
        Change::Put(..) => {}
        Change::Label(_, index) => {
            let id = versions.keys().nth(index % versions.len()).unwrap();
            let version = vault.version(&found, id).unwrap().unwrap();
            let mut record = found.into_record();
            let label = StagingLabel::from("mine");
            let holder = record.stages.holder("mine").cloned();
            record
                .stages
                .move_label(&label, holder.as_ref(), Some(id))
                .unwrap();
            if version.shelved {
                record.versions.push(version);
            }
            vault.save(Secret::new(record)).unwrap();
        }
        Change::Prune(_) => {
            let deprecated = vault.deprecated(&found).unwrap();
            if let Some(oldest) = deprecated.into_iter().map(|version| version.id).min() {
                versions.remove(&oldest);
                let mut record = found.into_record();
                record.pruned.push(oldest);
                vault.save(Secret::new(record)).unwrap();
            }
        }
        Change::Remove(_) => {
            vault.remove(&found).unwrap();
            model.remove(&name);
        }
    }
}

fn compare(vault: &mut VaultFile<MemoryStorage>, model: &Model) {
    for number in 0..NAMES {
        let found = vault.find(&home(), &name(number)).unwrap();
        let Some((current, versions)) = model.get(&name(number)) else {
            assert!(found.is_none(), "{}", name(number));
            continue;
        };
        let found = found.unwrap();
        let record = found.record();
        assert_eq!(record.stages.holder(AWSCURRENT), Some(current));
        let mut known = record.versions.clone();
        known.extend(vault.deprecated(&found).unwrap());
        assert_eq!(known.len(), versions.len(), "each version is there once");
        for (id, value) in versions {
            assert_eq!(
                read(vault, &found, id).unwrap().as_ref(),
                Some(value),
                "{id}"
            );
        }
    }
}
