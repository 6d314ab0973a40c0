//! Bytes that leave no copy behind when they grow.

use std::fs::File;
use std::io::{self, Read, Write};

use zeroize::{Zeroize as _, Zeroizing};

/// Room of an empty buffer at its first byte: an answer with a password fits without moving.
const FIRST: usize = 1024;

/// A growing buffer: each block that it outgrows is wiped before it is freed, and so is the last one.
#[derive(Default)]
pub(crate) struct WipedBuffer(Zeroizing<Vec<u8>>);

impl WipedBuffer {
    /// Everything from where `source` stands to its end, at most `limit` bytes, else `FileTooLarge`.
    ///
    /// Files are sized first, so they are read into one block; pipes grow.
    pub(crate) fn read(mut source: File, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
        let size = source.metadata().map_or(0, |about| about.len());
        let mut buffer = Self::default();
        // One byte more than the file holds lets the read that finds the end fit too.
        buffer.make_room(usize::try_from(size).unwrap_or(limit).min(limit) + 1);
        loop {
            buffer.make_room(1);
            let held = buffer.0.len();
            let room = buffer.0.capacity();
            buffer.0.resize(room, 0);
            let count = match source.read(&mut buffer.0[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    buffer.0.truncate(held);
                    continue;
                }
                result => result?,
            };
            buffer.0.truncate(held + count);
            if count == 0 {
                return Ok(buffer.0);
            }
            if buffer.0.len() > limit {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
    }

    /// The bytes so far.
    pub(crate) fn held(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, still wiped when let go.
    pub(crate) fn into_inner(self) -> Zeroizing<Vec<u8>> {
        self.0
    }

    /// Lets the bytes go and keeps the room for more.
    pub(crate) fn empty(&mut self) {
        self.0.as_mut_slice().zeroize();
        self.0.clear();
    }

    fn make_room(&mut self, more: usize) {
        if more > self.0.capacity() - self.0.len() {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let needed = self.0.len() + more;
        let mut larger = Vec::with_capacity(needed.max(self.0.capacity() * 2).max(FIRST));
        larger.extend_from_slice(&self.0);
        self.0 = Zeroizing::new(larger);
    }
}

impl Write for WipedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.make_room(bytes.len());
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// The default looks for short writes, of which there are none; JSON comes in writes of a few bytes.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_keeps_what_was_written() {
        let mut buffer = WipedBuffer::default();
        let mut expected = Vec::new();
        for round in 0..5000_u32 {
            buffer.write_all(&round.to_le_bytes()).unwrap();
            expected.extend_from_slice(&round.to_le_bytes());
        }
        assert_eq!(*buffer.into_inner(), expected);
    }

    #[test]
    fn a_file_is_read_whole_up_to_the_limit_and_refused_beyond() {
        let file = |size: usize| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&vec![7; size]).unwrap();
            io::Seek::rewind(&mut file).unwrap();
            file
        };
        for size in [0, 1, 1024, 5000] {
            assert_eq!(*WipedBuffer::read(file(size), 5000).unwrap(), vec![7; size]);
        }
        let error = WipedBuffer::read(file(5001), 5000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_pipe_is_read_to_its_end() {
        let (reader, mut writer) = io::pipe().unwrap();
        let writing = std::thread::spawn(move || {
            for _ in 0..100 {
                writer.write_all(&[9; 77]).unwrap();
            }
        });
        let source = File::from(std::os::fd::OwnedFd::from(reader));
        assert_eq!(*WipedBuffer::read(source, 10_000).unwrap(), vec![9; 7700]);
        writing.join().unwrap();
    }
}
