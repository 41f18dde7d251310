//! Proofs by cases that no plan is within some limits: the walk over the cases, which search and verifier share, and
//! the search for what to distinguish.

use super::Work;
use super::bundle::Bundle;
use super::case::{Case, PRICED, Split};
use super::market::{Limits, Market, SCALE};

/// Cases of the first try; each further one may have twice as many.
const FIRST_TRY: usize = 25;

/// Why no plan is within some limits: the prices that rule out what they can, and how what is left is
/// divided, case after case, the first part of each before the second.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub(super) prices: Vec<i64>,
    pub(super) splits: Vec<Split>,
}

/// What a walk over cases asks.
pub(super) trait Guide {
    /// How a case is divided in which plans may be left; `None` gives up.
    fn divide(&mut self, case: &Case<'_>) -> Option<Split>;

    /// Told of the units a case had nothing left for.
    fn closed(&mut self, units: &[usize]);
}

/// Whether nothing is left of a case, once it is divided as the guide says.
pub(super) fn refuted(case: Case<'_>, guide: &mut dyn Guide) -> bool {
    let mut open = vec![case];
    while let Some(mut case) = open.pop() {
        match case.tighten() {
            Err(units) => guide.closed(&units),
            Ok(()) => {
                let parts = guide.divide(&case).and_then(|split| case.parts(split));
                let Some([first, second]) = parts else { return false };
                open.extend([second, first]);
            }
        }
    }
    true
}

/// Looks for a proof, by prices first, then by cases. `hear` may end it.
pub(super) fn search(
    market: &Market<'_>,
    limits: Limits,
    work: Work,
    hear: &mut dyn FnMut() -> bool,
) -> Option<Proof> {
    let mut prices = vec![0; market.room.len()];
    // The number that is to be bounded is the measure of all prices; the ones before it start far above.
    let last = [limits.long, limits.visits].iter().position(Option::is_some).map_or(0, |back| 2 - back);
    let held = market.limits + last;
    for price in &mut prices[market.limits..held] {
        *price = 20 * SCALE;
    }
    prices[held] = SCALE;
    let mut bundle = Bundle::new(market, PRICED, prices, Some(held));
    bundle.climb(market, 0, work.rounds, &mut |_| hear());
    let mut root = Case::new(market.clone(), bundle.centre.clone());
    if bundle.bound > 0 || root.tighten().is_err() {
        return Some(Proof { prices: bundle.centre, splits: Vec::new() });
    }
    let mut weights = vec![0; market.units.len()];
    let mut most = FIRST_TRY;
    while root.labels() < work.labels && !hear() {
        let mut wary =
            Wary { weights, splits: Vec::new(), left: most, labels: work.labels, whole: false, hear };
        if refuted(root.clone(), &mut wary) {
            return Some(Proof { prices: bundle.centre, splits: wary.splits });
        }
        if wary.whole {
            return None;
        }
        weights = wary.weights;
        most = most.saturating_mul(2);
    }
    None
}

/// Divides where the fewest ways are left, and rather at units for which nothing was left before.
struct Wary<'a> {
    /// Unit → how often nothing was left for it.
    weights: Vec<usize>,
    splits: Vec<Split>,
    /// Cases left of this try.
    left: usize,
    /// Labels that may be looked at.
    labels: usize,
    /// Whether a case was left in which everything is decided: no division refutes that one.
    whole: bool,
    hear: &'a mut dyn FnMut() -> bool,
}

impl Guide for Wary<'_> {
    fn divide(&mut self, case: &Case<'_>) -> Option<Split> {
        self.left = self.left.checked_sub(1)?;
        if case.labels() >= self.labels || (self.hear)() {
            return None;
        }
        let mut best: Option<(usize, Split)> = None;
        for (unit, alone) in case.market.units.iter().enumerate() {
            let mut offer = |ways: usize, split: Split| {
                let ways = (ways << 10) / (1 + self.weights[unit]);
                if best.is_none_or(|best| ways < best.0) {
                    best = Some((ways, split));
                }
            };
            let visits = alone.visits;
            if visits.least < visits.most && visits.most < u8::MAX {
                offer(usize::from(visits.most - visits.least), Split::Visits(unit, visits.least));
            }
            for asking in &alone.asking {
                match asking.starts.as_slice() {
                    [] => {}
                    _ if !asking.must => offer(2, Split::Served(asking.demand)),
                    [_] => {}
                    starts => {
                        let day = starts[(starts.len() - 1) / 2];
                        offer(starts.len(), Split::Start(asking.demand, day));
                    }
                }
            }
        }
        self.whole |= best.is_none();
        let split = best?.1;
        self.splits.push(split);
        Some(split)
    }

    fn closed(&mut self, units: &[usize]) {
        for &unit in units {
            self.weights[unit] += 1;
        }
    }
}

/// Divides as a proof says.
pub(super) struct Told<'a>(pub(super) std::slice::Iter<'a, Split>);

impl Guide for Told<'_> {
    fn divide(&mut self, _: &Case<'_>) -> Option<Split> {
        self.0.next().copied()
    }

    fn closed(&mut self, _: &[usize]) {}
}
