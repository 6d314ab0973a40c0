//! A JSON object, for programs and for `from json | load-env` of Nushell.

use std::io;

use super::buffer::Buffer;
use super::{Variable, text};

pub(super) fn render(variables: &[Variable], out: &mut Buffer) -> io::Result<()> {
    out.push("{");
    for (index, variable) in variables.iter().enumerate() {
        if index > 0 {
            out.push(",");
        }
        serde_json::to_writer(&mut *out, variable.name.as_str())?;
        out.push(":");
        serde_json::to_writer(&mut *out, text(variable)?)?;
    }
    out.push("}\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Dialect;
    use super::super::tests::{rendered, variable};

    proptest! {
        #[test]
        fn a_json_reader_gets_the_same_text(values in prop::collection::vec("[^\0]{0,40}", 0..5)) {
            let variables: Vec<_> = values
                .iter()
                .enumerate()
                .map(|(index, value)| variable(&format!("V{index}"), value.as_bytes()))
                .collect();
            let line = rendered(Dialect::Json, &variables);
            prop_assert_eq!(line.matches('\n').count(), 1);
            let read: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(read.len(), values.len());
            for (index, value) in values.iter().enumerate() {
                prop_assert_eq!(read[&format!("V{index}")].as_str(), Some(value.as_str()));
            }
        }
    }
}
