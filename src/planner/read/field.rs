//! One JSON value together with its path, so that every complaint can name it.

use serde_json::Value;

use crate::domain::message::Message;

/// A value and where it stands, e.g. `requests[17].unit`.
pub(super) struct Field<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Field<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    fn problem(&self, code: &str) -> Message {
        Message::new(code).with("field", if self.path.is_empty() { "{}" } else { self.path.as_str() })
    }

    fn wrong_type(&self, wanted: &str) -> Message {
        self.problem("P3003").with("wanted", crate::domain::message::Arg::code(format!("json-{wanted}")))
    }

    /// A field that must be there.
    pub(super) fn get(&self, name: &str) -> Result<Field<'a>, Message> {
        match self.optional(name)? {
            Some(field) => Ok(field),
            None => Err(self.child(name, self.value).problem("P3002")),
        }
    }

    /// A field that may be missing or null.
    pub(super) fn optional(&self, name: &str) -> Result<Option<Field<'a>>, Message> {
        let object = self.value.as_object().ok_or_else(|| self.wrong_type("object"))?;
        Ok(object.get(name).filter(|value| !value.is_null()).map(|value| self.child(name, value)))
    }

    fn child(&self, name: &str, value: &'a Value) -> Field<'a> {
        let dot = if self.path.is_empty() { "" } else { "." };
        Field { value, path: format!("{}{dot}{name}", self.path) }
    }

    /// The elements of an array.
    pub(super) fn items(&self) -> Result<impl Iterator<Item = Field<'a>> + use<'a>, Message> {
        let array = self.value.as_array().ok_or_else(|| self.wrong_type("array"))?;
        let path = self.path.clone();
        Ok(array
            .iter()
            .enumerate()
            .map(move |(index, value)| Field { value, path: format!("{path}[{index}]") }))
    }

    /// Every element read by one function.
    pub(super) fn list<T>(&self, read: impl Fn(&Field<'a>) -> Result<T, Message>) -> Result<Vec<T>, Message> {
        self.items()?.map(|item| read(&item)).collect()
    }

    /// The elements of an array of records; `id`, where given, must be the position.
    pub(super) fn records<T>(
        &self,
        read: impl Fn(&Field<'a>) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        let mut records = Vec::new();
        for item in self.items()? {
            if let Some(id) = item.optional("id")?
                && id.value.as_u64() != u64::try_from(records.len()).ok()
            {
                return Err(id.problem("P3008").with("position", records.len()));
            }
            records.push(read(&item)?);
        }
        Ok(records)
    }

    /// A pair `[a, b]`.
    pub(super) fn pair<T>(&self, read: impl Fn(&Field<'a>) -> Result<T, Message>) -> Result<(T, T), Message> {
        let mut items = self.items()?;
        match (items.next(), items.next(), items.next()) {
            (Some(a), Some(b), None) => Ok((read(&a)?, read(&b)?)),
            _ => Err(self.wrong_type("pair")),
        }
    }

    /// A whole number of any size a file can sensibly hold.
    pub(super) fn integer(&self) -> Result<i64, Message> {
        match self.value {
            Value::Number(number) if number.is_i64() || number.is_u64() => {
                Ok(number.as_i64().unwrap_or(i64::MAX))
            }
            _ => Err(self.wrong_type("integer")),
        }
    }

    /// A count or a day: a whole number from 0.
    pub(super) fn count(&self) -> Result<u32, Message> {
        let value = self.integer()?;
        u32::try_from(value).map_err(|_| {
            self.problem("P3004").with("value", value.to_string()).with("min", 0).with("max", u32::MAX)
        })
    }

    /// A position in another array.
    pub(super) fn id(&self) -> Result<usize, Message> {
        self.count().map(|id| id as usize)
    }

    pub(super) fn boolean(&self) -> Result<bool, Message> {
        self.value.as_bool().ok_or_else(|| self.wrong_type("boolean"))
    }

    pub(super) fn text(&self) -> Result<&'a str, Message> {
        self.value.as_str().ok_or_else(|| self.wrong_type("text"))
    }

    /// A word that is none of the known ones.
    pub(super) fn unknown_word(&self) -> Message {
        self.problem("P3009").with("value", self.value.as_str().unwrap_or_default())
    }

    /// A text field that may be missing.
    pub(super) fn text_or_empty(&self, name: &str) -> Result<String, Message> {
        self.optional(name)?.map_or(Ok(String::new()), |field| field.text().map(str::to_owned))
    }

    /// A yes or no that is no where missing.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Message> {
        self.optional(name)?.map_or(Ok(false), |field| field.boolean())
    }

    /// A count that is 0 where missing.
    pub(super) fn count_or_zero(&self, name: &str) -> Result<u32, Message> {
        self.optional(name)?.map_or(Ok(0), |field| field.count())
    }

    /// A list that is empty where missing.
    pub(super) fn list_or_empty<T>(
        &self,
        name: &str,
        read: impl Fn(&Field<'a>) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        self.optional(name)?.map_or(Ok(Vec::new()), |field| field.list(read))
    }
}
