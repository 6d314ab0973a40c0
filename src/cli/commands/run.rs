//! `vault run`: a command with secrets in its environment, and no shell between.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::Verb;
use super::variables::Wanted;
use crate::cli::exit::ChildStatus;
use crate::cli::globals::Globals;
use crate::cli::{process, ui};
use crate::error::Error;
use crate::shell::Variable;

/// Run a command with secrets in its environment
///
/// The command takes the place of this program: its status and signals are its own. What opens the vault is not passed on.
/// 126: the command cannot be run; 127: it is not there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault run -- ./server
  vault run prod/db DATABASE_URL=prod/db#url -- psql
  vault run staging/ -- env
  vault run --pristine TOKEN=prod/token -- /usr/bin/env
  vault run --stdin prod/tls-key -- openssl pkey -noout -text")]
pub(crate) struct Run {
    #[command(flatten)]
    wanted: Wanted,
    /// Give the command the secrets' variables and no others
    #[arg(long)]
    pristine: bool,
    /// Give the command what this secret holds as its standard input: NAME, #MEMBER, @STAGE
    #[arg(long, value_name = "REF")]
    stdin: Option<String>,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl Verb for Run {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        let stdin = self.stdin.as_deref().map(str::parse).transpose()?;
        let (variables, input) = self.wanted.read_with(globals, stdin.as_ref())?;
        let mut words = self.command.into_iter();
        let program = words.next().unwrap_or_default();
        // Without PATH in its environment a command would be looked for in other folders than ours.
        let found = if self.pristine {
            process::find(&program)
        } else {
            program.clone()
        };
        let mut command = Command::new(&found);
        if self.pristine {
            command.env_clear();
        }
        if let Some(input) = &input {
            let input = process::memory_file(input)
                .map_err(|error| Error::io("cannot make", Path::new("a file in memory"), error))?;
            command.stdin(input);
        }
        command.args(words);
        process::prepare(&mut command);
        for Variable { name, value } in &variables {
            command.env(name.as_str(), to_os(value));
        }
        let error = match start(&mut command) {
            Ok(status) => return Err(status.into()),
            Err(error) => error,
        };
        let status = if error.kind() == std::io::ErrorKind::NotFound {
            127
        } else {
            126
        };
        let text = error.to_string();
        let why = text.split(" (os error").next().unwrap_or_default();
        ui::line(&format!(
            "{}: error: cannot run {}: {why}",
            ui::program(),
            program.display()
        ));
        Err(ChildStatus(status).into())
    }
}

/// Becomes the command; comes back only if it cannot.
#[cfg(unix)]
fn start(command: &mut Command) -> std::io::Result<ChildStatus> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn start(command: &mut Command) -> std::io::Result<ChildStatus> {
    let status = command.status()?.code().unwrap_or(1);
    Ok(ChildStatus(u8::try_from(status).unwrap_or(1)))
}

#[cfg(unix)]
fn to_os(bytes: &[u8]) -> &std::ffi::OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(bytes)
}

#[cfg(not(unix))]
fn to_os(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
