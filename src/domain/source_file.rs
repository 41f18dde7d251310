//! A file that was taken in, kept by its content.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// SHA-256 of its bytes, lowercase hex.
    pub hash: String,
    /// Its name when it came.
    pub name: String,
    /// What was read from it: `requests`, `units` …
    pub kind: String,
    /// Rows taken.
    pub rows: u32,
    /// Rows left as problems.
    pub problems: u32,
    /// Business date.
    pub on: NaiveDate,
}
