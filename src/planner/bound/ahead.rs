//! What a unit's days to come cost at least, so that calendars that cannot become the cheapest are left early.

use super::unit::{Alone, Charges, NEVER, Way};

/// What is still to come costs at least, seen from the morning of a day.
pub(super) struct Ahead {
    /// Day, demand → what serving it from then on, or leaving it out, costs without its visit; day after day.
    demands: Vec<i64>,
    /// Day → the visits for demands that have not begun to ask, and cannot be done with before.
    visits: Vec<i64>,
    /// Demands of the unit.
    asking: usize,
    /// Windows of the demands that must be served, with their bits, by last day.
    must: Vec<(usize, usize, u128)>,
    /// What no visit costs less than.
    visit: i64,
    /// Whether every visit counts, so that none can start before a label is free.
    counted: bool,
}

impl Ahead {
    /// Of demands whose windows do not meet, no visit serves two, so each pays a visit of its own or is left out.
    pub(super) fn new(unit: &Alone, charges: &Charges) -> Self {
        let days = unit.open.len();
        let asking = unit.asking.len();
        let mut demands = vec![0; (days + 1) * asking];
        for at in 0..asking {
            demands[days * asking + at] = charges.forgone(unit, at);
        }
        let mut visits = vec![0; days + 1];
        for day in (0..days).rev() {
            let (now, later) = demands[day * asking..].split_at_mut(asking);
            now.copy_from_slice(&later[..asking]);
            visits[day] = visits[day + 1];
            for (at, asking) in unit.asking.iter().enumerate() {
                if asking.last < day || asking.starts.first().is_none_or(|first| day < *first) {
                    continue;
                }
                if asking.may(day) {
                    now[at] = now[at].min(charges.people(at, day));
                }
                // Who belongs with another may be left out, and paid for, before its first day.
                if asking.starts.first() == Some(&day) && asking.together == 0 {
                    let served = asking.starts.iter().filter_map(|&start| alone(unit, charges, at, start));
                    let forgone = charges.forgone(unit, at);
                    let own = served.min().map_or(forgone, |served| served.min(forgone)) - now[at];
                    visits[day] = visits[day].max(own + visits[asking.last + 1]);
                }
            }
        }
        let mut must: Vec<(usize, usize, u128)> = Vec::new();
        for (at, asking) in unit.asking.iter().enumerate().filter(|(_, asking)| asking.must) {
            let window = asking.starts.first().zip(asking.starts.last());
            must.extend(window.map(|(first, last)| (*last, *first, 1 << at)));
        }
        must.sort_unstable();
        let ways = (0..days).flat_map(|day| [(day, 1), (day, 2)]).flat_map(|(day, length)| {
            let open = unit.open[day];
            [
                open.counted[length - 1].then(|| charges.visit(day, length, Way::Counted)),
                open.exempt[length - 1].then(|| charges.visit(day, length, Way::Exempt)),
                open.joined[length - 1].then(|| charges.visit(day, length, Way::Joined)),
            ]
        });
        let visit = ways.flatten().min().unwrap_or(0);
        let other = unit.asking.iter().any(|asking| asking.exempt)
            || unit.open.iter().any(|open| open.joined.contains(&true));
        Self { demands, visits, asking, must, visit, counted: !other }
    }

    /// Demand → what serving it from a day on, or leaving it out, costs without its visit.
    pub(super) fn demands(&self, day: usize) -> &[i64] {
        &self.demands[day * self.asking..][..self.asking]
    }

    /// What is to come from the morning of a day, given what is done and what has been paid for visits in advance.
    pub(super) fn rest(&self, done: u128, advance: i64, free: usize, day: usize) -> i64 {
        let demands = self.demands(day).iter().enumerate().filter(|(at, _)| done & (1 << at) == 0);
        let visits = self.visits[day].max(self.stabs(done, if self.counted { free.max(day) } else { day }));
        demands.map(|(_, least)| least).sum::<i64>() + (visits - advance).max(0)
    }

    /// What the visits cost at least that the demands to be served and not yet done need: interval stabbing.
    fn stabs(&self, done: u128, earliest: usize) -> i64 {
        let (mut stabs, mut next) = (0, earliest);
        for &(last, first, _) in self.must.iter().filter(|must| done & must.2 == 0) {
            if last < earliest {
                return NEVER;
            }
            if first >= next || stabs == 0 {
                stabs += 1;
                next = last + 1;
            }
        }
        stabs * self.visit
    }
}

/// What the cheapest visit that could serve a demand on a day costs with its people; `None` where there is none.
fn alone(unit: &Alone, charges: &Charges, at: usize, start: usize) -> Option<i64> {
    let (open, asking) = (unit.open[start], &unit.asking[at]);
    let mut least: Option<i64> = None;
    for days in asking.stay..=2 {
        let counted = open.counted[days - 1].then(|| charges.visit(start, days, Way::Counted));
        let exempt =
            (open.exempt[days - 1] && asking.exempt).then(|| charges.visit(start, days, Way::Exempt));
        let joined = open.joined[days - 1].then(|| charges.visit(start, days, Way::Joined));
        least = [least, counted, exempt, joined].into_iter().flatten().min();
    }
    least.map(|least| least + charges.people(at, start))
}
