//! The shells' scripts: they know nothing but how to ask, so that they never age.

/// The script of a shell that asks; `None` where there is only the list that clap writes.
pub(crate) fn of(shell: &str, program: &str) -> Option<String> {
    let script = match shell {
        "bash" => include_str!("scripts/vault.bash"),
        "zsh" => include_str!("scripts/vault.zsh"),
        "fish" => include_str!("scripts/vault.fish"),
        _ => return None,
    };
    Some(fill(script, program))
}

/// A script for the name that the program has.
pub(crate) fn fill(script: &str, program: &str) -> String {
    let program = if is_plain(program) { program } else { "vault" };
    let function = program.replace(|character: char| !character.is_ascii_alphanumeric(), "_");
    script
        .replace("PROGRAM", program)
        .replace("FUNCTION", &function)
}

/// Whether a name means the same in every shell.
fn is_plain(program: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    !program.is_empty() && !program.starts_with(['-', '.']) && program.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_for_the_name_that_the_program_has() {
        let script = of("bash", "a-vault").unwrap();
        assert!(
            script.contains("command a-vault __complete bash"),
            "{script}"
        );
        assert!(script.contains("complete -F _a_vault a-vault"), "{script}");
        for odd in ["$(id)", "a b", "-x", "", "x;y", "ü"] {
            assert_eq!(of("zsh", odd), of("zsh", "vault"), "{odd}");
        }
        assert_eq!(of("elvish", "vault"), None);
    }
}
