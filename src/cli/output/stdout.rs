//! The descriptor itself: `std::io::stdout` would keep a copy of what it printed.

use std::io;

use crate::error::Result;

/// Writes all of it to standard output; a closed pipe is `Kind::BrokenPipe`.
pub(crate) fn write(bytes: &[u8]) -> Result<()> {
    write_raw(bytes).map_err(super::unwritten)
}

/// Standard output as something to write to; nothing is kept back.
pub(super) struct Descriptor;

impl io::Write for Descriptor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write_raw(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
fn write_raw(bytes: &[u8]) -> io::Result<()> {
    write_to(rustix::stdio::stdout(), bytes)
}

#[cfg(not(unix))]
fn write_raw(bytes: &[u8]) -> io::Result<()> {
    use io::Write as _;
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

#[cfg(unix)]
fn write_to(to: impl std::os::fd::AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::retry_on_intr(|| rustix::io::write(&to, bytes))? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            count => bytes = &bytes[count..],
        }
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn short_writes_are_continued() {
        let (mut reader, writer) = io::pipe().unwrap();
        rustix::io::ioctl_fionbio(&reader, false).unwrap();
        let reading = std::thread::spawn(move || {
            let mut all = Vec::new();
            reader.read_to_end(&mut all).unwrap();
            all
        });
        // Larger than a pipe holds.
        let bytes = vec![5; 300_000];
        write_to(&writer, &bytes).unwrap();
        drop(writer);
        assert_eq!(reading.join().unwrap(), bytes);
    }

    #[test]
    fn a_full_disk_and_a_closed_pipe_are_errors() {
        let full = rustix::fs::open(
            "/dev/full",
            rustix::fs::OFlags::WRONLY,
            rustix::fs::Mode::empty(),
        )
        .unwrap();
        assert_eq!(
            write_to(full, b"x").unwrap_err().kind(),
            io::ErrorKind::StorageFull
        );
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        assert_eq!(
            write_to(writer, b"x").unwrap_err().kind(),
            io::ErrorKind::BrokenPipe
        );
    }
}
