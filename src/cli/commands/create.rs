//! CreateSecret on the command line: where there is no vault yet, it offers to make one.

use std::ffi::OsString;

use super::init;
use crate::cli::call::{self, Form};
use crate::cli::place::Place;
use crate::cli::ui;
use crate::operations::CreateSecret;

/// Runs `create-secret` and `create`.
pub(crate) fn run(form: &Form, rest: Vec<OsString>) -> anyhow::Result<()> {
    let Some((request, globals)) = call::read::<CreateSecret, CreateSecret>(form, rest)? else {
        return Ok(());
    };
    call::check(&request)?;
    let mut place = Place::anywhere(&globals)?;
    let has_key = place.named.is_some() || !place.found.is_empty();
    if place.remote.is_none() && !has_key && !place.file.exists() && ui::can_ask() {
        let question = match init::missed(&place.file) {
            Some(missed) => format!("{missed}. Make a new and empty one?"),
            None => format!("There is no vault at {}. Make one?", place.file.display()),
        };
        super::agree(&question, "vault init")?;
        place.named = Some(init::with_passphrase(&place)?);
    }
    call::answer(request, form, place, &globals)
}
