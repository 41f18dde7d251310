//! The one encoding of any value: JSON, keys sorted by their bytes, no white space, no floating-point number. Written as
//! the value is walked, without a tree in between: an import encodes a hundred thousand records. Knows no record.

use std::borrow::Cow;
use std::fmt::Display;

use serde::Serialize;
use serde::ser;

/// A value that has no canonical encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// Floating-point numbers read differently on different machines.
    #[error("a floating-point number")]
    Float,
    /// Not expressible as JSON.
    #[error("{0}")]
    Json(String),
}

impl ser::Error for EncodingError {
    fn custom<T: Display>(message: T) -> Self {
        Self::Json(message.to_string())
    }
}

type Result<T> = std::result::Result<T, EncodingError>;

/// The canonical encoding of a value.
pub fn canonical(value: &impl Serialize) -> Result<String> {
    // About as long as a record: it need not grow while it is written.
    let mut text = String::with_capacity(1_024);
    value.serialize(Writer { text: &mut text })?;
    Ok(text)
}

/// A string as it stands in the encoding.
pub fn quoted(string: &str) -> String {
    let mut text = String::with_capacity(string.len() + 2);
    write_string(string, &mut text);
    text
}

fn write_string(string: &str, text: &mut String) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if string.bytes().all(plain) {
        text.push('"');
        text.push_str(string);
        text.push('"');
    } else {
        text.push_str(&serde_json::Value::from(string).to_string());
    }
}

/// Writes a value behind a text.
struct Writer<'t> {
    text: &'t mut String,
}

/// An array being written.
struct Items<'t> {
    text: &'t mut String,
    first: bool,
    /// What closes it: a variant's array stands in an object of its own.
    close: &'static str,
}

/// An object being written: its fields in the order they come in, put into the order of their keys at its end.
struct Fields<'t> {
    text: &'t mut String,
    start: usize,
    /// Key of each field, and where it begins.
    keys: Vec<(Cow<'static, str>, usize)>,
    close: &'static str,
}

impl<'t> Writer<'t> {
    fn shown(self, value: impl Display) {
        self.text.push_str(&value.to_string());
    }

    fn items(self, close: &'static str) -> Items<'t> {
        self.text.push('[');
        Items { text: self.text, first: true, close }
    }

    fn fields(self, close: &'static str) -> Fields<'t> {
        self.text.push('{');
        Fields { start: self.text.len(), text: self.text, keys: Vec::new(), close }
    }

    /// Opens the object that names a variant.
    fn variant(&mut self, variant: &str) {
        self.text.push('{');
        write_string(variant, self.text);
        self.text.push(':');
    }
}

impl Items<'_> {
    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Result<()> {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
        value.serialize(Writer { text: self.text })
    }

    fn close(self) {
        self.text.push_str(self.close);
    }
}

impl Fields<'_> {
    fn key(&mut self, key: Cow<'static, str>) {
        if !self.keys.is_empty() {
            self.text.push(',');
        }
        let begin = self.text.len();
        write_string(&key, self.text);
        self.text.push(':');
        self.keys.push((key, begin));
    }

    fn field(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Result<()> {
        self.key(Cow::Borrowed(key));
        value.serialize(Writer { text: self.text })
    }

    fn close(self) {
        let Self { text, start, keys: fields, close } = self;
        if !fields.is_sorted_by(|one, other| one.0 < other.0) {
            sort(text, start, fields);
        }
        text.push_str(close);
    }
}

/// Puts the fields that stand from `start` on into the order of their keys.
fn sort(text: &mut String, start: usize, fields: Vec<(Cow<'static, str>, usize)>) {
    let written = text.split_off(start);
    let mut until = written.len();
    let mut parts = Vec::with_capacity(fields.len());
    for (key, begin) in fields.into_iter().rev() {
        parts.push((key, written.get(begin - start..until).unwrap_or_default()));
        // The comma before it belongs to no field.
        until = (begin - start).saturating_sub(1);
    }
    parts.sort_by(|one, other| one.0.cmp(&other.0));
    for (at, (_, part)) in parts.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(part);
    }
}

impl<'t> ser::Serializer for Writer<'t> {
    type Ok = ();
    type Error = EncodingError;
    type SerializeSeq = Items<'t>;
    type SerializeTuple = Items<'t>;
    type SerializeTupleStruct = Items<'t>;
    type SerializeTupleVariant = Items<'t>;
    type SerializeMap = Fields<'t>;
    type SerializeStruct = Fields<'t>;
    type SerializeStructVariant = Fields<'t>;

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_i16(self, value: i16) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_i32(self, value: i32) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_u16(self, value: u16) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_u32(self, value: u32) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        self.shown(value);
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<()> {
        Err(EncodingError::Float)
    }

    fn serialize_f64(self, _: f64) -> Result<()> {
        Err(EncodingError::Float)
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        write_string(value, self.text);
        Ok(())
    }

    fn collect_str<T: ?Sized + Display>(self, value: &T) -> Result<()> {
        self.serialize_str(&value.to_string())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        let mut items = self.items("]");
        value.iter().try_for_each(|byte| items.item(byte))?;
        items.close();
        Ok(())
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.shown("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        self.variant(variant);
        value.serialize(Writer { text: self.text })?;
        self.text.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'t>> {
        Ok(self.items("]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'t>> {
        Ok(self.items("]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'t>> {
        Ok(self.items("]"))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items<'t>> {
        self.variant(variant);
        Ok(self.items("]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'t>> {
        Ok(self.fields("}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'t>> {
        Ok(self.fields("}"))
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields<'t>> {
        self.variant(variant);
        Ok(self.fields("}}"))
    }
}

/// The arrays of the data model differ in name only.
macro_rules! array {
    ($kind:ident, $item:ident) => {
        impl ser::$kind for Items<'_> {
            type Ok = ();
            type Error = EncodingError;

            fn $item<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<()> {
                self.item(value)
            }

            fn end(self) -> Result<()> {
                self.close();
                Ok(())
            }
        }
    };
}

array!(SerializeSeq, serialize_element);
array!(SerializeTuple, serialize_element);
array!(SerializeTupleStruct, serialize_field);
array!(SerializeTupleVariant, serialize_field);

/// So do the objects with fields.
macro_rules! object {
    ($kind:ident) => {
        impl ser::$kind for Fields<'_> {
            type Ok = ();
            type Error = EncodingError;

            fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<()> {
                self.field(key, value)
            }

            fn end(self) -> Result<()> {
                self.close();
                Ok(())
            }
        }
    };
}

object!(SerializeStruct);
object!(SerializeStructVariant);

impl ser::SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = EncodingError;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<()> {
        let key = serde_json::to_value(key).map_err(ser::Error::custom)?;
        let name = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
        self.key(Cow::Owned(name));
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<()> {
        value.serialize(Writer { text: self.text })
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    fn check(value: &impl Serialize, expected: &str) {
        assert_eq!(canonical(value).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Value>(expected).unwrap(), serde_json::to_value(value).unwrap());
    }

    #[test]
    fn one_encoding() {
        check(
            &json!({"b": 1, "a": [null, true, "x\u{1}\"\\\u{4e2d}"]}),
            "{\"a\":[null,true,\"x\\u0001\\\"\\\\中\"],\"b\":1}",
        );
        check(
            &json!({"B": {}, "a": [], "aa": -1, "a ": 18_446_744_073_709_551_615_u64}),
            "{\"B\":{},\"a\":[],\"a \":18446744073709551615,\"aa\":-1}",
        );
        assert_eq!(canonical(&json!({"x": 0.5})), Err(EncodingError::Float));
        assert_eq!(canonical(&json!([1.0])), Err(EncodingError::Float));
    }

    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Unit,
        Newtype(u32),
        Tuple(u32, bool),
        Struct { z: u32, a: Option<()> },
    }

    #[derive(Serialize)]
    struct Nested {
        z: Vec<Kind>,
        y: BTreeMap<u32, char>,
        a: BTreeMap<String, Vec<u8>>,
    }

    #[test]
    fn fields_of_every_depth_stand_in_the_order_of_their_keys() {
        let z = vec![Kind::Unit, Kind::Newtype(1), Kind::Tuple(1, false), Kind::Struct { z: 2, a: None }];
        let y = BTreeMap::from([(10, 'x'), (9, '"')]);
        let a = BTreeMap::from([("\"".to_owned(), vec![1, 2]), (String::new(), vec![])]);
        let text = concat!(
            r#"{"a":{"":[],"\"":[1,2]},"y":{"10":"x","9":"\""},"#,
            r#""z":["unit",{"newtype":1},{"tuple":[1,false]},{"struct":{"a":null,"z":2}}]}"#,
        );
        check(&Nested { z, y, a }, text);
    }
}
