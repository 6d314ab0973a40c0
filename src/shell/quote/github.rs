//! GitHub Actions: lines for the file that `GITHUB_ENV` names, and the commands that hide the values in its log.
//!
//! The runner reads commands on a step's standard output and standard error; the variables go into the file.

use std::io::{self, Write};

use super::buffer::Buffer;
use super::{Variable, text};

/// `NAME<<MARK`, the value, `MARK`: with a mark that is no line of the value, so that a value cannot set other variables.
pub(super) fn render(variables: &[Variable], out: &mut Buffer) -> io::Result<()> {
    for variable in variables {
        let value = text(variable)?;
        let mark = mark(value);
        for part in [
            variable.name.as_str(),
            "<<",
            &mark,
            "\n",
            value,
            "\n",
            &mark,
            "\n",
        ] {
            out.push(part);
        }
    }
    Ok(())
}

fn mark(value: &str) -> String {
    let mut mark = "VAULT_END".to_owned();
    while value.contains(&mark) {
        mark.push('_');
    }
    mark
}

/// Writes the commands that make the runner hide every value, and every line of it, from here on.
pub fn masks(variables: &[Variable], out: &mut impl Write) -> io::Result<()> {
    let mut buffer = Buffer::default();
    for variable in variables {
        let value = text(variable)?;
        let lines = value
            .split(['\r', '\n'])
            .filter(|_| value.contains(['\r', '\n']));
        for part in std::iter::once(value).chain(lines) {
            if part.trim().is_empty() {
                continue;
            }
            buffer.push("::add-mask::");
            for byte in part.bytes() {
                match byte {
                    b'%' => buffer.push("%25"),
                    b'\r' => buffer.push("%0D"),
                    b'\n' => buffer.push("%0A"),
                    _ => buffer.push([byte]),
                }
            }
            buffer.push("\n");
        }
    }
    out.write_all(buffer.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use super::super::tests::{rendered, variable};
    use super::*;

    #[test]
    fn no_value_ends_its_own_quotation() {
        let variables = [variable("A", b"x\nVAULT_END\nB<<E"), variable("C", b"")];
        assert_eq!(
            rendered(Dialect::GithubActions, &variables),
            "A<<VAULT_END_\nx\nVAULT_END\nB<<E\nVAULT_END_\nC<<VAULT_END\n\nVAULT_END\n"
        );
    }

    #[test]
    fn every_line_of_a_value_is_hidden() {
        let mut out = Vec::new();
        masks(&[variable("A", b"50%\nb"), variable("B", b"")], &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::add-mask::50%25%0Ab\n::add-mask::50%25\n::add-mask::b\n"
        );
    }
}
