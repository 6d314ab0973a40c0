//! A file for systemd's `EnvironmentFile=` (systemd.exec(5)): quoted as a POSIX shell does, and nothing is expanded.

use std::io;

use super::buffer::Buffer;
use super::{Variable, cannot_say, is_plain, text};

/// systemd leaves out what holds a control character other than tab and line feed: such a value is refused here.
pub(super) fn render(variables: &[Variable], out: &mut Buffer) -> io::Result<()> {
    for variable in variables {
        let value = text(variable)?;
        let is_bad = |letter: char| letter.is_ascii_control() && !matches!(letter, '\t' | '\n');
        if value.contains(is_bad) {
            let why = "has a control character, which systemd does not take";
            return Err(cannot_say(variable, why));
        }
        out.push(variable.name.as_str());
        out.push("=");
        if is_plain(value.as_bytes()) {
            out.push(value);
        } else {
            out.push("\"");
            for byte in value.bytes() {
                if matches!(byte, b'\\' | b'"' | b'$' | b'`') {
                    out.push("\\");
                }
                out.push([byte]);
            }
            out.push("\"");
        }
        out.push("\n");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use super::super::render;
    use super::super::tests::{rendered, variable};

    #[test]
    fn a_value_is_quoted_and_its_lines_stay() {
        let variables = [
            variable("A", b"abc"),
            variable("B", b"a \"b\" $c \\ `d`\ne"),
            variable("C", b""),
        ];
        assert_eq!(
            rendered(Dialect::Systemd, &variables),
            "A=abc\nB=\"a \\\"b\\\" \\$c \\\\ \\`d\\`\ne\"\nC=\n"
        );
    }

    #[test]
    fn a_control_character_is_refused_by_the_variables_name() {
        let mut out = Vec::new();
        let wrong = render(Dialect::Systemd, &[variable("KEY", b"a\x1b")], &mut out);
        assert!(
            wrong
                .unwrap_err()
                .to_string()
                .contains("KEY has a control character")
        );
    }
}
