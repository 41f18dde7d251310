//! What is to be planned, as a value: the planner's input and the file format `jv-instance/1`.
//! Knows no search, no JSON and no calendar; ids are positions, days are working days from 0.

use serde::Serialize;

use super::message::Message;

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

impl Instance {
    /// Checks everything one field says about another.
    ///
    /// # Errors
    /// The first inconsistency, as code P3xxx with `field` naming it, e.g. `requests[17].unit`.
    pub fn validate(&self) -> Result<(), Message> {
        let days = self.days;
        number("days", days, 1, DAYS_MAX)?;
        for period in Period::ALL {
            partition(&format!("periods.{}", period.code()), self.periods.of(period), days)?;
        }
        self.validate_units()?;
        self.validate_quotas()?;
        self.validate_demands()?;
        self.validate_optional()?;
        for (name, rows) in [("departments", self.departments.len()), ("counties", self.counties.len())] {
            table(name, rows, days as usize)?;
        }
        let weeks = self.periods.week.len().max(self.periods.month.len());
        table("quotas", self.quotas.len(), weeks)
    }

    fn validate_units(&self) -> Result<(), Message> {
        for (index, department) in self.departments.iter().enumerate() {
            number(&format!("departments[{index}].crew"), department.crew, 0, COUNT_MAX)?;
        }
        for (index, county) in self.counties.iter().enumerate() {
            number(&format!("counties[{index}].leaders"), county.leaders, 0, COUNT_MAX)?;
            number(&format!("counties[{index}].year_cap"), county.year_cap, 0, COUNT_MAX)?;
            number(&format!("counties[{index}].used"), county.used, 0, COUNT_MAX)?;
        }
        for (index, unit) in self.units.iter().enumerate() {
            let field = |name: &str| format!("units[{index}].{name}");
            reference(&field("county"), unit.county, self.counties.len())?;
            number(&field("gap"), unit.gap, 0, COUNT_MAX)?;
            number(&field("max_departments"), unit.max_departments, 0, COUNT_MAX)?;
            number(&field("max_people"), unit.max_people, 0, COUNT_MAX)?;
            number(&field("max_halfdays_per_dept"), unit.max_halfdays_per_dept, 0, COUNT_MAX)?;
            for (at, range) in unit.blackout.iter().enumerate() {
                if range.0 > range.1 {
                    return Err(about("P3007", &field(&format!("blackout[{at}]"))));
                }
            }
        }
        Ok(())
    }

    fn validate_quotas(&self) -> Result<(), Message> {
        for (index, quota) in self.quotas.iter().enumerate() {
            let mut seen = std::collections::BTreeSet::new();
            for (at, &unit) in quota.units.iter().enumerate() {
                let field = format!("quotas[{index}].units[{at}]");
                reference(&field, unit, self.units.len())?;
                if !seen.insert(unit) {
                    return Err(about("P3010", &field));
                }
            }
            for (name, limit) in [("max_visits", quota.max_visits), ("max_days", quota.max_days)] {
                number(&format!("quotas[{index}].{name}"), limit.unwrap_or(0), 0, COUNT_MAX)?;
            }
            let used = quota.used.unwrap_or_default();
            number(&format!("quotas[{index}].used.visits"), used.visits, 0, COUNT_MAX)?;
            number(&format!("quotas[{index}].used.days"), used.days, 0, COUNT_MAX)?;
        }
        Ok(())
    }

    fn validate_demands(&self) -> Result<(), Message> {
        for (index, demand) in self.demands.iter().enumerate() {
            let field = |name: &str| format!("requests[{index}].{name}");
            reference(&field("dep"), demand.dep, self.departments.len())?;
            reference(&field("unit"), demand.unit, self.units.len())?;
            number(&field("to"), demand.to, 0, self.days - 1)?;
            if demand.from > demand.to {
                return Err(about("P3007", &field("from")));
            }
            number(&field("effort"), demand.effort, 1, COUNT_MAX)?;
            number(&field("people"), demand.people, 0, COUNT_MAX)?;
            number(&field("weight"), demand.weight, 0, COUNT_MAX)?;
            signed(&field("due"), demand.due)?;
        }
        Ok(())
    }

    fn validate_optional(&self) -> Result<(), Message> {
        let demands = self.demands.len();
        for (index, fixed) in self.fixed.iter().enumerate() {
            reference(&format!("fixed[{index}].unit"), fixed.unit, self.units.len())?;
            signed(&format!("fixed[{index}].start"), fixed.start)?;
            number(&format!("fixed[{index}].days"), fixed.days, 1, COUNT_MAX)?;
        }
        for (name, pairs) in [("together", &self.together), ("apart", &self.apart)] {
            for (index, pair) in pairs.iter().enumerate() {
                reference(&format!("{name}[{index}][0]"), pair.0, demands)?;
                reference(&format!("{name}[{index}][1]"), pair.1, demands)?;
            }
        }
        for (index, pin) in self.pinned.iter().enumerate() {
            reference(&format!("pinned[{index}].request"), pin.request, demands)?;
        }
        Ok(())
    }
}

/// A problem with one field.
fn about(code: &str, field: &str) -> Message {
    Message::new(code).with("field", field)
}

fn number(field: &str, value: u32, min: u32, max: u32) -> Result<(), Message> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(about("P3004", field).with("value", value.to_string()).with("min", min).with("max", max))
}

fn signed(field: &str, value: i64) -> Result<(), Message> {
    let max = i64::from(COUNT_MAX);
    if (-max..=max).contains(&value) {
        return Ok(());
    }
    Err(about("P3004", field).with("value", value.to_string()).with("min", -max).with("max", max))
}

fn reference(field: &str, id: usize, len: usize) -> Result<(), Message> {
    if id < len {
        return Ok(());
    }
    Err(about("P3005", field).with("value", id.to_string()).with("count", len))
}

fn table(field: &str, rows: usize, columns: usize) -> Result<(), Message> {
    if rows.saturating_mul(columns) <= TABLE_MAX {
        return Ok(());
    }
    Err(about("P3012", field).with("max", TABLE_MAX))
}

/// The ranges must hold every day of the horizon once, in order.
fn partition(field: &str, ranges: &[DayRange], days: u32) -> Result<(), Message> {
    let mut next = 0;
    for (index, range) in ranges.iter().enumerate() {
        if range.0 != next || range.1 < range.0 || range.1 >= days {
            return Err(about("P3006", &format!("{field}[{index}]")).with("days", days));
        }
        next = range.1 + 1;
    }
    if next == days { Ok(()) } else { Err(about("P3006", field).with("days", days)) }
}
