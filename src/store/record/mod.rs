//! The record of a secret and of a deprecated version (`docs/FORMAT.md`, Secret record).

use crate::crypto::keys::WrappedKey;
use crate::error::Result;
use crate::secret::password::PasswordRules;
use crate::secret::record::{Deprecated, SecretRecord, SecretVersion, StoredValue};
use crate::secret::rotation::{Rotation, RotationRules};
use crate::secret::stages::StagingLabels;
use crate::store::codec::{Reader, Writer, malformed};
use crate::store::node::Stored;
use crate::store::pointer;
use crate::types::region::Region;
use crate::types::tag::Tag;
use crate::types::time::{DAY, Timestamp};
use crate::types::version::{StagingLabel, VersionId};
use crate::vault::Heading;

/// The tags of a record's fields. 9 (tags in a blob of their own), 20 (resource policy) and 21 (replication) are kept
/// for later programs.
mod field {
    pub(super) const KEY: u8 = 1;
    pub(super) const REGION: u8 = 2;
    pub(super) const NAME: u8 = 3;
    pub(super) const SUFFIX: u8 = 4;
    pub(super) const DESCRIPTION: u8 = 5;
    pub(super) const KMS_KEY_ID: u8 = 6;
    pub(super) const TYPE: u8 = 7;
    pub(super) const TAGS: u8 = 8;
    pub(super) const OWNING_SERVICE: u8 = 10;
    pub(super) const PRIMARY_REGION: u8 = 11;
    pub(super) const CREATED: u8 = 12;
    pub(super) const CHANGED: u8 = 13;
    pub(super) const ACCESSED: u8 = 14;
    pub(super) const DELETION: u8 = 15;
    pub(super) const ROTATION: u8 = 16;
    pub(super) const VERSIONS: u8 = 17;
    pub(super) const STAGES: u8 = 18;
    pub(super) const DEPRECATED: u8 = 19;
}

/// The fields that every record has, a bit each.
const REQUIRED: u32 = 1 << field::KEY
    | 1 << field::REGION
    | 1 << field::NAME
    | 1 << field::SUFFIX
    | 1 << field::CREATED
    | 1 << field::CHANGED
    | 1 << field::VERSIONS
    | 1 << field::STAGES;

/// A list's memory is asked for at once, for as many elements as a valid secret can have.
const AT_ONCE: usize = 50;

/// The tags of the fields of a rotation.
mod rotation_field {
    pub(super) const ENABLED: u8 = 1;
    pub(super) const FUNCTION: u8 = 2;
    pub(super) const AFTER_DAYS: u8 = 3;
    pub(super) const DURATION: u8 = 4;
    pub(super) const SCHEDULE: u8 = 5;
    pub(super) const LAST_ROTATED: u8 = 6;
    pub(super) const NEXT: u8 = 7;
    pub(super) const PASSWORD: u8 = 8;
    pub(super) const TEST: u8 = 9;
}

/// The record of a secret as it stands in a leaf.
pub(super) fn encode(secret: &SecretRecord) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .field(field::KEY, |w| w.raw(&secret.key))
        .field(field::REGION, |w| w.raw(secret.region.as_str().as_bytes()))
        .field(field::NAME, |w| w.raw(secret.name.as_bytes()))
        .field(field::SUFFIX, |w| w.raw(secret.suffix.as_bytes()))
        .optional(field::DESCRIPTION, secret.description.as_ref(), text)
        .optional(field::KMS_KEY_ID, secret.kms_key_id.as_ref(), text)
        .optional(field::TYPE, secret.kind.as_ref(), text)
        .optional(field::TAGS, secret.tags.as_ref(), |w, tags| {
            w.length(tags.len());
            for tag in tags {
                w.text(&tag.key).text(&tag.value);
            }
            w
        })
        .optional(field::OWNING_SERVICE, secret.owning_service.as_ref(), text)
        .optional(
            field::PRIMARY_REGION,
            secret.primary_region.as_ref(),
            |w, region| w.raw(region.as_str().as_bytes()),
        )
        .field(field::CREATED, |w| w.i64(secret.created.millis()))
        .field(field::CHANGED, |w| w.i64(secret.changed.millis()))
        .optional(field::ACCESSED, secret.accessed, |w, day| {
            w.u32(to_days(day))
        })
        .optional(field::DELETION, secret.deletion, |w, due| {
            w.i64(due.millis())
        })
        .optional(field::ROTATION, secret.rotation.as_ref(), write_rotation)
        .field(field::VERSIONS, |w| {
            w.length(secret.versions.len());
            for version in &secret.versions {
                write_version(w, version);
            }
            w
        })
        .field(field::STAGES, |w| {
            w.length(secret.stages.iter().len());
            for (label, id) in secret.stages.iter() {
                let index = secret.versions.iter().position(|version| version.id == *id);
                w.text(label.as_str())
                    .length(index.unwrap_or(usize::from(u8::MAX)));
            }
            w
        });
    if secret.deprecated.count > 0 {
        writer.field(field::DEPRECATED, |w| {
            w.u32(secret.deprecated.count)
                .i64(secret.deprecated.oldest.map_or(i64::MIN, Timestamp::millis));
            if let Some((is_leaf, top)) = &secret.deprecated.root {
                w.u8(u8::from(*is_leaf));
                pointer::write(w, top);
            }
            w
        });
    }
    writer.into_bytes()
}

/// The secret of a record.
pub(super) fn decode(bytes: &[u8]) -> Result<SecretRecord> {
    let mut seen = 0_u32;
    let mut stages = Vec::new();
    let mut secret = SecretRecord {
        key: [0; 16],
        region: Region::DEFAULT.parse().map_err(|_| malformed())?,
        name: String::new(),
        suffix: String::new(),
        description: None,
        kms_key_id: None,
        kind: None,
        tags: None,
        owning_service: None,
        primary_region: None,
        created: Timestamp::from_millis(0),
        changed: Timestamp::from_millis(0),
        accessed: None,
        deletion: None,
        rotation: None,
        stages: StagingLabels::default(),
        versions: Vec::new(),
        deprecated: Deprecated::default(),
        pruned: Vec::new(),
    };
    Reader::new(bytes).fields(|tag, r| {
        seen |= 1_u32.checked_shl(tag.into()).unwrap_or(0);
        match tag {
            field::KEY => secret.key = r.array()?,
            field::REGION => secret.region = read_region(r)?,
            field::NAME => secret.name = rest_as_text(r)?,
            field::SUFFIX => secret.suffix = rest_as_text(r)?,
            field::DESCRIPTION => secret.description = Some(rest_as_text(r)?),
            field::KMS_KEY_ID => secret.kms_key_id = Some(rest_as_text(r)?),
            field::TYPE => secret.kind = Some(rest_as_text(r)?),
            field::TAGS => secret.tags = Some(read_tags(r)?),
            field::OWNING_SERVICE => secret.owning_service = Some(rest_as_text(r)?),
            field::PRIMARY_REGION => secret.primary_region = Some(read_region(r)?),
            field::CREATED => secret.created = Timestamp::from_millis(r.i64()?),
            field::CHANGED => secret.changed = Timestamp::from_millis(r.i64()?),
            field::ACCESSED => secret.accessed = Some(from_days(r.u32()?)),
            field::DELETION => secret.deletion = Some(Timestamp::from_millis(r.i64()?)),
            field::ROTATION => secret.rotation = Some(read_rotation(r)?),
            field::VERSIONS => {
                let count = r.length()?;
                secret.versions.reserve_exact(count.min(AT_ONCE));
                for _ in 0..count {
                    secret.versions.push(read_version(r, false)?);
                }
            }
            field::STAGES => {
                let count = r.length()?;
                for _ in 0..count {
                    stages.push((r.text()?, r.length()?));
                }
            }
            field::DEPRECATED => secret.deprecated = read_deprecated(r)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if seen & REQUIRED != REQUIRED {
        return Err(malformed());
    }
    secret.stages = stages
        .into_iter()
        .map(|(label, index)| {
            let version = secret.versions.get(index).ok_or_else(malformed)?;
            Ok((StagingLabel::from(label), version.id.clone()))
        })
        .collect::<Result<_>>()?;
    Ok(secret)
}

/// What a list of names needs of a record; the rest of it is not even looked at.
pub(super) fn heading(bytes: &[u8]) -> Result<Heading<'_>> {
    let (mut region, mut name, mut created, mut deletion) = (None, None, None, None);
    Reader::new(bytes).fields(|tag, r| {
        match tag {
            field::REGION => region = Some(as_text(r.rest())?),
            field::NAME => name = Some(as_text(r.rest())?),
            field::CREATED => created = Some(Timestamp::from_millis(r.i64()?)),
            field::DELETION => deletion = Some(Timestamp::from_millis(r.i64()?)),
            field::KEY..=field::TAGS | field::OWNING_SERVICE..=field::DEPRECATED => {
                r.rest();
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(Heading {
        region: region.ok_or_else(malformed)?,
        name: name.ok_or_else(malformed)?,
        created: created.ok_or_else(malformed)?,
        deletion,
    })
}

/// The record of a deprecated version.
pub(super) fn encode_version(version: &SecretVersion) -> Vec<u8> {
    let mut writer = Writer::new();
    write_version(&mut writer, version);
    writer.into_bytes()
}

/// The deprecated version of a record.
pub(super) fn decode_version(bytes: &[u8]) -> Result<SecretVersion> {
    let mut reader = Reader::new(bytes);
    let version = read_version(&mut reader, true)?;
    reader.end()?;
    Ok(version)
}

fn write_version(writer: &mut Writer, version: &SecretVersion) {
    match uuid_bytes(version.id.as_str()) {
        Some(bytes) => writer.u8(1).raw(&bytes),
        None => writer.u8(0).text(version.id.as_str()),
    };
    writer
        .i64(version.created.millis())
        .u32(version.accessed.map_or(0, to_days))
        .u8(u8::from(version.value.is_some()));
    if let Some(value) = &version.value {
        writer
            .raw(&value.kms_key)
            .u32(value.generation)
            .raw(&value.data_key.0);
        pointer::write(writer, &value.blob);
    }
}

fn read_version(reader: &mut Reader<'_>, shelved: bool) -> Result<SecretVersion> {
    let id = if reader.bool()? {
        VersionId::from(uuid_text(&reader.array()?))
    } else {
        VersionId::from(reader.text()?)
    };
    let created = Timestamp::from_millis(reader.i64()?);
    let accessed = match reader.u32()? {
        0 => None,
        days => Some(from_days(days)),
    };
    let value = if reader.bool()? {
        Some(StoredValue {
            kms_key: reader.array()?,
            generation: reader.u32()?,
            data_key: WrappedKey(reader.array()?),
            blob: pointer::read(reader)?,
        })
    } else {
        None
    };
    Ok(SecretVersion {
        id,
        created,
        accessed,
        value,
        shelved,
    })
}

fn write_rotation<'w>(writer: &'w mut Writer, rotation: &Rotation) -> &'w mut Writer {
    use rotation_field as field;
    writer
        .field(field::ENABLED, |w| w.u8(u8::from(rotation.enabled)))
        .field(field::FUNCTION, |w| w.raw(rotation.function.as_bytes()))
        .optional(
            field::AFTER_DAYS,
            rotation.rules.automatically_after_days,
            |w, days| w.i64(days),
        )
        .optional(field::DURATION, rotation.rules.duration.as_ref(), text)
        .optional(
            field::SCHEDULE,
            rotation.rules.schedule_expression.as_ref(),
            text,
        )
        .optional(field::LAST_ROTATED, rotation.last_rotated, |w, at| {
            w.i64(at.millis())
        })
        .optional(field::NEXT, rotation.next, |w, at| w.i64(at.millis()))
        .optional(field::PASSWORD, rotation.password.as_ref(), |w, rules| {
            let flags = [
                rules.exclude_numbers,
                rules.exclude_punctuation,
                rules.exclude_uppercase,
                rules.exclude_lowercase,
                rules.include_space,
                rules.require_each_included_type,
            ];
            w.u32(rules.length);
            for flag in flags {
                w.u8(u8::from(flag));
            }
            w.text(&rules.exclude_characters)
        })
        .optional(field::TEST, rotation.test.as_ref(), |w, id| {
            w.raw(id.as_str().as_bytes())
        })
}

fn read_rotation(reader: &mut Reader<'_>) -> Result<Rotation> {
    use rotation_field as field;
    let mut rotation = Rotation {
        enabled: false,
        function: String::new(),
        rules: RotationRules::default(),
        last_rotated: None,
        next: None,
        password: None,
        test: None,
    };
    reader.fields(|tag, r| {
        match tag {
            field::ENABLED => rotation.enabled = r.bool()?,
            field::FUNCTION => rotation.function = rest_as_text(r)?,
            field::AFTER_DAYS => rotation.rules.automatically_after_days = Some(r.i64()?),
            field::DURATION => rotation.rules.duration = Some(rest_as_text(r)?),
            field::SCHEDULE => rotation.rules.schedule_expression = Some(rest_as_text(r)?),
            field::LAST_ROTATED => rotation.last_rotated = Some(Timestamp::from_millis(r.i64()?)),
            field::NEXT => rotation.next = Some(Timestamp::from_millis(r.i64()?)),
            field::PASSWORD => {
                rotation.password = Some(PasswordRules {
                    length: r.u32()?,
                    exclude_numbers: r.bool()?,
                    exclude_punctuation: r.bool()?,
                    exclude_uppercase: r.bool()?,
                    exclude_lowercase: r.bool()?,
                    include_space: r.bool()?,
                    require_each_included_type: r.bool()?,
                    exclude_characters: r.text()?,
                });
            }
            field::TEST => rotation.test = Some(VersionId::from(rest_as_text(r)?)),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(rotation)
}

fn read_tags(reader: &mut Reader<'_>) -> Result<Vec<Tag>> {
    let count = reader.length()?;
    let mut tags = Vec::with_capacity(count.min(AT_ONCE));
    for _ in 0..count {
        tags.push(Tag {
            key: reader.text()?,
            value: reader.text()?,
        });
    }
    Ok(tags)
}

fn read_deprecated(reader: &mut Reader<'_>) -> Result<Deprecated> {
    let count = reader.u32()?;
    // A secret without deprecated versions has no such field: a second form of the same record would be one to hide in.
    if count == 0 {
        return Err(malformed());
    }
    let oldest = Some(reader.i64()?)
        .filter(|millis| *millis != i64::MIN)
        .map(Timestamp::from_millis);
    let is_leaf = reader.bool()?;
    Ok(Deprecated {
        count,
        oldest,
        root: Some((is_leaf, pointer::read(reader)?)),
    })
}

/// The topmost node of a secret's deprecated versions.
pub(super) fn deprecated_top(deprecated: &Deprecated) -> Option<Stored> {
    deprecated
        .root
        .map(|(is_leaf, pointer)| Stored { is_leaf, pointer })
}

fn text<'w>(writer: &'w mut Writer, text: &String) -> &'w mut Writer {
    writer.raw(text.as_bytes())
}

fn rest_as_text(reader: &mut Reader<'_>) -> Result<String> {
    as_text(reader.rest()).map(str::to_owned)
}

fn as_text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| malformed())
}

fn read_region(reader: &mut Reader<'_>) -> Result<Region> {
    rest_as_text(reader)?.parse().map_err(|_| malformed())
}

fn to_days(time: Timestamp) -> u32 {
    u32::try_from(time.millis().div_euclid(DAY)).unwrap_or(0)
}

fn from_days(days: u32) -> Timestamp {
    Timestamp::from_millis(i64::from(days) * DAY)
}

/// The 16 bytes of a UUID in the form that every client sends: lower case, with hyphens.
fn uuid_bytes(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    let mut digits = text.bytes().filter(|byte| *byte != b'-');
    for byte in &mut bytes {
        let high = char::from(digits.next()?).to_digit(16)?;
        let low = char::from(digits.next()?).to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    (uuid_text(&bytes) == text).then_some(bytes)
}

fn uuid_text(bytes: &[u8; 16]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut at = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = HEX[usize::from(byte >> 4)];
        text[at + 1] = HEX[usize::from(byte & 15)];
        at += 2;
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests;
