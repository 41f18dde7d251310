//! The checks of one visit by itself: place, length, quiet periods, fixed arrivals, and who comes along.

use std::collections::{BTreeMap, BTreeSet};

use super::{Arrival, Tally, int};
use crate::domain::instance::{Fixed, Instance, Unit};
use crate::domain::plan::{Plan, Visit};

pub(super) fn check(instance: &Instance, plan: &Plan, tally: &mut Tally) {
    for (index, visit) in plan.visits.iter().enumerate() {
        let at = [("visit", int(index))];
        let Some(unit) = instance.units.get(visit.unit) else {
            tally.broken("V-unit", at);
            continue;
        };
        if visit.days != 1 && visit.days != 2 {
            tally.broken("V-length", at);
            continue;
        }
        let (start, days) = (i64::from(visit.start), i64::from(visit.days));
        if start + days > i64::from(instance.days) {
            tally.broken("V-horizon", at);
            continue;
        }
        calendar(instance, unit, index, visit, tally);
        let host = host(instance, index, visit, tally);
        let exempt = !visit.demands.is_empty()
            && visit.demands.iter().all(|&id| instance.demands.get(id).is_some_and(|demand| demand.exempt));
        tally.arrivals.push(Arrival { unit: visit.unit, start, days, joined: host.is_some(), exempt });
        for day in start..start + days {
            *tally.leaders.entry((unit.county, day)).or_default() += 1;
        }
        party(instance, unit, index, visit, host, tally);
    }
}

/// Week ends, breaks, quiet periods, and that somebody comes at all.
fn calendar(instance: &Instance, unit: &Unit, index: usize, visit: &Visit, tally: &mut Tally) {
    let at = ("visit", int(index));
    let last = visit.start + visit.days - 1;
    let crosses = last != visit.start
        && (instance.breaks.contains(&visit.start)
            || !instance.periods.week.iter().any(|week| week.holds(visit.start) && week.holds(last)));
    if crosses {
        tally.broken("V-spans-week", [at]);
    }
    if visit.demands.is_empty() {
        tally.broken("V-empty", [at]);
    }
    for quiet in &unit.blackout {
        if visit.start <= quiet.1 && last >= quiet.0 {
            tally.broken("V-blackout", [at, ("unit", int(visit.unit)), ("from", i64::from(quiet.0))]);
        }
    }
}

/// The fixed arrival the visit rides along, if it meets one; meeting one otherwise is a violation.
fn host<'a>(instance: &'a Instance, index: usize, visit: &Visit, tally: &mut Tally) -> Option<&'a Fixed> {
    let mut host = None;
    let (start, days) = (i64::from(visit.start), i64::from(visit.days));
    for fixed in instance.fixed.iter().filter(|fixed| fixed.unit == visit.unit) {
        let length = i64::from(fixed.days);
        if start < fixed.start + length && fixed.start < start + days {
            if fixed.joinable && start == fixed.start && days <= length {
                host = Some(fixed);
            } else {
                let args = [("visit", int(index)), ("unit", int(visit.unit)), ("day", fixed.start)];
                tally.broken("V-clashes-with-fixed", args);
            }
        }
    }
    host
}

/// Who comes: each demand's own window, then people, departments, half-days and whether the visit is announced.
fn party(
    instance: &Instance,
    unit: &Unit,
    index: usize,
    visit: &Visit,
    host: Option<&Fixed>,
    tally: &mut Tally,
) {
    let at = ("visit", int(index));
    let start = i64::from(visit.start);
    let mut people = 0;
    let mut halfdays: BTreeMap<usize, i64> = BTreeMap::new();
    let mut modes: BTreeSet<bool> = host.and_then(|fixed| fixed.announced).into_iter().collect();
    for &id in &visit.demands {
        let Some(demand) = instance.demands.get(id) else {
            tally.broken("R-unknown", [at]);
            continue;
        };
        let request = ("request", int(id));
        if tally.served.contains_key(&id) {
            tally.broken("R-twice", [request, at]);
            continue;
        }
        tally.served.insert(id, (index, start));
        if demand.unit != visit.unit {
            tally.broken("R-wrong-unit", [request, at]);
        }
        let stay = i64::from(demand.days());
        if start < i64::from(demand.from) || start + stay - 1 > i64::from(demand.to) {
            tally.broken("R-window", [request, at]);
        }
        if demand.days() > visit.days {
            tally.broken("R-too-long-for-visit", [request, at]);
        }
        people += i64::from(demand.people);
        *halfdays.entry(demand.dep).or_default() += i64::from(demand.effort);
        modes.insert(demand.announced);
        for day in start..start + stay {
            *tally.crew.entry((demand.dep, day)).or_default() += i64::from(demand.people);
        }
    }
    if modes.len() > 1 {
        tally.broken("V-mixes-announced-and-unannounced", [at]);
    }
    let limit = i64::from(unit.max_people);
    if people > limit {
        tally.broken("V-people", [at, ("count", people), ("limit", limit)]);
    }
    let limit = i64::from(unit.max_departments);
    if int(halfdays.len()) > limit {
        tally.broken("V-departments", [at, ("count", int(halfdays.len())), ("limit", limit)]);
    }
    let limit = i64::from(unit.max_halfdays_per_dept) * i64::from(visit.days);
    for (&department, &count) in halfdays.iter().filter(|(_, count)| **count > limit) {
        let args = [at, ("department", int(department)), ("count", count), ("limit", limit)];
        tally.broken("V-dept-halfdays", args);
    }
}
