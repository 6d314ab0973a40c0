//! The user's editor, told to keep nothing.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use crate::cli::env::{self, Variable};
use crate::cli::{process, ui};
use crate::error::{Error, Kind, Result};

/// How often is looked whether the editor has ended.
const PAUSE: Duration = Duration::from_millis(20);

/// Lets the user edit a file; comes back when the editor has ended.
///
/// Ctrl-C is the editor's. Whoever ends this program ends the editor, so that the caller can clean up.
pub(crate) fn edit(file: &Path) -> Result<()> {
    let words = words()?;
    let mut words = words.iter();
    let Some(program) = words.next() else {
        return Err(Error::new(Kind::Usage, "EDITOR names no program"));
    };
    let mut command = Command::new(program);
    command.args(words).args(quiet(program)).arg(file);
    // What the editor keeps all the same goes where it is removed.
    if let Some(folder) = file.parent() {
        command.env("TMPDIR", folder);
    }
    process::prepare(&mut command);
    let ended = Arc::new(AtomicBool::new(false));
    let unheard = Arc::new(AtomicBool::new(false));
    let flags = [
        (SIGTERM, &ended),
        (SIGHUP, &ended),
        (SIGINT, &unheard),
        (SIGQUIT, &unheard),
    ];
    for (signal, flag) in flags {
        signal_hook::flag::register(signal, Arc::clone(flag)).map_err(|error| {
            Error::new(Kind::Other, "signals cannot be caught").caused_by(error)
        })?;
    }
    let shown = program.escape_debug();
    let mut child = command.spawn().map_err(|error| {
        Error::new(Kind::Other, format!("cannot run the editor {shown}"))
            .caused_by(error)
            .hint("VISUAL or EDITOR names another, with its arguments")
    })?;
    let status: ExitStatus = loop {
        let waited = child.try_wait();
        match waited
            .map_err(|error| Error::new(Kind::Other, "the editor is lost").caused_by(error))?
        {
            Some(status) => break status,
            None => thread::sleep(PAUSE),
        }
        if ended.swap(false, Ordering::Relaxed)
            && let Some(process) = i32::try_from(child.id()).ok().and_then(Pid::from_raw)
        {
            let _gone = kill_process(process, Signal::TERM);
        }
    };
    if status.success() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Other,
        format!("nothing was changed: the editor {shown} ended with {status}"),
    ))
}

/// The editor and its arguments: VISUAL, else EDITOR, else vi.
fn words() -> Result<Vec<String>> {
    let named = env::text(Variable::Visual).or_else(|| env::text(Variable::Editor));
    if named.is_none() && !ui::stdin_is_terminal() {
        let text =
            "there is no terminal for vi, and neither VISUAL nor EDITOR names another editor";
        return Err(Error::new(Kind::Usage, text)
            .hint("`vault put NAME` reads a value from standard input"));
    }
    let named = named.unwrap_or_else(|| "vi".to_owned());
    shell_words::split(&named).map_err(|_| {
        Error::new(
            Kind::Usage,
            "VISUAL or EDITOR has a quote that is not closed",
        )
    })
}

/// What keeps an editor from writing swap, undo, backup and history files (security 2.14).
fn quiet(program: &str) -> &'static [&'static str] {
    let found = process::find(OsStr::new(program));
    // `vi` is a link to the one that is installed.
    let path = Path::new(&found)
        .canonicalize()
        .unwrap_or_else(|_| found.into());
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    match name {
        "nano" => &["--ignorercfiles"],
        "micro" => &[
            "-backup",
            "false",
            "-savehistory",
            "false",
            "-saveundo",
            "false",
        ],
        _ if name.starts_with("emacs") => &[
            "--eval",
            "(setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil)",
        ],
        _ if ["vim", "nvim", "gvim"]
            .iter()
            .any(|start| name.starts_with(start)) =>
        {
            &[
                "-n",
                "-i",
                "NONE",
                "-c",
                "silent! set nobackup nowritebackup noswapfile viminfo=|silent! set noundofile",
            ]
        }
        _ => &[],
    }
}
