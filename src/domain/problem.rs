//! Something wrong with an input, where it stands and what to do: never a failure by itself, the edges decide.
//! Knows no file format and no language.

use serde::{Deserialize, Serialize};

use super::message::{Arg, Message};

/// How much a [`Problem`] stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Said, nothing is held back.
    Warning,
    /// What it stands on is not taken.
    Error,
}

/// Where in a file something stands. Rows and columns count from 1, as people count them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// File name without its folders.
    pub file: String,
    /// Sheet name, for a workbook.
    pub sheet: Option<String>,
    /// Row, from 1.
    pub row: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
    /// The text of the cell as it stands in the file.
    pub cell: Option<String>,
}

/// One thing wrong, with its stable code. The catalogue holds, under the code, the cause and (attribute `action`)
/// what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// Code (E1xxx for imports) and arguments.
    pub message: Message,
}

impl Problem {
    /// An error at a place.
    pub fn error(place: Place, code: &str) -> Self {
        Self { severity: Severity::Error, place, message: Message::new(code) }
    }

    /// A warning at a place.
    pub fn warning(place: Place, code: &str) -> Self {
        Self { severity: Severity::Warning, place, message: Message::new(code) }
    }

    /// The same problem with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}
