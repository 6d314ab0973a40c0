//! The operations as callers meet them: wire JSON in, wire JSON out, through the service. Numbers in the names of tests
//! are the rows of the semantics' section 19.

mod create;
mod deletion;
mod faults;
mod importing;
mod labels;
mod listing;
mod options;
mod permits;
mod reading;
mod rotating;
mod running;
mod tagging;
mod versions;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

use super::{Service, Tools};
use crate::crypto::entropy::{Entropy, OsEntropy};
use crate::crypto::keys::Key;
use crate::error::{ErrorCode, Kind, Result};
use crate::iam::Caller;
use crate::operations::*;
use crate::rotation::Registry;
use crate::store::{MemoryStorage, NewSlot, NewVault, Storage, VaultFile};
use crate::types::time::{Clock, DAY, Timestamp};

/// 2026-01-05 12:00 UTC, a Monday.
const START: i64 = 1_767_614_400_000;

#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A service over a vault, at a time that moves only when told.
struct Bench<S: Storage = MemoryStorage> {
    service: Service<VaultFile<S>>,
    call: Call,
    clock: Hand,
    /// Where access dates are kept, if they are.
    _state: Option<tempfile::TempDir>,
}

impl Bench {
    fn new() -> Self {
        let clock = Hand(Arc::new(AtomicI64::new(START)));
        let key = Key::new([7; 32]);
        let new = NewVault {
            account: "000000000000".parse().unwrap(),
            home_region: "us-east-1".parse().unwrap(),
            slots: vec![NewSlot::KeyFile(&key)],
        };
        let mut store = VaultFile::in_memory(&new, clock.now()).unwrap();
        let state = tempfile::tempdir().unwrap();
        store.keep_access_dates(state.path());
        Self {
            _state: Some(state),
            ..Self::over(store, clock, Box::new(OsEntropy))
        }
    }

    /// A vault with the secret `S`, whose version `v1` has the value `x`.
    fn with_secret() -> Self {
        let mut bench = Self::new();
        bench.ok(
            "CreateSecret",
            json!({"Name": "S", "SecretString": "x", "ClientRequestToken": id("v1")}),
        );
        bench
    }
}

impl<S: Storage> Bench<S> {
    fn over(store: VaultFile<S>, clock: Hand, entropy: Box<dyn Entropy + Send>) -> Self {
        let tools = Tools {
            clock: Box::new(clock.clone()),
            entropy,
            functions: Box::new(Registry::default()),
        };
        Self {
            service: Service::new(store, tools),
            call: call("us-east-1"),
            clock,
            _state: None,
        }
    }

    fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    /// As an SDK sends it: with a token.
    fn send(&mut self, name: &str, body: Value) -> Result<Value> {
        self.run(name, body, true)
    }

    /// As a bare HTTP client sends it.
    fn send_raw(&mut self, name: &str, body: Value) -> Result<Value> {
        self.run(name, body, false)
    }

    fn ok(&mut self, name: &str, body: Value) -> Value {
        self.send(name, body).unwrap()
    }

    /// Code and text of the refusal.
    fn refusal(&mut self, name: &str, body: Value) -> String {
        told(self.send(name, body))
    }

    fn run(&mut self, name: &str, body: Value, sdk: bool) -> Result<Value> {
        macro_rules! dispatch {
            ($($operation:ident $word:literal,)*) => {
                match name {
                    $(stringify!($operation) => self.run_as::<$operation>(body, sdk),)*
                    _ => panic!("{name} is no operation"),
                }
            };
        }
        for_each_operation!(dispatch)
    }

    fn run_as<O: Request>(&mut self, body: Value, sdk: bool) -> Result<Value> {
        let mut request: O = serde_json::from_value(body).unwrap();
        if sdk {
            request.fill_token(&OsEntropy)?;
        }
        let response = self.service.handle(request, &self.call)?;
        Ok(serde_json::to_value(response).unwrap())
    }

    fn put(&mut self, version: &str, value: &str) {
        self.put_stages(version, value, &["AWSCURRENT"]);
    }

    fn put_stages(&mut self, version: &str, value: &str, stages: &[&str]) {
        self.ok(
            "PutSecretValue",
            json!({
                "SecretId": "S", "SecretString": value, "ClientRequestToken": id(version),
                "VersionStages": stages,
            }),
        );
    }

    /// Moves a label of `S`.
    fn stage(&mut self, label: &str, from: Option<&str>, to: Option<&str>) -> Result<Value> {
        self.send(
            "UpdateSecretVersionStage",
            json!({
                "SecretId": "S", "VersionStage": label,
                "RemoveFromVersionId": from.map(id), "MoveToVersionId": to.map(id),
            }),
        )
    }

    fn describe(&mut self) -> Value {
        self.ok("DescribeSecret", json!({"SecretId": "S"}))
    }

    /// Versions and labels of `S`, as the semantics abbreviate them: `v1[PREV] v2[CUR,PEND]`.
    fn labels(&mut self) -> String {
        let description = self.describe();
        let versions = description["VersionIdsToStages"].as_object();
        let version = |(id, stages): (&String, &Value)| {
            let stages = stages.as_array().unwrap().iter().map(|stage| {
                let stage = stage.as_str().unwrap();
                match stage {
                    "AWSCURRENT" => "CUR",
                    "AWSPREVIOUS" => "PREV",
                    "AWSPENDING" => "PEND",
                    custom => custom,
                }
            });
            let stages: Vec<&str> = stages.collect();
            format!("{}[{}]", id.trim_end_matches('-'), stages.join(","))
        };
        let versions: Vec<String> = versions.into_iter().flatten().map(version).collect();
        versions.join(" ")
    }

    /// The value of `S` without naming a version.
    fn value(&mut self) -> String {
        let value = self.ok("GetSecretValue", json!({"SecretId": "S"}));
        value["SecretString"].as_str().unwrap().to_owned()
    }

    fn arn(&mut self) -> String {
        self.describe()["ARN"].as_str().unwrap().to_owned()
    }
}

fn call(region: &str) -> Call {
    Call {
        region: region.parse().unwrap(),
        caller: Caller::Owner,
    }
}

/// A version id that begins with `name`.
fn id(name: &str) -> String {
    format!("{name:-<32}")
}

fn told(outcome: Result<Value>) -> String {
    let error = outcome.unwrap_err();
    format!("{}: {}", error.code().unwrap(), error.message())
}

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

const NOT_FOUND: &str =
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
const INVALID_NAME: &str = "ValidationException: Invalid name. Must be a valid name containing alphanumeric characters, \
     or any of the following: -/_+=.@!";
const NEEDS_TOKEN: &str =
    "You must provide a ClientRequestToken value. We recommend a UUID-type value.";
const DELETED: &str = "InvalidRequestException: You can't perform this operation on the secret because it was marked for \
     deletion.";
