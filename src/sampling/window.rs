//! Enclosures of hypergeometric tails in fixed point: fast, and either right or silent. Knows no big fraction.
//!
//! The weights of all counts are taken relative to the most likely one, which is 2^bits. Going outwards each weight
//! is the last one times a ratio not above one, rounded down; so the weight `i` steps away is short by at most `i`
//! units. Counts whose weight has become zero are left out and charged to the error at the same rate.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::exact::Fraction;
use super::hypergeometric::Hypergeometric;
use super::ratio::Ratio;

/// Cumulative weights of the counts that matter, with one bound for everything rounded away.
pub(super) struct Window {
    /// The least count of the window.
    first: u32,
    /// `sums[i]`: the weights of all counts up to `first + i`, rounded down.
    sums: Vec<BigUint>,
    /// No sum of true weights exceeds ours by more than this.
    error: u64,
}

impl Window {
    pub(super) fn new(law: &Hypergeometric, bits: u64) -> Self {
        let mode = law.mode();
        let one = BigUint::from(1_u32) << bits;
        let (mut below, error_below) = outwards(&one, mode - law.least(), |step| law.ratio_down(mode - step));
        let (above, error_above) = outwards(&one, law.most() - mode, |step| law.ratio_up(mode + step));
        let first = mode - u32::try_from(below.len()).unwrap_or(mode);
        below.reverse();
        let mut total = BigUint::ZERO;
        let mut sums = Vec::with_capacity(below.len() + above.len() + 1);
        for weight in below.into_iter().chain([one]).chain(above) {
            total += weight;
            sums.push(total.clone());
        }
        Self { first, sums, error: error_below.saturating_add(error_above) }
    }

    /// P(X ≤ count), or with `more` P(X > count), from below and from above.
    pub(super) fn enclose(&self, count: u32, more: bool) -> (Fraction, Fraction) {
        let (below, above) = self.sums_around(count);
        let (part, rest) = if more { (above, below) } else { (below, above) };
        let low = Fraction { numerator: part.clone(), denominator: &part + &rest + self.error };
        let high_part = part + self.error;
        let high = Fraction { denominator: &high_part + rest, numerator: high_part };
        (low, high)
    }

    /// The weights up to a count and above it, rounded down.
    fn sums_around(&self, count: u32) -> (BigUint, BigUint) {
        let zero = BigUint::ZERO;
        let total = self.sums.last().unwrap_or(&zero);
        let below = match count.checked_sub(self.first) {
            None => &zero,
            Some(index) => self.sums.get(index as usize).unwrap_or(total),
        };
        (below.clone(), total - below)
    }

    /// How P(X ≤ count) compares with a ratio of at most one; `None` where the enclosure holds the ratio.
    pub(super) fn compare(&self, count: u32, ratio: Ratio) -> Option<Ordering> {
        let (below, above) = self.sums_around(count);
        // P ≤ a/b is the same as below·(b − a) ≤ above·a.
        let rest = ratio.denominator().checked_sub(ratio.numerator())?;
        let part = ratio.numerator();
        if (&below + self.error) * rest < &above * part {
            Some(Ordering::Less)
        } else if below * rest > (above + self.error) * part {
            Some(Ordering::Greater)
        } else {
            None
        }
    }
}

/// The weights from the mode outwards, rounded down, until they vanish or the support ends; and what they lack.
fn outwards(one: &BigUint, steps: u32, ratio: impl Fn(u32) -> (u64, u64)) -> (Vec<BigUint>, u64) {
    let mut weights = Vec::new();
    let mut weight = one.clone();
    let mut error = 0_u64;
    for step in 0..steps {
        let (numerator, denominator) = ratio(step);
        weight *= numerator;
        weight /= denominator;
        let short = u64::from(step) + 1;
        if weight == BigUint::ZERO {
            // Every weight left is below this one, and this one is below `short` units.
            return (weights, error.saturating_add(u64::from(steps - step).saturating_mul(short)));
        }
        error = error.saturating_add(short);
        weights.push(weight.clone());
    }
    (weights, error)
}
