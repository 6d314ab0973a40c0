//! The encoding of everything that is sealed: little-endian numbers, lengths before texts, tagged fields.
//!
//! It is canonical: what decodes encodes to the same bytes, so no two files say the same thing.

use crate::error::{Error, Kind, Result};

/// Writes fields, in the order of their tags.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// With room for so many bytes: within it, no copy of what is written stays behind, and no fresh page is taken for one.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn u8(&mut self, number: u8) -> &mut Self {
        self.bytes.push(number);
        self
    }

    pub(super) fn u32(&mut self, number: u32) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    pub(super) fn u64(&mut self, number: u64) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    pub(super) fn i64(&mut self, number: i64) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    /// A length or count: seven bits a byte, lowest first, the high bit on all but the last (LEB128, shortest form).
    pub(super) fn length(&mut self, mut number: usize) -> &mut Self {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.u8(number.to_le_bytes()[0])
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.length(text.len()).raw(text.as_bytes())
    }

    /// A field: its tag, the length of its content, its content.
    pub(super) fn field(
        &mut self,
        tag: u8,
        write: impl FnOnce(&mut Self) -> &mut Self,
    ) -> &mut Self {
        let mut content = Self::new();
        write(&mut content);
        self.u8(tag).length(content.bytes.len()).raw(&content.bytes)
    }

    /// A field that is left out when there is nothing to write.
    pub(super) fn optional<T>(
        &mut self,
        tag: u8,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> &mut Self,
    ) -> &mut Self {
        if let Some(value) = value {
            self.field(tag, |content| write(content, value));
        }
        self
    }
}

/// Reads what [`Writer`] wrote, and nothing else.
#[derive(Debug, Clone)]
pub(super) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn raw(&mut self, length: usize) -> Result<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.raw(N)?.try_into().map_err(|_| malformed())
    }

    pub(super) fn u8(&mut self) -> Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// One of two: 0 or 1.
    pub(super) fn bool(&mut self) -> Result<bool> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(malformed()),
        }
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn i64(&mut self) -> Result<i64> {
        self.array().map(i64::from_le_bytes)
    }

    pub(super) fn length(&mut self) -> Result<usize> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let shortest = shift == 0 || byte != 0;
                return if shortest {
                    Ok(number)
                } else {
                    Err(malformed())
                };
            }
        }
        Err(malformed())
    }

    pub(super) fn text(&mut self) -> Result<String> {
        let length = self.length()?;
        let bytes = self.raw(length)?;
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| malformed())
    }

    /// Shows each field's tag and content to `read`, which answers whether it knows the tag and reads all of the content.
    /// Tags rise; one that nobody knows was written by a newer program.
    pub(super) fn fields(
        &mut self,
        mut read: impl FnMut(u8, &mut Reader<'b>) -> Result<bool>,
    ) -> Result<()> {
        let mut last = None;
        while !self.is_empty() {
            let tag = self.u8()?;
            if last.is_some_and(|last| tag <= last) {
                return Err(malformed());
            }
            last = Some(tag);
            let length = self.length()?;
            let mut content = Self::new(self.raw(length)?);
            if !read(tag, &mut content)? {
                return Err(newer());
            }
            content.end()?;
        }
        Ok(())
    }

    /// The same, with zeros after the last field: no tag is zero.
    pub(super) fn padded_fields(
        &mut self,
        read: impl FnMut(u8, &mut Reader<'b>) -> Result<bool>,
    ) -> Result<()> {
        let mut end = self.clone();
        while end.rest.first().is_some_and(|tag| *tag != 0) {
            end.u8()?;
            let length = end.length()?;
            end.raw(length)?;
        }
        if end.rest.iter().any(|byte| *byte != 0) {
            return Err(malformed());
        }
        let used = self.rest.len() - end.rest.len();
        Self::new(self.raw(used)?).fields(read)
    }

    /// How many bytes are left.
    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }

    /// Everything that is left.
    pub(super) const fn rest(&mut self) -> &'b [u8] {
        let rest = self.rest;
        self.rest = &[];
        rest
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(malformed())
        }
    }
}

/// Something that verified does not decode: only a faulty writer makes that.
pub(super) fn malformed() -> Error {
    Error::damaged("the vault is damaged: a part of it verifies but cannot be read")
}

/// Something in the vault is of a kind that this program does not know.
pub(super) fn newer() -> Error {
    Error::new(Kind::Locked, "the vault was made by a newer vault program")
        .hint("update this program to open it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_shortest_form_of_a_length_is_read() {
        assert_eq!(Reader::new(&[0x7f]).length().unwrap(), 0x7f);
        assert_eq!(Reader::new(&[0x80, 0x01]).length().unwrap(), 0x80);
        assert!(Reader::new(&[0x80, 0x00]).length().is_err());
        assert!(Reader::new(&[0xff; 9]).length().is_err());
        assert!(Reader::new(&[0x80]).length().is_err());
    }

    #[test]
    fn fields_must_rise_and_be_known() {
        let read = |bytes: &[u8]| {
            Reader::new(bytes).fields(|tag, content| Ok(tag < 3 && content.raw(1).is_ok()))
        };
        assert!(read(&[1, 1, 9, 2, 1, 9]).is_ok());
        assert!(read(&[2, 1, 9, 1, 1, 9]).is_err(), "falling");
        assert!(read(&[1, 1, 9, 1, 1, 9]).is_err(), "twice");
        assert!(read(&[1, 2, 9, 9]).is_err(), "left over");
        assert_eq!(
            read(&[3, 1, 9]).unwrap_err().kind(),
            Kind::Locked,
            "unknown"
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(number in 0_usize..1 << 34, text in ".*", bytes in any::<[u8; 5]>()) {
            let mut writer = Writer::new();
            writer.length(number).text(&text).raw(&bytes);
            let written = writer.into_bytes();
            let mut reader = Reader::new(&written);
            prop_assert_eq!(reader.length().unwrap(), number);
            prop_assert_eq!(reader.text().unwrap(), text);
            prop_assert_eq!(reader.array::<5>().unwrap(), bytes);
            prop_assert!(reader.end().is_ok());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _either_way = Reader::new(&bytes).fields(|_, content| content.text().map(|_| true));
        }
    }
}
