//! AWS Secrets Manager for one machine, over one encrypted file.
//!
//! | floor | rooms |
//! | --- | --- |
//! | 4, front-ends | [`cli`], `endpoint`, [`shell`], [`project`], [`transfer`] |
//! | 3, the one door | [`service`], [`session`], [`rotation`], `client` |
//! | 2 | [`operations`] (a file an operation), [`store`] (the vault file); neither knows the other |
//! | 1, nouns and their rules | [`vault`] (the port), [`secret`], [`iam`] |
//! | 0, ground | [`types`], [`crypto`], [`sigv4`], [`error`], [`platform`], `resolver` |
//!
//! ```
//! use vault::crypto::entropy::OsEntropy;
//! use vault::crypto::keys::Key;
//! use vault::iam::Caller;
//! use vault::operations::{Call, CreateSecret, GetSecretValue, Operation as _, PutSecretValue};
//! use vault::rotation::Registry;
//! use vault::service::{Service, Tools};
//! use vault::store::{NewSlot, NewVault, VaultFile};
//! use vault::types::time::{Clock as _, SystemClock};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = Key::generate(&OsEntropy)?;
//! let new = NewVault {
//!     account: "000000000000".parse()?,
//!     home_region: "us-east-1".parse()?,
//!     slots: vec![NewSlot::KeyFile(&key)],
//! };
//! let store = VaultFile::in_memory(&new, SystemClock.now())?;
//! let mut service = Service::new(
//!     store,
//!     Tools {
//!         clock: Box::new(SystemClock),
//!         entropy: Box::new(OsEntropy),
//!         functions: Box::new(Registry::default()),
//!     },
//! );
//! let call = Call {
//!     region: "us-east-1".parse()?,
//!     caller: Caller::Owner,
//! };
//!
//! let mut create: CreateSecret = serde_json::from_str(r#"{"Name": "prod/db", "SecretString": "old"}"#)?;
//! create.fill_token(&OsEntropy)?;
//! service.handle(create, &call)?;
//! let mut put: PutSecretValue = serde_json::from_str(r#"{"SecretId": "prod/db", "SecretString": "new"}"#)?;
//! put.fill_token(&OsEntropy)?;
//! service.handle(put, &call)?;
//!
//! let get: GetSecretValue = serde_json::from_str(r#"{"SecretId": "prod/db"}"#)?;
//! let answer = serde_json::to_value(service.handle(get, &call)?)?;
//! assert_eq!(answer["SecretString"], "new");
//! # Ok(())
//! # }
//! ```

pub mod cli;
#[cfg(feature = "remote")]
pub mod client;
pub mod crypto;
#[cfg(feature = "serve")]
pub mod endpoint;
pub mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod iam;
pub mod operations;
pub mod platform;
pub mod project;
#[cfg(feature = "remote")]
pub mod resolver;
pub mod rotation;
pub mod secret;
pub mod service;
pub mod session;
pub mod shell;
pub mod sigv4;
pub mod store;
pub mod transfer;
pub mod types;
pub mod vault;
