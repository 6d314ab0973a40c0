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

/// What is to be done to a shell's environment.
#[derive(Debug)]
pub struct Change {
    /// To be set, [`UNDO`] among them when it changes.
    pub set: Vec<Variable>,
    /// To be unset.
    pub unset: Vec<VariableName>,
}

/// Takes the variables `leave` out and puts `enter` in. `former` says what a variable holds now.
pub fn change(
    mut undo: Undo,
    leave: &[VariableName],
    enter: Vec<Variable>,
    former: impl Fn(&VariableName) -> Option<Vec<u8>>,
) -> Change {
    let had = undo.to_variable();
    let left = leave.iter().map(|name| (name.clone(), undo.take(name)));
    let mut left: BTreeMap<_, _> = left.collect();
    for variable in &enter {
        let before = match left.remove(&variable.name) {
            Some(before) => before.map(|value| value.to_vec()),
            None => former(&variable.name).filter(|value| *value != *variable.value),
        };
        if let Some(before) = before {
            undo.note(&variable.name, before);
        }
    }
    let (mut set, mut unset) = (enter, Vec::new());
    for (name, before) in left {
        match before {
            Some(value) => set.push(Variable { name, value }),
            None => unset.push(name),
        }
    }
    let has = undo.to_variable();
    if has != had
        && let Some(record) = has
    {
        if undo.is_empty() {
            unset.push(record.name);
        } else {
            set.push(record);
        }
    }
    Change { set, unset }
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
    fn from_one_project_to_the_next_and_out_everything_is_as_before() {
        let variable = |text: &str| {
            let (name_of, value) = text.split_once('=').unwrap();
            Variable {
                name: name(name_of),
                value: Zeroizing::new(value.as_bytes().to_vec()),
            }
        };
        let mut shell = BTreeMap::from([(name("A"), b"mine".to_vec())]);
        let mut names = Vec::new();
        for (enter, expected) in [
            (vec!["A=1", "B=1"], "A=1 B=1"),
            (vec!["A=2", "C=2"], "A=2 C=2"),
            (vec![], "A=mine"),
        ] {
            let undo = shell.get(&name(UNDO)).cloned().unwrap_or_default();
            let undo = Undo::parse(str::from_utf8(&undo).unwrap());
            let enter: Vec<Variable> = enter.into_iter().map(variable).collect();
            let entered = enter.iter().map(|one| one.name.clone()).collect();
            let done = change(undo, &names, enter, |name| shell.get(name).cloned());
            for one in done.set {
                shell.insert(one.name, one.value.to_vec());
            }
            for one in done.unset {
                shell.remove(&one);
            }
            names = entered;
            let shown = shell.iter().filter(|(name, _)| name.as_str() != UNDO);
            let shown: Vec<String> = shown
                .map(|(name, value)| format!("{name}={}", value.escape_ascii()))
                .collect();
            assert_eq!(shown.join(" "), expected);
        }
        assert!(!shell.contains_key(&name(UNDO)));
    }

    #[test]
    fn what_somebody_else_put_there_is_left_out() {
        assert!(Undo::parse("").is_empty());
        assert!(Undo::parse("A,B-:x,C:!!,:x").is_empty());
    }
}
