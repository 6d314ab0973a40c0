//! What a variable may be called, and what a secret's name becomes.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Kind, Result};

/// A variable's name that every shell takes: `[A-Za-z_][A-Za-z0-9_]*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableName(String);

impl VariableName {
    /// The name that the parts of a secret's name, path or JSON member give: joined by `_`, upper-cased, every
    /// character outside `[A-Za-z0-9]` as `_`, and a `_` before a leading digit (`9lives` gives `_9LIVES`).
    pub fn from_parts(parts: &[&str]) -> Self {
        let mut name = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                name.push('_');
            }
            name.extend(part.chars().map(|character| match character {
                'A'..='Z' | '0'..='9' => character,
                'a'..='z' => character.to_ascii_uppercase(),
                _ => '_',
            }));
        }
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            name.insert(0, '_');
        }
        Self(name)
    }

    /// The name as it stands.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it holds no lower-case letter, as the secrets do that an environment takes unasked.
    pub fn is_upper_case(&self) -> bool {
        !self.0.contains(|letter: char| letter.is_ascii_lowercase())
    }

    /// Whether setting it changes how programs start, or how the shell itself works: a stored secret must not
    /// become code (security, section 2.14).
    pub fn is_dangerous(&self) -> bool {
        let name = self.0.as_str();
        DANGEROUS.contains(&name) || DANGEROUS_PREFIXES.iter().any(|p| name.starts_with(p))
    }
}

impl FromStr for VariableName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut bytes = text.bytes();
        let starts = bytes
            .next()
            .is_some_and(|first| first == b'_' || first.is_ascii_alphabetic());
        if starts && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::new(
                Kind::Usage,
                format!(
                    "\"{}\" is not a variable name: it takes letters, digits and _, and no digit first",
                    text.escape_debug()
                ),
            ))
        }
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names that choose a program, its code or its search path, or that a shell keeps for itself.
const DANGEROUS: &[&str] = &[
    // Every program.
    "PATH",
    "HOME",
    "SHELL",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "BROWSER",
    "GCONV_PATH",
    "GLIBC_TUNABLES",
    // Shells: what they read, run or split by.
    "ENV",
    "IFS",
    "PS0",
    "PS1",
    "PS2",
    "PS3",
    "PS4",
    "PROMPT",
    "PROMPT_COMMAND",
    "SHELLOPTS",
    "ZDOTDIR",
    "FPATH",
    "CDPATH",
    // zsh ties these to PATH and FPATH, and loads its modules from the last.
    "path",
    "fpath",
    "cdpath",
    "module_path",
    // Read-only, or changed by the shell itself. A zsh run by root changes its user when USERNAME, UID, EUID, GID or
    // EGID is set; `_` never keeps its value.
    "UID",
    "EUID",
    "GID",
    "EGID",
    "PPID",
    "USERNAME",
    "_",
    // Interpreters and tools that load or run what a variable names.
    "NODE_OPTIONS",
    "NODE_PATH",
    "RUBYOPT",
    "RUBYLIB",
    "PERLLIB",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "CLASSPATH",
    "LESSOPEN",
    "LESSCLOSE",
    "MANPAGER",
    "GIT_ASKPASS",
    "GIT_EDITOR",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_PAGER",
    "GIT_PROXY_COMMAND",
    "GIT_SEQUENCE_EDITOR",
    "GIT_TEMPLATE_DIR",
    "SSH_ASKPASS",
    "SUDO_ASKPASS",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "LUA_INIT",
    "VIMINIT",
    "EXINIT",
    "INPUTRC",
    "RPROMPT",
    "TERMCAP",
    "TERMINFO",
    "DOTNET_STARTUP_HOOKS",
    "MAVEN_OPTS",
    "GRADLE_OPTS",
    "JAVA_OPTS",
    "OPENSSL_CONF",
    "OPENSSL_ENGINES",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    // Builds, which run what these name.
    "MAKEFLAGS",
    "MFLAGS",
    "GNUMAKEFLAGS",
    "MAKEFILES",
    "CC",
    "CXX",
    "AR",
    "LINKER",
    "CARGO_HOME",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "GOFLAGS",
    "PHPRC",
    "PHP_INI_SCAN_DIR",
    // Our own: which vault is meant, what opens it, and what is believed of it.
    "VAULT_ACCEPT_ROLLBACK",
    "VAULT_ENV",
    "VAULT_FILE",
    "VAULT_KEY_FILE",
    "VAULT_NO_SESSION",
    "VAULT_PASSPHRASE",
    "VAULT_PASSPHRASE_COMMAND",
    "VAULT_PASSPHRASE_FILE",
    "VAULT_PROFILE",
    "VAULT_REGION",
    "VAULT_SESSION",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
    // What the shell keeps for us.
    "VAULT_PROJECT",
    "VAULT_UNDO",
];

const DANGEROUS_PREFIXES: &[&str] = &[
    "LD_",
    "DYLD_",
    // BASH_ENV, BASHOPTS, BASH_FUNC_*, and variables that bash keeps for itself.
    "BASH",
    "fish_",
    "PYTHON",
    "PERL5",
    "GIT_SSH",
    "GIT_CONFIG",
    "CARGO_BUILD_",
    "CARGO_TARGET_",
    "npm_config_",
    "NPM_CONFIG_",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dangerous(name: &str) -> bool {
        name.parse::<VariableName>().unwrap().is_dangerous()
    }

    #[test]
    fn only_strict_names_are_taken() {
        for good in ["A", "_", "_1", "GITHUB_TOKEN", "camelCase9"] {
            assert_eq!(good.parse::<VariableName>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "1A",
            "A-B",
            "A=B",
            "A B",
            "A;touch x",
            "A$(x)",
            "A\n",
            "É",
            "A\0",
            "A.B",
        ] {
            let error = bad.parse::<VariableName>().unwrap_err();
            assert_eq!(error.kind(), Kind::Usage, "{bad:?}");
            assert!(!error.to_string().contains('\n'));
        }
    }

    #[test]
    fn a_secret_name_becomes_upper_case_with_underscores() {
        for (parts, name) in [
            (&["db"][..], "DB"),
            (&["db", "username"], "DB_USERNAME"),
            (&["app/db-main.v2"], "APP_DB_MAIN_V2"),
            (&["9lives"], "_9LIVES"),
            (&["9", "a"], "_9_A"),
            (&["a", "9"], "A_9"),
            (&["naïve key"], "NA_VE_KEY"),
            (&["a+=@b"], "A___B"),
            (&[""], "_"),
            (&["db", ""], "DB_"),
        ] {
            assert_eq!(VariableName::from_parts(parts).as_str(), name);
        }
    }

    #[test]
    fn names_that_make_a_value_into_code_are_dangerous() {
        for name in [
            "PATH",
            "LD_PRELOAD",
            "LD_X",
            "DYLD_INSERT_LIBRARIES",
            "BASH_ENV",
            "ENV",
            "IFS",
            "PS0",
            "PS4",
            "PROMPT_COMMAND",
            "SHELLOPTS",
            "BASHOPTS",
            "BASH_FUNC_x",
            "ZDOTDIR",
            "fish_user_paths",
            "HOME",
            "EDITOR",
            "VISUAL",
            "PAGER",
            "NODE_OPTIONS",
            "PYTHONPATH",
            "PERL5OPT",
            "RUBYOPT",
            "JAVA_TOOL_OPTIONS",
            "GIT_SSH_COMMAND",
            "GIT_CONFIG_COUNT",
            "SSH_ASKPASS",
            "UID",
            "EUID",
            "PPID",
            "path",
            "_",
            "MAKEFLAGS",
            "RUSTC_WRAPPER",
            "CARGO_BUILD_RUSTC_WRAPPER",
            "npm_config_script_shell",
            "VAULT_KEY_FILE",
            "VAULT_UNDO",
        ] {
            assert!(dangerous(name), "{name}");
        }
        for name in [
            "GITHUB_TOKEN",
            "DB_PATH",
            "PATHS",
            "MY_LD_X",
            "PERL",
            "GIT_TOKEN",
            "ENVIRONMENT",
            "DB_USERNAME",
        ] {
            assert!(!dangerous(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_secret_is_called_its_variable_is_a_valid_upper_case_name(
            parts in prop::collection::vec(any::<String>(), 1..4),
        ) {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let name = VariableName::from_parts(&parts);
            prop_assert_eq!(&name.as_str().parse::<VariableName>().unwrap(), &name);
            prop_assert!(name.is_upper_case());
        }
    }
}
