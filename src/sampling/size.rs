//! How many to draw for a stated claim: discovery, audit of a declared level, two-point plans. Knows no frame.

use std::cmp::Ordering;

use super::error::{Result, SamplingError};
use super::hypergeometric::{Hypergeometric, first_true, population};
use super::walk::Walk;
use crate::domain::amount::Ratio;

/// The smallest `n` that shows at least one of `faulty` nonconforming elements with at least `confidence`: the
/// discovery sample of a finite population (Cochran, *Sampling Techniques*, 3rd ed., chapter 3).
/// S4001, S4002; S4004 for a confidence outside 50 %–100 %; S4005 where nothing is nonconforming.
pub fn discovery(size: u64, faulty: u64, confidence: Ratio) -> Result<u32> {
    let size = population(size)?;
    let faulty = count_within(faulty, size)?;
    if confidence < Ratio::of_percent(50) || !confidence.is_proper() {
        return Err(SamplingError::new("S4004").with("percent", confidence.percent_text()));
    }
    let missed = confidence.complement().unwrap_or(Ratio::ZERO);
    if faulty == 0 {
        return Err(SamplingError::new("S4005"));
    }
    Ok(smallest_drawn(size, faulty, missed))
}

/// A plan that judges a declared level from a given number of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Nonconforming elements the declaration allows: D0 = ⌊N·DQL⌋.
    pub declared_count: u32,
    /// The declaration stands while at most this many are found.
    pub limit: u32,
}

/// The smallest `L` with P(X > L | N, D0, n) ≤ `risk`: the declaration is contradicted only where it would be so by
/// chance in at most `risk` of samples (the purpose of GB/T 2828.4 and GB/T 2828.11).
/// S4001, S4003, S4006 for a level that is not below one, S4007 for a risk outside 0–50 %.
pub fn audit(size: u64, declared: Ratio, drawn: u64, risk: Ratio) -> Result<Audit> {
    let size = population(size)?;
    proper_level(declared)?;
    proper_risk(risk)?;
    let declared_count = declared.floor_of(u64::from(size));
    let law = Hypergeometric::new(u64::from(size), declared_count, drawn)?;
    if drawn == 0 {
        return Err(SamplingError::new("S4003").with("count", drawn).with("population", size));
    }
    Ok(Audit { declared_count: u32::try_from(declared_count).unwrap_or(size), limit: law.limit(risk) })
}

/// The nonconforming elements from which a level is reached: ⌈N·level⌉. S4001, S4006.
pub fn limiting_count(size: u64, level: Ratio) -> Result<u32> {
    let size = population(size)?;
    proper_level(level)?;
    Ok(u32::try_from(level.ceil_of(u64::from(size))).unwrap_or(size))
}

/// Draw `n`, accept while at most `c` are nonconforming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoPoint {
    /// Elements to draw.
    pub n: u32,
    /// Acceptance number.
    pub c: u32,
}

/// The plan with the smallest `n` (and for it the smallest `c`) that rejects `good` nonconforming elements with
/// probability at most `alpha` and accepts `bad` of them with probability at most `beta`: producer's and consumer's risk of a
/// type-A curve (Duncan, *Quality Control and Industrial Statistics*, 5th ed. 1986; ISO 2859-2).
/// S4001, S4002, S4007; S4008 unless `good < bad`.
pub fn two_point(size: u64, good: u64, bad: u64, alpha: Ratio, beta: Ratio) -> Result<TwoPoint> {
    let size = population(size)?;
    let (good_count, bad_count) = (count_within(good, size)?, count_within(bad, size)?);
    proper_risk(alpha)?;
    proper_risk(beta)?;
    if good_count >= bad_count {
        return Err(SamplingError::new("S4008").with("good", good).with("bad", bad));
    }
    // Where most are nonconforming, conforming elements are counted instead: the same plan with good and bad, and their
    // risks, in each other's place.
    if u64::from(good_count) + u64::from(bad_count) > u64::from(size) {
        let n = smallest_plan(size, (size - bad_count, beta), (size - good_count, alpha)).n;
        return Ok(TwoPoint { n, c: Hypergeometric::checked(size, good_count, n).limit(alpha) });
    }
    Ok(smallest_plan(size, (good_count, alpha), (bad_count, beta)))
}

/// The plan for two counts of nonconforming elements, the smaller first, each with its risk.
fn smallest_plan(size: u32, (good_count, alpha): (u32, Ratio), (bad_count, beta): (u32, Ratio)) -> TwoPoint {
    let laws =
        |n| (Hypergeometric::checked(size, good_count, n), Hypergeometric::checked(size, bad_count, n));
    let start = too_few(size, |n| {
        let (good, bad) = laws(n);
        bad.compare_at_most(u64::from(good.limit(alpha).saturating_sub(1)), beta) == Ordering::Greater
    });
    walk_from(start, laws(start), alpha, beta)
}

/// The first plan that draws more than `start`.
fn walk_from(
    start: u32,
    (good, bad): (Hypergeometric, Hypergeometric),
    alpha: Ratio,
    beta: Ratio,
) -> TwoPoint {
    let accepted = alpha.complement().unwrap_or(Ratio::ZERO);
    let (size, mut c) = (good.size(), good.limit(alpha));
    let (mut good_walk, mut bad_walk) = (Walk::at(good, c), Walk::at(bad, c));
    for n in start + 1..=size {
        good_walk.draw_one();
        bad_walk.draw_one();
        // The producer needs a number that grows with n; the first n at which it satisfies the consumer is the answer.
        while good_walk.compare(accepted) == Ordering::Less {
            good_walk.allow_one();
            bad_walk.allow_one();
            c += 1;
        }
        if bad_walk.compare(beta) != Ordering::Greater {
            return TwoPoint { n, c };
        }
    }
    // With all drawn the count is known, and good < bad: the loop ends before this.
    TwoPoint { n: size, c: good.faulty() }
}

/// A number from which the search for a plan may begin: no plan draws as few. `powerless` holds for a number where even a
/// test that also rejects at its acceptance number lets the bad lot pass too often. Then no smaller number has a plan either:
/// leaving some of the sample out at random is a test of the larger number, and none of those is better than the best one
/// (Neyman and Pearson, *Phil. Trans. A* 231 (1933); counts have a monotone likelihood ratio). Near the answer is near
/// enough, the walk does the rest.
fn too_few(size: u32, powerless: impl Fn(u32) -> bool) -> u32 {
    let (mut few, mut high) = (0, 1);
    while high < size && powerless(high) {
        few = high;
        high = high.saturating_mul(2).min(size);
    }
    while high - few > few / 64 + 64 {
        let middle = few + (high - few) / 2;
        if powerless(middle) {
            few = middle;
        } else {
            high = middle;
        }
    }
    few
}

/// The smallest `n` with P(X = 0 | n) ≤ `risk`, for `faulty ≥ 1`: drawing all satisfies it.
fn smallest_drawn(size: u32, faulty: u32, risk: Ratio) -> u32 {
    let enough = |drawn: u32| {
        Hypergeometric::checked(size, faulty, drawn).compare_at_most(0, risk) != Ordering::Greater
    };
    // Doubling keeps the probes near the answer, where enclosures are short.
    let (mut low, mut high) = (1, 1);
    while high < size && !enough(high) {
        low = high + 1;
        high = high.saturating_mul(2).min(size);
    }
    first_true(low, high, enough)
}

fn count_within(count: u64, size: u32) -> Result<u32> {
    u32::try_from(count)
        .ok()
        .filter(|count| *count <= size)
        .ok_or_else(|| SamplingError::new("S4002").with("count", count).with("population", size))
}

fn proper_level(level: Ratio) -> Result<()> {
    if level.numerator() < level.denominator() {
        Ok(())
    } else {
        Err(SamplingError::new("S4006").with("percent", level.percent_text()))
    }
}

fn proper_risk(risk: Ratio) -> Result<()> {
    if risk.is_proper() && risk <= Ratio::of_percent(50) {
        Ok(())
    } else {
        Err(SamplingError::new("S4007").with("percent", risk.percent_text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discovery_sizes() {
        let check = |size, faulty, confidence, expected| {
            let found = discovery(size, faulty, Ratio::of_percent(confidence)).unwrap();
            assert_eq!(found, expected, "N={size} D={faulty} {confidence} %");
        };
        check(200, 4, 95, 105);
        check(1000, 20, 95, 138);
        check(50_000, 1000, 95, 149);
        // Ties: P(none found) is exactly one tenth, one twentieth.
        check(10, 1, 90, 9);
        check(1_000_000, 1, 95, 950_000);
        check(1, 1, 95, 1);
    }

    /// Every n and c in turn: a second way, without walking.
    fn by_trial(size: u64, good: u64, bad: u64, alpha: Ratio, beta: Ratio) -> TwoPoint {
        for n in 1..=size {
            for c in 0..n {
                let rejects_good = Hypergeometric::new(size, good, n)
                    .unwrap()
                    .compare_at_most(c, alpha.complement().unwrap());
                let accepts_bad = Hypergeometric::new(size, bad, n).unwrap().compare_at_most(c, beta);
                if rejects_good != Ordering::Less && accepts_bad != Ordering::Greater {
                    return TwoPoint { n: u32::try_from(n).unwrap(), c: u32::try_from(c).unwrap() };
                }
            }
        }
        panic!("no plan");
    }

    #[test]
    fn two_point_plans_are_the_smallest_there_are() {
        for (size, good, bad) in
            [(1, 0, 1), (12, 0, 1), (12, 2, 3), (30, 1, 9), (30, 14, 15), (40, 3, 12), (40, 38, 39)]
        {
            for (alpha, beta) in [(5, 5), (10, 10), (20, 40)] {
                let (alpha, beta) = (Ratio::of_percent(alpha), Ratio::of_percent(beta));
                assert_eq!(
                    two_point(size, good, bad, alpha, beta).unwrap(),
                    by_trial(size, good, bad, alpha, beta),
                    "N={size} {good}/{bad}"
                );
            }
        }
    }

    /// A search that begins far on finds what one from the beginning finds.
    #[test]
    fn what_is_passed_over_holds_no_plan() {
        let mut begun = 0;
        for (size, good, bad) in [
            (300, 2, 12),
            (2_000, 20, 60),
            (2_000, 20, 24),
            (2_000, 0, 1),
            (2_000, 1, 2),
            (2_000, 998, 1_002),
            (2_000, 1_990, 1_999),
            (5_000, 50, 100),
        ] {
            for (alpha, beta) in [(5, 5), (5, 10), (1, 1), (20, 40), (50, 50)] {
                let (alpha, beta) = (Ratio::of_percent(alpha), Ratio::of_percent(beta));
                let law = |count| Hypergeometric::checked(size, count, 0);
                let whole = walk_from(0, (law(good), law(bad)), alpha, beta);
                let found = two_point(size.into(), good.into(), bad.into(), alpha, beta).unwrap();
                assert_eq!(found, whole, "N={size} {good}/{bad}");
                begun += u32::from(whole.n > 64);
            }
        }
        assert!(begun > 20, "{begun}");
    }

    #[test]
    fn audits() {
        let five = Ratio::of_percent(5);
        let audited = audit(200, Ratio::of_percent(2), 50, five).unwrap();
        assert_eq!(audited.declared_count, 4);
        // The limit is the smallest: one less would contradict a true declaration too often.
        let law = Hypergeometric::new(200, 4, 50).unwrap();
        let kept = five.complement().unwrap();
        assert_ne!(law.compare_at_most(u64::from(audited.limit), kept), Ordering::Less);
        assert_eq!(law.compare_at_most(u64::from(audited.limit) - 1, kept), Ordering::Less);
        assert_eq!(audit(200, Ratio::ZERO, 50, five).unwrap(), Audit { declared_count: 0, limit: 0 });
    }

    #[test]
    fn wrong_questions_are_refused() {
        let check = |answer: Result<u32>, code: &str| assert_eq!(answer.unwrap_err().code(), code);
        let five = Ratio::of_percent(5);
        check(discovery(10, 0, Ratio::of_percent(95)), "S4005");
        check(discovery(10, 11, Ratio::of_percent(95)), "S4002");
        check(discovery(10, 1, Ratio::of_percent(100)), "S4004");
        check(discovery(10, 1, Ratio::parse_percent("0.95").unwrap()), "S4004");
        check(two_point(10, 3, 3, five, five).map(|plan| plan.n), "S4008");
        check(two_point(10, 1, 3, Ratio::ZERO, five).map(|plan| plan.n), "S4007");
        check(audit(10, Ratio::of_percent(100), 3, five).map(|plan| plan.limit), "S4006");
        check(audit(10, Ratio::of_percent(1), 0, five).map(|plan| plan.limit), "S4003");
    }
}
