//! The checks along one unit's calendar: one visit a day, free days between visits, quota rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Arrival, Tally, int};
use crate::domain::instance::{Fixed, Instance, Quota};

pub(super) fn check(instance: &Instance, tally: &mut Tally) {
    let mut arrivals: BTreeMap<usize, Vec<Arrival>> = BTreeMap::new();
    for arrival in &tally.arrivals {
        arrivals.entry(arrival.unit).or_default().push(*arrival);
    }
    let mut fixed: BTreeMap<usize, Vec<&Fixed>> = BTreeMap::new();
    for arrival in &instance.fixed {
        fixed.entry(arrival.unit).or_default().push(arrival);
    }
    for (&unit, visits) in &arrivals {
        let starts: BTreeSet<i64> = visits.iter().map(|visit| visit.start).collect();
        if starts.len() < visits.len() {
            tally.broken("U-two-visits-one-day", [("unit", int(unit))]);
        }
        let others = fixed.get(&unit).map_or(&[][..], Vec::as_slice);
        gap(instance, unit, visits, others, tally);
    }
    for (index, quota) in instance.quotas.iter().enumerate() {
        let counted: Vec<Arrival> = quota
            .units
            .iter()
            .flat_map(|unit| arrivals.get(unit).map_or(&[][..], Vec::as_slice))
            .filter(|arrival| arrival.counts())
            .copied()
            .collect();
        if !counted.is_empty() {
            let others = quota.units.iter().flat_map(|unit| fixed.get(unit).map_or(&[][..], Vec::as_slice));
            let others: Vec<&Fixed> = others.copied().filter(|arrival| arrival.counts).collect();
            row(instance, index, quota, &counted, &others, tally);
        }
    }
}

/// Neighbours on the calendar, fixed arrivals among them, need the unit's gap where one of the two is ours.
fn gap(instance: &Instance, unit: usize, visits: &[Arrival], fixed: &[&Fixed], tally: &mut Tally) {
    let gap = instance.units.get(unit).map_or(0, |unit| i64::from(unit.gap));
    let mine: BTreeSet<i64> = visits.iter().filter(|visit| visit.counts()).map(|visit| visit.start).collect();
    let mut calendar: Vec<(i64, i64)> =
        visits.iter().filter(|visit| visit.counts()).map(|visit| (visit.start, visit.days)).collect();
    calendar.extend(fixed.iter().map(|arrival| (arrival.start, i64::from(arrival.days))));
    calendar.sort_unstable();
    for pair in calendar.windows(2) {
        let &[(first, days), (second, _)] = pair else { continue };
        if second < first + days + gap && (mine.contains(&first) || mine.contains(&second)) {
            tally.broken("U-gap", [("unit", int(unit)), ("day", first), ("next", second)]);
        }
    }
}

/// One quota row, period by period; a period without a visit of ours is not ours to answer for.
fn row(
    instance: &Instance,
    index: usize,
    quota: &Quota,
    visits: &[Arrival],
    fixed: &[&Fixed],
    tally: &mut Tally,
) {
    let used = quota.used.unwrap_or_default();
    for period in instance.periods.of(quota.period) {
        let (first, last) = (i64::from(period.0), i64::from(period.1));
        let starts = |start: i64| i64::from((first..=last).contains(&start));
        let days = |start: i64, days: i64| ((start + days - 1).min(last) - start.max(first) + 1).max(0);
        let mut own = (0, 0);
        for visit in visits {
            own = (own.0 + starts(visit.start), own.1 + days(visit.start, visit.days));
        }
        let mut other = if first == 0 { (i64::from(used.visits), i64::from(used.days)) } else { (0, 0) };
        for arrival in fixed {
            let length = i64::from(arrival.days);
            other = (other.0 + starts(arrival.start), other.1 + days(arrival.start, length));
        }
        let rows =
            [("Q-visits", quota.max_visits, own.0, other.0), ("Q-days", quota.max_days, own.1, other.1)];
        for (code, limit, own, other) in rows {
            let Some(limit) = limit.map(i64::from) else { continue };
            if own > 0 && own + other > limit {
                let args = [("quota", int(index)), ("day", first), ("count", own + other), ("limit", limit)];
                tally.broken(code, args);
            }
        }
    }
}
