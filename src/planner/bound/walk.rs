//! The unit program: the cheapest calendar of one unit at given prices, by labels over its days. Exact; where there
//! are too many labels some are merged into one that is better than each, which can only lower the result.

use super::ahead::Ahead;
use super::choice::{Item, Sets};
use super::label::{self, Label};
use super::unit::{Alone, Asking, Charges, Chosen, Visits, Way};

/// The walk over the days.
struct Walk<'a> {
    unit: &'a Alone,
    charges: &'a Charges,
    ahead: &'a Ahead,
    /// What some calendar costs.
    known: i64,
    sets: &'a Sets,
    trail: Vec<(Chosen, Option<usize>)>,
    born: Vec<Label>,
}

/// How many labels a walk carries on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// Every one: what comes back is the least.
    Whole,
    /// A few: what comes back is a calendar, if not the cheapest.
    Narrow,
}

/// Walks the days. `None` where nothing as cheap as `known` is left.
pub(super) fn walk(
    unit: &Alone,
    charges: &Charges,
    ahead: &Ahead,
    sets: &Sets,
    known: i64,
    width: Width,
) -> Option<(i64, Vec<Chosen>)> {
    let cut = match width {
        Width::Whole => label::merged,
        Width::Narrow => label::narrow,
    };
    let mut walk = Walk { unit, charges, ahead, known, sets, trail: Vec::new(), born: Vec::new() };
    // The visits it has to make are paid in advance: who makes fewer has paid too much at most.
    let cost = advance(unit, charges, 0, 0);
    let mut labels = vec![Label { cost, rest: 0, done: 0, free: 0, uses: 0, visits: 0, long: 0, last: None }];
    for today in 0..unit.open.len() {
        walk.turn_periods(&mut labels, today);
        walk.visits(&labels, today);
        let fresh = !walk.born.is_empty();
        labels.append(&mut walk.born);
        if walk.expire(&mut labels, today) || fresh {
            for label in &mut labels {
                label.rest = walk.rest(label, today + 1);
            }
            labels.retain(|label| label.cost <= known.saturating_sub(label.rest));
            let before = labels.len();
            labels = cut(label::undominated(labels, today + 1));
            // Most of the work is to compare labels with those that are kept.
            sets.count(before + before * labels.len() / 64);
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

/// What is paid in advance for the visits still to be made, and for their second days.
fn advance(unit: &Alone, charges: &Charges, visits: u8, long: u8) -> i64 {
    i64::from(unit.visits.least.saturating_sub(visits)) * charges.another
        + i64::from(unit.long.least.saturating_sub(long)) * charges.longer
}

/// Who could start today, and how.
struct Party<'a> {
    today: usize,
    days: usize,
    announced: bool,
    way: Way,
    present: &'a [usize],
    costs: &'a [i64],
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

    /// What is to come for a label from the morning of a day costs at least.
    fn rest(&self, label: &Label, day: usize) -> i64 {
        let paid = advance(self.unit, self.charges, label.visits, label.long);
        self.ahead.rest(label.done, paid, label.free, day)
    }

    /// Adds every visit that may start today after each label.
    fn visits(&mut self, labels: &[Label], today: usize) {
        let unit = self.unit;
        let open = unit.open[today];
        let present: Vec<usize> = (0..unit.asking.len()).filter(|&at| unit.asking[at].may(today)).collect();
        if present.is_empty() {
            return;
        }
        let costs: Vec<i64> = present.iter().map(|&at| self.charges.people(at, today)).collect();
        for days in [1, 2] {
            for announced in [true, false] {
                let joined = open.joined[days - 1] && open.mode != Some(!announced);
                let ways = [
                    open.counted[days - 1].then_some(Way::Counted),
                    open.exempt[days - 1].then_some(Way::Exempt),
                    joined.then_some(Way::Joined),
                ];
                for way in ways.into_iter().flatten() {
                    let party = Party { today, days, announced, way, present: &present, costs: &costs };
                    self.extend(labels, &party);
                }
            }
        }
    }

    /// Adds one kind of visit after every label.
    fn extend(&mut self, labels: &[Label], party: &Party<'_>) {
        let price = self.charges.visit(party.today, party.days, party.way);
        let tomorrow = party.today + 1;
        let mut items = Vec::new();
        for label in labels {
            let Some((start, price)) = self.started(label, party, price) else { continue };
            self.items(label, party, &mut items);
            if items.is_empty() {
                continue;
            }
            let sets = self.sets.of(&items, self.unit.room, party.days);
            self.sets.count(sets.len());
            for &set in sets.iter() {
                let (parted, parting) = self.parted(set, label.done);
                let people: i64 =
                    items.iter().filter(|item| set & item.bit != 0).map(|item| item.price).sum();
                let mut born = Label {
                    cost: label.cost + price + people + parting,
                    done: label.done | set | parted,
                    last: Some(self.trail.len()),
                    ..start
                };
                born.rest = self.rest(&born, tomorrow);
                if born.cost <= self.known.saturating_sub(born.rest) {
                    let visit = Chosen { start: party.today, days: party.days, way: party.way, set };
                    self.trail.push((visit, label.last));
                    self.born.push(born);
                }
            }
        }
    }

    /// A label after a visit that serves nobody yet, and what is to be paid for it; `None` where it may not be made.
    fn started(&self, label: &Label, party: &Party<'_>, price: i64) -> Option<(Label, i64)> {
        if party.way != Way::Counted {
            return Some((*label, price));
        }
        let (unit, two) = (self.unit, party.days == 2);
        if label.free > party.today
            || label.visits >= unit.visits.most
            || (two && label.long >= unit.long.most)
        {
            return None;
        }
        let uses = self.count(label.uses, party)?;
        let free = party.today + party.days + self.unit.gap;
        // Where any number will do, labels are not told apart by it.
        let visits = label.visits + u8::from(unit.visits != Visits::ANY);
        let long = label.long + u8::from(two && unit.long != Visits::ANY);
        let paid =
            advance(unit, self.charges, label.visits, label.long) - advance(unit, self.charges, visits, long);
        Some((Label { free, uses, visits, long, ..*label }, price - paid))
    }

    /// The demands a label leaves open that could join a party and are worth their people.
    fn items(&self, label: &Label, party: &Party<'_>, items: &mut Vec<Item>) {
        items.clear();
        for (&at, &price) in party.present.iter().zip(party.costs) {
            let asking = &self.unit.asking[at];
            let bit = 1 << at;
            if label.done & bit == 0
                && asking.announced == party.announced
                && asking.stay <= party.days
                && (asking.exempt || party.way != Way::Exempt)
                && price < self.charges.forgone(self.unit, at)
            {
                let Asking { dep, people, effort, crew, .. } = *asking;
                // On the cheapest day there is left nobody waits, unless for company.
                let later = self.ahead.demands(party.today + 1)[at];
                let waits = price > later || asking.together & !label.done != 0;
                let long = asking.stay == 2;
                items.push(Item { bit, dep, people, effort, crew, long, price, waits, apart: asking.apart });
            }
        }
    }

    /// The open demands a set parts from those it serves, for good, and what leaving them out costs.
    fn parted(&self, set: u128, done: u128) -> (u128, i64) {
        let bound = bits_of(set).map(|at| self.unit.asking[at].together).fold(0, |all, bits| all | bits);
        let parted = bound & !set & !done;
        (parted, bits_of(parted).map(|at| self.charges.forgone(self.unit, at)).sum())
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
        for at in (0..self.unit.asking.len()).filter(|&at| self.unit.asking[at].last == today) {
            let bit = 1 << at;
            let forgone = self.charges.forgone(self.unit, at);
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
