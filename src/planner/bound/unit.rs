//! One unit as it plans alone: its demands, what limits it, what it is charged, and the calendar it answers with.

use super::ahead::Ahead;
use super::calendar::Open;
use super::choice::{Room, Sets};
use super::walk::{Width, walk};

/// Counters a label carries; further quota rows of the unit are priced like shared ones.
pub(super) const COUNTERS_MAX: usize = 8;

/// What leaving out a demand costs that must be served: more than any calendar.
pub(super) const NEVER: i64 = 1 << 50;

/// A demand of the unit.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub(super) demand: usize,
    pub(super) dep: usize,
    /// The people its department has in all.
    pub(super) crew: u32,
    /// Days it may start on, in order.
    pub(super) starts: Vec<usize>,
    /// The day after which it is past; no start is later.
    pub(super) last: usize,
    pub(super) stay: usize,
    pub(super) people: u32,
    pub(super) effort: u32,
    pub(super) announced: bool,
    pub(super) exempt: bool,
    /// Only calendars that serve it are looked at.
    pub(super) must: bool,
    /// Demands of the unit to be served with it or not at all, and never with it, as bits.
    pub(super) together: u128,
    pub(super) apart: u128,
}

impl Asking {
    /// Whether it may start on a day.
    pub(super) fn may(&self, day: usize) -> bool {
        self.starts.binary_search(&day).is_ok()
    }

    /// Days on which its people are there whenever it starts.
    pub(super) fn certain(&self) -> std::ops::Range<usize> {
        match (self.starts.first(), self.starts.last()) {
            (Some(first), Some(last)) => *last..first + self.stay,
            _ => 0..0,
        }
    }

    /// Lets it be past as soon as it can start no more.
    pub(super) fn shorten(&mut self) {
        if let Some(&last) = self.starts.last() {
            self.last = last;
        }
    }
}

/// A quota row of the unit alone: what it counts, its limit by period, and the periods.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    /// Counts days, not visits.
    pub(super) days: bool,
    /// Day → period.
    pub(super) period_of: Vec<usize>,
    /// Period → limit, at most 127.
    pub(super) limit: Vec<u8>,
}

/// How many visits that count, or how many of them of two days, the calendars looked at make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Visits {
    pub(super) least: u8,
    pub(super) most: u8,
}

impl Visits {
    pub(super) const ANY: Self = Self { least: 0, most: u8::MAX };
}

/// A unit as it plans alone.
#[derive(Clone, Debug)]
pub(super) struct Alone {
    pub(super) county: usize,
    pub(super) gap: usize,
    pub(super) room: Room,
    pub(super) open: Vec<Open>,
    /// Its demands, at most 128; a demand beyond them is served for nothing.
    pub(super) asking: Vec<Asking>,
    pub(super) counters: Vec<Counter>,
    pub(super) visits: Visits,
    pub(super) long: Visits,
    /// First rows (visits, days) of its priced quota rows, with the period of each day.
    pub(super) priced: Vec<(usize, usize, Vec<usize>)>,
}

impl Alone {
    /// How many counted visits a calendar lacks to the least, and how many of two days.
    pub(super) fn lacks(&self, visits: &[Chosen]) -> [i64; 2] {
        let (made, long) = counted(visits);
        [(self.visits, made), (self.long, long)]
            .map(|(range, made)| i64::try_from(usize::from(range.least).saturating_sub(made)).unwrap_or(0))
    }

    /// What a calendar costs.
    pub(super) fn cost(&self, charges: &Charges, visits: &[Chosen]) -> i64 {
        let [visits_lacking, days_lacking] = self.lacks(visits);
        let mut cost = charges.another * visits_lacking + charges.longer * days_lacking;
        let mut served = 0;
        for visit in visits {
            served |= visit.set;
            cost += charges.visit(visit.start, visit.days, visit.way);
            let asking = (0..self.asking.len()).filter(|at| visit.set & (1 << at) != 0);
            cost += asking.map(|at| charges.people(at, visit.start)).sum::<i64>();
        }
        let left = (0..self.asking.len()).filter(|at| served & (1 << at) == 0);
        cost + left.map(|at| charges.forgone(self, at)).sum::<i64>()
    }

    /// Whether a calendar is one of those looked at, but for what it lacks.
    pub(super) fn may(&self, visits: &[Chosen]) -> bool {
        let starts =
            |at: usize| visits.iter().find(|visit| visit.set & (1 << at) != 0).map(|visit| visit.start);
        let (made, long) = counted(visits);
        made <= usize::from(self.visits.most)
            && long <= usize::from(self.long.most)
            && self.asking.iter().enumerate().all(|(at, asking)| match starts(at) {
                Some(day) => asking.may(day),
                None => !asking.must,
            })
    }
}

/// How many visits count, and how many of them take two days.
pub(super) fn counted(visits: &[Chosen]) -> (usize, usize) {
    let counted = || visits.iter().filter(|visit| visit.way == Way::Counted);
    (counted().count(), counted().filter(|visit| visit.days == 2).count())
}

/// How a visit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In quotas, cap and gap.
    Counted,
    /// Of exempt demands alone: in none of them.
    Exempt,
    /// Rides along a fixed arrival: not even a visit.
    Joined,
}

/// What the surroundings charge a unit, as tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Charges {
    /// Day → length (one, two) → how it counts → what a visit costs, own and shared.
    pub(super) visit: Vec<[[i64; 3]; 2]>,
    /// What no counted visit costs less than.
    pub(super) another: i64,
    /// What no second day of one costs less than.
    pub(super) longer: i64,
    /// Demand (place), start day → what its people cost; demand after demand.
    pub(super) people: Vec<i64>,
    /// Demand (place) → what leaving it out costs, where it may be left out.
    pub(super) forgone: Vec<i64>,
}

impl Charges {
    pub(super) fn visit(&self, start: usize, days: usize, way: Way) -> i64 {
        self.visit[start][days - 1][way as usize]
    }

    pub(super) fn people(&self, at: usize, start: usize) -> i64 {
        self.people[at * self.visit.len() + start]
    }

    pub(super) fn forgone(&self, unit: &Alone, at: usize) -> i64 {
        if unit.asking[at].must { NEVER } else { self.forgone[at] }
    }
}

/// A visit of the cheapest calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) start: usize,
    pub(super) days: usize,
    pub(super) way: Way,
    /// Which of the unit's demands it serves.
    pub(super) set: u128,
}

/// The cheapest calendar: its cost and its visits. Nothing that must come to more than `known`, which some calendar
/// costs, is looked at any further; where nothing is known a narrow walk finds a calendar first.
pub(super) fn cheapest(unit: &Alone, charges: &Charges, sets: &Sets, known: i64) -> (i64, Vec<Chosen>) {
    let ahead = Ahead::new(unit, charges);
    let known = match known {
        i64::MAX => {
            walk(unit, charges, &ahead, sets, i64::MAX, Width::Narrow).map_or(i64::MAX, |best| best.0)
        }
        known => known,
    };
    let best = walk(unit, charges, &ahead, sets, known, Width::Whole);
    // Where labels were merged, what was known may be less than any calendar costs.
    best.or_else(|| walk(unit, charges, &ahead, sets, i64::MAX, Width::Whole)).unwrap_or((NEVER, Vec::new()))
}

/// A calendar that costs no more than `limit`, where there may be one: found by a narrow walk, or else not ruled out.
pub(super) fn within(unit: &Alone, charges: &Charges, sets: &Sets, limit: i64) -> Option<(i64, Vec<Chosen>)> {
    let ahead = Ahead::new(unit, charges);
    let found = walk(unit, charges, &ahead, sets, limit, Width::Narrow);
    found.or_else(|| walk(unit, charges, &ahead, sets, limit, Width::Whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that depend on a seed alone.
    fn dice(seed: u64) -> impl FnMut(usize) -> usize {
        let mut state = seed;
        move |sides| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % sides
        }
    }

    /// Windows of one-day demands of one unit, each of one person and its own department.
    fn windows(seed: u64, days: usize) -> Vec<(usize, usize)> {
        let mut roll = dice(seed);
        let window = |_| {
            let first = roll(days);
            (first, (first + roll(7)).min(days - 1))
        };
        (0..12).map(window).collect()
    }

    /// How many visits the unit program needs where a visit costs 1, leaving a demand out 1,000, and so many may come
    /// at once.
    fn visits(windows: &[(usize, usize)], days: usize, at_once: u32) -> (i64, usize) {
        let asking = windows.iter().enumerate().map(|(demand, &(first, last))| Asking {
            demand,
            dep: demand,
            crew: 1,
            starts: (first..=last).collect(),
            last,
            stay: 1,
            people: 1,
            effort: 1,
            announced: true,
            exempt: false,
            must: false,
            together: 0,
            apart: 0,
        });
        let day = Open { counted: [true, false], ..Open::default() };
        let unit = Alone {
            county: 0,
            gap: 0,
            room: Room { departments: 99, people: at_once, halfdays: 99 },
            open: vec![day; days],
            asking: asking.collect(),
            counters: Vec::new(),
            visits: Visits::ANY,
            long: Visits::ANY,
            priced: Vec::new(),
        };
        let charges = Charges {
            visit: vec![[[1; 3]; 2]; days],
            another: 1,
            longer: 0,
            people: vec![0; 12 * days],
            forgone: vec![1_000; 12],
        };
        let (cost, chosen) = cheapest(&unit, &charges, &Sets::default(), i64::MAX);
        (cost, chosen.len())
    }

    /// Interval stabbing: a visit on the last day of the first window to end, and so on.
    fn stabs(mut windows: Vec<(usize, usize)>) -> usize {
        windows.sort_by_key(|window| window.1);
        let (mut stabs, mut next) = (0, 0);
        for (first, last) in windows {
            if first >= next {
                stabs += 1;
                next = last + 1;
            }
        }
        stabs
    }

    /// Lazy activation (Chang, Gabow, Khuller 2012): deadlines are brought forward until no day has more than
    /// `at_once`; then days open as late as they can and take the most urgent. `None` where not all can be served.
    fn lazy(mut jobs: Vec<(usize, usize)>, days: usize, at_once: usize) -> Option<usize> {
        for day in (0..days).rev() {
            let mut due: Vec<usize> = (0..jobs.len()).filter(|&job| jobs[job].1 == day).collect();
            due.sort_by_key(|&job| std::cmp::Reverse(jobs[job].0));
            for &job in due.iter().skip(at_once) {
                jobs[job].1 = day.checked_sub(1).filter(|earlier| *earlier >= jobs[job].0)?;
            }
        }
        jobs.sort_by_key(|job| job.1);
        let mut opened = 0;
        while let Some(&(_, day)) = jobs.first() {
            opened += 1;
            let mut taken = 0;
            jobs.retain(|job| {
                let take = job.0 <= day && taken < at_once;
                taken += usize::from(take);
                !take
            });
        }
        Some(opened)
    }

    #[test]
    fn without_capacity_it_is_interval_stabbing() {
        for seed in 0..200 {
            let windows = windows(seed, 20);
            let expected = stabs(windows.clone());
            assert_eq!(visits(&windows, 20, 99), (i64::try_from(expected).unwrap(), expected), "seed {seed}");
        }
    }

    #[test]
    fn on_unit_jobs_it_is_lazy_activation() {
        let mut compared = 0;
        for seed in 0..300 {
            let windows = windows(seed, 16);
            for at_once in [2, 3] {
                if let Some(expected) = lazy(windows.clone(), 16, at_once) {
                    let (cost, chosen) = visits(&windows, 16, u32::try_from(at_once).unwrap());
                    assert_eq!((cost, chosen), (i64::try_from(expected).unwrap(), expected), "seed {seed}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 200, "{compared}");
    }
}
