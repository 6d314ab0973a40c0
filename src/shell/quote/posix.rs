//! The shells of POSIX: one line that survives field splitting and globbing.

use super::buffer::Buffer;
use super::{Variable, is_literal, is_plain};

/// `$'\ooo'`, for shells that know it; any other exports nothing and fails, by the guard before it.
pub(super) fn ansi(variables: &[Variable], out: &mut Buffer) {
    let guarded = !variables.iter().all(|variable| is_plain(&variable.value));
    if guarded {
        out.push(r"if test $'\101' = A;then ");
    }
    for variable in variables {
        out.push("export ");
        out.push(variable.name.as_str());
        out.push("=");
        if is_plain(&variable.value) {
            out.push(&*variable.value);
        } else {
            out.push("$'");
            push_escaped(&variable.value, out);
            out.push("'");
        }
        out.push(";");
    }
    if guarded {
        out.push("else false;fi;");
    }
    out.push("\n");
}

/// `$(printf …)`, which every POSIX shell knows, but not every one without starting a program. The full stop keeps
/// the newlines before it, which a command substitution would cut off.
pub(super) fn printf(variables: &[Variable], out: &mut Buffer) {
    for variable in variables {
        let name = variable.name.as_str();
        if is_plain(&variable.value) {
            out.push("export ");
            out.push(name);
            out.push("=");
            out.push(&*variable.value);
            out.push(";");
            continue;
        }
        out.push(name);
        out.push("=$(printf '");
        for (index, part) in variable.value.split(|byte| *byte == b'%').enumerate() {
            if index > 0 {
                out.push("%%");
            }
            push_escaped(part, out);
        }
        out.push(".');");
        out.push(name);
        out.push("=${");
        out.push(name);
        out.push("%.};export ");
        out.push(name);
        out.push(";");
    }
    out.push("\n");
}

/// Bytes that mean themselves go in runs, the others by their numbers.
fn push_escaped(bytes: &[u8], out: &mut Buffer) {
    for run in bytes.chunk_by(|one, next| is_literal(*one) && is_literal(*next)) {
        match *run {
            [byte] if !is_literal(byte) => {
                let digit = |shift: u8| b'0' + (byte >> shift & 7);
                out.push([b'\\', digit(6), digit(3), digit(0)]);
            }
            _ => out.push(run),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{rendered, variable};
    use super::super::{Dialect, render};

    #[test]
    fn plain_values_stay_plain() {
        for dialect in [Dialect::Ansi, Dialect::Printf] {
            let variables = [
                variable("A", b"abc"),
                variable("B", b""),
                variable("REGION", b"us-east-1"),
                variable("URL", b"https://me@host:80/a,b+c%d_e.f"),
            ];
            assert_eq!(
                rendered(dialect, &variables),
                "export A=abc;export B=;export REGION=us-east-1;export URL=https://me@host:80/a,b+c%d_e.f;\n"
            );
        }
    }

    #[test]
    fn the_ansi_form_is_guarded() {
        let variables = [variable("A", b"abc"), variable("B", b"a b\n'-%")];
        assert_eq!(
            rendered(Dialect::Ansi, &variables),
            r"if test $'\101' = A;then export A=abc;export B=$'a\040b\012\047\055%';else false;fi;"
                .to_owned()
                + "\n"
        );
    }

    #[test]
    fn the_printf_form_keeps_trailing_newlines_and_doubles_percent() {
        let variables = [variable("A", b"abc"), variable("B", b"50%\t\xc3\xa9\n\n")];
        assert_eq!(
            rendered(Dialect::Printf, &variables),
            r"export A=abc;B=$(printf '50%%\011\303\251\012\012.');B=${B%.};export B;".to_owned()
                + "\n"
        );
    }

    #[test]
    fn an_equals_sign_is_never_bare_because_zsh_expands_it() {
        for value in [&b"=ls"[..], b"a:=ls", b"c2VjcmV0=="] {
            let line = rendered(Dialect::Ansi, &[variable("V", value)]);
            assert!(line.contains("V=$'"), "{line}");
        }
    }

    proptest! {
        #[test]
        fn every_value_is_one_line_that_nothing_splits_or_globs(
            values in prop::collection::vec(prop::collection::vec(1_u8.., 0..60), 1..4),
        ) {
            let variables: Vec<_> = values.iter().map(|value| variable("V", value)).collect();
            for dialect in [Dialect::Ansi, Dialect::Printf] {
                let mut out = Vec::new();
                render(dialect, &variables, &mut out).unwrap();
                let line = out.strip_suffix(b"\n").unwrap();
                prop_assert!(line.ends_with(b";"));
                prop_assert!(line.iter().all(|byte| (b' '..=b'~').contains(byte)));
                prop_assert!(!line.iter().any(|byte| b"*?[]~!#`\"<>|&".contains(byte)));
                prop_assert!(!line.windows(2).any(|pair| pair == b"  "));
            }
        }
    }
}
