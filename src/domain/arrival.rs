//! Arrivals: superiors' inspections that are fixed, and what really came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::id::{AnchorId, ArrivalId, DepartmentCode, RequestId, UnitCode, VisitId};

/// A superior's inspection at one unit, which the county cannot refuse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// `A-0001`.
    pub id: AnchorId,
    /// The request it came by.
    pub request: RequestId,
    /// Whose it is.
    pub department: DepartmentCode,
    /// Where.
    pub unit: UnitCode,
    /// First day.
    pub start: NaiveDate,
    /// Days running.
    pub days: u32,
    /// County demands may ride along (套开).
    pub joinable: bool,
    /// Told beforehand; unknown for many.
    pub announced: Option<bool>,
}

/// What really came to a unit, planned or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// `B-0001`.
    pub id: ArrivalId,
    /// Where.
    pub unit: UnitCode,
    /// First day.
    pub date: NaiveDate,
    /// Days running.
    pub days: u32,
    /// Who came.
    pub department: DepartmentCode,
    /// How many inspectors.
    pub people: u32,
    /// Host staff who accompanied.
    pub hosts: u32,
    /// Told beforehand.
    pub announced: bool,
    /// The matter, as reported.
    pub subject: String,
    /// Documents asked for.
    pub materials: u32,
    /// Forms to fill.
    pub forms: u32,
    /// The planned visit it was, where it was one.
    pub visit: Option<VisitId>,
}
