//! A mapping of our own: what the kernel does with whole pages cannot be had with the allocator's.

#![expect(
    unsafe_code,
    reason = "only a mapping of our own can be advised and locked as a whole"
)]

use std::ffi::c_void;
use std::ptr::{self, NonNull};

use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mlock, mmap_anonymous, munmap};

/// Whole pages, zero at first. Wiping them is for whoever has written there.
pub(super) struct Mapping {
    start: NonNull<c_void>,
    length: usize,
}

// SAFETY: it owns its pages, and gives out no more than their address.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// So many bytes, which the kernel is told how to treat. It may refuse any advice: none is more than a favour.
    pub(super) fn new(length: usize, advice: [Advice; 2]) -> Option<Self> {
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
        for advice in advice {
            // SAFETY: the range is our own mapping, and nothing is in it yet.
            let advised = unsafe { madvise(start, length, advice) };
            let _ = advised;
        }
        Some(Self {
            start: NonNull::new(start)?,
            length,
        })
    }

    /// Its first byte, at a page's border.
    pub(super) const fn start(&self) -> NonNull<u8> {
        self.start.cast()
    }

    /// Keeps the pages in memory; whether the system allows it.
    pub(super) fn lock(&self) -> bool {
        // SAFETY: locking changes nothing but where the pages may be.
        unsafe { mlock(self.start.as_ptr(), self.length) }.is_ok()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and whoever got its address keeps `self` for as long.
        let unmapped = unsafe { munmap(self.start.as_ptr(), self.length) };
        debug_assert!(unmapped.is_ok(), "a whole mapping of ours can be unmapped");
    }
}
