//! What variables held before secrets were put into them: kept in the shell's own environment, so that it can be undone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::Variable;
use super::name::VariableName;

/// The variable that keeps it.
pub const UNDO: &str = "VAULT_UNDO";

/// Former values by variable. Those that were not set before are not in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Undo(BTreeMap<VariableName, Zeroizing<Vec<u8>>>);

impl Undo {
    /// Reads what [`Undo::to_variable`] wrote: `NAME:value,...`, values in base64. What is not of that form is left out.
    pub fn parse(text: &str) -> Self {
        let read = |part: &str| {
            let (name, value) = part.split_once(':')?;
            let value = URL_SAFE_NO_PAD.decode(value).ok()?;
            Some((name.parse().ok()?, Zeroizing::new(value)))
        };
        Self(text.split(',').filter_map(read).collect())
    }

    /// Notes what a variable held before, unless that is known from an earlier time: then it is a secret that it holds now.
    pub fn note(&mut self, variable: &VariableName, former: Vec<u8>) {
        let former = Zeroizing::new(former);
        self.0.entry(variable.clone()).or_insert(former);
    }

    /// Takes out what a variable held before.
    pub fn take(&mut self, variable: &VariableName) -> Option<Zeroizing<Vec<u8>>> {
        self.0.remove(variable)
    }

    /// Whether there is nothing to put back.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The variable that keeps it; `None` where its name cannot be one, which it can.
    pub fn to_variable(&self) -> Option<Variable> {
        let mut text = Zeroizing::new(String::new());
        for (name, value) in &self.0 {
            let comma = if text.is_empty() { "" } else { "," };
            let value = Zeroizing::new(URL_SAFE_NO_PAD.encode(value));
            let _infallible = write!(text, "{comma}{name}:{}", *value);
        }
        Some(Variable {
            name: UNDO.parse().ok()?,
            value: Zeroizing::new(text.as_bytes().to_vec()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> VariableName {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_and_the_first_value_stays() {
        let mut undo = Undo::default();
        undo.note(&name("A"), b"x\xff\n".to_vec());
        undo.note(&name("A"), b"later".to_vec());
        undo.note(&name("B"), Vec::new());
        let text = undo.to_variable().unwrap().value;
        let text = str::from_utf8(&text).unwrap();
        assert_eq!(text, "A:eP8K,B:");
        let mut again = Undo::parse(text);
        assert_eq!(again, undo);
        assert_eq!(*again.take(&name("A")).unwrap(), b"x\xff\n");
        assert_eq!(again.take(&name("A")), None);
        assert!(!again.is_empty());
    }

    #[test]
    fn what_somebody_else_put_there_is_left_out() {
        assert!(Undo::parse("").is_empty());
        assert!(Undo::parse("A,B-:x,C:!!,:x").is_empty());
    }
}
