//! Output in pieces, so that an answer of any size needs no more memory than one of them.

use std::io::{self, Write};

use crate::cli::buffer::WipedBuffer;

/// Bytes of a piece; a smaller answer is one write.
const PIECE: usize = 64 * 1024;

/// Gathers what is written and passes it on piece by piece; each is wiped.
pub(super) struct Pieces<W> {
    out: W,
    piece: WipedBuffer,
    passed_on: bool,
}

impl<W: Write> Pieces<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            piece: WipedBuffer::default(),
            passed_on: false,
        }
    }

    /// Passes the rest on, unless all that was written is `nothing`.
    pub(super) fn finish(mut self, nothing: &[u8]) -> io::Result<()> {
        if self.passed_on || self.piece.held() != nothing {
            self.out.write_all(self.piece.held())?;
        }
        Ok(())
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.passed_on = true;
        self.out.write_all(self.piece.held())?;
        self.piece.empty();
        Ok(())
    }
}

impl<W: Write> Write for Pieces<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.held().len() + bytes.len() > PIECE && !self.piece.held().is_empty() {
            self.pass_on()?;
        }
        self.piece.write(bytes)
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

    /// Remembers each write.
    #[derive(Default)]
    struct Writes(Vec<Vec<u8>>);

    impl Write for &mut Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_small_answer_is_one_write_and_a_large_one_is_whole() {
        for (parts, length) in [(0, 9), (3, 9), (300, 1000), (2, PIECE), (2, PIECE + 1)] {
            let mut writes = Writes::default();
            let mut pieces = Pieces::new(&mut writes);
            for _ in 0..parts {
                pieces.write_all(&vec![7; length]).unwrap();
            }
            pieces.finish(&[]).unwrap();
            assert_eq!(writes.0.concat(), vec![7; parts * length]);
            if parts * length <= PIECE {
                assert!(writes.0.len() <= 1);
            }
            assert!(
                writes
                    .0
                    .iter()
                    .all(|piece| piece.len() <= PIECE.max(length))
            );
        }
    }

    #[test]
    fn what_counts_as_nothing_is_not_written() {
        let mut writes = Writes::default();
        let mut pieces = Pieces::new(&mut writes);
        pieces.write_all(b"{}").unwrap();
        pieces.finish(b"{}").unwrap();
        assert!(writes.0.is_empty());
    }
}
