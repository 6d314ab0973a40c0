//! The examples of the AWS CLI's own reference work with `vault` in the place of `aws secretsmanager`.
//!
//! They are read from the `awscli` package (`awscli/examples/secretsmanager/*.rst`). An example is run in a vault that holds what it
//! takes for granted, and must print the members that the reference prints.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{World, python_package};

const CURRENT: &str = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";
const PREVIOUS: &str = "a1b2c3d4-5678-90ab-cdef-EXAMPLE22222";
const THIRD: &str = "EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE";
const ARN_OF_FUNCTION: &str =
    "arn:aws:lambda:us-west-2:1234566789012:function:SecretsManagerTestRotationLambda";
const VAULT_RANDOM: &str = "arn:aws:lambda:us-west-2:123456789012:function:vault-random";

/// Operations that are not built yet, and the member of the issue that brings them.
const NOT_BUILT: [(&str, &str); 7] = [
    ("delete-resource-policy", "resource policies"),
    ("get-resource-policy", "resource policies"),
    ("put-resource-policy", "resource policies"),
    ("validate-resource-policy", "resource policies"),
    ("remove-regions-from-replication", "replication"),
    ("replicate-secret-to-regions", "replication"),
    ("stop-replication-to-replica", "replication"),
];

/// Members that the reference shows and the program cannot print: operation, path, reason.
const STALE: [(&str, &str, &str); 10] = [
    ("describe-secret", ".KmsKeyId", "customer-managed keys are not built yet"),
    ("describe-secret", ".PrimaryRegion", "replication is not built yet"),
    ("describe-secret", ".ReplicationStatus", "replication is not built yet"),
    ("describe-secret", ".ReplicationStatus[]", "replication is not built yet"),
    ("describe-secret", ".ReplicationStatus[].Region", "replication is not built yet"),
    ("describe-secret", ".ReplicationStatus[].KmsKeyId", "replication is not built yet"),
    ("describe-secret", ".ReplicationStatus[].Status", "replication is not built yet"),
    ("describe-secret", ".ReplicationStatus[].StatusMessage", "replication is not built yet"),
    ("list-secrets", ".SecretList[].OwningService", "no other service owns secrets of this vault"),
    ("list-secrets", ".SecretList[].Description", "of a secret that another service owns"),
];
