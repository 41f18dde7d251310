//! Findings: what a visit saw, what is done about it until when, and what shows that it was. Clues to misconduct have
//! no place here: of them only the word that the matter was handed over is kept.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::checklist::DefectClass;
use super::code::{Code, codes};
use super::id::{DepartmentCode, FindingId, UnitCode, VisitId};

codes! {
    /// How far a finding has come.
    FindingState, "finding-state" {
        /// 待整改: who is responsible may still state the facts.
        Open = "open",
        /// 已办结.
        Closed = "closed",
        /// 不成立: the facts say otherwise.
        Dropped = "dropped",
        /// 已移送.
        HandedOver = "handed-over",
    }
}

codes! {
    /// What is offered to show that something was put right.
    Evidence, "evidence" {
        /// 到账记录.
        BankRecord = "bank-record",
        /// 回访农户.
        CallBack = "call-back",
        /// 现场复核.
        Recheck = "recheck",
        /// 照片.
        Photo = "photo",
        /// 会议记录.
        Minutes = "minutes",
        /// 签到表.
        SignIn = "sign-in",
        /// 截图.
        Screenshot = "screenshot",
    }
}

impl Evidence {
    /// Whether it shows the matter itself, and not only that somebody was busy with it.
    pub const fn is_fit(self) -> bool {
        matches!(self, Self::BankRecord | Self::CallBack | Self::Recheck)
    }
}

codes! {
    /// Whether a closed finding is looked at again.
    Recheck, "recheck" {
        /// 未抽中.
        None = "none",
        /// 待复核: drawn.
        Drawn = "drawn",
        /// 复核通过.
        Passed = "passed",
    }
}

/// How a finding was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// What shows it.
    pub evidence: Evidence,
    /// Which record, which household, who looked.
    pub note: String,
    /// Who closed it.
    pub by: String,
    /// Business date.
    pub on: NaiveDate,
}

/// Something a visit found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `F-0001`.
    pub id: FindingId,
    /// The visit that found it.
    pub visit: VisitId,
    /// Where.
    pub unit: UnitCode,
    /// The check item; empty for what was handed over.
    pub item: String,
    /// The element it was found at; `None` for the unit itself.
    pub element: Option<String>,
    /// How grave it is.
    pub class: DefectClass,
    /// What was seen, as the team wrote it.
    pub what: String,
    /// What to do, where somebody wrote it for this finding; otherwise it follows from the check item.
    pub guidance: Option<String>,
    /// The department that has to see to it; `None` where the unit itself has.
    pub responsible: Option<DepartmentCode>,
    /// How far it is.
    pub state: FindingState,
    /// Business date it came in.
    pub found_on: NaiveDate,
    /// Last day to state the facts.
    pub facts_until: NaiveDate,
    /// The facts as stated.
    pub facts: Option<String>,
    /// Last day to put it right.
    pub deadline: NaiveDate,
    /// How it was closed.
    pub closure: Option<Closure>,
    /// Whether it is looked at again.
    pub recheck: Recheck,
    /// Last day of the second look, where it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck_until: Option<NaiveDate>,
}

impl Finding {
    /// Who is responsible may still state the facts: nothing is ordered yet.
    pub fn awaits_facts(&self, today: NaiveDate) -> bool {
        self.state == FindingState::Open && self.facts.is_none() && today <= self.facts_until
    }

    /// The catalogue id of where it stands: being put right only once the days to state the facts are over.
    pub fn standing_id(&self, today: NaiveDate) -> String {
        if self.awaits_facts(today) { "finding-state-stating".to_owned() } else { self.state.text_id() }
    }

    /// The catalogue id of what is said of it after a step: a deadline only where it is open.
    pub const fn said_id(&self) -> &'static str {
        if matches!(self.state, FindingState::Open) { "finding-now-due" } else { "finding-now" }
    }

    /// Not put right in time.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state == FindingState::Open && self.deadline < today
    }
}
