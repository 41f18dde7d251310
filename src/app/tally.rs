//! What a way of working costs the townships: visits, days, hours of host staff.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::day::DayRange;
use crate::domain::demand::Demand;
use crate::domain::id::{DepartmentCode, UnitCode};
use crate::domain::plan_run::Tally;
use crate::domain::request::Request;

/// Hours of a working day.
const HOURS_PER_DAY: u32 = 8;

/// One more visit of so many days, received by so many hosts.
pub fn add(tally: Tally, days: u32, hosts: u32) -> Tally {
    Tally {
        visits: tally.visits + 1,
        days: tally.days + days,
        host_hours: tally.host_hours + days * hosts * HOURS_PER_DAY,
    }
}

/// The same demands with every department on its own, and each at its best: a department serves several of its
/// demands at a unit in one trip wherever their windows share a day. Trips that hit all windows are fewest when each
/// goes on the last day of the earliest window still open (interval stabbing).
pub fn alone(demands: &[(&Demand, &Request)], hosts: u32) -> Tally {
    let mut by_trip: BTreeMap<(&UnitCode, &DepartmentCode), Vec<(DayRange, u32)>> = BTreeMap::new();
    for (demand, request) in demands {
        let days = demand.effort_halfdays.div_ceil(2).max(1);
        by_trip.entry((&demand.unit, &request.department)).or_default().push((demand.window, days));
    }
    let mut tally = Tally::default();
    for windows in by_trip.values_mut() {
        windows.sort_by_key(|(window, _)| (window.until, window.from));
        let mut trip: Option<(NaiveDate, u32)> = None;
        for (window, days) in windows {
            match &mut trip {
                Some((day, longest)) if window.contains(*day) => *longest = (*longest).max(*days),
                _ => {
                    if let Some((_, longest)) = trip.replace((window.last(), *days)) {
                        tally = add(tally, longest, hosts);
                    }
                }
            }
        }
        if let Some((_, longest)) = trip {
            tally = add(tally, longest, hosts);
        }
    }
    tally
}
