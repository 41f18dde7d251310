//! Rules: what a request or visit is held to, with the document that says so.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::message::Message;
use super::quota::{Period, QuotaScope};
use super::request::{Regime, RequestKind};

codes! {
    /// How much a rule stops.
    RuleSeverity, "rule-severity" {
        /// Nothing goes on without an exception.
        Block = "block",
        /// Said, and left to the person.
        Warn = "warn",
        /// Said for the record: an exception was granted for it.
        Note = "note",
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
    /// Kinds of request it holds for; empty where it holds for all.
    #[serde(default)]
    pub kinds: BTreeSet<RequestKind>,
    /// Regimes it holds for; empty where it holds for both.
    #[serde(default)]
    pub regimes: BTreeSet<Regime>,
    /// Whose visits it adds up, for a limit on units.
    #[serde(default)]
    pub scope: Option<QuotaScope>,
    /// In which period, for a limit that starts again.
    #[serde(default)]
    pub period: Option<Period>,
    /// Numbers the check takes, with their units in the name (`days_min`, `visits_max`).
    #[serde(default)]
    pub numbers: BTreeMap<String, u32>,
    /// Words the check takes.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
}

impl Rule {
    /// A number of the rule; 0 where the rule has none of that name.
    pub fn number(&self, name: &str) -> u32 {
        self.numbers.get(name).copied().unwrap_or_default()
    }

    /// Words of the rule; none where it has no list of that name.
    pub fn words(&self, name: &str) -> &[String] {
        self.words.get(name).map_or(&[], Vec::as_slice)
    }
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
