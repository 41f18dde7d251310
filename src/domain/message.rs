//! What the program has to say, before it is in any language: a code and its arguments.
//! Knows no text; `text` renders it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One argument of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
// Read back in this order: a list of one text must not be taken for the one field of a code, nor a message for a code
// that lost its arguments.
#[serde(untagged, deny_unknown_fields)]
pub enum Arg {
    /// A whole number, shown in digits.
    Int(i64),
    /// Text from a file or a person, shown as it is.
    Text(String),
    /// Several values, joined in the manner of the language.
    List(Vec<Arg>),
    /// The code of another text of the catalogue, shown as that text.
    Code {
        /// The catalogue id.
        code: String,
    },
    /// A whole message, rendered and put in.
    Message(Box<Message>),
}

/// A code of the catalogue with the values it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The catalogue id, e.g. `E1003` or `plan-summary`.
    pub code: String,
    /// Values by the name the texts use.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Arg>,
}

impl Message {
    /// A message without arguments yet.
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), args: BTreeMap::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

impl Arg {
    /// An argument that is itself a text of the catalogue.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code { code: code.into() }
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Message> for Arg {
    fn from(value: Message) -> Self {
        Self::Message(Box::new(value))
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Arg {
            fn from(value: $integer) -> Self {
                Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
            }
        }
    )*};
}
from_integers!(u8, u16, u32, u64, usize, i32, i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_back_as_what_they_were() {
        let check = |arg: Arg| {
            let text = serde_json::to_string(&arg).unwrap();
            assert_eq!(serde_json::from_str::<Arg>(&text).unwrap(), arg, "of {text}");
        };
        check(Arg::Int(7));
        check(Arg::from("text"));
        check(Arg::code("field-text"));
        check(Arg::List(vec![Arg::from("one")]));
        check(Arg::List(vec![Arg::from("one"), Arg::from("two")]));
        check(Arg::from(Message::new("field-text").with("text", "x")));
        check(Arg::List(vec![Arg::from(Message::new("field-text").with("text", "x"))]));
    }
}
