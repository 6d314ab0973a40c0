//! `vault run`: a command with secrets in its environment, and no shell between.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

use zeroize::Zeroizing;

use super::Verb;
use super::variables::Wanted;
use crate::cli::exit::ChildStatus;
use crate::cli::globals::Globals;
#[cfg(target_os = "linux")]
use crate::cli::masked;
use crate::cli::process;
use crate::error::Error;
use crate::shell::mask::Values;
use crate::shell::{Variable, member};

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
  vault run --stdin prod/tls-key -- openssl pkey -noout -text
  vault run --mask prod/db -- ./migrate --verbose")]
pub(crate) struct Run {
    #[command(flatten)]
    wanted: Wanted,
    /// Give the command the secrets' variables and no others
    #[arg(long)]
    pristine: bool,
    /// Give the command what this secret holds as its standard input: NAME, #MEMBER, @STAGE
    #[arg(long, value_name = "REF")]
    stdin: Option<String>,
    /// Show *** where a value of 6 bytes or more stands in what the command prints
    #[arg(long)]
    mask: bool,
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
            command.env(name.as_str(), process::to_os(value));
        }
        let started = if self.mask {
            let has_input = input.is_some();
            mask(
                command,
                &Values::new(
                    hidden(&variables, input.as_deref())
                        .iter()
                        .map(|v| v.as_slice()),
                )?,
                has_input,
            )
        } else {
            start(command)
        };
        let error = match started {
            Ok(status) => return Err(ChildStatus(status).into()),
            Err(error) => error,
        };
        Err(process::cannot_run(&program, &error).into())
    }
}

/// All that the command must not show: the values it is given, their lines, and the members of those that are JSON objects.
fn hidden<'v>(variables: &'v [Variable], input: Option<&'v Vec<u8>>) -> Vec<Zeroizing<Vec<u8>>> {
    let given = variables.iter().map(|variable| &*variable.value);
    let mut hidden = Vec::new();
    for value in given.chain(input) {
        let members = str::from_utf8(value).ok().and_then(member::members);
        let members = members.unwrap_or_default();
        hidden.extend(members.iter().filter_map(|member| member.value().ok()));
        hidden.push(Zeroizing::new(value.clone()));
    }
    // A program may print some of its lines only: `grep`, `head`.
    let lines = hidden.iter().filter(|value| value.contains(&b'\n'));
    let lines = lines.flat_map(|value| value.split(|byte| *byte == b'\n'));
    let lines: Vec<_> = lines
        .map(|line| Zeroizing::new(line.trim_ascii().to_vec()))
        .collect();
    hidden.extend(lines);
    hidden
}

#[cfg(target_os = "linux")]
fn mask(command: Command, values: &Values, has_input: bool) -> io::Result<u8> {
    masked::run(command, values, has_input)
}

#[cfg(not(target_os = "linux"))]
fn mask(_: Command, _: &Values, _: bool) -> io::Result<u8> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Becomes the command; comes back only if it cannot.
#[cfg(unix)]
fn start(mut command: Command) -> io::Result<u8> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn start(mut command: Command) -> io::Result<u8> {
    let status = command.status()?.code().unwrap_or(1);
    Ok(u8::try_from(status).unwrap_or(1))
}
