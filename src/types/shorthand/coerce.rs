//! Shorthand knows only text, lists and objects: the type that is wanted decides what a text stands for.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

/// A value whose text becomes a number, a boolean or a list of one where the target asks for that. Text that
/// does not fit is passed on as text, so that the target's error names it.
pub(super) struct Coerce(pub(super) Value);

impl IntoDeserializer<'_, Error> for Coerce {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A number wherever the text reads as one of the widest type of its sort; the target checks the range.
macro_rules! numbers {
    ($($method:ident as $wide:ty: $visit:ident,)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.as_str().map(str::parse::<$wide>) {
                Some(Ok(number)) => visitor.$visit(number),
                _ => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Coerce {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => {
                visitor.visit_seq(SeqDeserializer::new(list.into_iter().map(Self)))
            }
            Value::Object(object) => visitor.visit_map(MapDeserializer::new(
                object.into_iter().map(|(key, value)| (key, Self(value))),
            )),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.as_str() {
            Some(text) if text.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
            Some(text) if text.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    numbers! {
        deserialize_i8 as i64: visit_i64,
        deserialize_i16 as i64: visit_i64,
        deserialize_i32 as i64: visit_i64,
        deserialize_i64 as i64: visit_i64,
        deserialize_u8 as i64: visit_i64,
        deserialize_u16 as i64: visit_i64,
        deserialize_u32 as i64: visit_i64,
        deserialize_u64 as u64: visit_u64,
        deserialize_f32 as f64: visit_f64,
        deserialize_f64 as f64: visit_f64,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// `Values=a` is a list of one.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_array() {
            self.deserialize_any(visitor)
        } else {
            visitor.visit_seq(SeqDeserializer::new(std::iter::once(self)))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    enum Order {
        #[serde(rename = "asc")]
        Ascending,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Days(u8);

    #[derive(Debug, PartialEq, Deserialize)]
    struct All {
        order: Order,
        days: Days,
        nested: Vec<Vec<u64>>,
        deep: Option<Box<All>>,
    }

    #[test]
    fn nested_types_get_what_they_ask_for() {
        let value = json!({
            "order": "asc", "days": "7", "nested": [["1", "2"], "3"],
            "deep": {"order": "asc", "days": "1", "nested": "18446744073709551615"},
        });
        let deep = All {
            order: Order::Ascending,
            days: Days(1),
            nested: vec![vec![u64::MAX]],
            deep: None,
        };
        assert_eq!(
            All::deserialize(Coerce(value)).unwrap(),
            All {
                order: Order::Ascending,
                days: Days(7),
                nested: vec![vec![1, 2], vec![3]],
                deep: Some(Box::new(deep)),
            }
        );
    }

    #[test]
    fn a_number_out_of_range_is_refused() {
        assert!(Days::deserialize(Coerce(json!("256"))).is_err());
        assert!(Days::deserialize(Coerce(json!("-1"))).is_err());
    }
}
