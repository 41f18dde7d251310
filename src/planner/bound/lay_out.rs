//! The units as they plan alone, and what they share through quota rows, read from the instance. Knows no prices.

use std::collections::BTreeMap;

use super::calendar;
use super::choice::Room;
use super::unit::{Alone, Asking, COUNTERS_MAX, Counter, Visits};
use crate::domain::instance::{Fixed, Instance};

/// Demands one unit program keeps apart.
const ASKING_MAX: usize = 128;

/// What there is of a row without a limit.
pub(super) const PLENTY: i64 = 1 << 32;

/// The units with their demands; quota rows come after.
pub(super) fn units(instance: &Instance) -> Vec<Alone> {
    let mut fixed: Vec<Vec<&Fixed>> = vec![Vec::new(); instance.units.len()];
    for arrival in &instance.fixed {
        fixed[arrival.unit].push(arrival);
    }
    let mut units = Vec::with_capacity(instance.units.len());
    for (id, unit) in instance.units.iter().enumerate() {
        units.push(Alone {
            county: unit.county,
            gap: unit.gap as usize,
            room: Room {
                departments: unit.max_departments as usize,
                people: unit.max_people,
                halfdays: unit.max_halfdays_per_dept,
            },
            open: calendar::open(instance, id, &fixed[id]),
            asking: Vec::new(),
            counters: Vec::new(),
            visits: Visits::ANY,
            long: Visits::ANY,
            priced: Vec::new(),
        });
    }
    let pins: BTreeMap<usize, u32> = instance.pinned.iter().map(|pin| (pin.request, pin.day)).collect();
    for (id, demand) in instance.demands.iter().enumerate().filter(|(_, demand)| demand.days() <= 2) {
        // A demand without a possible start has its last day before its first, and expires on it all the same.
        let latest = (demand.to + 1).saturating_sub(demand.days());
        let inside = |day: &u32| (demand.from..=latest).contains(day) && day + demand.days() <= demand.to + 1;
        let (first, last) = match pins.get(&id) {
            Some(day) if inside(day) => (*day, *day),
            None if inside(&demand.from) => (demand.from, latest),
            _ => (1, 0),
        };
        let asking = Asking {
            demand: id,
            dep: demand.dep,
            crew: instance.departments[demand.dep].crew,
            starts: (first as usize..=last as usize).collect(),
            last: last as usize,
            stay: demand.days() as usize,
            people: demand.people,
            effort: demand.effort,
            announced: demand.announced,
            exempt: demand.exempt,
            must: false,
            together: 0,
            apart: 0,
        };
        if units[demand.unit].asking.len() < ASKING_MAX {
            units[demand.unit].asking.push(asking);
        }
    }
    for unit in &mut units {
        // Labels that differ in demands long past, not in those to come, are neighbours then.
        unit.asking.sort_by_key(|asking| (asking.last, asking.demand));
    }
    pair(instance, &mut units);
    units
}

/// Tells the demands of one unit which of the others they go with, and which not.
fn pair(instance: &Instance, units: &mut [Alone]) {
    let mut place = BTreeMap::new();
    for (id, unit) in units.iter().enumerate() {
        place.extend(unit.asking.iter().enumerate().map(|(at, asking)| (asking.demand, (id, at))));
    }
    let mut tie = |pairs: &[(usize, usize)], bits: &dyn Fn(&mut Asking) -> &mut u128| {
        for (a, b) in pairs {
            if let (Some(&(unit, a)), Some(&(other, b))) = (place.get(a), place.get(b))
                && unit == other
                && a != b
            {
                *bits(&mut units[unit].asking[a]) |= 1 << b;
                *bits(&mut units[unit].asking[b]) |= 1 << a;
            }
        }
    };
    tie(&instance.together, &|asking| &mut asking.together);
    tie(&instance.apart, &|asking| &mut asking.apart);
}

/// Adds a row for the visits and one for the days of every quota and period; rows of one unit alone are counted in
/// its program instead, and left without a limit here.
pub(super) fn quotas(instance: &Instance, units: &mut [Alone], room: &mut Vec<i64>) {
    for quota in &instance.quotas {
        let ranges = instance.periods.of(quota.period);
        let period_of: Vec<usize> =
            ranges.iter().enumerate().flat_map(|(at, range)| (range.0..=range.1).map(move |_| at)).collect();
        let spent = spent(instance, quota);
        let left = |limit: Option<u32>, days: bool| -> Option<Vec<i64>> {
            let spent = spent.iter().map(|spent| if days { spent.1 } else { spent.0 });
            limit.map(|limit| spent.map(|spent| (i64::from(limit) - spent).max(0)).collect())
        };
        let base = room.len();
        room.extend(vec![PLENTY; 2 * ranges.len()]);
        let mut charged = false;
        for (at, (limit, days)) in [(quota.max_visits, false), (quota.max_days, true)].into_iter().enumerate()
        {
            let Some(left) = left(limit, days) else { continue };
            match quota.units.as_slice() {
                &[unit] if units[unit].counters.len() < COUNTERS_MAX => {
                    let limit = left.iter().map(|&left| u8::try_from(left.min(127)).unwrap_or(127)).collect();
                    units[unit].counters.push(Counter { days, period_of: period_of.clone(), limit });
                }
                _ => {
                    room[base + at * ranges.len()..][..ranges.len()].copy_from_slice(&left);
                    charged = true;
                }
            }
        }
        for &unit in quota.units.iter().filter(|_| charged) {
            units[unit].priced.push((base, base + ranges.len(), period_of.clone()));
        }
    }
}

/// What fixed arrivals and the time before day 0 have spent of a quota: visits and days by period.
fn spent(instance: &Instance, quota: &crate::domain::instance::Quota) -> Vec<(i64, i64)> {
    let used = quota.used.unwrap_or_default();
    let counted: Vec<&Fixed> = instance
        .fixed
        .iter()
        .filter(|arrival| arrival.counts && quota.units.contains(&arrival.unit))
        .collect();
    let mut spent = Vec::new();
    for range in instance.periods.of(quota.period) {
        let (first, last) = (i64::from(range.0), i64::from(range.1));
        let mut sum = if first == 0 { (i64::from(used.visits), i64::from(used.days)) } else { (0, 0) };
        for arrival in &counted {
            let end = arrival.start + i64::from(arrival.days) - 1;
            sum.0 += i64::from((first..=last).contains(&arrival.start));
            sum.1 += (end.min(last) - arrival.start.max(first) + 1).max(0);
        }
        spent.push(sum);
    }
    spent
}
