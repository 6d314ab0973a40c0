//! fish: a line for each variable, for `vault env | source`, and for the `eval` that people bring along.

use super::buffer::Buffer;
use super::{Variable, is_literal};

/// Without quotes, since `\X` means a byte only outside them
/// (<https://fishshell.com/docs/current/language.html#escaping-characters>).
pub(super) fn render(variables: &[Variable], out: &mut Buffer) {
    for variable in variables {
        out.push("set -gx ");
        out.push(variable.name.as_str());
        out.push(" ");
        if variable.value.is_empty() {
            out.push("''");
        }
        for &byte in &*variable.value {
            if is_literal(byte) {
                out.push([byte]);
            } else {
                let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
                out.push([b'\\', b'X', digit(byte >> 4), digit(byte & 15)]);
            }
        }
        // By `eval (vault env)` the lines become one.
        out.push(";\n");
    }
}

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use super::super::tests::{rendered, variable};

    #[test]
    fn each_variable_is_a_line_without_quotes() {
        let variables = [
            variable("A", b"abc"),
            variable("B", b""),
            variable("C", b"-n 'x'\n\xc3\xa9"),
        ];
        assert_eq!(
            rendered(Dialect::Fish, &variables),
            "set -gx A abc;\nset -gx B '';\nset -gx C \\X2dn\\X20\\X27x\\X27\\X0a\\Xc3\\Xa9;\n"
        );
    }
}
