//! The recovery key: 160 random bits that a person keeps on paper (`docs/FORMAT.md`, Keys).
//!
//! Written in Crockford's base 32 as eight groups of five: four characters of the key and one that checks them. The check
//! is linear over GF(32) with another weight for each place and the group's number added, so that a wrong character, two
//! exchanged neighbours and two exchanged groups are found, and the group that has the slip is known.

use zeroize::Zeroizing;

use crate::crypto::entropy::Entropy;
use crate::error::{Error, Kind, Result};
use crate::platform::locked::Locked;

/// Bytes of a recovery key.
pub const RECOVERY_KEY_LENGTH: usize = 20;

const GROUPS: usize = 8;
/// Characters of the key in a group; one that checks them follows.
const DIGITS: usize = 4;
const GROUP: usize = DIGITS + 1;

/// Crockford's: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 160 bits in memory that is locked, and wiped when let go.
pub struct RecoveryKey(Locked<[u8; RECOVERY_KEY_LENGTH]>);

impl RecoveryKey {
    /// A recovery key of these bytes.
    pub fn new(bytes: [u8; RECOVERY_KEY_LENGTH]) -> Self {
        let mut key = Self::zero();
        *key.0 = bytes;
        key
    }

    /// The beginning of every recovery key: it is filled in where it lives.
    fn zero() -> Self {
        Self(Locked::new([0; RECOVERY_KEY_LENGTH]))
    }

    /// A new random recovery key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self> {
        let mut key = Self::zero();
        entropy.fill(&mut *key.0)?;
        Ok(key)
    }

    /// The bytes, for a primitive of this module.
    pub(in crate::crypto) fn expose(&self) -> &[u8; RECOVERY_KEY_LENGTH] {
        &self.0
    }

    /// The text that a person keeps: eight groups of five characters with hyphens between.
    pub fn text(&self) -> Zeroizing<String> {
        let mut digits = Zeroizing::new([0_u8; GROUPS * DIGITS]);
        for (digits, bytes) in digits.chunks_exact_mut(8).zip(self.0.chunks_exact(5)) {
            let bits = bytes
                .iter()
                .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for (place, digit) in digits.iter_mut().enumerate() {
                *digit = (bits >> (35 - 5 * place)).to_le_bytes()[0] & 31;
            }
        }
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for (group, digits) in (0..).zip(digits.chunks_exact(DIGITS)) {
            if group > 0 {
                text.push('-');
            }
            let check = check(group, digits);
            for digit in digits.iter().chain([&check]) {
                text.push(char::from(ALPHABET[usize::from(*digit)]));
            }
        }
        text
    }

    /// Reads what a person typed: in either case, with or without hyphens and blanks, O for 0, I and L for 1.
    ///
    /// The error names the group that has a slip, never what was typed.
    pub fn parse(typed: &str) -> Result<Self> {
        let mut digits = Zeroizing::new([0_u8; GROUPS * GROUP]);
        let mut count = 0;
        for character in typed.chars().filter(|character| !is_separator(*character)) {
            if let Some(place) = digits.get_mut(count) {
                *place = digit(character).ok_or_else(|| slip(count / GROUP))?;
            }
            count += 1;
        }
        if count != digits.len() {
            return Err(wrong_count(typed, count));
        }
        let mut key = Self::zero();
        let mut bits = Zeroizing::new(0_u64);
        for (group, digits) in (0..).zip(digits.chunks_exact(GROUP)) {
            let (digits, given) = digits.split_at(DIGITS);
            if given != [check(group, digits)] {
                return Err(slip(usize::from(group)));
            }
            *bits = digits
                .iter()
                .fold(*bits, |bits, digit| bits << 5 | u64::from(*digit));
            if group % 2 == 1 {
                let start = usize::from(group) / 2 * 5;
                key.0[start..start + 5].copy_from_slice(&bits.to_be_bytes()[3..]);
                *bits = 0;
            }
        }
        Ok(key)
    }

    /// Whether text has a recovery key's shape, slips included: then an error of [`Self::parse`] helps.
    pub fn resembles(typed: &str) -> bool {
        let count = typed.chars().filter(|c| !is_separator(*c)).count();
        let is_grouped = typed.matches('-').count() == GROUPS - 1;
        let plain = typed
            .chars()
            .all(|c| is_separator(c) || c.is_ascii_alphanumeric());
        plain && (count == GROUPS * GROUP || is_grouped)
    }
}

impl Clone for RecoveryKey {
    fn clone(&self) -> Self {
        let mut key = Self::zero();
        key.0.copy_from_slice(&*self.0);
        key
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(***)")
    }
}

fn is_separator(character: char) -> bool {
    character == '-' || character.is_ascii_whitespace()
}

fn digit(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET
        .iter()
        .position(|digit| char::from(*digit) == character)?;
    u8::try_from(place).ok()
}

/// group number + Σ digit · 2^(place + 1), in GF(32).
fn check(group: u8, digits: &[u8]) -> u8 {
    let sum = digits
        .iter()
        .rev()
        .fold(0, |sum, digit| double(sum ^ digit));
    sum ^ group
}

/// Times x in GF(2)[x] / (x⁵ + x² + 1).
const fn double(digit: u8) -> u8 {
    let doubled = digit << 1;
    if doubled & 32 == 0 {
        doubled
    } else {
        doubled ^ 0b10_0101
    }
}

fn slip(group: usize) -> Error {
    Error::new(
        Kind::Locked,
        format!("the recovery key has a slip in group {} of 8", group + 1),
    )
}

fn wrong_count(typed: &str, count: usize) -> Error {
    let mut groups = typed
        .split(is_separator)
        .filter(|group| !group.is_empty())
        .map(|group| group.chars().count());
    if groups.clone().count() == GROUPS
        && let Some(group) = groups.position(|length| length != GROUP)
    {
        return slip(group);
    }
    Error::new(
        Kind::Locked,
        format!("a recovery key has 40 characters in groups of 5; this one has {count}"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> impl Strategy<Value = RecoveryKey> {
        any::<[u8; RECOVERY_KEY_LENGTH]>().prop_map(RecoveryKey::new)
    }

    fn message(typed: &str) -> String {
        RecoveryKey::parse(typed).unwrap_err().to_string()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_however_it_is_typed(key in key()) {
            let text = key.text();
            prop_assert_eq!(text.len(), 47);
            prop_assert!(RecoveryKey::resembles(&text));
            let sloppy = text.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
            for typed in [text.as_str(), &sloppy, &text.replace('-', ""), &format!(" {}\n", &*text)] {
                let read = RecoveryKey::parse(typed).unwrap();
                prop_assert_eq!(read.expose(), key.expose());
            }
        }

        #[test]
        fn any_wrong_character_is_found_and_its_group_named(
            key in key(), place in 0..40_usize, other in 1..32_u8,
        ) {
            let mut text = key.text().replace('-', "").into_bytes();
            let digit = digit(char::from(text[place])).unwrap();
            text[place] = ALPHABET[usize::from((digit + other) % 32)];
            let typed = String::from_utf8(text).unwrap();
            let named = format!("group {} ", place / 5 + 1);
            prop_assert!(message(&typed).contains(&named));
        }

        #[test]
        fn any_exchanged_neighbours_are_found(key in key(), place in 0..39_usize) {
            let mut text = key.text().replace('-', "").into_bytes();
            prop_assume!(text[place] != text[place + 1]);
            text.swap(place, place + 1);
            prop_assert!(RecoveryKey::parse(std::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn exchanged_groups_are_found(key in key(), one in 0..8_usize, other in 0..8_usize) {
            prop_assume!(one != other);
            let text = key.text();
            let mut groups: Vec<&str> = text.split('-').collect();
            groups.swap(one, other);
            prop_assert!(RecoveryKey::parse(&groups.join("-")).is_err());
        }

        #[test]
        fn nothing_that_is_typed_panics(typed in ".{0,60}") {
            let _answer = (RecoveryKey::parse(&typed), RecoveryKey::resembles(&typed));
        }
    }

    #[test]
    fn the_text_is_this_one_for_ever() {
        let key = RecoveryKey::new(
            *b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13",
        );
        assert_eq!(
            *key.text(),
            "000GD-40R4X-0M300-E209K-185G3-R38ED-1W811-24GKZ"
        );
    }

    #[test]
    fn a_missing_character_is_told_by_its_group_where_there_are_groups() {
        let key = RecoveryKey::new([7; RECOVERY_KEY_LENGTH]);
        let text = key.text();
        let mut shorter = text.to_string();
        shorter.remove(13);
        assert!(message(&shorter).contains("group 3 of 8"));
        assert!(message(&shorter.replace('-', "")).contains("this one has 39"));
        assert!(message(&text.replace('-', "?")).contains("group 2"));
        assert!(message("").contains("this one has 0"));
        assert_eq!(format!("{key:?}"), "RecoveryKey(***)");
    }
}
