//! Output that holds secrets, and leaves none behind when it grows.

use std::io;

use zeroize::Zeroizing;

/// Bytes that are wiped when let go, and wherever they were before the buffer grew.
#[derive(Default)]
pub(super) struct Buffer(Zeroizing<Vec<u8>>);

impl Buffer {
    pub(super) fn push(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        let needed = self.0.len() + bytes.len();
        // A Vec that grows by itself frees its old memory with the secret in it.
        if needed > self.0.capacity() {
            let mut larger =
                Zeroizing::new(Vec::with_capacity(needed.next_power_of_two().max(1024)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_pushed_however_often_it_grew() {
        let mut buffer = Buffer::default();
        let mut expected = Vec::new();
        for round in 0..5000_u32 {
            let piece = round.to_string();
            buffer.push(&piece);
            expected.extend_from_slice(piece.as_bytes());
        }
        assert_eq!(buffer.as_bytes(), expected);
    }
}
