//! Memory for keys and passphrases: not swapped out, in no core dump, zeros in a forked child, wiped when let go.
//!
//! Keys are small and many, so they share one mapping, a slot each: a page and four system calls for every key would cost
//! more than opening the vault (`docs/decisions/0003-key-memory.md`). Where nothing can be mapped, or no slot is free, the
//! heap serves, still wiped. Where nothing more may be locked, the memory is only not dumped.

use std::fmt;
use std::mem::MaybeUninit;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::slice;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use region::Region;

/// Bytes of a slot, enough for a key and its derivation's state.
const SLOT: usize = 256;
/// A slot's alignment.
const ALIGNMENT: usize = 64;
/// A bit of [`Arena::taken`] each.
const SLOTS: usize = 64;

static ARENA: OnceLock<Option<Arena>> = OnceLock::new();

struct Arena {
    region: Region,
    taken: AtomicU64,
}

/// The one mapping of all slots; it stays for as long as the process.
fn arena() -> Option<&'static Arena> {
    let make = || {
        Some(Arena {
            region: Region::new(SLOT * SLOTS)?,
            taken: AtomicU64::new(0),
        })
    };
    ARENA.get_or_init(make).as_ref()
}

/// Whether the system refused to keep keys in memory (RLIMIT_MEMLOCK); false before the first key.
pub fn is_refused() -> bool {
    match ARENA.get() {
        None => false,
        Some(arena) => !arena.as_ref().is_some_and(|arena| arena.region.is_locked()),
    }
}

impl Arena {
    /// A slot that nobody else has until [`Arena::give_back`].
    fn take(&self) -> Option<u32> {
        loop {
            let slot = self.taken.load(Ordering::Relaxed).trailing_ones();
            if slot as usize >= SLOTS {
                return None;
            }
            let bit = 1 << slot;
            if self.taken.fetch_or(bit, Ordering::Acquire) & bit == 0 {
                return Some(slot);
            }
        }
    }

    fn give_back(&self, slot: u32) {
        self.taken.fetch_and(!(1 << slot), Ordering::Release);
    }
}

/// A box for a key.
pub struct Locked<T> {
    value: NonNull<T>,
    /// Where it lives; on the heap if nowhere.
    slot: Option<u32>,
}

#[expect(
    unsafe_code,
    reason = "a value is placed in memory that is not the allocator's"
)]
mod boxes {
    use super::{ALIGNMENT, Deref, DerefMut, Locked, MaybeUninit, NonNull, SLOT, arena, slice};
    use zeroize::Zeroize as _;

    impl<T> Locked<T> {
        /// Moves the value there: let it hold no secret yet, since a move leaves a copy behind.
        pub fn new(value: T) -> Self {
            let fits = size_of::<T>() <= SLOT && align_of::<T>() <= ALIGNMENT;
            let slot = arena()
                .filter(|_| fits)
                .and_then(|arena| Some((arena, arena.take()?)));
            let Some((arena, slot)) = slot else {
                return Self {
                    value: NonNull::from(Box::leak(Box::new(value))),
                    slot: None,
                };
            };
            // SAFETY: the arena has SLOTS slots of SLOT bytes, of which this one begins within it. It is large enough
            // and aligned for a `T`, and ours alone until it is given back.
            let place = unsafe { arena.region.start().add(SLOT * slot as usize).cast::<T>() };
            // SAFETY: as above; the slot holds nothing that would have to be dropped.
            unsafe { place.write(value) };
            Self {
                value: place,
                slot: Some(slot),
            }
        }
    }

    impl<T> Deref for Locked<T> {
        type Target = T;

        fn deref(&self) -> &T {
            // SAFETY: `value` points to a `T` that lives as long as `self`, which owns it.
            unsafe { self.value.as_ref() }
        }
    }

    impl<T> DerefMut for Locked<T> {
        fn deref_mut(&mut self) -> &mut T {
            // SAFETY: as above, and `self` is borrowed for writing.
            unsafe { self.value.as_mut() }
        }
    }

    impl<T> Drop for Locked<T> {
        fn drop(&mut self) {
            // SAFETY: the value is dropped once, and its bytes are only looked at as bytes afterwards, padding included.
            let bytes = unsafe {
                self.value.drop_in_place();
                slice::from_raw_parts_mut(
                    self.value.as_ptr().cast::<MaybeUninit<u8>>(),
                    size_of::<T>(),
                )
            };
            bytes.zeroize();
            match (self.slot, arena()) {
                (Some(slot), Some(arena)) => arena.give_back(slot),
                // SAFETY: without a slot the memory came from a `Box` of the same type, whose value has been dropped.
                _ => drop(unsafe { Box::from_raw(self.value.as_ptr().cast::<MaybeUninit<T>>()) }),
            }
        }
    }

    // SAFETY: the value is owned as by a `Box`, and slots are handed out by an atomic.
    unsafe impl<T: Send> Send for Locked<T> {}
    // SAFETY: as above.
    unsafe impl<T: Sync> Sync for Locked<T> {}
}

/// Bytes of a passphrase, in a mapping of their own.
pub struct LockedBytes(Bytes);

enum Bytes {
    Mapped { region: Region, length: usize },
    Allocated(Zeroizing<Vec<u8>>),
}

impl LockedBytes {
    /// Copies the bytes there and wipes where they were.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        let copied = Self::copy(&bytes);
        drop(bytes);
        copied
    }

    /// Copies the bytes there; where they were is the caller's to wipe.
    pub fn copy(bytes: &[u8]) -> Self {
        let length = bytes.len();
        let Some(mut region) = Region::new(length.max(1)) else {
            return Self(Bytes::Allocated(Zeroizing::new(bytes.to_vec())));
        };
        region.as_mut_slice()[..length].copy_from_slice(bytes);
        Self(Bytes::Mapped { region, length })
    }
}

impl Clone for LockedBytes {
    fn clone(&self) -> Self {
        Self::copy(self)
    }
}

impl Deref for LockedBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Mapped { region, length } => &region.as_slice()[..*length],
            Bytes::Allocated(bytes) => bytes,
        }
    }
}

impl fmt::Debug for LockedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the mapping's bytes are looked at as a slice")]
mod region {
    use std::ptr::NonNull;
    use std::slice;

    use rustix::mm::Advice;
    use zeroize::Zeroize as _;

    use crate::platform::mapping::Mapping;

    /// A mapping that is wiped when let go. What is in it is reached by borrowing it, or by slots of it that are handed out
    /// once.
    pub(super) struct Region {
        mapping: Mapping,
        length: usize,
        is_locked: bool,
    }

    impl Region {
        pub(super) fn new(length: usize) -> Option<Self> {
            // Kernels before 4.14 refuse the second, and nothing here forks to go on with keys.
            let advice = [Advice::LinuxDontDump, Advice::LinuxWipeOnFork];
            let mapping = Mapping::new(length, advice)?;
            Some(Self {
                is_locked: mapping.lock(),
                mapping,
                length,
            })
        }

        pub(super) const fn start(&self) -> NonNull<u8> {
            self.mapping.start()
        }

        pub(super) const fn is_locked(&self) -> bool {
            self.is_locked
        }

        pub(super) const fn as_slice(&self) -> &[u8] {
            // SAFETY: the mapping has this many bytes, all initialised by the kernel, borrowed as `self` is.
            unsafe { slice::from_raw_parts(self.start().as_ptr(), self.length) }
        }

        pub(super) const fn as_mut_slice(&mut self) -> &mut [u8] {
            // SAFETY: as above, and `self` is borrowed for writing.
            unsafe { slice::from_raw_parts_mut(self.start().as_ptr(), self.length) }
        }
    }

    impl Drop for Region {
        fn drop(&mut self) {
            self.as_mut_slice().zeroize();
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod region {
    use std::ptr::NonNull;

    /// There is none: the heap serves.
    pub(super) enum Region {}

    impl Region {
        pub(super) const fn new(_: usize) -> Option<Self> {
            None
        }

        pub(super) const fn start(&self) -> NonNull<u8> {
            match *self {}
        }

        pub(super) const fn is_locked(&self) -> bool {
            match *self {}
        }

        pub(super) const fn as_slice(&self) -> &[u8] {
            match *self {}
        }

        pub(super) const fn as_mut_slice(&mut self) -> &mut [u8] {
            match *self {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lives_there_and_is_dropped_once() {
        let counted = std::sync::Arc::new(());
        let mut boxed = Locked::new((1_u64, counted.clone()));
        boxed.0 = 7;
        assert_eq!((boxed.0, std::sync::Arc::strong_count(&counted)), (7, 2));
        drop(boxed);
        assert_eq!(std::sync::Arc::strong_count(&counted), 1);
    }

    #[test]
    fn more_values_than_slots_and_larger_ones_are_as_good() {
        let many: Vec<_> = (0..1000_usize).map(Locked::new).collect();
        assert!(many.iter().enumerate().all(|(index, one)| **one == index));
        assert!(many.iter().any(|one| one.slot.is_none()));
        assert_eq!(Locked::new([3_u8; SLOT + 1])[SLOT], 3);
    }

    #[test]
    fn no_two_values_share_a_slot_whatever_threads_do() {
        std::thread::scope(|scope| {
            for thread in 0..8_u64 {
                scope.spawn(move || {
                    for round in 0..2000 {
                        let mine = [0; 6].map(|_: u8| Locked::new([thread, round]));
                        assert!(mine.iter().all(|one| **one == [thread, round]));
                    }
                });
            }
        });
    }

    #[cfg(target_os = "linux")]
    #[expect(
        clippy::disallowed_methods,
        reason = "what the kernel tells of a mapping is in a file"
    )]
    #[test]
    fn the_kernel_neither_dumps_nor_swaps_it() {
        let boxed = Locked::new([1_u8; 32]);
        let bytes = LockedBytes::new(Zeroizing::new(b"passphrase".to_vec()));
        assert_eq!(&*bytes, b"passphrase");
        assert!(LockedBytes::new(Zeroizing::default()).is_empty());
        assert_eq!(format!("{bytes:?}"), "***");
        if boxed.slot.is_none() {
            return;
        }
        let smaps = std::fs::read_to_string("/proc/self/smaps").unwrap();
        for address in [boxed.value.as_ptr() as usize, bytes.as_ptr() as usize] {
            let flags = flags(&smaps, address);
            assert!(flags.contains("dd") && flags.contains("wf"), "{flags}");
            assert!(is_refused() || flags.contains("lo"), "{flags}");
        }
    }

    /// `VmFlags` of the mapping that holds this address (proc(5)).
    #[cfg(target_os = "linux")]
    fn flags(smaps: &str, address: usize) -> String {
        let mut holds = false;
        for line in smaps.lines() {
            let range = line.split(' ').next().unwrap().split_once('-');
            let ends = range.and_then(|(from, to)| {
                Some((
                    usize::from_str_radix(from, 16).ok()?,
                    usize::from_str_radix(to, 16).ok()?,
                ))
            });
            if let Some((from, to)) = ends {
                holds = (from..to).contains(&address);
            } else if holds && let Some(flags) = line.strip_prefix("VmFlags:") {
                return flags.to_owned();
            }
        }
        panic!("no mapping holds {address:x}");
    }
}
