//! Every operation that changes a vault, each on a vault where it has something to do.

use super::super::*;
use super::{Rig, new_rig};
use crate::store::tests::faults::{Content, Disk, Fault, Machine, content};
use crate::store::tests::new_vault;

/// One operation, what it is done on, and what is there before and after.
pub(super) struct Scene {
    pub(super) name: String,
    pub(super) start: Disk,
    act: Act,
    pub(super) before: Content,
    pub(super) after: Content,
}

#[derive(Clone)]
enum Act {
    /// An operation by its name and the body of its request, this long after the last change.
    Send(&'static str, Value, i64),
    Compact,
}

const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:vault-random";

impl Scene {
    fn new(size: &str, start: &Disk, name: &str, act: Act) -> Self {
        let mut scene = Self {
            name: format!("{name}, {size} vault"),
            start: start.clone(),
            act,
            before: Content::new(),
            after: Content::new(),
        };
        let (mut rig, _) = scene.rig(None);
        scene.before = content(rig.as_mut().unwrap().service.store()).unwrap();
        scene.play(rig.as_mut().unwrap()).unwrap();
        scene.after = content(rig.unwrap().service.store()).unwrap();
        scene
    }

    /// A process that has the vault open, if that went well.
    pub(super) fn rig(&self, fault: Option<Fault>) -> (Result<Rig>, Machine) {
        let machine = Machine::new(self.start.clone(), fault);
        (new_rig(&machine), machine)
    }

    /// Whether the other one has something to do after this one.
    pub(super) fn goes_before(&self, other: &Self) -> bool {
        let (mut rig, _) = self.rig(None);
        let rig = rig.as_mut().unwrap();
        self.play(rig).unwrap();
        other.play(rig).is_ok()
    }

    /// The calls that change the disk, by their number.
    pub(super) fn changing_calls(&self) -> Vec<(usize, &'static str)> {
        let (rig, machine) = self.rig(None);
        self.play(&mut rig.unwrap()).unwrap();
        let calls = (1..).zip(machine.calls());
        calls
            .filter(|(_, call)| !["open", "read", "examine", "lock", "mark"].contains(call))
            .collect()
    }

    /// Does the operation.
    pub(super) fn play(&self, rig: &mut Rig) -> Result<()> {
        match &self.act {
            Act::Send(name, body, pass) => {
                rig.pass(*pass);
                let done = rig.send(name, body.clone());
                rig.pass(-*pass);
                done.map(drop)
            }
            Act::Compact => {
                let now = rig.clock.now();
                rig.service.store().compact(now).map(drop)
            }
        }
    }
}

/// All scenes, in a vault that every commit rewrites and in one that commits are appended to.
pub(super) fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for size in ["small", "large"] {
        let start = vault(size == "large");
        scenes.extend(
            acts()
                .into_iter()
                .map(|(name, act)| Scene::new(size, &start, name, act)),
        );
    }
    scenes
}

/// A vault with something to do for each of the acts.
fn vault(is_large: bool) -> Disk {
    let clock = Hand(Arc::new(AtomicI64::new(START)));
    let mut bench = Bench::over(new_vault(), clock, Box::new(OsEntropy));
    let value = |length: usize| "v".repeat(length);
    for (name, version) in [
        ("a", "a1"),
        ("b", "b1"),
        ("r", "r1"),
        ("gone", "g1"),
        ("due", "d1"),
    ] {
        bench.ok(
            "CreateSecret",
            json!({"Name": name, "SecretString": value(40), "ClientRequestToken": id(version)}),
        );
    }
    if is_large {
        for number in 0..5 {
            bench.ok(
                "CreateSecret",
                json!({"Name": format!("filling-{number}"), "SecretString": value(56_000)}),
            );
        }
    }
    for version in ["a2", "a3"] {
        bench.ok(
            "PutSecretValue",
            json!({"SecretId": "a", "SecretString": version, "ClientRequestToken": id(version)}),
        );
    }
    bench.ok(
        "TagResource",
        json!({"SecretId": "a", "Tags": [{"Key": "old", "Value": "x"}]}),
    );
    bench.ok(
        "RotateSecret",
        json!({
            "SecretId": "r", "RotationLambdaARN": FUNCTION, "ClientRequestToken": id("r2"),
            "RotationRules": {"AutomaticallyAfterDays": 30},
        }),
    );
    for (name, days) in [("gone", 30), ("due", 7)] {
        bench.ok(
            "DeleteSecret",
            json!({"SecretId": name, "RecoveryWindowInDays": days}),
        );
    }
    Disk::with(bench.service.into_store().storage().bytes().to_vec())
}

fn acts() -> Vec<(&'static str, Act)> {
    let send = |operation, body| Act::Send(operation, body, 1000);
    vec![
        (
            "create",
            send(
                "CreateSecret",
                json!({
                    "Name": "new", "SecretString": "x", "ClientRequestToken": id("n1"),
                    "Tags": [{"Key": "k", "Value": "v"}],
                }),
            ),
        ),
        (
            "create without a value",
            send("CreateSecret", json!({"Name": "new"})),
        ),
        (
            "put",
            send(
                "PutSecretValue",
                json!({"SecretId": "a", "SecretString": "x", "ClientRequestToken": id("a4")}),
            ),
        ),
        (
            "a put that is there already",
            send(
                "PutSecretValue",
                json!({"SecretId": "a", "SecretString": "a3", "ClientRequestToken": id("a3")}),
            ),
        ),
        (
            "put of 64 KiB",
            send(
                "PutSecretValue",
                json!({"SecretId": "a", "SecretString": "x".repeat(65_536), "ClientRequestToken": id("a4")}),
            ),
        ),
        (
            "put with stages",
            send(
                "PutSecretValue",
                json!({
                    "SecretId": "a", "SecretString": "x", "ClientRequestToken": id("a4"),
                    "VersionStages": ["mine"],
                }),
            ),
        ),
        (
            "update the value",
            send(
                "UpdateSecret",
                json!({"SecretId": "b", "SecretString": "x", "ClientRequestToken": id("b2")}),
            ),
        ),
        (
            "update the description",
            send("UpdateSecret", json!({"SecretId": "b", "Description": "x"})),
        ),
        (
            "move a label",
            send(
                "UpdateSecretVersionStage",
                json!({
                    "SecretId": "a", "VersionStage": "AWSCURRENT",
                    "RemoveFromVersionId": id("a3"), "MoveToVersionId": id("a1"),
                }),
            ),
        ),
        (
            "delete",
            send(
                "DeleteSecret",
                json!({"SecretId": "a", "RecoveryWindowInDays": 10}),
            ),
        ),
        (
            "delete by force",
            send(
                "DeleteSecret",
                json!({"SecretId": "a", "ForceDeleteWithoutRecovery": true}),
            ),
        ),
        (
            "restore",
            send("RestoreSecret", json!({"SecretId": "gone"})),
        ),
        (
            "tag",
            send(
                "TagResource",
                json!({"SecretId": "a", "Tags": [{"Key": "k", "Value": "v"}]}),
            ),
        ),
        (
            "untag",
            send(
                "UntagResource",
                json!({"SecretId": "a", "TagKeys": ["old"]}),
            ),
        ),
        (
            "rotate",
            send(
                "RotateSecret",
                json!({
                    "SecretId": "b", "RotationLambdaARN": FUNCTION, "ClientRequestToken": id("b2"),
                    "RotationRules": {"AutomaticallyAfterDays": 30},
                }),
            ),
        ),
        (
            "cancel a rotation",
            send("CancelRotateSecret", json!({"SecretId": "r"})),
        ),
        (
            "a write when a deletion is due",
            Act::Send(
                "TagResource",
                json!({"SecretId": "b", "Tags": [{"Key": "k", "Value": "v"}]}),
                8 * DAY,
            ),
        ),
        ("compact", Act::Compact),
    ]
}
