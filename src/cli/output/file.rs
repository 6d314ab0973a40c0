//! Secrets in a file that `--out` names.

use std::path::Path;

use crate::error::Result;
use crate::store::write_private_file;

/// Puts `content` into a new file of mode 0600, whole or not at all; with `--force` also where one is.
pub(crate) fn write(path: &Path, content: &[u8], force: bool) -> Result<()> {
    write_private_file(path, content, force).map_err(|error| {
        let is_there = format!("{} exists already", path.display());
        if force || error.message() != is_there {
            error
        } else {
            error.hint("--force replaces it")
        }
    })
}
