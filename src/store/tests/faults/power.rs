//! The states that a disk may be in when the power fails.
//!
//! What was flushed is there. Of what was not, each 512-byte sector of a write was written or was not, in any order; a cut
//! was made or was not; a name was changed or was not. A sector that was not written reads as it was, and behind the old
//! end of the file as zeros or as anything.

use super::disk::{Disk, Step};

const SECTOR: usize = 512;

/// Numbers without a pattern, the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

/// The power failing after the last of some steps.
pub(crate) struct PowerCut {
    /// What survives in any case.
    durable: Disk,
    /// What was not flushed, cut into what is written at once.
    pending: Vec<Step>,
}

/// Up to so many pending pieces, every subset of them is tried.
const FEW: usize = 8;

impl PowerCut {
    /// After these steps from a disk that was flushed.
    pub(crate) fn after(start: &Disk, steps: &[Step]) -> Self {
        let mut durable = start.clone();
        let mut pending: Vec<Step> = Vec::new();
        for step in steps {
            let is_flushed = |earlier: &Step| match step {
                Step::Flush { inode } => file_of(earlier) == Some(*inode),
                Step::FlushDirectory => file_of(earlier).is_none(),
                _ => false,
            };
            let (flushed, left): (Vec<Step>, Vec<Step>) = pending.into_iter().partition(is_flushed);
            pending = left;
            for earlier in flushed {
                durable.apply(&earlier);
            }
            pending.extend(pieces(step));
        }
        Self { durable, pending }
    }

    /// How many pieces were pending.
    pub(crate) const fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether all that was pending is the content of files other than the vault.
    pub(crate) fn is_beside(&self) -> bool {
        let vault = self.durable.names.get(super::disk::VAULT).copied();
        let beside = |step: &Step| file_of(step).is_some() && file_of(step) != vault;
        let is_name = |step: &Step| matches!(step, Step::Create { .. });
        self.pending
            .iter()
            .all(|step| beside(step) || is_name(step))
    }

    /// The states: all of them where few pieces are pending, else all that keep the first so many, lack one or have only one,
    /// and `random` more.
    pub(crate) fn states(&self, random: usize, numbers: &mut Numbers, visit: &mut dyn FnMut(Disk)) {
        let count = self.pending.len();
        if count <= FEW {
            for subset in 0_u32..1 << count {
                let keep: Vec<bool> = (0..count).map(|piece| subset >> piece & 1 == 1).collect();
                self.show(&keep, numbers, visit);
            }
            return;
        }
        let samples = random.min(count * 3);
        let systematic = (0..count * 3).map(|index| (index / count, index % count));
        // Where not all are asked for, an even spread of them.
        let step = (count * 3).div_ceil(samples.max(1));
        for (style, chosen) in systematic.step_by(step) {
            let keep: Vec<bool> = (0..count)
                .map(|piece| match style {
                    0 => piece < chosen,
                    1 => piece != chosen,
                    _ => piece == chosen,
                })
                .collect();
            self.show(&keep, numbers, visit);
        }
        for _ in samples..random {
            let density = 1 + numbers.below(15);
            let keep: Vec<bool> = (0..count).map(|_| numbers.below(16) < density).collect();
            self.show(&keep, numbers, visit);
        }
    }

    /// The state with these pieces: once behind zeros, once behind whatever the disk held there before.
    fn show(&self, keep: &[bool], numbers: &mut Numbers, visit: &mut dyn FnMut(Disk)) {
        let kept = |piece: &usize| keep[*piece];
        let mut order: Vec<usize> = (0..keep.len()).filter(kept).collect();
        let zeros = self.state(&order, None);
        let is_whole = order.len() == keep.len();
        let lengths: Vec<usize> = zeros.inodes.iter().map(Vec::len).collect();
        visit(zeros);
        if is_whole {
            return;
        }
        // Names may change places in the journal only where they do not depend on each other, which single names do not.
        if order.len() > 1 && self.pending.iter().all(is_write) {
            let (one, other) = (numbers.below(order.len()), numbers.below(order.len()));
            order.swap(one, other);
        }
        let garbage = self.state(&order, Some(numbers));
        let is_longer = garbage.inodes.iter().map(Vec::len).ne(lengths);
        if is_longer || garbage.inodes != self.state(&order, None).inodes {
            visit(garbage);
        }
    }

    fn state(&self, order: &[usize], garbage: Option<&mut Numbers>) -> Disk {
        let mut disk = self.durable.clone();
        if let Some(numbers) = garbage {
            // The file's new length is known, its blocks were never written.
            for piece in &self.pending {
                if let Step::Write {
                    inode,
                    offset,
                    bytes,
                } = piece
                {
                    let file = disk.file(*inode);
                    while file.len() < offset + bytes.len() {
                        file.push(u8::try_from(numbers.next() >> 56).unwrap());
                    }
                }
            }
        }
        for piece in order {
            disk.apply(&self.pending[*piece]);
        }
        disk
    }
}

/// The file whose content a step is about; `None` for steps about names.
const fn file_of(step: &Step) -> Option<usize> {
    match step {
        Step::Write { inode, .. } | Step::Truncate { inode, .. } | Step::Flush { inode } => {
            Some(*inode)
        }
        Step::Create { .. } | Step::Rename { .. } | Step::Unlink { .. } | Step::FlushDirectory => {
            None
        }
    }
}

const fn is_write(step: &Step) -> bool {
    matches!(step, Step::Write { .. })
}

/// A write as the sectors that it touches; any other step as it is; nothing for a flush.
fn pieces(step: &Step) -> Vec<Step> {
    match step {
        Step::Flush { .. } | Step::FlushDirectory => Vec::new(),
        Step::Write {
            inode,
            offset,
            bytes,
        } => {
            let mut pieces = Vec::new();
            let mut start = 0;
            while start < bytes.len() {
                let place = offset + start;
                let end = (start + SECTOR - place % SECTOR).min(bytes.len());
                pieces.push(Step::Write {
                    inode: *inode,
                    offset: place,
                    bytes: bytes[start..end].to_vec(),
                });
                start = end;
            }
            pieces
        }
        other => vec![other.clone()],
    }
}

#[test]
fn what_was_flushed_is_in_every_state_and_the_rest_in_every_combination() {
    let write = |offset, byte| Step::Write {
        inode: 0,
        offset,
        bytes: vec![byte; 2 * SECTOR],
    };
    let start = Disk::with(Vec::new());
    let steps = [
        write(0, 1),
        Step::Flush { inode: 0 },
        write(2 * SECTOR, 2),
        write(4 * SECTOR, 3),
    ];
    let cut = PowerCut::after(&start, &steps);
    assert_eq!(cut.pending(), 4);
    let mut seen = std::collections::BTreeSet::new();
    cut.states(100, &mut Numbers(1), &mut |disk| {
        assert_eq!(disk.vault()[..2 * SECTOR], [1; 2 * SECTOR]);
        seen.insert(disk.vault().to_vec());
    });
    // 16 subsets, and all but the whole one once more with rubbish for zeros.
    assert_eq!(seen.len(), 31);
}

#[test]
fn a_rename_is_kept_or_not_until_the_folder_is_flushed() {
    let start = Disk::with(vec![1]);
    let new = |name: &str| Step::Create {
        name: name.to_owned(),
        inode: 1,
    };
    let rename = Step::Rename {
        from: "draft".to_owned(),
        to: "vault".to_owned(),
    };
    let content = Step::Write {
        inode: 1,
        offset: 0,
        bytes: vec![2],
    };
    let mut steps = vec![new("draft"), content, Step::Flush { inode: 1 }, rename];
    let mut seen = std::collections::BTreeSet::new();
    let cut = PowerCut::after(&start, &steps);
    cut.states(100, &mut Numbers(1), &mut |disk| {
        seen.insert(disk.vault().to_vec());
    });
    assert_eq!(seen, [vec![1], vec![2]].into());
    steps.push(Step::FlushDirectory);
    assert_eq!(PowerCut::after(&start, &steps).pending(), 0);
}
