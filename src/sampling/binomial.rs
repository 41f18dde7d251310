//! Decision rules where the population is large or unknown: zero failures, and LQAS ("at least p of households are
//! satisfied"). Exact, in whole numbers. Knows no finite population, but `lqas_finite` borrows its law.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::error::{Result, SamplingError};
use super::exact::Fraction;
use super::hypergeometric::{Hypergeometric, first_true};
use crate::domain::amount::Ratio;

/// The largest sample a binomial rule is computed for.
pub const SAMPLE_MAX: u32 = 100_000;

/// The smallest `n` with (1 − tolerable)^n ≤ 1 − confidence: none found in `n` shows with this confidence that fewer
/// than the tolerable share are nonconforming (the success run theorem). S4004 for the confidence; S4006 for a share not between nothing and one;
/// S4067 for one so small that the sample would pass [`SAMPLE_MAX`].
pub fn zero_failure(tolerable: Ratio, confidence: Ratio) -> Result<u32> {
    if confidence < Ratio::of_percent(50) || !confidence.is_proper() {
        return Err(SamplingError::new("S4004").with("percent", confidence.percent_text()));
    }
    let refused = || SamplingError::new("S4006").with("percent", tolerable.percent_text());
    let kept = tolerable.reduced().complement().filter(|_| tolerable.is_proper()).ok_or_else(refused)?;
    let missed = confidence.complement().unwrap_or(Ratio::ZERO);
    let enough = |n: u32| {
        BigUint::from(kept.numerator()).pow(n) * missed.denominator()
            <= BigUint::from(kept.denominator()).pow(n) * missed.numerator()
    };
    // Doubling first: the numbers grow with n.
    let mut high = 1;
    while !enough(high) {
        high *= 2;
        if high > SAMPLE_MAX {
            return Err(SamplingError::new("S4067")
                .with("percent", tolerable.percent_text())
                .with("max", SAMPLE_MAX));
        }
    }
    Ok(first_true(high / 2 + 1, high, enough))
}

/// A rule "call the benchmark reached when at least `decision` of `n` say yes".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionRule {
    /// Households asked.
    pub n: u32,
    /// Least number that must say yes.
    pub decision: u32,
}

/// The largest decision number that denies a benchmark which is just reached with at most `risk`: P(X < d | p) ≤ risk
/// (LQAS as in WHO and Valadez' manuals, binomial). S4003 for no household or too many, S4006, S4007.
pub fn lqas(n: u32, benchmark: Ratio, risk: Ratio) -> Result<DecisionRule> {
    check(n, benchmark, risk)?;
    let mut below = Below::new(n, benchmark);
    let mut decision = 0;
    while decision < n {
        below.next();
        if below.fraction().compare(risk) == Ordering::Greater {
            break;
        }
        decision += 1;
    }
    Ok(DecisionRule { n, decision })
}

/// The same for a village of `size` households, of which ⌈p·N⌉ satisfied are enough: without replacement.
/// S4001, S4003, S4006, S4007.
pub fn lqas_finite(size: u64, n: u32, benchmark: Ratio, risk: Ratio) -> Result<DecisionRule> {
    check(n, benchmark, risk)?;
    let law = Hypergeometric::new(size, benchmark.ceil_of(size), u64::from(n))?;
    // P(X < d) > risk, counted by how far d may go.
    let too_far = |decision: u32| law.compare_at_most(u64::from(decision), risk) == Ordering::Greater;
    Ok(DecisionRule { n, decision: first_true(0, law.most(), too_far) })
}

/// P(X < d | share): a benchmark that is just reached is denied.
pub fn denied(rule: DecisionRule, share: Ratio) -> Fraction {
    let mut below = Below::new(rule.n, share);
    for _ in 0..rule.decision {
        below.next();
    }
    below.fraction()
}

fn check(n: u32, benchmark: Ratio, risk: Ratio) -> Result<()> {
    if n == 0 || n > 5_000 {
        return Err(SamplingError::new("S4003").with("count", n).with("population", 5_000_u32));
    }
    if !benchmark.is_proper() {
        return Err(SamplingError::new("S4006").with("percent", benchmark.percent_text()));
    }
    if !risk.is_proper() || risk > Ratio::of_percent(50) {
        return Err(SamplingError::new("S4007").with("percent", risk.percent_text()));
    }
    Ok(())
}

/// P(X < d) for d = 0, 1, 2 …, over the common denominator b^n for a share a/b.
struct Below {
    n: u32,
    yes: u64,
    no: u64,
    count: u32,
    /// C(n, count)·a^count·(b − a)^(n − count).
    term: BigUint,
    sum: BigUint,
    denominator: BigUint,
}

impl Below {
    fn new(n: u32, share: Ratio) -> Self {
        let share = share.reduced();
        let (yes, all) = (share.numerator(), share.denominator());
        let no = all.saturating_sub(yes);
        Self {
            n,
            yes,
            no,
            count: 0,
            term: BigUint::from(no).pow(n),
            sum: BigUint::ZERO,
            denominator: BigUint::from(all).pow(n),
        }
    }

    fn next(&mut self) {
        self.sum += &self.term;
        if self.count < self.n {
            let up = u128::from(self.n - self.count) * u128::from(self.yes);
            let down = u128::from(self.count + 1) * u128::from(self.no.max(1));
            self.term = &self.term * up / down;
            self.count += 1;
        }
    }

    fn fraction(&self) -> Fraction {
        Fraction { numerator: self.sum.clone(), denominator: self.denominator.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decision_rules_of_small_samples() {
        let check = |n, percent, expected| {
            let rule = lqas(n, Ratio::of_percent(percent), Ratio::of_percent(10)).unwrap();
            assert_eq!(rule.decision, expected, "{n} {percent}");
        };
        check(19, 80, 13);
        check(19, 95, 17);
        check(1, 50, 0);
    }

    #[test]
    fn a_finite_village_decides_like_its_law() {
        for n in [1, 7, 19, 30] {
            for percent in [10, 50, 90] {
                let (benchmark, risk) = (Ratio::of_percent(percent), Ratio::of_percent(10));
                let rule = lqas_finite(30, n, benchmark, risk).unwrap();
                let law = Hypergeometric::new(30, benchmark.ceil_of(30), u64::from(n)).unwrap();
                // P(X < d) = P(X ≤ d − 1) holds the risk and P(X ≤ d) does not, or d is all that can be.
                if let Some(below) = u64::from(rule.decision).checked_sub(1) {
                    assert_ne!(law.compare_at_most(below, risk), Ordering::Greater);
                }
                let next = law.compare_at_most(u64::from(rule.decision), risk);
                assert!(next == Ordering::Greater, "{n} {percent}");
            }
        }
    }

    #[test]
    fn wrong_questions_are_refused() {
        let ten = Ratio::of_percent(10);
        assert_eq!(lqas(0, ten, ten).unwrap_err().code(), "S4003");
        assert_eq!(lqas(10, Ratio::ZERO, ten).unwrap_err().code(), "S4006");
        assert_eq!(lqas(10, ten, Ratio::of_percent(51)).unwrap_err().code(), "S4007");
        assert_eq!(zero_failure(ten, Ratio::of_percent(100)).unwrap_err().code(), "S4004");
        assert_eq!(
            zero_failure(Ratio::parse("0.000001").unwrap(), Ratio::of_percent(95)).unwrap_err().code(),
            "S4067"
        );
    }
}
