//! A heap that can wipe what is freed.
//!
//! Types of our own wipe themselves; what libraries free does not: a `String` that grows under what is typed, the tree of a
//! JSON document or of a query. It begins where a secret is handed to such a library;
//! `docs/decisions/0003-key-memory.md` has what it costs.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::optimization_barrier;

static WIPES: AtomicBool = AtomicBool::new(false);

/// From now on, and to the end of the process, every block is wiped when it is freed.
pub fn wipe_from_here_on() {
    WIPES.store(true, Ordering::Relaxed);
}

/// The system's allocator, which wipes blocks before it takes them back after [`wipe_from_here_on`].
pub struct Heap;

#[expect(unsafe_code, reason = "that is how an allocator is made")]
// SAFETY: every block comes from the system's allocator, with the layout that it is given back with.
unsafe impl GlobalAlloc for Heap {
    // Inlined everywhere, these would make the program a tenth larger.
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that the system's allocator wants.
        unsafe { System.alloc(layout) }
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if WIPES.load(Ordering::Relaxed) {
            // SAFETY: the block is the caller's to give back, so nobody else has it, and it is of this size.
            unsafe { block.write_bytes(0, layout.size()) };
            // Without it the compiler may leave out writes to what is freed at once.
            optimization_barrier(&block);
        }
        // SAFETY: as for `alloc`.
        unsafe { System.dealloc(block, layout) };
    }

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !WIPES.load(Ordering::Relaxed) {
            // SAFETY: as for `alloc`.
            return unsafe { System.realloc(block, layout, size) };
        }
        // The system's way would leave the old block as it was.
        // SAFETY: the caller promises that the size fits the alignment.
        let larger = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        // SAFETY: both blocks hold at least what is copied, and the old one is the caller's to give back.
        unsafe {
            let moved = self.alloc(larger);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "a block is looked at as the allocator gives it")]
    fn a_block_that_grows_and_shrinks_keeps_its_bytes() {
        wipe_from_here_on();
        let layout = |size| Layout::array::<u8>(size).unwrap();
        // SAFETY: the layout is that of the block throughout, and only bytes that were written are read.
        unsafe {
            let block = Heap.alloc(layout(3));
            block.copy_from(b"abc".as_ptr(), 3);
            let block = Heap.realloc(block, layout(3), 5000);
            assert_eq!(std::slice::from_raw_parts(block, 3), b"abc");
            let block = Heap.realloc(block, layout(5000), 2);
            assert_eq!(std::slice::from_raw_parts(block, 2), b"ab");
            Heap.dealloc(block, layout(2));
        }
    }
}
