//! Rules: what a request or visit is held to, with the document that says so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::message::Message;

codes! {
    /// How much a rule stops.
    RuleSeverity, "rule-severity" {
        /// Nothing goes on without an exception.
        Block = "block",
        /// Said, and left to the person.
        Warn = "warn",
    }
}

codes! {
    /// Who may permit what a rule forbids.
    ExceptionBy, "exception-by" {
        /// The director, with a reason.
        Director = "director",
        /// Nobody.
        Nobody = "nobody",
    }
}

/// Where a rule is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Document, date and place, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Somebody compared it with the document itself.
    pub verified: bool,
}

/// One rule of a preset: everything about it that a number or a word can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `R2xxx`; the catalogue holds its sentence.
    pub code: String,
    /// Which check it parameterises; several rules can share one.
    pub check: String,
    /// How much it stops.
    pub severity: RuleSeverity,
    /// Who may permit an exception.
    pub exception_by: ExceptionBy,
    /// Where it is written.
    pub citation: Citation,
    /// Numbers the check takes, with their units in the name (`days_min`, `visits_max`).
    #[serde(default)]
    pub numbers: BTreeMap<String, u32>,
    /// Words the check takes.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
}

/// What a rule said of a request or visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The rule.
    pub rule: String,
    /// How much it stops.
    pub severity: RuleSeverity,
    /// The sentence, with what tripped it.
    pub message: Message,
}
