//! The instance laid out for the search: tables by unit and day, what is left of every shared thing at the start.
//! Decides nothing; the limits read it.

use crate::domain::instance::{Instance, Period};
use crate::domain::plan::Reason;

use super::limit::{blackout, crew, fixed, leaders, quota, week};

/// No bound on a counter, far from overflow in either direction.
pub(crate) const UNLIMITED: i32 = i32::MAX / 2;

/// How a visit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// In quotas, cap, gap and objective.
    Normal,
    /// Exempt demands alone: in the objective, outside quotas, cap and gap.
    Exempt,
    /// Rides along a fixed arrival: outside all of them.
    Joined,
}

/// A demand as the search sees it.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) unit: usize,
    pub(crate) dep: usize,
    /// First possible start.
    pub(crate) first: usize,
    /// Last possible start.
    pub(crate) last: usize,
    /// Days the team stays.
    pub(crate) stay: usize,
    pub(crate) effort: u32,
    pub(crate) people: u32,
    pub(crate) weight: i64,
    /// Cost of one day of lateness.
    pub(crate) late: i64,
    pub(crate) due: i64,
    pub(crate) announced: bool,
    pub(crate) exempt: bool,
    /// Its day on the published calendar.
    pub(crate) published: Option<usize>,
    /// Must share a visit with these, where both are served.
    pub(crate) together: Vec<usize>,
    /// Must not share a visit with these.
    pub(crate) apart: Vec<usize>,
    /// Why no plan at all can serve it.
    pub(crate) hopeless: Option<Reason>,
}

impl Task {
    /// Whether it can start on a day, by its own window.
    pub(crate) const fn starts(&self, day: usize) -> bool {
        self.first <= day && day <= self.last
    }

    /// What starting on a day adds to lateness.
    pub(crate) fn lateness(&self, day: usize) -> i64 {
        self.late * (i64::try_from(day).unwrap_or(i64::MAX) - self.due).max(0)
    }
}

/// A unit as the search sees it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) county: usize,
    pub(crate) gap: usize,
    pub(crate) departments: usize,
    pub(crate) people: u32,
    pub(crate) halfdays: u32,
    /// Its demands.
    pub(crate) tasks: Vec<usize>,
    /// Day → which kinds of visit of which length may start, by everything that does not depend on the plan.
    open: Vec<u8>,
    /// Start day of a joinable fixed arrival → whether it is announced.
    pub(crate) hosts: Vec<(usize, Option<bool>)>,
    /// Day → quiet period.
    pub(crate) quiet: Vec<bool>,
    /// Its quota rows: first cell and period length.
    pub(crate) rows: Vec<quota::Row>,
}

/// Bit of a kind and length in [`Place::open`].
const fn bit(kind: Kind, days: usize) -> u8 {
    1 << (kind as u8 * 2 + if days == 2 { 1 } else { 0 })
}

impl Place {
    /// Whether a visit may start, by the calendar, the quiet periods and the fixed arrivals.
    pub(crate) fn allows(&self, start: usize, days: usize, kind: Kind) -> bool {
        self.open.get(start).is_some_and(|open| open & bit(kind, days) != 0)
    }

    /// The kind of a visit that starts on a day: a joinable fixed arrival takes every visit along.
    pub(crate) fn kind(&self, start: usize, exempt: bool) -> Kind {
        if self.hosts.iter().any(|host| host.0 == start) {
            Kind::Joined
        } else if exempt {
            Kind::Exempt
        } else {
            Kind::Normal
        }
    }

    /// Whether the fixed arrival a visit on this day would join is announced; `None` without one, or unknown.
    pub(crate) fn host_mode(&self, start: usize) -> Option<bool> {
        self.hosts.iter().find(|host| host.0 == start).and_then(|host| host.1)
    }
}

/// Everything the search reads and nothing it writes.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) days: usize,
    pub(crate) tasks: Vec<Task>,
    pub(crate) places: Vec<Place>,
    pub(crate) departments: usize,
    pub(crate) counties: usize,
    /// People left by department and day, before any visit.
    pub(crate) crew: Vec<i32>,
    /// Leaders left by county and day, before any visit.
    pub(crate) leaders: Vec<i32>,
    /// Visits left by county, before any visit.
    pub(crate) cap: Vec<i32>,
    /// Visits and days left by quota cell, before any visit.
    pub(crate) cells: Vec<quota::Left>,
    /// Day → index of its period, by length.
    period_of: [Vec<u32>; 4],
    /// Day → first day after its period, by length.
    period_end: [Vec<u32>; 4],
    pub(crate) move_budget: Option<i64>,
}

impl Model {
    /// Lays out a valid instance.
    pub(crate) fn new(instance: &Instance) -> Self {
        let days = instance.days as usize;
        let period_of = Period::ALL.map(|period| {
            let ranges = instance.periods.of(period);
            (0u32..).zip(ranges).flat_map(|(at, range)| (range.0..=range.1).map(move |_| at)).collect()
        });
        let period_end = Period::ALL.map(|period| {
            let ranges = instance.periods.of(period).iter();
            ranges.flat_map(|range| (range.0..=range.1).map(|_| range.1 + 1)).collect()
        });
        let (cells, rows) = quota::lay_out(instance);
        let mut places = places(instance, rows);
        let tasks = tasks(instance, &places);
        for (id, task) in tasks.iter().enumerate() {
            places[task.unit].tasks.push(id);
        }
        Self {
            days,
            tasks,
            places,
            departments: instance.departments.len(),
            counties: instance.counties.len(),
            crew: crew::lay_out(instance),
            leaders: leaders::lay_out(instance),
            cap: instance
                .counties
                .iter()
                .map(|county| count(county.year_cap.saturating_sub(county.used)))
                .collect(),
            cells,
            period_of,
            period_end,
            move_budget: instance.move_budget.map(i64::from),
        }
    }

    /// The cell of a quota row that a day falls into.
    pub(crate) fn cell(&self, row: quota::Row, day: usize) -> usize {
        row.base + self.period_of[row.period as usize][day] as usize
    }
}

impl Model {
    /// The first day after the period of a quota row that a day falls into.
    pub(crate) fn period_end(&self, row: quota::Row, day: usize) -> usize {
        self.period_end[row.period as usize][day] as usize
    }
}

/// A count of the file as a counter.
pub(crate) fn count(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(UNLIMITED)
}

fn places(instance: &Instance, rows: Vec<Vec<quota::Row>>) -> Vec<Place> {
    let two_days = week::two_days(instance);
    let mut fixed_of = vec![Vec::new(); instance.units.len()];
    for arrival in &instance.fixed {
        fixed_of[arrival.unit].push(arrival);
    }
    let mut places = Vec::with_capacity(instance.units.len());
    for ((unit, fixed), rows) in instance.units.iter().zip(fixed_of).zip(rows) {
        let quiet = blackout::days(instance.days, unit);
        let mut hosts = Vec::new();
        let mut open = vec![0; quiet.len()];
        for (start, open) in open.iter_mut().enumerate() {
            for days in [1, 2] {
                let last = start + days - 1;
                if quiet[start] || (days == 2 && (!two_days[start] || quiet[last])) {
                    continue;
                }
                match fixed::meets(&fixed, start, days) {
                    fixed::Meeting::Clashes => {}
                    fixed::Meeting::Joins(announced) => {
                        *open |= bit(Kind::Joined, days);
                        if days == 1 {
                            hosts.push((start, announced));
                        }
                    }
                    fixed::Meeting::Nothing => {
                        *open |= bit(Kind::Exempt, days);
                        if fixed::keeps_gap(&fixed, start, days, unit.gap) {
                            *open |= bit(Kind::Normal, days);
                        }
                    }
                }
            }
        }
        places.push(Place {
            county: unit.county,
            gap: unit.gap as usize,
            departments: unit.max_departments as usize,
            people: unit.max_people,
            halfdays: unit.max_halfdays_per_dept,
            tasks: Vec::new(),
            open,
            hosts,
            quiet,
            rows,
        });
    }
    places
}

fn tasks(instance: &Instance, places: &[Place]) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::with_capacity(instance.demands.len());
    for demand in &instance.demands {
        let stay = demand.days();
        let end = demand.to as usize + 1;
        // A window shorter than the stay has no start at all.
        let (first, last) = match end.checked_sub(stay as usize) {
            Some(last) if last >= demand.from as usize => (demand.from as usize, last),
            _ => (1, 0),
        };
        tasks.push(Task {
            unit: demand.unit,
            dep: demand.dep,
            first,
            last,
            stay: stay as usize,
            effort: demand.effort,
            people: demand.people,
            weight: i64::from(demand.weight),
            late: i64::from(demand.weight.min(10)),
            due: demand.due,
            announced: demand.announced,
            exempt: demand.exempt,
            published: None,
            together: Vec::new(),
            apart: Vec::new(),
            hopeless: None,
        });
    }
    for placed in &instance.previous {
        if let Some(task) = tasks.get_mut(placed.request) {
            task.published = Some(placed.day as usize);
        }
    }
    for &(a, b) in &instance.together {
        tasks[a].together.push(b);
        tasks[b].together.push(a);
    }
    for &(a, b) in &instance.apart {
        tasks[a].apart.push(b);
        tasks[b].apart.push(a);
    }
    let mut pins: Vec<Option<(usize, bool)>> = vec![None; tasks.len()];
    for pin in &instance.pinned {
        let day = pin.day as usize;
        let agree = pins[pin.request].is_none_or(|earlier| earlier == (day, true));
        pins[pin.request] = Some((day, agree));
    }
    for (id, task) in tasks.iter_mut().enumerate() {
        let unit = &instance.units[task.unit];
        let crew = instance.departments[task.dep].crew;
        task.hopeless = hopeless(id, task, unit, crew, &places[task.unit]);
        if let (None, Some((day, agree))) = (task.hopeless, pins[id]) {
            let possible = agree && task.starts(day) && may_start(task, &places[task.unit], day);
            (task.first, task.last) = (day, day);
            task.hopeless = (!possible).then_some(Reason::Pin);
        }
    }
    tasks
}

/// Whether the calendar of the unit lets a demand start on a day.
fn may_start(task: &Task, place: &Place, day: usize) -> bool {
    [Kind::Normal, Kind::Exempt, Kind::Joined].into_iter().any(|kind| {
        (task.exempt || kind != Kind::Exempt) && (task.stay..=2).any(|days| place.allows(day, days, kind))
    })
}

/// Why no plan can serve a demand, whatever else is planned.
fn hopeless(
    id: usize,
    task: &Task,
    unit: &crate::domain::instance::Unit,
    crew: u32,
    place: &Place,
) -> Option<Reason> {
    if task.stay > 2 {
        Some(Reason::Effort)
    } else if task.apart.contains(&id) {
        Some(Reason::Pair)
    } else if task.people > unit.max_people
        || unit.max_departments == 0
        || task.effort > unit.max_halfdays_per_dept.saturating_mul(2)
        || task.people > crew
    {
        Some(Reason::Party)
    } else if (task.first..=task.last).any(|day| may_start(task, place, day)) {
        None
    } else if (task.first..=task.last).any(|day| place.quiet[day]) {
        Some(Reason::Blackout)
    } else {
        Some(Reason::Window)
    }
}
