//! Memory for Argon2 on huge pages, kept out of core dumps.
//!
//! With 4 KiB pages a third of Argon2's time is page faults and TLB misses, which only the defender pays
//! (`docs/BENCHMARKS.md`). Where no mapping can be had, a vector serves.

use argon2::Block;
use zeroize::Zeroize as _;

/// Memory for Argon2, wiped when let go.
pub struct Blocks {
    memory: Memory,
}

enum Memory {
    #[cfg(target_os = "linux")]
    Mapped(huge::Huge),
    Allocated(Vec<Block>),
}

impl Blocks {
    /// So many blocks of 1 KiB, all zero; nothing where the system does not have as much.
    pub fn new(count: usize) -> Option<Self> {
        #[cfg(target_os = "linux")]
        if let Some(huge) = huge::Huge::new(count) {
            return Some(Self {
                memory: Memory::Mapped(huge),
            });
        }
        let mut blocks = Vec::new();
        blocks.try_reserve_exact(count).ok()?;
        blocks.resize(count, Block::new());
        Some(Self {
            memory: Memory::Allocated(blocks),
        })
    }

    /// The blocks.
    pub fn as_mut_slice(&mut self) -> &mut [Block] {
        match &mut self.memory {
            #[cfg(target_os = "linux")]
            Memory::Mapped(huge) => huge.as_mut_slice(),
            Memory::Allocated(blocks) => blocks,
        }
    }
}

impl Drop for Blocks {
    fn drop(&mut self) {
        for block in self.as_mut_slice() {
            block.zeroize();
        }
    }
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the mapping's bytes are looked at as blocks")]
mod huge {
    use std::ptr::NonNull;
    use std::slice;

    use argon2::Block;
    use rustix::mm::Advice;

    use crate::platform::mapping::Mapping;

    const HUGE_PAGE: usize = 2 << 20;

    pub(super) struct Huge {
        blocks: NonNull<Block>,
        count: usize,
        /// Unmapped with the value.
        _mapping: Mapping,
    }

    impl Huge {
        pub(super) fn new(count: usize) -> Option<Self> {
            let bytes = count.checked_mul(Block::SIZE)?;
            // Room to begin at a huge page's border: the kernel gives huge pages only to aligned ranges.
            let length = bytes.checked_add(HUGE_PAGE)?;
            // A refusal costs only speed, or a core dump that the process limits forbid anyway.
            let advice = [Advice::LinuxHugepage, Advice::LinuxDontDump];
            let mapping = Mapping::new(length, advice)?;
            let skip = mapping.start().as_ptr().align_offset(HUGE_PAGE);
            // SAFETY: skip < HUGE_PAGE, so that skip + bytes is within the mapping.
            let blocks = unsafe { mapping.start().add(skip).cast() };
            Some(Self {
                blocks,
                count,
                _mapping: mapping,
            })
        }

        pub(super) const fn as_mut_slice(&mut self) -> &mut [Block] {
            // SAFETY: `blocks` begins `count` blocks within our own mapping, aligned far beyond `Block`'s 64 bytes, zeroed
            // by the kernel (a valid `Block` is any bytes), and borrowed as `self` is.
            unsafe { slice::from_raw_parts_mut(self.blocks.as_ptr(), self.count) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_zero_and_writable() {
        let mut blocks = Blocks::new(3000).unwrap();
        let slice = blocks.as_mut_slice();
        assert_eq!(slice.len(), 3000);
        assert!(
            slice
                .iter()
                .all(|block| block.as_ref().iter().all(|word| *word == 0))
        );
        slice[2999].as_mut()[127] = 1;
        assert_eq!(slice[2999].as_ref()[127], 1);
    }

    #[test]
    fn memory_that_is_not_there_is_no_abort() {
        assert!(Blocks::new(usize::MAX / 2048).is_none());
        assert!(Blocks::new(1 << 48).is_none());
    }
}
