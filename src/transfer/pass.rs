//! A store of pass or gopass: a folder of files that gpg decrypts, each named as its secret with `.gpg` behind.
//!
//! The whole text of a file is the value, the password in its first line included; where there is only that line, its end is
//! left out. Text that is not UTF-8 is a binary value.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use zeroize::Zeroizing;

use super::{Entry, Found, LONGEST_VALUE, Source, counted, shown, wrong};
use crate::error::{Error, Kind, Result};
use crate::operations::ImportedSecret;
use crate::platform::process;
use crate::types::arn::check_new_name;
use crate::types::sensitive::{SecretBinary, SecretString, SecretValue};

/// The file that names the keys of a store or of a folder in it.
const KEYS: &str = ".gpg-id";
/// The same of a gopass store that age encrypts.
const AGE_KEYS: &str = ".age-recipients";
/// Most bytes of gpg's own words that are looked at.
const MOST_WORDS: u64 = 64 * 1024;

/// A store of pass or gopass, or a folder in one.
pub struct PassStore {
    folder: PathBuf,
    label: String,
    hidden: Vec<&'static str>,
}

/// Whether a folder is a store of pass or gopass, or in one.
pub fn is_store(folder: &Path) -> bool {
    let folder = folder.canonicalize();
    folder.is_ok_and(|folder| folder.ancestors().any(|folder| folder.join(KEYS).is_file()))
}

impl PassStore {
    /// The store in this folder; gpg is not given the environment's variables of the names `hidden`.
    pub fn new(folder: &Path, hidden: Vec<&'static str>) -> Self {
        Self {
            label: folder.display().to_string(),
            // A path that begins with a dash would be an option.
            folder: Path::new(".").join(folder),
            hidden,
        }
    }

    /// What gpg makes of a file.
    fn decrypt(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
        let label = path.strip_prefix(".").unwrap_or(path).display().to_string();
        let mut command = Command::new("gpg");
        command.args(["--batch", "--quiet", "--decrypt"]).arg(path);
        for name in &self.hidden {
            command.env_remove(name);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        process::restore_for(&mut command);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(
                Kind::Other,
                format!("gpg is not there, without which {label} cannot be decrypted"),
            ),
            _ => wrong(&label, None, &format!("gpg cannot be run: {error}")),
        })?;
        let (value, words) = read(&mut child);
        let status = child.wait();
        let value =
            value.map_err(|error| wrong(&label, None, &format!("gpg cannot be heard: {error}")))?;
        if value.len() > LONGEST_VALUE {
            return Err(wrong(&label, None, "the value has more than 65536 bytes"));
        }
        if status.is_ok_and(|status| status.success()) {
            return Ok(value);
        }
        let last = words.lines().rfind(|line| !line.trim().is_empty());
        let why = last.map(|line| line.trim().trim_start_matches("gpg: "));
        let why = why.unwrap_or("it does not say why");
        Err(wrong(
            &label,
            None,
            &format!("gpg cannot decrypt it: {why}"),
        ))
    }
}

impl Source for PassStore {
    fn read(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<Found> {
        let mut files = Files::default();
        files.collect(&self.folder, "")?;
        if files.names.is_empty() {
            let error = wrong(
                &self.label,
                None,
                "there is no file in it that ends in .gpg",
            );
            return Err(if self.folder.join(AGE_KEYS).exists() {
                error.hint("the store is encrypted by age, which is not supported")
            } else {
                error
            });
        }
        let mut found = Found::default();
        let all = files.names.len();
        for (index, (name, path)) in files.names.into_iter().enumerate() {
            progress(index, all);
            found.entries.push(Entry {
                secret: ImportedSecret {
                    value: Some(value(self.decrypt(&path)?)),
                    name,
                    ..ImportedSecret::default()
                },
                place: None,
            });
        }
        if files.links > 0 {
            found.notes.push(format!(
                "left out {}",
                counted(files.links, "symbolic link")
            ));
        }
        Ok(found)
    }

    fn label(&self) -> &str {
        &self.label
    }
}

/// The secrets of a store before they are decrypted.
#[derive(Default)]
struct Files {
    names: Vec<(String, PathBuf)>,
    links: usize,
}

impl Files {
    /// Adds what is in a folder, in the order of names; what begins with a dot is the store's own.
    fn collect(&mut self, folder: &Path, above: &str) -> Result<()> {
        let unreadable = |error| Error::io("cannot read", folder, error);
        let entries = folder.read_dir().map_err(unreadable)?;
        let mut entries = entries
            .collect::<io::Result<Vec<_>>>()
            .map_err(unreadable)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                return Err(wrong(
                    &path.display().to_string(),
                    None,
                    "the file's name is not UTF-8",
                ));
            };
            if name.starts_with('.') {
                continue;
            }
            let kind = entry.file_type().map_err(unreadable)?;
            if kind.is_symlink() {
                self.links += 1;
            } else if kind.is_dir() {
                self.collect(&path, &format!("{above}{name}/"))?;
            } else if let Some(name) = name.strip_suffix(".gpg") {
                let name = format!("{above}{name}");
                // Before gpg asks for a passphrase and takes its time.
                if check_new_name(&name).is_err() {
                    let label = path
                        .strip_prefix(".")
                        .unwrap_or(&path)
                        .display()
                        .to_string();
                    let what = format!("{} cannot be a secret's name", shown(&name));
                    return Err(wrong(&label, None, &what)
                        .hint("a name takes letters, digits and /_+=.@-; pass mv gives another"));
                }
                self.names.push((name, path));
            }
        }
        Ok(())
    }
}

/// What a child prints, at most a byte more than a value may have, and what it says.
fn read(child: &mut Child) -> (io::Result<Zeroizing<Vec<u8>>>, String) {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    // Beside each other: a child that fills one pipe waits for its reader.
    let words = thread::spawn(move || {
        let mut words = Vec::new();
        let _silent = stderr.map(|stderr| stderr.take(MOST_WORDS).read_to_end(&mut words));
        String::from_utf8_lossy(&words).into_owned()
    });
    let most = LONGEST_VALUE + 1;
    let mut value = Zeroizing::new(Vec::with_capacity(most));
    let read = match stdout {
        Some(stdout) => stdout.take(most as u64).read_to_end(&mut value),
        None => Ok(0),
    };
    (read.map(|_| value), words.join().unwrap_or_default())
}

fn value(mut bytes: Zeroizing<Vec<u8>>) -> SecretValue {
    let line = bytes
        .strip_suffix(b"\n")
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    if let Some(line) = line.filter(|line| !line.contains(&b'\n')) {
        let length = line.len();
        bytes.truncate(length);
    }
    if str::from_utf8(&bytes).is_err() {
        return SecretValue::Binary(SecretBinary::new(bytes));
    }
    let text = String::from_utf8(std::mem::take(&mut *bytes)).unwrap_or_default();
    SecretValue::Text(SecretString::new(Zeroizing::new(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_is_the_value_but_for_the_end_of_an_only_line() {
        for (file, expected) in [
            (&b"pw\n"[..], &b"pw"[..]),
            (b"pw\r\n", b"pw"),
            (b"pw", b"pw"),
            (b"pw\nuser: me\n", b"pw\nuser: me\n"),
            (b"pw\n\n", b"pw\n\n"),
            (b"\n", b""),
        ] {
            let value = value(Zeroizing::new(file.to_vec()));
            assert_eq!(value.expose_bytes(), expected);
            assert!(matches!(value, SecretValue::Text(_)));
        }
        let binary = value(Zeroizing::new(b"\xff\0".to_vec()));
        assert!(matches!(binary, SecretValue::Binary(_)));
    }

    #[test]
    fn a_store_is_known_by_its_keys_and_its_files_by_their_ending() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        for path in [".git/x.gpg", "a.gpg", "web/b.gpg", "web/notes.txt"] {
            let path = store.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::File::create_new(path).unwrap();
        }
        assert!(!is_store(&store));
        std::fs::File::create_new(store.join(KEYS)).unwrap();
        assert!(is_store(&store) && is_store(&store.join("web")) && !is_store(folder.path()));
        std::os::unix::fs::symlink("a.gpg", store.join("link.gpg")).unwrap();
        let mut files = Files::default();
        files.collect(&store, "").unwrap();
        let names: Vec<_> = files.names.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, files.links), (vec!["a", "web/b"], 1));
        std::fs::File::create_new(store.join("my bank.gpg")).unwrap();
        let error = Files::default()
            .collect(&store, "")
            .unwrap_err()
            .to_string();
        assert!(
            error.ends_with("my bank.gpg: \"my bank\" cannot be a secret's name"),
            "{error}"
        );
    }
}
