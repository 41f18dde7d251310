//! A visit's sample judged household by household: the numbers at which a team may stop and what they are worth. Knows no
//! draw and asks nobody for a risk.
//!
//! Wald's numbers ([`super::sequential`]) between the level a unit declares and the level the whole sample would find in
//! nine of ten draws, cut off at the sample the team manages. Wald's bounds hold for endless sampling: what the numbers
//! do to a list of N, cut off after n, is counted exactly, path by path, without replacement.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use super::curve;
use super::error::Result;
use super::exact::Fraction;
use super::hypergeometric::{first_true, population};
use super::sequential::{Sequential, Stop};
use crate::domain::amount::Ratio;

/// Risk of rejecting a unit that is as good as the level, as of a sample that is judged whole.
const RISK: Ratio = Ratio::of_percent(5);
/// Wald's risk of accepting the bad, and its thousandths.
const MISSED: (Ratio, u16) = (Ratio::of_percent(10), 100);
/// Wald's risk of rejecting the good: over one minus [`MISSED`] it is [`RISK`], which bounds what is really rejected.
const FALSE_ALARM: (u64, u64) = (45, 1_000);

/// Stop numbers after 1, 2, … `n` of `size` elements against a declared `level`; the last one always decides. `ac` is the
/// acceptance number of the same sample judged whole. Empty where nothing could be decided before the last element.
/// S4001, S4003, S4006.
pub fn numbers(size: u64, level: Ratio, n: u32, ac: u32) -> Result<Vec<Stop>> {
    let all = population(size)?;
    let accepted = |faulty: u32| curve::accepted(size, u64::from(faulty), u64::from(n), u64::from(ac));
    // Also says which of the numbers cannot be, once for all.
    accepted(all)?;
    let least = u32::try_from(level.floor_of(size)).unwrap_or(all);
    let bad = first_true(least, all, |faulty| accepted(faulty).is_ok_and(|chance| chance < MISSED.1));
    let (Some(bad), Some(alpha)) =
        (Ratio::new(u64::from(bad), size), Ratio::new(FALSE_ALARM.0, FALSE_ALARM.1))
    else {
        return Ok(Vec::new());
    };
    if !bad.is_proper() || bad <= level {
        return Ok(Vec::new());
    }
    let mut stops = Sequential { good: level, bad, alpha, beta: MISSED.0 }.stops(n)?;
    let Some(last) = stops.pop() else { return Ok(stops) };
    if stops.iter().all(|stop| stop.accept.is_none() && stop.reject.is_none()) {
        return Ok(Vec::new());
    }
    // The last household decides: accepted up to the least number that keeps the risk.
    let rejecting = |accept: u32| {
        let end = Stop { n, accept: Some(accept), reject: Some(accept.saturating_add(1)) };
        let plan: Vec<Stop> = stops.iter().copied().chain([end]).collect();
        let keeps = Worth::of(size, level.floor_of(size), &plan).rejected().compare(RISK).is_le();
        keeps.then(|| curtailed(plan, accept))
    };
    Ok((last.accept.unwrap_or(0)..=n).find_map(rejecting).unwrap_or_default())
}

/// Stops as soon as the last household can no longer change the verdict: the same verdicts, sooner.
fn curtailed(mut plan: Vec<Stop>, last: u32) -> Vec<Stop> {
    let n = u32::try_from(plan.len()).unwrap_or(u32::MAX);
    for stop in &mut plan {
        let too_many = last.saturating_add(1);
        stop.reject =
            stop.reject.or((stop.n >= too_many).then_some(too_many)).map(|reject| reject.min(too_many));
        stop.accept = stop.accept.max(last.checked_sub(n.saturating_sub(stop.n)));
    }
    plan
}

/// What stop numbers do to a list with so many nonconforming elements. Whole numbers over N·(N−1)·…
pub struct Worth {
    accepted: BigUint,
    rejected: BigUint,
    /// Households visited, summed over all paths.
    visited: BigUint,
    all: BigUint,
}

impl Worth {
    /// Follows every path that is not yet decided: `faulty` of `size` elements are nonconforming.
    pub fn of(size: u64, faulty: u64, stops: &[Stop]) -> Self {
        let mut worth = Self {
            accepted: BigUint::ZERO,
            rejected: BigUint::ZERO,
            visited: BigUint::ZERO,
            all: 1_u32.into(),
        };
        let mut open: BTreeMap<u32, BigUint> = BTreeMap::from([(0, 1_u32.into())]);
        for (drawn, stop) in (0_u64..).zip(stops) {
            let left = size.saturating_sub(drawn);
            worth.visited += open.values().sum::<BigUint>();
            for sum in [&mut worth.accepted, &mut worth.rejected, &mut worth.visited, &mut worth.all] {
                *sum *= left;
            }
            let mut next: BTreeMap<u32, BigUint> = BTreeMap::new();
            for (found, paths) in open {
                let bad = faulty.saturating_sub(u64::from(found));
                *next.entry(found.saturating_add(1)).or_default() += &paths * bad;
                *next.entry(found).or_default() += &paths * left.saturating_sub(bad);
            }
            open = next;
            open.retain(|found, paths| match decided(stop, *found) {
                Some(true) => {
                    worth.accepted += &*paths;
                    false
                }
                Some(false) => {
                    worth.rejected += &*paths;
                    false
                }
                None => true,
            });
        }
        worth
    }

    fn share(&self, part: &BigUint) -> Fraction {
        Fraction { numerator: part.clone(), denominator: self.all.clone() }
    }

    /// P(rejected), exactly.
    pub fn rejected(&self) -> Fraction {
        self.share(&self.rejected)
    }

    /// P(accepted) in thousandths, rounded down.
    pub fn accepted_thousandths(&self) -> u16 {
        whole(&self.accepted, 1_000, &self.all).try_into().unwrap_or(1_000)
    }

    /// Households visited on average, in tenths, rounded down.
    pub fn visited_tenths(&self) -> u32 {
        whole(&self.visited, 10, &self.all)
    }
}

/// ⌊part·times / all⌋.
fn whole(part: &BigUint, times: u32, all: &BigUint) -> u32 {
    if *all == BigUint::ZERO {
        return 0;
    }
    u32::try_from(part * times / all).unwrap_or(u32::MAX)
}

/// What a number of nonconforming elements decides; `None`: go on.
pub(super) fn decided(stop: &Stop, found: u32) -> Option<bool> {
    if stop.accept.is_some_and(|accept| found <= accept) {
        return Some(true);
    }
    stop.reject.is_some_and(|reject| found >= reject).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draw::{Judging, Severity};
    use crate::sampling::judge;

    fn plan(size: u64, n: u32) -> (Judging, Vec<Stop>) {
        let judging = judge::judging(size, u64::from(n), Severity::Normal).unwrap();
        (judging, numbers(size, judge::LEVEL, judging.n, judging.ac).unwrap())
    }

    #[test]
    fn ten_households_may_be_five() {
        let (_, stops) = plan(200, 10);
        let text: Vec<String> = stops
            .iter()
            .map(|stop| {
                let number = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
                format!("{}:{}/{}", stop.n, number(stop.accept), number(stop.reject))
            })
            .collect();
        assert_eq!(text.join(" "), "1:-/- 2:-/2 3:-/2 4:-/2 5:0/2 6:0/2 7:0/2 8:0/2 9:0/2 10:1/2");
        // As good as its level, it is seen to be so after about half of them.
        let worth = Worth::of(200, 8, &stops);
        assert_eq!((worth.accepted_thousandths(), worth.visited_tenths()), (957, 57));
    }

    #[test]
    fn a_unit_as_good_as_the_level_is_rejected_in_at_most_five_of_a_hundred() {
        let mut found = 0;
        for size in [2, 5, 12, 30, 60, 200, 1_200] {
            for n in (1..=40).filter(|n| u64::from(*n) <= size) {
                let (judging, stops) = plan(size, n);
                let Some(last) = stops.last() else { continue };
                found += 1;
                assert_eq!((last.n, last.reject), (n, last.accept.map(|accept| accept + 1)));
                let good = judge::LEVEL.floor_of(size);
                let worth = Worth::of(size, good, &stops);
                assert!(worth.rejected().compare(RISK).is_le(), "{n} of {size}");
                assert_eq!(&worth.accepted + &worth.rejected, worth.all, "{n} of {size}: somebody is left");
                assert!(worth.visited_tenths() <= 10 * n, "{n} of {size}");
                // Without anything wrong it is accepted, and no later than the whole sample would be.
                assert_eq!(Worth::of(size, 0, &stops).accepted_thousandths(), 1_000);
                // What the whole sample finds in nine of ten draws is found nearly as often.
                let bad = (good..=size).find(|bad| {
                    curve::accepted(size, *bad, u64::from(n), u64::from(judging.ac)).unwrap() < 100
                });
                let missed = Worth::of(size, bad.unwrap(), &stops).accepted_thousandths();
                assert!(missed <= 200, "{n} of {size}: {missed}");
            }
        }
        assert!(found > 100, "{found}");
    }

    #[test]
    fn paths_are_counted_exactly() {
        // Two of three, one bad; stop at the first bad one: found first in one of three, second in one of three.
        let stops =
            [Stop { n: 1, accept: None, reject: Some(1) }, Stop { n: 2, accept: Some(0), reject: Some(1) }];
        let worth = Worth::of(3, 1, &stops);
        assert_eq!((worth.accepted_thousandths(), worth.visited_tenths()), (333, 16));
        assert_eq!(worth.rejected().decimal(), "0.66666666666666667");
    }
}
