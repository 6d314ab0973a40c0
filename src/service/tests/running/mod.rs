//! Rotations run to their end, and what happens when they are not.

mod random;

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use crate::crypto::entropy::OsEntropy;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::iam::Caller;
use crate::operations::{
    Call, CancelRotateSecret, CreateSecret, DescribeSecret, Generate, GetRandomPassword,
    GetSecretValue, Handler, LocalHandler, Operation, PutSecretValue, Request, RotateSecret,
    SecretMetadata, UpdateSecretVersionStage, VersionNamed, new_token,
};
use crate::rotation::{
    Client, Event, Registry, RotationFunction, Step, needs_assent, resume, rotate,
};
use crate::secret::rotation::PREVIOUS_UNFINISHED;
use crate::secret::rotation::RotationRules;
use crate::service::{Service, Tools};
use crate::store::memory::MemoryStore;
use crate::types::shorthand::Shorthand;
use crate::types::time::{DAY, FixedClock, Timestamp};
use crate::types::version::StagingLabel;

const NOW: Timestamp = Timestamp::from_millis(1_767_614_400_000);
const OTHER: &str = "arn:aws:lambda:us-east-1:000000000000:function:other";

/// A service that is killed at one of its operations: before it, or after it but before the answer.
struct Mortal {
    service: Service<MemoryStore>,
    left: Option<(usize, bool)>,
}

impl Handler for Mortal {
    fn handle<O: Request>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        self.handle_local(request, call)
    }
}

impl LocalHandler for Mortal {
    fn handle_local<O: Operation>(&mut self, request: O, call: &Call) -> Result<O::Response> {
        let killed = || Error::new(Kind::Other, "killed");
        match &mut self.left {
            None => self.service.handle(request, call),
            Some((0, false)) => Err(killed()),
            Some((0, true)) => {
                self.left = Some((0, false));
                self.service.handle(request, call).and(Err(killed()))
            }
            Some((left, _)) => {
                *left -= 1;
                self.service.handle(request, call)
            }
        }
    }
}

/// A function that only notes its steps, moves the label at the end, and fails at the step it is told.
#[derive(Clone, Default)]
struct Noting {
    seen: Arc<Mutex<Vec<String>>>,
    fails_at: Option<Step>,
}

impl RotationFunction for Noting {
    fn step(&self, event: &Event, client: &mut dyn Client) -> Result<()> {
        let value = client.get_secret_value(event.pending()).ok();
        let value = value.and_then(|value| value.secret_string);
        let value = value.map(|value| value.0.expose().to_owned());
        self.seen
            .lock()
            .unwrap()
            .push(format!("{} {value:?}", event.step));
        if self.fails_at == Some(event.step) {
            return Err(Error::new(Kind::Other, "no"));
        }
        match event.step {
            Step::CreateSecret => {
                let put = PutSecretValue {
                    secret_id: Some(event.secret_id.clone()),
                    client_request_token: Some(event.token.clone()),
                    secret_string: Some("new".parse().unwrap()),
                    version_stages: Some(vec!["AWSPENDING".into()]),
                    ..PutSecretValue::default()
                };
                client.put_secret_value(put).map(drop)
            }
            Step::FinishSecret => event.finish(client),
            Step::SetSecret | Step::TestSecret => Ok(()),
        }
    }
}

struct Bench {
    mortal: Mortal,
    functions: Registry,
    call: Call,
}

impl Bench {
    fn new(value: &str, other: Noting) -> Self {
        let mut functions = Registry::default();
        functions.add("other", other);
        let tools = Tools {
            clock: Box::new(FixedClock(NOW)),
            entropy: Box::new(OsEntropy),
            functions: Box::new(functions.clone()),
        };
        let region: crate::types::region::Region = "us-east-1".parse().unwrap();
        let store = MemoryStore::new("000000000000".parse().unwrap(), region.clone());
        let mut bench = Self {
            mortal: Mortal {
                service: Service::new(store, tools),
                left: None,
            },
            functions,
            call: Call {
                region,
                caller: Caller::Owner,
            },
        };
        bench.ask(CreateSecret {
            name: Some("S".to_owned()),
            secret_string: Some(value.parse().unwrap()),
            ..CreateSecret::default()
        });
        bench
    }

    fn ask<O: Operation>(&mut self, mut request: O) -> O::Response {
        request.fill_token(&OsEntropy).unwrap();
        self.mortal.service.handle(request, &self.call).unwrap()
    }

    fn rotate(&mut self, request: RotateSecret) -> Result<VersionNamed> {
        let request = RotateSecret {
            secret_id: Some("S".to_owned()),
            client_request_token: Some(new_token(&OsEntropy).unwrap()),
            ..request
        };
        rotate(&mut self.mortal, &self.functions, &self.call, request)
    }

    fn describe(&mut self) -> SecretMetadata {
        self.ask(DescribeSecret {
            secret_id: Some("S".to_owned()),
        })
    }

    fn value(&mut self, stage: &str) -> String {
        let value = self.ask(GetSecretValue {
            secret_id: Some("S".to_owned()),
            version_stage: Some(stage.into()),
            ..GetSecretValue::default()
        });
        value.secret_string.unwrap().0.expose().to_owned()
    }
}

fn generate() -> RotateSecret {
    RotateSecret {
        generate: Generate {
            generate: true,
            ..Generate::default()
        },
        ..RotateSecret::default()
    }
}

fn by_other() -> RotateSecret {
    RotateSecret {
        rotation_lambda_arn: Some(OTHER.to_owned()),
        ..RotateSecret::default()
    }
}

fn random(value: &str) -> Bench {
    Bench::new(value, Noting::default())
}

#[test]
fn the_four_steps_run_in_their_order_with_one_token() {
    let noting = Noting::default();
    let mut bench = Bench::new("old", noting.clone());
    bench.rotate(by_other()).unwrap();
    assert_eq!(
        *noting.seen.lock().unwrap(),
        [
            "createSecret None",
            "setSecret Some(\"new\")",
            "testSecret Some(\"new\")",
            "finishSecret Some(\"new\")"
        ]
    );
    assert_eq!(bench.value("AWSCURRENT"), "new");
    assert_eq!(bench.describe().last_rotated_date, Some(NOW));
    assert_eq!(
        bench.describe().next_rotation_date,
        None,
        "no rules, no date"
    );
}

#[test]
fn a_failed_step_leaves_the_rotation_open_and_the_value_as_it_was() {
    for step in Step::ALL {
        let noting = Noting {
            fails_at: Some(step),
            ..Noting::default()
        };
        let mut bench = Bench::new("old", noting);
        let error = bench.rotate(by_other()).unwrap_err();
        assert_eq!(
            error.message(),
            format!("Error when executing lambda {OTHER} during {step} step: no")
        );
        assert_eq!(bench.value("AWSCURRENT"), "old");
        let after = bench.describe();
        assert_eq!(after.rotation_enabled, Some(true));
        assert_eq!(after.last_rotated_date, None);
        assert_eq!(after.version_ids_to_stages.len(), 2);

        let pending = bench.ask(CancelRotateSecret {
            secret_id: Some("S".to_owned()),
        });
        bench.ask(UpdateSecretVersionStage {
            secret_id: Some("S".to_owned()),
            version_stage: Some("AWSPENDING".into()),
            remove_from_version_id: pending.version_id,
            ..UpdateSecretVersionStage::default()
        });
        bench.rotate(generate()).unwrap();
    }
}

#[test]
fn killed_at_any_moment_the_next_rotation_completes_the_one_that_was_open_and_is_refused() {
    let answered = RefCell::new(0);
    for after in [false, true] {
        for moment in 0.. {
            let mut bench = random("old");
            bench.mortal.left = Some((moment, after));
            let first = bench.rotate(generate());
            bench.mortal.left = None;
            if first.is_ok() {
                *answered.borrow_mut() += 1;
                assert!(moment > 10, "the rotation has that many moments");
                break;
            }
            let value = bench.value("AWSCURRENT");
            let before = bench.describe();
            let is_pending = before
                .version_ids_to_stages
                .values()
                .any(|stages| stages.len() == 1 && stages[0].as_str() == "AWSPENDING");
            if is_pending {
                assert_eq!(value, "old");
                let versions = before.version_ids_to_stages.len();
                let refused = bench.rotate(RotateSecret::default()).unwrap_err();
                assert_eq!(refused.message(), PREVIOUS_UNFINISHED);
                assert!(refused.hints()[0].contains("complete now"));
                let done = bench.describe();
                assert_eq!(
                    done.version_ids_to_stages.len(),
                    versions,
                    "no second new version"
                );
                assert_eq!(done.last_rotated_date, Some(NOW));
                assert_eq!(bench.value("AWSPREVIOUS"), "old");
            } else {
                bench.rotate(generate()).unwrap();
            }
            assert_ne!(bench.value("AWSCURRENT"), "old");
        }
    }
    assert_eq!(*answered.borrow(), 2);
}

#[test]
fn an_open_rotation_is_completed_but_a_new_configuration_is_refused() {
    let mut bench = random("old");
    bench.mortal.left = Some((1, false));
    bench.rotate(generate()).unwrap_err();
    bench.mortal.left = None;
    let request = RotateSecret {
        rotation_rules: Some(Shorthand(RotationRules {
            automatically_after_days: Some(5),
            ..RotationRules::default()
        })),
        ..RotateSecret::default()
    };
    let error = bench.rotate(request.clone()).unwrap_err();
    assert!(
        error
            .message()
            .starts_with("A previous rotation isn't complete.")
    );
    assert!(error.hints()[0].contains("complete now"));
    assert_ne!(bench.value("AWSCURRENT"), "old");
    assert_eq!(
        bench
            .describe()
            .rotation_rules
            .unwrap()
            .automatically_after_days,
        Some(30)
    );
    bench.rotate(request).unwrap();
    assert_eq!(
        bench
            .describe()
            .rotation_rules
            .unwrap()
            .automatically_after_days,
        Some(5)
    );
}

#[test]
fn without_rotating_now_only_the_test_runs_and_its_version_goes() {
    for fails_at in [None, Some(Step::TestSecret)] {
        let noting = Noting {
            fails_at,
            ..Noting::default()
        };
        let mut bench = Bench::new("old", noting.clone());
        let request = RotateSecret {
            rotate_immediately: false.into(),
            ..by_other()
        };
        assert_eq!(bench.rotate(request).is_err(), fails_at.is_some());
        assert_eq!(*noting.seen.lock().unwrap(), ["testSecret Some(\"old\")"]);
        let after = bench.describe();
        assert_eq!(after.rotation_enabled, Some(true));
        assert_eq!(after.last_rotated_date, None);
        assert_eq!(after.version_ids_to_stages.len(), 1);
        assert_eq!(bench.value("AWSCURRENT"), "old");
    }
}

#[test]
fn there_is_nothing_to_resume_without_an_open_rotation() {
    let mut bench = random("old");
    let done = resume(&mut bench.mortal, &bench.functions, &bench.call, "S").unwrap();
    assert!(done.is_none());
    bench.rotate(generate()).unwrap();
    let done = resume(&mut bench.mortal, &bench.functions, &bench.call, "S").unwrap();
    assert!(done.is_none());
}

#[test]
fn a_schedule_fills_in_the_days_after_a_rotation() {
    let mut bench = random("old");
    let request = RotateSecret {
        rotation_rules: Some(Shorthand(RotationRules {
            schedule_expression: Some("rate(10 days)".to_owned()),
            ..RotationRules::default()
        })),
        ..generate()
    };
    bench.rotate(request).unwrap();
    let rules = bench.describe().rotation_rules.unwrap();
    assert_eq!(rules.automatically_after_days, Some(10));
    assert_eq!(rules.schedule_expression.as_deref(), Some("rate(10 days)"));
    bench.rotate(RotateSecret::default()).unwrap();
    assert_eq!(
        bench.describe().next_rotation_date,
        Some(NOW.day().plus(11 * DAY - 1000))
    );
}
