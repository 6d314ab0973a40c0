//! Wiping what calls left on the stack.

#![expect(unsafe_code, reason = "the kernel is asked which pages are in use")]

use std::mem::MaybeUninit;

use zeroize::optimization_barrier;

/// How far below its caller [`wipe`] looks: more than a command was seen to use, and less than the kernel maps below the
/// first frame of a process.
const REACH: usize = 96 * 1024;

/// Bytes of a frame that is wiped: the smallest page.
const FRAME: usize = 4096;

/// Bytes that are filled at a time: few enough for plain stores, which begin sooner than `rep stosb`.
const PART: usize = 1024;

/// Wipes the stack below its caller, as far as it was used: to wipe all that might have been would first fill the memory
/// with fresh pages, at the price of opening a value.
#[inline(never)]
pub fn wipe() {
    wipe_frames(used().div_ceil(FRAME));
}

/// Each call's frame is another page of the stack.
#[inline(never)]
fn wipe_frames(count: usize) {
    let mut frame = [const { MaybeUninit::<[u8; PART]>::uninit() }; FRAME / PART];
    for part in &mut frame {
        optimization_barrier(part.write([0; PART]));
    }
    if count > 1 {
        wipe_frames(count - 1);
    }
    // Else the frame could be left before the call, and the next one would have its place.
    optimization_barrier(&frame);
}

/// Bytes from here down to the deepest page that was ever touched; all of [`REACH`] where that cannot be known.
#[cfg(target_os = "linux")]
fn used() -> usize {
    // SAFETY: reads a number that the C library was given at its start.
    let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(FRAME);
    let here = (&raw const page).addr();
    let start = (here - REACH).next_multiple_of(page);
    let mut touched = [0_u8; REACH / FRAME];
    // SAFETY: the kernel writes a byte for each page of the range, whose pages are no smaller than a frame.
    let told = unsafe {
        libc::mincore(
            std::ptr::without_provenance_mut(start),
            here - start,
            touched.as_mut_ptr(),
        )
    };
    if told != 0 {
        return REACH;
    }
    let untouched = touched.iter().take_while(|page| **page & 1 == 0).count();
    (here - start).saturating_sub(untouched * page)
}

#[cfg(not(target_os = "linux"))]
const fn used() -> usize {
    REACH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(never)]
    fn leave(bytes: u8) -> usize {
        #[expect(
            clippy::large_stack_arrays,
            reason = "it is the stack that is looked at"
        )]
        let left = [bytes; 20_000];
        optimization_barrier(&left);
        left.as_ptr().addr()
    }

    #[test]
    #[expect(
        unsafe_code,
        reason = "the stack is looked at behind the compiler's back"
    )]
    fn what_a_call_left_is_gone() {
        let at = leave(0xa5);
        wipe();
        // SAFETY: below the stack's end, in pages that were touched; volatile, since nobody knows what is there.
        let found = (0..20_000)
            .filter(|offset| unsafe {
                std::ptr::with_exposed_provenance::<u8>(at + offset).read_volatile() == 0xa5
            })
            .count();
        assert!(found < 100, "{found}");
    }
}
