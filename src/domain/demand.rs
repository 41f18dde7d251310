//! Demands: one request at one unit, once. What the planner places.

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::day::DayRange;
use super::id::{DemandId, ElementId, RequestId, UnitCode, VisitId};
use super::message::Message;

codes! {
    /// How far a demand has come.
    DemandState, "demand-state" {
        /// 待排.
        Waiting = "waiting",
        /// 已排.
        Planned = "planned",
        /// 已发布.
        Published = "published",
        /// 已实施.
        CarriedOut = "carried-out",
        /// 办结.
        Closed = "closed",
        /// 延期.
        Postponed = "postponed",
    }
}

/// One request at one unit, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// `D-0001`.
    pub id: DemandId,
    /// What it is part of.
    pub request: RequestId,
    /// Where.
    pub unit: UnitCode,
    /// Which time of the year, from 1.
    pub occurrence: u32,
    /// When it may be done.
    pub window: DayRange,
    /// The elements drawn for it; empty where the unit itself is the object.
    pub elements: Vec<ElementId>,
    /// Half-days at the unit.
    pub effort_halfdays: u32,
    /// How far it is.
    pub state: DemandState,
    /// The visit that serves it.
    pub visit: Option<VisitId>,
    /// Why the last plan left it out.
    pub unserved: Option<Message>,
}
