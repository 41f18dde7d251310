//! What is to be planned, as a value: the planner's input and the file format `jv-instance/1`.
//! Knows no search, no JSON and no calendar; ids are positions, days are working days from 0.

mod valid;

use serde::Serialize;

/// The schema name an instance file carries.
pub const SCHEMA: &str = "jv-instance/1";

/// Most working days one instance may span (about ten years).
pub const DAYS_MAX: u32 = 4_000;

/// Largest count (people, weight, crew, cap …) a field may hold: sums over a million demands stay far from overflow.
pub const COUNT_MAX: u32 = 1_000_000;

/// Largest table (departments × days, counties × days, quota rows × periods) the planner will lay out.
pub const TABLE_MAX: usize = 20_000_000;

/// An inclusive range of working days `[first, last]`, written as a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DayRange(pub u32, pub u32);

impl DayRange {
    /// Whether the range holds a day.
    pub const fn holds(self, day: u32) -> bool {
        self.0 <= day && day <= self.1
    }
}

/// The lengths of time quotas speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// Calendar week.
    Week,
    /// Calendar month.
    Month,
    /// Quarter of the year.
    Quarter,
    /// The year.
    Year,
}

impl Period {
    /// All of them, in file order.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The word of the file format.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// How the horizon divides; each list covers every working day once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Periods {
    /// Weeks; no visit crosses the end of one.
    pub week: Vec<DayRange>,
    /// Months.
    pub month: Vec<DayRange>,
    /// Quarters.
    pub quarter: Vec<DayRange>,
    /// Years.
    pub year: Vec<DayRange>,
}

impl Periods {
    /// The ranges of one length.
    pub fn of(&self, period: Period) -> &[DayRange] {
        match period {
            Period::Week => &self.week,
            Period::Month => &self.month,
            Period::Quarter => &self.quarter,
            Period::Year => &self.year,
        }
    }
}

/// A department that sends teams.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Department {
    /// People it can have out on one day, over all units.
    pub crew: u32,
    /// `county`, `prefecture`, `province`; for people only.
    pub level: String,
    /// Counties it works in; for people only.
    pub scope: Vec<usize>,
    /// Name; for people only.
    pub name: String,
}

/// A county: its team leaders and its yearly cap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct County {
    /// Visits that can be out on one day.
    pub leaders: u32,
    /// Visits of the baseline year; for people only.
    pub baseline: u32,
    /// Visits allowed over the horizon.
    pub year_cap: u32,
    /// Visits spent before day 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub used: u32,
}

/// A unit that is visited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// `township`, `village`, `firm` …; for people only.
    pub kind: String,
    /// The township of a village; for people only.
    pub parent: Option<usize>,
    /// Its county.
    pub county: usize,
    /// Free working days between two visits.
    pub gap: u32,
    /// Departments at once.
    pub max_departments: u32,
    /// People at once.
    pub max_people: u32,
    /// Half-days per department and visit day.
    pub max_halfdays_per_dept: u32,
    /// Quiet periods.
    pub blackout: Vec<DayRange>,
}

/// What a quota row has spent before day 0, in the period that holds day 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Used {
    /// Visits.
    pub visits: u32,
    /// Visit-days.
    pub days: u32,
}

/// At most so many visits or visit-days at a set of units in every period of one length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// The units counted together.
    pub units: Vec<usize>,
    /// The length of time.
    pub period: Period,
    /// Visits allowed, by the day they start.
    pub max_visits: Option<u32>,
    /// Visit-days allowed, by the day they fall on.
    pub max_days: Option<u32>,
    /// Spent before day 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<Used>,
}

/// One request at one unit: what the planner places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Demand {
    /// Department that asks.
    pub dep: usize,
    /// Unit to be visited.
    pub unit: usize,
    /// First day the team may be there.
    pub from: u32,
    /// Last day the team may be there.
    pub to: u32,
    /// Starting after this day counts as late.
    pub due: i64,
    /// Half-days of work, from 1; over 4 cannot be placed.
    pub effort: u32,
    /// People of the team.
    pub people: u32,
    /// What leaving it out costs.
    pub weight: u32,
    /// Required by law or by a superior; for people only, the weight carries it.
    pub mandatory: bool,
    /// Whether the unit is told beforehand.
    pub announced: bool,
    /// Outside quotas, cap and gap.
    #[serde(skip_serializing_if = "is_false")]
    pub exempt: bool,
    /// Subject; for people only.
    pub subject: String,
}

impl Demand {
    /// Working days the team stays: two half-days a day.
    pub const fn days(&self) -> u32 {
        self.effort.div_ceil(2)
    }
}

/// An arrival that happens whatever is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fixed {
    /// Where.
    pub unit: usize,
    /// First day; may lie before the horizon.
    pub start: i64,
    /// Length in days.
    pub days: u32,
    /// Whether a visit may ride along.
    pub joinable: bool,
    /// Whether it counts in quota rows.
    pub counts: bool,
    /// Announced, unannounced, or unknown.
    pub announced: Option<bool>,
}

/// A demand and a day: of the published calendar, or a pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// The demand; in `previous` it may name one that no longer exists.
    pub request: usize,
    /// The start day of its visit.
    pub day: u32,
}

/// Everything the planner knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Instance {
    /// Working days of the horizon.
    pub days: u32,
    /// How it divides.
    pub periods: Periods,
    /// Departments.
    pub departments: Vec<Department>,
    /// Counties.
    pub counties: Vec<County>,
    /// Units.
    pub units: Vec<Unit>,
    /// Quota rows.
    pub quotas: Vec<Quota>,
    /// Demands.
    #[serde(rename = "requests")]
    pub demands: Vec<Demand>,
    /// The published calendar.
    pub previous: Vec<Placed>,
    /// Arrivals of others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Fixed>,
    /// Pairs that share a visit where both are served.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<(usize, usize)>,
    /// Pairs that never share a visit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<(usize, usize)>,
    /// Demands held on a day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<Placed>,
    /// Demands that may leave their published day.
    pub move_budget: Option<u32>,
    /// Days that the next working day does not follow on the calendar.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}
