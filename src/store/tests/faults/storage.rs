//! The storage over a modelled machine: the calls that [`FileStorage`](crate::store::FileStorage) makes, in its order.

use super::disk::{DRAFT, Step, VAULT};
use super::machine::Machine;
use crate::error::{Error, Result};
use crate::store::storage::{Draft, Storage};

/// Small enough that a rewrite of a small vault is several writes.
const BUFFER: usize = 16 * 1024;

/// A process's open vault file.
#[derive(Debug)]
pub(crate) struct FaultyStorage {
    machine: Machine,
    inode: usize,
    holds_lock: bool,
}

impl FaultyStorage {
    pub(crate) fn open(machine: &Machine) -> Result<Self> {
        machine.ask("open")?;
        Ok(Self {
            inode: machine.vault_inode(),
            machine: machine.clone(),
            holds_lock: false,
        })
    }
}

impl Storage for FaultyStorage {
    type Draft = FaultyDraft;

    fn length(&self) -> Result<u64> {
        self.machine.ask("examine")?;
        Ok(self
            .machine
            .with_file(self.inode, |bytes| bytes.len() as u64))
    }

    fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.machine.ask("read")?;
        let start = usize::try_from(offset).unwrap();
        self.machine.with_file(self.inode, |bytes| {
            let part = bytes
                .get(start..start + buffer.len())
                .ok_or_else(|| Error::damaged("the vault is damaged: it ends early"))?;
            buffer.copy_from_slice(part);
            Ok(())
        })
    }

    fn reopen(&mut self) -> Result<bool> {
        self.machine.ask("open")?;
        let before = std::mem::replace(&mut self.inode, self.machine.vault_inode());
        Ok(before != self.inode)
    }

    fn lock(&mut self) -> Result<()> {
        self.machine.lock()?;
        self.holds_lock = true;
        let stale: Vec<String> = self.machine.disk().names.into_keys().collect();
        for name in stale.into_iter().filter(|name| name.starts_with(DRAFT)) {
            // As the real one: what cannot be removed now is left for the next writer.
            let _removed = self.machine.act("unlink", Step::Unlink { name });
        }
        Ok(())
    }

    fn unlock(&mut self) {
        if std::mem::take(&mut self.holds_lock) {
            self.machine.unlock();
        }
    }

    fn mark(&mut self) -> Result<()> {
        assert!(self.holds_lock, "a mark without the lock");
        self.machine.mark(true)
    }

    fn unmark(&mut self) {
        // As the real one: a mark that stays only costs a flush.
        let _taken_away = self.machine.mark(false);
    }

    fn is_marked(&self) -> bool {
        self.machine.is_marked()
    }

    fn is_written(&self) -> bool {
        self.machine.is_locked() && !self.holds_lock
    }

    fn append(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        assert!(self.holds_lock, "a write without the lock");
        let offset = usize::try_from(offset).unwrap();
        let length = self.machine.with_file(self.inode, <[u8]>::len);
        assert_eq!(offset, length, "an append is at the end");
        let step = Step::Write {
            inode: self.inode,
            offset,
            bytes: bytes.to_vec(),
        };
        self.machine.act("write", step)
    }

    fn flush(&mut self) -> Result<()> {
        let inode = self.inode;
        self.machine.act("flush", Step::Flush { inode })
    }

    fn truncate(&mut self, length: u64) -> Result<()> {
        assert!(self.holds_lock, "a cut without the lock");
        let (inode, length) = (self.inode, usize::try_from(length).unwrap());
        self.machine
            .act("truncate", Step::Truncate { inode, length })?;
        self.machine.act("flush", Step::Flush { inode })
    }

    fn draft(&mut self) -> Result<Self::Draft> {
        assert!(self.holds_lock, "a draft without the lock");
        let (name, inode) = self.machine.new_file();
        let create = Step::Create {
            name: name.clone(),
            inode,
        };
        self.machine.act("create", create)?;
        Ok(FaultyDraft {
            machine: self.machine.clone(),
            name: Some(name),
            inode,
            buffer: Vec::new(),
            written: 0,
        })
    }

    fn replace(&mut self, mut draft: Self::Draft) -> Result<()> {
        assert!(draft.buffer.is_empty(), "a draft that was not flushed");
        let from = draft.name.take().unwrap();
        let rename = Step::Rename {
            from: from.clone(),
            to: VAULT.to_owned(),
        };
        self.machine.act("rename", rename).inspect_err(|_| {
            draft.name = Some(from);
        })
    }

    fn flush_directory(&mut self) -> Result<()> {
        self.machine.act("flush directory", Step::FlushDirectory)
    }
}

impl Drop for FaultyStorage {
    fn drop(&mut self) {
        self.unlock();
    }
}

/// A draft beside the vault.
#[derive(Debug)]
pub(crate) struct FaultyDraft {
    machine: Machine,
    name: Option<String>,
    inode: usize,
    buffer: Vec<u8>,
    written: usize,
}

impl FaultyDraft {
    fn write_out(&mut self) -> Result<()> {
        let bytes = std::mem::take(&mut self.buffer);
        let step = Step::Write {
            inode: self.inode,
            offset: self.written,
            bytes: bytes.clone(),
        };
        self.written += bytes.len();
        self.machine.act("write beside", step)
    }
}

impl Draft for FaultyDraft {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.write_out()?;
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.write_out()?;
        let inode = self.inode;
        self.machine.act("flush", Step::Flush { inode })
    }
}

impl Drop for FaultyDraft {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            let _removed = self.machine.act("unlink", Step::Unlink { name });
        }
    }
}
