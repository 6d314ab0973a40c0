//! A file for `docker run --env-file`: what follows `=` is the value up to the line's end, and nothing is quoted
//! (docker reads lines, and drops a carriage return before the line feed).

use std::io;

use super::buffer::Buffer;
use super::{Variable, cannot_say, text};

pub(super) fn render(variables: &[Variable], out: &mut Buffer) -> io::Result<()> {
    for variable in variables {
        let value = text(variable)?;
        if value.contains('\n') || value.ends_with('\r') {
            let why = "has a line end, which this format cannot hold";
            return Err(cannot_say(variable, why));
        }
        out.push(variable.name.as_str());
        out.push("=");
        out.push(value);
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
    fn a_value_stands_as_it_is() {
        let variables = [variable("A", b" 'x' $y#\\"), variable("B", b"")];
        assert_eq!(
            rendered(Dialect::DockerEnv, &variables),
            "A= 'x' $y#\\\nB=\n"
        );
    }

    #[test]
    fn a_line_end_is_refused_by_the_variables_name() {
        for value in [&b"a\nb"[..], b"a\r"] {
            let mut out = Vec::new();
            let wrong = render(Dialect::DockerEnv, &[variable("KEY", value)], &mut out);
            assert!(
                wrong
                    .unwrap_err()
                    .to_string()
                    .contains("KEY has a line end")
            );
            assert!(out.is_empty());
        }
    }
}
