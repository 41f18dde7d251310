//! What the sampling layer refuses, with its stable codes. Knows no language; the catalogue holds the texts.

use crate::domain::message::{Arg, Message};

/// A refusal: a code S4xxx and what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplingError(Message);

impl SamplingError {
    /// A refusal without arguments yet.
    pub fn new(code: &str) -> Self {
        Self(Message::new(code))
    }

    /// The same refusal with one more argument.
    #[must_use]
    pub fn with(self, name: &str, value: impl Into<Arg>) -> Self {
        Self(self.0.with(name, value))
    }

    /// The code, e.g. `S4001`.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// Code and arguments, for the catalogue.
    pub fn message(&self) -> &Message {
        &self.0
    }

    /// Code and arguments, for the catalogue.
    pub fn into_message(self) -> Message {
        self.0
    }
}

impl std::fmt::Display for SamplingError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

impl std::error::Error for SamplingError {}

/// What the sampling layer returns.
pub type Result<T> = std::result::Result<T, SamplingError>;
