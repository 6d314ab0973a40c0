//! The values of a document as it writes them, which a parser that knows numbers would not tell.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use zeroize::Zeroizing;

use super::Shape;

/// The mapping's values in their order: text and numbers as they are written, the rest in JSON. The cell tells of a number
/// that JSON has no word for.
#[derive(Clone, Copy)]
pub(super) struct Written<'s>(pub(super) &'s [(String, Shape)], pub(super) &'s Cell<bool>);

impl<'de> DeserializeSeed<'de> for Written<'_> {
    type Value = Vec<Zeroizing<String>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Written<'_> {
    type Value = Vec<Zeroizing<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(self.0.len());
        for (_, shape) in self.0 {
            map.next_key::<String>()?;
            let json = RefCell::default();
            let is_outermost = true;
            map.next_value_seed(Json {
                shape,
                written: &json,
                odd: self.1,
                is_outermost,
            })?;
            values.push(json.into_inner());
        }
        // The end of the mapping, which the parser wants to be asked for.
        map.next_key::<String>()?;
        Ok(values)
    }
}

/// Appends one value.
#[derive(Clone, Copy)]
struct Json<'s> {
    shape: &'s Shape,
    written: &'s RefCell<Zeroizing<String>>,
    odd: &'s Cell<bool>,
    /// Whether text is the value itself.
    is_outermost: bool,
}

impl<'s> Json<'s> {
    fn push(self, text: &str) {
        self.written.borrow_mut().push_str(text);
    }

    fn push_json<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let json = serde_json::to_string(text)
            .map(Zeroizing::new)
            .map_err(E::custom)?;
        self.push(&json);
        Ok(())
    }

    fn inner(self, shape: &'s Shape) -> Self {
        Self {
            shape,
            written: self.written,
            odd: self.odd,
            is_outermost: false,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Json<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.shape {
            Shape::Null => {
                IgnoredAny::deserialize(deserializer)?;
                if !self.is_outermost {
                    self.push("null");
                }
                Ok(())
            }
            Shape::Bool | Shape::Number | Shape::Text => deserializer.deserialize_str(self),
            Shape::List(_) => deserializer.deserialize_seq(self),
            Shape::Map(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Json<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was there a moment ago")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        match self.shape {
            _ if self.is_outermost => self.push(text),
            Shape::Text => self.push_json(text)?,
            // True and TRUE are YAML too.
            Shape::Bool => self.push(&text.to_ascii_lowercase()),
            _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => self.push(text),
            _ => {
                self.odd.set(true);
                return Err(E::custom("a number"));
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Shape::List(shapes) = self.shape else {
            return Err(A::Error::custom("a list"));
        };
        self.push("[");
        for (index, shape) in shapes.iter().enumerate() {
            if index > 0 {
                self.push(",");
            }
            items.next_element_seed(self.inner(shape))?;
        }
        items.next_element::<IgnoredAny>()?;
        self.push("]");
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Shape::Map(members) = self.shape else {
            return Err(A::Error::custom("a mapping"));
        };
        self.push("{");
        for (index, (name, shape)) in members.iter().enumerate() {
            if index > 0 {
                self.push(",");
            }
            self.push_json(name)?;
            self.push(":");
            map.next_key::<String>()?;
            map.next_value_seed(self.inner(shape))?;
        }
        map.next_key::<String>()?;
        self.push("}");
        Ok(())
    }
}
