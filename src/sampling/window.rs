//! Enclosures of hypergeometric tails in fixed point: fast, and either right or silent. Knows no big fraction.
//!
//! The weights of all counts are taken relative to the most likely one, which is 2^bits. Going outwards each weight
//! is the last one times a ratio not above one, rounded down; so the weight `i` steps away is short by at most `i`
//! units. Counts whose weight has become zero are left out and charged to the error at the same rate.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::exact::Fraction;
use super::hypergeometric::Hypergeometric;
use crate::domain::amount::Ratio;

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

    /// P(X = count) from below and from above.
    pub(super) fn enclose_point(&self, count: u32) -> (Fraction, Fraction) {
        let (below, above) = self.sums_around(count);
        let before = count.checked_sub(1).map_or(BigUint::ZERO, |before| self.sums_around(before).0);
        let weight = &below - before;
        let all = below + above;
        let low = Fraction { numerator: weight.clone(), denominator: &all + self.error };
        (low, Fraction { numerator: weight + self.error, denominator: all })
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

/// P(X ≤ count), or with `more` P(X > count), far out where a window around the mode sees nothing: the tail relative to
/// its nearest weight, and that weight relative to the mode by a product with an exponent of its own. From below and
/// from above; `None` where the tail is not the far side.
pub(super) fn far_tail(
    law: &Hypergeometric,
    count: u32,
    more: bool,
    bits: u64,
) -> Option<(Fraction, Fraction)> {
    let one = BigUint::from(1_u32) << bits;
    let peak = law.mode();
    let ((weights, error), link) = if more {
        let edge = count.checked_add(1).filter(|edge| *edge > peak)?;
        let outer = outwards(&one, law.most().checked_sub(edge)?, |step| law.ratio_up(edge + step));
        (outer, Link::new((peak + 1..=edge).map(|count| law.ratio_down(count)), bits))
    } else {
        let steps = count.checked_sub(law.least()).filter(|_| count < peak)?;
        let outer = outwards(&one, steps, |step| law.ratio_down(count - step));
        (outer, Link::new((count..peak).map(|count| law.ratio_up(count)), bits))
    };
    let part: BigUint = weights.iter().sum::<BigUint>() + one;
    let window = Window::new(law, bits);
    let all = window.sums.last()?;
    // The mantissa counts in units of 2^-bits.
    let least = Fraction { numerator: &part << bits, denominator: (all + window.error) * link.high() };
    let most = Fraction { numerator: (part + error) << bits, denominator: all * link.low() };
    Some((least, most))
}

/// A product of ratios not below one, as a mantissa in units of 2^-bits and a power of two.
struct Link {
    mantissa: BigUint,
    exponent: u64,
    /// How far the mantissa may lie below the truth.
    error: BigUint,
}

impl Link {
    fn new(ratios: impl Iterator<Item = (u64, u64)>, bits: u64) -> Self {
        let mut link = Self { mantissa: BigUint::from(1_u32) << bits, exponent: 0, error: BigUint::ZERO };
        for (numerator, denominator) in ratios {
            link.mantissa *= numerator;
            link.mantissa /= denominator;
            link.error = link.error * numerator / denominator + 2_u32;
            if link.mantissa.bits() > 2 * bits {
                link.mantissa >>= bits;
                link.error = (link.error >> bits) + 2_u32;
                link.exponent += bits;
            }
        }
        link
    }

    fn low(&self) -> BigUint {
        &self.mantissa << self.exponent
    }

    fn high(&self) -> BigUint {
        (&self.mantissa + &self.error) << self.exponent
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_tails_are_enclosed_closely() {
        let check = |size, faulty, drawn, count: u32, more| {
            let law = Hypergeometric::new(size, faulty, drawn).unwrap();
            let below = law.at_most(u64::from(count));
            let exact = if more { below.complement() } else { below };
            let (low, high) = far_tail(&law, count, more, 256).unwrap();
            let at_most = |left: &Fraction, right: &Fraction| {
                &left.numerator * &right.denominator <= &right.numerator * &left.denominator
            };
            assert!(at_most(&low, &exact) && at_most(&exact, &high), "{law:?} {count} {more}");
            // Within 2^-200 of one another.
            let nearly = Fraction {
                numerator: &low.numerator * ((BigUint::from(1_u32) << 200) + 1_u32),
                denominator: &low.denominator << 200,
            };
            assert!(at_most(&high, &nearly), "{law:?} {count} {more}");
        };
        check(200, 20, 10, 0, false);
        check(200, 20, 10, 2, true);
        check(2_000, 1_000, 900, 440, false);
        check(2_000, 1_000, 900, 100, false);
        check(2_000, 1_000, 900, 0, false);
        check(2_000, 1_000, 900, 899, true);
        check(2_000, 1_500, 900, 401, false);
    }

    #[test]
    fn the_near_side_is_not_a_far_tail() {
        let law = Hypergeometric::new(200, 100, 50).unwrap();
        assert!(far_tail(&law, 30, false, 256).is_none());
        assert!(far_tail(&law, 20, true, 256).is_none());
    }
}
