//! A disk with one folder, and what happens to it, one step at a time.

use std::collections::BTreeMap;

/// What one call does to a disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A new empty file.
    Create {
        name: String,
        inode: usize,
    },
    Write {
        inode: usize,
        offset: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        inode: usize,
        length: usize,
    },
    /// All that was done to the file so far survives a power cut.
    Flush {
        inode: usize,
    },
    Rename {
        from: String,
        to: String,
    },
    Unlink {
        name: String,
    },
    /// All that was done to names so far survives a power cut.
    FlushDirectory,
}

/// Files by inode, and which names they have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Disk {
    pub(crate) inodes: Vec<Vec<u8>>,
    pub(crate) names: BTreeMap<String, usize>,
}

/// The vault's name.
pub(crate) const VAULT: &str = "vault";

/// How the names of drafts begin.
pub(crate) const DRAFT: &str = ".vault.";

impl Disk {
    /// A disk with nothing but this vault.
    pub(crate) fn with(vault: Vec<u8>) -> Self {
        Self {
            inodes: vec![vault],
            names: BTreeMap::from([(VAULT.to_owned(), 0)]),
        }
    }

    /// The bytes of the vault.
    pub(crate) fn vault(&self) -> &[u8] {
        &self.inodes[self.names[VAULT]]
    }

    /// The names that are not the vault's.
    pub(crate) fn leftovers(&self) -> Vec<&str> {
        let names = self.names.keys().map(String::as_str);
        names.filter(|name| *name != VAULT).collect()
    }

    /// Does what a call does.
    pub(crate) fn apply(&mut self, step: &Step) {
        match step {
            Step::Create { name, inode } => {
                self.file(*inode);
                self.names.insert(name.clone(), *inode);
            }
            Step::Write {
                inode,
                offset,
                bytes,
            } => {
                let file = self.file(*inode);
                let end = offset + bytes.len();
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[*offset..end].copy_from_slice(bytes);
            }
            Step::Truncate { inode, length } => self.file(*inode).truncate(*length),
            Step::Rename { from, to } => {
                if let Some(inode) = self.names.remove(from) {
                    self.names.insert(to.clone(), inode);
                }
            }
            Step::Unlink { name } => {
                self.names.remove(name);
            }
            Step::Flush { .. } | Step::FlushDirectory => {}
        }
    }

    /// The content of an inode, which is empty when it was never heard of.
    pub(crate) fn file(&mut self, inode: usize) -> &mut Vec<u8> {
        if self.inodes.len() <= inode {
            self.inodes.resize(inode + 1, Vec::new());
        }
        &mut self.inodes[inode]
    }
}
