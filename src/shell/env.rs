//! The variables that secrets give together: each is set by one secret only, and none runs code.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Variable;
use super::given::{Given, given, given_unasked};
use super::name::VariableName;
use super::reference::Reading;
use crate::error::{Error, Kind, Result};
use crate::types::sensitive::SecretValue;

/// The variables of an environment while secrets are added to it: each is set by one secret only.
#[derive(Default)]
pub struct Environment {
    set: BTreeMap<VariableName, Given>,
    allowed: Vec<VariableName>,
    prefix: String,
    chosen: Chosen,
    left_out: Vec<VariableName>,
}

/// Which variables are wanted (`--only`, `--exclude`): nothing is asked of the others, not even that they could be set.
#[derive(Debug, Default, Clone)]
pub struct Chosen {
    /// No others; if there are none here, all.
    pub only: Vec<String>,
    /// These not.
    pub exclude: Vec<String>,
}

impl Chosen {
    /// Whether this variable is one of them.
    pub fn keeps(&self, variable: &str) -> bool {
        let is_among = |names: &[String]| names.iter().any(|name| name == variable);
        (self.only.is_empty() || is_among(&self.only)) && !is_among(&self.exclude)
    }
}

/// What the secrets gave.
#[derive(Debug)]
pub struct Variables {
    /// Sorted by name.
    pub variables: Vec<Variable>,
    /// One line for standard error, if dangerous names were left out.
    pub warning: Option<String>,
}

/// Whether a secret is exported when no reference was given: its name is itself an upper-case variable name
/// (`GITHUB_TOKEN`).
pub fn is_exported_unasked(secret: &str) -> bool {
    secret
        .parse()
        .is_ok_and(|name: VariableName| name.is_upper_case())
}

impl Environment {
    /// An empty environment, in which these names may be set although they are dangerous (`--allow-unsafe-names`).
    pub fn new(allowed: Vec<VariableName>) -> Self {
        Self {
            allowed,
            ..Self::default()
        }
    }

    /// From here on every variable's name begins so; with it every name must still be one.
    pub fn prefix(&mut self, prefix: String) -> Result<()> {
        if format!("{prefix}X").parse::<VariableName>().is_err() {
            let shown = prefix.escape_debug();
            let text = format!("\"{shown}\" cannot begin a variable name");
            return Err(Error::new(Kind::Usage, text));
        }
        self.prefix = prefix;
        Ok(())
    }

    /// From here on only these variables are added.
    pub fn keep(&mut self, chosen: Chosen) {
        self.chosen = chosen;
    }

    /// Adds a variable whose secret is not there, with what stands in for it.
    pub fn add_default(
        &mut self,
        variable: &VariableName,
        secret: &str,
        value: &str,
    ) -> Result<()> {
        self.add_given(variable.clone(), Ok(Given::default_of(secret, value)))
    }

    /// Adds what a secret gives that a reference asked for. `secret` is its name, not its ARN.
    ///
    /// A JSON object gives a variable for each member, or for the one asked for; every other value gives one
    /// variable; `VAR=NAME` gives the value as it is. Fails, naming the secret, on a dangerous name, `null`, NUL,
    /// a member that is not there, and a variable that something else has set already. The same secret may come
    /// twice with the same value, as references may overlap.
    pub fn add(&mut self, reading: &Reading, secret: &str, value: &SecretValue) -> Result<()> {
        for (variable, given) in given(reading, secret, value)? {
            self.add_given(variable, given)?;
        }
        Ok(())
    }

    fn add_given(&mut self, variable: VariableName, given: Result<Given>) -> Result<()> {
        let variable = self.prefixed(variable)?;
        if !self.chosen.keeps(variable.as_str()) {
            return Ok(());
        }
        let given = given?;
        if self.is_refused(&variable) {
            return Err(Error::new(
                Kind::Other,
                format!(
                    "\"{}\" would set {variable}, which can run code or change the shell",
                    given.origin
                ),
            )
            .hint(format!(
                "give it another name (VAR={}, or in .vault.toml), or allow this one with --allow-unsafe-names {variable}",
                given.origin
            )));
        }
        self.set(variable, given)
    }

    fn prefixed(&self, variable: VariableName) -> Result<VariableName> {
        if self.prefix.is_empty() {
            return Ok(variable);
        }
        let text = format!("{}{variable}", self.prefix);
        text.parse()
            .map_err(|_| Error::new(Kind::Usage, format!("\"{text}\" is not a variable name")))
    }

    /// Adds what a secret gives that no reference asked for (see [`is_exported_unasked`]). It fails as
    /// [`Environment::add`] does, except that dangerous names are left out, with one warning for all of them.
    pub fn add_unasked(&mut self, secret: &str, value: &SecretValue) -> Result<()> {
        for (variable, given) in given_unasked(secret, value)? {
            let variable = self.prefixed(variable)?;
            if !self.chosen.keeps(variable.as_str()) {
                continue;
            }
            if self.is_refused(&variable) {
                self.left_out.push(variable);
            } else {
                self.set(variable, given?)?;
            }
        }
        Ok(())
    }

    /// The variables, and what there is to say about them.
    pub fn finish(self) -> Variables {
        let warning = (!self.left_out.is_empty()).then(|| {
            let names: Vec<&str> = self.left_out.iter().map(VariableName::as_str).collect();
            format!(
                "left out {}: such a name can run code or change the shell; --allow-unsafe-names exports it",
                names.join(", ")
            )
        });
        let variables = self
            .set
            .into_iter()
            .map(|(name, Given { value, .. })| Variable { name, value })
            .collect();
        Variables { variables, warning }
    }

    fn is_refused(&self, variable: &VariableName) -> bool {
        variable.is_dangerous() && !self.allowed.contains(variable)
    }

    fn set(&mut self, variable: VariableName, given: Given) -> Result<()> {
        if given.value.contains(&0) {
            return Err(Error::new(
                Kind::Other,
                format!(
                    "\"{}\" holds a NUL byte, which no variable can ({variable})",
                    given.origin
                ),
            ));
        }
        match self.set.entry(variable) {
            Entry::Vacant(free) => {
                free.insert(given);
                Ok(())
            }
            Entry::Occupied(taken) => {
                let earlier = taken.get();
                if earlier.secret == given.secret && earlier.value == given.value {
                    return Ok(());
                }
                Err(Error::new(
                    Kind::Other,
                    format!(
                        "{} would be set by both \"{}\" and \"{}\"",
                        taken.key(),
                        earlier.origin,
                        given.origin
                    ),
                )
                .hint(format!(
                    "give one of them another name: VAR={}",
                    given.origin
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::given::tests::{binary, reading, text};

    fn shown(environment: Environment) -> Vec<String> {
        let variables = environment.finish().variables;
        variables
            .iter()
            .map(|Variable { name, value }| format!("{name}={}", value.escape_ascii()))
            .collect()
    }

    fn gives(reference: &str, secret: &str, value: &SecretValue) -> Result<Vec<String>> {
        let mut environment = Environment::default();
        environment.add(&reading(reference), secret, value)?;
        Ok(shown(environment))
    }

    fn refusal(reference: &str, secret: &str, value: &SecretValue) -> String {
        gives(reference, secret, value).unwrap_err().to_string()
    }

    #[test]
    fn null_and_nul_are_refused_by_name() {
        let null = text(r#"{"a":"hidden","b":null}"#);
        assert_eq!(
            refusal("db", "db", &null),
            "\"db#b\" is null, which no variable can be"
        );
        assert_eq!(gives("db#a", "db", &null).unwrap(), ["DB_A=hidden"]);
        for (value, origin) in [
            (text("hid\0den"), "\"db\""),
            (binary(b"hid\0den"), "\"db\""),
            (text(r#"{"a":"hid\u0000den"}"#), "\"db#a\""),
        ] {
            let message = refusal("db", "db", &value);
            assert!(
                message.starts_with(origin) && message.contains("NUL"),
                "{message}"
            );
            assert!(!message.contains("hid"), "{message}");
        }
    }

    #[test]
    fn two_secrets_for_one_variable_are_refused_by_both_names() {
        let mut environment = Environment::default();
        environment
            .add(&reading("a/key"), "a/key", &text("1"))
            .unwrap();
        let error = environment
            .add(&reading("b/key"), "b/key", &text("1"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "KEY would be set by both \"a/key\" and \"b/key\""
        );
        assert_eq!(
            refusal("db", "db", &text(r#"{"a-b":1,"a_b":2}"#)),
            "DB_A_B would be set by both \"db#a-b\" and \"db#a_b\""
        );
        assert_eq!(
            refusal("db#a", "db", &text(r#"{"a":1,"a":2}"#)),
            "DB_A would be set by both \"db#a\" and \"db#a\""
        );
    }

    #[test]
    fn one_secret_may_come_twice_with_one_value() {
        let mut environment = Environment::default();
        environment
            .add(&reading("a/"), "a/key", &text("1"))
            .unwrap();
        environment
            .add(&reading("a/key"), "a/key", &text("1"))
            .unwrap();
        assert!(
            environment
                .add(&reading("a/key@AWSPREVIOUS"), "a/key", &text("0"))
                .is_err()
        );
        assert_eq!(shown(environment), ["KEY=1"]);
    }

    #[test]
    fn a_dangerous_name_that_was_asked_for_is_refused() {
        for (reference, secret, value) in [
            ("prod/path", "prod/path", "x"),
            ("LD_PRELOAD=prod/x", "prod/x", "x"),
            ("prod/", "prod/bash/env", "x"),
            ("ld", "ld", r#"{"preload":"x"}"#),
        ] {
            let error = gives(reference, secret, &text(value)).unwrap_err();
            assert!(error.to_string().contains(secret), "{error}");
            assert!(error.hints()[0].contains("--allow-unsafe-names"));
        }
        let mut environment = Environment::new(vec!["PATH".parse().unwrap()]);
        environment
            .add(&reading("prod/path"), "prod/path", &text("x"))
            .unwrap();
        assert!(
            environment
                .add(&reading("HOME=h"), "h", &text("x"))
                .is_err()
        );
        assert_eq!(shown(environment), ["PATH=x"]);
    }

    #[test]
    fn a_dangerous_name_that_nobody_asked_for_is_left_out_with_one_warning() {
        let mut environment = Environment::new(vec!["ENV".parse().unwrap()]);
        for secret in ["PATH", "ENV", "TOKEN", "LD_PRELOAD"] {
            environment.add_unasked(secret, &text("x")).unwrap();
        }
        environment
            .add_unasked("PYTHON", &text(r#"{"path":"x"}"#))
            .unwrap();
        let Variables { variables, warning } = environment.finish();
        let names: Vec<&str> = variables
            .iter()
            .map(|variable| variable.name.as_str())
            .collect();
        assert_eq!(names, ["ENV", "TOKEN"]);
        let warning = warning.unwrap();
        assert!(
            warning.starts_with("left out PATH, LD_PRELOAD, PYTHON_PATH:"),
            "{warning}"
        );
        assert!(!warning.contains('\n'));
        assert!(Environment::default().finish().warning.is_none());
    }

    #[test]
    fn only_upper_case_variable_names_are_exported_unasked() {
        for secret in ["GITHUB_TOKEN", "A", "_A1"] {
            assert!(is_exported_unasked(secret), "{secret}");
        }
        for secret in [
            "github_token",
            "Token",
            "prod/TOKEN",
            "A-B",
            "1A",
            "A.B",
            "",
        ] {
            assert!(!is_exported_unasked(secret), "{secret}");
        }
    }

    #[test]
    fn no_value_shows_in_debug() {
        let mut environment = Environment::default();
        environment
            .add(&reading("a"), "a", &text("hidden"))
            .unwrap();
        let shown = format!("{:?}", environment.finish());
        assert!(
            shown.contains("A=***") && !shown.contains("hidden"),
            "{shown}"
        );
    }
}
