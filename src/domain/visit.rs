//! Joint visits: one arrival at one unit that serves several demands.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::day::DayRange;
use super::id::{AnchorId, DemandId, DepartmentCode, InspectorId, PlanId, UnitCode, VisitId};

codes! {
    /// How far a visit has come.
    VisitState, "visit-state" {
        /// 拟定.
        Proposed = "proposed",
        /// 已过审.
        Cleared = "cleared",
        /// 已发布.
        Published = "published",
        /// 密封 (暗访).
        Sealed = "sealed",
        /// 实施中.
        InField = "in-field",
        /// 已记录.
        Recorded = "recorded",
        /// 整改中.
        Rectifying = "rectifying",
        /// 办结.
        Closed = "closed",
        /// 已取消.
        Cancelled = "cancelled",
    }
}

codes! {
    /// What supervision beforehand (事前监督) asks of a visit.
    Gate, "gate" {
        /// Every request names what it rests on.
        Basis = "basis",
        /// The quota has room, or a director granted an exception.
        Quota = "quota",
        /// No material is asked for that may not be, and none is undecided.
        Materials = "materials",
        /// The team is drawn.
        Team = "team",
    }
}

/// Who passed supervision beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// The director.
    pub by: String,
    /// Business date.
    pub on: NaiveDate,
}

/// A joint visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// `V-0107`.
    pub id: VisitId,
    /// Where.
    pub unit: UnitCode,
    /// First day.
    pub start: NaiveDate,
    /// 1, or 2 days running.
    pub days: u32,
    /// What it serves, in id order.
    pub demands: Vec<DemandId>,
    /// Told beforehand; a visit is all announced or all unannounced.
    pub announced: bool,
    /// Serves urgent or independent matters alone: outside quotas, inside the burden.
    pub exempt: bool,
    /// The superior's inspection it rides along with.
    pub joins: Option<AnchorId>,
    /// Kept where it is by later plans.
    pub pinned: bool,
    /// Who leads, among the departments it serves.
    pub lead: DepartmentCode,
    /// Who goes, drawn by ticket.
    pub team: Vec<InspectorId>,
    /// How far it is.
    pub state: VisitState,
    /// Who passed it.
    pub clearance: Option<Clearance>,
    /// The plan that placed it.
    pub plan: PlanId,
    /// How often it was changed since it was first published (SEQUENCE of RFC 5545).
    pub revision: u32,
}

impl Visit {
    /// Its days.
    pub fn range(&self) -> DayRange {
        let until = self.start.checked_add_days(Days::new(u64::from(self.days))).unwrap_or(self.start);
        DayRange { from: self.start, until }
    }

    /// On the calendar: published and not cancelled.
    pub fn is_public(&self) -> bool {
        matches!(
            self.state,
            VisitState::Published
                | VisitState::InField
                | VisitState::Recorded
                | VisitState::Rectifying
                | VisitState::Closed
        )
    }

    /// Sealed, and its day has not come: only directors may know where and when it is.
    pub fn is_secret(&self, today: NaiveDate) -> bool {
        self.state == VisitState::Sealed && self.start > today
    }

    /// Still to be decided: a new plan may replace it.
    pub fn is_draft(&self) -> bool {
        matches!(self.state, VisitState::Proposed | VisitState::Cleared)
    }
}
