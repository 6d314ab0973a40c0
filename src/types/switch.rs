//! A boolean member: on the command line a pair `--name` and `--no-name`, on the wire `true` or `false`.

use std::fmt;
use std::marker::PhantomData;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a [`Switch`] is called; made by `switches!`.
pub trait SwitchName {
    /// The option that turns it on, without the hyphens.
    const YES: &'static str;
    /// The option that turns it off.
    const NO: &'static str;
    /// Its help.
    const HELP: &'static str;
}

/// An optional boolean; as a field it needs `#[command(flatten)]`.
pub struct Switch<N>(Option<bool>, PhantomData<fn() -> N>);

impl<N> Switch<N> {
    /// What was said, if anything.
    pub const fn given(self) -> Option<bool> {
        self.0
    }

    /// Whether nothing was said: then it is not on the wire.
    pub const fn is_absent(&self) -> bool {
        self.0.is_none()
    }

    /// Whether it was turned on; off if nothing was said.
    pub fn is_on(self) -> bool {
        self.0.unwrap_or(false)
    }
}

impl<N> From<bool> for Switch<N> {
    fn from(on: bool) -> Self {
        Self(Some(on), PhantomData)
    }
}

impl<N> Default for Switch<N> {
    fn default() -> Self {
        Self(None, PhantomData)
    }
}

impl<N> Clone for Switch<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N> Copy for Switch<N> {}

impl<N> PartialEq for Switch<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<N> Eq for Switch<N> {}

impl<N> fmt::Debug for Switch<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<N> Serialize for Switch<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, N> Deserialize<'de> for Switch<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?, PhantomData))
    }
}

impl<N: SwitchName> FromArgMatches for Switch<N> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let on = match (matches.get_flag(N::YES), matches.get_flag(N::NO)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        Ok(Self(on, PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<N: SwitchName> Args for Switch<N> {
    fn augment_args(command: Command) -> Command {
        let flag = |name: &'static str, other: &'static str| {
            Arg::new(name)
                .long(name)
                .action(ArgAction::SetTrue)
                .overrides_with(other)
        };
        command
            .arg(flag(N::YES, N::NO).help(N::HELP.trim()))
            .arg(flag(N::NO, N::YES).help(format!("The opposite of --{}", N::YES)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Declares the names of switches: a doc comment, which is the help, a type and the option's name.
macro_rules! switches {
    ($(#[doc = $help:literal] $visibility:vis $name:ident $option:literal;)*) => {
        $(
            #[doc = $help]
            #[derive(Debug, Clone, Copy)]
            $visibility enum $name {}

            impl $crate::types::switch::SwitchName for $name {
                const YES: &'static str = $option;
                const NO: &'static str = concat!("no-", $option);
                const HELP: &'static str = $help;
            }
        )*
    };
}

pub(crate) use switches;

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    switches! {
        /// Spread it
        Spread "spread-it";
    }

    #[derive(Debug, Parser, Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct Toast {
        #[command(flatten)]
        spread: Switch<Spread>,
    }

    fn typed(arguments: &[&str]) -> Result<Option<bool>, clap::Error> {
        Toast::try_parse_from([&["toast"], arguments].concat()).map(|toast| toast.spread.given())
    }

    #[test]
    fn tells_yes_and_no_from_silence() {
        assert_eq!(typed(&["--spread-it"]).unwrap(), Some(true));
        assert_eq!(typed(&["--no-spread-it"]).unwrap(), Some(false));
        assert_eq!(typed(&[]).unwrap(), None);
        let wire = |text| serde_json::from_str::<Toast>(text).map(|toast| toast.spread.given());
        assert_eq!(wire(r#"{"spread":true}"#).unwrap(), Some(true));
        assert_eq!(wire(r#"{"spread":null}"#).unwrap(), None);
        assert_eq!(wire("{}").unwrap(), None);
        assert!(wire(r#"{"spread":"true"}"#).is_err());
    }

    #[test]
    fn of_yes_and_no_the_last_counts() {
        for (words, meant) in [
            (["--spread-it", "--no-spread-it"], false),
            (["--no-spread-it", "--spread-it"], true),
        ] {
            assert_eq!(typed(&words).unwrap(), Some(meant));
        }
    }
}
