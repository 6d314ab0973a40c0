//! `vault inject`: a template in which references become values.

use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use zeroize::Zeroizing;

use super::Verb;
use super::source::Source;
use crate::cli::buffer::WipedBuffer;
use crate::cli::descriptors::refuse_credential;
use crate::cli::globals::Globals;
use crate::cli::place::Place;
use crate::cli::{output, ui};
use crate::error::{Error, ErrorCode, Kind, Result};
use crate::shell::reference::Reference;
use crate::shell::template::{self, Piece};

/// Bytes of the longest template.
const LONGEST: usize = 16 << 20;

/// Fill a template with secrets
///
/// Each {{ vault:NAME#MEMBER@STAGE }} becomes what the secret holds, byte for byte; MEMBER and STAGE may be left out. Nothing
/// is quoted or escaped, and everything else stays as it is, other {{ }} too. If anything is missing, nothing is written.
/// --out makes a file for its owner alone (0600), whole or not at all.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  vault inject app.conf.tpl --out app.conf
  echo 'password = {{ vault:prod/db#password }}' | vault inject
  vault inject app.conf.tpl --dry-run                   (which secrets does it name?)
  kubectl apply -f <(vault inject secret.yaml.tpl)")]
pub(crate) struct Inject {
    /// The template; standard input if left out or -
    #[arg(value_name = "TEMPLATE", value_hint = clap::ValueHint::FilePath)]
    template: Option<PathBuf>,
    /// The file to make; standard output if left out
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// List the references with their lines; read no secret and write nothing
    #[arg(long, conflicts_with_all = ["out", "force"])]
    dry_run: bool,
}

impl Verb for Inject {
    fn run(self, globals: &Globals) -> anyhow::Result<()> {
        if let Some(out) = &self.out
            && is_same(self.template.as_deref(), out)
        {
            let text = format!("{} is the template itself", out.display());
            return Err(Error::new(Kind::Usage, text)
                .hint("--out wants a file of its own")
                .into());
        }
        let text = self.read()?;
        let pieces = template::parse(&text)?;
        if self.dry_run {
            let mut list = String::new();
            for piece in &pieces {
                if let Piece::Value { reference, line } = piece {
                    list.push_str(&ui::escape(&format!("{line}\t{reference}\n")));
                }
            }
            return Ok(output::stdout::write(list.as_bytes())?);
        }
        if self.out.is_none() && ui::stdout_is_terminal() {
            ui::hint("values go to the terminal; --out makes a private file");
        }
        let mut vault = Source::open(Place::anywhere(globals)?, globals, None)?;
        let mut filled = WipedBuffer::default();
        for piece in &pieces {
            match piece {
                Piece::Text(text) => filled.write_all(text)?,
                Piece::Value { reference, line } => {
                    let value = value(&mut vault, reference, *line)?;
                    filled.write_all(&value)?;
                }
            }
        }
        let filled = filled.into_inner();
        match &self.out {
            Some(path) => output::file::write(path, &filled, self.force)?,
            None => output::stdout::write(&filled)?,
        }
        Ok(())
    }
}

impl Inject {
    fn read(&self) -> Result<Zeroizing<Vec<u8>>> {
        let named = self.template.as_deref();
        refuse_credential(named.unwrap_or(Path::new("-")))?;
        let (file, name) = if let Some(path) = named.filter(|path| *path != Path::new("-")) {
            let flags = OFlags::RDONLY | OFlags::CLOEXEC;
            let file = rustix::fs::open(path, flags, Mode::empty());
            let file = file.map_err(|error| Error::io("cannot read", path, error.into()))?;
            (File::from(file), path)
        } else {
            let stdin = std::io::stdin();
            if stdin.is_terminal() {
                let text = "the template is neither named nor on standard input";
                return Err(Error::new(Kind::Usage, text).hint("vault inject TEMPLATE"));
            }
            let name = Path::new("-");
            let copy = rustix::io::fcntl_dupfd_cloexec(stdin, 3);
            let copy = copy.map_err(|error| Error::io("cannot read", name, error.into()))?;
            (File::from(copy), name)
        };
        WipedBuffer::read(file, LONGEST).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => {
                let shown = name.display();
                Error::new(
                    Kind::Usage,
                    format!("{shown}: a template has at most 16 MiB"),
                )
            }
            _ => Error::io("cannot read", name, error),
        })
    }
}

/// Whether the template, or what is on standard input in its place, is this file.
fn is_same(template: Option<&Path>, out: &Path) -> bool {
    let template = match template.filter(|path| *path != Path::new("-")) {
        Some(path) => rustix::fs::stat(path),
        None => rustix::fs::fstat(std::io::stdin()),
    };
    match (template, rustix::fs::stat(out)) {
        (Ok(one), Ok(other)) => (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino),
        _ => false,
    }
}

fn value(
    vault: &mut Source,
    reference: &Reference,
    line: usize,
) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let at = |what: &str| format!("the template, line {line}: {what}");
    match vault.resolve(reference) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => {
            let text = at(&format!("no secret is called {reference}"));
            Err(Error::service(ErrorCode::ResourceNotFoundException, text).into())
        }
        Err(error) => match error.downcast_ref::<Error>() {
            Some(known) if known.kind() == Kind::Other => {
                Err(Error::new(Kind::Other, at(known.message())).into())
            }
            _ => Err(error),
        },
    }
}
