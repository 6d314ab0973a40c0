//! AWS Secrets Manager for one machine, over one encrypted file.

pub mod cli;
pub mod crypto;
pub mod error;
pub mod iam;
pub mod operations;
pub mod rotation;
pub mod secret;
pub mod service;
pub mod session;
pub mod shell;
pub mod store;
pub mod types;
pub mod vault;
