//! One JSON value together with its path, so that every complaint can name it.

use serde_json::Value;

use crate::domain::message::{Arg, Message};

/// The last step of a path.
#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Name(&'p str),
    Index(usize),
}

/// A value and where it stands. Paths are spelt out only when there is something to complain of.
#[derive(Clone, Copy)]
pub(super) struct Field<'v, 'p> {
    value: &'v Value,
    parent: Option<&'p Field<'v, 'p>>,
    step: Step<'p>,
}

impl<'v, 'p> Field<'v, 'p> {
    pub(super) const fn root(value: &'v Value) -> Self {
        Self { value, parent: None, step: Step::Root }
    }

    /// The path as people write it, e.g. `requests[17].unit`.
    fn path(&self) -> String {
        let mut path = self.parent.map(Field::path).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Name(name) => {
                path.push_str(if path.is_empty() { "" } else { "." });
                path.push_str(name);
            }
            Step::Index(index) => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
        path
    }

    fn problem(&self, code: &str) -> Message {
        let path = self.path();
        Message::new(code).with("field", if path.is_empty() { "{}" } else { path.as_str() })
    }

    fn wrong_type(&self, wanted: &str) -> Message {
        self.problem("P3003").with("wanted", Arg::code(format!("json-{wanted}")))
    }

    /// A field that must be there.
    pub(super) fn get(&'p self, name: &'p str) -> Result<Self, Message> {
        match self.optional(name)? {
            Some(field) => Ok(field),
            None => Err(self.child(Step::Name(name), self.value).problem("P3002")),
        }
    }

    /// A field that may be missing or null.
    pub(super) fn optional(&'p self, name: &'p str) -> Result<Option<Self>, Message> {
        let object = self.value.as_object().ok_or_else(|| self.wrong_type("object"))?;
        let value = object.get(name).filter(|value| !value.is_null());
        Ok(value.map(|value| self.child(Step::Name(name), value)))
    }

    const fn child(&'p self, step: Step<'p>, value: &'v Value) -> Self {
        Self { value, parent: Some(self), step }
    }

    /// Every element of an array, read by one function.
    pub(super) fn list<T>(
        &self,
        read: impl Fn(&Field<'v, '_>) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        let array = self.value.as_array().ok_or_else(|| self.wrong_type("array"))?;
        let mut items = Vec::with_capacity(array.len());
        for (index, value) in array.iter().enumerate() {
            items.push(read(&Field { value, parent: Some(self), step: Step::Index(index) })?);
        }
        Ok(items)
    }

    /// The elements of an array of records; `id`, where given, must be the position.
    pub(super) fn records<T>(
        &self,
        read: impl Fn(&Field<'v, '_>) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        self.list(|item| {
            let Step::Index(position) = item.step else { return read(item) };
            if let Some(id) = item.optional("id")?
                && id.value.as_u64() != u64::try_from(position).ok()
            {
                return Err(id.problem("P3008").with("position", position));
            }
            read(item)
        })
    }

    /// A pair `[a, b]`.
    pub(super) fn pair<T>(
        &self,
        read: impl Fn(&Field<'v, '_>) -> Result<T, Message>,
    ) -> Result<(T, T), Message> {
        let mut items = self.list(read)?;
        match (items.pop(), items.pop(), items.pop()) {
            (Some(second), Some(first), None) => Ok((first, second)),
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

    pub(super) fn text(&self) -> Result<&'v str, Message> {
        self.value.as_str().ok_or_else(|| self.wrong_type("text"))
    }

    /// A word that is none of the known ones.
    pub(super) fn unknown_word(&self) -> Message {
        self.problem("P3009").with("value", self.value.as_str().unwrap_or_default())
    }

    /// A list with too many or too few elements.
    pub(super) fn wrong_length(&self, found: usize, wanted: usize) -> Message {
        let (wanted, found) = (u32::try_from(wanted).unwrap_or(u32::MAX), found.to_string());
        self.problem("P3014").with("value", found).with("wanted", wanted)
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
        read: impl Fn(&Field<'v, '_>) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        self.optional(name)?.map_or(Ok(Vec::new()), |field| field.list(read))
    }
}
