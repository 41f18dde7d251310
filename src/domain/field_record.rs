//! What a visit brought back: one answer an element and item. Holds no pictures and no field for clues to misconduct.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::VisitId;

codes! {
    /// The answer to a check item.
    FieldAnswer, "field-answer" {
        /// 符合.
        Yes = "yes",
        /// 不符合.
        No = "no",
        /// 不适用.
        NotApplicable = "na",
    }
}

codes! {
    /// Why an element is on record.
    FieldGroup, "field-group" {
        /// The unit itself.
        Unit = "unit",
        /// Drawn, or a replacement of one drawn: counts for acceptance.
        Drawn = "drawn",
        /// Chosen for a reason: told apart.
        Directed = "directed",
    }
}

/// The answer to one item at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Why the element is on record.
    pub group: FieldGroup,
    /// The answer.
    pub answer: FieldAnswer,
    /// What was measured, as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// What was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Everything a visit brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRecord {
    /// The visit.
    pub visit: VisitId,
    /// Business date of the last change.
    pub on: NaiveDate,
    /// Answers by element (empty for the unit) and item.
    pub answers: BTreeMap<String, BTreeMap<String, Answered>>,
}
