//! A case as linear inequalities over yes-or-no columns: what clauses are learned from. Every plan of the case, without
//! visits that serve nobody, satisfies them all. Used by the search and by the verifier alike.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{COUNTS, Columns, Literal, WAYS};
use super::lay_out::PLENTY;
use super::market::Market;
use super::unit::{Alone, Asking, Way};
use crate::domain::plan::{Plan, Unserved, Visit};

/// What is true of some literals weighs so much at most; every weight is above 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) terms: Vec<(Literal, i64)>,
    pub(super) most: i64,
}

/// Inequalities over columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) columns: usize,
    pub(super) rows: Vec<Row>,
}

impl Rows {
    fn most(&mut self, mut terms: Vec<(Literal, i64)>, most: i64) {
        terms.retain(|term| term.1 > 0);
        terms.sort_unstable();
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        if terms.iter().map(|term| term.1).sum::<i64>() > most {
            self.rows.push(Row { terms, most });
        }
    }

    /// At most one is true.
    fn one(&mut self, literals: impl Iterator<Item = Literal>) {
        self.most(literals.map(|literal| (literal, 1)).collect(), 1);
    }

    /// At least one is true.
    fn clause(&mut self, literals: impl Iterator<Item = Literal>) {
        let terms: Vec<_> = literals.map(|literal| (literal.not(), 1)).collect();
        let most = i64::try_from(terms.len()).unwrap_or(i64::MAX) - 1;
        self.rows.push(Row { terms, most });
    }
}

/// A visit that may be made.
struct Possible {
    start: usize,
    length: usize,
    way: Way,
    column: Literal,
}

/// The rows of a case.
pub(super) fn rows(market: &Market<'_>) -> Rows {
    let columns = Columns::new(market);
    let mut rows = Rows { columns: columns.count(), rows: Vec::new() };
    let mut shared = BTreeMap::from([(market.limits, Vec::new())]);
    let mut lost = 0;
    for (at, unit) in market.units.iter().enumerate() {
        let visits = possible(&columns, at, unit);
        for asking in &unit.asking {
            lost += demand(market, &columns, asking, &mut rows, &mut shared);
        }
        for visit in &visits {
            for row in market.rows(unit, visit.start, visit.length, visit.way) {
                shared.entry(row).or_default().push((visit.column, 1));
            }
        }
        for day in 0..columns.days {
            one_day(&columns, at, unit, day, &visits, &mut rows);
        }
        over_days(unit, columns.days, &visits, &mut rows);
        pairs(&columns, unit, &mut rows);
        count(&columns, at, unit, &visits, &mut rows);
    }
    for (row, terms) in shared {
        let room = market.room[row] - if row == market.limits { lost } else { 0 };
        if room < PLENTY / 2 {
            rows.most(terms, room);
        }
    }
    rows
}

/// The plan that literals stand for which satisfy the rows of a case. What the rows leave out (pairs across units, the move
/// budget) it may break.
pub(super) fn plan(market: &Market<'_>, literals: &[Literal]) -> Plan {
    let columns = Columns::new(market);
    let made: BTreeSet<Literal> = literals.iter().copied().collect();
    let day = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let mut plan = Plan { visits: Vec::new(), unserved: Vec::new() };
    let mut left: BTreeSet<usize> = (0..columns.demands).collect();
    for (at, unit) in market.units.iter().enumerate() {
        for visit in possible(&columns, at, unit).iter().filter(|visit| made.contains(&visit.column)) {
            let starts = unit.asking.iter().map(|asking| asking.demand);
            let starts = starts.filter(|demand| made.contains(&columns.start(*demand, visit.start)));
            let mut demands: Vec<usize> = starts.collect();
            demands.sort_unstable();
            for demand in &demands {
                left.remove(demand);
            }
            plan.visits.push(Visit { unit: at, start: day(visit.start), days: day(visit.length), demands });
        }
    }
    plan.unserved = left.into_iter().map(|request| Unserved { request, reason: None }).collect();
    plan
}

/// What may be made, where somebody may start.
fn possible(columns: &Columns, at: usize, unit: &Alone) -> Vec<Possible> {
    let mut visits = Vec::new();
    for (start, open) in unit.open.iter().enumerate() {
        for length in [1, 2] {
            for way in WAYS {
                let allowed = match way {
                    Way::Counted => open.counted,
                    Way::Exempt => open.exempt,
                    Way::Joined => open.joined,
                };
                let joins = |asking: &&Asking| {
                    asking.may(start) && asking.stay <= length && (way != Way::Exempt || asking.exempt)
                };
                if allowed[length - 1] && unit.asking.iter().any(|asking| joins(&asking)) {
                    visits.push(Possible {
                        start,
                        length,
                        way,
                        column: columns.visit(at, start, length, way),
                    });
                }
            }
        }
    }
    visits
}

/// Says that a demand starts once, and whether it must; adds its people to the shared rows. Returns the weight that is
/// left out anyway.
fn demand(
    market: &Market<'_>,
    columns: &Columns,
    asking: &Asking,
    rows: &mut Rows,
    shared: &mut BTreeMap<usize, Vec<(Literal, i64)>>,
) -> i64 {
    let weight = market.weight(asking);
    if asking.starts.is_empty() && !asking.must {
        return weight;
    }
    let starts = || asking.starts.iter().map(|&day| columns.start(asking.demand, day));
    rows.one(starts());
    if asking.must {
        rows.clause(starts());
    } else {
        let left_out = columns.left_out(asking.demand);
        rows.clause(starts().chain([left_out]));
        shared.entry(market.limits).or_default().push((left_out, weight));
    }
    for &start in &asking.starts {
        for (row, load) in market.loads(asking, start) {
            shared.entry(row).or_default().push((columns.start(asking.demand, start), load));
        }
    }
    0
}

/// What holds between the demands and the visits of a unit on one day.
fn one_day(columns: &Columns, at: usize, unit: &Alone, day: usize, visits: &[Possible], rows: &mut Rows) {
    let present: Vec<&Asking> = unit.asking.iter().filter(|asking| asking.may(day)).collect();
    if present.is_empty() {
        return;
    }
    let today: Vec<&Possible> = visits.iter().filter(|visit| visit.start == day).collect();
    let start = |asking: &Asking| columns.start(asking.demand, day);
    rows.one(today.iter().map(|visit| visit.column));
    let both =
        present.iter().any(|asking| asking.announced) && present.iter().any(|asking| !asking.announced);
    let announced = columns.announced(at, day);
    for asking in &present {
        let open = |visit: &&&Possible| {
            let mode = visit.way != Way::Joined || unit.open[day].mode != Some(!asking.announced);
            mode && visit.length >= asking.stay && (visit.way != Way::Exempt || asking.exempt)
        };
        let hosts = today.iter().filter(open).map(|visit| visit.column);
        rows.clause(hosts.chain([start(asking).not()]));
        if both {
            let mode = if asking.announced { announced } else { announced.not() };
            rows.clause([start(asking).not(), mode].into_iter());
        }
    }
    for visit in &today {
        // Nobody visits for nothing.
        let joins = |asking: &&&Asking| {
            let mode = visit.way != Way::Joined || unit.open[day].mode != Some(!asking.announced);
            mode && asking.stay <= visit.length && (visit.way != Way::Exempt || asking.exempt)
        };
        let guests = present.iter().filter(joins).map(|asking| start(asking));
        rows.clause(guests.chain([visit.column.not()]));
    }
    let people = present.iter().map(|asking| (start(asking), i64::from(asking.people)));
    rows.most(people.collect(), i64::from(unit.room.people));
    let mut departments: Vec<usize> = present.iter().map(|asking| asking.dep).collect();
    departments.sort_unstable();
    departments.dedup();
    let halfdays = i64::from(unit.room.halfdays);
    for &department in &departments {
        let own = present.iter().filter(|asking| asking.dep == department);
        let mut terms: Vec<_> = own.map(|asking| (start(asking), i64::from(asking.effort))).collect();
        let long = today.iter().filter(|visit| visit.length == 2).map(|visit| (visit.column.not(), halfdays));
        let before = terms.len();
        terms.extend(long);
        let long = i64::try_from(terms.len() - before).unwrap_or(0);
        rows.most(terms, halfdays * (1 + long));
    }
    if departments.len() > unit.room.departments {
        for asking in &present {
            let here = columns.present(at, day, asking.dep);
            rows.clause([start(asking).not(), here].into_iter());
        }
        let here = departments.iter().map(|&department| (columns.present(at, day, department), 1));
        rows.most(here.collect(), i64::try_from(unit.room.departments).unwrap_or(i64::MAX));
    }
}

/// What holds between the visits of a unit: the free days between them, its own quota rows, how many there are.
fn over_days(unit: &Alone, days: usize, visits: &[Possible], rows: &mut Rows) {
    let counted = || visits.iter().filter(|visit| visit.way == Way::Counted);
    for day in 0..days {
        let near = |visit: &&Possible| (visit.start..visit.start + visit.length + unit.gap).contains(&day);
        rows.one(counted().filter(near).map(|visit| visit.column));
    }
    for counter in &unit.counters {
        for (period, &limit) in counter.limit.iter().enumerate() {
            let uses = |visit: &Possible| {
                let length = if counter.days { visit.length } else { 1 };
                (visit.start..visit.start + length).filter(|day| counter.period_of[*day] == period).count()
            };
            let uses = counted().map(|visit| (visit.column, i64::try_from(uses(visit)).unwrap_or(0)));
            rows.most(uses.filter(|term| term.1 > 0).collect(), i64::from(limit));
        }
    }
    for (range, length) in [(unit.visits, 1), (unit.long, 2)] {
        let own = || counted().filter(|visit| visit.length >= length).map(|visit| visit.column);
        rows.most(own().map(|column| (column, 1)).collect(), i64::from(range.most));
        let spare = i64::try_from(own().count()).unwrap_or(0) - i64::from(range.least);
        rows.most(own().map(|column| (column.not(), 1)).collect(), spare);
    }
}

/// Together and apart.
fn pairs(columns: &Columns, unit: &Alone, rows: &mut Rows) {
    for (at, one) in unit.asking.iter().enumerate() {
        for (place, other) in unit.asking.iter().enumerate().filter(|(place, _)| *place != at) {
            for &day in &one.starts {
                let start = columns.start(one.demand, day);
                if one.together & (1 << place) != 0 {
                    let elsewhere = other.starts.iter().filter(|start| **start != day);
                    rows.one(elsewhere.map(|&day| columns.start(other.demand, day)).chain([start]));
                }
                if place > at && one.apart & (1 << place) != 0 && other.may(day) {
                    rows.one([start, columns.start(other.demand, day)].into_iter());
                }
            }
        }
    }
}

/// How many visits that count start by a day: what is learned can say so in one word.
fn count(columns: &Columns, at: usize, unit: &Alone, visits: &[Possible], rows: &mut Rows) {
    let counted = || visits.iter().filter(|visit| visit.way == Way::Counted);
    let most = usize::from(unit.visits.most).min(COUNTS - 1);
    let mut days: Vec<usize> = counted().map(|visit| visit.start).collect();
    days.dedup();
    let mut before = None;
    for &day in &days {
        let here = columns.day(at, day);
        let own = || counted().filter(|visit| visit.start == day).map(|visit| visit.column);
        for column in own() {
            rows.clause([column.not(), here].into_iter());
        }
        rows.clause(own().chain([here.not()]));
        // No visit has been made before the first day.
        let so_far = |count: usize| before.map(|before| columns.by(at, count, before));
        for count in 1..=most {
            let by = columns.by(at, count, day);
            let (same, less) = (so_far(count), (count > 1).then(|| so_far(count - 1)));
            rows.clause([by.not(), here].into_iter().chain(same));
            if let Some(same) = same {
                rows.clause([same.not(), by].into_iter());
            }
            match less {
                None => rows.clause([here.not(), by].into_iter()),
                Some(None) => rows.clause([by.not()].into_iter()),
                Some(Some(less)) => {
                    rows.clause([here.not(), less.not(), by].into_iter());
                    rows.clause([by.not(), less].into_iter());
                }
            }
        }
        if let (true, Some(full)) = (usize::from(unit.visits.most) == most, so_far(most)) {
            rows.clause([here.not(), full.not()].into_iter());
        }
        before = Some(day);
    }
    let least = usize::from(unit.visits.least);
    if let (true, Some(last)) = ((1..=most).contains(&least), before) {
        rows.clause([columns.by(at, least, last)].into_iter());
    }
}
