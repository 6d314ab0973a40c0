//! Faults of the header. Offsets are those of `docs/FORMAT.md`, Header.

use super::super::hostile::forge;
use super::*;

const VERSION: usize = 8;
const LENGTH: usize = 10;
const VAULT_ID: usize = 14;
const KEY_EPOCH: usize = 30;
const FLAGS: usize = 38;
const SLOT_COUNT: usize = 42;
const SLOT: usize = 44;
const SLOT_KIND: usize = SLOT + 16;
const SLOT_KDF: usize = SLOT_KIND + 1;
const SLOT_SALT: usize = SLOT_KDF + 12;
const SLOT_WRAPPED: usize = SLOT_SALT + 16;
const SLOT_LENGTH: usize = 149;

/// A vault whose header was changed by somebody with the vault key: its MAC is right.
fn signed(edit: impl Fn(&mut Vec<u8>) + 'static) -> Vec<u8> {
    forge(|forge| forge.header = Box::new(edit))
}

/// A vault whose header was changed by somebody without the key.
fn changed(edit: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = forge(|forge| forge.two_slots = true);
    edit(&mut bytes);
    bytes
}

fn set(bytes: &mut [u8], offset: usize, new: &[u8]) {
    bytes[offset..offset + new.len()].copy_from_slice(new);
}

/// A passphrase slot of this cost in place of the key-file slot.
fn kdf(memory: u32, passes: u32, lanes: u32) -> Vec<u8> {
    slot_of(1, memory, passes, lanes)
}

/// A slot of this kind and cost in place of the key-file slot.
fn slot_of(kind: u8, memory: u32, passes: u32, lanes: u32) -> Vec<u8> {
    signed(move |header| {
        header[SLOT_KIND] = kind;
        let numbers = [memory, passes, lanes].map(u32::to_le_bytes).concat();
        set(header, SLOT_KDF, &numbers);
    })
}

pub(super) fn cases() -> Vec<Case> {
    use Noticed::Open;
    vec![
        case("empty", REFUSED, Open, Vec::new),
        case("magic-wrong", REFUSED, Open, || {
            changed(|file| file[1] = b'W')
        }),
        case("magic-cut", REFUSED, Open, || {
            changed(|file| file.truncate(7))
        }),
        case("magic-through-text-mode", REFUSED, Open, || {
            changed(|file| {
                file.remove(6);
            })
        }),
        case("header-cut", DAMAGED, Open, || {
            changed(|file| file.truncate(200))
        }),
        case("header-cut-in-length", DAMAGED, Open, || {
            changed(|file| file.truncate(LENGTH + 1))
        }),
        case("header-without-a-commit", DAMAGED, Open, || {
            changed(|file| file.truncate(384))
        }),
        case("format-version-0", REFUSED, Open, || {
            changed(|file| file[VERSION] = 0)
        }),
        case("format-version-2", REFUSED, Open, || {
            changed(|file| file[VERSION] = 2)
        }),
        case("format-version-257", REFUSED, Open, || {
            changed(|file| file[VERSION + 1] = 1)
        }),
        case("header-length-zero", DAMAGED, Open, || {
            changed(|file| set(file, LENGTH, &[0; 4]))
        }),
        case("header-length-not-aligned", DAMAGED, Open, || {
            changed(|file| file[LENGTH] += 1)
        }),
        case("header-length-huge", DAMAGED, Open, || {
            changed(|file| set(file, LENGTH, &[0xff; 4]))
        }),
        case("header-length-above-limit", DAMAGED, Open, || {
            changed(|file| set(file, LENGTH, &8256_u32.to_le_bytes()))
        }),
        case("header-length-of-a-block-more", DAMAGED, Open, || {
            changed(|file| file[LENGTH] += 64)
        }),
        case("header-one-block-too-long", DAMAGED, Open, || {
            signed(|header| {
                header[LENGTH..LENGTH + 4].copy_from_slice(&320_u32.to_le_bytes());
                header.resize(320 - 32, 0);
            })
        }),
        case("header-padding-not-zero", DAMAGED, Open, || {
            signed(|header| header[SLOT + SLOT_LENGTH] = 1)
        }),
        case("header-mac-wrong", DAMAGED, Open, || {
            changed(|file| file[383] ^= 1)
        }),
        case("vault-id-changed", REFUSED, Open, || {
            changed(|file| file[VAULT_ID] ^= 1)
        }),
        case("key-epoch-changed", DAMAGED, Open, || {
            changed(|file| file[KEY_EPOCH] = 2)
        }),
        case("flags-not-zero", REFUSED, Open, || {
            signed(|header| header[FLAGS] = 1)
        }),
        case("slot-count-too-large", DAMAGED, Open, || {
            changed(|file| set(file, SLOT_COUNT, &[0xff; 2]))
        }),
        case("slot-left-out", DAMAGED, Open, || {
            changed(|file| file[SLOT_COUNT] = 1)
        }),
        case("slot-kind-unknown", REFUSED, Open, || {
            signed(|header| header[SLOT_KIND] = 9)
        }),
        case("slot-kind-reserved", REFUSED, Open, || {
            signed(|header| header[SLOT_KIND] = 4)
        }),
        case("slot-kind-changed", REFUSED, Open, || kdf(19_456, 2, 1)),
        case("slot-key-file-with-a-cost", DAMAGED, Open, || {
            signed(|header| header[SLOT_KDF] = 1)
        }),
        case("slot-kind-beyond-the-last", REFUSED, Open, || {
            signed(|header| header[SLOT_KIND] = 5)
        }),
        case("slot-of-both-without-a-cost", DAMAGED, Open, || {
            slot_of(3, 0, 0, 0)
        }),
        case("slot-of-both-below-floor", DAMAGED, Open, || {
            slot_of(3, 19_456, 1, 1)
        }),
        case("slot-of-both-in-place-of-a-key-file", REFUSED, Open, || {
            slot_of(3, 19_456, 2, 1)
        }),
        case("slot-of-a-recovery-key-with-a-cost", DAMAGED, Open, || {
            slot_of(4, 19_456, 2, 1)
        }),
        case("slot-id-changed", REFUSED, Open, || {
            signed(|header| header[SLOT] ^= 1)
        }),
        case("slot-salt-changed", REFUSED, Open, || {
            signed(|header| header[SLOT_SALT] ^= 1)
        }),
        case("slot-key-changed", REFUSED, Open, || {
            signed(|header| header[SLOT_WRAPPED + 80] ^= 1)
        }),
        case("slot-of-another-key-changed", DAMAGED, Open, || {
            changed(|file| file[SLOT_LENGTH + SLOT_WRAPPED] ^= 1)
        }),
        case("kdf-below-floor", DAMAGED, Open, || kdf(19_455, 2, 1)),
        case("kdf-one-pass", DAMAGED, Open, || kdf(65_536, 1, 4)),
        case("kdf-no-lanes", DAMAGED, Open, || kdf(65_536, 3, 0)),
        case("kdf-memory-above-ceiling", DAMAGED, Open, || {
            kdf(2_097_153, 2, 1)
        }),
        case("kdf-passes-above-ceiling", DAMAGED, Open, || {
            kdf(65_536, 65, 1)
        }),
        case("kdf-lanes-above-ceiling", DAMAGED, Open, || {
            kdf(65_536, 3, 17)
        }),
        case("kdf-work-above-ceiling", DAMAGED, Open, || {
            kdf(2_097_152, 5, 1)
        }),
        case("kdf-work-of-all-slots-above-ceiling", DAMAGED, Open, || {
            forge(|forge| {
                forge.two_slots = true;
                forge.header = Box::new(|header| {
                    for slot in [0, SLOT_LENGTH] {
                        header[slot + SLOT_KIND] = 1;
                        let numbers = [2_097_152_u32, 3, 1].map(u32::to_le_bytes).concat();
                        set(header, slot + SLOT_KDF, &numbers);
                    }
                });
            })
        }),
    ]
}
