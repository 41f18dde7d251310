//! The checks of what visits share: crews, team leaders, the county's cap.

use std::collections::BTreeMap;

use super::{Tally, int};
use crate::domain::instance::Instance;

pub(super) fn check(instance: &Instance, tally: &mut Tally) {
    for (&(department, day), &count) in &std::mem::take(&mut tally.crew) {
        let limit = instance.departments.get(department).map_or(0, |department| i64::from(department.crew));
        if count > limit {
            let args = [("department", int(department)), ("day", day), ("count", count), ("limit", limit)];
            tally.broken("D-crew", args);
        }
    }
    for (&(county, day), &count) in &std::mem::take(&mut tally.leaders) {
        let limit = instance.counties.get(county).map_or(0, |county| i64::from(county.leaders));
        if count > limit {
            let args = [("county", int(county)), ("day", day), ("count", count), ("limit", limit)];
            tally.broken("C-leaders", args);
        }
    }
    cap(instance, tally);
}

fn cap(instance: &Instance, tally: &mut Tally) {
    let mut visits: BTreeMap<usize, i64> = BTreeMap::new();
    for arrival in tally.arrivals.iter().filter(|arrival| arrival.counts()) {
        if let Some(unit) = instance.units.get(arrival.unit) {
            *visits.entry(unit.county).or_default() += 1;
        }
    }
    for (county, count) in visits {
        let Some(row) = instance.counties.get(county) else { continue };
        let (count, limit) = (count + i64::from(row.used), i64::from(row.year_cap));
        if count > limit {
            tally.broken("C-year-cap", [("county", int(county)), ("count", count), ("limit", limit)]);
        }
    }
}
