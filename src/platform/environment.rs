//! The environment as the kernel keeps it: what `/proc/PID/environ` shows, and what a core dump or a swapped page holds.

/// Writes zeros over a variable's value where it stands, so that it is empty from then on.
///
/// Does nothing where a second thread could read the environment at the same time, or where that cannot be told.
pub fn wipe(name: &str) {
    #[cfg(target_os = "linux")]
    if block::is_alone() {
        block::wipe(name.as_bytes());
    }
    #[cfg(not(target_os = "linux"))]
    let _ = name;
}

#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "the standard library gives copies, and leaves the original"
)]
mod block {
    use std::ffi::CStr;
    use std::slice;

    use zeroize::Zeroize as _;

    /// Whether this is the only thread: a folder has a link from itself, from above and from each folder in it.
    pub(super) fn is_alone() -> bool {
        rustix::fs::stat("/proc/self/task").is_ok_and(|about| about.st_nlink == 3)
    }

    /// Only for a process that is alone.
    pub(super) fn wipe(name: &[u8]) {
        // SAFETY: the C library's pointer to an array of pointers to strings, null at its end (environ(7)). Nobody else
        // reads or changes any of them meanwhile: there is no other thread.
        let mut entry = unsafe { libc::environ };
        if entry.is_null() {
            return;
        }
        loop {
            // SAFETY: `entry` has not passed the null pointer at the array's end.
            let text = unsafe { *entry };
            if text.is_null() {
                return;
            }
            // SAFETY: each pointer before it is that of a string with an end.
            let length = unsafe { CStr::from_ptr(text) }.count_bytes();
            // SAFETY: the string's bytes, which the kernel put on the stack or `setenv` on the heap: both can be written,
            // and no reference to them is held elsewhere.
            let bytes = unsafe { slice::from_raw_parts_mut(text.cast::<u8>(), length) };
            if let Some((found, value)) = bytes.split_at_mut_checked(name.len())
                && found == name
                && let Some((b'=', value)) = value.split_first_mut()
            {
                value.zeroize();
            }
            // SAFETY: `entry` was not the array's end.
            entry = unsafe { entry.add(1) };
        }
    }
}
