//! `file://PATH`, `fileb://PATH` and `-`: values that are read instead of typed.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::parameter_error;
use crate::cli::buffer::WipedBuffer;
use crate::cli::descriptors::refuse_credential;
use crate::cli::env;
use crate::error::Result;

/// Most bytes of a value that is read: no parameter of AWS holds more than 65,536.
const LIMIT: usize = 1 << 20;

/// Where an option's value comes from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The word itself.
    Literal,
    /// A file of text.
    Text(PathBuf),
    /// A file of bytes.
    Bytes(PathBuf),
}

impl Source {
    /// What an option's word says.
    pub(super) fn of(word: &OsStr) -> Self {
        match (after(word, "file://"), after(word, "fileb://")) {
            (Some(path), _) => Self::Text(path),
            (_, Some(path)) => Self::Bytes(path),
            (None, None) => Self::Literal,
        }
    }
}

/// The file's bytes, exactly; AWS's words if it cannot be read. `option` has no dashes, `word` is as it was typed.
pub(super) fn load(option: &str, word: &OsStr, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let path = expand_home(path);
    refuse_credential(&path)?;
    open(&path)
        .and_then(|file| WipedBuffer::read(file, LIMIT))
        .map_err(|error| {
            let why = describe(&error, &format!(": '{}'", path.display()));
            let message = format!("Unable to load paramfile {}: {why}", word.display());
            parameter_error(option, &message).caused_by(error)
        })
}

/// As [`load`], for a file that must be UTF-8.
pub(super) fn load_text(option: &str, word: &OsStr, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let bytes = load(option, word, path)?;
    if str::from_utf8(&bytes).is_err() {
        let path = expand_home(path);
        let message = format!(
            "Unable to load paramfile ({}), text contents could not be decoded.  If this is a binary file, please \
             use the fileb:// prefix instead of the file:// prefix.",
            path.display()
        );
        return Err(parameter_error(option, &message));
    }
    Ok(bytes)
}

/// Standard input to its end, exactly. `std::io::stdin` would keep a copy in its buffer.
pub(super) fn load_stdin(option: &str) -> Result<Zeroizing<Vec<u8>>> {
    refuse_credential(Path::new("-"))?;
    duplicate_stdin()
        .and_then(|file| WipedBuffer::read(file, LIMIT))
        .map_err(|error| {
            let message = format!("Unable to read standard input: {}", describe(&error, ""));
            parameter_error(option, &message).caused_by(error)
        })
}

/// A whole file of secrets, or standard input where the path is `-`; at most `limit` bytes, else `FileTooLarge`.
pub(super) fn load_whole(path: &Path, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = if path == Path::new("-") {
        duplicate_stdin()?
    } else {
        open(path)?
    };
    WipedBuffer::read(file, limit)
}

#[cfg(unix)]
fn duplicate_stdin() -> io::Result<File> {
    rustix::stdio::stdin().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn duplicate_stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

#[expect(
    clippy::disallowed_methods,
    reason = "cli::expand is where parameters are read from files"
)]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(unix)]
fn after(word: &OsStr, prefix: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    let path = word.as_bytes().strip_prefix(prefix.as_bytes())?;
    Some(OsStr::from_bytes(path).into())
}

#[cfg(not(unix))]
fn after(word: &OsStr, prefix: &str) -> Option<PathBuf> {
    word.to_str()?.strip_prefix(prefix).map(PathBuf::from)
}

/// `~/` at the start is the home folder: within `file://~/x` no shell has expanded it.
fn expand_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), env::home()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// The system's error as Python shows it; `place` follows it.
fn describe(error: &io::Error, place: &str) -> String {
    if error.kind() == io::ErrorKind::FileTooLarge && error.raw_os_error().is_none() {
        return format!("more than {LIMIT} bytes{place}");
    }
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    match error.raw_os_error() {
        Some(number) => format!("[Errno {number}] {words}{place}"),
        None => format!("{words}{place}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::error::Kind;

    fn error(word: &str) -> String {
        let error = match Source::of(word.as_ref()) {
            Source::Text(path) => load_text("secret-string", word.as_ref(), &path).unwrap_err(),
            Source::Bytes(path) => load("secret-string", word.as_ref(), &path).unwrap_err(),
            Source::Literal => panic!("{word} names no file"),
        };
        assert_eq!(error.kind(), Kind::Usage);
        error.to_string()
    }

    fn file(content: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    #[test]
    fn bytes_are_kept_exactly() {
        let file = file(b"a\r\nb\0\n\n");
        let word = format!("file://{}", file.path().display());
        let read = load_text("x", word.as_ref(), file.path()).unwrap();
        assert_eq!(*read, b"a\r\nb\0\n\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_read_is_told_as_by_aws() {
        const START: &str = "Error parsing parameter '--secret-string': Unable to load paramfile";
        assert_eq!(
            error("file://nope"),
            format!("{START} file://nope: [Errno 2] No such file or directory: 'nope'")
        );
        assert_eq!(
            error("fileb:///tmp"),
            format!("{START} fileb:///tmp: [Errno 21] Is a directory: '/tmp'")
        );
        let binary = file(&[0xff, 0xfe]);
        let path = binary.path().display();
        assert_eq!(
            error(&format!("file://{path}")),
            format!(
                "{START} ({path}), text contents could not be decoded.  If this is a binary file, please use the \
                 fileb:// prefix instead of the file:// prefix."
            )
        );
        assert_eq!(
            error("fileb:///dev/zero"),
            format!("{START} fileb:///dev/zero: more than 1048576 bytes: '/dev/zero'")
        );
    }

    #[test]
    fn the_home_folder_is_found_only_at_the_start() {
        let home = env::home().unwrap();
        assert_eq!(expand_home(Path::new("~/a")), home.join("a"));
        for path in ["a/~/b", "~a/b", "a", "/a"] {
            assert_eq!(expand_home(Path::new(path)), Path::new(path));
        }
    }
}
