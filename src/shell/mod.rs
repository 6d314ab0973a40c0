//! What a shell is given: variables made of secrets, in words that the shell reads back byte for byte.
//!
//! All of it is pure: the caller resolves names, reads values, and knows which shell asked.
//!
//! | file | answers |
//! |---|---|
//! | [`name`] | what may a variable be called? |
//! | [`mod@reference`] | what can `VAR=prod/db#user@AWSPREVIOUS` mean? |
//! | [`mod@env`] | which variables do all of them give, and which are refused? |
//! | `given` | which variables does one secret give? |
//! | [`member`] | which members has a JSON value? |
//! | [`json_text`] | how is JSON laid out, without a parser that keeps copies? |
//! | [`undo`] | what did variables hold before? |
//! | [`mask`] | where in a program's output are secrets? |
//! | [`template`] | where in a text do secrets belong? |
//! | [`quote`] | how is it said to bash, dash, fish …? |

pub mod env;
pub(crate) mod given;
pub mod json_text;
pub mod mask;
pub mod member;
pub mod name;
pub mod quote;
pub mod reference;
pub mod template;
pub mod undo;

#[cfg(test)]
mod real_shells;

use std::fmt;

use zeroize::Zeroizing;

use name::VariableName;

/// A variable and the bytes that its reader must get.
#[derive(Clone, PartialEq, Eq)]
pub struct Variable {
    /// What it is called.
    pub name: VariableName,
    /// What it holds: any bytes but NUL.
    pub value: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=***", self.name)
    }
}
