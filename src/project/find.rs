//! Which `.vault.toml` is meant, and whether it may be read.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::error::{Error, Kind, Result};

/// What the file is called.
pub const FILE_NAME: &str = ".vault.toml";

/// Bytes of the longest file.
const LONGEST: u64 = 256 * 1024;

/// A project's file as it is now.
#[derive(Debug)]
pub struct Found {
    /// Where it is, without links.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Found {
    /// Where it is, on one line whatever the folders are called.
    pub fn shown(&self) -> String {
        shown(&self.path)
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\n', "\\n")
}

/// The file in this folder or the nearest above it. The search ends with the home folder and at the border of a file system.
///
/// A file that others may write, that is somebody else's, or no regular file is refused: what it says could change between
/// two looks.
pub fn find(folder: &Path, home: Option<&Path>) -> Result<Option<Found>> {
    let unreadable = |error| Error::io("cannot examine", folder, error);
    let folder = folder.canonicalize().map_err(unreadable)?;
    let home = home.and_then(|home| home.canonicalize().ok());
    let device = folder.metadata().map_err(unreadable)?.dev();
    for above in folder.ancestors() {
        if !above.metadata().is_ok_and(|about| about.dev() == device) {
            break;
        }
        let path = above.join(FILE_NAME);
        if path.symlink_metadata().is_ok() {
            return read(&path).map(Some);
        }
        if home.as_deref() == Some(above) {
            break;
        }
    }
    Ok(None)
}

fn read(path: &Path) -> Result<Found> {
    let unreadable = |error| Error::io("cannot read", path, error);
    let path = path.canonicalize().map_err(unreadable)?;
    let unreadable = |error| Error::io("cannot read", &path, error);
    // A FIFO would keep the shell waiting.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW;
    let file =
        rustix::fs::open(&path, flags, Mode::empty()).map_err(|error| unreadable(error.into()))?;
    let file = File::from(file);
    let about = file.metadata().map_err(unreadable)?;
    let refused = |why: &str| Error::new(Kind::Locked, format!("{} {why}", shown(&path)));
    if !about.is_file() {
        return Err(refused("is not a regular file"));
    }
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(refused("belongs to another user: it is not read"));
    }
    if about.mode() & 0o022 != 0 {
        let hint = format!("chmod go-w {}", shown(&path));
        return Err(refused("can be written by others: it is not read").hint(hint));
    }
    let mut text = Vec::new();
    file.take(LONGEST + 1)
        .read_to_end(&mut text)
        .map_err(unreadable)?;
    if text.len() as u64 > LONGEST {
        return Err(refused("is larger than 256 KiB"));
    }
    match String::from_utf8(text) {
        Ok(text) => Ok(Found { path, text }),
        Err(_) => Err(refused("is not UTF-8")),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make the files")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("home/project/deep")).unwrap();
        folder
    }

    fn put(path: &Path, mode: u32) {
        std::fs::write(path, "[env]\n").unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_nearest_file_counts_and_home_is_the_last_folder() {
        let folder = folder();
        let home = folder.path().join("home");
        let project = home.join("project");
        let find = |from: &Path| find(from, Some(&home)).unwrap().map(|found| found.path);
        put(&folder.path().join(FILE_NAME), 0o644);
        assert_eq!(find(&project.join("deep")), None);
        put(&home.join(FILE_NAME), 0o600);
        let at = |path: &Path| Some(path.canonicalize().unwrap());
        assert_eq!(find(&project.join("deep")), at(&home.join(FILE_NAME)));
        put(&project.join(FILE_NAME), 0o644);
        assert_eq!(find(&project.join("deep")), at(&project.join(FILE_NAME)));
    }

    #[test]
    fn a_file_that_others_may_write_is_refused() {
        let folder = folder();
        let path = folder.path().join("home").join(FILE_NAME);
        for mode in [0o622, 0o620, 0o602] {
            put(&path, mode);
            let error = find(path.parent().unwrap(), None).unwrap_err();
            assert!(
                error
                    .message()
                    .ends_with("can be written by others: it is not read")
            );
        }
    }

    #[test]
    fn what_is_no_regular_file_of_text_is_refused() {
        let folder = folder();
        let home = folder.path().join("home");
        let path = home.join(FILE_NAME);
        std::fs::create_dir(&path).unwrap();
        let message = |wanted: &str| {
            let error = find(&home, None).unwrap_err();
            assert!(error.message().contains(wanted), "{}", error.message());
        };
        message("is not a regular file");
        std::fs::remove_dir(&path).unwrap();
        std::os::unix::fs::symlink("nowhere", &path).unwrap();
        message("cannot read");
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, b"\xff").unwrap();
        message("is not UTF-8");
        std::fs::write(&path, vec![b'#'; 300_000]).unwrap();
        message("is larger than 256 KiB");
    }
}
