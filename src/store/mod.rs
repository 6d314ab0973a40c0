//! The vault file: what stands where is in `docs/FORMAT.md`.
//!
//! ```text
//! locate   path → header → slot → vault key
//! held     the vault key for a session, and from one
//! tip      the newest whole commit: footer, root
//! view     one commit, and what a transaction changed of it
//! file     the port: find, save, seal, reveal …, over the trie and the sealed parts
//! commit   append or rewrite
//! credentials  what clients sign with, in a table of its own
//! verify   every byte
//! follow   the newest commit, for a process that stays
//! rollback what this machine has seen of the vault
//! backup   a proven copy, and its way back
//! recover  what still verifies of a damaged file, in a new one
//! storage  the seam: what can fail or be torn
//! ```

mod access;
mod backup;
mod codec;
mod commit;
mod credentials;
mod file;
mod folder;
mod follow;
mod footer;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod header;
mod held;
mod locate;
pub mod memory;
mod node;
mod pointer;
mod record;
mod recover;
mod rekey;
mod rollback;
mod root;
mod sealed;
mod shelf;
mod storage;
mod tip;
mod trie;
mod verify;
mod view;

pub use commit::Compacted;
pub use file::VaultFile;
pub use folder::make_private_folder;
pub use header::{NewSlot, SlotId, SlotKind, Unlock, begins_a_vault};
pub use locate::{Located, NewVault};
pub use recover::{Loss, Recovered, Recovery, Salvage};
pub use rekey::{Depth, Proof, SlotAfter};
pub use rollback::{OnRollback, Standing, forget_path, seen_at};
pub use storage::{FileStorage, MemoryStorage, Storage, write_private_file};
pub use verify::Report;

#[cfg(test)]
pub(crate) mod tests;
