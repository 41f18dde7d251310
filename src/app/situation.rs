//! What the planner is given: the county's state as an instance, with the way back from positions to ids.
//! A pure function of the records; knows no database.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::arrival::Anchor;
use crate::domain::day::DayRange;
use crate::domain::demand::Demand;
use crate::domain::department::Department;
use crate::domain::id::{DemandId, DepartmentCode, RequestId, UnitCode};
use crate::domain::instance::{self, Instance};
use crate::domain::quota::{Period, QuotaUse, UnitCapacity};
use crate::domain::request::{Request, RequestKind};
use crate::domain::unit::Unit;
use crate::domain::visit::Visit;
use crate::rules::quota::QuotaRow;

/// What a mandatory demand weighs.
const MANDATORY_WEIGHT: u32 = 100;

/// Everything planning depends on.
pub struct Situation {
    /// The worked days planned for, in order; not empty.
    pub days: Vec<NaiveDate>,
    /// All units.
    pub units: Vec<Unit>,
    /// All departments.
    pub departments: Vec<Department>,
    /// Requests of the demands.
    pub requests: BTreeMap<RequestId, Request>,
    /// What is to be placed, those of kept visits included.
    pub demands: Vec<Demand>,
    /// Visits kept where they are, whose demands are among `demands`.
    pub kept: Vec<Visit>,
    /// Visits that took place or are under way, inside the horizon.
    pub done: Vec<Visit>,
    /// Superiors' inspections.
    pub anchors: Vec<Anchor>,
    /// Quota rows of the rule book.
    pub quotas: Vec<QuotaRow>,
    /// What units can receive at once.
    pub capacities: Vec<UnitCapacity>,
    /// The ledger of visits before the horizon.
    pub uses: Vec<QuotaUse>,
    /// Teams at once.
    pub leaders: u32,
    /// Visits the county may still have in the horizon.
    pub visits_max: u32,
    /// Demands never to share a visit.
    pub apart: Vec<(DemandId, DemandId)>,
    /// Demands to share a visit.
    pub together: Vec<(DemandId, DemandId)>,
    /// How many published demands may move; `None` holds all of them where they are.
    pub moves_max: Option<u32>,
}

/// Positions of the instance as ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positions {
    /// The demand of each planner request.
    pub demands: Vec<DemandId>,
    /// The unit of each planner unit.
    pub units: Vec<UnitCode>,
}

impl Situation {
    /// The instance and the way back. Demands whose window holds no worked day of the horizon are left out.
    pub fn instance(&self) -> (Instance, Positions) {
        let units: BTreeMap<&UnitCode, usize> =
            self.units.iter().enumerate().map(|(at, unit)| (&unit.code, at)).collect();
        let departments: BTreeMap<&DepartmentCode, usize> =
            self.departments.iter().enumerate().map(|(at, department)| (&department.code, at)).collect();
        let mut demands = Vec::new();
        let mut ids = Vec::new();
        for demand in &self.demands {
            if let Some(row) = self.demand(demand, &units, &departments) {
                demands.push(row);
                ids.push(demand.id);
            }
        }
        let at: BTreeMap<DemandId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let placed = self.placed(&at);
        let held = self.moves_max.is_none();
        let instance = Instance {
            days: to_u32(self.days.len()),
            periods: self.periods(),
            departments: self.departments.iter().map(department).collect(),
            counties: vec![instance::County {
                leaders: self.leaders,
                baseline: 0,
                year_cap: self.visits_max,
                used: 0,
            }],
            units: self.units.iter().map(|unit| self.unit(unit, &units)).collect(),
            quotas: self.quotas.iter().map(|row| self.quota(row, &units)).collect(),
            pinned: self.pins(&placed, held, &at),
            previous: placed,
            demands,
            fixed: self.fixed(&units),
            together: pairs(&self.together, &at),
            apart: pairs(&self.apart, &at),
            move_budget: self.moves_max,
            breaks: self.breaks(),
        };
        (
            instance,
            Positions { demands: ids, units: self.units.iter().map(|unit| unit.code.clone()).collect() },
        )
    }

    /// The first planner day on or after a date, and the last before one.
    fn span(&self, range: DayRange) -> Option<(u32, u32)> {
        let first = self.days.partition_point(|day| *day < range.from);
        let behind = self.days.partition_point(|day| *day < range.until);
        (first < behind).then(|| (to_u32(first), to_u32(behind - 1)))
    }

    fn periods(&self) -> instance::Periods {
        let of = |period: Period| {
            let mut ranges: Vec<instance::DayRange> = Vec::new();
            let mut current = None;
            for (at, day) in self.days.iter().enumerate() {
                let around = period.around(*day);
                match ranges.last_mut() {
                    Some(last) if current == Some(around) => last.1 = to_u32(at),
                    _ => ranges.push(instance::DayRange(to_u32(at), to_u32(at))),
                }
                current = Some(around);
            }
            ranges
        };
        instance::Periods {
            week: of(Period::Week),
            month: of(Period::Month),
            quarter: of(Period::Quarter),
            year: of(Period::Year),
        }
    }

    fn breaks(&self) -> Vec<u32> {
        self.days
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair.first().and_then(chrono::NaiveDate::succ_opt) != pair.get(1).copied())
            .map(|(at, _)| to_u32(at))
            .collect()
    }

    fn unit(&self, unit: &Unit, units: &BTreeMap<&UnitCode, usize>) -> instance::Unit {
        let capacity = self.capacities.iter().find(|capacity| capacity.kind == unit.kind);
        let number = |pick: fn(&UnitCapacity) -> u32| capacity.map_or(0, pick);
        instance::Unit {
            kind: crate::domain::code::Code::code(unit.kind).to_owned(),
            parent: unit.parent.as_ref().and_then(|parent| units.get(parent).copied()),
            county: 0,
            gap: number(|capacity| capacity.gap_days),
            max_departments: number(|capacity| capacity.departments_max),
            max_people: number(|capacity| capacity.people_max),
            max_halfdays_per_dept: number(|capacity| capacity.halfdays_per_department_max),
            blackout: unit
                .quiet
                .iter()
                .filter_map(|quiet| self.span(quiet.days))
                .map(|(first, last)| instance::DayRange(first, last))
                .collect(),
        }
    }

    fn quota(&self, row: &QuotaRow, units: &BTreeMap<&UnitCode, usize>) -> instance::Quota {
        instance::Quota {
            units: row.units.iter().filter_map(|unit| units.get(unit).copied()).collect(),
            period: period(row.period),
            max_visits: row.visits_max,
            max_days: row.days_max,
            used: self.used(row),
        }
    }

    /// What the ledger holds for a row in the period of the first day, before that day.
    fn used(&self, row: &QuotaRow) -> Option<instance::Used> {
        let first = *self.days.first()?;
        let before = DayRange { from: row.period.around(first).from, until: first };
        let mut used = instance::Used::default();
        for entry in self.uses.iter().filter(|entry| entry.counts() && row.units.contains(&entry.unit)) {
            used.visits += u32::from(before.contains(entry.start));
            used.days += entry.days_in(before);
        }
        (used.visits + used.days > 0).then_some(used)
    }

    fn demand(
        &self,
        demand: &Demand,
        units: &BTreeMap<&UnitCode, usize>,
        departments: &BTreeMap<&DepartmentCode, usize>,
    ) -> Option<instance::Demand> {
        let request = self.requests.get(&demand.request)?;
        let (from, to) = self.span(demand.window)?;
        let width = to - from;
        // The last third of a window counts as late: it is the room for what comes in between.
        let due = match request.kind {
            RequestKind::Urgent => from,
            _ => from + width * 2 / 3,
        };
        Some(instance::Demand {
            dep: *departments.get(&request.department)?,
            unit: *units.get(&demand.unit)?,
            from,
            to,
            due: i64::from(due),
            effort: demand.effort_halfdays,
            people: request.people,
            weight: if request.mandatory { MANDATORY_WEIGHT } else { request.weight },
            mandatory: request.mandatory,
            announced: request.announced,
            exempt: request.exempt(),
            subject: request.subject.clone(),
        })
    }

    /// Where the demands of kept visits stand.
    fn placed(&self, at: &BTreeMap<DemandId, usize>) -> Vec<instance::Placed> {
        let mut placed = Vec::new();
        for visit in &self.kept {
            if let Some((day, _)) = self.span(visit.range()) {
                placed.extend(
                    visit
                        .demands
                        .iter()
                        .filter_map(|demand| Some(instance::Placed { request: *at.get(demand)?, day })),
                );
            }
        }
        placed.sort_by_key(|row| row.request);
        placed
    }

    /// Published demands are pinned where nothing may move; those of pinned visits always are.
    fn pins(
        &self,
        placed: &[instance::Placed],
        held: bool,
        at: &BTreeMap<DemandId, usize>,
    ) -> Vec<instance::Placed> {
        let pinned: Vec<usize> = self
            .kept
            .iter()
            .filter(|visit| held || visit.pinned)
            .flat_map(|visit| visit.demands.iter().filter_map(|demand| at.get(demand).copied()))
            .collect();
        placed.iter().filter(|row| pinned.contains(&row.request)).copied().collect()
    }

    fn fixed(&self, units: &BTreeMap<&UnitCode, usize>) -> Vec<instance::Fixed> {
        let anchors = self.anchors.iter().filter_map(|anchor| {
            let last = anchor.start.checked_add_days(chrono::Days::new(u64::from(anchor.days)))?;
            let (first, behind) = self.span(DayRange { from: anchor.start, until: last })?;
            Some(instance::Fixed {
                unit: *units.get(&anchor.unit)?,
                start: i64::from(first),
                days: behind - first + 1,
                joinable: anchor.joinable,
                counts: false,
                announced: anchor.announced,
            })
        });
        let done = self.done.iter().filter_map(|visit| {
            let (first, last) = self.span(visit.range())?;
            Some(instance::Fixed {
                unit: *units.get(&visit.unit)?,
                start: i64::from(first),
                days: last - first + 1,
                joinable: false,
                counts: !visit.exempt,
                announced: Some(visit.announced),
            })
        });
        let mut fixed: Vec<instance::Fixed> = anchors.chain(done).collect();
        fixed.sort_by_key(|row| (row.unit, row.start));
        fixed
    }
}

const fn period(period: Period) -> instance::Period {
    match period {
        Period::Week => instance::Period::Week,
        Period::Month => instance::Period::Month,
        Period::Quarter => instance::Period::Quarter,
        Period::Year => instance::Period::Year,
    }
}

fn department(department: &Department) -> instance::Department {
    instance::Department {
        crew: department.crew,
        level: crate::domain::code::Code::code(department.level).to_owned(),
        scope: vec![0],
        name: department.name.clone(),
    }
}

fn pairs(pairs: &[(DemandId, DemandId)], at: &BTreeMap<DemandId, usize>) -> Vec<(usize, usize)> {
    pairs.iter().filter_map(|(left, right)| Some((*at.get(left)?, *at.get(right)?))).collect()
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
