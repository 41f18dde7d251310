//! The unit program: the cheapest calendar of one unit at given prices, by labels over its days. Exact; where there
//! are too many labels some are merged into one that is better than each, which can only lower the result.

use std::collections::BTreeSet;

use super::calendar::Open;
use super::choice::{self, Item, Room};

/// Labels kept for one day.
const LABELS_MAX: usize = 3000;

/// Labels kept for one day while a first calendar is sought.
const LABELS_NARROW: usize = 60;

/// Counters a label carries; further quota rows of the unit are priced like shared ones.
pub(super) const COUNTERS_MAX: usize = 8;

/// A demand of the unit, with what its people cost by start day (from `first` on).
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub(super) demand: usize,
    pub(super) dep: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) stay: usize,
    pub(super) people: u32,
    pub(super) effort: u32,
    pub(super) announced: bool,
    pub(super) exempt: bool,
    /// Demands of the unit to be served with it or not at all, and never with it, as bits.
    pub(super) together: u128,
    pub(super) apart: u128,
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

/// A unit as it plans alone.
#[derive(Debug)]
pub(super) struct Alone {
    pub(super) county: usize,
    pub(super) gap: usize,
    pub(super) room: Room,
    pub(super) open: Vec<Open>,
    /// Its demands, at most 128; a demand beyond them is served for nothing.
    pub(super) asking: Vec<Asking>,
    pub(super) counters: Vec<Counter>,
    /// First rows (visits, days) of its priced quota rows, with the period of each day.
    pub(super) priced: Vec<(usize, usize, Vec<usize>)>,
}

/// What the surroundings charge a unit.
pub(super) struct Charges<'a> {
    /// Start day, length, whether it counts → what a visit costs, own and shared.
    pub(super) visit: &'a dyn Fn(usize, usize, bool) -> i64,
    /// A visit that rides along costs only what is shared.
    pub(super) ride: &'a dyn Fn(usize, usize) -> i64,
    /// Demand, start day → what its people cost.
    pub(super) people: &'a dyn Fn(&Asking, usize) -> i64,
    /// Demand → what leaving it out costs.
    pub(super) forgone: &'a dyn Fn(&Asking) -> i64,
}

/// A visit of the cheapest calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    pub(super) start: usize,
    pub(super) days: usize,
    pub(super) counted: bool,
    /// Which of the unit's demands it serves.
    pub(super) set: u128,
}

/// What one calendar so far leaves open.
#[derive(Clone, Copy, Debug)]
struct Label {
    cost: i64,
    /// What the open demands and the visits for those still to ask cost at least.
    rest: i64,
    /// Demands served, or past.
    done: u128,
    /// First day a counted visit may start.
    free: usize,
    /// Uses of the counters in their current periods, a byte each.
    uses: u64,
    /// The last visit, as a position in the trail.
    last: Option<usize>,
}

impl Label {
    /// Whether whatever may follow `other` may follow this one, at no more cost.
    fn dominates(&self, other: &Self, today: usize) -> bool {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        self.cost <= other.cost
            && other.done & !self.done == 0
            && self.free.max(today) <= other.free.max(today)
            && (((other.uses | HIGH) - self.uses) & HIGH) == HIGH
    }
}

/// What is still to come costs at least, seen from the morning of a day.
struct Ahead {
    /// Day → demand → what serving it from then on, or leaving it out, costs without its visit.
    demands: Vec<Vec<i64>>,
    /// Day → the visits for demands that have not begun to ask.
    visits: Vec<i64>,
}

/// The walk over the days.
struct Walk<'a> {
    unit: &'a Alone,
    charges: &'a Charges<'a>,
    ahead: &'a Ahead,
    /// What some calendar costs.
    known: i64,
    trail: Vec<(Chosen, Option<usize>)>,
    born: Vec<Label>,
}

/// The cheapest calendar: its cost and its visits. Nothing that must come to more than `known`, which some calendar
/// costs, is looked at any further; where nothing is known a narrow walk finds a calendar first.
pub(super) fn cheapest(unit: &Alone, charges: &Charges<'_>, known: i64) -> (i64, Vec<Chosen>) {
    let ahead = Ahead::new(unit, charges);
    let known = match known {
        i64::MAX => walk(unit, charges, &ahead, i64::MAX, &narrow).map_or(i64::MAX, |best| best.0),
        known => known,
    };
    let best = walk(unit, charges, &ahead, known, &merged);
    // Where labels were merged, what was known may be less than any calendar costs.
    best.or_else(|| walk(unit, charges, &ahead, i64::MAX, &merged)).unwrap_or_default()
}

/// Walks the days; `cut` makes too many labels fewer. `None` where nothing as cheap as `known` is left.
fn walk(
    unit: &Alone,
    charges: &Charges<'_>,
    ahead: &Ahead,
    known: i64,
    cut: &dyn Fn(Vec<Label>) -> Vec<Label>,
) -> Option<(i64, Vec<Chosen>)> {
    let mut walk = Walk { unit, charges, ahead, known, trail: Vec::new(), born: Vec::new() };
    let mut labels = vec![Label { cost: 0, rest: 0, done: 0, free: 0, uses: 0, last: None }];
    for today in 0..unit.open.len() {
        walk.turn_periods(&mut labels, today);
        walk.visits(&labels, today);
        let fresh = !walk.born.is_empty();
        labels.append(&mut walk.born);
        if walk.expire(&mut labels, today) || fresh {
            for label in &mut labels {
                label.rest = ahead.rest(label.done, today + 1);
            }
            labels.retain(|label| label.cost <= known.saturating_sub(label.rest));
            labels = cut(undominated(labels, today + 1));
        }
    }
    let best = labels.into_iter().min_by_key(|label| label.cost)?;
    let mut chosen = Vec::new();
    let mut at = best.last;
    while let Some((visit, before)) = at.and_then(|at| walk.trail.get(at)) {
        chosen.push(*visit);
        at = *before;
    }
    Some((best.cost, chosen))
}

impl Ahead {
    /// Of demands whose windows do not meet, no visit serves two, so each pays a visit of its own or is left out.
    fn new(unit: &Alone, charges: &Charges<'_>) -> Self {
        let days = unit.open.len();
        let forgone: Vec<i64> = unit.asking.iter().map(|asking| (charges.forgone)(asking)).collect();
        let mut demands = vec![forgone; days + 1];
        let mut visits = vec![0; days + 1];
        for day in (0..days).rev() {
            let (now, later) = demands.split_at_mut(day + 1);
            let (now, later) = (&mut now[day], &later[0]);
            visits[day] = visits[day + 1];
            for (at, asking) in unit.asking.iter().enumerate() {
                now[at] = later[at];
                if asking.first <= day && day <= asking.last {
                    now[at] = now[at].min((charges.people)(asking, day));
                }
                if asking.first == day && asking.last < days {
                    let starts = asking.first..=asking.last;
                    let served = starts.filter_map(|start| alone(unit, charges, asking, start)).min();
                    let forgone = (charges.forgone)(asking);
                    let own = served.map_or(forgone, |served| served.min(forgone)) - now[at];
                    visits[day] = visits[day].max(own + visits[asking.last + 1]);
                }
            }
        }
        Self { demands, visits }
    }

    /// What is to come from the morning of a day, given what is done.
    fn rest(&self, done: u128, day: usize) -> i64 {
        let demands = self.demands[day].iter().enumerate().filter(|(at, _)| done & (1 << at) == 0);
        demands.map(|(_, least)| least).sum::<i64>() + self.visits[day]
    }
}

/// What the cheapest visit that could serve a demand on a day costs with its people; `None` where there is none.
fn alone(unit: &Alone, charges: &Charges<'_>, asking: &Asking, start: usize) -> Option<i64> {
    let open = unit.open[start];
    let mut least: Option<i64> = None;
    for days in asking.stay..=2 {
        let counted = open.counted[days - 1].then(|| (charges.visit)(start, days, true));
        let exempt = (open.exempt[days - 1] && asking.exempt).then(|| (charges.visit)(start, days, false));
        let joined = open.joined[days - 1].then(|| (charges.ride)(start, days));
        least = [least, counted, exempt, joined].into_iter().flatten().min();
    }
    least.map(|least| least + (charges.people)(asking, start))
}

impl Walk<'_> {
    /// Sets counters back whose period begins today.
    fn turn_periods(&self, labels: &mut [Label], today: usize) {
        for (at, counter) in self.unit.counters.iter().enumerate() {
            if today > 0 && counter.period_of[today] != counter.period_of[today - 1] {
                for label in labels.iter_mut() {
                    label.uses &= !(0xff << (8 * at));
                }
            }
        }
    }

    /// Adds every visit that may start today after each label.
    fn visits(&mut self, labels: &[Label], today: usize) {
        let unit = self.unit;
        let open = unit.open[today];
        let present: Vec<usize> = (0..unit.asking.len())
            .filter(|&at| unit.asking[at].first <= today && today <= unit.asking[at].last)
            .collect();
        if present.is_empty() {
            return;
        }
        let costs: Vec<i64> =
            present.iter().map(|&at| (self.charges.people)(&unit.asking[at], today)).collect();
        for days in [1, 2] {
            for announced in [true, false] {
                let party = Party { today, days, announced, present: &present, costs: &costs };
                if open.counted[days - 1] {
                    let price = (self.charges.visit)(today, days, true);
                    self.extend(labels, &party, Some(self.unit.gap), price, false);
                }
                if open.exempt[days - 1] {
                    let price = (self.charges.visit)(today, days, false);
                    self.extend(labels, &party, None, price, true);
                }
                if open.joined[days - 1] && open.mode != Some(!announced) {
                    let price = (self.charges.ride)(today, days);
                    self.extend(labels, &party, None, price, false);
                }
            }
        }
    }

    /// Adds one kind of visit after every label; `gap` is given where it counts.
    fn extend(&mut self, labels: &[Label], party: &Party<'_>, gap: Option<usize>, price: i64, exempt: bool) {
        let tomorrow = party.today + 1;
        let later = &self.ahead.demands[tomorrow];
        let mut items = Vec::new();
        let mut known: std::collections::BTreeMap<u128, Vec<(u128, i64, i64)>> =
            std::collections::BTreeMap::new();
        for label in labels {
            let uses = match gap {
                Some(_) if label.free > party.today => continue,
                Some(_) => match self.count(label.uses, party) {
                    Some(uses) => uses,
                    None => continue,
                },
                None => label.uses,
            };
            self.items(label, party, exempt, &mut items);
            let Some(bits) = items.iter().map(|item: &Item| item.bit).reduce(|all, bit| all | bit) else {
                continue;
            };
            let sets = known.entry(bits).or_insert_with(|| {
                let mut sets = Vec::new();
                let days = if party.days == 2 { 2 } else { 1 };
                choice::each(&items, self.unit.room, days, &mut |set, cost| {
                    let later = bits_of(set).map(|at| later[at]).sum();
                    sets.push((set, cost, later));
                });
                sets
            });
            let room = self.known.saturating_sub(label.cost + price + self.ahead.rest(label.done, tomorrow));
            for &(set, cost, later) in sets.iter() {
                if cost - later > room {
                    continue;
                }
                let (parted, parting) = self.parted(set, label.done);
                let visit = Chosen { start: party.today, days: party.days, counted: gap.is_some(), set };
                self.trail.push((visit, label.last));
                self.born.push(Label {
                    cost: label.cost + price + cost + parting,
                    rest: 0,
                    done: label.done | set | parted,
                    free: gap.map_or(label.free, |gap| party.today + party.days + gap),
                    uses,
                    last: Some(self.trail.len() - 1),
                });
            }
        }
    }

    /// The demands a label leaves open that could join a party and are worth their people.
    fn items(&self, label: &Label, party: &Party<'_>, exempt: bool, items: &mut Vec<Item>) {
        items.clear();
        for (&at, &price) in party.present.iter().zip(party.costs) {
            let asking = &self.unit.asking[at];
            let bit = 1 << at;
            if label.done & bit == 0
                && asking.announced == party.announced
                && asking.stay <= party.days
                && (asking.exempt || !exempt)
                && price < (self.charges.forgone)(asking)
            {
                let (dep, people, effort) = (asking.dep, asking.people, asking.effort);
                // On the cheapest day there is left nobody waits, unless for company.
                let later = self.ahead.demands[party.today + 1][at];
                let waits = price > later || asking.together & !label.done != 0;
                let long = asking.stay == 2;
                items.push(Item { bit, dep, people, effort, long, price, waits, apart: asking.apart });
            }
        }
    }

    /// The open demands a set parts from those it serves, for good, and what leaving them out costs.
    fn parted(&self, set: u128, done: u128) -> (u128, i64) {
        let bound = bits_of(set).map(|at| self.unit.asking[at].together).fold(0, |all, bits| all | bits);
        let parted = bound & !set & !done;
        (parted, bits_of(parted).map(|at| (self.charges.forgone)(&self.unit.asking[at])).sum())
    }

    /// The counters after a counted visit; `None` where one is full.
    fn count(&self, mut uses: u64, party: &Party<'_>) -> Option<u64> {
        for (at, counter) in self.unit.counters.iter().enumerate() {
            // A visit stays inside its week, but a longer period may end between its days: then its second day is
            // not counted, which only makes room.
            let inside = counter.period_of[party.today] == counter.period_of[party.today + party.days - 1];
            let more = if counter.days && party.days == 2 && inside { 2 } else { 1 };
            let now = (uses >> (8 * at)) & 0xff;
            if now + more > u64::from(counter.limit[counter.period_of[party.today]]) {
                return None;
            }
            uses += more << (8 * at);
        }
        Some(uses)
    }

    /// Charges demands whose last day is over to the labels that left them out.
    fn expire(&self, labels: &mut [Label], today: usize) -> bool {
        let mut any = false;
        for (at, asking) in self.unit.asking.iter().enumerate().filter(|(_, asking)| asking.last == today) {
            let bit = 1 << at;
            let forgone = (self.charges.forgone)(asking);
            for label in labels.iter_mut() {
                if label.done & bit == 0 {
                    label.cost += forgone;
                    label.done |= bit;
                }
            }
            any = true;
        }
        any
    }
}

/// The positions of the bits of a set.
fn bits_of(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            at
        })
    })
}

/// Who could start today, and how.
struct Party<'a> {
    today: usize,
    days: usize,
    announced: bool,
    present: &'a [usize],
    costs: &'a [i64],
}

/// Drops labels that another one dominates; the cheapest come first.
fn undominated(mut labels: Vec<Label>, today: usize) -> Vec<Label> {
    labels.sort_by_key(|label| (label.cost, label.free, label.uses, !label.done));
    let mut kept: Vec<Label> = Vec::new();
    let mut seen = BTreeSet::new();
    for label in labels {
        if seen.insert((label.done, label.free.max(today), label.uses))
            && !kept.iter().any(|other| other.dominates(&label, today))
        {
            kept.push(label);
        }
    }
    kept
}

/// Forgets the costliest labels beyond a few: what is left leads to real calendars, not always the cheapest.
fn narrow(mut labels: Vec<Label>) -> Vec<Label> {
    labels.sort_by_key(|label| label.cost + label.rest);
    labels.truncate(LABELS_NARROW);
    labels
}

/// Merges the costliest labels, each with one that has served about the same, until few enough are left.
fn merged(mut labels: Vec<Label>) -> Vec<Label> {
    if labels.len() > LABELS_MAX {
        labels.sort_by_key(|label| label.cost + label.rest);
    }
    while labels.len() > LABELS_MAX {
        // Cheap labels decide the result and stay as they are.
        let mut rest = labels.split_off(LABELS_MAX / 2);
        rest.sort_by_key(|label| (label.done, label.free, label.uses));
        let mut rest = rest.into_iter();
        while let Some(label) = rest.next() {
            labels.push(rest.next().map_or(label, |next| merge(label, next)));
        }
    }
    labels
}

/// A label at least as good as two others in everything.
fn merge(a: Label, b: Label) -> Label {
    let uses =
        (0..COUNTERS_MAX).map(|at| (a.uses & (0xff << (8 * at))).min(b.uses & (0xff << (8 * at)))).sum();
    let last = if a.cost <= b.cost { a.last } else { b.last };
    Label {
        cost: a.cost.min(b.cost),
        rest: a.rest.min(b.rest),
        done: a.done | b.done,
        free: a.free.min(b.free),
        uses,
        last,
    }
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
            first,
            last,
            stay: 1,
            people: 1,
            effort: 1,
            announced: true,
            exempt: false,
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
            priced: Vec::new(),
        };
        let charges =
            Charges { visit: &|_, _, _| 1, ride: &|_, _| 1, people: &|_, _| 0, forgone: &|_| 1_000 };
        let (cost, chosen) = cheapest(&unit, &charges, i64::MAX);
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
