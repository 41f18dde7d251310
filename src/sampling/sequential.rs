//! Wald's sequential test where visits are expensive: after every household, accept, reject or go on. The numbers on the
//! checklist come from exact comparison; knows no logarithm.
//!
//! After n households with d nonconforming the likelihood ratio is p1^d·q1^(n−d) / (p0^d·q0^(n−d)). It rejects from
//! (1 − β)/α on and accepts down to β/(1 − α) (Wald 1945).

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::error::{Result, SamplingError};
use crate::domain::amount::Ratio;
pub use crate::domain::stop::Stop;

/// The most households a list of numbers is made for.
pub const LENGTH_MAX: u32 = 2_000;

/// What a sequential plan decides between.
#[derive(Clone, Copy, Debug)]
pub struct Sequential {
    /// A good share of nonconforming.
    pub good: Ratio,
    /// A bad one.
    pub bad: Ratio,
    /// Risk of rejecting the good.
    pub alpha: Ratio,
    /// Risk of accepting the bad.
    pub beta: Ratio,
}

impl Sequential {
    /// The numbers after 1, 2, … `length` households. S4003 for a length of zero or above [`LENGTH_MAX`]; S4006 for a
    /// share not between nothing and one; S4007 for a risk; S4009 unless good < bad.
    pub fn stops(&self, length: u32) -> Result<Vec<Stop>> {
        self.check(length)?;
        let (one, other) = (self.alpha.complement(), self.beta.complement());
        let (Some(kept_good), Some(kept_bad)) = (one, other) else {
            return Err(SamplingError::new("S4007").with("percent", self.alpha.percent_text()));
        };
        let mut stops = Vec::new();
        // The count from which it is no longer accepted, and the count from which it is rejected: both only grow.
        let mut refuse = Likelihood::new(self.good, self.bad);
        let mut reject = Likelihood::new(self.good, self.bad);
        for n in 1..=length {
            refuse.visit();
            reject.visit();
            while refuse.compare(self.beta, kept_good) != Ordering::Greater && refuse.find() {}
            let accept = if refuse.compare(self.beta, kept_good) == Ordering::Greater {
                refuse.found.checked_sub(1)
            } else {
                Some(n)
            };
            while reject.compare(kept_bad, self.alpha) == Ordering::Less && reject.find() {}
            let rejected = (reject.compare(kept_bad, self.alpha) != Ordering::Less).then_some(reject.found);
            stops.push(Stop { n, accept, reject: rejected });
        }
        Ok(stops)
    }

    fn check(&self, length: u32) -> Result<()> {
        if length == 0 || length > LENGTH_MAX {
            return Err(SamplingError::new("S4003").with("count", length).with("population", LENGTH_MAX));
        }
        for share in [self.good, self.bad] {
            if !share.is_proper() {
                return Err(SamplingError::new("S4006").with("percent", share.percent_text()));
            }
        }
        for risk in [self.alpha, self.beta] {
            if !risk.is_proper() || risk >= Ratio::of_percent(50) {
                return Err(SamplingError::new("S4007").with("percent", risk.percent_text()));
            }
        }
        if self.good >= self.bad {
            return Err(SamplingError::new("S4009")
                .with("good", self.good.percent_text())
                .with("bad", self.bad.percent_text()));
        }
        Ok(())
    }
}

/// The likelihood ratio of bad against good, both numbers over the common denominators b0^n·b1^n.
struct Likelihood {
    visited: u32,
    found: u32,
    bad: BigUint,
    good: BigUint,
    /// What one more conforming household multiplies by, bad and good.
    conforming: (u128, u128),
    /// What one more nonconforming household multiplies by.
    nonconforming: (u128, u128),
}

impl Likelihood {
    fn new(good: Ratio, bad: Ratio) -> Self {
        let (good, bad) = (good.reduced(), bad.reduced());
        // Over the common denominator of both shares.
        let pair = |bad_part: u64, good_part: u64| {
            (
                u128::from(bad_part) * u128::from(good.denominator()),
                u128::from(good_part) * u128::from(bad.denominator()),
            )
        };
        Self {
            visited: 0,
            found: 0,
            bad: BigUint::from(1_u32),
            good: BigUint::from(1_u32),
            conforming: pair(bad.denominator() - bad.numerator(), good.denominator() - good.numerator()),
            nonconforming: pair(bad.numerator(), good.numerator()),
        }
    }

    /// One more household, conforming.
    fn visit(&mut self) {
        self.bad *= self.conforming.0;
        self.good *= self.conforming.1;
        self.visited += 1;
    }

    /// One of the visited is nonconforming after all; false where all are already.
    fn find(&mut self) -> bool {
        if self.found == self.visited {
            return false;
        }
        self.bad = &self.bad * self.nonconforming.0 / self.conforming.0;
        self.good = &self.good * self.nonconforming.1 / self.conforming.1;
        self.found += 1;
        true
    }

    /// How the ratio compares with `above / below`, itself a ratio of ratios.
    fn compare(&self, above: Ratio, below: Ratio) -> Ordering {
        let left = &self.bad * below.numerator() * above.denominator();
        left.cmp(&(&self.good * above.numerator() * below.denominator()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(good: &str, bad: &str, alpha: &str, beta: &str) -> Sequential {
        let [good, bad, alpha, beta] = [good, bad, alpha, beta].map(|text| Ratio::parse(text).unwrap());
        Sequential { good, bad, alpha, beta }
    }

    #[test]
    fn numbers_follow_walds_lines() {
        // The lines of the reference table: accept below slope·n − h, reject above slope·n + h. No number
        // stands so near a line that sixteen digits would not decide.
        let file = include_str!("../../tests/fixtures/sampling/sprt.csv");
        for line in file.lines().skip(1) {
            let cell: Vec<&str> = line.split(',').collect();
            let value = |cell: &str| cell.parse::<f64>().unwrap();
            let (slope, accept, reject) = (value(cell[4]), value(cell[5]), value(cell[6]));
            let stops = plan(cell[0], cell[1], cell[2], cell[3]).stops(400).unwrap();
            for stop in stops {
                let n = f64::from(stop.n);
                let low = slope * n - accept;
                assert_eq!(
                    stop.accept.map(f64::from),
                    (low >= 0.0).then_some(low.floor()),
                    "{line} {stop:?}"
                );
                let high = (slope * n + reject).ceil();
                assert_eq!(stop.reject.map(f64::from), (high <= n).then_some(high), "{line} {stop:?}");
            }
        }
        assert_eq!(file.lines().count(), 5);
    }

    #[test]
    fn wrong_questions_are_refused() {
        let check =
            |plan: Sequential, length, code: &str| assert_eq!(plan.stops(length).unwrap_err().code(), code);
        check(plan("0.02", "0.10", "5%", "10%"), 0, "S4003");
        check(plan("0.02", "0.10", "5%", "10%"), 2_001, "S4003");
        check(plan("0", "0.10", "5%", "10%"), 9, "S4006");
        check(plan("0.02", "0.10", "50%", "10%"), 9, "S4007");
        check(plan("0.10", "0.02", "5%", "10%"), 9, "S4009");
    }
}
