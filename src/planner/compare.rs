//! A plan against every department going on its own: visits, visit-days and hours of host staff, by unit and by
//! department. Judges nothing and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::instance::Instance;
use crate::domain::plan::Plan;

/// Minutes of a working day.
const MINUTES_PER_DAY: u64 = 8 * 60;

/// What a way of working costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Load {
    /// Visits; for a department, those it takes part in.
    pub visits: u64,
    /// Their days.
    pub days: u64,
    /// Minutes of host staff; a department bears its equal share of a joint visit.
    pub host_minutes: u64,
}

/// Both ways side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Every department on its own, each at its best: several of its demands at a unit in one trip where a day suits all.
    pub alone: Load,
    /// As planned; visits that ride along a fixed arrival are none of their own.
    pub merged: Load,
}

/// The comparison for what a plan serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// By unit, in the order of the instance.
    pub units: Vec<Compared>,
    /// By department, in the order of the instance.
    pub departments: Vec<Compared>,
    /// In all; joint visits count once.
    pub total: Compared,
}

impl Load {
    const fn add(&mut self, days: u64, minutes: u64) {
        self.visits += 1;
        self.days += days;
        self.host_minutes += minutes;
    }
}

/// Compares for a valid instance and a good plan; `hosts`: staff of the unit on every day of a visit.
pub fn compare(instance: &Instance, plan: &Plan, hosts: u32) -> Comparison {
    let mut comparison = Comparison {
        units: vec![Compared::default(); instance.units.len()],
        departments: vec![Compared::default(); instance.departments.len()],
        total: Compared::default(),
    };
    let minutes = |days: u64| days * u64::from(hosts) * MINUTES_PER_DAY;
    let mut trips: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for visit in &plan.visits {
        let demands = visit.demands.iter().filter(|id| **id < instance.demands.len());
        let departments: BTreeSet<usize> = demands.clone().map(|&id| instance.demands[id].dep).collect();
        for &id in demands {
            trips.entry((visit.unit, instance.demands[id].dep)).or_default().push(id);
        }
        let joined = |fixed: &&crate::domain::instance::Fixed| {
            fixed.unit == visit.unit && fixed.start == i64::from(visit.start)
        };
        if instance.fixed.iter().any(|fixed| joined(&fixed)) || departments.is_empty() {
            continue;
        }
        let days = u64::from(visit.days);
        let share = minutes(days) / departments.len() as u64;
        comparison.total.merged.add(days, minutes(days));
        if let Some(unit) = comparison.units.get_mut(visit.unit) {
            unit.merged.add(days, minutes(days));
        }
        for department in departments {
            comparison.departments[department].merged.add(days, share);
        }
    }
    for ((unit, department), demands) in trips {
        for days in alone(instance, demands) {
            comparison.total.alone.add(days, minutes(days));
            comparison.departments[department].alone.add(days, minutes(days));
            if let Some(unit) = comparison.units.get_mut(unit) {
                unit.alone.add(days, minutes(days));
            }
        }
    }
    comparison
}

/// Days of the fewest trips that meet every window: each on the last start day of the first window to end (interval
/// stabbing), as long as its longest demand.
fn alone(instance: &Instance, mut demands: Vec<usize>) -> Vec<u64> {
    let last = |id: usize| {
        let demand = &instance.demands[id];
        (demand.to + 1).saturating_sub(demand.days())
    };
    demands.sort_by_key(|&id| (last(id), id));
    let mut trips: Vec<(u32, u64)> = Vec::new();
    for id in demands {
        let demand = &instance.demands[id];
        let days = u64::from(demand.days());
        match trips.last_mut() {
            Some((day, longest)) if demand.from <= *day => *longest = (*longest).max(days),
            _ => trips.push((last(id), days)),
        }
    }
    trips.into_iter().map(|trip| trip.1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::{Demand, Department, Unit};
    use crate::domain::plan::Visit;

    fn demand(dep: usize, from: u32, to: u32, effort: u32) -> Demand {
        Demand {
            dep,
            unit: 0,
            from,
            to,
            due: 0,
            effort,
            people: 1,
            weight: 1,
            mandatory: false,
            announced: true,
            exempt: false,
            subject: String::new(),
        }
    }

    /// Demands are (department, from, to, effort), all at one unit; visits are (start, days, demands).
    #[track_caller]
    fn check(
        demands: &[(usize, u32, u32, u32)],
        visits: &[(u32, u32, &[usize])],
        alone: (u64, u64),
        merged: (u64, u64),
        share: u64,
    ) {
        let instance = Instance {
            days: 20,
            units: vec![Unit::default()],
            departments: vec![Department::default(); 2],
            demands: demands.iter().map(|row| demand(row.0, row.1, row.2, row.3)).collect(),
            ..Instance::default()
        };
        let visit = |&(start, days, demands): &(u32, u32, &[usize])| Visit {
            unit: 0,
            start,
            days,
            demands: demands.to_vec(),
        };
        let plan = Plan { visits: visits.iter().map(visit).collect(), unserved: Vec::new() };
        let compared = compare(&instance, &plan, 2);
        assert_eq!(compared.units[0], compared.total);
        let Compared { alone: a, merged: m } = compared.total;
        assert_eq!(((a.visits, a.days), (m.visits, m.days)), (alone, merged));
        assert_eq!((a.host_minutes, m.host_minutes), (a.days * 960, m.days * 960));
        assert_eq!(compared.departments[0].merged.host_minutes, share);
    }

    #[test]
    fn a_department_alone_makes_the_fewest_trips() {
        check(&[(0, 0, 4, 2), (0, 3, 9, 2), (1, 0, 9, 4)], &[(3, 2, &[0, 1, 2])], (2, 3), (1, 2), 960);
        check(&[(0, 0, 4, 2), (0, 5, 9, 2)], &[(3, 1, &[0]), (8, 1, &[1])], (2, 2), (2, 2), 1920);
        check(&[(0, 0, 4, 2)], &[], (0, 0), (0, 0), 0);
    }
}
