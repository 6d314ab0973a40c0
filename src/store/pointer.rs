//! How a parent names its child: where it is and what opens it.

use crate::crypto::seal::{PIN_LENGTH, Pin};
use crate::error::Result;
use crate::secret::record::Pointer;
use crate::store::codec::{Reader, Writer};

/// Bytes of an encoded pointer.
pub(super) const POINTER_LENGTH: usize = 8 + 4 + PIN_LENGTH;

pub(super) fn write(writer: &mut Writer, pointer: &Pointer) {
    writer
        .u64(pointer.offset)
        .u32(pointer.length)
        .raw(pointer.pin.as_bytes());
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Pointer> {
    Ok(Pointer {
        offset: reader.u64()?,
        length: reader.u32()?,
        pin: Pin::from_bytes(reader.array()?),
    })
}
