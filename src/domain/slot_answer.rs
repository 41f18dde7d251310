//! What a department or township says to a published visit: confirmed, objected, or in clash with something of its own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::VisitId;

codes! {
    /// What was said.
    SlotWord, "slot-word" {
        /// 同意.
        Confirmed = "confirmed",
        /// 异议: a department's.
        Objected = "objected",
        /// 冲突: a township's.
        Clash = "clash",
    }
}

codes! {
    /// Where the answer to a slot stands.
    SlotStanding, "slot-standing" {
        /// 待反馈.
        Awaited = "awaited",
        /// 同意.
        Confirmed = "confirmed",
        /// 逾期视为同意.
        Consented = "consented",
        /// 逾期未反馈, where silence is no consent.
        Silent = "silent",
        /// 异议.
        Objected = "objected",
        /// 冲突.
        Clash = "clash",
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotAnswer {
    /// To which visit.
    pub visit: VisitId,
    /// Code of the department or unit.
    pub party: String,
    /// The change of the visit it answers (SEQUENCE of its calendar entry): a moved visit is answered anew.
    pub revision: u32,
    /// What was said.
    pub word: SlotWord,
    /// Why; empty for a confirmation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who took it in.
    pub by: String,
    /// Business date.
    pub on: NaiveDate,
}
