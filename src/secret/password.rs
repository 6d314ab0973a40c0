//! Random passwords (`GetRandomPassword`, semantics 10).

use zeroize::Zeroizing;

use crate::crypto::entropy::Entropy;
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::types::constraint::Constraints;
use crate::types::sensitive::SecretString;

const UPPERCASE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWERCASE: &str = "abcdefghijklmnopqrstuvwxyz";
const NUMBERS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Random bytes asked for at once: enough for a password of usual length, and what Linux gives in one piece.
const BATCH: usize = 256;
/// The least likely rules (four characters of which three can each be only one) succeed once in 2,000 draws, so
/// a sound source comes nowhere near this.
const MAX_DRAWS: usize = 100_000;

/// What a random password may and must hold: the options of `GetRandomPassword`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordRules {
    /// Characters in the password, 1 to 4096 (`PasswordLength`).
    pub length: u32,
    /// Single characters that it must not hold.
    pub exclude_characters: String,
    /// No digits.
    pub exclude_numbers: bool,
    /// No ASCII punctuation.
    pub exclude_punctuation: bool,
    /// No upper-case letters.
    pub exclude_uppercase: bool,
    /// No lower-case letters.
    pub exclude_lowercase: bool,
    /// Spaces too, though none is required.
    pub include_space: bool,
    /// At least one character of each type that is not excluded as a whole.
    pub require_each_included_type: bool,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self {
            length: 32,
            exclude_characters: String::new(),
            exclude_numbers: false,
            exclude_punctuation: false,
            exclude_uppercase: false,
            exclude_lowercase: false,
            include_space: false,
            require_each_included_type: true,
        }
    }
}

impl PasswordRules {
    /// Checks the constraints of the service model on these members.
    pub fn constrain(&self, constraints: &mut Constraints) {
        constraints.range("passwordLength", i64::from(self.length), 1..=4096);
        constraints.length("excludeCharacters", &*self.exclude_characters, 0..=4096);
    }

    /// A password of these rules; every one that keeps them is equally likely.
    pub fn generate(&self, entropy: &dyn Entropy) -> Result<SecretString> {
        let mut constraints = Constraints::new();
        self.constrain(&mut constraints);
        constraints.finish()?;

        let types = self.types();
        let mut alphabet = types.concat();
        if self.include_space && !self.exclude_characters.contains(' ') {
            alphabet.push(' ');
        }
        if alphabet.is_empty() {
            return Err(invalid(
                "The exclusions leave no character to make a password of.",
            ));
        }
        let required = if self.require_each_included_type {
            types
        } else {
            Vec::new()
        };
        let length = self.length as usize;
        if length < required.len() {
            return Err(invalid(
                "Password length is too short based on the required types.",
            ));
        }

        // Drawing the whole password anew, rather than planting the required characters, is what keeps all
        // passwords equally likely. All of it is ASCII, so the text never outgrows its capacity.
        let mut source = Source::new(entropy, alphabet.as_bytes());
        let mut text = Zeroizing::new(String::with_capacity(length));
        for _ in 0..MAX_DRAWS {
            text.clear();
            while text.len() < length {
                text.push(source.draw()?);
            }
            if required
                .iter()
                .all(|kind| text.contains(|character: char| kind.contains(character)))
            {
                return Ok(SecretString::new(text));
            }
        }
        Err(not_random())
    }

    /// The characters of each included type; a type without any is not included.
    fn types(&self) -> Vec<String> {
        [
            (UPPERCASE, self.exclude_uppercase),
            (LOWERCASE, self.exclude_lowercase),
            (NUMBERS, self.exclude_numbers),
            (PUNCTUATION, self.exclude_punctuation),
        ]
        .into_iter()
        .filter(|(_, excluded)| !excluded)
        .map(|(characters, _)| {
            let kept = characters
                .chars()
                .filter(|character| !self.exclude_characters.contains(*character));
            kept.collect()
        })
        .filter(|characters: &String| !characters.is_empty())
        .collect()
    }
}

/// Characters of an alphabet, each equally likely: bytes of the incomplete last round are thrown away.
struct Source<'a> {
    entropy: &'a dyn Entropy,
    alphabet: &'a [u8],
    batch: Zeroizing<[u8; BATCH]>,
    used: usize,
}

impl<'a> Source<'a> {
    /// `alphabet` must hold 1 to 256 ASCII characters.
    fn new(entropy: &'a dyn Entropy, alphabet: &'a [u8]) -> Self {
        Self {
            entropy,
            alphabet,
            batch: Zeroizing::new([0; BATCH]),
            used: BATCH,
        }
    }

    fn draw(&mut self) -> Result<char> {
        let size = self.alphabet.len();
        let zone = 256 - 256 % size;
        // More than half of all bytes count: so many failures in a row do not happen by chance.
        for _ in 0..4 * BATCH {
            if self.used == BATCH {
                self.entropy.fill(&mut *self.batch)?;
                self.used = 0;
            }
            let byte = usize::from(self.batch[self.used]);
            self.used += 1;
            if byte < zone {
                return Ok(char::from(self.alphabet[byte % size]));
            }
        }
        Err(not_random())
    }
}

fn invalid(message: &str) -> Error {
    Error::service(ErrorCode::InvalidParameterException, message)
}

fn not_random() -> Error {
    Error::new(
        Kind::Other,
        "the source of randomness repeats itself: no password can be drawn from it",
    )
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;
    use crate::crypto::entropy::OsEntropy;

    fn generate(rules: &PasswordRules) -> String {
        rules.generate(&OsEntropy).unwrap().expose().to_owned()
    }

    fn refusal(rules: &PasswordRules) -> Error {
        rules.generate(&OsEntropy).unwrap_err()
    }

    fn with(change: impl FnOnce(&mut PasswordRules)) -> PasswordRules {
        let mut rules = PasswordRules::default();
        change(&mut rules);
        rules
    }

    fn has_each_type(text: &str) -> bool {
        [UPPERCASE, LOWERCASE, NUMBERS, PUNCTUATION]
            .iter()
            .all(|kind| text.contains(|character: char| kind.contains(character)))
    }

    /// Counts its calls, so that their number can be promised.
    #[derive(Default)]
    struct Counting(Cell<u32>);

    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) -> Result<()> {
            self.0.set(self.0.get() + 1);
            OsEntropy.fill(buffer)
        }
    }

    struct Constant(u8);

    impl Entropy for Constant {
        fn fill(&self, buffer: &mut [u8]) -> Result<()> {
            buffer.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn punctuation_is_what_ascii_calls_so() {
        let ascii: String = ('\0'..='\x7f').filter(char::is_ascii_punctuation).collect();
        assert_eq!(PUNCTUATION, ascii);
    }

    #[test]
    fn the_default_is_32_characters_of_all_four_types_without_space() {
        for _ in 0..200 {
            let text = generate(&PasswordRules::default());
            assert_eq!(text.len(), 32);
            assert!(has_each_type(&text), "{text}");
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
        }
    }

    #[test]
    fn four_characters_are_one_of_each_type_in_any_order() {
        let rules = with(|rules| rules.length = 4);
        let mut first = String::new();
        for _ in 0..200 {
            let text = generate(&rules);
            assert!(has_each_type(&text), "{text}");
            first.push_str(&text[..1]);
        }
        assert!(
            has_each_type(&first),
            "each type comes first sometimes: {first}"
        );
    }

    #[test]
    fn every_character_comes_about_as_often_as_any_other() {
        let rules = with(|rules| {
            rules.length = 4096;
            rules.require_each_included_type = false;
            rules.include_space = true;
        });
        let mut counts = [0_u32; 128];
        for _ in 0..50 {
            for byte in generate(&rules).bytes() {
                counts[usize::from(byte)] += 1;
            }
        }
        // 204,800 draws of 95: 2,156 each with deviation 46; the bounds are ten deviations away.
        for byte in b' '..=b'~' {
            let count = counts[usize::from(byte)];
            assert!((1_690..=2_620).contains(&count), "{byte}: {count}");
        }
        assert_eq!(counts.iter().sum::<u32>(), 204_800);
    }

    #[test]
    fn a_usual_password_costs_one_or_two_calls() {
        for _ in 0..50 {
            let entropy = Counting::default();
            PasswordRules::default().generate(&entropy).unwrap();
            assert!(entropy.0.get() <= 2);
        }
    }

    #[test]
    fn exclusions_hold() {
        let digits = with(|rules| {
            rules.exclude_uppercase = true;
            rules.exclude_lowercase = true;
            rules.exclude_punctuation = true;
            rules.exclude_characters = "13579é".to_owned();
        });
        assert!(
            generate(&digits)
                .bytes()
                .all(|byte| b"02468".contains(&byte))
        );
        let letters = with(|rules| {
            rules.exclude_numbers = true;
            rules.exclude_punctuation = true;
        });
        assert!(
            generate(&letters)
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic())
        );
    }

    #[test]
    fn space_comes_only_when_asked_and_is_not_required() {
        let spaced = with(|rules| {
            rules.length = 4096;
            rules.include_space = true;
        });
        assert!(generate(&spaced).contains(' '));
        let spaced = with(|rules| {
            rules.length = 4;
            rules.include_space = true;
        });
        assert!(
            !generate(&spaced).contains(' '),
            "the four places are taken"
        );
        let excluded = with(|rules| {
            rules.include_space = true;
            rules.exclude_characters = " ".to_owned();
            rules.length = 4096;
        });
        assert!(!generate(&excluded).contains(' '));
    }

    #[test]
    fn a_type_emptied_by_characters_is_not_required() {
        let rules = with(|rules| {
            rules.exclude_characters = NUMBERS.to_owned();
            rules.length = 3;
        });
        assert!(!generate(&rules).contains(|character: char| character.is_ascii_digit()));
    }

    #[test]
    fn too_short_for_the_required_types_is_refused() {
        let error = refusal(&with(|rules| rules.length = 3));
        assert_eq!(error.code(), Some(ErrorCode::InvalidParameterException));
        assert_eq!(
            error.message(),
            "Password length is too short based on the required types."
        );
        let free = with(|rules| {
            rules.length = 1;
            rules.require_each_included_type = false;
        });
        assert_eq!(generate(&free).len(), 1);
    }

    #[test]
    fn length_has_bounds() {
        let error = refusal(&with(|rules| rules.length = 5000));
        assert_eq!(error.code(), Some(ErrorCode::ValidationException));
        assert_eq!(
            error.message(),
            "1 validation error detected: Value '5000' at 'passwordLength' failed to satisfy constraint: \
             Member must have value less than or equal to 4096"
        );
        let error = refusal(&with(|rules| rules.length = 0));
        assert_eq!(error.code(), Some(ErrorCode::ValidationException));
        assert_eq!(generate(&with(|rules| rules.length = 4096)).len(), 4096);
    }

    #[test]
    fn no_characters_left_is_refused() {
        let error = refusal(&with(|rules| {
            rules.exclude_uppercase = true;
            rules.exclude_lowercase = true;
            rules.exclude_numbers = true;
            rules.exclude_characters = PUNCTUATION.to_owned();
        }));
        assert_eq!(error.code(), Some(ErrorCode::InvalidParameterException));
    }

    #[test]
    fn a_source_that_is_not_random_is_an_error_and_not_an_endless_loop() {
        for byte in [0, 255] {
            let error = PasswordRules::default()
                .generate(&Constant(byte))
                .unwrap_err();
            assert_eq!(error.kind(), Kind::Other);
        }
    }

    proptest! {
        #[test]
        fn any_rules_give_a_password_that_keeps_them_or_an_error(
            length in 0..80_u32,
            exclude_characters in "[ -~é]{0,60}",
            flags in any::<[bool; 6]>(),
        ) {
            let rules = PasswordRules {
                length,
                exclude_characters,
                exclude_numbers: flags[0],
                exclude_punctuation: flags[1],
                exclude_uppercase: flags[2],
                exclude_lowercase: flags[3],
                include_space: flags[4],
                require_each_included_type: flags[5],
            };
            if let Ok(password) = rules.generate(&OsEntropy) {
                let text = password.expose();
                prop_assert_eq!(text.len(), length as usize);
                prop_assert!(!text.contains(|character: char| rules.exclude_characters.contains(character)));
                prop_assert!(rules.include_space || !text.contains(' '));
            }
        }
    }
}
