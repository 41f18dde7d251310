//! What a visit brought back: answers by element and item, why elements were not visited or chosen by people. Holds no
//! pictures and no field for clues to misconduct.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::draw::{DirectedReason, NotVisited};
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

/// The item that stands for every item an element has no answer of its own to.
pub const REST: &str = "";
/// The element that stands for the unit itself.
pub const UNIT: &str = "";

/// The answer to one item at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The answer.
    pub answer: FieldAnswer,
    /// What was measured, as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// What was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Everything a visit brought back. Samples are judged by what is in here; what they are judged as stands with the
/// draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRecord {
    /// The visit.
    pub visit: VisitId,
    /// Business date of the last change.
    pub on: NaiveDate,
    /// Answers by element ([`UNIT`] for the unit) and item ([`REST`] for those not named).
    pub answers: BTreeMap<String, BTreeMap<String, Answered>>,
    /// Elements that were not visited.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_visited: BTreeMap<String, NotVisited>,
    /// Elements people chose themselves: told apart, never judged with the drawn ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub directed: BTreeMap<String, DirectedReason>,
}

/// Whether answers at one place hold a fault that counts: by one of the `counting` items, or of the place as a whole.
pub fn faulty(answers: &BTreeMap<String, Answered>, counting: &BTreeSet<&str>) -> bool {
    answers.iter().any(|(item, answered)| {
        answered.answer == FieldAnswer::No && (item == REST || counting.contains(item.as_str()))
    })
}

impl FieldRecord {
    /// Nothing yet.
    pub const fn new(visit: VisitId, on: NaiveDate) -> Self {
        Self { visit, on, answers: BTreeMap::new(), not_visited: BTreeMap::new(), directed: BTreeMap::new() }
    }
}
