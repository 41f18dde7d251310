//! Check items: one question for the field, instead of a ledger.

use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// How an item is checked.
    Method, "method" {
        /// 看.
        Look = "look",
        /// 问.
        Ask = "ask",
        /// 量.
        Measure = "measure",
    }
}

codes! {
    /// How grave a nonconformity is.
    DefectClass, "defect-class" {
        /// 严重.
        Critical = "critical",
        /// 较重.
        Major = "major",
        /// 一般.
        Minor = "minor",
    }
}

/// Text in both languages, for data a county edits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One question for the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// Stable id, e.g. `fund-1`.
    pub id: String,
    /// Code of the subject table.
    pub subject: String,
    /// Look, ask or measure.
    pub method: Method,
    /// What to look at, ask or measure.
    pub question: Bilingual,
    /// What counts as nonconforming.
    pub nonconforming: Bilingual,
    /// How grave that is.
    pub class: DefectClass,
    /// Words of the ledgers it replaces.
    pub replaces: Vec<String>,
    /// The county's threshold, where it has one.
    pub parameter: Option<Bilingual>,
    /// What to do about it; where nothing is written, that what was found must no longer hold.
    pub guidance: Option<Bilingual>,
    /// Code of the department that has to put it right; `None` where the unit itself has.
    pub responsible: Option<String>,
}
