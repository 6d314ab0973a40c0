//! What the disk alone takes, beside the vault that is measured.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// So many bytes behind a file of its own, flushed: the least that a durable append can cost.
pub(crate) fn append(folder: &Path, length: usize) -> impl FnMut() -> Duration {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("appended"))
        .expect("target/ is writable");
    let bytes = vec![1; length];
    move || {
        let start = Instant::now();
        file.write_all(&bytes)
            .and_then(|()| file.sync_data())
            .expect("the disk takes it");
        start.elapsed()
    }
}

/// A new file of so many bytes in the place of another, flushed with its folder: the least that a durable rewrite can cost.
pub(crate) fn replace(folder: &Path, length: usize) -> impl FnMut() -> Duration {
    let (draft, place) = (folder.join("draft"), folder.join("replaced"));
    let folder = File::open(folder).expect("the folder is there");
    let bytes = vec![1; length];
    move || {
        let start = Instant::now();
        File::create(&draft)
            .and_then(|mut file| {
                file.write_all(&bytes)?;
                file.sync_all()
            })
            .and_then(|()| std::fs::rename(&draft, &place))
            .and_then(|()| folder.sync_all())
            .expect("the disk takes it");
        start.elapsed()
    }
}
