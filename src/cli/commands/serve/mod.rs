//! `vault serve`: the service's API on this machine, for the AWS CLI and the SDKs.

#[cfg(feature = "serve")]
mod running;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::shell::quote::Dialect;

/// Answer the AWS CLI and the SDKs
///
/// Speaks Secrets Manager's API over HTTP, from the same file that all other commands use, at the same time. Every request is
/// signed, with credentials of `credentials create`. Ends at SIGTERM and Ctrl-C, after what it has accepted.
///
/// With a command behind `--`, serves that command alone: at a port of its own, with credentials of its own in the command's
/// environment, for as long as it runs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault serve
  eval $(vault serve --print-env --credentials app)
  vault serve -- python app.py
  vault serve --ephemeral -- pytest
  vault serve --socket \"$XDG_RUNTIME_DIR/vault/api.sock\"
  vault serve --listen 192.0.2.7:8443 --tls-cert chain.pem --tls-key key.pem")]
pub(crate) struct Serve {
    /// The address and port; port 0 takes any that is free [default: 127.0.0.1:2773, with a command 127.0.0.1:0]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// A socket in the file system, for this user alone, in the place of an address
    #[arg(long, value_name = "PATH", conflicts_with_all = ["listen", "command"])]
    socket: Option<PathBuf>,
    /// The certificate of an address beyond this machine, with those that vouch for it, in PEM
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        conflicts_with = "socket"
    )]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Serve a new, empty vault in memory, which is gone at the end
    #[arg(long)]
    ephemeral: bool,
    /// Print the variables for the clients of a running endpoint, and serve nothing
    #[arg(long, conflicts_with_all = ["ephemeral", "socket", "command"])]
    print_env: bool,
    /// Whose variables to print; the only credentials of the vault if left out
    #[arg(long, value_name = "NAME", requires = "print_env")]
    credentials: Option<String>,
    /// The shell or format to print the variables for; the calling shell's if left out
    #[arg(long, value_name = "FORMAT")]
    format: Option<Dialect>,
    /// The command to serve, and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

#[cfg(not(feature = "serve"))]
impl super::Verb for Serve {
    fn run(self, _: &crate::cli::globals::Globals) -> anyhow::Result<()> {
        use crate::error::{Error, Kind};

        let message = "this program was built without its endpoint (the feature `serve`)";
        Err(Error::new(Kind::Usage, message).into())
    }
}
