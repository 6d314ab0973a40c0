use super::*;
use crate::error::Kind;

/// Whatever was done to the bytes: opening, verifying and reading never panic and never give other data.
fn judge(bytes: &[u8], names: &[&str], good: &dyn Fn(&str, &str) -> bool, what: &str) {
    let mut vault = match reopen(bytes) {
        Ok(vault) => vault,
        Err(error) => {
            assert!(
                matches!(error.kind(), Kind::Damaged | Kind::Locked),
                "{what}: {error}"
            );
            return;
        }
    };
    for name in names {
        match get(&mut vault, name) {
            Ok(Some(value)) => assert!(good(name, &value), "{what}: {name} = {value}"),
            Ok(None) => {}
            Err(error) => assert_eq!(error.kind(), Kind::Damaged, "{what}: {error}"),
        }
    }
    let verified = vault.verify();
    assert!(verified.is_err(), "{what}: verify noticed nothing");
}

fn small() -> Vec<u8> {
    let mut vault = new_vault();
    for name in ["a", "b", "c"] {
        put_one(&mut vault, name, "v1", "one");
        put_one(&mut vault, name, "v2", "two");
    }
    vault.storage().bytes().to_vec()
}

#[test]
fn every_single_bit_flip_of_a_small_vault_is_noticed() {
    let bytes = small();
    let mut flipped = bytes.clone();
    for bit in 0..bytes.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        judge(
            &flipped,
            &["a"],
            &|_, value| value == "two",
            &format!("bit {bit}"),
        );
        flipped[bit / 8] ^= 1 << (bit % 8);
    }
    assert_eq!(flipped, bytes);
}

#[test]
fn every_truncation_of_a_small_vault_is_noticed() {
    let bytes = small();
    for length in 0..bytes.len() {
        judge(
            &bytes[..length],
            &["a"],
            &|_, value| value == "two",
            &format!("length {length}"),
        );
    }
}

#[test]
fn bytes_behind_the_end_are_noticed_and_do_no_harm() {
    let mut bytes = small();
    for more in [1, 63, 64, 5000] {
        bytes.resize(bytes.len() + more, 7);
        judge(
            &bytes,
            &["a", "b", "c"],
            &|_, value| value == "two",
            &format!("{more} more"),
        );
        let mut vault = reopen(&bytes).unwrap();
        assert_eq!(vault.take_notices().len(), 1);
        assert_eq!(get(&mut vault, "c").unwrap().as_deref(), Some("two"));
    }
}

#[test]
fn a_spread_of_bit_flips_of_a_vault_in_append_mode_is_noticed() {
    flip(400);
}

#[test]
#[ignore = "minutes: the long form (docs/TESTING.md)"]
fn every_single_bit_flip_of_a_vault_in_append_mode_is_noticed_in_the_long_form() {
    let mut vault = new_vault();
    let mut number = 0;
    while vault.storage().bytes().len() < 64 * 1024 {
        append_one(&mut vault, "a", &format!("v{number}"), "two");
        number += 1;
    }
    let bytes = vault.storage().bytes().to_vec();
    let mut flipped = bytes.clone();
    for bit in 0..bytes.len() * 8 {
        flipped[bit / 8] ^= 1 << (bit % 8);
        let told = format!("bit {bit}");
        judge(&flipped, &["a"], &|_, value| value == "two", &told);
        flipped[bit / 8] ^= 1 << (bit % 8);
    }
    println!("{} flips", bytes.len() * 8);
}

#[test]
fn a_spread_of_truncations_of_a_vault_in_append_mode_falls_back_or_is_noticed() {
    truncate(1000);
}

#[test]
#[ignore = "minutes: the long form (docs/TESTING.md)"]
fn a_spread_of_truncations_falls_back_or_is_noticed_in_the_long_form() {
    truncate(100_000);
}

/// Flips about so many bits, evenly spread, one at a time.
fn flip(count: usize) {
    let bytes = appended().storage().bytes().to_vec();
    let mut flipped = bytes.clone();
    let bits = bytes.len() * 8;
    for bit in (0..bits).step_by((bits / count) | 1) {
        flipped[bit / 8] ^= 1 << (bit % 8);
        judge(
            &flipped,
            &["secret-0", "secret-399"],
            &was_put,
            &format!("bit {bit}"),
        );
        flipped[bit / 8] ^= 1 << (bit % 8);
    }
}

/// Cuts the file at about so many lengths, evenly spread.
fn truncate(count: usize) {
    let vault = appended();
    let bytes = vault.storage().bytes();
    let ends: Vec<usize> = commit_ends(&vault);
    for length in (0..bytes.len()).step_by((bytes.len() / count) | 1) {
        if !ends.contains(&length) {
            judge(
                &bytes[..length],
                &["secret-0"],
                &was_put,
                &format!("length {length}"),
            );
        }
    }
    for end in ends {
        // A cut exactly at an older commit's end is that older vault: only memory outside the file can tell.
        assert!(reopen(&bytes[..end]).unwrap().verify().is_ok());
    }
}

/// Whether `appended` ever put this value.
fn was_put(name: &str, value: &str) -> bool {
    let number = name.trim_start_matches("secret-");
    value == format!("new-{number}") || value == "v".repeat(200)
}

fn commit_ends(vault: &VaultFile<MemoryStorage>) -> Vec<usize> {
    let bytes = vault.storage().bytes();
    let mut ends = Vec::new();
    let mut end = bytes.len();
    while let Ok(older) = reopen(&bytes[..end]) {
        ends.push(end);
        end = usize::try_from(older.view.tip.footer.start).unwrap();
    }
    ends
}
