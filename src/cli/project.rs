//! The project file of the folder that the command was called in (`crate::project`).

use crate::cli::env;
use crate::cli::place::Place;
use crate::error::{Error, Kind, Result};
use crate::project::{self, Approvals, FILE_NAME, Found, Project, Standing};
use crate::session;

/// The file of this folder or of one above; `None` if there is none.
pub(crate) fn find() -> Result<Option<Found>> {
    let folder = std::env::current_dir()
        .map_err(|error| Error::io("cannot examine", std::path::Path::new("."), error))?;
    project::find(&folder, env::home().as_deref())
}

/// The file, which must be there.
pub(crate) fn need() -> Result<Found> {
    find()?.ok_or_else(|| {
        let text = format!("there is no {FILE_NAME} in this folder, or above it");
        Error::new(Kind::Locked, text)
            .hint("it says which secrets a project's variables are: `vault help env`")
    })
}

/// What was agreed to for the vault that is meant. The vault stays locked.
pub(crate) fn approvals(place: &Place) -> Result<Approvals> {
    let state = env::state_folder().ok_or_else(|| {
        let text = "there is no home folder to keep approvals in";
        Error::new(Kind::Locked, text).hint("XDG_STATE_HOME can name another")
    })?;
    #[cfg(feature = "remote")]
    if let Some(remote) = &place.remote {
        return Ok(Approvals::new(&state, remote.id()));
    }
    let located = session::locate(&place.file, &mut |_| {})?;
    Ok(Approvals::new(&state, *located.identity().0))
}

/// What the file says, if there is one and the user agreed to it.
pub(crate) fn approved(place: &Place) -> Result<Option<(Found, Project)>> {
    let Some(found) = find()? else {
        return Ok(None);
    };
    let path = found.shown();
    let why = match approvals(place)?.standing(&found) {
        Standing::Allowed => {
            let project = Project::parse(&found.text, &path)?;
            return Ok(Some((found, project)));
        }
        Standing::Changed => "has changed since it was allowed",
        Standing::Unknown => "is not allowed for this vault",
    };
    Err(Error::new(Kind::Locked, format!("{path} {why}"))
        .hint("read it; `vault allow` agrees to what it says now"))
}
