//! Client mode: requests go to an endpoint instead of the file, with what `--endpoint-url` or `--remote`, AWS's variables and
//! AWS's profile files say. None of these is looked at otherwise.

use crate::cli::globals::Globals;

#[cfg(feature = "remote")]
mod credentials;
#[cfg(feature = "remote")]
mod process;
#[cfg(feature = "remote")]
mod profile;
#[cfg(feature = "remote")]
mod settings;

#[cfg(feature = "remote")]
pub(crate) use settings::Remote;

/// Client mode is left out of this build: there is none of these.
#[cfg(not(feature = "remote"))]
#[derive(Debug)]
pub(crate) enum Remote {}

#[cfg(not(feature = "remote"))]
impl Remote {
    /// Says so.
    pub(crate) fn of(_globals: &Globals) -> crate::error::Result<Self> {
        Err(crate::error::Error::new(
            crate::error::Kind::Usage,
            "--endpoint-url and --remote are not part of this build",
        )
        .hint("build it with `--features remote`"))
    }
}

/// Whether requests are to go elsewhere than to the file.
pub(crate) const fn is_asked(globals: &Globals) -> bool {
    globals.remote || globals.endpoint_url.is_some()
}
