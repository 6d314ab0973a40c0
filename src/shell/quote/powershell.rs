//! PowerShell: one line of ASCII, for `Invoke-Expression (vault env)`.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::buffer::Buffer;
use super::{Variable, text};

/// Printable ASCII stands in single quotes. Everything else goes as base64: a newline would end the line, U+2018 to
/// U+201B end a quoted string as `'` does (`CharTraits.IsSingleQuote` of PowerShell), and the console's code page may
/// not be UTF-8. Before 7.5 an empty value unsets the variable: PowerShell cannot do otherwise.
pub(super) fn render(variables: &[Variable], out: &mut Buffer) -> io::Result<()> {
    for variable in variables {
        let value = text(variable)?;
        out.push("$env:");
        out.push(variable.name.as_str());
        out.push(" = ");
        if value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            out.push("'");
            for byte in value.bytes() {
                if byte == b'\'' {
                    out.push("'");
                }
                out.push([byte]);
            }
            out.push("';");
        } else {
            out.push("[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('");
            out.push(&*Zeroizing::new(STANDARD.encode(value)));
            out.push("'));");
        }
    }
    if variables.is_empty() {
        // Invoke-Expression refuses an empty command.
        out.push("$null;");
    }
    out.push("\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use super::super::tests::{rendered, variable};

    #[test]
    fn single_quotes_are_doubled_on_one_line() {
        let variables = [variable("A", b"abc"), variable("B", b"it's $(x) `n \"q\"")];
        assert_eq!(
            rendered(Dialect::PowerShell, &variables),
            "$env:A = 'abc';$env:B = 'it''s $(x) `n \"q\"';\n"
        );
    }

    #[test]
    fn newlines_and_unicode_quotes_never_stand_in_the_line() {
        for value in [
            "a\nb",
            "\r",
            "\u{2018}",
            "\u{2019}; x",
            "\u{201a}\u{201b}",
            "é",
            "\t",
            "\x1b",
        ] {
            let line = rendered(Dialect::PowerShell, &[variable("V", value.as_bytes())]);
            assert!(
                line.starts_with("$env:V = [Text.Encoding]::UTF8.GetString("),
                "{line}"
            );
            assert!(
                line.is_ascii()
                    && line.matches('\n').count() == 1
                    && line.matches('\'').count() == 2
            );
        }
    }
}
