//! Labels of the unit program: what one calendar so far has cost and left open, which labels make others needless,
//! and how too many become fewer. Knows neither demands nor prices.

use std::collections::BTreeSet;

use super::unit::COUNTERS_MAX;

/// Labels kept for one day while a first calendar is sought.
const LABELS_NARROW: usize = 60;

/// What one calendar so far leaves open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    pub(super) cost: i64,
    /// What the open demands and the visits for those still to ask cost at least.
    pub(super) rest: i64,
    /// Demands served, or past.
    pub(super) done: u128,
    /// First day a counted visit may start.
    pub(super) free: usize,
    /// Uses of the counters in their current periods, a byte each.
    pub(super) uses: u64,
    /// Counted visits made, where it matters how many.
    pub(super) visits: u8,
    /// Those of two days, where it matters how many.
    pub(super) long: u8,
    /// The last visit, as a position in the trail.
    pub(super) last: Option<usize>,
}

impl Label {
    /// Whether whatever may follow `other` may follow this one, at no more cost.
    fn dominates(&self, other: &Self, today: usize) -> bool {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        self.cost <= other.cost
            && other.done & !self.done == 0
            && self.free.max(today) <= other.free.max(today)
            && self.visits <= other.visits
            && self.long <= other.long
            && (((other.uses | HIGH) - self.uses) & HIGH) == HIGH
    }
}

/// Drops labels that another one dominates; the cheapest come first.
pub(super) fn undominated(mut labels: Vec<Label>, today: usize) -> Vec<Label> {
    labels.sort_by_key(|label| (label.cost, label.visits, label.long, label.free, label.uses, !label.done));
    let mut kept: Vec<Label> = Vec::new();
    let mut seen = BTreeSet::new();
    for label in labels {
        if seen.insert((label.done, label.free.max(today), label.uses, label.visits, label.long))
            && !kept.iter().any(|other| other.dominates(&label, today))
        {
            kept.push(label);
        }
    }
    kept
}

/// Forgets the costliest labels beyond a few: what is left leads to real calendars, not always the cheapest.
pub(super) fn narrow(mut labels: Vec<Label>) -> Vec<Label> {
    labels.sort_by_key(|label| label.cost + label.rest);
    labels.truncate(LABELS_NARROW);
    labels
}

/// Merges the costliest labels, each with one that has served about the same, until no more than `most` are left.
pub(super) fn merged(mut labels: Vec<Label>, most: usize) -> Vec<Label> {
    if labels.len() > most {
        labels.sort_by_key(|label| label.cost + label.rest);
    }
    while labels.len() > most {
        // Cheap labels decide the result and stay as they are.
        let mut rest = labels.split_off(most / 2);
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
        visits: a.visits.min(b.visits),
        long: a.long.min(b.long),
        last,
    }
}
