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
    Mapped(mapping::Mapping),
    Allocated(Vec<Block>),
}

impl Blocks {
    /// So many blocks of 1 KiB, all zero.
    pub fn new(count: usize) -> Self {
        #[cfg(target_os = "linux")]
        if let Some(mapping) = mapping::Mapping::new(count) {
            return Self {
                memory: Memory::Mapped(mapping),
            };
        }
        Self {
            memory: Memory::Allocated(vec![Block::new(); count]),
        }
    }

    /// The blocks.
    pub fn as_mut_slice(&mut self) -> &mut [Block] {
        match &mut self.memory {
            #[cfg(target_os = "linux")]
            Memory::Mapped(mapping) => mapping.as_mut_slice(),
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
#[expect(
    unsafe_code,
    reason = "a mapping of our own is the only way to huge pages"
)]
mod mapping {
    use std::ptr::{self, NonNull};
    use std::slice;

    use argon2::Block;
    use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};

    const HUGE_PAGE: usize = 2 << 20;

    pub(super) struct Mapping {
        start: NonNull<std::ffi::c_void>,
        length: usize,
        blocks: NonNull<Block>,
        count: usize,
    }

    impl Mapping {
        pub(super) fn new(count: usize) -> Option<Self> {
            let bytes = count.checked_mul(Block::SIZE)?;
            // Room to begin at a huge page's border: the kernel gives huge pages only to aligned ranges.
            let length = bytes.checked_add(HUGE_PAGE)?;
            // SAFETY: a new anonymous mapping at an address of the kernel's choice touches no memory of ours.
            let start = unsafe {
                mmap_anonymous(
                    ptr::null_mut(),
                    length,
                    ProtFlags::READ | ProtFlags::WRITE,
                    MapFlags::PRIVATE,
                )
            }
            .ok()?;
            let start = NonNull::new(start)?;
            let skip = start.as_ptr().align_offset(HUGE_PAGE);
            // SAFETY: skip < HUGE_PAGE, so that skip + bytes is within the mapping.
            let aligned = unsafe { start.as_ptr().cast::<u8>().add(skip) };
            for advice in [Advice::LinuxHugepage, Advice::LinuxDontDump] {
                // SAFETY: the range is within our own mapping; neither advice changes its content. A refusal costs
                // only speed, or a core dump that the process limits forbid anyway.
                let advised = unsafe { madvise(aligned.cast(), bytes, advice) };
                let _ = advised;
            }
            Some(Self {
                start,
                length,
                blocks: NonNull::new(aligned.cast())?,
                count,
            })
        }

        pub(super) fn as_mut_slice(&mut self) -> &mut [Block] {
            // SAFETY: `blocks` begins `count` blocks within our own mapping, aligned far beyond `Block`'s 64 bytes, zeroed by
            // the kernel (a valid `Block` is any bytes), and borrowed as `self` is.
            unsafe { slice::from_raw_parts_mut(self.blocks.as_ptr(), self.count) }
        }
    }

    impl Drop for Mapping {
        fn drop(&mut self) {
            // SAFETY: the mapping is ours, and no slice of it outlives `self`.
            let unmapped = unsafe { munmap(self.start.as_ptr(), self.length) };
            debug_assert!(unmapped.is_ok(), "a whole mapping of ours can be unmapped");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_zero_and_writable() {
        let mut blocks = Blocks::new(3000);
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
}
