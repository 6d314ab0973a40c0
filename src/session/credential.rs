//! What may open a vault: passphrases, and files that hold one or a key.

use std::fs::{File, Metadata};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::crypto::entropy::Entropy;
use crate::crypto::keys::{KEY_LENGTH, Key, key_from_file};
use crate::error::{Error, Kind, Result};
#[cfg(unix)]
use crate::platform::descriptors::{self, Inherited};
use crate::platform::locked::LockedBytes;
use crate::session::command::PassphraseCommand;

/// The longest passphrase, in bytes.
pub const MAX_PASSPHRASE: usize = 4096;
/// The shortest passphrase of a new vault, in characters.
pub const MIN_PASSPHRASE: usize = 8;

/// Something that may open a vault.
#[derive(Debug)]
pub enum Credential {
    /// A file of 32 random bytes.
    KeyFile(PathBuf),
    /// A file that holds the passphrase.
    PassphraseFile(PathBuf),
    /// A program that prints the passphrase.
    PassphraseCommand(PassphraseCommand),
    /// The passphrase.
    Passphrase(Passphrase),
    /// A passphrase, from wherever, together with a key file.
    Both(Box<Credential>, PathBuf),
}

impl Credential {
    pub(super) const fn is_passphrase(&self) -> bool {
        !matches!(self, Self::KeyFile(_) | Self::Both(..))
    }

    pub(super) fn into_key_file(self) -> Option<PathBuf> {
        match self {
            Self::KeyFile(path) => Some(path),
            _ => None,
        }
    }

    /// The passphrase that it is, or leads to.
    pub fn read(&self, notice: &mut dyn FnMut(&str)) -> Result<Passphrase> {
        match self {
            Self::Passphrase(passphrase) => Ok(passphrase.clone()),
            Self::PassphraseFile(path) => read_passphrase(path, notice),
            Self::PassphraseCommand(command) => command.run(),
            Self::Both(passphrase, _) => passphrase.read(notice),
            Self::KeyFile(path) => Err(Error::new(
                Kind::Locked,
                format!("{} is a key file, not a passphrase", path.display()),
            )),
        }
    }
}

/// A passphrase, byte for byte.
#[derive(Clone)]
pub struct Passphrase(LockedBytes);

impl Passphrase {
    /// Takes the bytes over; refuses none at all and more than [`MAX_PASSPHRASE`].
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self> {
        let wrong = if bytes.is_empty() {
            "the passphrase is empty".to_owned()
        } else if bytes.len() > MAX_PASSPHRASE {
            format!("the passphrase is longer than {MAX_PASSPHRASE} bytes")
        } else {
            return Ok(Self(LockedBytes::new(bytes)));
        };
        Err(Error::new(Kind::Locked, wrong))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Refuses what is too short for a new vault: fewer than [`MIN_PASSPHRASE`] characters.
    pub fn check_length(&self) -> Result<()> {
        let characters = String::from_utf8_lossy(&self.0);
        let count = characters.chars().count();
        // A lossy copy exists only for bytes that are not UTF-8.
        if let std::borrow::Cow::Owned(copy) = characters {
            drop(Zeroizing::new(copy));
        }
        if count < MIN_PASSPHRASE {
            return Err(Error::new(
                Kind::Usage,
                format!("a passphrase has at least {MIN_PASSPHRASE} characters"),
            ));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(***)")
    }
}

/// The passphrase in a file: its bytes without one line end.
pub fn read_passphrase(path: &Path, notice: &mut dyn FnMut(&str)) -> Result<Passphrase> {
    // One byte more for each byte of the line end.
    let mut bytes = read_protected(path, "passphrase file", MAX_PASSPHRASE + 2, notice)?;
    without_line_end(&mut bytes);
    Passphrase::new(bytes)
        .map_err(|error| Error::new(Kind::Locked, format!("{}: {error}", path.display())))
}

/// Takes one line end off.
pub(super) fn without_line_end(bytes: &mut Vec<u8>) {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
}

/// The key in a key file.
pub fn read_key(path: &Path, notice: &mut dyn FnMut(&str)) -> Result<Key> {
    let bytes = read_protected(path, "key file", KEY_LENGTH, notice)?;
    key_from_file(&bytes).ok_or_else(|| {
        Error::new(
            Kind::Locked,
            format!(
                "{} is not a key file: it does not hold {KEY_LENGTH} bytes",
                path.display()
            ),
        )
    })
}

/// Makes a key file: random bytes, for its owner only. An existing file is never touched.
pub fn create_key(path: &Path, entropy: &dyn Entropy) -> Result<Key> {
    let mut bytes = Zeroizing::new(vec![0; KEY_LENGTH]);
    entropy.fill(&mut bytes)?;
    create_secret_file("key file", path, &bytes)?;
    key_from_file(&bytes).ok_or_else(|| Error::new(Kind::Other, "a key has no length but its own"))
}

/// Makes a file for its owner only, which is there whole and durably or not at all: a vault may depend on it. An existing
/// file is never touched.
#[expect(
    clippy::disallowed_methods,
    reason = "the session's own files are opened here"
)]
pub fn create_secret_file(what: &str, path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |error| Error::io(&format!("cannot create the {what}"), path, error);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    let mut write = || {
        // Whatever the umask says.
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(|error| {
        std::fs::remove_file(path).unwrap_or_default();
        failed(error)
    })
}

/// Reads at most `limit` bytes of a file that only its owner may have written: refused when a stranger owns it or others
/// can write to it, with a notice when others can read it. Pipes have no owner to speak of and are read as they are; a path
/// that means a descriptor is that descriptor.
#[expect(
    clippy::disallowed_methods,
    reason = "the session's own files are opened here"
)]
pub fn read_protected(
    path: &Path,
    what: &str,
    limit: usize,
    notice: &mut dyn FnMut(&str),
) -> Result<Zeroizing<Vec<u8>>> {
    let failed = |error| {
        let error = Error::io(&format!("cannot read the {what}"), path, error);
        // Whatever the system says, the vault stays locked.
        Error::new(Kind::Locked, error.message())
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    let mut read = |about: std::io::Result<Metadata>, source: &mut dyn Read| {
        check_access(&about.map_err(failed)?, path, what, notice)?;
        source
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)
    };
    #[cfg(unix)]
    let descriptor = descriptors::named_by(path);
    #[cfg(not(unix))]
    let descriptor: Option<i32> = None;
    if let Some(number) = descriptor {
        #[cfg(unix)]
        {
            let mut inherited = Inherited::take(number).map_err(failed)?;
            read(inherited.metadata(), &mut inherited)?;
        }
    } else {
        let mut file = File::open(path).map_err(failed)?;
        read(file.metadata(), &mut file)?;
    }
    if bytes.len() > limit {
        return Err(Error::new(
            Kind::Locked,
            format!(
                "{}: the {what} is longer than {limit} bytes",
                path.display()
            ),
        ));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn check_access(
    about: &Metadata,
    path: &Path,
    what: &str,
    notice: &mut dyn FnMut(&str),
) -> Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    if !about.is_file() {
        return Ok(());
    }
    let me = rustix::process::geteuid().as_raw();
    let shown = path.display();
    let refused = |problem: &str| Error::new(Kind::Locked, format!("the {what} {shown} {problem}"));
    if about.uid() != me && about.uid() != 0 {
        return Err(refused("belongs to another user"));
    }
    if about.mode() & 0o022 != 0 {
        return Err(refused("can be written by others").hint(format!("chmod 600 {shown}")));
    }
    if about.mode() & 0o044 != 0 {
        notice(&format!("the {what} {shown} can be read by others"));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_access(_: &Metadata, _: &Path, _: &str, _: &mut dyn FnMut(&str)) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::crypto::entropy::OsEntropy;

    fn write(path: &Path, bytes: &[u8], mode: u32) {
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
        file.write_all(bytes).unwrap();
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(mode))
            .unwrap();
        file.persist(path).unwrap();
    }

    #[test]
    fn a_passphrase_file_loses_exactly_one_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        for (content, expected) in [
            ("secret", "secret"),
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            ("secret\n\n", "secret\n"),
            ("secret\r", "secret\r"),
            (" s \n", " s "),
        ] {
            write(&path, content.as_bytes(), 0o600);
            let passphrase = read_passphrase(&path, &mut |_| unreachable!()).unwrap();
            assert_eq!(passphrase.expose(), expected.as_bytes());
        }
        for (size, good) in [(MAX_PASSPHRASE, true), (MAX_PASSPHRASE + 1, false)] {
            let mut content = vec![b'x'; size];
            content.push(b'\n');
            write(&path, &content, 0o600);
            assert_eq!(read_passphrase(&path, &mut |_| ()).is_ok(), good, "{size}");
        }
        write(&path, b"\n", 0o600);
        let error = read_passphrase(&path, &mut |_| ()).unwrap_err();
        assert_eq!(error.kind(), Kind::Locked);
    }

    #[test]
    fn a_file_that_others_can_write_is_refused_and_one_they_can_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        for mode in [0o620, 0o602] {
            write(&path, b"secret", mode);
            let error = read_passphrase(&path, &mut |_| ()).unwrap_err();
            assert!(error.message().contains("written by others"));
        }
        for mode in [0o640, 0o604] {
            write(&path, b"secret", mode);
            let mut told = 0;
            read_passphrase(&path, &mut |_| told += 1).unwrap();
            assert_eq!(told, 1);
        }
    }

    #[test]
    fn a_key_file_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        let key = create_key(&path, &OsEntropy).unwrap();
        let read = read_key(&path, &mut |_| unreachable!()).unwrap();
        assert_eq!(read.mac(&[b"x"]), key.mac(&[b"x"]));
        assert!(create_key(&path, &OsEntropy).is_err());
        for length in [0, 31, 33] {
            write(&path, &vec![1; length], 0o600);
            assert!(read_key(&path, &mut |_| ()).is_err(), "{length}");
        }
    }

    #[test]
    fn too_short_counts_characters() {
        let passphrase = |text: &str| Passphrase::new(Zeroizing::new(text.into())).unwrap();
        assert!(passphrase("1234567").check_length().is_err());
        assert!(passphrase("ääää").check_length().is_err());
        assert!(passphrase("ääääääää").check_length().is_ok());
    }
}
