//! When a unit can be visited at all, read straight from the instance: quiet periods, week ends, fixed arrivals.
//! Knows no prices.

use crate::domain::instance::{Fixed, Instance};

/// What may start on a day, by length (one day, two days).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Open {
    /// A visit that counts.
    pub(super) counted: [bool; 2],
    /// A visit of exempt demands.
    pub(super) exempt: [bool; 2],
    /// A ride along a fixed arrival.
    pub(super) joined: [bool; 2],
    /// Whether that arrival is announced, where known.
    pub(super) mode: Option<bool>,
}

/// Day → what may start.
pub(super) fn open(instance: &Instance, unit: usize, fixed: &[&Fixed]) -> Vec<Open> {
    let mut days = vec![Open::default(); instance.days as usize];
    for week in &instance.periods.week {
        for start in week.0..=week.1 {
            for length in [1, 2] {
                let last = start + length - 1;
                if length == 1 || (last <= week.1 && !instance.breaks.contains(&start)) {
                    mark(instance, unit, fixed, (start, last), &mut days[start as usize]);
                }
            }
        }
    }
    days
}

fn mark(instance: &Instance, unit: usize, fixed: &[&Fixed], (start, last): (u32, u32), open: &mut Open) {
    let unit = &instance.units[unit];
    if unit.blackout.iter().any(|quiet| start <= quiet.1 && last >= quiet.0) {
        return;
    }
    let at = (last - start) as usize;
    let (first, end) = (i64::from(start), i64::from(last) + 1);
    let gap = i64::from(unit.gap);
    let mut host = None;
    let mut clear = true;
    for arrival in fixed {
        let arrival_end = arrival.start + i64::from(arrival.days);
        if first < arrival_end && arrival.start < end {
            if !arrival.joinable || arrival.start != first || end > arrival_end {
                return;
            }
            host = Some(arrival.announced);
        }
    }
    if let Some(mode) = host {
        open.joined[at] = true;
        open.mode = mode;
        return;
    }
    // Only the nearest neighbours are asked for the gap, as the rule says.
    let spans = fixed.iter().map(|arrival| (arrival.start, i64::from(arrival.days)));
    if let Some(before) = spans.clone().filter(|span| span.0 < first).max() {
        clear &= first >= before.0 + before.1 + gap;
    }
    if let Some(after) = spans.filter(|span| span.0 > first).min() {
        clear &= after.0 >= end + gap;
    }
    open.exempt[at] = true;
    open.counted[at] = clear;
}
