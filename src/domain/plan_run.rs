//! A run of the planner that was kept: everything needed to solve it again to the same bytes, and its figures.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::day::DayRange;
use super::id::{DemandId, PlanId, UnitCode};

/// Visits and days of a way of doing the same work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Arrivals.
    pub visits: u32,
    /// Days on which somebody is received.
    pub days: u32,
    /// Hours of host staff: one host an inspector, 4 hours a half-day.
    pub host_hours: u32,
}

/// One kept run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRun {
    /// `P-0001`.
    pub id: PlanId,
    /// The days planned.
    pub horizon: DayRange,
    /// The date of each planner day.
    pub days: Vec<NaiveDate>,
    /// The demand of each planner request.
    pub demands: Vec<DemandId>,
    /// The unit of each planner unit.
    pub units: Vec<UnitCode>,
    /// The planner's seed.
    pub seed: u64,
    /// The planner's effort, as `--effort` names it.
    pub effort: String,
    /// SHA-256 of the instance, which is kept as a file.
    pub instance: String,
    /// Unserved weight, visits, visit-days, lateness, moves.
    pub objective: [i64; 5],
    /// The served demands, merged.
    pub merged: Tally,
    /// The same demands, every department on its own.
    pub alone: Tally,
    /// Business date of the run.
    pub on: NaiveDate,
}
