//! RotateSecret on the command line: `--generate` asks before it parts a credential from its database (decisions 9).

use std::ffi::OsString;

use crate::cli::call::{self, Form, Printer};
use crate::cli::opened::Opened;
use crate::cli::place::Place;
use crate::crypto::entropy::OsEntropy;
use crate::operations::{Operation as _, RotateSecret};

/// Runs `rotate-secret` and `rotate`, and waits for the rotation's end.
pub(crate) fn run(form: &Form, rest: Vec<OsString>) -> anyhow::Result<()> {
    let Some((mut request, globals)) = call::read::<RotateSecret, RotateSecret>(form, rest)? else {
        return Ok(());
    };
    call::check(&request)?;
    request.fill_token(&OsEntropy)?;
    let place = Place::anywhere(&globals)?;
    let printer = Printer::new(RotateSecret::NAME, form, &globals, &place)?;
    let answer = Opened::open(place, &globals)?.rotate(request, |refusal| {
        super::agree(&format!("{refusal} Go on?"), "--yes")
    })?;
    Ok(printer.print(&answer).map_err(call::only_unprinted)?)
}
