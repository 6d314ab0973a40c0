//! A program that prints the passphrase: `VAULT_PASSPHRASE_COMMAND`.

use std::io::Read as _;
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::platform::process;
use crate::session::credential::{MAX_PASSPHRASE, Passphrase, without_line_end};

/// A command line that prints the passphrase, split as a shell splits words but run without one: nothing in it is
/// expanded, and the passphrase is in no argument.
#[derive(Debug)]
pub struct PassphraseCommand {
    line: String,
    hidden: Vec<&'static str>,
}

impl PassphraseCommand {
    /// The variables of these names are kept from the program: they open the vault too.
    pub const fn new(line: String, hidden: Vec<&'static str>) -> Self {
        Self { line, hidden }
    }

    /// Runs the program; what it prints, without one line end, is the passphrase. It may ask on the terminal.
    pub fn run(&self) -> Result<Passphrase> {
        let words = shell_words::split(&self.line).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else {
            return Err(failed(
                "cannot be split into words: a quote is left open, or it is blank",
            ));
        };
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::piped());
        for name in &self.hidden {
            command.env_remove(name);
        }
        process::restore_for(&mut command);
        let why =
            |error: std::io::Error| failed(&format!("cannot be run: {error}")).caused_by(error);
        let mut child = command.spawn().map_err(why)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_PASSPHRASE + 3));
        if let Some(stdout) = child.stdout.take() {
            // Closed behind the limit, so that a program that prints for ever ends.
            let limit = MAX_PASSPHRASE as u64 + 3;
            stdout.take(limit).read_to_end(&mut bytes).map_err(why)?;
        }
        let status = child.wait().map_err(why)?;
        if bytes.len() > MAX_PASSPHRASE + 2 {
            return Err(failed(&format!("prints more than {MAX_PASSPHRASE} bytes")));
        }
        if !status.success() {
            return Err(failed(&format!("failed: {status}")));
        }
        without_line_end(&mut bytes);
        if bytes.is_empty() {
            return Err(failed("printed nothing"));
        }
        Passphrase::new(bytes)
    }
}

fn failed(how: &str) -> Error {
    Error::new(Kind::Locked, format!("VAULT_PASSPHRASE_COMMAND {how}"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Result<Passphrase> {
        PassphraseCommand::new(line.to_owned(), vec!["HOME"]).run()
    }

    #[test]
    fn the_output_without_one_line_end_is_the_passphrase() {
        for (line, expected) in [
            ("printf 'a b\\n'", &b"a b"[..]),
            ("printf 'a\\r\\n'", b"a"),
            ("printf 'a\\n\\n'", b"a\n"),
            ("printf %s '$HOME;`id`'", b"$HOME;`id`"),
            ("sh -c 'printf %s \"${HOME-none}\"'", b"none"),
        ] {
            assert_eq!(run(line).unwrap().expose(), expected, "{line}");
        }
    }

    #[test]
    fn what_fails_says_how_and_never_what_was_printed() {
        for (line, text) in [
            ("", "cannot be split"),
            ("'open", "cannot be split"),
            ("/nowhere/program", "cannot be run"),
            ("true", "printed nothing"),
            ("printf '\\n'", "printed nothing"),
            ("sh -c 'echo s3cret; exit 3'", "failed"),
            ("yes", "more than 4096 bytes"),
        ] {
            let error = run(line).unwrap_err();
            assert_eq!(error.kind(), Kind::Locked);
            assert!(error.message().contains(text), "{line}: {error}");
            assert!(!error.message().contains("s3cret"), "{error}");
        }
    }
}
